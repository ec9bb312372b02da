"""How fast models are on this machine: measured when asked, remembered by the hash of the weights and the device."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from photofix.core import passport
from photofix.core.painters import PAINTERS
from photofix.core.passport import Passport
from photofix.core.progress import Progress
from photofix.models import face_finder
from photofix.models.table import model as spec_of

Floats = NDArray[np.float32]
SIDE = 256  # pixels of the picture that is measured with
FACE = 512  # of a face
GOES = 3  # after one to warm up; the fastest counts


class _Models(Protocol):
    """As photofix.models.pool.Pool."""

    @property
    def device(self) -> str: ...
    def get(self, model_id: str) -> Callable[..., Any]: ...
    def sha256(self, model_id: str) -> str: ...


def _hole(picture: Floats) -> NDArray[np.bool_]:
    hole = np.zeros(picture.shape[:2], np.bool_)
    middle = picture.shape[0] // 2
    hole[middle : middle + 8] = True
    return hole


def _painted(model: Callable[..., Any], picture: Floats) -> Any:
    """Our painter has a palette, a published style has none."""
    if not hasattr(model, "palette"):
        return model(picture)
    return model(picture, picture[..., :2], np.eye(len(PAINTERS), dtype=np.float32)[0])


# By the id or the task of our own models, and by the purpose of published ones: how one is called with a picture, h×w×3
# float32.
CALLS: dict[str, Callable[[Callable[..., Any], Floats], Any]] = {
    "inpaint": lambda model, picture: model(picture[None], _hole(picture)[None]),
    "detect": lambda model, picture: model(picture[None]),
    face_finder.SPEC.id: lambda model, picture: model(picture),
    "upscale": lambda model, picture: model(picture, 2),
    "restore": lambda model, picture: model(picture, 0.05, 0.3),
    "colorize": lambda model, picture: model(picture[..., 0] * 100, np.zeros_like(picture)),
    passport.STYLE_TRANSFER: _painted,
    passport.TRANSLATION: lambda model, picture: model(picture),
    passport.SUPER_RESOLUTION: lambda model, picture: model(picture),
    passport.RESTORATION: lambda model, picture: model(picture),
    passport.INPAINTING: lambda model, picture: model(picture, _hole(picture)),
    passport.COLORIZATION: lambda model, picture: model(picture[..., 0] * 100),
    passport.FACE_RESTORATION: lambda model, picture: model(picture, 0.5),
}


def measure(model_id: str, models: _Models, progress: Progress) -> float:
    """Seconds per megapixel of what a model is shown, on the device of `models`. Raises as `models.get` does."""
    progress.report(0, "loading")
    model, task = models.get(model_id), spec_of(model_id).task
    about: Passport | None = getattr(model, "passport", None)
    side = SIDE
    if about is not None:  # some networks take pictures of one size alone
        task = about.purpose
        side = FACE if task == passport.FACE_RESTORATION else max(SIDE, about.smallest)
    picture = np.random.default_rng(0).random((side, side, 3), np.float32)
    best = float("inf")
    for go in range(1 + GOES):
        progress.report((1 + go) / (2 + GOES), "measuring")
        begun = time.perf_counter()
        CALLS.get(model_id, CALLS[task])(model, picture)
        passed = time.perf_counter() - begun
        best = passed if go == 0 else min(best, passed)
    return best / (side * side / 1e6)


class Speeds:
    """What was measured, in a file that can be made again."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def get(self, sha256: str, device: str) -> float | None:
        """Seconds per megapixel; None if that was not measured here."""
        value = self._read().get(f"{sha256} {device}")
        return float(value) if isinstance(value, int | float) and value > 0 else None

    def best(self, sha256: str) -> float | None:
        """The same on the fastest device of those it was measured on."""
        found = [
            float(value)
            for name, value in self._read().items()
            if name.startswith(f"{sha256} ") and isinstance(value, int | float) and value > 0
        ]
        return min(found, default=None)

    def put(self, sha256: str, device: str, seconds: float) -> None:
        """Remember it, if the disk lets that be."""
        held = {**self._read(), f"{sha256} {device}": round(seconds, 4)}
        temporary = self._file.with_name(f"{secrets.token_hex(8)}.tmp")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(held, indent=1), encoding="utf-8")
            temporary.replace(self._file)
        except OSError:
            with suppress(OSError):
                temporary.unlink()

    def _read(self) -> dict[str, Any]:
        try:
            held = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return held if isinstance(held, dict) else {}
