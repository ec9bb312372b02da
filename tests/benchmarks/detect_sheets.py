"""Sheets for looking at what a detector did: damaged | found and missed | truth, at 100 %."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from tests.benchmarks.detect_metrics import Marked, near
from tests.benchmarks.detect_photos import Picture

RIGHT, WRONG, MISSED = (0, 230, 0), (255, 0, 0), (40, 110, 255)  # RGB
DIM = 0.45
GAP = 6  # pixels between the three


def write(file: Path, picture: Picture, found: Marked, truth: Marked) -> None:
    """The sheet as a PNG file. Green: rightly found, red: wrongly, blue: missed, each with the tolerance."""
    shown = np.repeat(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2) * DIM
    shown[truth & ~near(found)] = MISSED
    shown[found & near(truth)] = RIGHT
    shown[found & ~near(truth)] = WRONG
    true = np.repeat(np.where(truth, 255, 0)[..., None], 3, axis=2)
    axis = 1 if picture.shape[0] >= picture.shape[1] else 0
    gap = np.full((picture.shape[0], GAP, 3) if axis else (GAP, picture.shape[1], 3), 128)
    sheet = np.concatenate([picture, gap, shown, gap, true], axis=axis).astype(np.uint8)
    cv2.imwrite(str(file), sheet[..., ::-1])
