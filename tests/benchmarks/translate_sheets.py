"""The built-in translators on what they never saw: a sheet each to look at, and one table.

python -m tests.benchmarks.translate_sheets --photos DIR --sheets DIR [--weights DIR] [--every N] [--only NAME]

Val photographs (every N-th), made to what each translator takes as its recipe does; for labels-to-facade, facades that
are not among those it learnt. On a sheet there are rows of input, output and truth for the first four. L1, PSNR and
SSIM (of lightness, sigma 1.5) to the truth; gradients: mean squared gradient of lightness as a share of the truth's;
patches: sliced Wasserstein distance of patches of 7×7 pixels in CIELAB to the truth's, mean of three scales. Compared
with what needs no network: the input as it is, for drawings the mean color of all truths, for labels the mean color of
each label, and for dark photographs gains that bring each channel's mean to that of all truths. weights: files
NAME.safetensors instead of those that ship.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.facade_labels import LABELS
from photofix.core.own_translator import WEIGHTS
from photofix.core.translators import TRANSLATORS
from photofix.models.pool import weights
from photofix.models.spec import Placement
from photofix.models.translator import Translate, load
from photofix.ops.palette import lab
from photofix.training.derived import DERIVATIONS, listed
from photofix.training.edges_to_photo import outdoors
from photofix.training.facades import facade
from photofix.training.jitter import fitted, middle
from photofix.training.pairs import Pair
from photofix.training.photos import read_rgb
from tests.benchmarks.stylize_quality import distance

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

SIZE, SHOWN, GAP = 256, 4, 4
DERIVED = {"edges-to-photo": "drawing", "grey-to-color": "grey", "dark-to-bright": "dark"}
SUBJECTS = {"edges-to-photo": outdoors}
UNSEEN = 1_000_000  # numbers of facades that no recipe draws


def exam(name: str, photos: Path, every: int) -> list[Pair]:
    """What a translator is tried with."""
    if name not in DERIVED:
        return [facade(np.random.default_rng([UNSEEN, number]), SIZE) for number in range(12)]
    way = DERIVATIONS[DERIVED[name]]
    _, paths = listed(photos, colours=way.colourless, of=SUBJECTS.get(name))
    truths = [middle(fitted(read_rgb(path), SIZE), SIZE) for path in paths[::every]]
    return [Pair(way.derive(truth, np.random.default_rng([1, n])), truth) for n, truth in enumerate(truths)]


def baselines(name: str, pairs: Sequence[Pair]) -> dict[str, Callable[[Picture], Picture]]:
    """What needs no network, by name."""
    mean = np.mean([pair.target.mean(axis=(0, 1)) for pair in pairs], axis=0)
    if name == "edges-to-photo":
        return {
            "as it is": lambda source: source,
            "mean color": lambda source: np.broadcast_to(mean, source.shape).astype(np.uint8),
        }
    if name == "labels-to-facade":
        return {"mean color of each label": lambda source: _by_label(source, pairs)}
    if name == "dark-to-bright":
        return {"as it is": lambda source: source, "gains": lambda source: _gained(source, mean)}
    return {"as it is": lambda source: source}


def _by_label(source: Picture, pairs: Sequence[Pair]) -> Picture:
    made = np.zeros_like(source)
    for _, colour in LABELS:
        known = [pair.target[(pair.source == colour).all(axis=2)] for pair in pairs]
        if sum(map(len, known)):
            made[(source == colour).all(axis=2)] = np.concatenate(known).mean(axis=0).astype(np.uint8)
    return made


def _gained(source: Picture, mean: NDArray[np.float64]) -> Picture:
    """Brighter in linear light, which is sRGB to the power of 2.2 here, until the means are right."""
    light = (source / 255) ** 2.2
    wanted = (mean / 255) ** 2.2 * 1.3  # the mean of powers is more than the power of the mean
    gained = np.clip(light * (wanted / np.maximum(light.mean(axis=(0, 1)), 1e-4)), 0, 1)
    return np.rint(gained ** (1 / 2.2) * 255).astype(np.uint8)


def translated(translate: Translate, source: Picture) -> Picture:
    made = translate((source / 255).astype(np.float32))
    return np.rint(np.clip(made, 0, 1) * 255).astype(np.uint8)


def figures(results: Sequence[Picture], truths: Sequence[Picture]) -> tuple[float, ...]:
    """L1, PSNR, SSIM, gradients, patches."""
    rows = []
    for result, truth in zip(results, truths, strict=True):
        off = (result.astype(float) - truth) / 255
        one, other = (lab((picture / 255).astype(np.float32)) for picture in (result, truth))
        psnr = -10 * np.log10(max(1e-9, float((off**2).mean())))
        lights = [np.ascontiguousarray(planes[..., 0]) for planes in (one, other)]
        energies = [_energy(light) for light in lights]
        rows.append((float(np.abs(off).mean()), psnr, _ssim(*lights), *energies, distance(one, other)))
    mean = np.mean(rows, axis=0)
    return (*mean[:3], mean[3] / mean[4], mean[5])


def _energy(light: Floats) -> float:
    across, down = (cv2.Sobel(light, cv2.CV_32F, *way) / 8 for way in ((1, 0), (0, 1)))
    return float((across**2 + down**2).mean())


def _ssim(one: Floats, other: Floats) -> float:
    """Wang et al., "Image quality assessment: from error visibility to structural similarity", IEEE TIP 13, 2004."""

    def soft(plane: Floats) -> Floats:
        return np.asarray(cv2.GaussianBlur(plane, (0, 0), 1.5), np.float32)

    means = soft(one), soft(other)
    spread = soft(one * one) - means[0] ** 2 + soft(other * other) - means[1] ** 2
    common = soft(one * other) - means[0] * means[1]
    alike = (2 * means[0] * means[1] + 1e-4) * (2 * common + 9e-4)
    return float((alike / ((means[0] ** 2 + means[1] ** 2 + 1e-4) * (spread + 9e-4))).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--sheets", type=Path, required=True)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--every", type=int, default=4)
    parser.add_argument("--only", choices=[name for name, _ in TRANSLATORS])
    options = parser.parse_args()
    options.sheets.mkdir(parents=True, exist_ok=True)
    print(f"{'':>40}      L1    PSNR    SSIM  gradients  patches")
    for name, _ in TRANSLATORS:
        file = weights(f"{name}{WEIGHTS}") if options.weights is None else options.weights / f"{name}{WEIGHTS}"
        if not file.is_file() or options.only not in (None, name):
            continue
        translate = load([file], Placement("cpu", "fp32"))
        pairs = exam(name, options.photos, options.every)
        truths = [pair.target for pair in pairs]
        results = [translated(translate, pair.source) for pair in pairs]
        for method, make in baselines(name, pairs).items():
            said(f"{name}: {method}", figures([make(pair.source) for pair in pairs], truths))
        said(name, figures(results, truths))
        rows = [
            np.hstack([np.pad(p, ((0, GAP), (0, GAP), (0, 0))) for p in (pair.source, result, pair.target)])
            for pair, result in zip(pairs[:SHOWN], results[:SHOWN], strict=True)
        ]
        cv2.imwrite(str(options.sheets / f"{name}.png"), np.vstack(rows)[..., ::-1])


def said(name: str, values: tuple[float, ...]) -> None:
    error, psnr, ssim, share, apart = values
    print(f"{name:>40}  {error:.4f}  {psnr:6.2f}  {ssim:.4f}     {share:6.3f}  {apart:.4f}", flush=True)


if __name__ == "__main__":
    main()
