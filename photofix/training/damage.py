"""The shapes of real film damage: a folder of drawn defects, one folder per class, as alpha pictures."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from photofix.errors import UserError
from photofix.training.rendered import Floats

DUST = ("dirt", "dots", "hair", "hair-short", "lint", "smut", "spots", "sprinkles")
SCRATCHES = ("scratches",)
STAINS = ("stain",)
HELD_BACK = 5  # every fifth shape is kept for the exam


class Shapes:
    """Shapes of some classes in memory, handed out turned, mirrored and at another size."""

    def __init__(self, folder: Path, classes: tuple[str, ...], *, exam: bool = False) -> None:
        """Raises UserError if the folder has none. exam: the shapes that are not trained on, else the others."""
        self._kinds = []
        for name in classes:
            files = [f for n, f in enumerate(sorted((folder / name).glob("*.png"))) if (n % HELD_BACK == 0) == exam]
            pictures = [cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in files]
            if not pictures or any(picture is None for picture in pictures):
                raise UserError(
                    f"{folder} has no pictures of film damage of the class {name!r}.",
                    hint="It needs one folder of grey PNG files (0 = untouched) per class.",
                )
            self._kinds.append(pictures)

    def one(self, rng: np.random.Generator, scale: tuple[float, float]) -> Floats:
        """h×w float32 alpha 0..1 of one shape, at a scale between the two (as drawn: 1)."""
        kind = self._kinds[rng.integers(len(self._kinds))]
        alpha = np.asarray(kind[rng.integers(len(kind))], np.float32) / 255
        factor = float(np.exp(rng.uniform(*np.log(scale))))
        alpha = np.asarray(cv2.resize(alpha, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.float32)
        alpha = np.rot90(alpha, int(rng.integers(4)))
        return np.ascontiguousarray(alpha[:, ::-1] if rng.random() < 0.5 else alpha)


def placed(rng: np.random.Generator, alpha: Floats, size: tuple[int, int]) -> Floats:
    """The shape somewhere in an empty h×w picture; parts may lie outside."""
    height, width = size
    y, x = int(rng.integers(height)) - alpha.shape[0] // 2, int(rng.integers(width)) - alpha.shape[1] // 2
    whole = np.zeros(size, np.float32)
    top, left = max(0, y), max(0, x)
    bottom, right = min(height, y + alpha.shape[0]), min(width, x + alpha.shape[1])
    whole[top:bottom, left:right] = alpha[top - y : bottom - y, left - x : right - x]
    return whole
