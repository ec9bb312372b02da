"""Runs a training as a process of its own and passes on what it says."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

GRACE_MS = 5000  # in which a process ends that was told to
LAST = 5  # lines that are told if it fails


class TrainingProcess(QObject):
    """One process at a time. It can be stopped at any moment: trainings go on where their last checkpoint is."""

    said = Signal(str)  # a line
    done = Signal()
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
        self._words: list[str] = []
        self._stopping = False

    @property
    def running(self) -> bool:
        return self._process.state() != QProcess.ProcessState.NotRunning

    def start(self, words: Sequence[str]) -> None:
        """Run PhotoFix with these words as its command line."""
        self._words, self._stopping = [], False
        self._process.start(sys.executable, [*ourselves(), *words])

    def stop(self) -> None:
        """End it now; neither `done` nor `failed` is told."""
        if self.running:
            self._stopping = True
            self._process.kill()
            self._process.waitForFinished(GRACE_MS)

    def _read(self) -> None:
        while self._process.canReadLine():
            self._take(bytes(self._process.readLine().data()))

    def _take(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace").strip()
        if text:
            self._words = [*self._words[1 - LAST :], text]
            self.said.emit(text)

    def _finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._read()
        self._take(bytes(self._process.readAllStandardOutput().data()))  # a last line without an end
        if self._stopping:
            return
        if code == 0:
            self.done.emit()
        else:
            self.failed.emit("\n".join(self._words))

    def _broke(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.failed.emit(self._process.errorString())


def ourselves() -> list[str]:
    """What follows the interpreter so that it runs PhotoFix; nothing in a frozen program, which is PhotoFix."""
    return [] if getattr(sys, "frozen", False) else ["-m", "photofix"]
