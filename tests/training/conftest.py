"""Photographs to train on, small and made here."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from photofix.core.photo import from_float
from photofix.training.damage import DUST, SCRATCHES, STAINS
from photofix.training.photos import MANIFEST
from tests.ops.conftest import landscape


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photographs, and beside them drawn film damage of every class."""
    place = tmp_path_factory.mktemp("data")
    photos = place / "photos"
    photos.mkdir()
    with (photos / MANIFEST).open("w", newline="", encoding="utf-8") as text:
        rows = csv.writer(text)
        rows.writerow(["file", "split", "tags"])
        for number, words in enumerate(("city", "sky wires", "people black-and-white", "plant")):
            pixels = from_float(landscape(210, 230, number), np.dtype(np.uint8))
            cv2.imwrite(str(photos / f"{number}.png"), pixels[..., ::-1])
            rows.writerow([f"{number}.png", "val" if number == 3 else "train", words])
    for name in (*DUST, *SCRATCHES, *STAINS):
        (place / "film-damage" / name).mkdir(parents=True)
        for number in range(2):
            shape = np.zeros((90, 60), np.uint8)
            cv2.ellipse(shape, (30, 45), (20 + 5 * number, 40), 20, 0, 300, 255, 3)
            cv2.imwrite(str(place / "film-damage" / name / f"{number}.png"), shape)
    return photos
