"""The models: a table of what ships, what was added and what can be had, and the passport of the chosen one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from photofix.gui import passport_lines
from photofix.gui.arrivals import read
from photofix.gui.choose_operation import choose_operation
from photofix.gui.passport_view import PassportView
from photofix.gui.wording import of_operation
from photofix.gui.workers import Task
from photofix.models import hub
from photofix.models.elsewhere import ELSEWHERE
from photofix.models.listing import BUILT_IN, CHANGED, DOWNLOADABLE, MISSING, Listed

if TYPE_CHECKING:
    from photofix.gui.own_models import OwnModels

ID = Qt.ItemDataRole.UserRole
NAME, PURPOSE, SIZE, LICENCE, COMMERCIAL, SPEED, STATE = range(7)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
OWN = "own"


class ModelsDialog(QDialog):
    """Stands beside the window and blocks nothing; what takes time goes to the queue."""

    def __init__(self, models: OwnModels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self.resize(1200, 680)
        self.setAcceptDrops(True)
        self._models = models
        self._wanted: Path | None = None  # the file that is to be chosen when its row is there
        self._rows: dict[str, Listed] = {}
        self._items: dict[str, QTreeWidgetItem] = {}
        self.search = QLineEdit(
            placeholderText=self.tr("Search models, or name a repository of the Hugging Face Hub"),
            clearButtonEnabled=True,
        )
        self.search.setAccessibleName(self.tr("Search the models"))
        self.search.setToolTip(self.tr("Words of a model's name, purpose, licence or training data"))
        self.purposes = QComboBox()
        self.purposes.setAccessibleName(self.tr("Purpose"))
        self.purposes.setToolTip(self.tr("Show the models for one purpose alone"))
        self.purposes.addItem(self.tr("For all purposes"), "")
        self.tree = self._new_tree()
        self.passport = PassportView()
        self.note = QLabel(wordWrap=True)
        self.note.setObjectName("quiet")
        self.note.hide()
        self._buttons()
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.purposes.currentIndexChanged.connect(self._filter)
        self.tree.itemSelectionChanged.connect(self._show_chosen)
        models.changed.connect(self.refresh)
        self.refresh()

    # What is shown

    def refresh(self) -> None:
        """Show the table as it is now; what was chosen stays so."""
        rows = {row.id: row for row in self._models.rows}
        if list(rows.values()) != list(self._rows.values()):
            wanted = [row.id for row in rows.values() if self._wanted is not None and row.file == self._wanted]
            chosen = wanted or [row.id for row in self.chosen]
            self._wanted = None if wanted else self._wanted
            self._rows = rows
            self._fill()
            self._choose(chosen or list(rows)[:1])
        for name, row in rows.items():
            self._show_state(self._items[name], row)
        self._show_chosen()

    def select(self, file: Path) -> None:
        """Choose a model, as soon as it is in the table."""
        there = [row.id for row in self._rows.values() if row.file == file]
        self._wanted = None if there else file
        if there:
            self._choose(there)

    def say(self, text: str, hint: str = "", *, warning: bool = False) -> None:
        """What came about, until the next thing is done."""
        self.note.setObjectName("warning" if warning else "quiet")
        self.note.style().polish(self.note)
        self.note.setText(f"{text} {hint}".strip())
        self.note.setVisible(bool(text))

    def show_progress(self, name: str, task: Task) -> None:
        """How far a job is that is about a row."""
        item = self._items.get(name)
        if item is not None:
            item.setText(STATE, self._working(task))
            item.setToolTip(STATE, task.text)

    @property
    def chosen(self) -> list[Listed]:
        """The models that are selected, in the order of the table."""
        names = [item.data(NAME, ID) for item in self._items.values() if item.isSelected() and not item.isHidden()]
        return [self._rows[name] for name in names]

    @property
    def hub_name(self) -> str:
        """The repository of the Hub whose name stands in the search field, if it finds nothing here; else empty."""
        text = self.search.text().strip()
        found = any(not item.isHidden() for item in self._items.values())
        return text if not found and hub.is_name(text) else ""

    def _fill(self) -> None:
        self.tree.blockSignals(True)
        self.tree.clear()
        self._items = {}
        titles = {
            BUILT_IN: self.tr("Built in"), OWN: self.tr("Your own"), ELSEWHERE: self.tr("Of another program"),
            DOWNLOADABLE: self.tr("To download"),
        }  # fmt: skip
        for kind, title in titles.items():
            rows = [row for row in self._rows.values() if _group(row) == kind]
            if rows:
                group = self._group(title)
                self._items |= {row.id: self._item(group, row) for row in rows}
        self.tree.expandAll()
        self.tree.blockSignals(False)
        known = [self.purposes.itemData(index) for index in range(self.purposes.count())]
        for purpose in dict.fromkeys(row.purpose for row in self._rows.values()):
            if purpose not in known:
                self.purposes.addItem(passport_lines.purpose(purpose), purpose)
        self._filter()

    def _group(self, title: str) -> QTreeWidgetItem:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFirstColumnSpanned(True)
        font = self.tree.font()
        font.setBold(True)
        group.setFont(0, font)
        return group

    def _item(self, group: QTreeWidgetItem, row: Listed) -> QTreeWidgetItem:
        texts = [
            row.title, passport_lines.purpose(row.purpose), passport_lines.size(row.bytes), row.licence,
            passport_lines.commercial(row.commercial), passport_lines.speed(row.seconds), "",
        ]  # fmt: skip
        item = QTreeWidgetItem(group, texts)
        item.setData(NAME, ID, row.id)
        for column, text in enumerate(texts):
            item.setToolTip(column, text)
        item.setToolTip(NAME, f"{row.title} ({row.id})")
        for column in (SIZE, SPEED):
            item.setTextAlignment(column, RIGHT)
        return item

    def _show_state(self, item: QTreeWidgetItem, row: Listed) -> None:
        task = self._models.task_of(row)
        text = self._working(task) if task is not None else self._state(row)
        item.setText(STATE, text)
        item.setToolTip(STATE, row.state or text)

    def _state(self, row: Listed) -> str:
        if row.kind == DOWNLOADABLE:
            return self.tr("not offered") if row.state else ""
        if row.state in (MISSING, CHANGED):
            return self.tr(row.state)
        begun, users = self._models.begun_with(row), self._models.users(row.purpose)
        words = [self.tr("default")] if begun and begun == users else [of_operation(each.title) for each in begun]
        words += [self.tr("verified")] if row.sha256 in self._models.checked else []
        return ", ".join(words)

    def _working(self, task: Task) -> str:
        return f"{task.fraction:.0%}" if task.fraction else self.tr("waiting")

    def _show_chosen(self) -> None:
        rows = self.chosen
        row = rows[0] if len(rows) == 1 else None
        if row is not None:
            about = row.passport
            warning = about.warning if about is not None else ""
            self.passport.show_lines(row.title, passport_lines.of_row(row), warning or self._withheld(row))
        elif rows:
            total = passport_lines.size(sum(each.bytes for each in rows))
            self.passport.show_lines(self.tr("{0} models").format(len(rows)), [(self.tr("Size"), total)])
        elif self.hub_name:
            lines = [
                (self.tr("Source"), self.tr("Hugging Face Hub")),
                (self.tr("Licence"), self.tr("see its page there")),
            ]
            self.passport.show_lines(self.hub_name, lines)
        else:
            self.passport.show_lines(self.tr("No model is chosen"), ())
        self._enable(rows, row)

    def _withheld(self, row: Listed) -> str:
        if row.kind != DOWNLOADABLE or not row.state:
            return ""
        return self.tr("Not offered for download: {0}. Get the file from its authors, and import it.").format(row.state)

    def _enable(self, rows: list[Listed], row: Listed | None) -> None:
        models = self._models
        own = bool(rows) and all(_group(each) == OWN for each in rows)
        busy = row is not None and models.task_of(row) is not None
        loading = busy and row is not None and row.kind == DOWNLOADABLE
        offline = models.network.offline
        can_load = row is not None and row.kind == DOWNLOADABLE and not row.state and not offline
        self.download.setText(self.tr("Cancel Download") if loading else self.tr("Download"))
        self.download.setEnabled(can_load or loading or (bool(self.hub_name) and not offline))
        tip = self.tr("PhotoFix is offline: see the settings") if offline else self.tr("Fetch the model, and check it")
        self.download.setToolTip(tip)
        self.export.setEnabled(own and all(each.here for each in rows))
        self.remove.setEnabled(own and not busy)
        for button in (self.verify, self.measure):
            button.setEnabled(row is not None and row.here and not busy)
        self.default.setEnabled(row is not None and row.here and bool(models.can_begin(row)))

    def _download(self) -> None:
        if self.hub_name:
            self._models.download_from_hub(self.hub_name)
        else:
            self._models.download(self.chosen[0])

    def _make_default(self) -> None:
        row = self.chosen[0]
        choose_operation(self.default, self._models.can_begin(row), partial(self._models.set_default, row))

    def _choose(self, names: list[str]) -> None:
        self.tree.blockSignals(True)
        self.tree.clearSelection()
        for name in names:
            if name in self._items:  # said how: by itself Qt asks the keyboard, and with Ctrl held would choose nothing
                self.tree.setCurrentItem(self._items[name], NAME, QItemSelectionModel.SelectionFlag.Select)
        self.tree.blockSignals(False)
        self._show_chosen()

    def _filter(self, *_ignored: object) -> None:
        words, purpose = self.search.text().casefold().split(), self.purposes.currentData()
        for name, item in self._items.items():
            row = self._rows[name]
            text = f"{row.id} {row.title} {row.purpose} {row.licence} {row.training_data}".casefold()
            item.setHidden(purpose not in ("", row.purpose) or not all(word in text for word in words))
        for index in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(index)
            if group is not None:
                rows = (group.child(number) for number in range(group.childCount()))
                group.setHidden(all(row is None or row.isHidden() for row in rows))
        self._show_chosen()

    # Files that are dropped here

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._models.dropped(read(event.mimeData()).paths)

    # Building

    def _new_tree(self) -> QTreeWidget:
        titles = [
            self.tr("Model"), self.tr("For"), self.tr("Size"), self.tr("Licence"), self.tr("Commercial"),
            self.tr("Speed"), self.tr("State"),
        ]  # fmt: skip
        tree = QTreeWidget(columnCount=len(titles))
        tree.setObjectName("keys")
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setIndentation(12)
        tree.setItemsExpandable(False)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setAccessibleName(self.tr("Models"))
        tree.setToolTip(self.tr("Choose a model to see all that is known of it"))
        tree.setHeaderLabels(titles)
        header = tree.header()
        header.setStretchLastSection(False)
        for column in range(len(titles)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(LICENCE, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)
        for column in (SIZE, SPEED):
            tree.headerItem().setTextAlignment(column, RIGHT)
        return tree

    def _buttons(self) -> None:
        models = self._models

        def button(text: str, tip: str, do: object) -> QPushButton:
            made = QPushButton(text)
            made.setToolTip(tip)
            made.setAutoDefault(False)
            made.clicked.connect(do)
            return made

        self.import_ = button(self.tr("Import…"), self.tr("Keep a model file or a pack"), models.ask_import)
        self.export = button(self.tr("Export…"), self.tr("Write the chosen models to one file, for a machine without "
                             "network"), lambda: models.export(self.chosen))  # fmt: skip
        self.verify = button(self.tr("Verify"), self.tr("Compare the file with its checksum"),
                             lambda: models.verify(self.chosen[0]))  # fmt: skip
        self.measure = button(self.tr("Measure Speed"), self.tr("Measure how fast it is on this machine"),
                              lambda: models.measure(self.chosen[0]))  # fmt: skip
        self.remove = button(self.tr("Remove"), self.tr("Delete the chosen models of your own"),
                             lambda: models.remove(self.chosen))  # fmt: skip
        self.default = button(self.tr("Set as Default"), self.tr("Begin with this model in a panel that can use it"),
                              self._make_default)  # fmt: skip
        self.download = button(self.tr("Download"), self.tr("Fetch the model, and check it"),
                               self._download)  # fmt: skip

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addWidget(self.purposes)
        middle = QHBoxLayout()
        middle.setSpacing(14)
        middle.addWidget(self.tree, 1)
        self.passport.setFixedWidth(320)
        middle.addWidget(self.passport)
        bottom = QHBoxLayout()
        bottom.setSpacing(8)
        for button in (self.import_, self.export, self.remove):
            bottom.addWidget(button)
        bottom.addStretch()
        for button in (self.verify, self.measure, self.default, self.download):
            bottom.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(middle, 1)
        column.addWidget(self.note)
        column.addLayout(bottom)


def _group(row: Listed) -> str:
    """Under which title a row stands."""
    return row.kind if row.kind in (BUILT_IN, ELSEWHERE, DOWNLOADABLE) else OWN
