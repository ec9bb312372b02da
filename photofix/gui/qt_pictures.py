"""Photos as Qt's pictures and back. Safe on any thread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColorSpace, QImage

from photofix.core.photo import Photo, Pixels

_DEEP = (
    QImage.Format.Format_RGBX64, QImage.Format.Format_RGBA64, QImage.Format.Format_RGBA64_Premultiplied,
    QImage.Format.Format_Grayscale16, QImage.Format.Format_RGB30, QImage.Format.Format_BGR30,
    QImage.Format.Format_RGBX16FPx4, QImage.Format.Format_RGBA16FPx4,
)  # fmt: skip


def to_image(pixels: NDArray[np.uint8]) -> QImage:
    """H×W×3 or H×W×4 (straight alpha) uint8 in sRGB as a picture with its own memory."""
    height, width, channels = pixels.shape
    kind = QImage.Format.Format_RGB888 if channels == 3 else QImage.Format.Format_RGBA8888
    pixels = np.ascontiguousarray(pixels)
    image = QImage(pixels.data, width, height, pixels.strides[0], kind).copy()
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return image


def to_photo(image: QImage) -> Photo:
    """A picture as a photo without a file, at its own depth and with its profile; alpha only where it says something.

    Raises ValueError for a picture without pixels.
    """
    deep = image.format() in _DEEP
    space = image.colorSpace()
    plain = image.convertToFormat(QImage.Format.Format_RGBA64 if deep else QImage.Format.Format_RGBA8888)
    if plain.isNull():
        raise ValueError("the picture has no pixels")
    row = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    used = row[:, : plain.width() * (8 if deep else 4)].copy()
    pixels: Pixels = used.view(np.uint16) if deep else used
    pixels = pixels.reshape(plain.height(), plain.width(), 4)
    if pixels[:, :, 3].min() == (65535 if deep else 255):
        pixels = pixels[:, :, :3]
    named = space.isValid() and space != QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    icc = bytes(space.iccProfile().data()) if named and space.colorModel() == QColorSpace.ColorModel.Rgb else None
    return Photo(pixels, icc=icc)
