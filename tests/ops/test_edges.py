"""The edges of a picture: where one would draw them, thin, and none where there is nothing to draw."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.ops.edges import WIDTH, edges, filled, is_drawing, regions

MIDDLE, RADIUS = 64, 40


def disc(side: int = 128, inside: tuple[float, ...] = (0.8, 0.5, 0.2), outside: tuple[float, ...] = (0.2, 0.3, 0.4)):
    """A disc on a plain ground, its edge as soft as a photograph's."""
    ys, xs = np.mgrid[:side, :side] * (128 / side)
    share = np.clip(RADIUS - np.hypot(xs - MIDDLE, ys - MIDDLE) + 0.5, 0, 1)[..., None]
    return (share * np.array(inside) + (1 - share) * np.array(outside)).astype(np.float32)


def ink(drawing: np.ndarray) -> float:
    return float((1 - drawing).sum())


def share(drawn: np.ndarray, near: np.ndarray) -> float:
    """How much of what is drawn is near, if it is enough for a ring there."""
    return float(drawn[near].sum() / drawn.sum()) if drawn[near].sum() > 0.8 * 2 * np.pi * RADIUS else 0.0


def test_nothing_is_drawn_where_there_is_nothing() -> None:
    drawing = edges(np.full((40, 60, 3), 0.4, np.float32), 1)
    assert drawing.shape == (40, 60)
    assert drawing.dtype == np.float32
    assert (drawing == 1).all()


def test_a_disc_is_one_thin_ring() -> None:
    drawing = edges(disc())
    ys, xs = np.nonzero(drawing < 0.5)
    far = np.hypot(xs - MIDDLE, ys - MIDDLE)
    assert np.abs(far - RADIUS).max() < 1.6
    assert abs(far.mean() - RADIUS) < 0.3
    assert ink(drawing) == pytest.approx(2 * np.pi * RADIUS * WIDTH, rel=0.12)
    around = np.arctan2(ys - MIDDLE, xs - MIDDLE)
    assert np.diff(np.sort(around)).max() < 0.1, "without a gap"


def test_lines_are_even_and_grow_with_the_picture() -> None:
    small, large = edges(disc(512)), edges(disc(1100))
    assert ink(large) / large.size == pytest.approx(ink(small) / small.size, rel=0.1)
    reduced = cv2.resize(large, (512, 512), interpolation=cv2.INTER_AREA)
    assert np.abs(reduced - small).mean() < 0.003


def test_colours_of_one_lightness_have_an_edge() -> None:
    drawing = edges(disc(inside=(0.72, 0.35, 0.35), outside=(0.3, 0.53, 0.35)))
    assert ink(drawing) == pytest.approx(2 * np.pi * RADIUS * WIDTH, rel=0.15)


def test_outlines_stay_and_texture_goes_sooner_than_by_bare_canny() -> None:
    rng = np.random.default_rng(0)
    grass = cv2.GaussianBlur(rng.standard_normal((128, 128, 1), np.float32), (0, 0), 1.2)[..., None]
    picture = np.clip(disc() + 0.15 * grass / grass.std(), 0, 1).astype(np.float32)
    ys, xs = np.mgrid[:128, :128]
    near = np.abs(np.hypot(xs - MIDDLE, ys - MIDDLE) - RADIUS) < 4
    grey = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) * 255).astype(np.uint8)
    bare = np.max([share(cv2.Canny(grey, low, 2 * low) > 0, near) for low in range(20, 400, 10)])
    mine = max(share(1 - edges(picture, strength), near) for strength in (0, 0.1, 0.2, 0.3))
    assert mine > 1.3 * bare, (mine, bare)


def test_the_stronger_the_more_lines() -> None:
    rng = np.random.default_rng(0)
    picture = np.zeros((200, 200, 3), np.float32) + 0.5
    for contrast in np.linspace(0.02, 0.5, 40):
        x, y = rng.integers(0, 170, 2)
        picture[y : y + 28, x : x + 28] += rng.choice([-1, 1]) * contrast
    inks = [ink(edges(np.clip(picture, 0, 1), strength)) for strength in (0, 0.25, 0.5, 0.75, 1)]
    assert inks == sorted(inks)
    assert inks[0] < 0.7 * inks[-1]


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (3, 2), (5, 2000)])
def test_pictures_of_any_shape(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).random((*shape, 3), np.float32)
    drawing = edges(picture, 1)
    assert drawing.shape == shape
    assert drawing.min() >= 0
    assert drawing.max() <= 1


def test_a_picture_is_left_as_it_is_and_drawn_alike_again() -> None:
    picture = disc()
    before = picture.copy()
    assert np.array_equal(edges(picture), edges(picture))
    assert np.array_equal(picture, before)


def test_a_drawing_is_told_from_a_photo() -> None:
    drawn = np.repeat(edges(disc())[..., None], 3, axis=2)
    assert is_drawing(drawn)
    for other in (disc(), 1 - drawn, np.ones_like(drawn) * 0.5, drawn * np.float32([1, 0.8, 0.6])):
        assert not is_drawing(other)


def ring(gap: int = 0) -> NDArray[np.float32]:
    """A closed line on paper, or one with a gap of so many pixels."""
    ink = np.full((80, 100), 255, np.uint8)
    cv2.circle(ink, (50, 40), 24, 0, 2)
    ink[40 - gap // 2 : 40 - gap // 2 + gap, 70:80] = 255
    return np.asarray(ink / 255, np.float32)


@pytest.mark.parametrize("gap", [0, 3])
def test_regions_part_the_paper_also_where_a_line_has_a_small_gap(gap: int) -> None:
    parts = regions(ring(gap))
    assert parts.shape == (80, 100) and set(np.unique(parts)) == set(range(parts.max() + 1))
    inside, outside = parts[40, 50], parts[2, 2]
    assert inside != outside and parts[30, 40] == inside and parts[77, 97] == outside
    assert (parts == inside).sum() > 0.9 * np.pi * 23**2


def test_filled_has_flat_colours_between_its_lines() -> None:
    picture = np.zeros((80, 100, 3), np.float32)
    picture[..., 2] = 1
    cv2.circle(picture, (50, 40), 24, (1.0, 0.5, 0.0), -1)
    ink = ring()
    made = filled(ink, picture)
    np.testing.assert_allclose(made[40, 50], (1, 0.5, 0), atol=0.06)
    np.testing.assert_allclose(made[2, 2], (0, 0, 1), atol=0.06)
    assert made[ink < 0.05].max() < 0.06


def test_a_sheet_without_lines_is_one_part_and_one_without_paper_too() -> None:
    for sheet in (np.ones((9, 7), np.float32), np.zeros((9, 7), np.float32)):
        assert not regions(sheet).any()
        assert filled(sheet, np.full((9, 7, 3), 0.5, np.float32)).shape == (9, 7, 3)


def test_large_drawings_have_the_parts_of_small_ones() -> None:
    large = np.asarray(cv2.resize(ring(), None, fx=12, fy=12, interpolation=cv2.INTER_LINEAR), np.float32)
    parts = regions(large)
    assert parts.shape == large.shape and parts[480, 600] != parts[24, 24] == parts[940, 1180]
