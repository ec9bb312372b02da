"""Keeps what was drawn from one start of PhotoFix to the next: a file for each kind of sketch."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from photofix.errors import UserError
from photofix.files.atomic import write_atomically
from photofix.gui.studio.drawing import Bytes
from photofix.gui.studio.kinds import Kind

FOLDER = "sketches"  # in the data folder
SUFFIX = ".png"
LARGEST = 4096  # pixels a side: what is larger was not drawn here


def keep(folder: Path, kind: Kind, pixels: Bytes) -> None:
    """Write a sketch. One that cannot be written is let go: there is nobody left to be told."""
    coded = cv2.imencode(SUFFIX, cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGRA))[1].tobytes()

    def write(temporary: Path) -> None:
        temporary.write_bytes(coded)

    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / f"{kind.id}{SUFFIX}", write, overwrite=True)
    except (OSError, UserError):
        return


def kept(folder: Path, kind: Kind) -> Bytes | None:
    """The sketch of a kind as it was left; None if there is none."""
    try:
        coded = np.frombuffer((folder / f"{kind.id}{SUFFIX}").read_bytes(), np.uint8)
        pixels = cv2.imdecode(coded, cv2.IMREAD_UNCHANGED) if coded.size else None
    except (OSError, cv2.error):
        return None
    if pixels is None or pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 4:
        return None
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA), np.uint8) if max(pixels.shape) <= LARGEST else None
