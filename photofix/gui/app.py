"""The start of the window: every object is made here and handed on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from photofix import paths
from photofix.core.spill import SpillFolder
from photofix.core.undo_memory import UndoMemory
from photofix.garbage import uncollected
from photofix.gui.dialogs.crash import CrashHandler
from photofix.gui.file_store import FileStore
from photofix.gui.preferences import MEGABYTE
from photofix.gui.remembered import Remembered
from photofix.gui.updates import Updates
from photofix.gui.window import Window
from photofix.ops.base import Models
from photofix.ops.presets import PresetStore
from photofix.ops.table import IN_PANEL


def main(files: list[Path]) -> int:
    """Open the editor on the files; the first time, without any, on the sample picture.

    Returns the exit code when the window is closed.
    """
    app, crashes = make_application()
    crashes.install()
    with uncollected():
        window = make_window(crashes)
        window.show()
    QTimer.singleShot(0, window, lambda: begin(window, files))
    code = app.exec()
    crashes.uninstall()
    window.keeper.close()
    if window.workers.busy:
        # "Quit anyway": a thread is inside a library that cannot be interrupted, and would be waited for.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def begin(window: Window, files: list[Path]) -> None:
    """What a window shows first."""
    remembered = window.preferences.remembered
    if files:
        window.open_files(files)
    elif not remembered.started:
        window.open_sample()
    remembered.started = True
    Updates(remembered, window.workers, window.messages.show_message, window).look()


def make_application() -> tuple[QApplication, CrashHandler]:
    """Qt, and what catches the unexpected; not installed yet."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("PhotoFix")
    app.setDesktopFileName(os.environ.get("FLATPAK_ID", "photofix"))
    app.setWindowIcon(QIcon(str(paths.resources() / "app" / "photofix.svg")))
    return app, CrashHandler(paths.logs(), app)


def make_window(crashes: CrashHandler) -> Window:
    """The window as the settings want it, not shown yet."""
    remembered = Remembered(paths.config() / "window.ini")

    def make_models() -> Models:
        from photofix.models.pool import Pool
        from photofix.models.preload import import_torch

        import_torch()  # a plain import would stop the window for a moment
        return Pool(remembered.settings.device, remembered.settings.precision)

    undo_folder = Path(remembered.temporary_folder or paths.cache()) / "undo"
    window = Window(
        IN_PANEL, make_models, remembered, paths.resources(),
        store=FileStore(remembered.max_megapixels * 1_000_000, remembered.jpeg_quality),
        presets=PresetStore(paths.presets()), crashed=crashes.handle,
        undo_memory=UndoMemory(remembered.undo_megabytes * MEGABYTE, SpillFolder(undo_folder)),
    )  # fmt: skip

    def save_as() -> None:
        window.files.save_as()

    def arm() -> None:
        crashes.save = save_as if window.model.document is not None else None

    crashes.window = window
    window.model.replaced.connect(arm)
    return window
