"""The bar over the canvas during a review: what the pointer does now, and the way out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from photofix.gui import tips
from photofix.gui.elided import ElidedLabel
from photofix.gui.review.session import Session
from photofix.gui.review.wording import summary

MODES = ("judge", "wire", "protect")


class ReviewBar(QFrame):
    """`resized`: it appeared, went or changed."""

    resized = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setProperty("mode", True)
        self._session = session
        self.text, self.hint = ElidedLabel(), ElidedLabel()
        self.hint.setObjectName("quiet")
        self._hints = {
            "judge": self.tr("Click accepts or rejects  ·  Tab shows the next one"),
            "wire": self.tr("Click along a wire  ·  Enter adds it"),
            "protect": self.tr("Paint where nothing may be healed"),
        }
        names = {"judge": self.tr("Judge"), "wire": self.tr("Add Wire"), "protect": self.tr("Protect")}
        self.done = QPushButton(self.tr("Done"))
        self.done.clicked.connect(session.leave)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 8, 10, 8)
        self._row.setSpacing(14)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.text)
        words.addWidget(self.hint)
        self._row.addLayout(words)
        self._row.addSpacing(14)
        self.modes: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        modes = QHBoxLayout()
        modes.setSpacing(4)
        for name in MODES:
            self.modes[name] = button = QPushButton(names[name])
            button.setObjectName("mode")
            button.setCheckable(True)
            button.setAutoDefault(False)
            group.addButton(button)
            modes.addWidget(button)
        self._row.addLayout(modes)
        self._row.addWidget(self.done)
        session.changed.connect(self._follow)
        session.mode_changed.connect(self._follow)
        self.show_mode("judge")
        self.hide()

    def use_actions(self, actions: Mapping[str, QAction]) -> None:
        """The buttons do what these do."""
        for name, button in self.modes.items():
            tips.like(button, actions[name])
            button.clicked.connect(actions[name].trigger)
        tips.say(self.done, self.tr("End the review; what was found is kept"), actions["cancel"])

    def show_mode(self, name: str) -> None:
        """One of MODES."""
        self.modes[name].setChecked(True)
        if self.hint.text() != self._hints[name]:
            self.hint.setText(self._hints[name])
            self.resized.emit()

    def _follow(self) -> None:
        review = self._session.review
        shown = self._session.active and review is not None
        text = ""
        if review is not None:
            text = self.tr("The photo has changed: look again") if self._session.stale else summary(review)
        if shown == self.isHidden() or text != self.text.text():
            self.text.setText(text)
            self.setAccessibleName(self.tr("Review: {0}").format(text))
            self.setVisible(shown)
            self.resized.emit()
