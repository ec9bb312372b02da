"""The rim of what was seen: as far as the object still shows, and no farther."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.ops.rim import FURTHEST, SHOWS, rimmed

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
HEIGHT, WIDTH = 96, 160
NONE = np.zeros((HEIGHT, WIDTH), bool)


def sky(grain: float = 0.0) -> Floats:
    ramp = np.linspace(0.7, 0.9, WIDTH)[None, :, None] * np.ones((HEIGHT, 1, 3))
    noise = np.random.default_rng(0).normal(0, 1, (HEIGHT, WIDTH, 3))
    return np.asarray(ramp + grain * noise, np.float32)


def line(sigma: float, width: int = 5) -> Floats:
    """h×w 0..1: how far a slanted line, blurred, covers each pixel."""
    drawn = cv2.line(np.zeros((HEIGHT, WIDTH), np.float32), (-5, 30), (170, 60), 1, width, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(drawn, (0, 0), sigma), np.float32)


def laid(picture: Floats, cover: Floats, tone: float = 0.1) -> Floats:
    return np.asarray(picture + cover[..., None] * (tone - picture), np.float32)


def steps(marks: Bools) -> Floats:
    """h×w: pixels from the marks, counted in steps to one of four sides."""
    return np.asarray(cv2.distanceTransform((~marks).astype(np.uint8), cv2.DIST_L1, 3), np.float32)


@pytest.mark.parametrize("sigma", [0.5, 1.0, 1.5])
def test_nothing_of_a_soft_line_is_left_to_paint_from(sigma: float) -> None:
    cover = line(sigma)
    marks = cover > 0.6
    found = rimmed(laid(sky(), cover), marks, NONE)
    assert cover[~found].max() < SHOWS * 1.3
    assert not found[cover < SHOWS * 0.5].any() or steps(cover >= SHOWS * 0.5)[found].max() <= 1
    assert steps(marks)[found].max() <= FURTHEST


def test_a_bright_seam_beside_a_sharpened_line_belongs_to_it() -> None:
    soft = laid(sky(), line(1.0))
    sharp = np.asarray(soft + 1.5 * (soft - cv2.GaussianBlur(soft, (0, 0), 1.2)), np.float32)
    seam = (sharp - sky()).max(2) > 0.06
    found = rimmed(sharp, line(1.0) > 0.5, NONE)
    assert seam.sum() > 100 and found[seam].mean() > 0.95


def test_where_texture_hides_the_edge_one_pixel_is_added() -> None:
    cover = line(1.0)
    marks = cover > 0.5
    found = rimmed(laid(sky(grain=0.25), cover), marks, NONE)
    one = steps(marks) <= 1
    assert found[one].all() and found[~one].mean() < 0.01


def test_what_is_marked_of_others_tells_nothing_of_the_surroundings() -> None:
    cover, beside = line(1.0), np.roll(line(1.0, 11), 14, axis=0)
    marks, others = cover > 0.5, beside > 0.1
    alone = rimmed(laid(sky(), cover), marks, NONE)
    found = rimmed(laid(laid(sky(), cover), beside), marks, others)
    away = beside < 0.01
    assert alone[away].any() and (found == alone)[away].mean() > 0.999


def test_without_surroundings_it_is_one_pixel() -> None:
    marks = np.ones((40, 40), bool)
    marks[18:22, 18:22] = False
    found = rimmed(np.zeros((40, 40, 3), np.float32), marks, np.zeros((40, 40), bool))
    assert (found == (steps(marks) <= 1)).all()
