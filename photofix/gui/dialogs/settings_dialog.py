"""The settings: pages of rows from their table; whatever is changed holds at once."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from photofix.gui.asking import Asking
from photofix.gui.dialogs import setting_fields
from photofix.gui.dialogs.setting_fields import AskDevices, Field, words
from photofix.gui.dialogs.setting_rows import PAGES, Setting
from photofix.gui.remembered import Remembered

FIELD_WIDTH = 210  # logical pixels at a text size of 100 %


class SettingsDialog(QDialog):
    """Stands beside the window and blocks nothing."""

    def __init__(
        self, remembered: Remembered, asking: Asking, ask_devices: AskDevices, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.setMinimumHeight(240)
        self._remembered, self._asking, self._ask_devices = remembered, asking, ask_devices
        self.rows = {row.name: row for _title, rows in PAGES for row in rows}
        self.fields = {name: self._field(row) for name, row in self.rows.items()}
        self.pages = QListWidget()
        self.pages.setObjectName("pages")
        self.pages.setAccessibleName(self.tr("Pages"))
        self.pages.setToolTip(self.tr("Kinds of settings"))
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stack = QStackedWidget()
        self.labels: list[QLabel] = []
        for title, rows in PAGES:
            self.pages.addItem(words(title))
            self.stack.addWidget(self._page(rows))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.reset = buttons.addButton(self.tr("Reset Page"), QDialogButtonBox.ButtonRole.ResetRole)
        self.reset.setToolTip(self.tr("Give everything on this page its first value again"))
        for button in buttons.findChildren(QPushButton):
            button.setAutoDefault(False)
        right = QVBoxLayout()
        right.setContentsMargins(24, 22, 20, 14)
        right.setSpacing(18)
        right.addWidget(self.stack, 1)
        right.addWidget(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pages)
        row.addLayout(right, 1)
        self.pages.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.pages.currentRowChanged.connect(self._show_reset)
        self.reset.clicked.connect(self._reset)
        buttons.rejected.connect(self.reject)
        remembered.changed.connect(self._show)
        self.pages.setCurrentRow(0)
        for name in self.rows:
            self._show(name)

    def _align(self) -> None:
        """All pages alike: the same width for labels, and for fields."""
        for label in self.labels:
            label.ensurePolished()
            label.setMinimumWidth(0)
        widest = max(label.sizeHint().width() for label in self.labels)
        for label in self.labels:
            label.setMinimumWidth(widest)
            label.buddy().setFixedWidth(FIELD_WIDTH * self._remembered.text_size // 100)
        self.pages.ensurePolished()
        self.pages.setFixedWidth(self.pages.sizeHintForColumn(0) + 44)
        self.adjustSize()

    def _page(self, rows: tuple[Setting, ...]) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(18)
        form.setVerticalSpacing(13)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for row in rows:
            widget = self.fields[row.name].widget
            widget.setAccessibleName(words(row.title))
            widget.setAccessibleDescription(words(row.help))
            widget.setToolTip(widget.toolTip() or words(row.help))
            widget.setObjectName(row.name)
            if row.kind == "flag":  # its title stands beside its box
                form.addRow("", widget)
                continue
            label = QLabel(words(row.title))
            label.setToolTip(words(row.help))
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setBuddy(widget)
            self.labels.append(label)
            form.addRow(label, widget)
        return page

    def _field(self, row: Setting) -> Field:
        put = partial(setattr, self._remembered, row.name)
        match row.kind:
            case "flag":
                return setting_fields.flag(row, put)
            case "number":
                return setting_fields.number(row, put)
            case "device":
                return setting_fields.device(row, put, self._ask_devices)
            case "folder":
                return setting_fields.path(row, put, partial(self._asking.folder, words(row.title)))
            case "profile":
                return setting_fields.path(row, put, self._asking.profile)
            case _:
                return setting_fields.choice(row, put)

    def _show(self, name: str) -> None:
        """A value is another now: by this dialog or by a key."""
        if name == "text_size":
            self._align()
        if name not in self.fields:
            return
        field = self.fields[name]
        field.widget.blockSignals(True)
        field.show(getattr(self._remembered, name))
        field.widget.blockSignals(False)
        self._show_reset()

    def _on_page(self) -> list[str]:
        return [row.name for row in PAGES[max(0, self.pages.currentRow())][1]]

    def _show_reset(self, *_ignored: Any) -> None:
        defaults = ((name, Remembered.default(name)) for name in self._on_page())
        self.reset.setEnabled(any(getattr(self._remembered, name) != value for name, value in defaults))

    def _reset(self) -> None:
        for name in self._on_page():
            setattr(self._remembered, name, Remembered.default(name))
