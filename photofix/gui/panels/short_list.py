"""What the lists of the side panel have in common: as tall as their entries, up to a limit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QSizePolicy

MOST_ROWS = 8


def new_list(list_: QListView, name: str) -> None:
    list_.setAccessibleName(name)
    list_.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    list_.setTextElideMode(Qt.TextElideMode.ElideRight)
    list_.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


def fit_height(list_: QListView, most: int = MOST_ROWS) -> None:
    """As tall as the rows, up to so many of them."""
    rows = max(1, min(most, list_.model().rowCount()))
    list_.setFixedHeight(rows * max(24, list_.sizeHintForRow(0)) + 4)
