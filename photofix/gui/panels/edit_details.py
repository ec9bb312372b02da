"""How an edit was made, as a small table under the list, to be read and copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photofix.core.edit import Edit
from photofix.gui.panels.edit_record import as_text, rows


class EditDetails(QWidget):
    """Shows one edit at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[tuple[str, str]] = []
        self._text = ""
        self.copy_button = QPushButton(self.tr("Copy"))
        self.copy_button.setToolTip(self.tr("Copy how the edit was made, as text"))
        self.copy_button.clicked.connect(self.copy)
        self.facts = QFormLayout()
        self.facts.setHorizontalSpacing(12)
        self.facts.setVerticalSpacing(3)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 4)
        column.addLayout(self.facts)
        column.addLayout(foot)

    def show_edit(self, edit: Edit, changed: int | None, pixels: int) -> None:
        """changed: how many of the photo's `pixels` it touches, None if that is not known yet."""
        self._text = as_text(edit, changed, pixels)
        facts = rows(edit, changed, pixels)
        if facts == self._shown:
            return
        self._shown = facts
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for name, value in facts:
            label, text = QLabel(name), QLabel(value, wordWrap=True)
            label.setObjectName("quiet")
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            text.setObjectName("small")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.facts.addRow(label, text)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
