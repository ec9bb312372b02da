"""The colorizer's recipe: what it is shown and told, its distribution of colours, that it learns."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file

from photofix.models.nets.colorizer import CHROMA, Attention, Colorizer, bins
from photofix.ops.toned import GREY, colour_left
from photofix.training import colorizer
from tests.ops.conftest import landscape

SMALL = (8, 12, 16, 16)


def picture(seed: int = 0, side: int = 64) -> NDArray[np.uint8]:
    """Colours in large fields."""
    fields = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), np.uint8)
    return np.kron(fields, np.ones((side // 4, side // 4, 1), np.uint8))


@pytest.fixture
def net() -> Colorizer:
    torch.manual_seed(3)
    return Colorizer(SMALL, dropout=0.0)


def test_the_colours_of_the_distribution_hold_all_of_srgb() -> None:
    colours, numbers = bins()
    assert 250 < len(colours) == numbers.max() + 1
    assert (numbers >= 0).sum() == len(colours) and (0, 0) in {tuple(colour) for colour in colours}
    rgb = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    truth = torch.from_numpy(colorizer.lab_of(rgb)[..., 1:]).permute(2, 0, 1)[None]
    number, share = colorizer.encoded(truth)
    assert float(share.min()) >= 0
    again = (torch.from_numpy(colours)[number] * share[..., None]).sum(dim=1)
    torch.testing.assert_close(again.permute(0, 3, 1, 2), truth, atol=1e-3, rtol=0)


def test_shapes_of_a_guess(net: Colorizer) -> None:
    guess = net(torch.rand(2, 1, 32, 48), torch.zeros(2, 3, 32, 48))
    assert guess.odds.shape == (2, len(bins()[0]), 8, 12)
    assert guess.colours.shape == (2, 2, 16, 24) and guess.features.shape == (2, SMALL[1], 8, 12)


def test_every_place_sees_every_other(net: Colorizer) -> None:
    for block in net.modules():
        if isinstance(block, Attention):
            torch.nn.init.normal_(block.answer.weight, std=0.5)
    light, hints = torch.rand(1, 1, 64, 160), torch.zeros(1, 3, 64, 160)
    told = hints.clone()
    told[:, :, :2, :2] = torch.tensor([CHROMA, 0, 1])[:, None, None]
    with torch.no_grad():
        change = (net(light, told).colours - net(light, hints).colours).abs()
    assert float(change[..., -1, -1].max()) > 0


def test_what_is_revealed_is_true() -> None:
    colours = colorizer.lab_of(picture())[..., 1:]
    for count in (0, 1, 20):
        hints = colorizer.revealed(np.random.default_rng(count), colours, count)
        told = hints[..., 2] == 1
        assert (count == 0) == (not told.any()) and told.sum() <= count * colorizer.WIDEST**2
        assert not hints[~told].any()
        inside = cv2.erode(np.ones(told.shape, np.uint8), np.ones((3, 3))) == 1
        gap = np.linalg.norm(hints[..., :2] - colours, axis=2)[told & inside]
        assert (gap < 1e-3).mean() > 0.5 if count > 5 else True


def test_often_no_hint_and_never_too_many() -> None:
    counts = [colorizer.amount(np.random.default_rng(seed)) for seed in range(400)]
    assert 0.3 < counts.count(0) / 400 < 0.5
    assert max(counts) <= colorizer.MOST and np.median([count for count in counts if count]) < 16


def test_old_photographs_have_lightness_alone() -> None:
    rgb, straight = picture(), 0
    lightness = colorizer.lab_of(rgb)[..., 0]
    for seed in range(40):
        aged = colorizer.aged(np.random.default_rng(seed), rgb, lightness)
        assert aged.shape == lightness.shape and aged.dtype == np.float32
        assert aged.min() >= 0 and aged.max() <= 100
        straight += np.array_equal(aged, lightness)
    assert 8 <= straight < 28


def test_black_and_white_and_toned_photographs_are_left_out(folder: Path) -> None:
    assert len(colorizer.coloured(folder, "train")) == 2
    assert all(min(photo.shape[:2]) == colorizer.SHORT for photo in colorizer.coloured(folder, "train"))
    assert len(colorizer.coloured(folder, "train", 1)) == 1


def test_batches_depend_on_seed_and_step_alone() -> None:
    photos = [picture(seed, 96) for seed in range(3)]
    first = colorizer.batches(photos, 1, 0, 64, 2)
    next(first)
    for one, again in zip(next(first), next(colorizer.batches(photos, 1, 1, 64, 2)), strict=True):
        np.testing.assert_array_equal(one, again)


def test_rare_colours_weigh_more_and_the_mean_is_1() -> None:
    photos = [picture(seed, 96) // 8 + 110 for seed in range(3)] + [picture(5, 96)]
    weight = colorizer.rarity(photos)
    colours = bins()[0]
    assert weight[np.linalg.norm(colours, axis=1).argmin()] < weight[np.linalg.norm(colours, axis=1).argmax()]
    assert weight.min() > 0


def test_annealing_goes_from_the_mean_to_the_likeliest() -> None:
    odds = torch.full((1, len(bins()[0]), 1, 1), -50.0)
    odds[0, 10], odds[0, 200] = 1.0, 0.0
    colours = torch.from_numpy(bins()[0])
    near = colorizer.annealed(odds, 0.05).flatten()
    torch.testing.assert_close(near, colours[10], atol=1e-3, rtol=0)
    share = torch.sigmoid(torch.tensor(1.0))
    torch.testing.assert_close(
        colorizer.annealed(odds, 1.0).flatten(), share * colours[10] + (1 - share) * colours[200], atol=1e-3, rtol=0
    )


def test_training_lowers_the_loss(net: Colorizer) -> None:
    photos = [picture(seed, 64) for seed in range(4)]
    batch = next(colorizer.batches(photos, 1, 0, 32, 8))
    rare = torch.from_numpy(colorizer.rarity(photos))
    optimiser = torch.optim.Adam(net.parameters(), 3e-3)
    losses = []
    for _ in range(40):
        optimiser.zero_grad()
        loss = colorizer.loss(net, batch, rare)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0] - 0.3


def test_the_score_tells_of_grey_and_of_hints(net: Colorizer) -> None:
    tests = colorizer.exam([picture(seed, 96) for seed in range(2)])
    assert tests[0].hints.max() == 0 < tests[colorizer.EXAM_HINTS].hints[..., 2].sum()
    said = colorizer.score(net, tests)
    assert said.startswith("grey ") and "mean with 0 hints" in said and "annealed with 10 hints" in said


def test_a_run_leaves_weights(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(colorizer, "Colorizer", partial(Colorizer, SMALL))
    colorizer.run(folder, tmp_path, minutes=0, resume=False, seed=0, say=said.append)
    kept = load_file(tmp_path / "colorizer.safetensors")
    assert kept.keys() == Colorizer(SMALL).state_dict().keys() and "hints" in said[-1]


def test_the_made_photographs_have_colours() -> None:
    rgb = np.rint(landscape(100, 120) * 255).astype(np.uint8)
    assert colour_left(colorizer.lab_of(rgb)) >= GREY
