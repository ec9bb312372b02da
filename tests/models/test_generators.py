"""The networks of pix2pix: as large as published, and seeing as far."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from photofix.models.nets.noise import Noisy
from photofix.models.nets.patch_critic import Critic, PatchCritic, PixelCritic
from photofix.models.nets.picture_norm import PictureNorm
from photofix.models.nets.resnet_generator import ResNetGenerator
from photofix.models.nets.unet_generator import UNetGenerator


def count(net: nn.Module) -> int:
    return sum(values.numel() for values in net.parameters())


@pytest.mark.parametrize(
    ("make", "millions"),
    [
        (UNetGenerator, 54.414),
        (lambda: UNetGenerator(levels=7), 41.829),
        (ResNetGenerator, 11.378),
        (lambda: ResNetGenerator(norm="batch"), 11.383),
        (lambda: ResNetGenerator(blocks=6), 7.838),
        (PatchCritic, 2.769),
        (lambda: PatchCritic(3, norm="instance"), 2.765),
    ],
    ids=["unet 256", "unet 128", "resnet 9", "resnet 9 batch", "resnet 6", "patches of 70", "patches, CycleGAN"],
)
def test_as_many_parameters_as_published(make, millions: float) -> None:
    with torch.device("meta"):
        assert round(count(make()) / 1e6, 3) == millions


@pytest.mark.parametrize(
    ("net", "seen"),
    [
        (PixelCritic(width=4), 1),
        (PatchCritic(width=4, layers=1), 16),
        (PatchCritic(width=4, layers=2), 34),
        (PatchCritic(width=4), 70),
        (PatchCritic(width=4, layers=5), 286),
    ],
)
def test_an_answer_is_about_so_many_pixels(net: Critic, seen: int) -> None:
    assert net.receptive_field == seen


@pytest.mark.parametrize("net", [PixelCritic(2, width=4, norm="none"), PatchCritic(2, width=4, layers=1, norm="none")])
def test_the_computed_field_is_what_gradients_reach(net: Critic) -> None:
    torch.manual_seed(0)
    both = torch.rand(1, 2, 48, 48, requires_grad=True)
    told = net(both)
    told[0, 0, told.shape[2] // 2, told.shape[3] // 2].backward()
    reached = both.grad.abs().sum((0, 1)) > 0
    assert int(reached.any(0).sum()) == int(reached.any(1).sum()) == net.receptive_field


@pytest.mark.parametrize(
    ("net", "side"),
    [(PixelCritic(width=4), 256), (PatchCritic(width=4, layers=1), 126), (PatchCritic(width=4), 30),
     (PatchCritic(width=4, layers=5), 6)],
)  # fmt: skip
def test_critics_answer_as_often_as_published(net: Critic, side: int) -> None:
    assert net(torch.rand(1, 6, 256, 256)).shape == (1, 1, side, side)


@pytest.mark.parametrize(
    ("net", "layers"), [(PixelCritic(width=4), 2), (PatchCritic(width=4, layers=1), 2), (PatchCritic(width=4), 4)]
)
def test_what_critics_see_ends_with_their_answer(net: Critic, layers: int) -> None:
    both = torch.rand(1, 6, 64, 64)
    *seen, told = net.seen(both)
    assert len(seen) == layers
    torch.testing.assert_close(told, net(both))


def test_a_finished_picture_depends_on_what_lies_beside_each_pixel() -> None:
    """The doubling alone makes each pixel of four values beside each other and of no others."""
    torch.manual_seed(0)
    reach = []
    for finish in (False, True):
        net = UNetGenerator(levels=2, width=4, norm="none", finish=finish).eval()
        last = [layer for layer in net.model.model if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)][1:]
        small = torch.rand(1, 8, 16, 16, requires_grad=True)
        made = last[0](small) if not finish else last[1](last[0](small).relu())
        made[0, 0, 15, 15].backward()
        reach.append(int((small.grad.abs().sum((0, 1)) > 0).any(0).sum()))
    assert reach == [2, 4]


@pytest.mark.parametrize("norm", ["batch", "instance", "affine", "none"])
@pytest.mark.parametrize(
    "make",
    [
        lambda norm: UNetGenerator(1, 2, levels=5, width=2, norm=norm),
        lambda norm: UNetGenerator(1, 2, levels=5, width=2, norm=norm, finish=True),
        lambda norm: ResNetGenerator(1, 2, blocks=1, width=2, norm=norm),
        lambda norm: ResNetGenerator(1, 2, blocks=1, width=2, norm=norm, up="resized", edges="zero", noise=True),
        lambda norm: ResNetGenerator(1, 2, blocks=1, width=2, norm=norm, up="resized-zero"),
    ],
)
def test_a_picture_keeps_its_shape_and_stays_within_its_range(make, norm: str) -> None:
    made = make(norm)(3 * torch.randn(2, 1, 32, 64))
    assert made.shape == (2, 2, 32, 64)
    assert made.abs().max() <= 1


@pytest.mark.parametrize("net", [UNetGenerator(levels=5, width=4).eval(), ResNetGenerator(blocks=1, width=4)])
def test_pictures_of_a_batch_do_not_count_for_each_other(net: nn.Module) -> None:
    pictures = torch.rand(3, 3, 32, 32) * torch.tensor([0.1, 1, 2])[:, None, None, None]
    alone = torch.cat([net(picture[None]) for picture in pictures])
    torch.testing.assert_close(net(pictures), alone, rtol=0, atol=2e-5)


def test_norms_are_those_of_instance_normalisation_and_know_running_statistics() -> None:
    theirs = nn.BatchNorm2d(5)
    nn.init.normal_(theirs.weight)
    nn.init.normal_(theirs.bias)
    mine = PictureNorm(5, True)
    mine.load_state_dict(theirs.state_dict())
    x = torch.randn(2, 5, 7, 9) * 3 + 1
    expected = nn.functional.instance_norm(x, weight=theirs.weight, bias=theirs.bias)
    torch.testing.assert_close(mine(x), expected, rtol=0, atol=1e-5)
    assert list(mine.state_dict()) == ["weight", "bias"]


def test_norms_sum_up_in_float32_whatever_they_are_given() -> None:
    x = (torch.randn(1, 3, 64, 64) * 0.5 + 20).bfloat16().to(memory_format=torch.channels_last)
    with torch.autocast("cpu", torch.bfloat16):
        made = PictureNorm(3, True)(x)
    assert made.dtype == torch.bfloat16
    assert made.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(made.float(), nn.functional.instance_norm(x.float()), rtol=0, atol=0.02)


@pytest.mark.parametrize(
    "net", [UNetGenerator(levels=6, width=2).eval(), ResNetGenerator(blocks=1, width=2, noise=True).eval()]
)
def test_noise_repeats_by_its_seed_and_is_off_without_one(net: Noisy) -> None:
    picture = torch.rand(1, 3, 64, 64)

    def made(seed: int | None) -> torch.Tensor:
        net.seed(seed)
        return net(picture)

    assert not net.noise
    assert torch.equal(made(None), made(None))
    assert torch.equal(made(1), made(1))
    assert not torch.equal(made(1), made(2))
    assert net.noise
    net.noise = False
    assert torch.equal(net(picture), made(None))
    net.train()
    assert not torch.equal(net(picture), net(picture))


def test_the_unet_of_256_has_three_levels_with_noise() -> None:
    assert len(UNetGenerator(width=1)._parts()) == 3
    assert len(UNetGenerator(width=1, levels=7)._parts()) == 2
