"""Reads and writes photos by photofix.files, which is only imported on the worker that does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.settings import AS_SOURCE


class FileStore:
    """What the window needs of files. Its methods are called on workers."""

    def __init__(self, max_pixels: int, jpeg_quality: int = AS_SOURCE) -> None:
        self.max_pixels, self.jpeg_quality = max_pixels, jpeg_quality

    def load(self, path: Path, *, any_size: bool = False) -> Photo:
        """any_size: even if the photo has more pixels than are allowed."""
        from photofix.files.load import load

        return load(path, max_pixels=2**62 if any_size else self.max_pixels)

    def save(self, photo: Photo, path: Path) -> Any:
        """A report with `path` and `notes`. What is there is overwritten."""
        from photofix.files.formats import default_quality
        from photofix.files.save import save

        return save(photo, path, overwrite=True, quality=default_quality(path, self.jpeg_quality))

    def load_mask(self, path: Path, photo: Photo) -> Mask:
        from photofix.files.masks import load_mask

        return load_mask(path, photo, max_pixels=self.max_pixels, soft=True)

    def save_mask(self, mask: Mask, path: Path, *, overwrite: bool) -> Any:
        from photofix.files.masks import save_mask

        return save_mask(mask, path, overwrite=overwrite)
