"""What the self-test trains: a small translator for a moment, by the command, and a picture through it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import cv2
import numpy as np

from photofix.cli.main import main
from photofix.cli.self_test import Check
from photofix.core.own_translator import WEIGHTS
from photofix.core.photo import Pixels

COUNT, SIDE = 4, 96  # pairs, pixels a side


def training_checks(folder: Path, picture: Callable[[], Pixels]) -> list[Check]:
    """folder: an empty one to write into. picture: something to learn from, h×w×3 uint8, wider than twice SIDE."""
    return [Check("training", "a translator", lambda: _trained(folder, picture()))]


def _trained(folder: Path, pixels: Pixels) -> str:
    photos, made, out = folder / "photos", folder / f"trained{WEIGHTS}", folder / "translated.png"
    photos.mkdir()
    for number, left in enumerate(np.linspace(0, pixels.shape[1] - SIDE, COUNT).astype(int).tolist()):
        part = np.ascontiguousarray(pixels[:SIDE, left : left + SIDE, ::-1], np.uint8)
        (photos / f"{number}.png").write_bytes(cv2.imencode(".png", part)[1].tobytes())
    how = ["--derive", "grey", "--size", "64", "--width", "8", "--epochs", "1"]
    _command("train", "pix2pix", "--photos", str(photos), *how, "--out", str(made))
    _command("translate", str(photos / "0.png"), "--model", str(made), "-o", str(out))
    shown = cv2.imdecode(np.frombuffer(out.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if shown is None or shown.shape != (SIDE, SIDE, 3):
        raise ValueError("the translated picture is not of the size of the given one")
    return f"{made.stat().st_size / 1000:.0f} kB"


def _command(*words: str) -> None:
    """Raises ValueError with what the command complained of, if it fails."""
    said, complaints = StringIO(), StringIO()
    with redirect_stdout(said), redirect_stderr(complaints):
        code = main(words)
    if code:
        raise ValueError(complaints.getvalue().strip() or f"exit code {code}")
