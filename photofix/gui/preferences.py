"""Carries what the person prefers to the parts of the window, at the start and whenever it changes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from photofix.errors import UserError
from photofix.gui.canvas.colour import is_screen_profile
from photofix.gui.remembered import Kept, Remembered, Shared

if TYPE_CHECKING:
    from photofix.gui.window import Window

MEGABYTE = 2**20
TEMPORARY = "TMPDIR"


class Preferences(QObject):
    """Every preference has one function here that applies it, called with no arguments."""

    def __init__(self, window: Window, remembered: Remembered) -> None:
        super().__init__(window)
        self._window, self.remembered = window, remembered
        parts: dict[str, Callable[[], None]] = {
            "theme": window.dress,
            "text_size": window.dress,
            "wheel_zooms": self._wheel,
            "pressure_scales_size": self._pressure,
            "mask_colour": self._mask_colour,
            "pixel_grid": self._grid,
            "monitor_profile": self._monitor,
            "undo_megabytes": self._undo,
            "max_megapixels": self._files,
            "jpeg_quality": self._files,
            "temporary_folder": self._temporary,
            "device": self._device,
        }
        self._parts = parts
        self._system_folder = os.environ.get(TEMPORARY)
        remembered.changed.connect(self._apply)
        remembered.failed.connect(window.show_error)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        for name, value in vars(Remembered).items():
            if isinstance(value, Kept | Shared) and name not in ("theme", "text_size", "device"):
                self._apply(name)  # the window begins with the others

    def _apply(self, name: str) -> None:
        part = self._parts.get(name)
        if part is not None:
            part()
        action = self._window.actions_.get(name)
        if action is not None and action.isCheckable():  # an action that is a preference has its name
            action.setChecked(getattr(self.remembered, name))

    def _system_changed(self) -> None:
        if self.remembered.theme == "system":
            self._window.dress()

    def _wheel(self) -> None:
        self._window.canvas.wheel_zooms = self.remembered.wheel_zooms

    def _pressure(self) -> None:
        self._window.brush.pressure_scales_size = self.remembered.pressure_scales_size

    def _mask_colour(self) -> None:
        self._window.finding.show_colour()

    def _grid(self) -> None:
        self._window.canvas.grid_visible = self.remembered.pixel_grid

    def _monitor(self) -> None:
        try:
            profile = read_profile(self.remembered.monitor_profile)
        except UserError as error:
            self._window.show_error(error)
            profile = None
        self._window.canvas.set_display_profile(profile)

    def _undo(self) -> None:
        self._window.model.set_history_bytes(self.remembered.undo_megabytes * MEGABYTE)

    def _files(self) -> None:
        store = self._window.store
        store.max_pixels = self.remembered.max_megapixels * 1_000_000
        store.jpeg_quality = self.remembered.jpeg_quality

    def _temporary(self) -> None:
        # Where libraries, such as libvips, look first on every system.
        folder = self.remembered.temporary_folder
        if folder and Path(folder).is_dir():
            os.environ[TEMPORARY] = folder
        elif self._system_folder is None:
            os.environ.pop(TEMPORARY, None)
        else:
            os.environ[TEMPORARY] = self._system_folder
        tempfile.tempdir = None  # ask again

    def _device(self) -> None:
        self._window.repairs.renew_models(self._window.status.show_device)


def read_profile(path: str) -> bytes | None:
    """The ICC profile in a file; None for no file. Raises UserError if it is none for a screen."""
    if not path:
        return None
    hint = "Choose another file in the settings, or Automatic."
    try:
        icc = Path(path).read_bytes()
    except OSError as error:
        raise UserError(f"The monitor's profile {path} cannot be read: {error.strerror}.", hint=hint) from error
    if not is_screen_profile(icc):
        raise UserError(f"{path} is no ICC profile of a monitor.", hint=hint)
    return icc
