"""Recipe of the eraser: photographs with random holes, to be filled as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from photofix.models.nets.eraser import Eraser
from photofix.training.holes import Mask, any_hole
from photofix.training.loop import Schedule, train
from photofix.training.mixed import mixed
from photofix.training.photos import Photos, crops
from photofix.training.weights import export

SIZE = 128
BATCH = 16
TEXTURE = 0.15  # weight of the texture term
HARD = 0.02  # a picture with this mean error counts half as much as one without any
Batch = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def run(photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]) -> nn.Module:
    """Train from the photographs in `photos` for `minutes`.

    Checkpoints, the log and at the end `eraser.safetensors` go to `out`.
    """
    torch.manual_seed(seed)
    learn = Photos(photos, "train")
    net = train(
        Eraser(),
        lambda start: holed(learn, seed, start, SIZE, BATCH),
        loss,
        Schedule(minutes=minutes),
        out,
        resume=resume,
        evaluate=exam(photos),
        say=say,
    )
    export(net, out / "eraser.safetensors")
    return net


def holed(
    photos: Photos,
    seed: int,
    start: int,
    size: int,
    count: int,
    draw: Callable[[np.random.Generator, int], Mask] = any_hole,
    native: float = 0.5,
) -> Iterator[Batch]:
    """Batches of (crops N×S×S×3 uint8, masks N×S×S uint8 0/255 as `draw` makes them). native: share not reduced."""
    for step, batch in enumerate(crops(photos, seed, start, size, count, native), start):
        rng = np.random.default_rng([seed, step, 1])
        yield batch, np.stack([draw(rng, size) for _ in range(count)])


def exam(photos: Path) -> Callable[[nn.Module], str]:
    """What tells the score of a network: always on the same holes in photographs it was not trained on."""
    batch = next(holed(Photos(photos, "val"), seed=1, start=0, size=SIZE, count=96))
    return lambda net: score(net, batch)


def tensors(batch: Batch, device: torch.device) -> tuple[Tensor, Tensor]:
    """The batch as N×3×S×S and N×1×S×S float32 in 0..1, channels last."""
    pixels, masks = batch
    truth = torch.from_numpy(pixels).to(device).permute(0, 3, 1, 2).float() / 255
    mask = torch.from_numpy(masks).to(device)[:, None].float() / 255
    return truth.contiguous(memory_format=torch.channels_last), mask


def loss(net: nn.Module, batch: Batch) -> Tensor:
    """L1 of colours plus L1 of local gradient energies inside the hole.

    Plain L1 averages away whatever texture cannot be foreseen; the energy term asks for as much of it as the
    truth has nearby, wherever its details lie, so that the fill is as sharp as its surroundings. Each picture
    counts by the root of its hole: counting every pixel alike would drown the wires in the blobs. It counts less the
    harder it is: in a sky the eye sees errors that foliage swallows, and foliage would have all the say.
    """
    truth, mask = tensors(batch, next(net.parameters()).device)
    result: Tensor = net(truth, mask).float()
    area = mask.sum(dim=(1, 2, 3))
    colour = ((result - truth).abs().mean(1, keepdim=True) * mask).sum(dim=(1, 2, 3)) / area
    texture = ((sharpness(result, mask) - sharpness(truth, mask)).abs() * mask).sum(dim=(1, 2, 3)) / area
    weight = area.sqrt() / (colour.detach() + HARD)
    return (weight / weight.sum() * (colour + TEXTURE * texture)).sum()


def sharpness(picture: Tensor, mask: Tensor, window: int = 9) -> Tensor:
    """Root of the mean squared gradient of the masked pixels around every pixel: N×1×S×S."""
    across = nn.functional.pad(picture[..., :, 1:] - picture[..., :, :-1], (0, 1, 0, 0))
    down = nn.functional.pad(picture[..., 1:, :] - picture[..., :-1, :], (0, 0, 0, 1))
    energy = (across**2 + down**2).mean(1, keepdim=True) * mask
    pool = nn.functional.avg_pool2d
    near = pool(energy, window, 1, window // 2) / (pool(mask, window, 1, window // 2) + 1e-3)
    return torch.sqrt(near + 1e-5)


@torch.no_grad()
def score(net: nn.Module, batch: Batch) -> str:
    """PSNR inside the holes (dB) and sharpness against the truth, for thin and for wide holes, as text."""
    truth, mask = tensors(batch, next(net.parameters()).device)
    with mixed(truth.device):
        result = net(truth, mask).float().clamp(0, 1)
    area = mask.sum(dim=(1, 2, 3))
    error = ((result - truth) ** 2).mean(1).sum(dim=(1, 2)) / area
    psnr = -10 * torch.log10(error + 1e-7)
    wide = nn.functional.avg_pool2d(mask, 15, 1, 7).amax(dim=(1, 2, 3)) > 0.99
    sharp = [(sharpness(x, mask) ** 2 * mask).sum(dim=(1, 2, 3)) for x in (result, truth)]
    ratio = (sharp[0] / sharp[1]).sqrt()
    thin = f"thin {float(psnr[~wide].mean()):.2f} dB, sharpness {float(ratio[~wide].mean()):.2f}"
    return f"{thin}; wide {float(psnr[wide].mean()):.2f} dB, sharpness {float(ratio[wide].mean()):.2f}"
