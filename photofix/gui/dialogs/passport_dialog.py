"""The passport of a model file, shown before the file is kept or used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from photofix.core.passport import Passport
from photofix.errors import UserError
from photofix.gui import passport_lines
from photofix.gui.choose_operation import choose_operation
from photofix.gui.passport_lines import Line
from photofix.gui.passport_view import PassportView
from photofix.gui.workers import Task
from photofix.models import pack
from photofix.models.catalogue import known
from photofix.models.store import Entry
from photofix.ops.base import Operation

if TYPE_CHECKING:
    from photofix.gui.own_models import OwnModels


WIDTH = 460  # logical pixels
HIGHEST = 600  # logical pixels of what scrolls


class PassportDialog(QDialog):
    """Looks at the file on a worker; nothing is kept until the person says so."""

    def __init__(self, file: Path, models: OwnModels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Model File"))
        self.setMinimumWidth(WIDTH)
        self._file, self._models = file, models
        self._about: Passport | None = None
        self._looking: Task | None = None
        self.view = PassportView()
        self.keep = self._button(self.tr("Keep"), self.tr("Copy it to the models of your own"))
        self.use = self._button(self.tr("Keep and Use"), self.tr("Copy it, and choose it in the panel for its purpose"))
        self.use.setObjectName("primary")
        self.cancel = self._button(self.tr("Cancel"), self.tr("Leave the file where it is"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        for button in (self.cancel, self.keep, self.use):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 16, 14)
        column.setSpacing(12)
        column.addWidget(self.view, 1)
        column.addLayout(row)
        self.cancel.clicked.connect(self.reject)
        self.keep.clicked.connect(lambda: self._keep(None))
        self.use.clicked.connect(self._choose)
        self.keep.setEnabled(False)
        self.use.setEnabled(False)
        self._look()

    def _tell(self, title: str, lines: Iterable[Line], warning: str = "") -> None:
        """Show it, as high as it is."""
        self.view.show_lines(title, lines, warning)
        for widget in (self, *self.findChildren(QWidget)):
            widget.ensurePolished()  # a style sheet gives buttons their height
            widget.updateGeometry()
        self.view.ask_for(min(HIGHEST, self.view.needed(max(self.width(), WIDTH) - 40)))
        self.adjustSize()

    def _look(self) -> None:
        if self._file.suffix.lower() == pack.SUFFIX:  # looked at when it is unpacked
            self._tell(self._file.name, [(self.tr("For"), self.tr("a pack of models, from another machine"))])
            self.keep.setEnabled(True)
            return
        self._tell(self._file.name, [(self.tr("State"), self.tr("looking at the file…"))])
        self._looking = self._models.look_at(self._file, self._show, self._refused)

    def _show(self, about: Passport) -> None:
        self._about = about
        published = known(about.sha256)
        lines = passport_lines.of_passport(about, published.training_data if published else "")
        self._tell(published.title if published else self._file.name, lines, about.warning)
        self.keep.setEnabled(True)
        self.use.setEnabled(bool(self._models.users(about.purpose)))

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self._tell(self._file.name, (), f"{error.message}\n{error.hint}".strip())
        else:
            self.reject()
            self._models.fail(error)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.adjustSize()

    def done(self, result: int) -> None:
        if self._looking is not None:
            self._models.stop_looking(self._looking)
        super().done(result)

    def _choose(self) -> None:
        """Keep it and use it, for what the person says if there are several ways."""
        if self._about is not None:
            choose_operation(self.use, self._models.users(self._about.purpose), self._keep)

    def _keep(self, operation: Operation | None = None) -> None:
        """operation: what it is to be used for; None: nothing now."""
        models = self._models

        def added(entries: Sequence[Entry]) -> None:
            if operation is not None:
                models.use(operation, entries[0].path)

        models.add(self._file, added)
        self.accept()

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button
