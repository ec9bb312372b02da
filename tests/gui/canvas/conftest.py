"""A canvas with a fake document, and ways to see what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from photofix.core.edit import Edit, Patch, Record
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.gui.canvas.canvas import Canvas
from tests.gui.fake_model import FakeModel


@pytest.fixture
def noise() -> Callable[..., Photo]:
    """Photos of random pixels."""

    def make(width: int, height: int, channels: int = 3, dtype: Any = np.uint8) -> Photo:
        top = np.iinfo(dtype).max + 1
        return Photo(np.random.default_rng(1).integers(0, top, (height, width, channels), dtype=dtype))

    return make


@pytest.fixture
def model() -> FakeModel:
    return FakeModel()


@pytest.fixture
def canvas(qtbot: Any, model: FakeModel) -> Canvas:
    """600×400 logical pixels, shown, without a photo."""
    canvas = Canvas(model)  # type: ignore[arg-type]
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    return canvas


@pytest.fixture
def seen(qtbot: Any, canvas: Canvas) -> Callable[[], NDArray[np.uint8]]:
    """What the canvas shows when it has finished: height×width×3 uint8."""

    def look() -> NDArray[np.uint8]:
        images: list[QImage] = []

        def finished() -> bool:
            images.append(canvas.grab().toImage())
            return canvas.settled

        qtbot.waitUntil(finished)
        image = images[-1].convertToFormat(QImage.Format.Format_RGBX8888)
        values = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
        return values[:, :, :3].copy()

    return look


@pytest.fixture
def repair() -> Callable[..., Edit]:
    """An edit that inverts a region of a photo."""

    def make(photo: Photo, region: Region, alpha: int = 255) -> Edit:
        pixels = np.iinfo(photo.pixels.dtype).max - photo.pixels[region.slices]
        patch = Patch(region, pixels, np.full((region.h, region.w), alpha, np.uint8))
        return Edit("Repair", (patch,), Record("inpaint", {}))

    return make
