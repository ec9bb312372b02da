"""What counts as a black-and-white photograph."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.core.colour import srgb_decoded
from photofix.core.lightness import colours_of, lightness, luminance
from photofix.ops.toned import GREY, colour_left
from tests.ops.conftest import landscape


def left(rgb: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
    linear = srgb_decoded(rgb)
    return colour_left(np.dstack([lightness(luminance(linear)), colours_of(linear)]))


@pytest.mark.parametrize("tone", [(1, 1, 1), (1, 0.85, 0.6), (0.8, 0.9, 1)])
def test_toned_prints_have_no_colour_left(tone: tuple[float, ...]) -> None:
    grey = landscape()[..., :1]
    assert left((grey ** np.array([0.9, 1, 1.1]) * np.array(tone)).astype(np.float32)) < GREY / 2


def test_colour_photographs_have() -> None:
    assert left(landscape()) > GREY
