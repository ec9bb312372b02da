"""Looks for seams between tiles: python -m tests.benchmarks.seams --photos DIR [--count 20] [--without-overlap].

Val photos are enlarged twice, and noisy ones are denoised, in small tiles. Told are how far any value is from that of
the picture made in one piece (of 255), and how much higher steps across the tiles' borders are than steps two to five
pixels beside them, in the difference between input and result, where a seam would show. Without seams that is 1, give
or take what chance makes of it in the picture made in one piece. --without-overlap shows that seams would be found.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops import cleaning, denoise, tiled, upscale
from photofix.ops.base import Context, perform, reshaped
from photofix.ops.resampling import resampled
from photofix.training.photos import listed, read_rgb

Picture = NDArray[np.uint8]
TILE = 90  # no multiple of JPEG's 8
WHOLE = 1 << 14
SIGMA = 20.0


def enlarged(pool: Pool, picture: Picture, tile: int) -> tuple[NDArray[np.float32], int]:
    """(what the network adds to a bicubic enlargement, pixels between borders)."""
    upscale.TILE = tile
    made, _ = reshaped(
        upscale.OPERATION, State.of(Photo(picture)), upscale.Upscale(2.0), Context(pool, Progress.silent())
    )
    plain = resampled(np.asarray(picture / 255, np.float32), (made.width, made.height)) * 255
    return np.asarray(made.pixels - plain, np.float32), 2 * tile


def denoised(pool: Pool, picture: Picture, tile: int) -> tuple[NDArray[np.float32], int]:
    """(what the network takes out, pixels between borders)."""
    tiled.TILE = tile
    state = State.of(Photo(picture))
    edit = perform(denoise.OPERATION, state, denoise.Denoise(sigma=SIGMA), Context(pool, Progress.silent()))
    return np.asarray(state.with_edit(edit).composite().astype(np.float32) - picture, np.float32), tile


def contrast(change: NDArray[np.float32], apart: int) -> float:
    """How much higher steps across borders are than beside them: the geometric mean of both directions."""
    found = []
    for values in (change, change.transpose(1, 0, 2)):
        steps = np.abs(np.diff(values, axis=1)).mean(axis=(0, 2))
        borders = np.arange(apart, values.shape[1] - 8, apart) - 1
        beside = [steps[borders + offset].mean() for offset in (-5, -4, -3, -2, 2, 3, 4, 5)]
        found.append(steps[borders].mean() / max(float(np.mean(beside)), 1e-6))
    return float(np.sqrt(found[0] * found[1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--without-overlap", action="store_true")
    args = parser.parse_args()
    if args.without_overlap:
        upscale.REACH, cleaning.REACH = 0, 0
    pool = Pool("cpu", "fp32")
    paths = listed(args.photos, "val")[:: max(1, 76 // args.count)][: args.count]
    ways: dict[str, Callable[[Pool, Picture, int], tuple[NDArray[np.float32], int]]] = {
        "upscale": enlarged, "denoise": denoised,
    }  # fmt: skip
    print(f"{'':10}{'photos':>8}{'farthest':>10}{'borders: mean':>15}{'most':>8}{'in one piece: mean':>20}{'most':>8}")
    for name, way in ways.items():
        farthest, here, there = [], [], []
        for number, path in enumerate(paths):
            picture = read_rgb(path)
            if way is denoised:
                noise = np.random.default_rng(number).normal(0, SIGMA, picture.shape)
                picture = np.rint(np.clip(picture + noise, 0, 255)).astype(np.uint8)
            (pieces, apart), (whole, _) = way(pool, picture, TILE), way(pool, picture, WHOLE)
            farthest.append(float(np.abs(pieces - whole).max()))
            here.append(contrast(pieces, apart))
            there.append(contrast(whole, apart))
        print(f"{name:10}{len(paths):8}{max(farthest):10.2f}{np.mean(here):15.4f}{max(here):8.4f}"
              f"{np.mean(there):20.4f}{max(there):8.4f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
