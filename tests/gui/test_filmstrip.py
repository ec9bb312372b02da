"""The filmstrip: what it shows, and what the mouse does in it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPalette, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from photofix.gui.filmstrip import Filmstrip
from photofix.gui.filmstrip_cell import CELL, Looks, close_area, paint_cell
from tests.gui.answers import Answers
from tests.gui.held import Held
from tests.gui.several import Several

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def strip(several: Several) -> Filmstrip:
    several.open()
    return several.window.filmstrip


def cell(strip: Filmstrip, place: int) -> QRect:
    return strip.visualRect(strip.model().index(place, 0))


def click(strip: Filmstrip, at: QPoint, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseClick(strip.viewport(), button, PLAIN, at)


def painted(looks: Looks) -> np.ndarray:  # type: ignore[type-arg]
    image = QImage(CELL, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    painter = QPainter(image)
    paint_cell(painter, QRect(QPoint(), CELL), looks, QPalette())
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1).copy()


def test_it_is_there_for_more_than_one_photo(several: Several) -> None:
    several.open(several.files[0])
    assert several.window.filmstrip.isHidden()
    several.open(several.files[1])
    assert several.window.filmstrip.isVisible()
    several.window.files.close()
    several.rest()
    assert several.window.filmstrip.isHidden()


def test_it_is_hidden_with_the_panels(several: Several, strip: Filmstrip) -> None:
    several.window.show_panels(False)
    assert strip.isHidden()
    several.open(several.files[2])
    assert strip.isHidden()
    several.window.show_panels(True)
    assert strip.isVisible()


def test_a_click_shows(several: Several, strip: Filmstrip) -> None:
    several.window.canvas.setFocus()
    click(strip, cell(strip, 2).center())
    several.rest()
    assert several.shown == "ten.png" and strip.currentIndex().row() == 2 and several.window.canvas.hasFocus()


def test_a_middle_click_closes(several: Several, strip: Filmstrip) -> None:
    click(strip, cell(strip, 1).center(), MIDDLE)
    assert several.names == ["one.png", "ten.png"] and several.shown == "one.png"


def test_the_close_button_closes_and_asks(several: Several, strip: Filmstrip, answers: Answers) -> None:
    several.repair()
    click(strip, close_area(cell(strip, 1)).center())
    assert several.names == ["one.png", "ten.png"] and several.shown == "one.png"
    click(strip, close_area(cell(strip, 0)).center())
    assert answers.asked == ["unsaved one.png"] and len(several.photos) == 2


def test_a_press_that_ends_elsewhere_closes_nothing(several: Several, strip: Filmstrip) -> None:
    QTest.mousePress(strip.viewport(), LEFT, PLAIN, close_area(cell(strip, 1)).center())
    QTest.mouseRelease(strip.viewport(), LEFT, PLAIN, cell(strip, 2).center())
    assert len(several.photos) == 3 and several.shown == "one.png"
    click(strip, QPoint(strip.viewport().width() - 2, 10), MIDDLE)
    assert len(several.photos) == 3


def test_dragging_puts_photos_in_order(several: Several, strip: Filmstrip) -> None:
    first, third = cell(strip, 0).center(), cell(strip, 2).center()
    QTest.mousePress(strip.viewport(), LEFT, PLAIN, first)
    QTest.mouseMove(strip.viewport(), third)
    QTest.mouseRelease(strip.viewport(), LEFT, PLAIN, third)
    assert several.names == ["two.png", "ten.png", "one.png"] and several.shown == "one.png"
    assert strip.currentIndex().row() == 2


def test_the_keyboard(several: Several, strip: Filmstrip) -> None:
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Right)
    several.rest()
    assert several.shown == "two.png"
    QTest.keyClick(strip, Qt.Key.Key_Left)
    several.rest()
    assert several.shown == "one.png"
    QTest.keyClick(strip, Qt.Key.Key_Delete)
    several.rest()
    assert several.names == ["two.png", "ten.png"]


def test_names_are_read_out(several: Several, strip: Filmstrip) -> None:
    several.repair()
    model = strip.model()
    texts = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert texts == ["one.png, Not saved", "two.png", "ten.png"]
    assert model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == f"{several.files[0]}\nNot saved"
    assert model.index(1, 0).data() == "two.png" and model.index(1, 0).data(Qt.ItemDataRole.FontRole) is None


def test_it_says_what_is_worked_on(several: Several, strip: Filmstrip, held: Held) -> None:
    held.hold()
    several.mark()
    several.window.operation.start()
    several.until(lambda: held.runs)
    first, second = several.photos[:2]
    turn = strip.looks(first).turn
    assert turn is not None and strip.looks(second).turn is None
    several.until(lambda: strip.looks(first).turn not in (turn, None))
    held.let_go()
    several.rest()
    assert strip.looks(first).turn is None and strip.looks(first).modified and strip.looks(first).shown
    assert not strip._turning.isActive()


def test_what_is_wished_for_is_marked(several: Several, strip: Filmstrip) -> None:
    several.window.opening.show(several.photos[1])
    looks = [strip.looks(photo) for photo in several.photos]
    assert [(look.shown, look.wished) for look in looks] == [(True, False), (False, True), (False, False)]
    several.rest()


def test_pictures_are_made_for_what_is_seen(several: Several, strip: Filmstrip) -> None:
    strip.grab()
    several.until(lambda: all(photo.thumbnail for photo in several.photos))
    sizes = [photo.thumbnail.size().toTuple() for photo in several.photos if photo.thumbnail]  # type: ignore[attr-defined]
    assert sizes == [(160, 120), (200, 100), (90, 140)]


def test_the_wheel_scrolls(several: Several, strip: Filmstrip) -> None:
    strip.setFixedWidth(150)
    several.show(0)
    none, down = QPoint(), QPoint(0, -120)
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), none, down, Qt.MouseButton.NoButton, PLAIN, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(strip.viewport(), event)
    assert strip.horizontalScrollBar().value() == 120


def test_each_sign_is_seen() -> None:
    picture = QImage(60, 40, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.green)
    plain = Looks("a long name of a photo from the sea.jpg", picture, False, False, False, None, False, False)
    looks = [plain, *(plain._replace(**{name: True}) for name in ("shown", "wished", "modified", "hovered"))]
    looks += [plain._replace(hovered=True, close_hovered=True), plain._replace(picture=None)]
    looks += [plain._replace(turn=0), plain._replace(turn=3), plain._replace(name="b.jpg")]
    pictures = [painted(look).tobytes() for look in looks]
    assert len(set(pictures)) == len(looks)
