"""The difference map: black is the promise, everything else meets the eye."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColorSpace

from photofix.core.edit import Edit, Patch, Record
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.canvas.difference import FAINTEST, GAINS
from tests.gui.fake_model import FakeModel

Seen = Callable[[], NDArray[np.uint8]]


def changed(photo: Photo, region: Region, by: int) -> Edit:
    """An edit that adds `by` to one channel of a region."""
    pixels = photo.pixels[region.slices].copy()
    pixels[..., -1] += np.array(by, pixels.dtype)
    return Edit("Repair", (Patch(region, pixels, np.full((region.h, region.w), 255, np.uint8)),), Record("inpaint", {}))


def flat(width: int, height: int, channels: int = 3, dtype: Any = np.uint8) -> Photo:
    return Photo(np.full((height, width, channels), 100, dtype))


def test_it_is_black_but_for_what_an_edit_changed(
    canvas: Canvas, model: FakeModel, seen: Seen, noise: Any, repair: Callable[..., Edit]
) -> None:
    photo = noise(600, 400)
    model.open(photo)
    canvas.set_compare("difference")
    picture = seen()
    assert (picture[40:] == 0).all() and picture[:40, :200].any()  # nothing but the label
    model.push("Repair", model.now.with_edit(repair(photo, Region(300, 200, 90, 70))))
    picture = seen()[40:]
    differs = (model.now.composite() != photo.pixels).any(axis=2)[40:]
    assert differs.any() and ((picture > 0).all(axis=2) == differs).all()
    model.undo()
    assert (seen()[40:] == 0).all()


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_least_difference_is_seen(
    canvas: Canvas, model: FakeModel, seen: Seen, channels: int, dtype: type[Any]
) -> None:
    photo = flat(600, 400, channels, dtype)
    model.open(photo)
    model.push("Repair", model.now.with_edit(changed(photo, Region(311, 222, 1, 1), 1)))
    canvas.set_compare("difference")
    canvas.difference_gain = 1
    picture = seen()[40:]
    assert (picture[222 - 40, 311] >= FAINTEST).all()
    assert np.count_nonzero(picture.any(axis=2)) == 1


@pytest.mark.parametrize("zoom", [0.5, 0.37, 0.21, 0.126, 0.07])
def test_no_pixel_hides_in_a_small_view(canvas: Canvas, model: FakeModel, seen: Seen, zoom: float) -> None:
    photo = flat(2100, 1900)
    model.open(photo)
    for x, y in ((1000, 1000), (1001, 1300), (1333, 1111)):
        model.push("Repair", model.now.with_edit(changed(photo, Region(x, y, 1, 1), 3)))
    canvas.set_compare("difference")
    canvas.set_zoom(zoom)
    picture, view = seen(), canvas.view
    assert view is not None
    for x, y in ((1000, 1000), (1001, 1300), (1333, 1111)):
        column, row = (int(value) for value in view.to_port(x + 0.5, y + 0.5))
        assert (picture[row - 1 : row + 2, column - 1 : column + 2] >= FAINTEST).all(axis=2).any()


def test_stronger_gains_are_brighter_and_keep_the_order(canvas: Canvas, model: FakeModel, seen: Seen) -> None:
    photo = flat(600, 400)
    model.open(photo)
    for number, by in enumerate((1, 5, 60)):
        model.push("Repair", model.now.with_edit(changed(photo, Region(100 * number, 200, 50, 50), by)))
    canvas.set_compare("difference")
    found = []
    for gain in GAINS:
        canvas.difference_gain = gain
        assert canvas.difference_gain == gain
        picture = seen()
        found.append([int(picture[225, 100 * number + 25, 0]) for number in range(3)])
        assert (picture[300:] == 0).all()
    assert all(row == sorted(row) and row[0] >= FAINTEST for row in found)
    assert found[0] < found[1] < found[2] and found[2][2] == 255


def test_it_is_made_of_the_photos_numbers_not_of_the_screens(canvas: Canvas, model: FakeModel, seen: Seen) -> None:
    photo = flat(600, 400)
    model.open(photo)
    model.push("Repair", model.now.with_edit(changed(photo, Region(200, 200, 40, 40), 7)))
    canvas.set_compare("difference")
    plain = seen()
    canvas.set_display_profile(bytes(QColorSpace(QColorSpace.NamedColorSpace.ProPhotoRgb).iccProfile().data()))
    assert np.array_equal(seen(), plain)


def test_a_large_edit_comes_to_its_end(canvas: Canvas, model: FakeModel, seen: Seen, noise: Any) -> None:
    photo = noise(3000, 2500)
    model.open(photo)
    model.push("Repair", model.now.with_edit(changed(photo, Region(0, 0, 3000, 2500), 1)))
    canvas.set_compare("difference")
    view, picture = canvas.view, seen()
    assert view is not None
    inside = view.frame.grow(-2)
    assert (picture[inside.slices][40:] >= FAINTEST).all()
