"""What helps beside the work and stops nothing: command palette, list of keys, settings, first steps."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog

from photofix.gui.devices import ask_devices
from photofix.gui.hints import FirstSteps

if TYPE_CHECKING:
    from photofix.gui.dialogs.command_palette import CommandPalette, Entry
    from photofix.gui.window import Window


class Helpers(QObject):
    """Made with the window; the dialogs themselves are imported and made when they are asked for."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._remembered = window, window.preferences.remembered
        self._open: dict[str, QDialog] = {}
        self.palette: CommandPalette | None = None
        FirstSteps(window.hints, window.model, window.repairs, window.actions_, window.shortcuts, self._remembered)

    def find(self) -> None:
        """Open the command palette, or close it."""
        from photofix.gui.dialogs.command_palette import CommandPalette
        from photofix.gui.palette_entries import entries

        window = self._window
        if self.palette is None:
            self.palette = CommandPalette(window, window.stage)
            self.palette.chosen.connect(self._run)
        if self.palette.isVisible():
            self.palette.dismiss()
            return
        recent = self._remembered.recent
        found = entries(window.actions_, window.shortcuts, recent, lambda path: window.open_files([path]))
        self.palette.open(found, self._remembered.used)

    def open_dialog(self, name: str) -> QDialog:
        """Show "settings" or "shortcuts" beside the window; one that is open already comes to the front."""
        if name in self._open:
            self._open[name].activateWindow()
            return self._open[name]
        dialog = self._open[name] = self._settings() if name == "settings" else self._shortcuts()
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _result: self._open.pop(name))
        dialog.show()
        return dialog

    def _settings(self) -> QDialog:
        from photofix.gui.dialogs.settings_dialog import SettingsDialog

        window = self._window
        return SettingsDialog(self._remembered, window.asking, partial(ask_devices, window.workers), window)

    def _shortcuts(self) -> QDialog:
        from photofix.gui.dialogs.shortcut_list import ShortcutList

        return ShortcutList(self._window.shortcuts, self._window)

    def _run(self, entry: Entry) -> None:
        self._remembered.add_used(entry.id)
        entry.run()
