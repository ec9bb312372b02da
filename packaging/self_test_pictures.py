"""The files that `photofix --self-test` reads of formats which PhotoFix cannot write: self_test_pictures.py [FOLDER].

They show red, green, blue and white, clockwise from the upper left. Needs what the tests need (pillow-heif, tifffile).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import tifffile
from numpy.typing import NDArray
from PIL import Image

WIDTH, HEIGHT = 64, 48
COLOURS = ((220, 40, 40), (40, 200, 60)), ((240, 240, 240), (40, 60, 220))


def main(folder: Path) -> None:
    import pillow_heif

    folder.mkdir(parents=True, exist_ok=True)
    picture = np.kron(np.array(COLOURS, np.uint8), np.ones((HEIGHT // 2, WIDTH // 2, 1), np.uint8))
    Image.fromarray(picture).quantize(4).save(folder / "four.gif")
    Image.fromarray(picture).save(folder / "four.bmp")
    pillow_heif.from_bytes("RGB", (WIDTH, HEIGHT), picture.tobytes()).save(folder / "four.heic", quality=80)
    raw(folder / "four.dng", picture)


def raw(path: Path, picture: NDArray[np.uint8]) -> None:
    """The picture as a camera with a Bayer pattern (red, green / green, blue) would write it."""
    linear = ((picture / 255) ** 2.2 * 60_000).astype(np.uint16)
    sensor = linear[..., 1].copy()
    sensor[0::2, 0::2], sensor[1::2, 1::2] = linear[0::2, 0::2, 0], linear[1::2, 1::2, 2]
    matrix = [
        int(value * 10_000) for value in (3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.057)
    ]
    tags = [
        (271, 2, 0, "PhotoFix"), (272, 2, 0, "Self-test"), (33421, 3, 2, (2, 2)), (33422, 1, 4, bytes((0, 1, 1, 2))),
        (50706, 1, 4, bytes((1, 4, 0, 0))), (50707, 1, 4, bytes((1, 1, 0, 0))), (50708, 2, 0, "PhotoFix Self-test"),
        (50714, 3, 1, 0), (50717, 3, 1, 65535), (50721, 10, 9, tuple(matrix)),
        (50728, 5, 3, (1, 1, 1, 1, 1, 1)), (50778, 3, 1, 21),
    ]  # fmt: skip
    tifffile.imwrite(path, sensor, photometric=32803, extratags=tags, metadata=None, software=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "resources/self-test")
