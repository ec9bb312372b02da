"""Lines over the photo: seen on any photo, repainted where they differ and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from photofix.gui.canvas.lines import HANDLE, Placing, lines_touched, paint_lines
from photofix.gui.tools.base import Line

SIDE = 200


def line(*points: tuple[float, float], closed: bool = False, width: float | None = None, handles: bool = False) -> Line:
    return Line(np.array(points, float), closed, width, handles)


def painted(*lines: Line, ground: int = 128, scale: float = 1.0, dirty: QRectF | None = None) -> NDArray[np.int64]:
    """200×200×3: what the lines look like on a grey ground, the photo's corner at 10, 20."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGBX8888)
    image.fill(QColor(ground, ground, ground))
    painter = QPainter(image)
    area = dirty or QRectF(0, 0, SIDE, SIDE)
    painter.setClipRect(area)
    paint_lines(painter, lines, Placing(QPointF(10, 20), scale, area, QColor(255, 0, 0, 128)))
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(SIDE, SIDE, 4)[:, :, :3].astype(int)


@pytest.mark.parametrize("ground", [0, 128, 255])
def test_a_line_is_seen_on_any_ground_where_it_lies(ground: int) -> None:
    picture = painted(line((10, 30), (150, 30)), ground=ground)
    other = np.abs(picture - ground).max(axis=2) > 60
    rows, columns = np.nonzero(other)
    assert rows.min() >= 48 and rows.max() <= 51 and columns.min() >= 18 and columns.max() <= 161
    assert other[48:52, 25:155].any(axis=0).mean() > 0.4


def test_it_keeps_its_thickness_at_any_zoom() -> None:
    for scale in (0.25, 1.0, 8.0):
        picture = painted(line((5, 50 / scale), (100 / scale, 50 / scale)), scale=scale)
        rows = np.flatnonzero((picture[:, 60] != 128).any(axis=1))
        assert 2 <= len(rows) <= 4 and abs(rows.mean() - 69.5) <= 0.5


def test_a_closed_line_comes_back() -> None:
    corners = ((10.0, 10.0), (100.0, 10.0), (100.0, 100.0))
    middle = (slice(70, 80), slice(60, 70))  # of the side from the last corner to the first
    assert (painted(line(*corners))[middle] == 128).all()
    assert (painted(line(*corners, closed=True))[middle] != 128).any()


def test_a_band_is_as_wide_as_it_says_and_lets_the_photo_through() -> None:
    picture = painted(line((-50, 50), (250, 50), width=12), scale=2.0)
    red = picture[:, 100, 0] - picture[:, 100, 1] > 60
    assert 20 <= red.sum() <= 24
    assert (picture[:, 100][red][:, 1] > 40).all()


def test_handles_are_squares_at_the_points() -> None:
    at = 30 + 10, 40 + 20
    plain, handled = (painted(line((30, 40), (100, 40), handles=on)) for on in (False, True))
    changed = np.abs(plain - handled).max(axis=2) > 30
    rows, columns = np.nonzero(changed[:, : at[0] + 20])
    assert abs(rows.mean() - at[1]) < 1 and abs(columns.mean() - at[0]) < 1
    assert HANDLE - 1 <= np.ptp(rows) + 1 <= HANDLE + 2


def test_painting_a_part_gives_the_same_pixels() -> None:
    turns = np.linspace(0, 40, 3000)
    spiral = Line(np.stack([90 + 2 * turns * np.cos(turns), 80 + 2 * turns * np.sin(turns)], axis=1), handles=True)
    whole = painted(spiral)
    part = painted(spiral, dirty=QRectF(60, 70, 50, 40))
    assert np.abs(part[70:110, 60:110] - whole[70:110, 60:110]).max() <= 1
    assert (whole != 128).any()


def test_lines_without_pieces_do_no_harm() -> None:
    assert (painted(line(), line(closed=True, width=3)) == 128).all()
    assert (painted(line((50, 50), handles=True)) != 128).any()


def test_only_what_differs_is_touched() -> None:
    short = line((0, 0), (50, 0), (50, 50))
    grown = line((0, 0), (50, 0), (50, 50), (60, 70))
    assert lines_touched((short,), (short,)) == []
    both = lines_touched((short,), (grown,))
    assert max(area.right() for area in both) == 60 and min(area.top() for area in both) == 50
    closed, closed_grown = (line(*item.points.tolist(), closed=True) for item in (short, grown))
    assert min(area.left() for area in lines_touched((closed,), (closed_grown,))) == 0  # the way back is another
    assert lines_touched((short,), ()) == [QRectF(0, 0, 50, 50)]
    assert lines_touched((), (line((10, 10), (20, 20), width=6),)) == [QRectF(7, 7, 16, 16)]


def test_another_look_touches_all_of_it() -> None:
    points = ((0, 0), (50, 0), (50, 50))
    assert lines_touched((line(*points),), (line(*points, handles=True),)) == [QRectF(0, 0, 50, 50)] * 2
