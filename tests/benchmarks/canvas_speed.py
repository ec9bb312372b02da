"""The canvas' figures in one table, on a photo of 100 megapixels: python -m tests.benchmarks.canvas_speed [PHOTO].

Every row is the median of several rounds. "wall" is what the person waits for; "own" is the processor time of the
window's thread, which a machine that is busy with other things does not inflate. "block" is the longest that any
event held the thread up, work that catches up between the frames included.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from photofix.core.edit import Edit, Patch, Record
from photofix.core.region import Region

ROUNDS = 3
SIZE = (1920, 1080)
Left = Qt.MouseButton.LeftButton


class Took(NamedTuple):
    """Milliseconds of a step: to the end of its paint events by the clock and by the thread's own time; after it."""

    wall: float
    own: float
    block: float


class Application(QApplication):
    """Notes how long each event takes: what blocks the window."""

    longest = 0.0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        begun = time.thread_time()
        handled = super().notify(receiver, event)
        if threading.current_thread() is threading.main_thread():  # the workers' events come by here, too
            self.longest = max(self.longest, time.thread_time() - begun)
        return handled


class Bench:
    """A window whose canvas has the size that is asked for, and the table that grows."""

    def __init__(self, app: Application, window: Any, rounds: int) -> None:
        self.app, self.window, self.canvas, self.model = app, window, window.canvas, window.model
        self.rounds = rounds

    def settle(self) -> None:
        """Run events until the canvas is finished."""
        self.app.processEvents()
        while not self.canvas.settled or self.window.workers.busy:
            self.app.processEvents()

    def step(self, act: Callable[[], object]) -> Took:
        """One action, the paint events it leads to, and what catches up after them."""
        self.app.longest = 0.0
        wall, own = time.perf_counter(), time.thread_time()
        act()
        self.app.sendPostedEvents(None, QEvent.Type.UpdateRequest)
        wall, own = time.perf_counter() - wall, time.thread_time() - own
        self.app.processEvents()
        return Took(wall * 1e3, own * 1e3, max(own, self.app.longest) * 1e3)

    def row(self, title: str, ready: Callable[[], object], acts: Callable[[], list[Callable[[], object]]]) -> None:
        """ready: brings the canvas where the actions begin; acts: the actions of a round."""
        found = []
        for _ in range(self.rounds):
            ready()
            self.settle()
            took = np.array([self.step(act) for act in acts()])
            self.settle()
            found.append([*np.percentile(took[:, 0], (50, 99)), *np.percentile(took[:, 1], (50, 99)), took[:, 2].max()])
        figures = np.median(found, axis=0)
        print(f"{title:44}" + "".join(f"{value:9.1f}" for value in figures), flush=True)

    def once(self, title: str, act: Callable[[], object], back: Callable[[], object] = lambda: None) -> None:
        """One action, timed until the canvas is finished."""
        walls, blocks = [], []
        for _ in range(self.rounds):
            self.settle()
            self.app.longest = 0.0
            begun = time.perf_counter()
            own = self.step(act).own
            self.settle()
            walls.append(time.perf_counter() - begun)
            blocks.append(max(own / 1e3, self.app.longest))
            back()
        wall, block = statistics.median(walls) * 1e3, statistics.median(blocks) * 1e3
        print(f"{title:44}finished after {wall:7.0f} ms, longest block {block:5.1f} ms", flush=True)

    # What is measured

    def opening(self, photo: Path) -> None:
        """From the file's being chosen to the first picture of it, and to the finished one."""
        first, finished, spent, blocks = [], [], [], []
        for _ in range(self.rounds):
            self.window.files.close_all()
            self.settle()
            self.app.longest = 0.0
            begun, own = time.perf_counter(), time.process_time()
            self.window.open_files([photo])
            while self.model.state is None:
                self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            self.app.sendPostedEvents(None, QEvent.Type.UpdateRequest)
            first.append(time.perf_counter() - begun)
            spent.append(time.process_time() - own)
            while not self.canvas.settled:
                self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            finished.append(time.perf_counter() - begun)
            blocks.append(self.app.longest)
        for title, seconds in (("at full quality", finished), ("on the screen", first)):
            print(f"{title:44}{statistics.median(seconds):9.2f} s, worst {max(seconds):.2f} s", flush=True)
        print(f"{'  processor time of all threads until then':44}{statistics.median(spent):9.2f} s")
        print(f"{'  longest block of the window':44}{statistics.median(blocks) * 1e3:9.1f} ms")

    def panning(self, title: str, zoom: float, mode: str = "none") -> None:
        def ready() -> None:
            self.canvas.set_compare(mode)
            self.canvas.set_zoom(zoom)
            state = self.model.state
            self.canvas.centre_on(state.base.width / 2, state.base.height / 2)

        steps = [QPointF(37 if i % 40 < 20 else -37, 23 if i % 60 < 30 else -23) for i in range(120)]
        self.row(title, ready, lambda: [lambda by=by: self.canvas.pan(by) for by in steps])

    def zooming(self, title: str, mode: str = "none") -> None:
        def ready() -> None:
            self.canvas.set_compare(mode)
            self.canvas.fit()

        factors = [1.19] * 25 + [1 / 1.19] * 25
        at = QPointF(700, 400)
        self.row(title, ready, lambda: [lambda f=f: self.canvas.zoom_by(f, at) for f in factors * 2])

    def strokes(self, title: str, zoom: float | None, mode: str = "none") -> None:
        spots = [QPoint(1050 + int(300 * abs(np.sin(i / 40))) + i, 300 + int(200 * np.sin(i / 9))) for i in range(200)]

        def ready() -> None:
            if self.canvas.gesturing:
                QTest.mouseRelease(self.canvas, Left, pos=spots[-1])
            self.canvas.set_compare(mode)
            self.canvas.fit() if zoom is None else self.canvas.set_zoom(zoom)
            self.settle()
            QTest.mousePress(self.canvas, Left, pos=spots[0])

        self.row(title, ready, lambda: [lambda p=p: QTest.mouseMove(self.canvas, p) for p in spots])
        QTest.mouseRelease(self.canvas, Left, pos=spots[-1])

    def cursor(self) -> None:
        spots = [QPoint(200 + 3 * i, 300 + int(200 * np.sin(i / 9))) for i in range(200)]
        self.row(
            "cursor alone", lambda: None, lambda: [lambda p=p: QTest.mouseMove(self.canvas, p) for p in spots]
        )  # fmt: skip

    def patch(self) -> None:
        """A repair of 7.5 megapixels arrives, and stays."""
        base = self.model.state.base
        region = Region(base.width // 3, base.height // 3, 3000, 2500)
        pixels = 255 - base.pixels[region.slices]
        edit = Edit(
            "Repair", (Patch(region, pixels, np.full((region.h, region.w), 200, np.uint8)),), Record("inpaint", {})
        )
        self.canvas.fit()

        def land() -> None:
            self.model.push("Repair", self.model.state.with_edit(edit))

        self.once("a repair of 7.5 MP arrives", land, self.model.undo)
        land()
        self.settle()


def measure(bench: Bench, photo: Path) -> None:
    bench.opening(photo)
    base = bench.model.state.base
    print(f"{base.width}×{base.height} photo, {bench.canvas.width()}×{bench.canvas.height()} canvas, ms")
    print(f"{'':44}" + "".join(f"{head:>9}" for head in ("wall p50", "wall p99", "own p50", "own p99", "block")))
    bench.panning("pan at 100 %", 1.0)
    bench.panning("pan at 60 %", 0.6)
    bench.panning("pan at 30 %", 0.3)
    bench.panning("pan at 1600 %, pixel grid", 16.0)
    bench.zooming("zoom at the cursor")
    bench.window.brush.size = 300
    bench.strokes("stroke to paint, whole photo, brush 300", None)
    bench.strokes("stroke to paint, 100 %, brush 300", 1.0)
    bench.cursor()
    bench.patch()
    for mode, name in (("split", "split"), ("side_by_side", "side by side"), ("difference", "difference")):
        bench.canvas.set_compare("none")
        bench.canvas.fit()
        bench.once(
            f"{name}: switched on", lambda mode=mode: bench.canvas.set_compare(mode),
            lambda: bench.canvas.set_compare("none"),
        )  # fmt: skip
        bench.panning(f"{name}: pan at 60 %", 0.6, mode)
        bench.zooming(f"{name}: zoom", mode)
        bench.strokes(f"{name}: stroke at 30 %", 0.3, mode)


def made_photo(folder: Path) -> Path:
    """A JPEG of 100 megapixels with detail everywhere."""
    import pyvips

    rng = np.random.default_rng(0)
    small = rng.integers(0, 256, (510, 765, 3), np.uint8)
    picture = pyvips.Image.new_from_array(small).resize(16, kernel="cubic") + pyvips.Image.gaussnoise(
        12240, 8160, sigma=4
    )
    path = folder / "100mp.jpg"
    picture.cast("uchar").copy(interpretation="srgb").jpegsave(str(path), Q=92)
    return path


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["PHOTOFIX_HOME"] = home
        from photofix import paths
        from photofix.gui.app import make_window
        from photofix.gui.dialogs.crash import CrashHandler

        app = Application([])
        window = make_window(CrashHandler(paths.logs(), app))
        window.repairs.warm_up = lambda _done: None  # importing torch is what window_speed measures
        window.show_panels(False)
        window.show_first_steps(False)
        window.resize(*SIZE)
        window.show()
        app.processEvents()
        measure(Bench(app, window, ROUNDS), Path(sys.argv[1]) if len(sys.argv) > 1 else made_photo(Path(home)))
        window.workers.stop()


if __name__ == "__main__":
    main()
