"""Fields for what is neither number nor choice: a line of text, a file, a colour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from photofix.gui.panels.fields import ENDING, Name

SWATCH = QSize(28, 14)


class Entry(QLineEdit):
    """A line to type. Enter and Escape end the typing and start or stop no repair."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("entry")

    def event(self, event: Any) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in ENDING:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in ENDING:
            self.clearFocus()


class _LabelledField(QWidget):
    """A name over a row of widgets; the name's double-click resets. None is a value where `automatic` says what for."""

    changed = Signal(object)  # str, or None

    def __init__(self, title: str, default: str | None, automatic: str, row: list[QWidget]) -> None:
        super().__init__()
        self._default, self._automatic = default, automatic
        self._value: str | None = default
        label = Name(title)
        label.reset.connect(self.reset)
        label.setBuddy(row[0])
        inner = QHBoxLayout()
        inner.setSpacing(6)
        inner.addWidget(row[0], 1)
        for widget in row[1:]:
            inner.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label)
        column.addLayout(inner)
        self._row = row

    @property
    def value(self) -> str | None:
        return self._value

    def set_value(self, value: str | None) -> None:
        """Show a value; `changed` is only sent if it is another."""
        if value != self._value:
            self._value = value
            self._show()
            self.changed.emit(value)

    def set_default(self, default: str | None) -> None:
        self._default = default

    def reset(self) -> None:
        self.set_value(self._default)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._row[0].setAccessibleName(name)

    def _show(self) -> None:
        """Bring the widgets in step with the value."""
        raise NotImplementedError


class TextField(_LabelledField):
    """One line of text; left empty it is automatic, where that is allowed."""

    def __init__(self, title: str, default: str | None, *, automatic: str = "", longest: int = 200) -> None:
        self.entry = Entry()
        super().__init__(title, default, automatic, [self.entry])
        self.entry.setMaxLength(longest)
        self.entry.setPlaceholderText(automatic)
        self.entry.editingFinished.connect(self._typed)
        self._show()

    def _typed(self) -> None:
        text = self.entry.text()
        self.set_value(None if not text and self._automatic else text)

    def _show(self) -> None:
        self.entry.setText(self._value or "")


class FileField(_LabelledField):
    """A file, by a dialog. choose: asks for one; None: none after all."""

    def __init__(
        self, title: str, default: str | None, choose: Callable[[], Path | None], *, automatic: str = ""
    ) -> None:
        self.button, self.clear = _Shortening(), QPushButton(self.tr("None"))
        super().__init__(title, default, automatic, [self.button, self.clear])
        self._choose = choose
        self.clear.setAccessibleName(self.tr("{0}: none").format(title))
        self.clear.setToolTip(automatic)
        self.clear.clicked.connect(lambda: self.set_value(None))
        self.button.clicked.connect(self._ask)
        self._show()

    def _ask(self) -> None:
        path = self._choose()
        if path is not None:
            self.set_value(str(path))

    def _show(self) -> None:
        self.button.show_name(Path(self._value).name if self._value else self.tr("Choose…"))
        self.button.setToolTip(self._value or self._automatic)
        self.clear.setVisible(bool(self._automatic and self._value))


class _Shortening(QPushButton):
    """A button that a long name does not make wider: what does not fit is left out in the middle."""

    name = ""

    def show_name(self, name: str) -> None:
        self.name = name
        self._shorten()

    def sizeHint(self) -> QSize:
        return QSize(60, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def _shorten(self) -> None:
        room = self.width() - 32
        self.setText(self.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideMiddle, room))


class ColourField(_LabelledField):
    """A colour as "#rrggbb", by a dialog. choose: asks for one, from one; None: none after all."""

    def __init__(
        self, title: str, default: str | None, choose: Callable[[str], str | None], *, automatic: str = ""
    ) -> None:
        self.button, self.clear = QPushButton(), QPushButton(self.tr("None"))
        super().__init__(title, default, automatic, [self.button, self.clear])
        self._choose = choose
        self.clear.setAccessibleName(self.tr("{0}: none").format(title))
        self.clear.setToolTip(automatic)
        self.clear.clicked.connect(lambda: self.set_value(None))
        self.button.setIconSize(SWATCH)
        self.button.setStyleSheet("text-align: left;")
        self.button.clicked.connect(self._ask)
        self._show()

    def _ask(self) -> None:
        colour = self._choose(self._value or "#808080")
        if colour is not None:
            self.set_value(colour)

    def _show(self) -> None:
        self.button.setText(self._value or self.tr("Choose…"))
        swatch = QPixmap(SWATCH)
        swatch.fill(QColor(self._value or Qt.GlobalColor.transparent))
        self.button.setIcon(QIcon(swatch) if self._value else QIcon())
        self.clear.setVisible(bool(self._automatic and self._value))
