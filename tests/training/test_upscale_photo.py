"""The photo upscaler's recipe: what it is shown lies where the truth lies, it begins as crisp, and it learns."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch.nn import functional

from photofix.models.nets.upscaler import SCALES, Upscaler
from photofix.models.pool import weights
from photofix.training import upscale_photo
from photofix.training.comb import comb
from photofix.training.critic import Duel
from photofix.training.degraded import degrade
from photofix.training.photos import Photos
from photofix.training.upscale_crisp import Batch, reduced, tensor


def test_batches_take_turns_with_the_scales_and_can_resume(folder: Path) -> None:
    photos = Photos(folder, "train")
    made = list(islice(upscale_photo.batches(photos, 3, 0), 4))
    assert [batch.scale for batch in made] == [*SCALES, SCALES[0]]
    again = next(upscale_photo.batches(photos, 3, 2))
    np.testing.assert_array_equal(again.small, made[2].small)
    np.testing.assert_array_equal(again.large, made[2].large)


def test_what_is_shown_lies_where_the_truth_lies(folder: Path) -> None:
    """Moved by a pixel, a network could not learn to be sharp."""
    for batch in islice(upscale_photo.batches(Photos(folder, "train"), 5, 0), 3):
        assert batch.small.shape[1:] == (upscale_photo.SMALL, upscale_photo.SMALL, 3)
        clean = np.stack([reduced(each, batch.scale) for each in batch.large]).astype(float)

        def apart(dy: int, dx: int, batch: Batch = batch, clean: np.ndarray = clean) -> float:  # type: ignore[type-arg]
            moved = np.roll(batch.small, (dy, dx), (1, 2))
            return float(((moved - clean)[:, 4:-4, 4:-4] ** 2).mean())

        places = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
        assert min(places, key=lambda place: apart(*place)) == (0, 0)


def test_training_brings_what_is_made_nearer_to_the_truth_and_teaches_the_critic() -> None:
    blocks = np.random.default_rng(0).integers(0, 256, (4, 20, 20, 3), np.uint8)
    large = np.kron(blocks, np.ones((1, 4, 4, 1), np.uint8))  # sharp edges, which blur and bicubic leave soft
    batch = Batch(np.stack([degrade(np.random.default_rng(n), each, 2) for n, each in enumerate(large)]), large)
    small, truth = (tensor(values, torch.device("cpu")) for values in (batch.small, batch.large))
    torch.manual_seed(3)
    duel = Duel(Upscaler(channels=12, blocks=2))
    optimiser = torch.optim.Adam(duel.parameters(), 3e-3)

    def state() -> tuple[float, float]:
        with torch.no_grad():
            made = duel.net(small, 2)
            return float(functional.l1_loss(made, truth)), float(duel.losses(made, truth)[1])

    before = state()
    for _ in range(60):
        optimiser.zero_grad()
        upscale_photo.loss(duel, batch).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    after = state()
    assert after[0] < 0.85 * before[0]
    assert after[1] < 0.9 * before[1]


def test_a_run_begins_as_the_crisp_one_and_writes_its_weights_and_figures(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(upscale_photo, "EXAM_SIDE", 48)
    upscale_photo.run(folder, tmp_path, minutes=0, resume=False, seed=0, say=said.append)
    made, crisp = (
        load_file(path) for path in (tmp_path / "upscale-photo.safetensors", weights(upscale_photo.BEGINNING))
    )
    assert made.keys() == crisp.keys()
    assert all(torch.equal(made[name], crisp[name]) for name in made)
    assert "2x" in said[-1] and "sharpness" in said[-1]


def test_sharpness_is_that_of_a_known_edge() -> None:
    edge = np.zeros((10, 10, 3))
    edge[:, 5:] = 90.0
    assert upscale_photo.sharpness(edge) == pytest.approx(10.0)
    assert upscale_photo.sharpness(edge[:, :5]) == 0


@pytest.mark.parametrize("scale", SCALES)
def test_combs_count_and_other_errors_hardly_do(scale: int) -> None:
    side = 12 * scale
    lines = 0.1 * (torch.arange(side) % scale == 0) * torch.ones(1, 3, side, side)
    noise = 0.1 * torch.randn(1, 3, side, side, generator=torch.Generator().manual_seed(0))
    flat = torch.full((1, 3, side, side), 0.1)
    share = 2 * (scale - 1) / scale**2  # mean absolute deviation of one line in `scale`
    assert float(comb(lines, scale)) == pytest.approx(0.1 * share)
    assert float(comb(flat, scale)) == pytest.approx(0, abs=1e-7)
    assert float(comb(noise, scale)) < 0.035
