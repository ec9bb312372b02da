"""What nobody expected is shown, logged, and loses nothing."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from photofix.gui.dialogs.crash import CrashHandler


@pytest.fixture
def crashes(qtbot: Any, tmp_path: Path) -> Iterator[CrashHandler]:
    crashes = CrashHandler(tmp_path / "logs")
    yield crashes
    if crashes.dialog is not None:
        crashes.dialog.close()
        crashes.dialog.deleteLater()


def test_the_report_can_be_copied_and_the_photo_saved(crashes: CrashHandler, qtbot: Any, tmp_path: Path) -> None:
    saved: list[int] = []
    crashes.save = lambda: saved.append(1)
    crashes.handle(ZeroDivisionError("by nought"))
    qtbot.waitUntil(lambda: crashes.dialog is not None)
    dialog = crashes.dialog
    assert dialog is not None
    dialog.copy.click()
    assert "ZeroDivisionError: by nought" in QGuiApplication.clipboard().text()
    assert [log.read_text(encoding="utf-8") for log in (tmp_path / "logs").iterdir()] == [dialog.report.toPlainText()]
    crashes.handle(KeyError("again"))
    qtbot.waitUntil(lambda: "KeyError" in dialog.report.toPlainText())
    dialog.save.click()
    assert saved == [1] and not dialog.isVisible()


def test_other_threads_are_heard(crashes: CrashHandler, qtbot: Any) -> None:
    before = sys.excepthook, threading.excepthook
    crashes.install()
    assert sys.excepthook not in before and threading.excepthook not in before

    def break_() -> None:
        raise LookupError("elsewhere")

    thread = threading.Thread(target=break_)
    thread.start()
    thread.join()
    crashes.uninstall()
    assert (sys.excepthook, threading.excepthook) == before
    qtbot.waitUntil(lambda: crashes.dialog is not None)
    assert crashes.dialog is not None and "LookupError: elsewhere" in crashes.dialog.report.toPlainText()
