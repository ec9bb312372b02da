"""No text is cut off: both themes, two text sizes, at 100 % and 200 % of the screen's scale."""

from __future__ import annotations

import inspect
import os
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QListWidget, QPushButton, QWidget

from photofix.gui import dialogs
from tests.gui import clipped_text

SCRIPT = Path(clipped_text.__file__)


@pytest.mark.parametrize("scale", ["1", "2"])
def test_nothing_is_cut_off(tmp_path: Path, scale: str) -> None:
    # Qt takes the scale when it starts: this needs a process of its own.
    environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, SCRIPT, tmp_path]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""


def test_every_dialog_is_looked_at() -> None:
    seen = SCRIPT.read_text(encoding="utf-8") + inspect.getsource(import_module("photofix.gui.helpers"))
    for module in pkgutil.iter_modules(dialogs.__path__, f"{dialogs.__name__}."):
        for name, kind in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(kind, QDialog) and kind.__module__ == module.name:
                assert name in seen, f"{name} is to be opened in {SCRIPT.name}"


def test_the_look_finds_what_is_cut_off(qtbot: Any) -> None:
    top = QWidget()
    qtbot.addWidget(top)
    row = QHBoxLayout(top)
    narrow, low, fine, button = QLabel("much too long"), QLabel("too low"), QLabel("fine"), QPushButton("Press me")
    narrow.setFixedWidth(20)
    low.setFixedHeight(4)
    button.setFixedWidth(20)
    items = QListWidget()
    items.addItem("an entry that nobody can read")
    items.setFixedWidth(40)
    items.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for widget in (narrow, low, fine, button, items):
        row.addWidget(widget)
    outside = QLabel("outside", top)
    top.show()
    outside.setGeometry(-50, 0, 200, 20)
    QApplication.processEvents()
    found = "\n".join(clipped_text.offences(top))
    for text in ("much too long", "too low", "Press me", "an entry", "outside"):
        assert text in found
    assert "fine" not in found
    items.item(0).setToolTip(items.item(0).text())
    assert "an entry" not in "\n".join(clipped_text.offences(top))
