"""What is dropped or pasted: files first, then pixels; what lies elsewhere is not fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColorSpace, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from photofix.files.load import load
from photofix.files.profiles import prophoto
from photofix.gui.arrivals import promised, read
from photofix.gui.qt_pictures import to_image, to_photo
from tests.gui.several import Several

WITH = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction
PIXELS = np.random.default_rng(7).integers(0, 256, (20, 30, 3), np.uint8)


@pytest.fixture(autouse=True)
def _clear_clipboard(qapp: Any) -> Iterator[None]:
    """What Python has put there must be gone before Python is."""
    yield
    QGuiApplication.clipboard().clear()


def png(pixels: np.ndarray) -> bytes:  # type: ignore[type-arg]
    return cv2.imencode(".png", pixels[:, :, ::-1])[1].tobytes()


def with_urls(*addresses: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(address) for address in addresses])
    return mime


def with_data(kind: str, data: bytes) -> QMimeData:
    mime = QMimeData()
    mime.setData(kind, data)
    return mime


def drag(several: Several, mime: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(QPoint(9, 9), COPY, mime, *WITH)
    QApplication.sendEvent(several.window, event)
    return event


def drop(several: Several, mime: QMimeData) -> None:
    drag(several, mime)
    QApplication.sendEvent(several.window, QDropEvent(QPointF(9, 9), COPY, mime, *WITH))
    QApplication.processEvents()
    several.rest()


def test_files_come_before_pixels() -> None:
    mime = with_urls("file:///x/a.png", "https://example.org/b.png")
    mime.setData("image/png", b"1")
    assert read(mime).paths == (Path("/x/a.png"),) and read(mime).data is None


def test_the_best_encoding_is_taken() -> None:
    mime = with_data("image/bmp", b"1")
    mime.setData("image/png", b"2")
    mime.setUrls([QUrl("https://example.org/b.png")])
    assert (read(mime).data, read(mime).suffix) == (QByteArray(b"2"), ".png")


def test_text_is_nothing_to_open() -> None:
    mime = QMimeData()
    mime.setText("hello")
    assert not promised(mime) and not read(mime).any


def test_the_frame_is_there_while_something_is_dragged(several: Several) -> None:
    frame = several.window.drop_frame
    assert drag(several, with_urls("file:///x/a.png")).isAccepted() and frame.isVisible()
    assert frame.size() == several.window.stage.size() and not frame.grab().isNull()
    QApplication.sendEvent(several.window, QDragLeaveEvent())
    assert not frame.isVisible()
    text = QMimeData()
    text.setText("hello")
    assert not drag(several, text).isAccepted() and not frame.isVisible()


def test_several_files_and_folders_are_dropped(several: Several, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "x.png").write_bytes(several.files[0].read_bytes())
    drop(several, with_urls(*(QUrl.fromLocalFile(str(p)).toString() for p in (several.files[1], tmp_path / "more"))))
    assert several.names == ["two.png", "x.png"] and several.shown == "two.png"


def test_a_picture_from_a_browser_is_dropped(several: Several) -> None:
    mime = with_urls("https://example.org/b.png")
    mime.setData("image/png", png(PIXELS))
    drop(several, mime)
    assert several.names == ["Untitled"] and several.window.model.state is not None
    assert np.array_equal(several.window.model.state.base.pixels, PIXELS)


def test_what_lies_elsewhere_is_not_fetched(several: Several) -> None:
    drop(several, with_urls("https://example.org/b.png"))
    assert several.message.endswith("https://example.org/b.png") and not several.photos


def test_broken_data_is_explained(several: Several) -> None:
    drop(several, with_data("image/png", b"no picture"))
    assert "not a picture" in several.message and not several.photos


def test_pasting_pixels_makes_an_untitled_photo(several: Several) -> None:
    several.open(several.files[0])
    for _ in range(2):
        QGuiApplication.clipboard().setImage(to_image(PIXELS))
        several.window.commands.photos.paste()
        several.rest()
    assert several.names == ["one.png", "Untitled", "Untitled 2"] and several.shown == "Untitled 2"
    assert several.window.model.state is not None and several.window.model.modified
    assert np.array_equal(several.window.model.state.base.pixels, PIXELS)


def test_pasting_files_opens_them(several: Several) -> None:
    QGuiApplication.clipboard().setMimeData(with_urls(QUrl.fromLocalFile(str(several.files[2])).toString()))
    several.window.commands.photos.paste()
    several.rest()
    assert several.names == ["ten.png"]


def test_nothing_to_paste_is_said(several: Several) -> None:
    QGuiApplication.clipboard().setText("hello")
    several.window.commands.photos.paste()
    assert several.message == "There is no picture in the clipboard."


def test_the_result_is_copied(several: Several, tmp_path: Path) -> None:
    several.open()
    several.repair()
    assert several.window.model.state is not None
    result = several.window.model.state.composite()
    several.window.commands.photos.copy()
    several.rest()
    mime = QGuiApplication.clipboard().mimeData()
    assert np.array_equal(to_photo(mime.imageData()).pixels, result)
    (tmp_path / "copied.png").write_bytes(bytes(mime.data("image/png").data()))
    assert np.array_equal(load(tmp_path / "copied.png").pixels, result)
    assert several.window.status.currentMessage() == "Copied"
    several.window.commands.photos.paste()
    several.rest()
    assert several.shown == "Untitled" and np.array_equal(several.window.model.state.base.pixels, result)


@pytest.mark.parametrize("kind", [QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied])
def test_alpha_that_says_nothing_is_left_out(kind: QImage.Format) -> None:
    photo = to_photo(to_image(PIXELS).convertToFormat(kind))
    assert np.array_equal(photo.pixels, PIXELS) and photo.icc is None and photo.path is None


def test_alpha_depth_and_profile_are_kept() -> None:
    alpha = np.dstack([PIXELS, np.full(PIXELS.shape[:2], 77, np.uint8)])
    assert np.array_equal(to_photo(to_image(alpha)).pixels, alpha)
    deep = to_image(PIXELS).convertToFormat(QImage.Format.Format_RGBX64)
    deep.setColorSpace(QColorSpace.fromIccProfile(prophoto()))
    photo = to_photo(deep)
    assert photo.depth == 16 and np.array_equal(photo.pixels, PIXELS.astype(np.uint16) * 257)
    assert photo.icc is not None and QColorSpace.fromIccProfile(photo.icc) == deep.colorSpace()


def test_an_empty_picture_is_no_photo() -> None:
    with pytest.raises(ValueError, match="no pixels"):
        to_photo(QImage())
