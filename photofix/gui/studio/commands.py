"""What the actions of the studio's table do: one method each, named there."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QGuiApplication

from photofix.core.document import State
from photofix.core.photo import Photo
from photofix.errors import UserError
from photofix.files.formats import FORMATS
from photofix.gui.dialogs.new_sketch import NewSketch
from photofix.gui.qt_pictures import to_image
from photofix.gui.studio.drawing import Bytes
from photofix.gui.studio.kinds import LABELS
from photofix.gui.studio.panels import MOST_VARIATION
from photofix.gui.studio.starts import nearest_labels
from photofix.gui.studio.translators import SUFFIXES
from photofix.ops.base import Source
from photofix.ops.reduced import reduced

if TYPE_CHECKING:
    from photofix.gui.studio.studio import Studio

LARGEST = 2048  # pixels of the longer side of a picture that is taken as a sketch
PICTURES = tuple(suffix for entry in FORMATS for suffix in entry.suffixes)


class StudioCommands(QObject):
    """Each method is called by an action; those of checkable actions are told whether it is on."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(studio)
        self._studio = studio

    # Sketch

    def new(self) -> None:
        studio = self._studio
        dialog = NewSketch(*studio.sketch.size, studio)
        dialog.wanted.connect(self._begin_blank)
        dialog.open()

    def _begin_blank(self, width: int, height: int) -> None:
        self._studio.lay(self.tr("New"), width, height)

    def open(self) -> None:
        path = self._studio.editor.asking.file_path(self.tr("Pictures"), PICTURES)
        if path is not None:
            self._aside(partial(self._read_sketch, path), lambda found: self._studio.begin(self.tr("Picture"), found))

    def _read_sketch(self, path: Path) -> Bytes:
        """On a worker."""
        state = State.of(self._studio.editor.store.load(path))
        values = reduced(Source(state), min(LARGEST, max(state.base.width, state.base.height)))
        picture = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
        return nearest_labels(picture) if self._studio.kind is LABELS else picture

    def photo(self) -> None:
        studio = self._studio
        path = studio.editor.asking.file_path(self.tr("Photos"), PICTURES)
        if path is not None:
            studio.take_photo(lambda: State.of(studio.editor.store.load(path)))

    def opened(self) -> None:
        state = self._studio.editor.state()
        if state is not None:
            self._studio.take_photo(lambda: state)

    def example(self) -> None:
        self._studio.exemplify()

    def save_sketch(self) -> None:
        self._save(np.ascontiguousarray(self._studio.sketch.pixels[..., :3]), self.tr("sketch"))

    def network(self) -> None:
        path = self._studio.editor.asking.file_path(self.tr("Networks"), SUFFIXES)
        if path is not None:
            self._studio.use(path)

    def train(self) -> None:
        self._studio.training_wanted.emit()

    def close(self) -> None:
        self._studio.close()

    # Edit

    def undo(self) -> None:
        if not self._studio.sketch_pane.cancel():
            self._studio.sketch.undo()

    def redo(self) -> None:
        if not self._studio.sketch_pane.drawing:
            self._studio.sketch.redo()

    def clear(self) -> None:
        self._studio.lay(self.tr("Clear"), *self._studio.sketch.size)

    # Draw

    def pencil(self, _on: bool) -> None:
        self._take("pencil")

    def eraser(self, _on: bool) -> None:
        self._take("eraser")

    def fill(self, _on: bool) -> None:
        self._take("fill")

    def line(self, _on: bool) -> None:
        self._take("line")

    def rectangle(self, _on: bool) -> None:
        self._take("rectangle")

    def _take(self, tool: str) -> None:
        self._studio.pencil.set_tool(tool)
        self._studio.refresh()  # an action that was on stays on

    def thinner(self) -> None:
        self._studio.pencil.step_size(-1)

    def thicker(self) -> None:
        self._studio.pencil.step_size(1)

    def mix(self) -> None:
        """Ask for a colour that the palette does not have."""
        pencil = self._studio.pencil
        name = self._studio.editor.asking.colour(self.tr("Colour"), QColor(*pencil.colour).name())
        if name is not None:
            colour = QColor(name)
            pencil.set_colour((colour.red(), colour.green(), colour.blue()))

    # Result

    def open_result(self) -> None:
        if self._studio.result is not None:
            self._studio.photo_made.emit(self._studio.result.picture)

    def save_result(self) -> None:
        if self._studio.result is not None:
            self._save(self._studio.result.picture, self.tr("result"))

    def copy(self) -> None:
        if self._studio.result is not None:
            QGuiApplication.clipboard().setImage(to_image(self._studio.result.picture))
            self._tell(self.tr("Copied"))

    def variation(self) -> None:
        seeds = [seed for seed in range(1, MOST_VARIATION + 1) if seed != self._studio.seed]
        self._studio.vary(random.choice(seeds))

    def plain(self) -> None:
        self._studio.vary(None)

    # View

    def zoom_in(self) -> None:
        self._studio.sketch_pane.zoom_in()

    def zoom_out(self) -> None:
        self._studio.sketch_pane.zoom_out()

    def fit(self) -> None:
        self._studio.sketch_pane.fit()

    def actual_size(self) -> None:
        self._studio.sketch_pane.actual_size()

    # Files

    def _save(self, pixels: Bytes, name: str) -> None:
        editor = self._studio.editor
        path = editor.asking.save_path((editor.folder() or Path.home()) / f"{name}.png")
        if path is None:
            return
        target = path if path.suffix else path.with_suffix(".png")
        self._aside(
            lambda: editor.store.save(Photo(pixels.copy()), target),
            lambda report: self._tell(self.tr("Saved as {0}").format(report.path)),
        )

    def _aside(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Read or write a file on a worker."""

        def failed(error: BaseException) -> None:
            if isinstance(error, UserError):
                self._studio.say(error)
            else:
                self._studio.editor.workers.failed.emit(error)

        self._studio.editor.workers.submit(
            "", lambda _prepared, _progress: work(), done, shown=False, failed=failed, asker=self._studio
        )

    def _tell(self, words: str) -> None:
        self._studio.line.hide()
        self._studio.statusBar().showMessage(words, 5000)
