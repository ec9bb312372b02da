"""The recipe for an old photo: what it suffers from, each step tried on the part that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from photofix.core.document import State
from photofix.core.params import Param, declared
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.gui.panels.fields import NumberField
from photofix.gui.trials import SIDE, part_at, show_picture
from photofix.gui.wording import of_operation
from photofix.gui.workers import COMPUTE, Task, Workers
from photofix.ops.base import Context, Models, Source
from photofix.ops.restore import OPERATION, STEPS, Needed, Restore, Step, chosen, needed
from photofix.ops.restore_trial import Picture, steps_tried

PATIENCE_MS = 250  # after the last change
GRAIN = "grain"  # the parameter that belongs to the step "noise"


class StepRow(QFrame):
    """One step: whether it is done, how much, why; and whether it is the one that the pictures show."""

    changed = Signal()
    looked_at = Signal()

    def __init__(self, step: Step, params: dict[str, Param], group: QButtonGroup) -> None:
        super().__init__()
        self.step = step
        self.on = QCheckBox(of_operation(step.title))
        self.on.setToolTip(self.tr("Whether this step is done"))
        self.look = QRadioButton(self.tr("Show"))
        self.look.setToolTip(self.tr("Show the picture before and after this step"))
        self.look.setAccessibleName(self.tr("Show {0}").format(of_operation(step.title)))
        group.addButton(self.look)
        self.why = QLabel()
        self.why.setObjectName("quiet")
        names = [step.name, GRAIN] if step.name == "noise" else [step.name]
        self.fields = {name: _field(params[name], lowest=name != GRAIN) for name in names}
        self._usual = params[step.name].default > 0
        top = QHBoxLayout()
        top.addWidget(self.on, 1)
        top.addWidget(self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.why)
        for field in self.fields.values():
            column.addWidget(field)
            field.changed.connect(lambda _value: self.changed.emit())
        self.on.toggled.connect(self._switch)
        self.look.toggled.connect(lambda on: self.looked_at.emit() if on else None)
        self.say(None)

    def say(self, found: Needed | None) -> None:
        """What was measured; None: it is not needed, and cannot be done."""
        self.why.setText(f"{found.why[:1].upper()}{found.why[1:]}" if found else self.tr("Not needed"))
        self.on.blockSignals(True)
        self.on.setChecked(found is not None and self._usual)
        self.on.blockSignals(False)
        for widget in (self.on, self.look):
            widget.setEnabled(found is not None)
        for field in self.fields.values():
            field.setEnabled(self.on.isChecked())
            field.setVisible(found is not None)

    @property
    def values(self) -> dict[str, float]:
        """What the step's parameters are; 0 if it is switched off."""
        found = {name: float(field.value or 0) for name, field in self.fields.items()}
        return found if self.on.isChecked() else {**found, self.step.name: 0.0}

    def _switch(self, on: bool) -> None:
        for field in self.fields.values():
            field.setEnabled(on)
        self.changed.emit()


class RestoreDialog(QDialog):
    """Measures when it opens, tries the steps whenever one of them is changed, and starts the whole."""

    wanted = Signal(object)  # Restore: to be done to the photo

    def __init__(
        self, state: State, centre: tuple[float, float], workers: Workers, models: Callable[[], Models],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """centre: (x, y) of the photo around which steps are tried. models: called on the compute worker."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Restore Old Photo"))
        self._state, self._workers, self._models = state, workers, models
        self.region = part_at(state, centre)
        self._needed: tuple[Needed, ...] = ()
        self.tried: tuple[list[Needed], list[Picture]] | None = None  # steps; before them, and after each
        self._task: Task | None = None
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._timer.timeout.connect(self._try)
        self._group = QButtonGroup(self)
        self.all = QRadioButton(self.tr("Show all steps together"))
        self.all.setChecked(True)
        self._group.addButton(self.all)
        params = {param.name: param for param in declared(Restore)}
        self.rows = [StepRow(step, params, self._group) for step in STEPS]
        self.pictures = [QLabel(alignment=Qt.AlignmentFlag.AlignCenter) for _ in range(2)]
        self.captions = [QLabel() for _ in range(2)]
        self.note = QLabel(self.tr("Measuring…"), wordWrap=True)
        self.note.setObjectName("quiet")
        self.start = QPushButton(self.tr("Restore"))
        self.start.setObjectName("primary")
        self.start.setToolTip(of_operation(OPERATION.help))
        self.start.setEnabled(False)
        self.start.clicked.connect(self._start)
        close = QPushButton(self.tr("Close"))
        close.setToolTip(self.tr("Leave the photo as it is"))
        close.clicked.connect(self.reject)
        self._lay_out(close)
        self.all.toggled.connect(lambda on: self._show() if on else None)
        for row in self.rows:
            row.changed.connect(self._changed)
            row.looked_at.connect(self._show)
        self._run(self._measure, self._take_measured)

    def _lay_out(self, close: QPushButton) -> None:
        steps = QWidget()
        left = QVBoxLayout(steps)
        left.setContentsMargins(0, 0, 12, 0)
        left.setSpacing(14)
        left.addWidget(self.all)
        for row in self.rows:
            left.addWidget(row)
        left.addStretch(1)
        scrolled = QScrollArea(widgetResizable=True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setWidget(steps)
        scrolled.setMinimumWidth(300)
        pictures = QGridLayout()
        pictures.setHorizontalSpacing(12)
        pictures.setVerticalSpacing(8)
        for column, (caption, picture) in enumerate(zip(self.captions, self.pictures, strict=True)):
            picture.setFixedSize(SIDE, SIDE)
            picture.setAccessibleName((self.tr("before"), self.tr("after"))[column])
            pictures.addWidget(caption, 0, column)
            pictures.addWidget(picture, 1, column)
        pictures.addWidget(self.note, 2, 0, 1, 2)
        pictures.setRowStretch(3, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.start)
        grid = QGridLayout(self)
        grid.setContentsMargins(18, 16, 18, 14)
        grid.setHorizontalSpacing(22)
        grid.setVerticalSpacing(14)
        grid.addWidget(scrolled, 0, 0)
        grid.addLayout(pictures, 0, 1)
        grid.addLayout(buttons, 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)

    @property
    def params(self) -> Restore:
        """What the rows say."""
        values: dict[str, Any] = {}
        for row in self.rows:
            values |= row.values
        return replace(Restore(), **values)

    @property
    def busy(self) -> bool:
        """Is something being measured or tried, or about to be?"""
        return self._task is not None or self._timer.isActive()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.resize(self.size().expandedTo(self.sizeHint()))  # Qt gives dialogs two thirds of the screen at most

    def done(self, result: int) -> None:
        self._timer.stop()
        if self._task is not None:
            self._workers.cancel(self._task)
            self._task = None
        super().done(result)

    # Measuring

    def _measure(self, _progress: Progress) -> tuple[Needed, ...]:
        return needed(Source(self._state))

    def _take_measured(self, found: tuple[Needed, ...]) -> None:
        self._needed = found
        by_name = {one.step.name: one for one in found}
        for row in self.rows:
            row.say(by_name.get(row.step.name))
        self.start.setEnabled(bool(chosen(found, self.params)))
        self._try()

    # Trying

    def _changed(self) -> None:
        self.start.setEnabled(bool(chosen(self._needed, self.params)))
        self._timer.start()

    def _try(self) -> None:
        params = self.params
        steps = chosen(self._needed, params)
        self.note.setText(self.tr("Trying…"))
        self._run(partial(self._work, steps, params), partial(self._take_tried, steps))

    def _work(self, steps: list[Needed], params: Restore, progress: Progress) -> list[Picture]:
        return steps_tried(self._state, steps, params, self.region, Context(self._models(), progress))

    def _take_tried(self, steps: list[Needed], pictures: list[Picture]) -> None:
        self.tried = steps, pictures
        self._show()

    def _show(self) -> None:
        """The picture before and after the step that is looked at, or all of them."""
        if self.tried is None:
            return
        steps, pictures = self.tried
        names = [one.step.name for one in steps]
        looked = next((row for row in self.rows if row.look.isChecked()), None)
        if looked is None:
            before, after, captions = pictures[0], pictures[-1], (self.tr("Before"), self.tr("After all steps"))
        else:
            place = names.index(looked.step.name) if looked.step.name in names else None
            before = pictures[0 if place is None else place]
            after = pictures[0 if place is None else place + 1]
            title = of_operation(looked.step.title)
            captions = (self.tr("Before: {0}").format(title), self.tr("After: {0}").format(title))
            if place is None:
                captions = (captions[0], self.tr("{0} is switched off").format(title))
        for label, caption, text, picture in zip(self.pictures, self.captions, captions, (before, after), strict=True):
            caption.setText(text)
            show_picture(label, picture)
        self.note.setText(
            self.tr("A part of the photo, 1:1. Each step stays an edit that can be switched off or faded.")
        )

    # Jobs

    def _run(self, work: Callable[[Progress], Any], finish: Callable[[Any], None]) -> None:
        """One at a time: what was begun before is given up."""
        if self._task is not None:
            self._workers.cancel(self._task)

        def done(made: Any) -> None:
            self._task = None
            finish(made)

        self._task = self._workers.submit(
            "", lambda _prepared, progress: work(progress), done, lane=COMPUTE, shown=False, failed=self._failed
        )

    def _failed(self, error: BaseException) -> None:
        self._task = None
        if isinstance(error, UserError):
            self.note.setText(f"{error.message} {error.hint}")
        else:
            self._workers.failed.emit(error)

    def _start(self) -> None:
        self.wanted.emit(self.params)
        self.accept()


def _field(param: Param, *, lowest: bool) -> NumberField:
    """How much of a step is done. lowest: 0, which leaves it out, is what its check box is for."""
    low = param.low + param.step if lowest else param.low
    what = "Sensitivity" if param.name == "scratches" else "Strength"
    title = QCoreApplication.translate("RestoreDialog", what) if lowest else of_operation(param.title)
    usual = param.high if lowest and not param.default else param.default
    field = NumberField(title, low, param.high, usual, step=param.step)
    field.setToolTip(of_operation(param.help))
    return field
