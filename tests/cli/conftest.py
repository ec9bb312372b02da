"""A command line whose one operation paints, on small photos in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.cli.main import main
from photofix.ops.base import Models, Operation


def write(path: Path, pixels: NDArray[np.uint8]) -> Path:
    """A picture file; pixels are RGB or grey."""
    ok, coded = cv2.imencode(path.suffix, pixels[..., ::-1] if pixels.ndim == 3 else pixels)
    assert ok
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(coded.tobytes())
    return path


@dataclass
class Outcome:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Workshop:
    """A folder with photo.png and mask.png (a marked square of 10×10), and the command line to work on it."""

    folder: Path
    run: Callable[..., Outcome]
    pixels: NDArray[np.uint8]
    mask: NDArray[np.uint8]

    def photo(self, name: str) -> Path:
        return write(self.folder / name, self.pixels)

    def read(self, name: str) -> NDArray[np.uint8]:
        pixels = cv2.imdecode(np.frombuffer((self.folder / name).read_bytes(), np.uint8), cv2.IMREAD_COLOR_RGB)
        assert pixels is not None
        return np.asarray(pixels, np.uint8)

    def mask_file(self, name: str) -> Path:
        return write(self.folder / name, self.mask)


@pytest.fixture
def shop(
    tmp_path: Path, paint_operation: Operation, fake_models: Models, capsys: pytest.CaptureFixture[str]
) -> Workshop:
    def fakes(device: str, precision: str) -> Models:
        return fake_models

    def run(
        *words: object, operation: Operation = paint_operation, make_models: Callable[[str, str], Models] = fakes
    ) -> Outcome:
        code = main([str(word) for word in words], make_models, [operation])
        return Outcome(code, *capsys.readouterr())

    mask = np.zeros((48, 64), np.uint8)
    mask[10:20, 30:40] = 255
    shop = Workshop(tmp_path, run, np.random.default_rng(1).integers(0, 150, (48, 64, 3), np.uint8), mask)
    shop.photo("photo.png")
    shop.mask_file("mask.png")
    return shop
