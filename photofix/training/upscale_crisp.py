"""Recipe of the crisp upscaler: photographs reduced by bicubic resampling, to be enlarged as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional

from photofix.models.nets.upscaler import SCALES, Upscaler
from photofix.training.loop import Schedule, train
from photofix.training.mixed import mixed
from photofix.training.photos import Photos, listed, read_rgb
from photofix.training.weights import export

SMALL = 48  # pixels a side of what is enlarged
BATCH = 16
EXAM = 12  # photographs, from whose middle a piece is judged
EXAM_SIDE = 240
LUMA = (65.481, 128.553, 24.966)  # of ITU-R BT.601 in 8 bit, as the field measures PSNR


class Batch(NamedTuple):
    """small: N×h×w×3 uint8; large: N×sh×sw×3 uint8, of which it is the reduction."""

    small: NDArray[np.uint8]
    large: NDArray[np.uint8]

    @property
    def scale(self) -> int:
        return int(self.large.shape[1]) // int(self.small.shape[1])


def run(photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]) -> nn.Module:
    """Train from the photographs in `photos` for `minutes`.

    Checkpoints, the log and at the end `upscale-crisp.safetensors` go to `out`.
    """
    torch.manual_seed(seed)
    learn = Photos(photos, "train")
    tests = exam(photos)
    net = train(
        Upscaler(),
        lambda start: batches(learn, seed, start),
        loss,
        Schedule(minutes=minutes, rate=1e-3),
        out,
        resume=resume,
        evaluate=lambda net: score(net, tests),
        say=say,
    )
    export(net, out / "upscale-crisp.safetensors")
    return net


def reduced(large: NDArray[np.uint8], scale: int) -> NDArray[np.uint8]:
    """h×w×3 uint8 reduced by a whole factor, by Pillow's bicubic filter, which is antialiased."""
    size = (large.shape[1] // scale, large.shape[0] // scale)
    return np.array(Image.fromarray(large).resize(size, Image.Resampling.BICUBIC))


def batches(photos: Photos, seed: int, start: int) -> Iterator[Batch]:
    """Endless batches of one scale each; batch n depends on (seed, n) alone, so that a run can resume."""
    step = start
    while True:
        rng = np.random.default_rng([seed, step])
        scale = SCALES[step % len(SCALES)]
        large = np.stack([piece(rng, photos, SMALL * scale) for _ in range(BATCH)])
        yield Batch(np.stack([reduced(each, scale) for each in large]), large)
        step += 1


def piece(rng: np.random.Generator, photos: Photos, size: int) -> NDArray[np.uint8]:
    """A size×size×3 piece of a photograph at its own scale, mirrored and turned: reduced ones have no fine detail."""
    pixels = photos.pixels[rng.choice(len(photos.pixels), p=photos.odds)]
    y, x = (int(rng.integers(max(1, length - size + 1))) for length in pixels.shape[:2])
    cut = pixels[y : y + size, x : x + size]
    short = size - np.array(cut.shape[:2])
    if short.any():
        cut = np.pad(cut, ((0, short[0]), (0, short[1]), (0, 0)), mode="reflect")
    cut = np.rot90(cut, int(rng.integers(4)))
    return np.ascontiguousarray(cut[:, ::-1] if rng.random() < 0.5 else cut)


def tensor(pixels: NDArray[np.uint8], device: torch.device) -> Tensor:
    """N×h×w×3 uint8 as N×3×h×w float32 in 0..1, channels last."""
    values = torch.from_numpy(pixels).to(device).permute(0, 3, 1, 2).float() / 255
    return values.contiguous(memory_format=torch.channels_last)


def loss(net: nn.Module, batch: Batch) -> Tensor:
    """L1 of the colours, which is nearer to PSNR in the end than L2 is, and of their frequencies, for the edges."""
    device = next(net.parameters()).device
    truth = tensor(batch.large, device)
    result: Tensor = net(tensor(batch.small, device), batch.scale)
    waves: Tensor = torch.fft.rfft2(result - truth, norm="ortho").abs().mean()
    return functional.l1_loss(result, truth) + 0.05 * waves


def exam(photos: Path) -> list[Batch]:
    """The middles of a few photographs that are not trained on, reduced by every scale."""
    found = []
    for path in listed(photos, "val")[:EXAM]:
        pixels = read_rgb(path)
        y, x = ((length - EXAM_SIDE) // 2 for length in pixels.shape[:2])
        large = np.ascontiguousarray(pixels[max(0, y) : max(0, y) + EXAM_SIDE, max(0, x) : max(0, x) + EXAM_SIDE])
        for scale in SCALES:
            whole = np.ascontiguousarray(large[: large.shape[0] // 12 * 12, : large.shape[1] // 12 * 12])
            found.append(Batch(reduced(whole, scale)[None], whole[None]))
    return found


@torch.no_grad()
def score(net: nn.Module, tests: list[Batch]) -> str:
    """PSNR of the luma (dB) without a border as wide as the scale, and its gain over Pillow's bicubic, as text."""
    device = next(net.parameters()).device
    ours: dict[int, list[float]] = {scale: [] for scale in SCALES}
    plain: dict[int, list[float]] = {scale: [] for scale in SCALES}
    for test in tests:
        with mixed(device):
            result = net(tensor(test.small, device), test.scale).float().clamp(0, 1)
        levels = np.rint(result[0].permute(1, 2, 0).cpu().numpy() * 255)
        size = (test.large.shape[2], test.large.shape[1])
        bicubic = np.asarray(Image.fromarray(test.small[0]).resize(size, Image.Resampling.BICUBIC), np.float64)
        ours[test.scale].append(psnr(levels, test.large[0], test.scale))
        plain[test.scale].append(psnr(bicubic, test.large[0], test.scale))
    gains = (f"{s}x {np.mean(ours[s]):.2f} dB ({np.mean(ours[s]) - np.mean(plain[s]):+.2f})" for s in SCALES)
    return ", ".join(gains)


def psnr(made: NDArray[np.floating], truth: NDArray[np.uint8], shave: int) -> float:
    """PSNR in dB of the luma of two h×w×3 pictures of 0..255, without a border of `shave` pixels."""
    inner = np.s_[shave:-shave, shave:-shave]
    error = ((made.astype(np.float64) - truth) @ np.array(LUMA) / 255)[inner]
    return float(10 * np.log10(255**2 / max(1e-10, float((error**2).mean()))))
