"""The first three steps, over the canvas until they are done or closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from photofix.gui.document_model import DocumentModel
from photofix.gui.remembered import Remembered
from photofix.gui.repairs import Repairs
from photofix.gui.shortcuts import Shortcuts

PAINT, REPAIR, COMPARE = range(3)


class HintBar(QFrame):
    """Paint, press Enter, compare. `closed` is sent when the person has had enough of it, or has done it all."""

    closed = Signal()
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(self.tr("First steps"))
        self.done: set[int] = set()
        self._keys = ("Enter", "\\")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(22)
        self.steps = [QLabel(textFormat=Qt.TextFormat.RichText) for _ in range(3)]
        for label in self.steps:
            row.addWidget(label)
        self.close_button = QPushButton()
        self.close_button.setObjectName("flat")
        self.close_button.setToolTip(self.tr("Close; you find this again in the Help menu"))
        self.close_button.setAccessibleName(self.tr("Close the first steps"))
        self.close_button.clicked.connect(self.closed)
        row.addWidget(self.close_button)
        self._show()

    def dress(self, icon: Callable[[str], QIcon]) -> None:
        self.close_button.setIcon(icon("close"))

    def show_keys(self, repair: str, compare: str) -> None:
        """The keys of the second and the third step."""
        self._keys = (repair, compare)
        self._show()

    def do(self, step: int) -> None:
        """A step was done."""
        self.done.add(step)
        self._show()

    def begin(self) -> None:
        """From the first step again."""
        self.done.clear()
        self._show()

    def _show(self) -> None:
        repair, compare = (key.replace("&", "&amp;").replace("<", "&lt;") for key in self._keys)
        texts = (
            self.tr("Paint over the wire"),
            self.tr("Press {0}").format(f"<b>{repair}</b>"),
            self.tr("Hold {0} to compare").format(f"<b>{compare}</b>"),
        )
        now = next((step for step in range(3) if step not in self.done), None)
        for step, (label, text) in enumerate(zip(self.steps, texts, strict=True)):
            mark = "✓" if step in self.done else step + 1
            label.setText(f"<b>{mark}</b>&nbsp;&nbsp;&nbsp;{text}")
            label.setProperty("step", "done" if step in self.done else "now" if step == now else "later")
            label.style().polish(label)
        self.resized.emit()


class FirstSteps(QObject):
    """Ticks the steps off as they are done; after the last one, once the comparison is over, the bar is closed."""

    def __init__(
        self, bar: HintBar, model: DocumentModel, repairs: Repairs, actions: Mapping[str, QAction],
        shortcuts: Shortcuts, remembered: Remembered,
    ) -> None:  # fmt: skip
        super().__init__(bar)
        self._bar, self._model, self._shortcuts, self._remembered = bar, model, shortcuts, remembered
        model.changed.connect(self._painted)
        repairs.done.connect(lambda _repaired: bar.do(REPAIR))
        actions["before"].toggled.connect(self._compared)
        shortcuts.changed.connect(self._show_keys)
        remembered.changed.connect(self._again)
        self._show_keys()

    def _show_keys(self) -> None:
        self._bar.show_keys(self._shortcuts.text("repair"), self._shortcuts.text("before"))

    def _painted(self) -> None:
        if self._model.state is not None and not self._model.state.mask.empty:
            self._bar.do(PAINT)

    def _compared(self, on: bool) -> None:
        if on and REPAIR in self._bar.done:  # before that there is nothing to compare
            self._bar.do(COMPARE)
        elif not on and COMPARE in self._bar.done and self._remembered.first_steps:
            self._bar.closed.emit()

    def _again(self, name: str) -> None:
        if name == "first_steps" and self._remembered.first_steps:
            self._bar.begin()
