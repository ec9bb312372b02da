"""What a training of a translator is asked to do: pairs, direction, name, time, and what is rarely changed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from photofix.gui.asking import Asking
from photofix.gui.panels.choice_fields import Choices, ListField, Segments
from photofix.gui.panels.entry_fields import FileField, TextField
from photofix.gui.panels.fields import Name, NumberField
from photofix.gui.pix2pix_training import Wanted

ONE, TWO, DERIVED = "one", "two", "derived"
MINUTES, EPOCHS = "minutes", "epochs"
USUAL_MINUTES, USUAL_EPOCHS = 60, 200
SIZE, WIDTH = 256, 64


class _Field(QWidget):
    """A name over a list or a row of segments."""

    def __init__(self, title: str, what: str, field: ListField | Segments) -> None:
        super().__init__()
        self.field = field
        label = Name(title)
        label.setBuddy(field)
        field.setAccessibleName(title)
        field.setToolTip(what)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label)
        column.addWidget(field)


class Pix2PixForm(QWidget):
    """pairs_changed: other pairs, or pairs that are to be checked in another way."""

    pairs_changed = Signal()
    name_changed = Signal()

    def __init__(self, asking: Asking) -> None:
        super().__init__()
        self._asking = asking
        self.kind = Segments([(ONE, self.tr("Folder")), (TWO, self.tr("A and B")), (DERIVED, self.tr("Photos"))])
        self.first = self._folder(self.tr("Folder"))
        self.second = self._folder(self.tr("Folder B"))
        self.derive = ListField(self._derivations())
        self.direction = Segments([("AtoB", self.tr("A to B")), ("BtoA", self.tr("B to A"))])
        self.name = TextField(self.tr("Name"), None, automatic=self.tr("like the folder"), longest=60)
        self.name.setAccessibleName(self.tr("Name"))
        self.name.setToolTip(self.tr("What the translator is called; a name that there is already goes on learning"))
        self.unit = Segments([(MINUTES, self.tr("Minutes")), (EPOCHS, self.tr("Epochs"))])
        self.minutes = NumberField(self.tr("Minutes"), 1, 3000, USUAL_MINUTES, step=5, curved=True)
        self.epochs = NumberField(self.tr("Epochs"), 1, 1000, USUAL_EPOCHS, step=10, curved=True)
        self.minutes.setToolTip(self.tr("How long it learns in all; it may be paused"))
        self.epochs.setToolTip(self.tr("How often it sees every pair; 200 in the paper"))
        self.fold = QPushButton()
        self.fold.setObjectName("fold")
        self.fold.setStyleSheet("text-align: left;")
        self.fold.setCheckable(True)
        self.fold.setToolTip(self.tr("Networks and size; as in the paper unless you change them"))
        self.more = QWidget()
        self._build()
        self.kind.changed.connect(lambda _value: self._arrange())
        self.unit.changed.connect(lambda _value: self._arrange())
        self.fold.toggled.connect(self.more.setVisible)
        self.fold.toggled.connect(self._name_fold)
        self._name_fold(False)
        for field in (self.first, self.second, self.direction, self.derive, self.size_, self.kind):
            field.changed.connect(lambda _value: self.pairs_changed.emit())
        self.first.changed.connect(lambda _value: self.name_changed.emit())
        self.name.changed.connect(lambda _value: self.name_changed.emit())
        self._arrange()

    def _folder(self, title: str) -> FileField:
        field = FileField(title, None, lambda: self._asking.folder(title, None), automatic=self.tr("none yet"))
        field.setAccessibleName(title)
        return field

    def _derivations(self) -> Choices:
        return (
            ("drawing", self.tr("Drawing to photo")), ("edges", self.tr("Edges to photo")),
            ("grey", self.tr("Grey to colour")), ("dark", self.tr("Dark to bright")),
            ("blurred", self.tr("Blurred to sharp")), ("small", self.tr("Small to large")),
            ("masked", self.tr("Holes to whole")), ("posterised", self.tr("Flat colours to photo")),
        )  # fmt: skip

    def _build(self) -> None:
        self.derive_ = _Field(self.tr("It learns"), self.tr("What is made of every photo as the input"), self.derive)
        self.direction_ = _Field(self.tr("Direction"), self.tr("Which picture becomes which"), self.direction)
        self.kind_ = _Field(
            self.tr("Pairs"), self.tr("A folder with pictures side by side or with folders A and B; two folders with "
            "equal names; or photos of which the inputs are made"), self.kind,
        )  # fmt: skip
        self.unit_ = _Field(self.tr("Time"), self.tr("How its length is given"), self.unit)
        networks = ("unet", self.tr("U-Net, as in the paper")), ("resnet", self.tr("ResNet, 9 blocks"))
        self.generator = ListField(networks)
        self.critic = ListField([
            ("70", self.tr("Patches of 70 pixels")), ("16", self.tr("Patches of 16 pixels")),
            ("pixel", self.tr("Single pixels")), ("286", self.tr("The whole picture")),
        ])  # fmt: skip
        self.size_ = NumberField(self.tr("Size"), 64, 1024, SIZE, step=64, unit="px", bare=True)
        self.size_.setToolTip(self.tr("Pixels a side at which it learns; doubling it takes four times as long"))
        self.width_ = NumberField(self.tr("Channels"), 8, 128, WIDTH, step=8, bare=True)
        self.width_.setToolTip(self.tr("Of the first layer; 64 in the paper, 32 learns about three times as fast"))
        more = QGridLayout(self.more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setVerticalSpacing(10)
        generator = _Field(self.tr("Generator"), self.tr("The network that makes the picture"), self.generator)
        critic = _Field(self.tr("Critic"), self.tr("How much of a picture the critic judges at once"), self.critic)
        more.addWidget(generator, 0, 0)
        more.addWidget(critic, 1, 0)
        more.addWidget(self.size_, 2, 0)
        more.addWidget(self.width_, 3, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (
            self.kind_, self.first, self.second, self.derive_, self.direction_, self.name, self.unit_, self.minutes,
            self.epochs, self.fold, self.more,
        ):  # fmt: skip
            column.addWidget(widget)
        self.more.hide()

    def _arrange(self) -> None:
        """Show what belongs to the kind of pairs and the way in which time is given."""
        kind = self.kind.value
        self.second.setVisible(kind == TWO)
        self.derive_.setVisible(kind == DERIVED)
        self.direction_.setVisible(kind != DERIVED)
        self.minutes.setVisible(self.unit.value == MINUTES)
        self.epochs.setVisible(self.unit.value == EPOCHS)

    def _name_fold(self, open_: bool) -> None:
        self.fold.setText(f"{'▾' if open_ else '▸'}  {self.tr('Advanced')}")
        self.fold.setAccessibleName(self.tr("Advanced"))

    def set_enabled(self, on: bool) -> None:
        for widget in (
            self.kind_, self.first, self.second, self.derive_, self.direction_, self.name, self.unit_, self.minutes,
            self.epochs, self.more,
        ):  # fmt: skip
            widget.setEnabled(on)

    @property
    def safe_name(self) -> str:
        """The name as a file can have it; like the folder's if none was given."""
        name = "".join(letter if letter.isalnum() or letter in " -_" else "_" for letter in self.name.value or "")
        folder = Path(self.first.value).name if self.first.value else ""
        return name.strip() or folder or "translator"

    def wanted(self, out: Path) -> Wanted | None:
        """What is asked for; None as long as folders are missing."""
        kind = self.kind.value
        chosen = [self.first.value, self.second.value] if kind == TWO else [self.first.value]
        if not all(chosen):
            return None
        by_time = self.unit.value == MINUTES
        return Wanted(
            tuple(Path(str(place)) for place in chosen), self.derive.value if kind == DERIVED else None,
            self.direction.value, out, float(self.minutes.value or USUAL_MINUTES) if by_time else None,
            None if by_time else round(self.epochs.value or USUAL_EPOCHS), self.generator.value, self.critic.value,
            round(self.size_.value or SIZE), round(self.width_.value or WIDTH),
        )  # fmt: skip
