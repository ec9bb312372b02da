"""The bar over the pictures with the translator, and the two pictures with their titles."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from photofix.gui.studio.chooser import Chooser
from photofix.gui.studio.panels import action_button

SIDE, ABOVE = 16, 8  # logical pixels around what stands in a bar


def top_bar(chooser: Chooser, takes: QWidget, about: QWidget, actions: Mapping[str, QAction]) -> QWidget:
    """Which translator, what it takes if nobody knows, what it is; and where others come from."""
    bar = QFrame()
    bar.setObjectName("bar")
    row = QHBoxLayout(bar)
    row.setContentsMargins(SIDE, ABOVE + 1, SIDE, ABOVE + 1)
    row.setSpacing(10)
    title = QLabel(QCoreApplication.translate("studio", "Translator"))
    title.setBuddy(chooser)
    row.addWidget(title)
    row.addWidget(chooser)
    row.addWidget(takes)
    row.addWidget(about, 1)
    for name in ("network", "train"):
        button = action_button(actions[name])
        button.setSizePolicy(chooser.sizePolicy())
        row.addWidget(button)
    return bar


def beside_each_other(*halves: tuple[str, QLabel, QWidget]) -> QWidget:
    """Title, quiet words at its right, and what is under them."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(1)
    for title, words, pane in halves:
        half = QWidget()
        column = QVBoxLayout(half)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(SIDE, ABOVE, SIDE, ABOVE)
        name = QLabel(title)
        name.setStyleSheet("font-weight: 600;")
        words.setObjectName("quiet")
        head.addWidget(name)
        head.addStretch(1)
        head.addWidget(words)
        column.addLayout(head)
        column.addWidget(pane, 1)
        row.addWidget(half, 1)
    return both
