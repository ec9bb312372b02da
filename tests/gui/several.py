"""A window with several photos, and what is done in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from photofix.core.region import Region
from photofix.gui.open_photos import OpenPhoto
from photofix.gui.window import Window


class Several:
    """Three files of 160×120, 200×100 and 90×140 pixels, and shortcuts to what the window has of them."""

    def __init__(self, window: Window, folder: Path, qtbot: Any) -> None:
        self.window, self._qtbot = window, qtbot
        self.files = [folder / name for name in ("one.png", "two.png", "ten.png")]
        random = np.random.default_rng(4)
        for file, (width, height) in zip(self.files, ((160, 120), (200, 100), (90, 140)), strict=True):
            pixels = random.integers(0, 256, (height, width, 3), np.uint8)
            file.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())

    def until(self, true: Callable[[], Any]) -> None:
        self._qtbot.waitUntil(lambda: bool(true()), timeout=20_000)

    def rest(self) -> None:
        """Wait until nothing is worked on."""
        self.until(lambda: not self.window.workers.busy and self.window.canvas.settled)

    def open(self, *files: Path) -> None:
        self.window.open_files(list(files or self.files))
        self.rest()

    @property
    def photos(self) -> tuple[OpenPhoto, ...]:
        return self.window.model.photos.all

    @property
    def names(self) -> list[str]:
        return [photo.name for photo in self.photos]

    @property
    def shown(self) -> str:
        return self.window.model.current.name if self.window.model.current else ""

    @property
    def message(self) -> str:
        return self.window.messages.message.text if self.window.messages.message else ""

    def show(self, place: int) -> None:
        self.window.opening.show(self.photos[place])
        self.rest()

    def mark(self, region: Region = Region(10, 10, 20, 5)) -> None:  # noqa: B008  # a value
        state = self.window.model.state
        assert state is not None
        values = np.full((region.h, region.w), 255, np.uint8)
        self.window.model.push("Brush stroke", state.with_mask(state.mask.replaced(region, values)))

    def repair(self) -> None:
        """Repair the shown photo, to the end."""
        self.mark()
        self.window.operation.start()
        self.rest()
