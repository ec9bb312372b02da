"""The training photographs: a folder with a manifest, decoded once, cut into random crops."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.errors import UserError

MANIFEST = "MANIFEST.csv"


def listed(folder: Path, split: str) -> list[Path]:
    """The photographs of one split ("train" or "val"), in the manifest's order. Raises UserError as `rows` does."""
    return [folder / row["file"] for row in rows(folder, split)]


def tags(folder: Path, split: str) -> list[frozenset[str]]:
    """The words that the manifest has for each of `listed`, in its column `tags`; none if it has no such column."""
    return [frozenset((row.get("tags") or "").split()) for row in rows(folder, split)]


def rows(folder: Path, split: str) -> list[dict[str, str]]:
    """The manifest's rows of one split.

    The manifest is a CSV file with at least the columns `file` and `split`. Raises UserError when the
    folder has no manifest or the split is empty.
    """
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise UserError(
            f"{folder} has no {MANIFEST}.",
            hint="Training needs a folder of photographs with a manifest: columns file, split (train or val).",
        )
    with manifest.open(newline="", encoding="utf-8") as text:
        found = [row for row in csv.DictReader(text) if row.get("split") == split]
    if not found:
        raise UserError(f"{manifest} lists no photographs of the split {split!r}.")
    return found


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """One photograph as H×W×3 uint8 RGB. Training data is plain 8-bit sRGB, so OpenCV is enough."""
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        raise UserError(f"{path} cannot be read as a picture.")
    return np.asarray(pixels, np.uint8)


class Photos:
    """All photographs of a split in memory (uint8), handing out augmented random crops."""

    def __init__(self, folder: Path, split: str, limit: int | None = None) -> None:
        self.pixels = [read_rgb(path) for path in listed(folder, split)[:limit]]
        areas = np.array([p.shape[0] * p.shape[1] for p in self.pixels], float)
        self.odds = areas / areas.sum()

    def crop(self, rng: np.random.Generator, size: int, native: float = 0.5) -> NDArray[np.uint8]:
        """A size×size×3 uint8 crop: at native scale with probability `native`, else reduced; turned, mirrored.

        One crop in eight is grey and one in four has its tones shifted, so that faded and
        black-and-white prints are at home too.
        """
        pixels = self.pixels[rng.choice(len(self.pixels), p=self.odds)]
        short = min(pixels.shape[:2])
        smallest = min(1.0, size / short)
        scale = 1.0 if rng.random() < native else float(rng.uniform(smallest, 1.0))
        span = min(short, round(size / scale))
        y = int(rng.integers(pixels.shape[0] - span + 1))
        x = int(rng.integers(pixels.shape[1] - span + 1))
        cut: NDArray[Any] = pixels[y : y + span, x : x + span]
        if span != size:
            cut = cv2.resize(cut, (size, size), interpolation=cv2.INTER_AREA)
        cut = np.rot90(cut, int(rng.integers(4)))
        if rng.random() < 0.5:
            cut = cut[:, ::-1]
        if rng.random() < 0.125:
            cut = np.repeat(cv2.cvtColor(np.ascontiguousarray(cut), cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
        if rng.random() < 0.25:
            gain, offset = rng.uniform(0.7, 1.1, 3), rng.uniform(-15, 25, 3)
            cut = np.clip(cut * gain + offset, 0, 255)
        return np.ascontiguousarray(cut, np.uint8)


def crops(
    photos: Photos, seed: int, start: int, size: int, count: int, native: float = 0.5
) -> Iterator[NDArray[np.uint8]]:
    """Endless batches (count×size×size×3 uint8); batch n depends on (seed, n) alone, so a run can resume."""
    step = start
    while True:
        rng = np.random.default_rng([seed, step])
        yield np.stack([photos.crop(rng, size, native) for _ in range(count)])
        step += 1
