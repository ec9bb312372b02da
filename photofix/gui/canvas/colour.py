"""Photo pixels as pictures for the screen: profile to profile, 16 to 8 bit, grey and alpha."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColorSpace, QImage

from photofix.core.document import State
from photofix.core.photo import Photo, Pixels
from photofix.ops.grey import with_room

SRGB = QColorSpace.NamedColorSpace.SRgb


def profile_space(icc: bytes | None, *, grey: bool = False) -> QColorSpace:
    """The colour space of a profile's bytes; sRGB where there is none or Qt cannot read it for this kind of photo."""
    srgb = QColorSpace(SRGB)
    if not icc:
        return srgb
    with _quiet_about_profiles():
        space = QColorSpace.fromIccProfile(icc)
        model = QColorSpace.ColorModel.Gray if grey else QColorSpace.ColorModel.Rgb
        return space if space.isValid() and space.colorModel() == model else srgb


def is_screen_profile(icc: bytes) -> bool:
    """Can Qt show pictures in the colours of this profile?"""
    with _quiet_about_profiles():
        space = QColorSpace.fromIccProfile(icc)
    return space.isValid() and space.colorModel() == QColorSpace.ColorModel.Rgb


@contextmanager
def _quiet_about_profiles() -> Iterator[None]:
    """Swallow Qt's words about profiles it cannot read: many real ones are a little broken, and sRGB stands in."""

    def filtered(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if context.category != "qt.gui.icc" and previous is not None:
            previous(kind, context, text)

    previous: Any = qInstallMessageHandler(filtered)
    try:
        yield
    finally:
        qInstallMessageHandler(previous)


class ToScreen:
    """Turns pixels of one photo into pictures in the screen's colours; of a grey one also those that got colours."""

    def __init__(self, photo: Photo, screen: QColorSpace) -> None:
        self._photo = photo
        self._grey, self._alpha = photo.grey, photo.has_alpha
        self._deep = photo.depth == 16
        self._source = profile_space(photo.icc, grey=photo.grey)
        self._screen = screen
        self._same = self._source == screen

    @cached_property
    def _coloured(self) -> ToScreen:
        """For the same photo as RGB."""
        first = replace(self._photo, pixels=self._photo.pixels[:1, :1])
        return ToScreen(with_room(State.of(first), lambda _note: None).base, self._screen)

    def __call__(self, pixels: Pixels) -> QImage:
        """h×w×C pixels as an opaque RGB32 picture, or premultiplied ARGB32 for a photo with alpha."""
        if self._grey and pixels.shape[2] > 2:
            return self._coloured(pixels)
        image = self._unmanaged(pixels)
        if not self._same:
            image.setColorSpace(self._source)
            with _quiet_about_profiles():
                image.convertToColorSpace(self._screen)
        drawable = QImage.Format.Format_ARGB32_Premultiplied if self._alpha else QImage.Format.Format_RGB32
        return image.convertToFormat(drawable)

    def _unmanaged(self, pixels: NDArray[Any]) -> QImage:
        """The pixels as they are, in a format that Qt knows. 16 bit stays so only where colours are to be converted."""
        if self._deep and self._same:
            pixels = _eight_bit(pixels)
        deep = pixels.dtype == np.uint16
        if not deep and not self._grey and not self._alpha:
            return _for_drawing(pixels)
        kinds = QImage.Format
        if self._grey and not self._alpha and self._source.colorModel() == QColorSpace.ColorModel.Gray:
            return _wrapped(pixels, kinds.Format_Grayscale16 if deep else kinds.Format_Grayscale8)
        if self._grey:
            order = [0, 0, 0, 1] if self._alpha else [0, 0, 0]
            pixels = pixels[:, :, order]
        if not deep:
            return _wrapped(pixels, kinds.Format_RGBA8888 if self._alpha else kinds.Format_RGB888)
        if not self._alpha:
            full = np.full((*pixels.shape[:2], 1), 65535, np.uint16)
            pixels = np.concatenate([pixels, full], axis=2)
        return _wrapped(pixels, kinds.Format_RGBA64 if self._alpha else kinds.Format_RGBX64)


def _wrapped(pixels: NDArray[Any], kind: QImage.Format) -> QImage:
    """A QImage with its own copy of the pixels."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, pixels[0].nbytes, kind).copy()


def _for_drawing(pixels: NDArray[Any]) -> QImage:
    """8-bit RGB in the format that is drawn, by one pass over the pixels: nearly every tile is made here."""
    height, width = pixels.shape[:2]
    image = QImage(width, height, QImage.Format.Format_RGB32)
    inside: Any = np.frombuffer(image.bits(), np.uint8).reshape(height, width, 4)
    cv2.cvtColor(np.asarray(pixels), cv2.COLOR_RGB2BGRA, dst=inside)  # the order of a little-endian machine
    return image


def _eight_bit(pixels: Pixels) -> Pixels:
    """uint16 to uint8, rounded: 65535 becomes 255."""
    flat: Any = np.ascontiguousarray(pixels).reshape(pixels.shape[0], -1)
    return np.asarray(cv2.convertScaleAbs(flat, alpha=1 / 257), np.uint8).reshape(pixels.shape)
