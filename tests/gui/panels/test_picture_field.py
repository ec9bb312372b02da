"""Choosing by pictures: one at a time, by mouse and keys, each with its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from photofix.gui.panels.picture_field import PictureField

CHOICES = (("red", "Red: a colour"), ("blue", "Blue"), ("own", "Any picture"))


@pytest.fixture
def field(qtbot: Any, tmp_path: Path) -> PictureField:
    for name, colour in (("red", (0, 0, 255)), ("blue", (255, 0, 0))):
        cv2.imwrite(str(tmp_path / f"{name}.jpg"), np.full((30, 40, 3), colour, np.uint8))
    field = PictureField(CHOICES, tmp_path, tmp_path / "own")
    qtbot.addWidget(field)
    field.resize(180, 200)
    field.show()
    return field


def test_a_click_chooses_and_says_so_once(field: PictureField, qtbot: Any) -> None:
    told: list[str] = []
    field.changed.connect(told.append)
    assert field.value == "red"
    QTest.mouseClick(field.buttons[1], Qt.MouseButton.LeftButton)
    assert field.value == "blue" and told == ["blue"]
    field.set_value("own")
    assert told == ["blue", "own"] and [button.isChecked() for button in field.buttons] == [False, False, True]


def test_arrow_keys_go_from_one_to_another(field: PictureField, qtbot: Any) -> None:
    field.activateWindow()
    field.buttons[0].setFocus()
    QTest.keyClick(field.buttons[0], Qt.Key.Key_Right)
    assert field.value == "blue"


def test_each_shows_its_picture_and_its_name(field: PictureField) -> None:
    assert [button.text() for button in field.buttons] == ["Red", "Blue", "Any picture"]
    assert [button.accessibleName() for button in field.buttons] == [title for _, title in CHOICES]
    for button, colour in zip(field.buttons, ("red", "blue", None), strict=True):
        middle = button.grab().toImage().pixelColor(20, 20)
        if colour == "red":
            assert middle.red() > 200 and middle.blue() < 60
        elif colour == "blue":
            assert middle.blue() > 200 and middle.red() < 60
        else:
            assert abs(middle.red() - middle.blue()) < 30


def test_they_go_on_below_where_a_row_is_full(field: PictureField) -> None:
    assert field.buttons[2].y() > field.buttons[0].y() and field.heightForWidth(180) < field.heightForWidth(90)


def test_own_files_come_after_the_others(field: PictureField, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    for name in ("b", "a"):
        (own / f"{name}.safetensors").touch()
    cv2.imwrite(str(own / "a.jpg"), np.full((30, 40, 3), (0, 255, 0), np.uint8))
    field.refresh()
    assert [button.text() for button in field.buttons] == ["Red", "Blue", "Any picture", "a", "b"]
    told: list[str] = []
    field.file_chosen.connect(told.append)
    field.changed.connect(told.append)
    field.buttons[3].click()
    assert told == [str(own / "a.safetensors"), "own"] and field.value == "own"
    assert field.buttons[3].grab().toImage().pixelColor(20, 20).green() > 200
    field.set_value("own")
    assert field.buttons[3].isChecked(), "it stands for that value"
    (own / "c.safetensors").touch()
    field.refresh()
    assert [button.text() for button in field.buttons][3:] == ["a", "b", "c"] and field.buttons[3].isChecked()
    (own / "a.safetensors").unlink()
    field.refresh()
    assert [button.text() for button in field.buttons][3:] == ["b", "c"] and field.buttons[2].isChecked()
