"""The bar fitted along a wire: its centre, its width, and how sure it is."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.wire_contrast import contrast
from photofix.core.wire_fit import fit

FINE = 0.5
ROW = 40.0  # where the wire's middle lies
LINE = np.array([[4.0, ROW], [296.0, ROW]])


def background(seed: int = 0) -> NDArray[np.float64]:
    """Blocks of very different grey with noise, 80×300×3."""
    rng = np.random.default_rng(seed)
    blocks = np.repeat(rng.uniform(20, 230, (1, 10, 3)), 30, axis=1)
    return np.asarray(blocks + rng.normal(0, 3, (80, 300, 3)))


def with_wire(photo: NDArray[np.float64], width: float, colour: float = 60, share: float = 1.0) -> NDArray[np.uint8]:
    rows = np.arange(80) + 0.5
    cover = share * np.clip(width / 2 + 0.5 - np.abs(rows - ROW), 0, 1)[:, None, None]
    cover = cv2.GaussianBlur(cover[:, 0], (0, 0), 0.6)[:, None]  # as soft as a lens makes it
    return np.asarray(np.clip(np.rint(photo * (1 - cover) + colour * cover), 0, 255), np.uint8)


@pytest.mark.parametrize("width", [1, 2, 4, 7, 11])
@pytest.mark.parametrize("share", [1.0, 0.6])
def test_width_and_centre_though_the_wire_is_dark_here_and_light_there(width: int, share: float) -> None:
    found = fit(with_wire(background(width), width, share=share), LINE + np.array([0, 1.5]), 1.0, None)
    assert abs(found.width - width) <= 0.75
    assert np.abs(found.points[:, 1] - ROW).mean() < 0.4
    assert found.certainty > 0.6


def test_where_the_wire_cannot_be_seen_it_goes_on_as_before() -> None:
    photo = background(3)
    photo[:, 120:180] = 60 + np.random.default_rng(1).normal(0, 3, (80, 60, 3))  # of the wire's own colour
    photo[43:46, 120:180] -= 12  # and something else there
    found = fit(with_wire(photo, 4), LINE, 1.0, None)
    assert np.abs(found.points[:, 1] - ROW).max() < 1 and found.certainty > 0.5


def test_an_edge_or_nothing_is_no_wire() -> None:
    step = background(5)
    step[int(ROW) :] = 255 - step[int(ROW) :]
    for photo in (background(4), step):
        assert fit(photo.clip(0, 255).astype(np.uint8), LINE, 1.0, None).certainty < 0.25


@pytest.mark.parametrize("width", [6.0, 20.0, 40.0])
def test_a_given_width_is_kept_however_wide(width: float) -> None:
    found = fit(with_wire(background(6), 6), LINE, 1.0, width)
    assert found.width == width and np.isfinite(found.points).all()


@pytest.mark.parametrize("kind", ["grey", "16 bit", "dark 16 bit"])
def test_every_kind_of_pixels(kind: str) -> None:
    pixels: NDArray[Any] = with_wire(background(7), 5)
    made = {
        "grey": pixels[..., :1].copy(),
        "16 bit": pixels.astype(np.uint16) * 257,
        "dark 16 bit": pixels.astype(np.uint16) * 20,
    }
    pixels = made[kind]
    assert abs(fit(pixels, LINE, 1.0, None).width - 5) <= 0.5


def stretches(behind: NDArray[np.float64], wire: NDArray[np.float64]) -> NDArray[np.float32]:
    """Profiles of a wire of 4 pixels: stretch × offset × 1."""
    offsets = np.arange(-22, 22.25, FINE)
    inside = (np.abs(offsets) <= 2.5)[None, :, None]
    return np.where(inside, wire[:, None, None], behind[:, None, None]).astype(np.float32)


def test_one_colour_and_share_explain_what_a_wire_makes_of_its_background() -> None:
    behind = np.linspace(20, 220, 40)
    seen = contrast(stretches(behind, behind * 0.4 + 90 * 0.6), 4.0, FINE)
    assert np.allclose(seen.behind[:, 0], behind, atol=0.01)
    assert np.allclose(seen.expected[:, 0], 0.6 * (behind - 90), atol=0.1)


def test_what_fits_no_single_colour_is_less_certain_and_trusted_less() -> None:
    behind = np.linspace(20, 220, 40)
    even = behind * 0.4 + 90 * 0.6
    odd = even.copy()
    odd[::8] += 60
    good, bad = (contrast(stretches(behind, wire), 4.0, FINE) for wire in (even, odd))
    assert bad.certainty < good.certainty - 0.05
    assert np.median(bad.trust[::8]) < np.median(bad.trust[4::8]) / 20
    random = behind + np.random.default_rng(2).choice([-1, 1], 40) * 30
    assert contrast(stretches(behind, random), 4.0, FINE).certainty < good.certainty / 2
