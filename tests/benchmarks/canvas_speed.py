"""How long the canvas blocks on a 100-megapixel photo: python -m tests.benchmarks.canvas_speed [MEGAPIXELS]."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from photofix.core.edit import Edit, Patch, Record
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.tools.brush import BrushTool
from tests.gui.fake_model import FakeModel


class Application(QApplication):
    """Notes how long each event takes: what blocks the window."""

    longest = 0.0
    what = ""

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        begun = time.perf_counter()
        handled = super().notify(receiver, event)
        took = time.perf_counter() - begun
        if took > self.longest:
            self.longest, self.what = took, f"{event.type().name} of {type(receiver).__name__}"
        return handled


def settle(app: QApplication, canvas: Canvas) -> float:
    """Run events until the canvas is finished; the seconds it took."""
    begun = time.perf_counter()
    app.processEvents()
    while not canvas.settled:
        app.processEvents()
    return time.perf_counter() - begun


def timed(app: QApplication, act: Callable[[], None]) -> float:
    """Seconds from an action until the paint events it led to are done."""
    begun = time.perf_counter()
    act()
    app.sendPostedEvents(None, QEvent.Type.UpdateRequest)
    return time.perf_counter() - begun


def report(title: str, seconds: list[float]) -> None:
    ms = np.array(seconds) * 1000
    p50, p99 = np.percentile(ms, (50, 99))
    print(f"{title:48} n {len(ms):4}  p50 {p50:6.1f}  p99 {p99:6.1f}  max {ms.max():6.1f} ms")


def main() -> None:
    pixels = float(sys.argv[1]) * 1e6 if len(sys.argv) > 1 else 100e6
    height = int((pixels * 3 / 4) ** 0.5)
    width = height * 4 // 3
    block = np.random.default_rng(0).integers(0, 256, (1024, 1024, 3), np.uint8)
    photo = Photo(np.ascontiguousarray(np.tile(block, (height // 1024 + 1, width // 1024 + 1, 1))[:height, :width]))
    app = Application([])
    model = FakeModel()
    canvas = Canvas(model)  # type: ignore[arg-type]
    canvas.resize(1920, 1080)
    canvas.show()
    app.processEvents()
    print(f"{width}×{height} photo, {canvas.width()}×{canvas.height()} canvas")

    def phase(title: str, act: Callable[[], object]) -> None:
        app.longest = 0.0
        begun = time.perf_counter()
        act()
        direct = time.perf_counter() - begun
        after = settle(app, canvas)
        longest = max(direct, app.longest) * 1000
        print(
            f"{title:48} call {direct * 1000:6.1f}  settled after {after * 1000:6.1f}  longest block {longest:6.1f} ms"
        )

    phase("open", lambda: model.open(photo))
    phase("1:1", canvas.actual_size)
    for zoom in (1.0, 0.6, 0.3):
        canvas.set_zoom(zoom)
        settle(app, canvas)
        steps = [QPointF(37 if i % 40 < 20 else -37, 23 if i % 60 < 30 else -23) for i in range(200)]
        report(f"pan at {zoom:.0%}", [timed(app, lambda by=by: canvas.pan(by)) for by in steps])
    canvas.fit()
    settle(app, canvas)
    factors = [1.19] * 25 + [1 / 1.19] * 25
    report("zoom at the cursor", [timed(app, lambda f=f: canvas.zoom_by(f, QPointF(700, 400))) for f in factors * 3])
    tool = BrushTool(model)
    tool.set_size(300)
    canvas.set_tool(tool)
    for title, zoom in (("fit", None), ("1:1", 1.0)):
        canvas.fit() if zoom is None else canvas.set_zoom(zoom)
        settle(app, canvas)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
        spots = [QPoint(300 + int(600 * abs(np.sin(i / 40))) + i, 250 + int(200 * np.sin(i / 9))) for i in range(300)]
        report(
            f"stroke to paint at {title}, brush 300",
            [timed(app, lambda p=p: QTest.mouseMove(canvas, p)) for p in spots],
        )
        phase("  release", lambda: QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 300)))
    report("cursor alone", [timed(app, lambda p=p: QTest.mouseMove(canvas, p)) for p in spots])
    canvas.fit()
    settle(app, canvas)
    region = Region(width // 3, height // 3, 3000, 2500)
    patch = Patch(region, 255 - photo.pixels[region.slices], np.full((region.h, region.w), 200, np.uint8))
    edit = Edit("Repair", (patch,), Record("inpaint", {}))
    phase("a 7.5 MP patch lands", lambda: model.push("Repair", model.now.with_edit(edit)))
    phase("split", lambda: canvas.set_compare("split"))
    phase("none", lambda: canvas.set_compare("none"))
    full = np.full((height, width), 255, np.uint8)
    mask = model.now.mask.replaced(Region.of(full), full)
    phase("a mask of everything", lambda: model.push("Mask", model.now.with_mask(mask)))


if __name__ == "__main__":
    main()
