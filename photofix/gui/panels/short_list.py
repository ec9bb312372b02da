"""What the lists of the side panel have in common: as tall as their entries, up to a limit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QSizePolicy

MOST_ROWS = 8


def new_list(list_: QListWidget, name: str) -> None:
    list_.setAccessibleName(name)
    list_.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    list_.setTextElideMode(Qt.TextElideMode.ElideRight)
    list_.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def fit_height(list_: QListWidget) -> None:
    """As tall as the rows, up to MOST_ROWS of them."""
    rows = max(1, min(MOST_ROWS, list_.count()))
    list_.setFixedHeight(rows * max(24, list_.sizeHintForRow(0)) + 4)
