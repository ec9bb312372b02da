"""The self-ensemble: every way once, turned back; for enlarging and for denoising alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.errors import Cancelled
from photofix.ops.base import Context, perform
from photofix.ops.denoise import OPERATION, Denoise
from photofix.ops.ensemble import TURNS, ensemble
from tests.ops.conftest import SmoothModels, landscape

Floats = NDArray[np.float32]


def uneven(picture: Floats) -> Floats:
    """A network that does more on the left than on the right."""
    return np.asarray(picture + np.linspace(0, 0.8, picture.shape[1], dtype=np.float32)[:, None], np.float32)


def test_what_a_network_does_to_one_side_alone_is_evened_out() -> None:
    made = ensemble(uneven, np.zeros((20, 30, 3), np.float32), Progress.silent())
    np.testing.assert_allclose(made, np.full((20, 30, 3), 0.4), atol=1e-6)


def test_every_way_is_asked_once_and_turned_back() -> None:
    picture = np.random.default_rng(0).random((5, 8, 3)).astype(np.float32)
    seen: list[Floats] = []

    def twice(view: Floats) -> Floats:
        seen.append(view)
        return np.repeat(np.repeat(view, 2, 0), 2, 1)

    made = ensemble(twice, picture, Progress.silent())
    np.testing.assert_allclose(made, np.repeat(np.repeat(picture, 2, 0), 2, 1), atol=1e-6)
    assert len({view.tobytes() for view in seen}) == len(seen) == TURNS


def test_it_can_be_cancelled_between_two_ways() -> None:
    progress, views = Progress.silent(), 0

    def network(view: Floats) -> Floats:
        nonlocal views
        views += 1
        progress.cancel()
        return view

    with pytest.raises(Cancelled):
        ensemble(network, np.zeros((4, 4, 3), np.float32), progress)
    assert views == 1


class Counting(SmoothModels):
    """Counts how often a network is called."""

    calls = 0

    def get(self, model_id: str) -> Any:
        model = super().get(model_id)

        def count(*args: Any) -> Any:
            self.calls += 1
            return model(*args)

        return count


@pytest.mark.parametrize(("best", "calls"), [(False, 1), (True, TURNS)])
def test_denoising_at_its_best_takes_eight_passes(best: bool, calls: int) -> None:
    models = Counting()
    state = State.of(Photo(from_float(landscape(40, 60), np.dtype(np.uint8))))
    perform(OPERATION, state, Denoise(sigma=20.0, best=best), Context(models, Progress.silent()))
    assert models.calls == calls
