"""The window's part of the self-test: it opens, shows the sample and closes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

LIMIT = 60.0  # seconds


def opened() -> str:
    """Open the window without a screen, with the sample in it. Returns its size; raises if it stays empty."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from photofix.gui.app import make_application, make_window

    qInstallMessageHandler(_hear)
    app, crashes = make_application()
    begun = time.perf_counter()
    window = make_window(crashes)
    window.show()
    shown = time.perf_counter() - begun
    window.open_sample()
    _until(app, lambda: window.model.state is not None and not window.workers.busy and window.canvas.settled)
    image = window.canvas.grab().toImage()
    window.close()
    _until(app, lambda: not window.workers.busy)
    window.workers.stop()
    window.keeper.close()
    colours = _colours(image)
    if colours < 100:
        raise ValueError(f"the canvas shows {colours} colours")
    return f"{window.width()} × {window.height()}, shown after {shown:.2f} s"


def _hear(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's words on standard error, but not those that are said of every window without a screen."""
    if "propagateSizeHints" not in text:
        print(text, file=sys.stderr)


def _until(app: QApplication, done: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT
    while not done():
        app.processEvents()
        time.sleep(0.01)
        if time.monotonic() > end:
            raise TimeoutError(f"nothing is seen after {LIMIT:.0f} s")


def _colours(image: QImage) -> int:
    """How many different colours a coarse grid over the picture shows."""
    steps = range(4, 100, 4)
    return len({
        image.pixel(image.width() * x // 100, image.height() * y // 100) for x in steps for y in steps
    })  # fmt: skip
