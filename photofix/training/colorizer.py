"""Recipe of the colorizer: colour photographs seen without their colours, but for a few of them told as hints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from photofix.models.nets.colorizer import SIDE, SPAN, STEP, Colorizer, bins
from photofix.ops.toned import GREY, colour_left
from photofix.training.loop import Schedule, train
from photofix.training.mixed import mixed
from photofix.training.photos import listed, read_rgb, tags
from photofix.training.weights import export

SIZE = 112
BATCH = 16
SHORT = 192  # pixels of the shorter side to which photographs are reduced, once
STRAIGHT = 0.4  # share of pictures whose lightness is that of the photograph; the others are like old ones
UNTOLD = 0.4  # share of pictures without any hint
MOST = 64  # hints in a picture of SIZE
WIDEST = 5  # pixels of a hint
EVEN = 0.5  # how much of the rebalancing is left out, lambda in Zhang et al. (ECCV 2016)
NEAR_ZERO = 0.03  # a mean squared error, in units of STEP, that nobody sees
ODDS = 0.25  # weight of the distribution's loss beside that of the colours
ANNEALED = 0.38  # temperature at which the score tells of the distribution
EXAM, EXAM_SIDE, EXAM_HINTS = 32, 144, 10
Floats = NDArray[np.float32]


class Batch(NamedTuple):
    """lightness: N×S×S float32, L* as it is seen; colours: N×S×S×2, the true a* and b*; hints: N×S×S×3, see the net."""

    lightness: Floats
    colours: Floats
    hints: Floats


def run(photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]) -> nn.Module:
    """Train from the photographs in `photos` for `minutes`.

    Checkpoints, the log and at the end `colorizer.safetensors` go to `out`.
    """
    torch.manual_seed(seed)
    learn = coloured(photos, "train")
    tests = exam(coloured(photos, "val", EXAM))
    rare = torch.from_numpy(rarity(learn))
    net = train(
        Colorizer(),
        lambda start: batches(learn, seed, start, SIZE, BATCH),
        partial(loss, rare=rare),
        Schedule(minutes=minutes),
        out,
        resume=resume,
        evaluate=lambda net: score(net, tests),
        say=say,
    )
    export(net, out / "colorizer.safetensors")
    return net


def coloured(folder: Path, split: str, limit: int | None = None) -> list[NDArray[np.uint8]]:
    """The photographs of a split that have colours to learn from, reduced to SHORT, H×W×3 uint8."""
    found: list[NDArray[np.uint8]] = []
    for path, words in zip(listed(folder, split), tags(folder, split), strict=True):
        if len(found) == limit:
            break
        if "black-and-white" not in words:
            small = reduced(read_rgb(path), SHORT)
            if colour_left(lab_of(small)) >= GREY:
                found.append(small)
    return found


def reduced(pixels: NDArray[np.uint8], short: int) -> NDArray[np.uint8]:
    """H×W×3 with a shorter side of `short`, at most four times as long as that."""
    height, width = pixels.shape[:2]
    factor = short / min(height, width)
    size = (round(width * factor), round(height * factor))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR)
    return np.asarray(small[: 4 * short, : 4 * short], np.uint8)


def lab_of(rgb: NDArray[np.uint8]) -> Floats:
    """CIELAB of h×w×3 sRGB."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def batches(photos: list[NDArray[np.uint8]], seed: int, start: int, size: int, count: int) -> Iterator[Batch]:
    """Endless batches; batch n depends on (seed, n) alone, so that a run can resume."""
    step = start
    while True:
        rng = np.random.default_rng([seed, step])
        yield joined([seen(rng, piece(rng, photos[rng.integers(len(photos))], size)) for _ in range(count)])
        step += 1


def joined(pictures: list[tuple[Floats, Floats, Floats]]) -> Batch:
    """Many pictures as one batch."""
    return Batch(*(np.stack(parts) for parts in zip(*pictures, strict=True)))


def piece(rng: np.random.Generator, pixels: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """A size×size×3 piece, reduced by up to all that the shorter side allows, at times stretched a little, mirrored."""
    short = min(pixels.shape[:2])
    span = rng.uniform(min(size, short), short)
    spans = np.minimum(np.rint(span * rng.uniform(0.9, 1.1, 2)), pixels.shape[:2]).astype(int)
    y, x = (int(rng.integers(length - part + 1)) for length, part in zip(pixels.shape[:2], spans, strict=True))
    cut = cv2.resize(pixels[y : y + spans[0], x : x + spans[1]], (size, size), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(cut[:, ::-1] if rng.random() < 0.5 else cut, np.uint8)


def seen(rng: np.random.Generator, rgb: NDArray[np.uint8]) -> tuple[Floats, Floats, Floats]:
    """What the network sees of a picture, and what it has to find out: lightness, colours, hints."""
    lab = lab_of(rgb)
    colours = np.ascontiguousarray(lab[..., 1:])
    return aged(rng, rgb, lab[..., 0]), colours, revealed(rng, colours, amount(rng))


def aged(rng: np.random.Generator, rgb: NDArray[np.uint8], lightness: Floats) -> Floats:
    """The lightness as an old film or print may have it: blind for some colours, faded or hard, soft, grainy."""
    if rng.random() < STRAIGHT:
        return lightness
    out = lightness
    if rng.random() < 0.4:
        share = rng.dirichlet((3, 5, 2)).astype(np.float32)  # orthochromatic film hardly sees red
        grey = ((rgb.astype(np.float32) / 255) ** 2.2 @ share) ** (1 / 2.2)
        out = np.asarray(cv2.cvtColor(np.repeat(grey[..., None], 3, axis=2), cv2.COLOR_RGB2LAB)[..., 0], np.float32)
    if rng.random() < 0.5:
        black, white = rng.uniform(0, 18), rng.uniform(82, 100)
        out = np.asarray(black + (white - black) * (out / 100) ** rng.uniform(0.7, 1.4), np.float32)
    if rng.random() < 0.25:
        out = np.asarray(cv2.GaussianBlur(out, (0, 0), rng.uniform(0.4, 1.2)), np.float32)
    if rng.random() < 0.5:
        grain = rng.normal(0, rng.uniform(0.5, 6), out.shape)
        out = np.asarray(out + (grain if rng.random() < 0.5 else 2 * cv2.GaussianBlur(grain, (0, 0), 0.8)), np.float32)
    return np.clip(out, 0, 100).astype(np.float32)


def amount(rng: np.random.Generator) -> int:
    """How many hints are told: often none, else few more often than many."""
    return 0 if rng.random() < UNTOLD else round(float(np.exp(rng.uniform(0, np.log(MOST)))))


def revealed(rng: np.random.Generator, colours: Floats, count: int) -> Floats:
    """Hints, h×w×3, at `count` places of h×w×2 colours: squares with the mean of what they cover."""
    height, width = colours.shape[:2]
    hints = np.zeros((height, width, 3), np.float32)
    for _ in range(count):
        side = int(rng.integers(1, WIDEST + 1))
        y, x = int(rng.integers(height - side + 1)), int(rng.integers(width - side + 1))
        hints[y : y + side, x : x + side, :2] = colours[y : y + side, x : x + side].mean(axis=(0, 1))
        hints[y : y + side, x : x + side, 2] = 1
    return hints


def rarity(photos: list[NDArray[np.uint8]]) -> Floats:
    """The weight of each colour in `bins`, K, the rarer the higher: the mean over all pixels is 1.

    The square root of what Zhang et al. take: of colours as strong as those they are nearer to the truth.
    """
    total = np.zeros(len(bins()[0]))
    for pixels in photos:
        small = cv2.resize(pixels, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        number, share = encoded(torch.from_numpy(lab_of(np.asarray(small, np.uint8))[..., 1:]).permute(2, 0, 1)[None])
        total += np.bincount(number.ravel().numpy(), share.ravel().numpy(), len(total))
    odds = total / total.sum()
    weight = 1 / np.sqrt((1 - EVEN) * odds + EVEN / len(odds))
    return np.asarray(weight / (weight * odds).sum(), np.float32)


def encoded(colours: Tensor) -> tuple[Tensor, Tensor]:
    """N×2×h×w colours as shares of the four around each in `bins`: their numbers and shares, N×4×h×w."""
    place = (colours / STEP + SPAN).clamp(0, SIDE - 1.001)
    low = place.floor().long()
    part = place - low
    grid = torch.from_numpy(bins()[1]).to(colours.device)
    corners = [(down, across) for down in (0, 1) for across in (0, 1)]
    number = torch.stack([grid[low[:, 0] + down, low[:, 1] + across] for down, across in corners], dim=1)
    shares = [
        (part[:, 0] if down else 1 - part[:, 0]) * (part[:, 1] if across else 1 - part[:, 1])
        for down, across in corners
    ]
    return number.clamp(min=0), torch.stack(shares, dim=1)


def tensors(batch: Batch, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """The batch as the network takes it: N×1×S×S lightness, N×2×S×S colours, N×3×S×S hints."""
    lightness, colours, hints = (torch.from_numpy(part).to(device) for part in batch)
    return lightness[:, None] / 100, colours.permute(0, 3, 1, 2), hints.permute(0, 3, 1, 2)


def loss(net: nn.Module, batch: Batch, rare: Tensor) -> Tensor:
    """The colours' mean squared error, its logarithm for each picture (see the restorer's loss): what counts is the
    share of a picture's error that goes, so that pale pictures teach, too, and one that may have several colours does
    not pull all to their mean. And the cross entropy of their distribution, rebalanced."""
    lightness, colours, hints = tensors(batch, next(net.parameters()).device)
    guess = net(lightness, hints)
    error = ((guess.colours - functional.avg_pool2d(colours, 2)) / STEP).square().sum(dim=1).mean(dim=(1, 2))
    mean = 0.5 * torch.log(error + NEAR_ZERO).mean()
    number, share = encoded(functional.avg_pool2d(colours, 4))
    surprise = -functional.log_softmax(guess.odds, dim=1).gather(1, number)
    return mean + ODDS * (surprise * share * rare.to(number.device)[number]).sum(dim=1).mean()


def annealed(odds: Tensor, temperature: float) -> Tensor:
    """The mean colour, N×2×h×w, of a distribution that is made sharper (Zhang et al., ECCV 2016)."""
    colours = torch.from_numpy(bins()[0]).to(odds.device)
    return torch.einsum("nkhw,kc->nchw", torch.softmax(odds / temperature, dim=1), colours)


def exam(photos: list[NDArray[np.uint8]]) -> dict[int, Batch]:
    """The middles of photographs, whole in height or width, without hints and with a few."""
    rng = np.random.default_rng(1)
    found = {}
    for count in (0, EXAM_HINTS):
        pictures = []
        for pixels in photos:
            short = min(pixels.shape[:2])
            y, x = ((length - short) // 2 for length in pixels.shape[:2])
            lab = lab_of(cv2.resize(pixels[y : y + short, x : x + short], (EXAM_SIDE, EXAM_SIDE)))  # type: ignore[arg-type]
            colours = np.ascontiguousarray(lab[..., 1:])
            pictures.append((np.ascontiguousarray(lab[..., 0]), colours, revealed(rng, colours, count)))
        found[count] = joined(pictures)
    return found


@torch.no_grad()
def score(net: nn.Module, tests: dict[int, Batch]) -> str:
    """PSNR in dB (RGB, mean over the pictures) and the share of the true chroma, in words: grey, the mean colours
    without and with hints, the annealed distribution."""
    words = []
    for count, batch in tests.items():
        lightness, colours, hints = tensors(batch, next(net.parameters()).device)
        with mixed(lightness.device):
            guesses = [net(*parts) for parts in zip(torch.split(lightness, 8), torch.split(hints, 8), strict=True)]
        mean = torch.cat([guess.colours for guess in guesses])
        sharp = torch.cat([annealed(guess.odds, ANNEALED) for guess in guesses])
        if not count:
            words.append(f"grey {_psnr(batch, torch.zeros_like(colours)):.2f}")
        for name, made in (("mean", mean), ("annealed", sharp)):
            full = functional.interpolate(made, size=colours.shape[-2:], mode="bilinear", align_corners=False)
            share = float(full.norm(dim=1).mean() / colours.norm(dim=1).mean())
            words.append(f"{name} with {count} hints {_psnr(batch, full):.2f} dB, chroma {share:.2f}")
    return "; ".join(words)


def _psnr(batch: Batch, colours: Tensor) -> float:
    """PSNR of the colours N×2×S×S with the batch's lightness."""
    made = colours.permute(0, 2, 3, 1).cpu().numpy()
    errors = []
    for lightness, truth, guess in zip(batch.lightness, batch.colours, made, strict=True):
        one, other = (
            np.clip(cv2.cvtColor(np.dstack([lightness, ab]).astype(np.float32), cv2.COLOR_LAB2RGB), 0, 1)
            for ab in (truth, guess)
        )
        errors.append(float(((one - other) ** 2).mean()))
    return float(np.mean(-10 * np.log10(np.maximum(errors, 1e-8))))
