"""No search for garbage among what is made to stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """What is made meanwhile is not searched for garbage, then or later.

    For imports, and whatever else makes very many objects of which hardly one is garbage: Python would go through them
    again and again, which took a tenth of the time until the window is there.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
