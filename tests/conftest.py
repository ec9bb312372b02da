"""Fixtures for every test: none may leave a thread behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Fails a test after which a non-daemon thread goes on that was not there before."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(timeout=1)  # a thread that is just ending is no leak
    names = [thread.name for thread in left if thread.is_alive()]
    if names:
        pytest.fail(f"threads left running: {', '.join(names)}")
