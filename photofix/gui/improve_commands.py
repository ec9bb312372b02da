"""What the actions of the menu Improve do. Dialogs are imported when they are opened: the window's start is shorter."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from photofix.errors import UserError
from photofix.ops import restore, stylize
from photofix.ops.upscale import Upscale
from photofix.paths import own

if TYPE_CHECKING:
    from photofix.gui.window import Window


class ImproveCommands(QObject):
    """The part "improve" of the commands."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window

    def restore(self) -> None:
        window, centre = self._window, self._centre()
        if window.model.state is None or centre is None:
            return
        from photofix.gui.dialogs.restore_dialog import RestoreDialog

        dialog = RestoreDialog(window.model.state, centre, window.workers, window.repairs.models, window)
        dialog.wanted.connect(partial(window.repairs.start, restore.OPERATION))
        dialog.show()

    def fade(self) -> None:
        self._window.operation.choose_by_id("fade")

    def denoise(self) -> None:
        self._window.operation.choose_by_id("denoise")

    def dejpeg(self) -> None:
        self._window.operation.choose_by_id("dejpeg")

    def descreen(self) -> None:
        self._window.operation.choose_by_id("descreen")

    def sharpen(self) -> None:
        self._window.operation.choose_by_id("sharpen")

    def faces(self) -> None:
        self._window.operation.choose_by_id("faces")

    def stylize(self) -> None:
        self._window.operation.choose_by_id("stylize")

    def translate(self) -> None:
        self._window.operation.choose_by_id("translate")

    def train_style(self) -> None:
        from photofix.gui.dialogs.style_dialog import StyleDialog

        window = self._window
        photos = window.model.path.parent if window.model.path else None
        dialog = StyleDialog(
            window.model.state, photos, own(stylize.FOLDER), window.asking,
            window.workers, window.repairs.models, window,
        )  # fmt: skip
        dialog.wanted.connect(self._use_style)
        dialog.show()

    def _use_style(self, style: Path) -> None:
        self.stylize()
        panel = self._window.operation.current.params
        panel.set_values(replace(panel.values(), style=stylize.PICTURE, style_file=str(style)))

    def upscale(self) -> None:
        self._window.operation.choose_by_id("upscale")

    def upscale_trial(self) -> None:
        self.upscale()
        window, centre, params = self._window, self._centre(), self._window.operation.values
        if window.model.state is None or centre is None or not isinstance(params, Upscale):
            return
        from photofix.gui.dialogs.upscale_trial import UpscaleTrial

        try:
            trial = UpscaleTrial(window.model.state, params, centre, window.workers, window.repairs.models, window)
        except UserError as error:
            window.show_error(error)
        else:
            trial.show()

    def _centre(self) -> tuple[float, float] | None:
        """The place of the photo in the middle of what is seen of it."""
        view = self._window.canvas.view
        return None if view is None else view.to_photo(view.port.w / 2, view.port.h / 2)
