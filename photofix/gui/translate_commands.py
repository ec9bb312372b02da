"""What the actions do that draw for translators and train them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from photofix import paths
from photofix.core.own_translator import FOLDER
from photofix.core.photo import Photo

if TYPE_CHECKING:
    from photofix.gui.dialogs.pix2pix_dialog import Pix2PixDialog
    from photofix.gui.studio.studio import Studio
    from photofix.gui.window import Window


class TranslateCommands(QObject):
    """The part "translate" of the commands. The studio is made when it is first asked for, and stays.

    Both windows are imported then, too: the main window would open the later for them.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.opened: Studio | None = None
        self.dialog: Pix2PixDialog | None = None
        window.model.replaced.connect(self._follow)

    def studio(self) -> None:
        """Show the studio; one that is open already comes to the front."""
        from photofix.gui.studio.editor import Editor
        from photofix.gui.studio.kept import FOLDER as SKETCHES
        from photofix.gui.studio.studio import Studio

        window = self._window
        if self.opened is None:
            self.opened = Studio(Editor(
                window.workers, window.repairs.models, window.asking, window.store, lambda: window.model.state,
                self._folder, window.icon, paths.resources(), paths.own(FOLDER), paths.own(SKETCHES),
            ))  # fmt: skip
            self.opened.photo_made.connect(self._open_result)
            self.opened.training_wanted.connect(self.train)
            self.dress()
        self.opened.show()
        self.opened.activateWindow()

    def train(self) -> None:
        """Show the training; one that is open already comes to the front."""
        from photofix.gui.dialogs.pix2pix_dialog import Pix2PixDialog

        window = self._window
        if self.dialog is None:
            self.dialog = Pix2PixDialog(paths.own(FOLDER), window.asking, window.workers, window)
            self.dialog.finished.connect(self._closed)
            self.dialog.wanted.connect(self._use)
            self.dialog.trained.connect(self._list)
            self.dialog.show()
        self.dialog.activateWindow()

    def _closed(self) -> None:
        self.dialog = None
        self._list()  # it may have been closed between the file's being written and its being told

    def _use(self, file: Path) -> None:
        self.studio()
        assert self.opened is not None
        self.opened.use(file)

    def _list(self) -> None:
        if self.opened is not None:
            self.opened.list_translators()

    def _follow(self) -> None:
        """Another photo is open."""
        if self.opened is not None:
            self.opened.refresh()

    def dress(self) -> None:
        """Put on the window's theme."""
        if self.opened is not None:
            self.opened.dress(self._window.icon, self._window.surround)

    def end(self) -> None:
        """The editor is about to close."""
        if self.opened is not None:
            self.opened.close()
            self.opened.keep()
            self.opened.deleteLater()
            self.opened = None

    def _folder(self) -> Path | None:
        path = self._window.model.path
        return path.parent if path else None

    def _open_result(self, pixels: Any) -> None:
        self._window.opening.open_photo(Photo(pixels))
        self._window.activateWindow()
