"""Screens with more pixels than the window system counts: each scale in a process of its own, as Qt reads it once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from photofix.core.photo import Photo
from photofix.gui.canvas.canvas import Canvas
from tests.gui.fake_model import FakeModel

app = QApplication([])
photo = Photo(np.random.default_rng(1).integers(0, 256, (1100, 1300, 3), np.uint8))
model = FakeModel(photo)
canvas = Canvas(model)
canvas.resize(401, 301)
canvas.show()

def seen():
    while True:
        image = canvas.grab().toImage()
        if canvas.settled:
            break
        app.processEvents()
    image = image.convertToFormat(QImage.Format.Format_RGBX8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3].copy()

def expected(view):
    zoom = int(view.zoom)
    shown = view.covered(view.port)
    big = photo.pixels[shown.slices].repeat(zoom, axis=0).repeat(zoom, axis=1)
    x, y = (round(value) for value in view.to_port(shown.x, shown.y))
    return big[view.port_y - y :, view.port_x - x :][: view.port_h, : view.port_w]

ratio = canvas.devicePixelRatioF()
for zoom in (1.0, 3.0):
    canvas.set_zoom(zoom)
    for by in (QPointF(0, 0), QPointF(-7, 11), QPointF(3, -5)):
        canvas.pan(by)
        picture = seen()
        assert picture.shape[:2] == (canvas.view.port_h, canvas.view.port_w)
        assert np.array_equal(picture, expected(canvas.view)), (ratio, zoom, by)

canvas.set_zoom(1.0)
canvas.set_compare("side_by_side")
view, picture = canvas.view, seen()
assert np.array_equal(picture[80:, view.port_x :], expected(view)[80:])
assert np.array_equal(picture[80:, : view.port_w], expected(view)[80:])

canvas.set_compare("split")
view, picture, plain = canvas.view, seen(), expected(canvas.view)
row = picture[-20].astype(int)
drawn = np.flatnonzero((row != plain[-20]).any(axis=1))
thick = max(1, round(ratio))
assert len(drawn) == 3 * thick and drawn[-1] - drawn[0] == 3 * thick - 1, (ratio, drawn)
assert (row[drawn[thick : 2 * thick]] > 200).all()

canvas.set_compare("none")
canvas.set_zoom(10.0)
canvas.grid_visible = False
plain = seen()
canvas.grid_visible = True
lines = (seen() != plain).any(axis=2).all(axis=0)
left = canvas.view.origin[0]
assert {(int(x) - left) % 10 for x in np.flatnonzero(lines)} <= {0, 1} and lines.any()
print("fine", ratio)
"""


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
def test_a_photo_pixel_is_a_screen_pixel_and_lines_are_crisp(scale: str) -> None:
    place = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", PROBE], env=place, cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["fine", str(float(scale))], done.stderr
