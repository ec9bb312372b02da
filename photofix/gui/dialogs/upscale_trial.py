"""Two ways to enlarge, side by side at 1:1, on the part of the photo that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QLabel, QVBoxLayout, QWidget

from photofix.core.document import State
from photofix.core.passport import SUPER_RESOLUTION
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.gui.added_models import added
from photofix.gui.trials import SIDE, part_at, show_picture
from photofix.gui.workers import COMPUTE, Task, Workers
from photofix.ops.base import Context, Models
from photofix.ops.imported import OWN
from photofix.ops.upscale import MODELS, Upscale
from photofix.ops.upscale_trial import enlarged_part, factor_of


def ways(params: Upscale, added: Sequence[tuple[str, Path]] = ()) -> Iterator[tuple[str, Upscale]]:
    """What can be compared: every model, and each network at its best, with the size that `params` ask for.

    added: title and file of the models that are offered besides ours.
    """
    for title, file in added:
        yield title, replace(params, model=OWN, model_file=str(file), best=False)
    for model, title in MODELS:
        if model == OWN and (params.model != OWN or params.model_file in [str(file) for _, file in added]):
            continue
        name = QCoreApplication.translate("Operations", title)
        yield name, replace(params, model=model, best=False)
        if model != "plain":
            best = QCoreApplication.translate("UpscaleTrial", "{0}, best quality")
            yield best.format(name.split(":")[0]), replace(params, model=model, best=True)


class _Way(QWidget):
    """One way: its name to choose, and what it makes of the part."""

    chosen = Signal()

    def __init__(self, names: list[str], first: int, label: str) -> None:
        super().__init__()
        self.names = QComboBox()
        self.names.addItems(names)
        self.names.setCurrentIndex(min(first, len(names) - 1))
        self.names.setAccessibleName(label)
        self.names.setToolTip(self.tr("Which way this side shows"))
        self.picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(self.tr("The result of {0}").format(label))
        self.names.currentIndexChanged.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.names)
        column.addWidget(self.picture, 1)


class UpscaleTrial(QDialog):
    """Computes each side as a job; another choice takes the place of the one that runs."""

    def __init__(
        self, state: State, params: Upscale, centre: tuple[float, float], workers: Workers,
        models: Callable[[], Models], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """centre: (x, y) of the photo around which is shown. models: called on the compute worker. Raises UserError."""
        self.region = part_at(state, centre, factor_of(state, params))  # may raise: no dialog is there yet
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Compare Ways to Upscale"))
        self._state, self._workers, self._models = state, workers, models
        self._ways = sorted(ways(params, added((SUPER_RESOLUTION,))), key=lambda way: way[1].model == OWN)
        names, kinds = [name for name, _ in self._ways], [way.model for _, way in self._ways]
        file = params.model_file if params.model == OWN else None
        first = next(
            number
            for number, (_, way) in enumerate(self._ways)
            if way.model == params.model and file in (None, way.model_file)
        )
        other = kinds.index("photo" if params.model != "photo" else "crisp")
        self.sides = [_Way(names, first, self.tr("the left side")), _Way(names, other, self.tr("the right side"))]
        self._tasks: dict[_Way, Task] = {}
        note = QLabel(self.tr("The middle of what you were looking at, at the size that it gets, 1:1."))
        note.setObjectName("quiet")
        grid = QGridLayout(self)
        for column, side in enumerate(self.sides):
            side.picture.setFixedSize(SIDE, SIDE)
            side.chosen.connect(lambda side=side: self._compute(side))
            grid.addWidget(side, 0, column)
        grid.addWidget(note, 1, 0, 1, 2)
        for side in self.sides:
            self._compute(side)

    def done(self, result: int) -> None:
        for task in self._tasks.values():
            self._workers.cancel(task)
        self._tasks.clear()
        super().done(result)

    def _compute(self, side: _Way) -> None:
        if side in self._tasks:
            self._workers.cancel(self._tasks.pop(side))
        side.picture.setText(self.tr("Computing…"))
        params = self._ways[side.names.currentIndex()][1]

        def work(_prepared: None, progress: Progress) -> Any:
            return enlarged_part(self._state, params, self.region, Context(self._models(), progress))

        def finish(pixels: Any) -> None:
            self._tasks.pop(side, None)
            show_picture(side.picture, pixels)

        def failed(error: BaseException) -> None:
            self._tasks.pop(side, None)
            if isinstance(error, UserError):
                side.picture.setText(f"{error.message}\n{error.hint}")
            else:
                self._workers.failed.emit(error)

        self._tasks[side] = self._workers.submit("", work, finish, lane=COMPUTE, shown=False, failed=failed)
