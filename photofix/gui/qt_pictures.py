"""Photos as Qt's pictures and back, on any thread.

Qt's own copies of a whole picture keep Python's lock and would stop the window for as long as they take; numpy's
do not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColorSpace, QImage

from photofix.core.photo import Photo

_DEEP = (
    QImage.Format.Format_RGBX64, QImage.Format.Format_RGBA64, QImage.Format.Format_RGBA64_Premultiplied,
    QImage.Format.Format_Grayscale16, QImage.Format.Format_RGB30, QImage.Format.Format_BGR30,
    QImage.Format.Format_RGBX16FPx4, QImage.Format.Format_RGBA16FPx4,
)  # fmt: skip
BAND = 64  # rows that Qt converts at a time


def to_image(pixels: NDArray[np.uint8]) -> QImage:
    """H×W×3 or H×W×4 (straight alpha) uint8 in sRGB as a picture with its own memory."""
    height, width, channels = pixels.shape
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    image = QImage(width, height, kind)
    if image.isNull():
        raise MemoryError(f"no picture of {width}×{height} pixels")
    rows = np.frombuffer(image.bits(), np.uint8).reshape(height, image.bytesPerLine())
    np.copyto(rows[:, : width * channels].reshape(height, width, channels), pixels)
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return image


def to_photo(image: QImage) -> Photo:
    """A picture as a photo without a file, at its own depth and with its profile; alpha only where it says something.

    Raises ValueError for a picture without pixels.
    """
    deep = image.format() in _DEEP
    space = image.colorSpace()
    width, height = image.width(), image.height()
    if image.isNull():
        raise ValueError("the picture has no pixels")
    pixels: NDArray[Any] = np.empty((height, width, 4), np.uint16 if deep else np.uint8)
    for top in range(0, height, BAND):
        band = image.copy(0, top, width, min(BAND, height - top))
        band = band.convertToFormat(QImage.Format.Format_RGBA64 if deep else QImage.Format.Format_RGBA8888)
        samples = np.frombuffer(band.constBits(), pixels.dtype).reshape(band.height(), width, 4)
        pixels[top : top + BAND] = samples
    if pixels[:, :, 3].min() == (65535 if deep else 255):
        pixels = pixels[:, :, :3]
    named = space.isValid() and space != QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    icc = bytes(space.iccProfile().data()) if named and space.colorModel() == QColorSpace.ColorModel.Rgb else None
    return Photo(pixels, icc=icc)
