"""The edits over the photo: the list, and under it what can be done to the selected ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from photofix.core.edit import Edit
from photofix.gui.document_model import DocumentModel
from photofix.gui.edit_steps import EditSteps
from photofix.gui.panels.edit_details import EditDetails
from photofix.gui.panels.edit_list import EditList, EditRows
from photofix.gui.panels.edit_looks import EditLooks, RunInBackground
from photofix.gui.panels.fields import NumberField
from photofix.gui.panels.short_list import fit_height, new_list

MOST = 6  # rows that are seen at once
BUTTONS = ("mark_again", "edit_delete")
MENU = ("edit_toggle", "edit_rename", None, "mark_again", "mark_over", "step_mask", None, "edit_delete")


class EditsPanel(QWidget):
    """Newest on top. What is selected is outlined in the photo."""

    selected = Signal(list)  # edits, newest first

    def __init__(self, model: DocumentModel, run_in_background: RunInBackground) -> None:
        super().__init__()
        self._model = model
        self.steps = EditSteps(model, self)
        self.looks = EditLooks(run_in_background, self)
        self.rows = EditRows(model, self.steps)
        self.list = EditList(self.rows, model, self.looks)
        new_list(self.list, self.tr("Edits"))
        self.nothing = QLabel(self.tr("Nothing repaired yet"))
        self.nothing.setEnabled(False)
        self.nothing.setContentsMargins(12, 2, 12, 2)
        self.opacity = NumberField(self.tr("Opacity"), 0, 100, 100, unit="%")
        for part in (self.opacity.box, self.opacity.slider):
            part.setAccessibleName(self.tr("Opacity of the edit"))
        self.opacity.setToolTip(self.tr("How strongly the edit is laid over the photo; double-click for 100 %"))
        self.details_button = QPushButton()
        self.details_button.setCheckable(True)
        self.details_button.setObjectName("fold")
        self.details_button.setToolTip(self.tr("Show or hide how the edit was made"))
        self.details = EditDetails()
        self.details.hide()
        self._lay_out()
        self._name_fold(False)
        model.history_changed.connect(self._refresh)
        model.replaced.connect(self.looks.forget)
        self.looks.made.connect(self._show_look)
        self.list.switched.connect(self.steps.switch)
        self.list.selectionModel().selectionChanged.connect(self._select)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.opacity.changed.connect(self._fade)
        self.opacity.slider.sliderReleased.connect(self.steps.settle)
        self.details_button.toggled.connect(self._fold)
        self._actions: Mapping[str, QAction] = {}
        self._refresh()
        self._size()

    def _lay_out(self) -> None:
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(2)
        self._buttons.addWidget(self.details_button)
        self._buttons.addStretch()
        self.foot = QWidget()
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(12, 8, 12, 4)
        foot.setSpacing(4)
        foot.addWidget(self.opacity)
        foot.addLayout(self._buttons)
        foot.addWidget(self.details)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.nothing)
        column.addWidget(self.list)
        column.addWidget(self.foot)

    def use_actions(self, actions: Mapping[str, QAction]) -> None:
        """Offer these as buttons and in the menu of a row."""
        self._actions = actions
        for name in BUTTONS:
            button = QToolButton()
            button.setObjectName("small")
            button.setDefaultAction(actions[name])
            button.setIconSize(QSize(18, 18))
            button.setAccessibleName(actions[name].text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons.addWidget(button)

    def dress(self, icon: Callable[[str], QIcon]) -> None:
        """Take the theme's icons."""
        self.list.painting.dress(icon)
        self.list.viewport().update()

    # What is asked for

    @property
    def chosen(self) -> list[Edit]:
        """The selected edits, newest first."""
        return self.list.chosen

    @property
    def ids(self) -> list[str]:
        """Of the selected edits."""
        return [edit.id for edit in self.chosen]

    def toggle(self) -> None:
        """Switch the selected edits off, or on if all are off."""
        self.steps.switch(self.ids, not any(edit.enabled for edit in self.chosen))

    def rename(self) -> None:
        """Let the person type a name for the current edit."""
        if self.chosen:
            index = self.rows.index(self.rows.row_of(self.chosen[0].id))
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.list.setCurrentIndex(index)
            self.list.edit(index)

    def delete(self) -> None:
        """Delete the selected edits; the one below is selected then."""
        chosen = self.chosen
        if chosen:
            row = self.rows.row_of(chosen[-1].id) + 1
            below = self.rows.edits[row : row + 1]
            self.steps.delete([edit.id for edit in chosen])
            self.list.choose([edit.id for edit in below])

    def mark_again(self, *, off: bool) -> None:
        self.steps.mark_again(self.ids, off=off)

    # What is shown

    def _refresh(self) -> None:
        ids = self.ids
        if self.rows.refresh():
            self.list.choose(ids)
            self._size()
            if ids:
                self._select()
        self._show_chosen()

    def _size(self) -> None:
        any_ = bool(self.rows.edits)
        self.nothing.setVisible(not any_)
        self.list.setVisible(any_)
        self.foot.setVisible(any_)
        fit_height(self.list, MOST)

    def _select(self) -> None:
        self.steps.settle()
        self._show_chosen()
        self.selected.emit(self.chosen)

    def _show_chosen(self) -> None:
        chosen = self.chosen
        self.opacity.setEnabled(bool(chosen))
        self.opacity.blockSignals(True)
        self.opacity.set_value(100 * chosen[0].opacity if chosen else 100)
        self.opacity.blockSignals(False)
        self.details_button.setEnabled(bool(chosen))
        self._show_details()

    def _show_details(self) -> None:
        chosen = self.chosen[:1]
        self.details.setVisible(self.details_button.isChecked() and bool(chosen))
        for edit in chosen:
            self.details.show_edit(edit, self._changed(edit), self._pixels)

    @property
    def _pixels(self) -> int:
        state = self._model.state
        return state.base.width * state.base.height if state else 1

    def _changed(self, edit: Edit) -> int | None:
        state = self._model.state
        look = self.looks.get(state.base, edit) if state else None
        return look.changed if look else None

    def _show_look(self, edit_id: str) -> None:
        self.list.update(self.rows.index(self.rows.row_of(edit_id)))
        if self.chosen and self.chosen[0].id == edit_id:
            self._show_details()

    def _fold(self, open_: bool) -> None:
        self._name_fold(open_)
        self._show_details()

    def _name_fold(self, open_: bool) -> None:
        self.details_button.setText(f"{'▾' if open_ else '▸'}  {self.tr('Details')}")
        self.details_button.setAccessibleName(self.tr("Details"))

    # What the person does

    def _fade(self, percent: float) -> None:
        self.steps.fade(self.ids, percent / 100, dragging=self.opacity.slider.isSliderDown())

    def _open_menu(self, at: QPoint) -> None:
        if self.list.indexAt(at).isValid():
            self.menu().popup(self.list.viewport().mapToGlobal(at))

    def menu(self) -> QMenu:
        """What can be done to the selected edits; goes when it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in MENU:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[name])
        menu.addAction(self.tr("Copy Details"), self.details.copy)
        return menu
