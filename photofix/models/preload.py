"""Imports torch without stopping the program's other threads meanwhile."""

from __future__ import annotations

import ctypes
import os
import sys
from importlib.util import find_spec
from pathlib import Path

from photofix.garbage import uncollected


def import_torch() -> None:
    """Import torch; its libraries are loaded before, and no garbage is looked for among what it makes.

    An import makes a million objects, of which none is garbage; each search among them holds Python's lock for 50 ms
    and more, and together they take half of the import's time.
    """
    _load_libraries()
    with uncollected():
        import torch  # noqa: F401


def _load_libraries() -> None:
    """Load what `import torch` will load, so that it finds it loaded.

    An import holds Python's lock while the system loads a library, which for torch's takes about 200 ms in which a
    window is frozen; a call through ctypes does not hold it. Where there is nothing to load this way (on Windows
    torch itself loads its libraries so), nothing is done; faults are left for the import to find.
    """
    spec = find_spec("torch")
    if spec is None or spec.origin is None or sys.platform == "win32":
        return
    suffix = "dylib" if sys.platform == "darwin" else "so"
    library = Path(spec.origin).parent / "lib" / f"libtorch_python.{suffix}"
    if not library.is_file():
        return
    load = ctypes.CDLL(None).dlopen
    load.restype, load.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_int)
    load(os.fsencode(library), os.RTLD_NOW)
