"""A panel made from the declared parameters of an operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photofix.core.params import Param, declared
from photofix.gui.panels.fields import NumberField
from photofix.gui.wording import of_operation

UNLIKELY = 10_000  # a whole number with more values than these is typed, not slid


@dataclass(frozen=True)
class Field:
    """The widget of one parameter, and how to read and write its value."""

    param: Param
    widget: QWidget
    read: Callable[[], Any]
    write: Callable[[Any], None]


class ParamsPanel(QWidget):
    """Edits one params dataclass. `changed` is sent whenever a value becomes another."""

    changed = Signal()

    def __init__(self, params: type) -> None:
        super().__init__()
        self._params = params
        self.fields = {param.name: self._field(param) for param in declared(params)}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._form([field for field in self.fields.values() if not field.param.advanced]))
        advanced = [field for field in self.fields.values() if field.param.advanced]
        if advanced:
            self.fold = QPushButton()
            self.fold.setCheckable(True)
            self.fold.setObjectName("fold")
            self.fold.setStyleSheet("text-align: left;")
            self.fold.setToolTip(self.tr("Show or hide what is seldom needed"))
            form = self._form(advanced)
            form.setContentsMargins(0, 0, 0, 0)
            folded = QWidget()
            folded.setLayout(form)
            folded.hide()
            self.fold.toggled.connect(folded.setVisible)
            self.fold.toggled.connect(self._name_fold)
            self._name_fold(False)
            column.addWidget(self.fold)
            column.addWidget(folded)

    def values(self) -> Any:
        """The params as they stand: an instance of the dataclass."""
        return self._params(**{name: field.read() for name, field in self.fields.items()})

    def set_values(self, params: Any) -> None:
        for name, field in self.fields.items():
            field.write(getattr(params, name))

    def reset(self) -> None:
        self.set_values(self._params())

    def _name_fold(self, open_: bool) -> None:
        self.fold.setText(f"{'▾' if open_ else '▸'}  {self.tr('Advanced')}")
        self.fold.setAccessibleName(self.tr("Advanced"))

    def _form(self, fields: list[Field]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(10)
        for field in fields:
            if isinstance(field.widget, QComboBox):
                row = QHBoxLayout()
                label = QLabel(of_operation(field.param.title))
                label.setBuddy(field.widget)
                row.addWidget(label, 1)
                row.addWidget(field.widget, 2)
                column.addLayout(row)
            else:
                column.addWidget(field.widget)
        return column

    def _field(self, param: Param) -> Field:
        field = {"choice": self._choice, "flag": self._flag, "integer": self._number, "number": self._number}[
            param.kind
        ](param)
        tip = of_operation(param.help)
        if param.automatic:
            tip += "\n" + self.tr("Automatic: {0}.").format(of_operation(param.automatic))
        field.widget.setToolTip(tip)
        field.widget.setAccessibleName(of_operation(param.title))
        field.widget.setObjectName(param.name)
        return field

    def _choice(self, param: Param) -> Field:
        box = QComboBox()
        for value, title in param.choices:
            box.addItem(of_operation(title), value)
        box.setCurrentIndex(box.findData(param.default))
        box.currentIndexChanged.connect(self._tell)
        return Field(param, box, box.currentData, lambda value: box.setCurrentIndex(box.findData(value)))

    def _flag(self, param: Param) -> Field:
        box = QCheckBox(of_operation(param.title))
        box.setChecked(param.default)
        box.toggled.connect(self._tell)
        return Field(param, box, box.isChecked, box.setChecked)

    def _number(self, param: Param) -> Field:
        whole = param.kind == "integer"
        number = NumberField(
            of_operation(param.title), param.low, param.high, param.default,
            step=1 if whole else param.step, unit=param.unit, automatic=bool(param.automatic),
            bare=whole and param.high - param.low > UNLIKELY,
        )  # fmt: skip

        def read() -> Any:
            value = number.value
            return round(value) if whole and value is not None else value

        number.changed.connect(self._tell)
        return Field(param, number, read, number.set_value)

    def _tell(self, *_value: Any) -> None:
        self.changed.emit()
