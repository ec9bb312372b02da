"""Trains a style of the person's own: a painting, some photographs, a name; then it is seen getting better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from photofix.core.document import State
from photofix.core.own_style import THUMBNAIL, WEIGHTS
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files.load import load
from photofix.gui.asking import Asking
from photofix.gui.panels.entry_fields import FileField, TextField
from photofix.gui.panels.fields import NumberField
from photofix.gui.style_training import StyleTraining
from photofix.gui.trials import show_picture
from photofix.gui.workers import COMPUTE, Task, Workers
from photofix.ops import stylize
from photofix.ops.base import Context, Models, Source, perform
from photofix.ops.reduced import reduced

SIDE = 300  # pixels of a picture
MINUTES, LEAST, MOST = 20, 1, 600
PAINTING_SHARE = 0.2  # of the bar that the painting of the examples is
QUALITY = 88


class StyleDialog(QDialog):
    """Closing it stops the training; the same name goes on with it."""

    wanted = Signal(object)  # Path: the style is to be used

    def __init__(
        self, state: State | None, photos: Path | None, folder: Path, asking: Asking, workers: Workers,
        models: Callable[[], Models], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """state: the photo on which it is shown. photos: the folder that is proposed. folder: where styles are kept.
        models: called on the compute worker."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Train a Style"))
        self._folder, self._workers, self._models = folder, workers, models
        self._shown: State | None = None
        self._task: Task | None = None
        self._reading: list[Task] = []
        self._next: Path | None = None  # to be painted when that is done
        self._before = self._learnt = 0.0  # minutes: until it was paused last, and in all
        self.training = StyleTraining(self)
        self.training.told.connect(self._tell)
        self.training.advanced.connect(self._show)
        self.training.done.connect(self._done)
        self.training.failed.connect(self._failed)
        self.painting = FileField(
            self.tr("Painting"), None, lambda: asking.file_path(self.tr("Painting"), ()), automatic=self.tr("none yet")
        )
        self.photos = FileField(
            self.tr("Photographs"), str(photos) if photos else None,
            lambda: asking.folder(self.tr("Photographs"), photos), automatic=self.tr("none yet"),
        )  # fmt: skip
        self.photos.setToolTip(self.tr("A folder with some photographs of any kind, from which it learns to paint."))
        self.name = TextField(self.tr("Name"), None, automatic=self.tr("like the painting"), longest=60)
        self.minutes = NumberField(self.tr("Minutes"), LEAST, MOST, MINUTES, step=5)
        self.minutes.setToolTip(self.tr("How long it learns; it can go on later."))
        self.original, self.picture = (QLabel(alignment=Qt.AlignmentFlag.AlignCenter) for _ in range(2))
        names = self.tr("The painting"), self.tr("The photo in its style")
        for label, name in zip((self.original, self.picture), names, strict=True):
            label.setFixedSize(SIDE, SIDE)
            label.setWordWrap(True)
            label.setObjectName("quiet")
            label.setText(name)
            label.setAccessibleName(name)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.words = QLabel(self.tr("Choose a painting; then it can begin."))
        self.words.setWordWrap(True)
        self.run = QPushButton(self.tr("Start"))
        self.use = QPushButton(self.tr("Use This Style"))
        self.use.setEnabled(False)
        close = QPushButton(self.tr("Close"))
        self.run.clicked.connect(self._switch)
        self.use.clicked.connect(lambda: self.wanted.emit(self._file))
        close.clicked.connect(self.close)
        self.painting.changed.connect(self._take_painting)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(self.training.stop)
        self._lay_out([self.run, self.use, close])
        self._follow()
        if state is not None:
            self._aside(lambda _prepared, _progress: _drawn(state), self._take_photo)

    def done(self, result: int) -> None:
        self.training.stop()
        if self._task is not None:
            self._workers.cancel(self._task)
        for task in self._reading:
            self._workers.cancel(task)
        super().done(result)

    def _lay_out(self, buttons: list[QPushButton]) -> None:
        fields = QGridLayout()
        fields.setHorizontalSpacing(16)
        for number, field in enumerate((self.painting, self.photos, self.name, self.minutes)):
            fields.addWidget(field, number // 2, number % 2)
        pictures = QHBoxLayout()
        pictures.addWidget(self.original)
        pictures.addWidget(self.picture)
        row = QHBoxLayout()
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        column.setSpacing(12)
        column.addLayout(fields)
        column.addLayout(pictures)
        column.addWidget(self.bar)
        column.addWidget(self.words)
        column.addLayout(row)

    @property
    def _file(self) -> Path:
        painting = Path(self.painting.value or "style")
        name = "".join(letter if letter.isalnum() or letter in " -_" else "_" for letter in self.name.value or "")
        return self._folder / f"{name.strip() or painting.stem}{WEIGHTS}"

    def _take_painting(self, value: str | None) -> None:
        self._follow()
        if value is None:
            return

        def failed(error: BaseException) -> None:
            if not isinstance(error, UserError):
                self._workers.failed.emit(error)
                return
            self.painting.set_value(None)
            self.words.setText(f"{error.message} {error.hint}".strip())

        def work(_prepared: None, _progress: Progress) -> Any:
            return _drawn(State.of(load(Path(value))))

        self._aside(work, partial(show_picture, self.original), failed)

    def _take_photo(self, pixels: Any) -> None:
        self._shown = State.of(Photo(pixels))
        if self._next is not None:
            self._show(self._next)

    def _aside(
        self, work: Callable[[None, Progress], Any], finish: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:  # fmt: skip
        """Read pictures on a worker. What comes when this is closed is not for anybody."""
        self._reading.append(self._workers.submit("", work, finish, shown=False, failed=failed))

    def _follow(self) -> None:
        """Bring the buttons in step."""
        running = self.training.running
        ready = self.painting.value is not None and self.photos.value is not None
        self.run.setEnabled(running or ready)
        self.run.setText(self.tr("Pause") if running else self.tr("Go On") if self._learnt else self.tr("Start"))
        for field in (self.painting, self.photos, self.name, self.minutes):
            field.setEnabled(not running)
        self.use.setEnabled(self._file.is_file() and not running)

    def _switch(self) -> None:
        if self.training.running:
            self.training.stop()
            self.words.setText(self.tr("Paused. What it has learnt is kept."))
        else:
            self._before = self._learnt
            left = max(LEAST, float(self.minutes.value or MINUTES) - self._learnt)
            self.training.start(Path(str(self.painting.value)), Path(str(self.photos.value)), self._file, left)
            self.words.setText(self.tr("Painting the examples…"))
        self._follow()

    def _tell(self, painted: float, learnt: float) -> None:
        self._learnt = self._before + learnt
        wanted = float(self.minutes.value or MINUTES)
        share = PAINTING_SHARE * painted + (1 - PAINTING_SHARE) * min(1.0, self._learnt / wanted)
        self.bar.setValue(round(1000 * share))
        if painted < 1:
            self.words.setText(self.tr("Painting the examples: {0} %").format(round(100 * painted)))
        else:
            left = max(0, round(wanted - self._learnt))
            self.words.setText(
                self.tr("It has learnt for {0} minutes; {1} are left.").format(round(self._learnt), left)
            )

    def _show(self, style: Path) -> None:
        """Paint the photo by the style as it is now; one picture at a time, and the latest after it."""
        self._next = style
        if self._shown is None or self._task is not None or not style.is_file():
            return
        self._next = None
        state, params = self._shown, replace(stylize.Stylize(), style=stylize.PICTURE, style_file=str(style))

        def work(_prepared: None, progress: Progress) -> Any:
            edit = perform(stylize.OPERATION, state, params, Context(self._models(), progress))
            return state.with_edit(edit).composite()

        def finish(pixels: Any) -> None:
            self._painted()
            show_picture(self.picture, np.ascontiguousarray(pixels))
            if style == self._file:
                Image.fromarray(pixels).save(style.with_suffix(THUMBNAIL), quality=QUALITY)

        def failed(error: BaseException) -> None:
            self._painted()
            if not isinstance(error, UserError):  # the file is being written: the next one comes soon
                self._workers.failed.emit(error)

        self._task = self._workers.submit("", work, finish, lane=COMPUTE, shown=False, failed=failed)

    def _painted(self) -> None:
        self._task = None
        if self._next is not None:
            self._show(self._next)

    def _done(self, style: Path) -> None:
        self.bar.setValue(1000)
        self._before = self._learnt = 0.0
        self.words.setText(self.tr("“{0}” is now among the styles.").format(style.stem))
        self._follow()
        self._show(style)

    def _failed(self, words: str) -> None:
        self.words.setText(words or self.tr("The training ended for no reason that it told."))
        self._follow()


def _drawn(state: State) -> Any:
    """The photo as it is shown here, h×w×3 uint8 sRGB."""
    return np.rint(np.clip(reduced(Source(state), SIDE), 0, 1) * 255).astype(np.uint8)
