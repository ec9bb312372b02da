"""Recipe of the photo upscaler: photographs as the world leaves them, small and damaged, enlarged as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from photofix.models.nets.upscaler import SCALES, Upscaler
from photofix.models.pool import weights
from photofix.training.comb import comb
from photofix.training.critic import Duel
from photofix.training.degraded import degrade
from photofix.training.loop import Schedule, train
from photofix.training.mixed import mixed
from photofix.training.photos import Photos, listed, read_rgb
from photofix.training.upscale_crisp import EXAM, EXAM_SIDE, Batch, piece, psnr, tensor
from photofix.training.weights import export

SMALL = 40  # pixels a side of what is enlarged
BATCH = 12
EDGE = 8  # pixels that are cut off, so that blocks of JPEG lie anywhere
BEGINNING = "upscale-crisp.safetensors"  # it knows how to enlarge; what is new is what to leave out
# How much what the critic believes counts beside the error itself, and combs. Beyond 2x so small a network has only
# combs to answer a critic with.
CRITIC, COMB = {2: 0.002, 3: 0.0, 4: 0.0}, 0.5
CRITICISM = 0.05  # Adam learns as fast at any; but gradients are clipped together, and the critic's must not drown ours


def run(photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]) -> nn.Module:
    """Train from the photographs in `photos` for `minutes`, beginning as the crisp upscaler that ships.

    Checkpoints, the log and at the end `upscale-photo.safetensors` go to `out`.
    """
    torch.manual_seed(seed)
    learn = Photos(photos, "train")
    tests = exam(photos)
    net = Upscaler()
    net.load_state_dict({name: value.float() for name, value in load_file(weights(BEGINNING)).items()})
    duel = train(
        Duel(net),
        lambda start: batches(learn, seed, start),
        loss,
        Schedule(minutes=minutes, rate=5e-4),
        out,
        resume=resume,
        evaluate=lambda duel: score(duel, tests),
        say=say,
    )
    net = duel.get_submodule("net")  # type: ignore[assignment]
    export(net, out / "upscale-photo.safetensors")
    return net


def batches(photos: Photos, seed: int, start: int) -> Iterator[Batch]:
    """Endless batches of one scale each; batch n depends on (seed, n) alone, so that a run can resume."""
    step = start
    while True:
        rng = np.random.default_rng([seed, step, 7])
        scale = SCALES[step % len(SCALES)]
        made = [_pair(rng, piece(rng, photos, (SMALL + EDGE) * scale), scale) for _ in range(BATCH)]
        yield Batch(np.stack([small for small, _ in made]), np.stack([large for _, large in made]))
        step += 1


def _pair(
    rng: np.random.Generator, large: NDArray[np.uint8], scale: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """(small, large) of one piece, without EDGE pixels of the small one."""
    y, x = (int(rng.integers(EDGE + 1)) for _ in range(2))
    small = degrade(rng, large, scale)[y : y + SMALL, x : x + SMALL]
    return small, large[y * scale : (y + SMALL) * scale, x * scale : (x + SMALL) * scale]


def loss(duel: nn.Module, batch: Batch) -> Tensor:
    """L1 of the colours, and a mild finish: such as the critic believes, without a comb."""
    assert isinstance(duel, Duel)
    device = next(duel.parameters()).device
    truth = tensor(batch.large, device)
    made: Tensor = duel.net(tensor(batch.small, device), batch.scale)
    believed, criticism = duel.losses(made, truth)
    error = functional.l1_loss(made, truth) + COMB * comb(made - truth, batch.scale)
    return error + CRITIC[batch.scale] * believed + CRITICISM * criticism


def exam(photos: Path) -> list[Batch]:
    """The middles of a few photographs that are not trained on, made small and damaged, for every scale."""
    found = []
    for number, path in enumerate(listed(photos, "val")[:EXAM]):
        pixels = read_rgb(path)
        y, x = (max(0, (length - EXAM_SIDE) // 2) for length in pixels.shape[:2])
        large = pixels[y : y + EXAM_SIDE, x : x + EXAM_SIDE]
        large = np.ascontiguousarray(large[: large.shape[0] // 12 * 12, : large.shape[1] // 12 * 12])
        for scale in SCALES:
            small = degrade(np.random.default_rng([number, scale]), large, scale)
            found.append(Batch(small[None], large[None]))
    return found


@torch.no_grad()
def score(duel: nn.Module, tests: list[Batch]) -> str:
    """PSNR of the luma (dB), its gain over bicubic, and the sharpness of both as a share of the truth's, as text."""
    assert isinstance(duel, Duel)
    device = next(duel.parameters()).device
    found: dict[int, list[tuple[float, float, float, float]]] = {scale: [] for scale in SCALES}
    for test in tests:
        with mixed(device):
            result = duel.net(tensor(test.small, device), test.scale).float().clamp(0, 1)
        ours = np.rint(result[0].permute(1, 2, 0).cpu().numpy() * 255)
        truth = test.large[0]
        plain = np.asarray(Image.fromarray(test.small[0]).resize(truth.shape[1::-1], Image.Resampling.BICUBIC), float)
        of_truth = sharpness(truth)
        found[test.scale].append((
            psnr(ours, truth, test.scale), psnr(plain, truth, test.scale),
            sharpness(ours) / of_truth, sharpness(plain) / of_truth,
        ))  # fmt: skip
    words = []
    for scale, rows in found.items():
        ours_, plain_, sharp, soft = np.mean(rows, axis=0)
        words.append(f"{scale}x {ours_:.2f} dB ({ours_ - plain_:+.2f}), sharpness {sharp:.2f} ({soft:.2f})")
    return "; ".join(words)


def sharpness(picture: NDArray[np.generic]) -> float:
    """Mean absolute difference of neighbours, of h×w×3 in 0..255."""
    values = picture.astype(np.float64).mean(axis=2)
    return float(np.abs(np.diff(values, axis=0)).mean() + np.abs(np.diff(values, axis=1)).mean())
