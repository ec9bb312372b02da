"""The models in memory: loaded once, on the chosen device, after their file was checked."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from photofix.core.model_id import file_of
from photofix.errors import UserError
from photofix.models.device import free_memory, place, preferred_precision
from photofix.models.spec import ModelSpec, Placement
from photofix.models.table import model
from photofix.paths import resources

SHARE = 0.5  # of the free memory that one tile may take: the pictures around it need some, and measures are no promises


_State = tuple[int, ...]


class Pool:
    """Hands out loaded models. Any thread may ask; torch is imported when the first model is."""

    def __init__(self, device: str = "auto", precision: str = "auto") -> None:
        self._wanted = device, precision
        self._lock = threading.RLock()
        self._placement: Placement | None = None
        self._loaded: dict[tuple[str, str, str], Callable[..., Any]] = {}  # by id, hash and device
        self._hashes: dict[tuple[str, _State | None], str] = {}

    @property
    def placement(self) -> Placement:
        """Device and precision; the first call imports torch and tries the device. May raise UserError."""
        with self._lock:
            if self._placement is None:
                self._placement = place(*self._wanted)
            return self._placement

    @property
    def device(self) -> str:
        return self.placement.device

    def get(self, model_id: str) -> Callable[..., Any]:
        """The loaded model as a callable. Raises UserError if its file is missing or not the published one."""
        return self._on(self.placement, model_id)

    def on_cpu(self, model_id: str) -> Callable[..., Any] | None:
        """The same model on the CPU, for what the device has too little memory for; None if the device is the CPU."""
        return None if self.device == "cpu" else self._on(Placement("cpu", preferred_precision("cpu")), model_id)

    def room(self, model_id: str) -> int | None:
        """How many pixels a model can be shown at once in the memory that is free now; None if that cannot be told."""
        free = free_memory(self.device)
        return None if free is None else int(free * SHARE) // model(model_id).bytes_per_pixel

    def _on(self, placement: Placement, model_id: str) -> Callable[..., Any]:
        with self._lock:
            key = model_id, self.sha256(model_id), placement.device
            if key not in self._loaded:
                spec = model(model_id)
                files = [weights(file.name) for file in spec.files]
                able = placement.precision in ("fp32", *spec.precisions)
                self._loaded[key] = spec.load(files, placement if able else replace(placement, precision="fp32"))
            return self._loaded[key]

    def sha256(self, model_id: str) -> str:
        """SHA-256 of the weights (of all files, in order), checked against the model table once.

        A file of the person's own may be another one each time: it is read again when its size or time has changed.
        """
        with self._lock:
            own = file_of(model_id)
            key = model_id, None if own is None else _state(own[1])
            if key not in self._hashes:
                self._hashes[key] = _verified(model(model_id))
            return self._hashes[key]

    def release(self) -> None:
        """Forget all loaded models, so that their memory is free for something else."""
        with self._lock:
            self._loaded.clear()


def _state(path: Path) -> _State:
    """What changes when a file is written anew; nothing of one that is not there."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ino


def weights(name: str) -> Path:
    """Where a weights file lies: one that ships with PhotoFix by its name, another by its whole path."""
    return resources() / "models" / name  # a whole path stays as it is


def _verified(spec: ModelSpec) -> str:
    found = []
    for file in spec.files:
        path = weights(file.name)
        if not path.is_file():
            hint = "Install PhotoFix again." if file.sha256 else "Choose a file that is there."
            raise UserError(f"The model {spec.title} is missing: {file.name}.", hint=hint)
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if file.sha256 is not None and digest != file.sha256:
            raise UserError(
                f"The model file {file.name} is damaged or was exchanged.",
                hint="Install PhotoFix again to get the published file.",
            )
        found.append(digest)
    return found[0] if len(found) == 1 else hashlib.sha256("".join(found).encode()).hexdigest()
