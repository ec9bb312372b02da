"""The bar over the canvas while colour hints are set: what the pointer does now, and the way out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from photofix.gui import tips
from photofix.gui.colouring.session import MODES, Session
from photofix.gui.elided import ElidedLabel


class HintsBar(QFrame):
    """`resized`: it appeared, went or changed."""

    resized = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setProperty("mode", True)
        self._session = session
        self.text, self.hint = ElidedLabel(), ElidedLabel()
        self.text.setText(self.tr("Colour hints"))
        self.hint.setObjectName("quiet")
        self.setAccessibleName(self.text.text())
        self._hints = {
            "point": self.tr("Click a place, then choose its colour"),
            "brush": self.tr("Paint with the colour in hand"),
            "lock": self.tr("Draw around what is to keep its colours"),
            "pick": self.tr("Click a colour, in any open photo"),
        }
        names = {
            "point": self.tr("Point"), "brush": self.tr("Brush"), "lock": self.tr("Lock"),
            "pick": self.tr("Eyedropper"),
        }  # fmt: skip
        self.apply = QPushButton(self.tr("Apply"))
        self.apply.setObjectName("primary")
        self.done = QPushButton(self.tr("Done"))
        self.done.clicked.connect(session.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 10, 8)
        column.setSpacing(8)
        top, below = QHBoxLayout(), QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.text)
        words.addWidget(self.hint)
        top.addLayout(words, 1)
        top.addSpacing(14)
        top.addWidget(self.apply)
        top.addWidget(self.done)
        self.modes: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        below.setSpacing(4)
        for name in MODES:
            self.modes[name] = button = QPushButton(names[name])
            button.setObjectName("mode")
            button.setCheckable(True)
            button.setAutoDefault(False)
            group.addButton(button)
            below.addWidget(button, 1)
        column.addLayout(top)
        column.addLayout(below)
        session.mode_changed.connect(self._follow)
        self.hide()

    def use_actions(self, actions: Mapping[str, QAction]) -> None:
        """The buttons do what these do."""
        for name, button in self.modes.items():
            action = actions[f"hint_{name}"]
            tips.like(button, action)
            button.clicked.connect(action.trigger)
        tips.like(self.apply, actions["repair"])
        self.apply.clicked.connect(actions["repair"].trigger)
        tips.say(self.done, self.tr("Set no more hints; those that are set are kept"), actions["cancel"])

    def _follow(self) -> None:
        self.modes[self._session.mode].setChecked(True)
        self.hint.setText(self._hints[self._session.mode])
        self.setVisible(self._session.active)
        self.resized.emit()
