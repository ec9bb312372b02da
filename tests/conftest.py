"""Fixtures for every test: no thread may be left behind; ICC profiles made to order."""

from __future__ import annotations

import os
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

pytest_plugins = ["tests.fakes"]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PRIMARIES = {  # XYZ of red, green and blue, relative to D50
    "srgb": ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410)),
    "adobe": ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)),
    "prophoto": ((0.79767, 0.28804, 0.00000), (0.13519, 0.71188, 0.00000), (0.03134, 0.00009, 0.82491)),
}
_PARAMETRIC = {1: 0, 3: 1, 4: 2, 5: 3, 7: 4}  # number of parameters -> type of a para curve


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


@pytest.fixture(scope="session")
def make_icc() -> Callable[..., bytes]:
    """A function that writes the bytes of an ICC profile; see `_profile`."""
    return _profile


def _profile(
    primaries: str | Sequence[Sequence[float]] | None,
    curve: float | Sequence[float] | np.ndarray[Any, Any],
    version: int = 2,
) -> bytes:
    """An RGB matrix profile, or a grey one where primaries is None.

    curve: a gamma, a tuple of parametric values (one, three, four, five or seven), or an array of samples 0..1.
    """
    columns = PRIMARIES[primaries] if isinstance(primaries, str) else primaries
    tone, white = _tone(curve), b"XYZ \0\0\0\0" + _fixed(0.9642, 1.0, 0.8249)
    tags = {b"wtpt": white, b"desc": _text(version), b"cprt": b"text\0\0\0\0none\0"}
    if columns is None:
        tags = {b"kTRC": tone, **tags}
    else:
        curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), tone)
        names = (b"rXYZ", b"gXYZ", b"bXYZ")
        tags = {**curves, **{n: b"XYZ \0\0\0\0" + _fixed(*c) for n, c in zip(names, columns, strict=True)}, **tags}
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, tag in tags.items():
        table += struct.pack(">4sII", name, start + len(data), len(tag))
        data += tag + b"\0" * (-len(tag) % 4)
    header = struct.pack(
        ">I4sB3x4s4s4s12x4s4s4x4s4s8xI12s48x",
        start + len(data), b"none", version, b"mntr", b"GRAY" if columns is None else b"RGB ", b"XYZ ",
        b"acsp", b"none", b"none", b"none", 0, _fixed(0.9642, 1.0, 0.8249),
    )  # fmt: skip
    assert len(header) == 128
    return header + table + data


def _fixed(*values: float) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _tone(curve: float | Sequence[float] | np.ndarray[Any, Any]) -> bytes:
    if isinstance(curve, float):
        return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(curve * 256))
    if isinstance(curve, tuple):
        return b"para\0\0\0\0" + struct.pack(">HH", _PARAMETRIC[len(curve)], 0) + _fixed(*curve)
    samples = np.rint(np.asarray(curve) * 65535).astype(">u2")
    return b"curv\0\0\0\0" + struct.pack(">I", len(samples)) + samples.tobytes()


def _text(version: int) -> bytes:
    """The profile's name, "test", as this version of the standard writes it."""
    if version < 4:
        return b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78)
    return b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", 8, 28) + "test".encode("utf-16-be")
