"""How soon the window is usable, how long it ever blocks: python -m tests.benchmarks.window_speed PHOTO [STARTS]."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

STARTS = 7
BEAT_MS = 10
WAKING_MS = 5
LIMIT = 120.0  # seconds for a step


def measure(photo: Path) -> dict[str, Any]:
    """One start in this process, then two repairs: seconds since the process was asked for."""
    from PySide6.QtCore import QEventLoop, QTimer

    from photofix.gui.app import make_application, make_window

    app, crashes = make_application()
    window = make_window(crashes)
    window.show()
    window.open_files([photo])

    def until(done: Callable[[], bool]) -> None:
        """Waits as the program itself does: asleep between events, or it would take the time that it measures."""
        end = time.monotonic() + LIMIT
        waking = QTimer(interval=WAKING_MS)
        waking.start()
        while not done() and time.monotonic() < end:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        waking.stop()
        assert done()

    until(window.isVisible)
    shown = time.time()
    until(lambda: window.model.state is not None)
    window.grab()  # the paint event that a screen would have had
    begun = float(os.environ["BEGUN"])
    found: dict[str, Any] = {"window": shown - begun, "photo": time.time() - begun, "torch": "torch" in sys.modules}
    if "REPAIR" in os.environ:
        beat = Beat()
        until(lambda: not window.workers.busy and window.status.device.text() != "")
        found["warming up"] = beat.take()
        for name in ("first repair", "second repair"):
            mark(window)
            beat.take()
            edits = len(window.model.state.edits)
            window.operation.start()
            until(lambda edits=edits: len(window.model.state.edits) > edits or window.messages.message)
            found[name] = beat.take()
            found[f"{name} took"] = window.model.state.edits[-1].record.seconds
    window.workers.cancel_all("compute")
    until(lambda: not window.workers.busy)
    window.workers.stop()
    return found


class Beat:
    """The longest time between two ticks of a timer of the window's thread."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._last, self._longest = time.perf_counter(), 0.0
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now

    def take(self) -> float:
        """The longest time since the last call."""
        self._tick()
        longest, self._longest = self._longest, 0.0
        return longest


def mark(window: Any) -> None:
    """Six wires across the photo, at another place after each repair."""
    import cv2
    import numpy as np

    from photofix.core.mask import Mask

    state = window.model.state
    values = np.zeros((state.base.height, state.base.width), np.uint8)
    shift = 40 * len(state.edits)
    for number in range(6):
        y = (number + 1) * state.base.height // 8 + shift
        cv2.line(values, (0, y), (state.base.width, y + state.base.height // 9), 255, 7)
    window.model.push("Brush stroke", state.with_mask(Mask.from_array(values)))


def start(photo: Path, *, repair: bool) -> dict[str, Any]:
    """A fresh process with a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        place = os.environ | {"PHOTOFIX_HOME": home, "BEGUN": str(time.time())} | ({"REPAIR": "1"} if repair else {})
        command = [sys.executable, "-m", "tests.benchmarks.window_speed", str(photo), "--child"]
        done = subprocess.run(command, env=place, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(photo: Path, starts: int) -> None:
    runs = [start(photo, repair=False) for _ in range(starts)]
    for name in ("window", "photo"):
        values = sorted(run[name] for run in runs)
        print(f"{name} on the screen: median {statistics.median(values):.2f} s of {starts}, worst {values[-1]:.2f} s")
    print(f"torch imported by then: {any(run['torch'] for run in runs)}")
    for name, value in start(photo, repair=True).items():
        if name.endswith("took"):
            print(f"{name}: {value:.1f} s")
        elif "repair" in name or name == "warming up":
            print(f"longest gap while {name}: {value * 1000:.0f} ms")


if __name__ == "__main__":
    if "--child" in sys.argv:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else STARTS)
