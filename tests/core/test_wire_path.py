"""The wire's path: on wires drawn into made-up textures."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from photofix.core.wire_path import SNAP, joined, piece, simplified, straight, trace

Points = NDArray[np.float64]
SIZE = 420, 300  # width, height


def texture(seed: int, strength: float) -> NDArray[np.float32]:
    """A slope from dark to light with soft blotches and noise, H×W×3, 0..255."""
    rng = np.random.default_rng(seed)
    blotches = cv2.GaussianBlur(rng.normal(0, 1, (SIZE[1], SIZE[0])).astype(np.float32), (0, 0), 6)
    base = np.linspace(110, 150, SIZE[0], dtype=np.float32)[None] + 60 * strength * blotches
    return np.asarray((base + strength * rng.normal(0, 6, base.shape))[..., None] + np.zeros(3), np.float32)


def hanging(sag: float, start: tuple[float, float] = (20.3, 60.7), end: tuple[float, float] = (398.1, 120.2)) -> Points:
    t = np.linspace(0, 1, 200)[:, None]
    line = np.array(start) + t * (np.array(end) - start)
    line[:, 1] += (4 * t * (1 - t) * sag)[:, 0]
    return line


def drawn(photo: NDArray[np.float32], line: Points, width: float, colour: Any) -> NDArray[np.uint8]:
    fine = np.zeros((SIZE[1] * 8, SIZE[0] * 8), np.uint8)
    cv2.polylines(fine, [np.round(line * 8).astype(np.int32)[:, None]], False, 255, round(width * 8))
    cover = cv2.resize(fine, SIZE, interpolation=cv2.INTER_AREA).astype(np.float32)[..., None] / 255
    cover = cv2.GaussianBlur(cover, (0, 0), 0.6)[..., None]
    return np.clip(np.rint(photo * (1 - cover) + np.asarray(colour, np.float32) * cover), 0, 255).astype(np.uint8)


def away(path: Points, line: Points) -> float:
    return float(np.mean([np.hypot(*(line - point).T).min() for point in path]))


@settings(deadline=None, max_examples=12)
@given(
    width=st.integers(1, 9),
    colour=st.sampled_from([20.0, 235.0]),
    sag=st.floats(-30, 50),
    seed=st.integers(0, 50),
    off=st.tuples(*[st.floats(-2, 2)] * 4),
)
def test_it_lies_on_the_wire_and_has_its_width(
    width: int, colour: float, sag: float, seed: int, off: tuple[float, ...]
) -> None:
    line = hanging(sag)
    path = trace(drawn(texture(seed, 0.7), line, width, colour), line[[0, -1]] + np.reshape(off, (2, 2)))
    assert path.found
    assert away(path.points, line) < 1.5 and abs(path.width - width) < 1.5


@pytest.mark.parametrize("kind", ["16 bit", "grey", "alpha", "dark 16 bit"])
def test_every_kind_of_pixels(kind: str) -> None:
    line = hanging(30)
    pixels: NDArray[Any] = drawn(texture(3, 0.5), line, 4, 30)
    if kind == "grey":
        pixels = np.ascontiguousarray(pixels[..., :1])
    elif kind == "alpha":
        pixels = np.concatenate([pixels, np.full((*pixels.shape[:2], 1), 255, np.uint8)], 2)
    elif kind != "8 bit":
        pixels = pixels.astype(np.uint16) * (257 if kind == "16 bit" else 16)
    path = trace(pixels, line[[0, -1]])
    assert path.found and away(path.points, line) < 1 and abs(path.width - 4) < 1


def test_a_wire_that_differs_in_hue_alone() -> None:
    line = hanging(25)
    flat = np.full((SIZE[1], SIZE[0], 3), (120, 120, 120), np.float32)
    path = trace(drawn(flat, line, 5, (190, 98, 66)), line[[0, -1]])  # of the same luma
    assert path.found and away(path.points, line) < 1 and abs(path.width - 5) < 1.5


def test_a_wire_that_is_dark_here_and_light_there() -> None:
    line = hanging(20)
    photo = texture(5, 0.2)
    photo[:, 220:] -= 90
    photo[:, :220] += 60
    path = trace(drawn(photo, line, 4, 110), line[[0, -1]])
    assert away(path.points, line) < 1.5 and abs(path.width - 4) < 1.5


def test_ends_off_the_wire_snap_to_it() -> None:
    line = hanging(20)
    path = trace(drawn(texture(1, 0.3), line, 3, 10), line[[0, -1]] + np.array([[0, 6], [0, -6]]), snap=SNAP)
    assert away(path.points[:1], line) < 2.5 and away(path.points[-1:], line) < 2.5


def test_the_wire_clicked_and_not_its_neighbour() -> None:
    line = hanging(30)
    pixels = drawn(texture(2, 0.4), line, 3, 20)
    pixels = drawn(pixels.astype(np.float32), line + np.array([0, 14]), 5, 0)
    path = trace(pixels, line[[0, -1]] + 1)
    assert away(path.points, line) < 1 and abs(path.width - 3) < 1.5


def test_no_wire_no_claim() -> None:
    clicks = np.array([[20.0, 60.0], [400.0, 200.0]])
    for photo in (np.full((SIZE[1], SIZE[0], 3), 128, np.uint8), texture(4, 0.05).astype(np.uint8)):
        path = trace(photo, clicks)
        assert not path.found and np.array_equal(path.points, clicks)
    assert trace(photo, clicks, width=7).width == 7


def test_a_given_width_is_kept() -> None:
    line = hanging(10)
    path = trace(drawn(texture(6, 0.3), line, 4, 20), line[[0, -1]], width=6)
    assert path.width == 6 and away(path.points, line) < 1


def test_several_clicks_make_one_path() -> None:
    line = hanging(45)
    pixels = drawn(texture(7, 0.4), line, 4, 20)
    path = trace(pixels, line[[0, 70, 140, -1]])
    assert away(path.points, line) < 1 and abs(path.width - 4) < 1.5
    gaps = np.hypot(*np.diff(path.points, axis=0).T)
    assert gaps.max() < 6


def test_near_points_and_points_beyond_the_photo() -> None:
    pixels = np.full((40, 50, 3), 90, np.uint8)
    near = piece(pixels, np.array([5.0, 5.0]), np.array([7.0, 6.0]))
    assert not near.found and near.points.tolist() == [[5, 5], [7, 6]]
    beyond = piece(pixels, np.array([-30.0, -20.0]), np.array([90.0, 70.0]))
    assert not beyond.found and np.isfinite(beyond.points).all()


def test_pieces_without_a_wire_take_the_width_of_the_others() -> None:
    line = hanging(0)
    wire = trace(drawn(texture(8, 0.2), line, 7, 20), line[[0, -1]])
    whole = joined([straight(np.zeros(2), line[0]), wire])
    assert whole.width == wire.width and whole.found and len(whole.points) == len(wire.points) + 2


def test_fewer_points_the_same_line() -> None:
    line = hanging(40)
    fewer = simplified(line)
    assert len(fewer) < 40
    dense = np.concatenate([np.linspace(a, b, 20) for a, b in pairwise(fewer)])
    assert max(np.hypot(*(dense - point).T).min() for point in line) < 0.5
