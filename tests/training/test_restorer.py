"""The restorer's recipe: what it is shown, that it begins as the identity and learns."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from photofix.core.photo import from_float
from photofix.models.nets.restorer import Restorer
from photofix.training import restorer
from photofix.training.photos import Photos
from photofix.training.spoiled import BLOCK, NOISE, spoil
from tests.ops.conftest import landscape


@cache
def clean(seed: int = 0, size: int = 64) -> NDArray[np.uint8]:
    return from_float(landscape(size + BLOCK, size + BLOCK, seed), np.dtype(np.uint8))


@pytest.fixture(scope="module")
def net() -> Restorer:
    torch.manual_seed(3)
    return Restorer(widths=(16, 16, 16), depth=1)


def test_it_begins_as_the_identity(net: Restorer) -> None:
    picture = torch.rand(2, 3, 32, 40)
    torch.testing.assert_close(net(picture, torch.tensor([0.1, 0.0]), torch.tensor([0.0, 0.8])), picture)


def test_it_sees_no_farther_than_it_says() -> None:
    torch.manual_seed(1)
    net = Restorer(widths=(8, 8, 8))
    torch.nn.init.normal_(net.leave.weight, std=0.1)
    told, size = torch.tensor([0.1]), 2 * net.reach + 8
    one = torch.rand(1, 3, 16, 2 * size)
    other = one.clone()
    other[..., size:] = torch.rand(1, 3, 16, size)
    with torch.no_grad():
        difference = (net(one, told, told) - net(other, told, told)).abs().amax(dim=(0, 1, 2))
    assert float(difference[: size - net.reach].max()) == 0
    assert float(difference[size - 2 :].max()) > 0


@pytest.mark.parametrize("seed", range(30))
def test_what_is_shown_has_what_is_told(seed: int) -> None:
    made = spoil(np.random.default_rng(seed), clean(seed % 4))
    assert made.seen.shape == made.wanted.shape == (64, 64, 3) and made.seen.dtype == made.wanted.dtype == np.float32
    assert 0 <= made.noise < 2 * NOISE and 0 <= made.coarseness <= 1
    changed = float(np.abs(made.seen - made.wanted).max())
    if made.noise == made.coarseness == 0:
        assert changed <= 0.5 / 255 + 1e-6
    elif made.noise > 0.02:
        assert changed > 0.02
    if made.coarseness:
        np.testing.assert_array_equal(made.seen, np.rint(made.seen * 255).astype(np.float32) / np.float32(255))


def test_a_grey_photograph_gets_grey_noise() -> None:
    grey = clean().copy()
    grey[:] = grey[..., :1]
    for seed in range(30):
        made = spoil(np.random.default_rng(seed), grey)
        if made.coarseness == 0:
            np.testing.assert_array_equal(made.seen[..., 0], made.seen[..., 2])


def test_batches_depend_on_seed_and_step_alone(folder: Path) -> None:
    photos = Photos(folder, "train")
    first = restorer.batches(photos, 1, 0, 64, 2)
    next(first)
    for one, again in zip(next(first), next(restorer.batches(photos, 1, 1, 64, 2)), strict=True):
        np.testing.assert_array_equal(one, again)


def test_the_score_tells_the_gain_over_the_spoiled_picture(folder: Path, net: Restorer) -> None:
    exams = restorer.exam(Photos(folder, "val"), 2, 64)
    assert list(exams) == ["noise 15", "noise 25", "noise 50", "q 10", "q 20", "q 40"]
    told = restorer.score(net, exams)
    assert told.count("(+0.00)") + told.count("(-0.00)") == 6
    sigma = np.std(exams["noise 25"][0] - exams["noise 25"][1]) * 255
    assert sigma == pytest.approx(25, rel=0.05)


def test_training_lowers_the_loss(folder: Path) -> None:
    torch.manual_seed(3)
    net = Restorer(widths=(16, 16, 16), depth=1)
    batch = next(restorer.batches(Photos(folder, "train"), 9, 0, 64, 8))
    optimiser = torch.optim.Adam(net.parameters(), 3e-3)
    first = last = float(restorer.loss(net, batch).detach())
    for _ in range(30):
        optimiser.zero_grad()
        loss = restorer.loss(net, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        last = float(loss.detach())
    assert last < 0.8 * first


def test_a_run_leaves_weights(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(restorer, "exam", partial(restorer.exam, count=2, size=64))
    restorer.run(folder, tmp_path, minutes=0, resume=False, seed=0, say=said.append)
    assert (tmp_path / "restorer.safetensors").is_file() and "noise 25" in said[-1]
