"""Icons: in the theme's colours, as sharp as the screen, painted once."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QToolButton

from photofix.gui import theme
from photofix.gui.icons import icon
from photofix.gui.window import Window

SQUARE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22">
<rect width="11" height="22" fill="currentColor"/></svg>"""


@pytest.fixture
def square(qapp: Any, tmp_path: Path) -> QIcon:
    """Its left half is painted."""
    (tmp_path / "square.svg").write_text(SQUARE, encoding="utf-8")
    return icon(tmp_path, "square", theme.DARK)


def colour(pixmap: QPixmap, x: int) -> QColor:
    return pixmap.toImage().pixelColor(x, 3)


@pytest.mark.parametrize(
    ("mode", "state", "wanted"),
    [
        (QIcon.Mode.Normal, QIcon.State.Off, theme.DARK.text),
        (QIcon.Mode.Active, QIcon.State.Off, theme.DARK.text),
        (QIcon.Mode.Normal, QIcon.State.On, theme.DARK.accent),
        (QIcon.Mode.Disabled, QIcon.State.Off, theme.DARK.off),
        (QIcon.Mode.Disabled, QIcon.State.On, theme.DARK.off),
    ],
)
def test_colours(square: QIcon, mode: QIcon.Mode, state: QIcon.State, wanted: str) -> None:
    painted = square.pixmap(QSize(22, 22), 1.0, mode, state)
    assert colour(painted, 3).name() == wanted and colour(painted, 18).alpha() == 0


@pytest.mark.parametrize("ratio", [1.0, 2.0, 3.0])
def test_as_many_pixels_as_the_screen_has(square: QIcon, ratio: float) -> None:
    painted = square.pixmap(QSize(22, 22), ratio)
    assert painted.width() == round(22 * ratio) and painted.devicePixelRatio() == ratio
    edge = painted.width() // 2
    assert colour(painted, edge - 2).alpha() == 255 and colour(painted, edge + 1).alpha() == 0


def test_the_window_paints_each_once_for_a_theme(window: Window) -> None:
    window.set_theme("dark")
    first = window.icon("close")
    assert window.icon("close").cacheKey() == first.cacheKey()
    window.set_theme("light")
    other = window.icon("close")
    assert other.cacheKey() != first.cacheKey() and window.icon("close").cacheKey() == other.cacheKey()
    window.set_theme("dark")
    assert window.icon("close").cacheKey() == first.cacheKey()


def test_copies_outlive_what_they_were_made_of(square: QIcon, qtbot: Any) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIcon(QIcon(square))
    del square
    gc.collect()
    button.setIcon(button.icon())
    button.show()
    assert colour(button.icon().pixmap(QSize(22, 22), 1.0), 3).name() == theme.DARK.text
    assert not button.grab().isNull()
