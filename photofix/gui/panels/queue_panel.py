"""The jobs that wait and run: what, how far, how long still, and a Cancel button for each."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from photofix.core.jobs import JobState
from photofix.gui.workers import Task, Workers

PATIENCE_MS = 250  # what is over sooner is not worth a look
STEPS = 1000
LONGEST_NAME = 150  # logical pixels
TELLING = 0.04  # share of the work after which the rest can be guessed


Belongs = Callable[[Task], str]


class _Row(QWidget):
    def __init__(self, task: Task, belongs: Belongs, *, first: bool) -> None:
        """first: nothing else is listed that it would have to wait for."""
        super().__init__()
        self.task, self._belongs = task, belongs
        self._label = QLabel(task.job.label)
        self._photo = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._photo.setObjectName("quiet")
        self._left = QLabel(self.tr("Getting ready") if first else self.tr("Waiting"))
        self._left.setObjectName("quiet")
        self.bar = QProgressBar(maximum=STEPS, textVisible=False)
        self.bar.setAccessibleName(task.job.label)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.setObjectName("flat")
        self.cancel.setToolTip(self.tr("Stop this; the photo stays as it is"))
        self.cancel.setAccessibleName(self.tr("Cancel {0}").format(task.job.label))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 6, 2)
        row.setSpacing(12)
        self._label.setMinimumWidth(110)
        self._left.setMinimumWidth(110)
        row.addWidget(self._label)
        row.addWidget(self._photo)
        row.addWidget(self.bar, 1)
        row.addWidget(self._left)
        row.addWidget(self.cancel)
        self._name()

    def refresh(self) -> None:
        task = self.task
        self._name()
        running = task.job.state is JobState.RUNNING
        # Nothing is known yet: the bar moves to and fro.
        self.bar.setMaximum(0 if running and task.fraction == 0 else STEPS)
        self.bar.setValue(round(task.fraction * STEPS))
        if running:
            self._left.setText(self._remaining() or task.text or self.tr("Working"))
        self._left.setToolTip(task.text)

    def _name(self) -> None:
        name = self._belongs(self.task)
        self._photo.setText(self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, LONGEST_NAME))
        self._photo.setToolTip(name)
        self._photo.setVisible(bool(name))

    def _remaining(self) -> str:
        done, spent = self.task.fraction, time.monotonic() - self.task.job.started
        if done < TELLING or spent < 1:
            return ""
        seconds = round(spent / done * (1 - done))
        if seconds < 60:
            return self.tr("{0} s left").format(max(1, seconds))
        return self.tr("{0} min left").format(round(seconds / 60))


class QueuePanel(QFrame):
    """Only to be seen while something is queued. `resized` is sent when its height became another."""

    resized = Signal()

    def __init__(self, workers: Workers, belongs: Belongs = lambda _task: "", parent: QWidget | None = None) -> None:
        """belongs: the name of the photo that a task is about, where that needs to be said."""
        super().__init__(parent)
        self._belongs = belongs
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Queue"))
        self._workers = workers
        self.rows: dict[Task, _Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 6, 0, 6)
        self._column.setSpacing(2)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._appear)
        self.hide()
        workers.added.connect(self._add)
        workers.progressed.connect(self._progress)
        workers.removed.connect(self._remove)

    def _add(self, task: Task) -> None:
        if not task.shown:
            return
        row = self.rows[task] = _Row(task, self._belongs, first=not any(other.lane == task.lane for other in self.rows))
        row.cancel.clicked.connect(partial(self._workers.cancel, task))
        self._column.addWidget(row)
        if self.isHidden():
            self._patience.start()
        else:
            self.resized.emit()

    def _progress(self, task: Task) -> None:
        if task in self.rows:
            self.rows[task].refresh()

    def _remove(self, task: Task) -> None:
        row = self.rows.pop(task, None)
        if row is None:
            return
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        if not self.rows:
            self._patience.stop()
            self.hide()
        self.resized.emit()

    def _appear(self) -> None:
        self.show()
        self.resized.emit()
