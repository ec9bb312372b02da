"""The crisp upscaler's recipe: its reductions are exact, it begins as bicubic, and it learns."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from photofix.models.nets.upscaler import SCALES, Upscaler
from photofix.training import upscale_crisp
from photofix.training.photos import Photos


def test_batches_take_turns_with_the_scales_and_can_resume(folder: Path) -> None:
    photos = Photos(folder, "train")
    made = list(islice(upscale_crisp.batches(photos, 3, 0), 4))
    assert [batch.scale for batch in made] == [*SCALES, SCALES[0]]
    for batch in made:
        assert batch.small.shape[1:] == (upscale_crisp.SMALL, upscale_crisp.SMALL, 3)
        np.testing.assert_array_equal(batch.small[0], upscale_crisp.reduced(batch.large[0], batch.scale))
    again = next(upscale_crisp.batches(photos, 3, 2))
    np.testing.assert_array_equal(again.large, made[2].large)


@pytest.mark.parametrize("scale", SCALES)
def test_it_begins_as_bicubic(scale: int) -> None:
    rgb = torch.rand(1, 3, 12, 17)
    plain = torch.nn.functional.interpolate(rgb, scale_factor=scale, mode="bicubic")
    assert torch.equal(Upscaler(channels=8, blocks=2)(rgb, scale), plain)


def test_training_lowers_the_loss() -> None:
    blocks = np.random.default_rng(0).integers(0, 256, (4, 16, 16, 3), np.uint8)
    large = np.kron(blocks, np.ones((1, 6, 6, 1), np.uint8))  # sharp edges, which bicubic leaves soft
    batch = upscale_crisp.Batch(np.stack([upscale_crisp.reduced(each, 2) for each in large]), large)
    torch.manual_seed(3)
    net = Upscaler(channels=12, blocks=2)
    optimiser = torch.optim.Adam(net.parameters(), 3e-3)
    losses = []
    for _ in range(60):
        optimiser.zero_grad()
        loss = upscale_crisp.loss(net, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.7 * losses[0]


def test_a_run_writes_its_weights_and_figures(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(upscale_crisp, "EXAM_SIDE", 48)
    upscale_crisp.run(folder, tmp_path, minutes=0, resume=False, seed=0, say=said.append)
    assert load_file(tmp_path / "upscale-crisp.safetensors").keys() == Upscaler().state_dict().keys()
    assert "2x" in said[-1] and "4x" in said[-1]


def test_psnr_of_a_known_error() -> None:
    truth = np.full((20, 20, 3), 100, np.uint8)
    made = truth + 10.0
    made[:2] = 255  # in the border, which does not count
    expected = 20 * np.log10(255 / (10 * sum(upscale_crisp.LUMA) / 255))
    assert upscale_crisp.psnr(made, truth, 2) == pytest.approx(expected)
