"""Arrays that are not needed now, kept in files: a folder of this process's own, read back by mapping."""

from __future__ import annotations

import mmap
import shutil
import sys
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

LOCK = "lock"
PREFIX = "undo-"
ALIGN = 4096  # a page: an array that is read brings in none of its neighbours


class SpillFolder:
    """Writes arrays to files and returns read-only arrays that are mapped from them.

    A file lives as long as one of its arrays does, the folder until `close`. The folder is made when it is first
    needed. What a crashed process left is removed then: its lock can be had. `put` may be called from any thread,
    by one at a time.
    """

    def __init__(self, parent: Path) -> None:
        """parent: where the folders of all running processes lie; need not be there yet."""
        self._parent = parent
        self._folder: Path | None = None
        self._lock: IO[bytes] | None = None
        self._unused: set[Path] = set()  # files whose arrays are all gone
        self._count = 0

    @property
    def folder(self) -> Path | None:
        """The folder of this process, if there is one already."""
        return self._folder

    def put(self, arrays: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
        """The same arrays, in the same order, mapped from a new file. Raises OSError; then nothing is left of it."""
        self._remove_unused()
        path = self._open() / f"{self._count}.raw"
        self._count += 1
        try:
            with path.open("xb") as file:
                places = [_append(file, array) for array in arrays]
            with path.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        weakref.finalize(mapped, self._unused.add, path).atexit = False
        return [
            np.frombuffer(mapped, array.dtype, array.size, place).reshape(array.shape)
            for array, place in zip(arrays, places, strict=True)
        ]

    def close(self) -> None:
        """Remove the folder with all files. Arrays that are still held may be lost with it."""
        if self._lock is not None:
            self._lock.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = self._lock = None
        self._unused.clear()

    def _open(self) -> Path:
        if self._folder is None:
            self._parent.mkdir(parents=True, exist_ok=True)
            _remove_stale(self._parent)
            self._folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self._parent))
            self._lock = (self._folder / LOCK).open("wb")
            _take(self._lock)
        return self._folder

    def _remove_unused(self) -> None:
        """Not in the finalizer: a file cannot be removed on Windows while the last of its arrays is just going."""
        while self._unused:
            self._unused.pop().unlink(missing_ok=True)


def on_disk(array: NDArray[Any]) -> bool:
    """Is it mapped from a file, or part of an array that is? Then it takes no memory that cannot be had back."""
    base: Any = array
    while isinstance(base, np.ndarray):
        base = base.base
    return isinstance(base, memoryview) and isinstance(base.obj, mmap.mmap)


def _append(file: IO[bytes], array: NDArray[Any]) -> int:
    """Write the values at the next page; returns where that is."""
    place = -(-file.tell() // ALIGN) * ALIGN
    file.seek(place)
    file.write(np.ascontiguousarray(array).data)
    return place


def _remove_stale(parent: Path) -> None:
    """Remove the folders of processes that are gone."""
    for folder in parent.glob(f"{PREFIX}*"):
        try:
            with (folder / LOCK).open("r+b") as lock:
                gone = _take(lock)
        except OSError:
            continue  # it is being made just now, or another process removes it
        if gone:
            shutil.rmtree(folder, ignore_errors=True)


def _take(lock: IO[bytes]) -> bool:
    """Lock the open file until it is closed; False if another process, or another opening of it, has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
