"""Recipe of the restorer: photographs made noisy and compressed, to be cleaned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from photofix.models.nets.restorer import Restorer
from photofix.training.loop import Schedule, train
from photofix.training.mixed import mixed
from photofix.training.photos import Photos, crops
from photofix.training.spoiled import BLOCK, Spoiled, spoil
from photofix.training.weights import export

SIZE = 96
BATCH = 16
NATIVE = 0.5  # share of crops at their own scale; the photographs are JPEG files themselves, and reduced ones cleaner
NEAR_ZERO = 4e-5  # a mean squared error that nobody sees: a crop that is better still counts no more
# What the score tells of: standard deviations of noise on the scale of 255, and qualities of JPEG.
SIGMAS, QUALITIES = (15, 25, 50), (10, 20, 40)
Floats = NDArray[np.float32]
Batch = tuple[Floats, Floats, Floats]


def run(photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]) -> nn.Module:
    """Train from the photographs in `photos` for `minutes`.

    Checkpoints, the log and at the end `restorer.safetensors` go to `out`.
    """
    torch.manual_seed(seed)
    learn = Photos(photos, "train")
    exams = exam(Photos(photos, "val"))
    net = train(
        Restorer(),
        lambda start: batches(learn, seed, start, SIZE, BATCH),
        loss,
        Schedule(minutes=minutes, cooldown=0.5),
        out,
        resume=resume,
        evaluate=lambda net: score(net, exams),
        say=say,
    )
    export(net, out / "restorer.safetensors")
    return net


def batches(photos: Photos, seed: int, start: int, size: int, count: int) -> Iterator[Batch]:
    """(seen N×S×S×3, wanted N×S×S×3, told N×2: noise and coarseness); batch n depends on (seed, n) alone."""
    for step, batch in enumerate(crops(photos, seed, start, size + BLOCK, count, NATIVE), start):
        rng = np.random.default_rng([seed, step, 2])
        yield joined([spoil(rng, clean) for clean in batch])


def joined(spoiled: list[Spoiled]) -> Batch:
    """Many crops as one batch."""
    told = np.array([(crop.noise, crop.coarseness) for crop in spoiled], np.float32)
    return np.stack([crop.seen for crop in spoiled]), np.stack([crop.wanted for crop in spoiled]), told


def exam(photos: Photos, count: int = 24, size: int = 160) -> dict[str, Batch]:
    """For every figure of the score a batch that never changes: plain noise or plain JPEG, exactly told."""
    clean = next(crops(photos, 1, 0, size, count, 0.5))
    rng = np.random.default_rng(1)
    found = {}
    for sigma in SIGMAS:
        noise = rng.normal(0, sigma / 255, clean.shape)
        grey = (clean[..., :1] == clean[..., 1:]).all(axis=(1, 2, 3))
        noise[grey] = noise[grey, :, :, :1]
        seen = np.asarray(clean / 255 + noise, np.float32)
        found[f"noise {sigma}"] = _plain(seen, clean, sigma / 255, 0)
    for quality in QUALITIES:
        coded = np.stack([decoded(picture, quality) for picture in clean])
        found[f"q {quality}"] = _plain(np.asarray(coded / 255, np.float32), clean, 0, 1 - quality / 100)
    return found


def decoded(picture: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    """H×W×3 uint8 after JPEG as OpenCV writes it: colour at half resolution."""
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _plain(seen: Floats, clean: NDArray[np.uint8], noise: float, coarseness: float) -> Batch:
    told = np.tile(np.array([noise, coarseness], np.float32), (len(clean), 1))
    return seen, np.asarray(clean / 255, np.float32), told


def tensors(batch: Batch, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """The batch as N×3×S×S, N×3×S×S and N×2 float32, the pictures channels last."""
    seen, wanted = (torch.from_numpy(part).to(device).permute(0, 3, 1, 2) for part in batch[:2])
    return seen, wanted, torch.from_numpy(batch[2]).to(device)


def loss(net: nn.Module, batch: Batch) -> Tensor:
    """The mean over the crops of PSNR, turned round and scaled (Chen et al., "Simple baselines for image restoration",
    ECCV 2022): every crop counts by the share of its error that goes, so that weak noise counts as much as strong."""
    seen, wanted, told = tensors(batch, next(net.parameters()).device)
    result: Tensor = net(seen, told[:, 0], told[:, 1])
    error = ((result - wanted) ** 2).mean((1, 2, 3))
    return 0.01 * torch.log(error + NEAR_ZERO).mean()


@torch.no_grad()
def score(net: nn.Module, exams: dict[str, Batch]) -> str:
    """PSNR (dB, mean over the pictures) before and after for every part of the exam, as text."""
    words = []
    for name, batch in exams.items():
        seen, wanted, told = tensors(batch, next(net.parameters()).device)
        with mixed(seen.device):
            parts = zip(torch.split(seen, 8), torch.split(told, 8), strict=True)
            result = torch.cat([net(part, told_[:, 0], told_[:, 1]) for part, told_ in parts])
        before, after = (_psnr(picture.clamp(0, 1), wanted) for picture in (seen, result))
        words.append(f"{name} {after:.2f} ({after - before:+.2f})")
    return ", ".join(words)


def _psnr(picture: Tensor, wanted: Tensor) -> float:
    return float((-10 * torch.log10(((picture - wanted) ** 2).mean((1, 2, 3)) + 1e-8)).mean())
