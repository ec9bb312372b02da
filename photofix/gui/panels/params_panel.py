"""A panel made from the declared parameters of an operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from photofix.core.params import Param, declared
from photofix.gui.added_models import added
from photofix.gui.asking import Asking, Dialogs
from photofix.gui.panels.choice_fields import ListField, Segments, fit_in_a_row
from photofix.gui.panels.entry_fields import ColourField, FileField, TextField
from photofix.gui.panels.fields import Name, NumberField
from photofix.gui.panels.hints_field import HintsField
from photofix.gui.panels.model_field import ModelField
from photofix.gui.panels.picture_field import PictureField
from photofix.gui.wording import of_operation
from photofix.paths import own, resources

UNLIKELY = 10_000  # a whole number with more values than these is typed, not slid


@dataclass(frozen=True)
class Field:
    """The widget of one parameter, and how to read and write its value and the one that a double-click brings back."""

    param: Param
    widget: QWidget
    read: Callable[[], Any]
    write: Callable[[Any], None]
    set_default: Callable[[Any], None]


class ParamsPanel(QWidget):
    """Edits one params dataclass. `changed` is sent whenever a value becomes another."""

    changed = Signal()
    hints_wanted = Signal()  # they are to be set on the photo

    def __init__(self, params: type, asking: Asking | None = None) -> None:
        """asking: the questions for files and colours; by default dialogs."""
        super().__init__()
        self._params = params
        self._asking: Asking = asking or Dialogs(self)
        self._defaults = params()
        self._rows: dict[str, QWidget] = {}
        self._setting = False
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
        for field in self.fields.values():
            if isinstance(field.widget, ModelField):
                entry = self.fields[f"{field.param.name}_file"].widget
                entry.changed.connect(field.widget.show_file)  # type: ignore[attr-defined]
        self._show_what_counts()

    def values(self) -> Any:
        """The params as they stand: an instance of the dataclass."""
        return self._params(**{name: field.read() for name, field in self.fields.items()})

    def set_values(self, params: Any) -> None:
        """Show these params; `changed` is sent once, if they are others. What belongs to the photo stays."""
        before, self._setting = self.values(), True
        for name, field in self.fields.items():
            if not field.param.of_photo:
                field.write(getattr(params, name))
        self._setting = False
        if self.values() != before:
            self._tell()

    def set_defaults(self, params: Any) -> None:
        """What `reset` and double-clicks bring back."""
        self._defaults = params
        for name, field in self.fields.items():
            field.set_default(getattr(params, name))

    def reset(self) -> None:
        self.set_values(self._defaults)

    def _name_fold(self, open_: bool) -> None:
        self.fold.setText(f"{'▾' if open_ else '▸'}  {self.tr('Advanced')}")
        self.fold.setAccessibleName(self.tr("Advanced"))

    def _form(self, fields: list[Field]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(10)
        for field in fields:
            row = field.widget
            if isinstance(row, ListField | Segments):
                row = self._with_name(field)
            self._rows[field.param.name] = row
            column.addWidget(row)
        return column

    def _with_name(self, field: Field) -> QWidget:
        """A choice beside its name."""
        row = QWidget()
        inner = QHBoxLayout(row)
        inner.setContentsMargins(0, 0, 0, 0)
        label = Name(of_operation(field.param.title))
        label.setBuddy(field.widget)
        label.setToolTip(field.widget.toolTip())
        label.reset.connect(lambda: field.write(getattr(self._defaults, field.param.name)))
        inner.addWidget(label, 1)
        inner.addWidget(field.widget, 2)
        return row

    def _field(self, param: Param) -> Field:
        makers = {
            "choice": self._choice, "flag": self._flag, "integer": self._number, "number": self._number,
            "text": self._text, "file": self._file, "colour": self._colour, "hints": self._hints,
        }  # fmt: skip
        field = makers[param.kind](param)
        tip = of_operation(param.help)
        if param.automatic:
            tip += "\n" + self.tr("Automatic: {0}.").format(of_operation(param.automatic))
        field.widget.setToolTip(tip)
        field.widget.setAccessibleName(of_operation(param.title))
        field.widget.setObjectName(param.name)
        return field

    def _choice(self, param: Param) -> Field:
        choices = [(value, of_operation(title)) for value, title in param.choices]
        field: PictureField | Segments | ListField
        if param.pictures:
            field = PictureField(choices, resources() / param.pictures, own(param.pictures))
            field.file_chosen.connect(partial(self._take_file, f"{param.name}_file"))
        elif param.purposes:
            field = ModelField(choices, param.or_file, partial(added, param.purposes))
            field.file_chosen.connect(partial(self._take_file, f"{param.name}_file"))
        else:
            field = Segments(choices) if fit_in_a_row(choices) else ListField(choices)
        field.set_value(param.default)
        field.changed.connect(self._tell)
        return Field(param, field, lambda: field.value, field.set_value, lambda _value: None)

    def _take_file(self, name: str, path: str) -> None:
        self.fields[name].write(path)

    def _flag(self, param: Param) -> Field:
        box = QCheckBox(of_operation(param.title))
        box.setChecked(param.default)
        box.toggled.connect(self._tell)
        return Field(param, box, box.isChecked, box.setChecked, lambda _value: None)

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
        return Field(param, number, read, number.set_value, number.set_default)

    def _text(self, param: Param) -> Field:
        entry = TextField(
            of_operation(param.title), param.default, automatic=of_operation(param.automatic), longest=param.longest
        )
        return self._entered(param, entry)

    def _file(self, param: Param) -> Field:
        choose = partial(self._asking.file_path, of_operation(param.title), param.suffixes)
        entry = FileField(of_operation(param.title), param.default, choose, automatic=of_operation(param.automatic))
        return self._entered(param, entry)

    def _colour(self, param: Param) -> Field:
        choose = partial(self._asking.colour, of_operation(param.title))
        entry = ColourField(of_operation(param.title), param.default, choose, automatic=of_operation(param.automatic))
        return self._entered(param, entry)

    def _hints(self, param: Param) -> Field:
        field = HintsField(of_operation(param.title))
        field.changed.connect(self._tell)
        field.wanted.connect(self.hints_wanted)
        return Field(param, field, lambda: field.value, field.set_value, lambda _value: None)

    def _entered(self, param: Param, entry: TextField | FileField | ColourField) -> Field:
        entry.changed.connect(self._tell)
        return Field(param, entry, lambda: entry.value, entry.set_value, entry.set_default)

    def _tell(self, *_value: Any) -> None:
        if not self._setting:
            self._show_what_counts()
            self.changed.emit()

    def _show_what_counts(self) -> None:
        """A parameter that does not matter with the others as they are is not shown."""
        values = {name: field.read() for name, field in self.fields.items()}
        for name, row in self._rows.items():
            row.setVisible(self.fields[name].param.counts(values))
