"""Live preview, a whole-photo step and painting its mask: python -m tests.benchmarks.operation_speed [MEGAPIXELS]."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from photofix import paths
from photofix.core.edit import Patch
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.app import make_application
from photofix.gui.file_store import FileStore
from photofix.gui.remembered import Remembered
from photofix.gui.window import Window
from photofix.ops.base import Context, Operation, Result, Scope, Source
from photofix.ops.presets import PresetStore
from tests.benchmarks.window_speed import Beat
from tests.fakes import FakeModels
from tests.operations import CONTRAST, Contrast

LIMIT = 300.0  # seconds for a step
SIZE = (1920, 1080)
TILE = 1024


def contrast(source: Source, params: Contrast, context: Context) -> Result:
    """An operation that costs next to nothing, so that what lies around it is measured."""
    patches = []
    for tile in Region(0, 0, source.width, source.height).tiles(TILE):
        context.progress.check()
        pixels = cv2.convertScaleAbs(source.read(tile), alpha=1 + params.amount, beta=-40)
        patches.append(Patch(tile, np.asarray(pixels, np.uint8), np.full((tile.h, tile.w), 255, np.uint8)))
    return Result(tuple(patches))


OPERATION = Operation("contrast", "Contrast", "Apply", CONTRAST.help, Contrast, contrast, Scope.WHOLE, 0)


class Bench:
    """The window on a photo of noise, and the time and the longest gap of what is done in it."""

    def __init__(self, app: QApplication, window: Window) -> None:
        self.app, self.window, self._beat = app, window, Beat()

    def until(self, done: Callable[[], object]) -> None:
        end = time.monotonic() + LIMIT
        while not done():
            self.app.processEvents()
            time.sleep(0.001)
            if time.monotonic() > end:
                raise TimeoutError

    def settle(self) -> None:
        self.until(lambda: self.window.canvas.settled and not self.window.workers.busy)

    def step(self, name: str, do: Callable[[], object], done: Callable[[], object] = lambda: True) -> None:
        self._beat.take()
        begun = time.perf_counter()
        do()
        self.until(done)
        seconds = time.perf_counter() - begun
        self.settle()
        print(f"{name}: {seconds * 1000:.0f} ms, the window never blocked over {self._beat.take() * 1000:.0f} ms")


def main(megapixels: float, home: Path) -> None:
    app, crashes = make_application()
    window = Window(
        [OPERATION], FakeModels, Remembered(home / "window.ini"), paths.resources(), store=FileStore(10**9),
        presets=PresetStore(home), crashed=crashes.handle,
    )  # fmt: skip
    window.resize(*SIZE)
    window.show()
    bench = Bench(app, window)
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5)
    window.model.open(Photo(np.random.default_rng(0).integers(0, 256, (width * 3 // 4, width, 3), np.uint8)))
    bench.settle()
    amount = window.operation.params.fields["amount"]

    def previewed() -> bool:
        picture = window.canvas._scene.picture
        return picture is not None and picture.live is not None

    for name, look in (("fit", window.canvas.fit), ("1:1", window.canvas.actual_size)):
        look()
        window.preview.drop()
        bench.settle()
        bench.step(f"from a change to its preview, {name}", lambda: amount.write(amount.read() + 0.1), previewed)
    window.canvas.fit()
    window.preview.drop()
    bench.settle()
    bench.step("apply", window.operation.start, lambda: window.model.state is not None and window.model.state.edits)
    document = window.model.document
    assert document is not None
    held = document.nbytes
    window.actions_["step_mask"].trigger()
    window.brush.size = width / 40
    bench.step("stroke on the step's mask", lambda: stroke(app, window))
    print(f"memory of the stroke: {(document.nbytes - held) / 2**20:.1f} MiB")
    bench.step("undo of the stroke", window.model.undo)
    window.workers.stop()


def stroke(app: QApplication, window: Window) -> None:
    """Across a quarter of the window."""
    canvas, button, none = window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(canvas, button, none, QPoint(500, 400))
    for step in range(60):
        QTest.mouseMove(canvas, QPoint(500 + 8 * step, 400 + 3 * step))
        app.processEvents()
    QTest.mouseRelease(canvas, button, none, QPoint(980, 580))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PHOTOFIX_HOME"] = folder
        main(float(sys.argv[1]) if len(sys.argv) > 1 else 100.0, Path(folder))
