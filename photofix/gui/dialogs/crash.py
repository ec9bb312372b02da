"""What is shown when PhotoFix itself went wrong: the report to copy, and a way to save the photo."""

from __future__ import annotations

import platform
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from photofix.gui.dialogs.about import versions


class CrashDialog(QDialog):
    """The text can be copied; closing it goes on with the work."""

    def __init__(self, report: str, save: Callable[[], None] | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong in PhotoFix"))
        self.resize(640, 420)
        words = QLabel(self.tr(
            "This is a fault of PhotoFix, not yours. Your photo is still here: save it under a new name, "
            "and start PhotoFix again if it behaves oddly. The text below helps to mend the fault."
        ), wordWrap=True)  # fmt: skip
        self.report = QPlainTextEdit(report, readOnly=True)
        self.report.setAccessibleName(self.tr("Report"))
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.copy = QPushButton(self.tr("Copy Report"))
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report.toPlainText()))
        self.save = QPushButton(self.tr("Save Photo As…"))
        self.save.setVisible(save is not None)
        if save is not None:
            self.save.clicked.connect(self.accept)
            self.save.clicked.connect(save)
        go_on = QPushButton(self.tr("Continue"), default=True)
        go_on.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch()
        row.addWidget(self.save)
        row.addWidget(go_on)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(words)
        column.addWidget(self.report)
        column.addLayout(row)


class CrashHandler(QObject):
    """Catches what nobody expected, on any thread, and shows it on the GUI thread, one at a time."""

    _caught = Signal(str)

    def __init__(self, logs: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._logs = logs
        self.window: QWidget | None = None
        self.save: Callable[[], None] | None = None  # None while no photo is open
        self.dialog: CrashDialog | None = None
        self._hooks = sys.excepthook, threading.excepthook
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self._on_main
        threading.excepthook = self._on_thread

    def uninstall(self) -> None:
        sys.excepthook, threading.excepthook = self._hooks

    def handle(self, error: BaseException) -> None:
        """Show an exception that somebody else caught."""
        report = "".join(["\n".join(versions()), f"\n{platform.platform()}, Python {platform.python_version()}\n\n",
                          *traceback.format_exception(error)])  # fmt: skip
        print(report, file=sys.stderr)
        self._log(report)
        self._caught.emit(report)

    def _on_main(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._hooks[0](kind, error, trace)
        else:
            self.handle(error)

    def _on_thread(self, caught: Any) -> None:
        if caught.exc_value is not None:
            self.handle(caught.exc_value)

    def _log(self, report: str) -> None:
        try:
            self._logs.mkdir(parents=True, exist_ok=True)
            name = time.strftime("crash-%Y%m%d-%H%M%S.txt")
            (self._logs / name).write_text(report, encoding="utf-8")
        except OSError:
            pass  # the dialog has it, too

    @Slot(str)
    def _show(self, report: str) -> None:
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.report.appendPlainText("\n" + report)
            return
        self.dialog = CrashDialog(report, self.save, self.window)
        self.dialog.open()
