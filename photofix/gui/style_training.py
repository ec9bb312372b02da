"""Runs the training of a style as a process of its own, and tells how far it is."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from photofix.core.own_style import preview
from photofix.gui.training_process import TrainingProcess

PAINTED = re.compile(r"(\d+) of (\d+) photographs painted")
RESUMED = re.compile(r"resuming after \d+ steps, (\d+) minutes")
STEP = re.compile(r"step \d+ +(\d+(?:\.\d+)?) min")


class StyleTraining(QObject):
    """One training at a time. It can be stopped at any time and goes on where its last checkpoint is."""

    told = Signal(float, float)  # share of the examples that are painted, minutes that it has learnt since the start
    advanced = Signal(object)  # Path: the style as it is now
    done = Signal(object)  # Path: the finished style
    failed = Signal(str)  # what the process said last

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._out, self._painting, self._before = Path(), Path(), 0.0
        self._process = TrainingProcess(self)
        self._process.said.connect(self._hear)
        self._process.done.connect(lambda: self.done.emit(self._out))
        self._process.failed.connect(self.failed)

    @property
    def running(self) -> bool:
        return self._process.running

    def start(self, painting: Path, photos: Path, out: Path, minutes: float) -> None:
        """Begin, or go on with what was stopped."""
        out.parent.mkdir(parents=True, exist_ok=True)
        self._out, self._painting, self._before = out, painting, 0.0
        words = ["train", "style", "--painting", str(painting), "--photos", str(photos), "--out", str(out)]
        self._process.start([*words, "--minutes", f"{minutes:.2f}", "--resume"])

    def stop(self) -> None:
        """End it now; what it has learnt since the last checkpoint, half a minute at most, is lost."""
        self._process.stop()

    def _hear(self, line: str) -> None:
        painted, resumed, step = (known.search(line) for known in (PAINTED, RESUMED, STEP))
        if painted is not None:
            self.told.emit(int(painted[1]) / int(painted[2]), 0.0)
        if resumed is not None:
            self._before = float(resumed[1])
        if step is not None:
            self.told.emit(1.0, max(0.0, float(step[1]) - self._before))
            self.advanced.emit(preview(self._out, self._painting))
