"""Runs the training of a style as a process of its own, and tells how far it is."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from photofix.core.own_style import preview

PAINTED = re.compile(r"(\d+) of (\d+) photographs painted")
RESUMED = re.compile(r"resuming after \d+ steps, (\d+) minutes")
STEP = re.compile(r"step \d+ +(\d+(?:\.\d+)?) min")
GRACE_MS = 5000  # in which a process ends that was told to


class StyleTraining(QObject):
    """One training at a time. It can be stopped at any time and goes on where its last checkpoint is."""

    told = Signal(float, float)  # share of the examples that are painted, minutes that it has learnt since the start
    advanced = Signal(object)  # Path: the style as it is now
    done = Signal(object)  # Path: the finished style
    failed = Signal(str)  # what the process said last

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        settings = QProcessEnvironment.systemEnvironment()
        settings.insert("PYTHONUNBUFFERED", "1")
        settings.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(settings)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._broke)
        self._out, self._painting, self._before = Path(), Path(), 0.0
        self._words: list[str] = []
        self._stopping = False

    @property
    def running(self) -> bool:
        return self._process.state() != QProcess.ProcessState.NotRunning

    def start(self, painting: Path, photos: Path, out: Path, minutes: float) -> None:
        """Begin, or go on with what was stopped."""
        out.parent.mkdir(parents=True, exist_ok=True)
        self._out, self._painting, self._before = out, painting, 0.0
        self._words, self._stopping = [], False
        words = ["train", "style", "--painting", str(painting), "--photos", str(photos), "--out", str(out)]
        self._process.start(sys.executable, [*_ourselves(), *words, "--minutes", f"{minutes:.2f}", "--resume"])

    def stop(self) -> None:
        """End it now; what it has learnt since the last checkpoint, half a minute at most, is lost."""
        if self.running:
            self._stopping = True
            self._process.kill()
            self._process.waitForFinished(GRACE_MS)

    def _read(self) -> None:
        text = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
        for line in text.splitlines():
            self._words = [*self._words[-4:], line.strip()]
            painted, resumed, step = (known.search(line) for known in (PAINTED, RESUMED, STEP))
            if painted is not None:
                self.told.emit(int(painted[1]) / int(painted[2]), 0.0)
            if resumed is not None:
                self._before = float(resumed[1])
            if step is not None:
                self.told.emit(1.0, max(0.0, float(step[1]) - self._before))
                self.advanced.emit(preview(self._out, self._painting))

    def _finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._read()
        if self._stopping:
            return
        if code == 0:
            self.done.emit(self._out)
        else:
            self.failed.emit("\n".join(word for word in self._words if word))

    def _broke(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.failed.emit(self._process.errorString())


def _ourselves() -> list[str]:
    """What follows the interpreter so that it runs PhotoFix; nothing in a frozen program, which is PhotoFix."""
    return [] if getattr(sys, "frozen", False) else ["-m", "photofix"]
