"""The window opens no connection: every action of the table, every operation's panel, every dialog, and saving."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from photofix import paths
from photofix.core.photo import Photo
from photofix.files.save import save
from photofix.gui.window import Window
from photofix.ops.base import Operation
from photofix.ops.table import IN_PANEL
from tests.gui.answers import Answers
from tests.gui.held import Held
from tests.sockets import no_sockets

LAST = ("close", "close_all", "quit")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    return (held.operation, *IN_PANEL)


@pytest.mark.qt_log_ignore("This plugin does not support")  # raise, grab: the platform without a screen
@pytest.mark.parametrize("offline", [False, True])
def test_a_tour_of_the_window(
    window: Window, photo: Photo, answers: Answers, tmp_path: Path, qtbot: Any, offline: bool, held: Held
) -> None:
    held.let_go()
    save(photo, tmp_path / "photo.png")

    def rest() -> None:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                dialog.close()
        window.workers.cancel_all("compute")
        window.preview.drop()
        qtbot.waitUntil(lambda: not window.workers.busy)

    with no_sockets():
        window.preferences.remembered.offline = offline
        window.open_files([tmp_path / "photo.png"])
        qtbot.waitUntil(lambda: window.model.state is not None and not window.workers.busy)
        for operation in IN_PANEL:
            window.operation.choose(operation)
            window.operation.current.show_help()
        rest()
        answers.path = tmp_path / "saved.png"
        window.actions_["save_as"].trigger()
        qtbot.waitUntil(answers.path.exists)
        answers.path = None
        for name, action in window.actions_.items():
            if name not in LAST and action.isEnabled():
                action.trigger()
                QApplication.processEvents()
                rest()
