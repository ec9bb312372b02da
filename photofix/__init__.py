"""PhotoFix: takes out what should not be in a photograph, and brings back what time took from it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`photofix.open` and a function per operation, from photofix.api, imported on first use.

    By name, so that whoever imports `photofix` for its version does not thereby depend on all of it. Submodules
    are left to Python, which asks here first.
    """
    if not name.startswith("_") and find_spec(f"{__name__}.{name}") is None:
        try:
            return import_module("photofix.api").named(name)
        except KeyError:
            pass
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *import_module("photofix.api").names()})
