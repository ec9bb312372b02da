"""Quality of a JPEG estimated from its quantisation tables, subsampling from its frame header."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# ITU-T T.81 Annex K.1, luminance, in natural order; libjpeg scales it by quality.
_LUMA = np.array(
    [16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
     14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
     49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99]
)  # fmt: skip
_SAMPLING = {(1, 1): "4:4:4", (2, 1): "4:2:2", (2, 2): "4:2:0"}
_SOF = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def estimate(data: bytes) -> tuple[int | None, str | None]:
    """(quality 1..100, "4:4:4" | "4:2:2" | "4:2:0") of a JPEG's leading bytes; None where it cannot be told.

    The quality is the one at which libjpeg's scaled standard table has the same mean step as the file's.
    """
    table: NDArray[np.float64] | None = None
    sampling: str | None = None
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        content = data[at + 4 : at + 2 + size]
        if marker == 0xDB and table is None:
            table = _luma_table(content)
        elif marker in _SOF:
            sampling = _sampling(content)
        elif marker == 0xDA:
            break
        at += 2 + size
    return (None if table is None else _quality(table)), sampling


def _luma_table(content: bytes) -> NDArray[np.float64] | None:
    if not content or content[0] & 15:
        return None
    wide = content[0] >> 4
    steps = np.frombuffer(content[1 : 65 + 64 * wide], ">u2" if wide else "u1").astype(np.float64)
    return steps if steps.size == 64 else None


def _quality(steps: NDArray[np.float64]) -> int:
    def mean_step(quality: int) -> float:
        scale = 5000 / quality if quality < 50 else 200 - 2 * quality
        return float(np.clip(np.floor((_LUMA * scale + 50) / 100), 1, 255).mean())

    wanted = float(steps.mean())
    return min(range(1, 101), key=lambda quality: abs(mean_step(quality) - wanted))


def _sampling(content: bytes) -> str | None:
    if len(content) < 15 or content[5] < 3:
        return None
    factors = [(content[7 + 3 * i] >> 4, content[7 + 3 * i] & 15) for i in range(3)]
    if factors[1] != factors[2] or not all(factors[1]):
        return None
    return _SAMPLING.get((factors[0][0] // factors[1][0], factors[0][1] // factors[1][1]))
