"""The start of the window: every object is made here and handed on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from photofix import paths, settings
from photofix.core.spill import SpillFolder
from photofix.core.undo_memory import UndoMemory
from photofix.gui.dialogs.crash import CrashHandler
from photofix.gui.photo_files import FileStore
from photofix.gui.remembered import Remembered
from photofix.gui.undo_keeper import HISTORY_BYTES
from photofix.gui.window import Window
from photofix.ops.base import Models
from photofix.ops.table import OPERATIONS


def main(files: list[Path]) -> int:
    """Open the editor on the files, or on the sample picture. Returns the exit code when the window is closed."""
    app, crashes = make_application()
    crashes.install()
    window = make_window(crashes)
    window.show()
    QTimer.singleShot(0, window, (lambda: window.open_files(files)) if files else window.open_sample)
    code = app.exec()
    crashes.uninstall()
    window.keeper.close()
    if window.workers.busy:
        # "Quit anyway": a thread is inside a library that cannot be interrupted, and would be waited for.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def make_application() -> tuple[QApplication, CrashHandler]:
    """Qt, and what catches the unexpected; not installed yet."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("PhotoFix")
    app.setDesktopFileName("photofix")
    app.setWindowIcon(QIcon(str(paths.resources() / "app" / "photofix.svg")))
    return app, CrashHandler(paths.logs(), app)


def make_window(crashes: CrashHandler) -> Window:
    """The window as the settings want it, not shown yet."""
    chosen = settings.load(paths.config() / settings.NAME)

    def make_models() -> Models:
        from photofix.models.pool import Pool
        from photofix.models.preload import preload_torch

        preload_torch()  # or the import would stop the window for a moment
        return Pool(chosen.device, chosen.precision)

    window = Window(
        OPERATIONS[0], make_models, Remembered(paths.config() / "window.ini"), paths.resources(),
        store=FileStore(chosen.max_megapixels * 1_000_000), crashed=crashes.handle,
        undo_memory=UndoMemory(HISTORY_BYTES, SpillFolder(paths.cache() / "undo")),
    )  # fmt: skip

    def save_as() -> None:
        window.files.save_as()

    def arm() -> None:
        crashes.save = save_as if window.model.document is not None else None

    crashes.window = window
    window.model.replaced.connect(arm)
    return window
