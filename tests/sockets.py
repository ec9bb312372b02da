"""A guard against connections: while it watches, whatever makes a socket or asks for an address fails.

It hears Python's own audit events (PEP 578), so that no library can go around it by importing names early.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_seen: list[str] | None = None
_hooked = False


def _hear(event: str, _arguments: tuple[Any, ...]) -> None:
    if _seen is not None and event.startswith("socket."):
        _seen.append(event)
        raise AssertionError(f"a connection: {event}")


@contextmanager
def no_sockets() -> Iterator[None]:
    """Fails if anything, on any thread, makes a socket meanwhile."""
    global _seen, _hooked  # noqa: PLW0603 - a hook cannot be taken away again
    if not _hooked:
        sys.addaudithook(_hear)
        _hooked = True
    _seen = []
    try:
        yield
        assert _seen == []
    finally:
        _seen = None
