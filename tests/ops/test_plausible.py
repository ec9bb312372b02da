"""The colours that are offered for a place: what the network finds likely there, told apart easily."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.core.colour import srgb_decoded
from photofix.core.document import State
from photofix.core.lightness import colours_of, lightness, luminance
from photofix.core.progress import Progress
from photofix.core.recall import Memory
from photofix.models.colorizer import Guess
from photofix.ops.base import Context, Source
from photofix.ops.plausible import APART, PALETTES, colours_at, modes
from tests.ops.conftest import SmoothModels
from tests.ops.test_colorize import grey, halves

PALETTE = np.array([[a, b] for a in range(-60, 61, 10) for b in range(-60, 61, 10)], np.float32)


def guess(peaks: dict[tuple[float, float], float]) -> Guess:
    """A distribution around some colours, the same everywhere on the left; grey on the right."""
    share = sum(
        weight * np.exp(-np.square(PALETTE - np.array(peak)).sum(axis=1) / 60) for peak, weight in peaks.items()
    )
    odds = np.empty((8, 8, len(PALETTE)), np.float32)
    odds[:] = np.log(np.exp(-np.square(PALETTE).sum(axis=1) / 60) + 1e-9)
    odds[:, :4] = np.log(np.asarray(share) + 1e-9)
    return Guess(np.zeros((16, 16, 2), np.float32), odds, PALETTE, np.zeros((8, 8, 4), np.float32))


def test_every_peak_is_offered_the_highest_first() -> None:
    peaks = {(40.0, 20.0): 3.0, (-30.0, 25.0): 1.0, (5.0, -45.0): 2.0}
    found = modes(guess(peaks), (0.1, 0.5), 3)
    order = sorted(peaks, key=lambda peak: -peaks[peak])
    assert np.linalg.norm(found - np.array(order), axis=1).max() < 4
    (grey_,) = modes(guess(peaks), (0.95, 0.5), 1)
    assert np.linalg.norm(grey_) < 2


def test_what_is_offered_is_told_apart_and_no_more_than_was_asked_for() -> None:
    flat = guess({})._replace(odds=np.zeros((8, 8, len(PALETTE)), np.float32))
    found = modes(flat, (0.5, 0.5), 6)
    apart = np.linalg.norm(found[:, None] - found[None], axis=2)[np.triu_indices(6, 1)]
    assert len(found) == 6 and apart.min() > APART / 2


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize(("place", "level"), [((20, 60), 80), ((140, 60), 200), ((-5, 500), 80)])
def test_offers_are_as_light_as_the_place(channels: int, place: tuple[int, int], level: int) -> None:
    photo = halves() if channels == 3 else grey(120, 160, 1)
    if channels == 1:
        photo.pixels[:, :80], photo.pixels[:, 80:] = 80, 200
    offers = colours_at(Source(State.of(photo)), place, Context(SmoothModels(), Progress.silent()))
    assert 1 < len(offers) == len(set(offers))
    light = lightness(luminance(srgb_decoded(np.array([offers], np.float32) / np.float32(255))))
    true = lightness(luminance(srgb_decoded(np.full((1, 1, 3), level / 255, np.float32))))
    assert np.abs(light - true).max() < 1.5


def test_the_photo_is_looked_at_once() -> None:
    models, memory = SmoothModels(), Memory()
    source = Source(State.of(halves()))
    before = colours_at(source, (3, 3), Context(models, Progress.silent(), recall=memory))

    class Blind(SmoothModels):
        def get(self, model_id: str) -> None:  # type: ignore[override]
            """Nothing that could look."""

    assert colours_at(source, (3, 3), Context(Blind(), Progress.silent(), recall=memory)) == before


def test_palettes_are_colours_that_differ() -> None:
    for title, colours in PALETTES:
        assert title and len(set(colours)) == len(colours)
        linear = srgb_decoded(np.array([colours], np.float32) / np.float32(255))
        assert np.linalg.norm(colours_of(linear)[0], axis=1).max() > 15
