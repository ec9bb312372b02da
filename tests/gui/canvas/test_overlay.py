"""The mask's colour over the photo."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from photofix.core.mask import Mask
from photofix.core.region import Region
from photofix.gui.canvas.overlay import MaskOverlay
from photofix.gui.canvas.tiles import Painting
from photofix.gui.canvas.view import View

FOREVER = float("inf")


def drawn(overlay: MaskOverlay, view: View, level: int, deadline: float = FOREVER) -> np.ndarray:
    image = QImage(view.port_w, view.port_h, QImage.Format.Format_RGB32)
    image.fill(QColor(255, 255, 255))
    painter = QPainter(image)
    overlay.draw(Painting(painter, deadline), view, Region(0, 0, view.port_w, view.port_h), level)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(view.port_h, view.port_w, 4)[:, :, 2::-1].copy()


def test_marked_pixels_take_the_colour_by_their_strength(qapp: object) -> None:
    values = np.zeros((300, 400), np.uint8)
    values[10:20, 250:270] = 255
    values[200, 300] = 128
    overlay = MaskOverlay(QColor(255, 0, 0, 128))
    overlay.show(Mask.from_array(values))
    seen = drawn(overlay, View(400, 300, 400, 300), 0)
    assert seen[15, 260].tolist() == pytest.approx([255, 127, 127], abs=1)
    assert seen[200, 300].tolist() == pytest.approx([255, 191, 191], abs=1)
    marked = values > 0
    assert (seen[~marked] == 255).all() and (seen[marked][:, 1] < 255).all()


def test_it_is_never_opaque(qapp: object) -> None:
    overlay = MaskOverlay(QColor(0, 0, 0, 255))
    overlay.show(Mask.from_array(np.full((50, 50), 255, np.uint8)))
    assert drawn(overlay, View(50, 50, 50, 50), 0).min() > 20


def test_a_thin_mark_is_still_strong_in_a_small_view(qapp: object) -> None:
    values = np.zeros((2048, 2048), np.uint8)
    values[1000:1003] = 255
    overlay = MaskOverlay(QColor(255, 0, 0, 128))
    overlay.show(Mask.from_array(values))
    seen = drawn(overlay, View(2048, 2048, 256, 256, zoom=0.125), 3)
    assert (seen[124:127, :, 1].min(axis=0) < 140).all()
    assert (seen[:120] == 255).all() and (seen[130:] == 255).all()


def test_only_what_changed_is_made_anew(qapp: object) -> None:
    values = np.full((1024, 1024), 255, np.uint8)
    mask = Mask.from_array(values)
    overlay = MaskOverlay(QColor(255, 0, 0, 128))
    overlay.show(mask)
    view = View(1024, 1024, 1024, 1024)
    drawn(overlay, view, 0)
    assert overlay.made == 16
    changed = mask.replaced(Region(300, 300, 10, 10), np.zeros((10, 10), np.uint8))
    overlay.show(changed, mask.changes(changed))
    seen = drawn(overlay, view, 0)
    assert overlay.made == 17
    assert (seen[300:310, 300:310] == 255).all() and (seen[299, 299] != 255).any()
    overlay.show(Mask(1024, 1024), [Region(0, 0, 1024, 1024)])
    assert (drawn(overlay, view, 0) == 255).all()


def test_when_time_is_up_the_rest_comes_later(qapp: object) -> None:
    overlay = MaskOverlay(QColor(255, 0, 0, 128))
    overlay.show(Mask.from_array(np.full((1024, 1024), 255, np.uint8)))
    view = View(1024, 1024, 1024, 1024)
    for made in range(1, 17):
        drawn(overlay, view, 0, deadline=0.0)
        assert overlay.made == made
    assert (drawn(overlay, view, 0, deadline=0.0)[:, :, 1] == 127).all()
