"""The passport of a model as a panel: its name, what is known of it, and what to beware of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from photofix.gui.passport_lines import Line

BREAK_AFTER = 16  # letters of what has no places to break, such as a hash


class PassportView(QScrollArea):
    """Scrolls where there is too little room. Its texts can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Passport"))
        self.setToolTip(self.tr("What is known of the model"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.title = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.title.setObjectName("big")
        self.warning = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.warning.setObjectName("warning")
        self.lines: list[tuple[QLabel, QLabel]] = []
        self._wish = 0  # logical pixels; 0: none
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(7)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(4, 2, 10, 2)
        self._column.setSpacing(12)
        self._column.addWidget(self.title)
        self._column.addWidget(self.warning)
        self._column.addLayout(self._grid)
        self._column.addStretch()
        self.setWidget(self._inner)
        self.show_lines("", ())

    def show_lines(self, title: str, lines: Iterable[Line], warning: str = "") -> None:
        """Empty texts are left out."""
        self.title.setText(title)
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))
        for pair in self.lines:
            for label in pair:
                self._grid.removeWidget(label)
                label.setParent(None)  # at once: what is only deleted later would be seen until then
                label.deleteLater()
        self.lines = []
        for name, text in ((name, text) for name, text in lines if text):
            left, right = QLabel(name), QLabel(_breakable(text), wordWrap=True, textFormat=Qt.TextFormat.PlainText)
            left.setObjectName("quiet")
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            right.setAccessibleName(name)
            row = len(self.lines)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(left, row, 0, top | Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(right, row, 1, top)
            for label in (left, right):
                label.show()  # else a layout leaves it out until the next event
            self.lines.append((left, right))
        self.verticalScrollBar().setValue(0)

    def needed(self, width: int) -> int:
        """How high it is at a width, so that nothing needs to be scrolled."""
        for label in self._inner.findChildren(QLabel):
            label.ensurePolished()
        self._column.invalidate()
        return self._column.totalHeightForWidth(width)

    def ask_for(self, height: int) -> None:
        """Be so high where there is room."""
        self._wish = height
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), self._wish or hint.height())

    def text(self, name: str) -> str:
        """What stands beside a title, for tests and screen readers."""
        return next((right.text().replace("\u200b", "") for left, right in self.lines if left.text() == name), "")


def _breakable(text: str) -> str:
    """The same text, with places at which a line may end in long words such as paths and hashes."""
    return " ".join(_broken(word) for word in text.split(" "))


def _broken(word: str) -> str:
    """After what parts a path; what is still too long, anywhere."""
    parts = [part for part in re.split(r"(?<=[/\\._-])", word) if part]
    pieces = [part[at : at + 8] if len(part) > BREAK_AFTER else part for part in parts
              for at in range(0, len(part) if len(part) > BREAK_AFTER else 1, 8)]  # fmt: skip
    return "\u200b".join(pieces)
