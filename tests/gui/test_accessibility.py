"""The window and its dialogs without a mouse and without eyes: names, tooltips, labels, and the way of the Tab key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)

from photofix.core.photo import Photo
from photofix.gui.dialogs.about import about_box
from photofix.gui.dialogs.closing import ClosingDialog
from photofix.gui.dialogs.crash import CrashDialog
from photofix.gui.dialogs.models_dialog import ModelsDialog
from photofix.gui.dialogs.new_sketch import NewSketch
from photofix.gui.dialogs.passport_dialog import PassportDialog
from photofix.gui.messages import Message
from photofix.gui.window import Window
from photofix.models.listing import listed
from tests.fakes import FakeModels

KINDS = (
    QAbstractButton, QComboBox, QAbstractSpinBox, QAbstractSlider, QAbstractItemView, QLineEdit, QPlainTextEdit,
)  # fmt: skip
NO_TOOLTIP = ("Close", "Continue", "OK", "Quit anyway", "Copy Report", "Save Photo As…")  # the word says it all


def interactive(top: QWidget) -> Iterator[QWidget]:
    """What can be clicked or typed into now, without the parts that Qt makes for its own widgets."""
    for widget in top.findChildren(QWidget):
        parent = widget.parent()
        part_of_another = (
            isinstance(parent, QAbstractSpinBox | QComboBox | QLineEdit) or widget.objectName()[:3] == "qt_"
        )
        inner = isinstance(widget, QScrollBar | QHeaderView) or isinstance(widget.window(), QFrame)
        if isinstance(widget, KINDS) and widget.isVisibleTo(top) and not part_of_another and not inner:
            yield widget


def palette(window: Window) -> QWidget:
    window.helpers.find()
    assert window.helpers.palette is not None
    return window.helpers.palette


def keys(window: Window) -> QWidget:
    dialog = window.helpers.open_dialog("shortcuts")
    dialog.tree.setCurrentItem(dialog.items["redo"])  # type: ignore[attr-defined]
    return dialog


def studio(window: Window) -> QWidget:
    window.commands.translate.studio()
    assert window.commands.translate.opened is not None
    return window.commands.translate.opened


def training(window: Window) -> QWidget:
    window.commands.translate.train()
    dialog = window.commands.translate.dialog
    assert dialog is not None
    dialog.form.fold.setChecked(True)
    return dialog


def models(window: Window) -> QWidget:
    part = window.commands.models
    part.rows = listed((), (), part.speeds)
    return ModelsDialog(part, window)


PLACES: dict[str, Callable[[Window], QWidget]] = {
    "window": lambda window: window,
    "palette": palette,
    "settings": lambda window: window.helpers.open_dialog("settings"),
    "shortcuts": keys,
    "models": models,
    "passport": lambda window: PassportDialog(Path("x.param"), window.commands.models, window),
    "about": about_box,
    "studio": studio,
    "new sketch": lambda window: NewSketch(256, 256, window),
    "training": training,
    "closing": ClosingDialog,
    "crash": lambda window: CrashDialog("fault", lambda: None, window),
}


@pytest.fixture
def opened(window: Window, photo: Photo, fake_models: FakeModels) -> Window:
    fake_models.scripts["labels-to-facade"] = lambda picture, _seed: picture
    window.model.open(photo)
    window.messages.show_message(Message("Something.", button=("Do it", lambda: None)))
    return window


@pytest.mark.parametrize("place", PLACES)
def test_what_can_be_used_has_a_name(opened: Window, place: str) -> None:
    top = PLACES[place](opened)
    QApplication.processEvents()
    nameless = [
        repr(widget)
        for widget in interactive(top)
        if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []
    if top is not opened:
        top.close()


@pytest.mark.parametrize("place", PLACES)
def test_what_can_be_used_says_what_it_does(opened: Window, place: str) -> None:
    """By a tooltip of its own or of the field that it is a part of."""
    top = PLACES[place](opened)
    QApplication.processEvents()

    def explained(widget: QWidget) -> bool:
        parent = widget.parentWidget()
        own = widget.toolTip() or (isinstance(widget, QAbstractButton) and widget.text().replace("&", "") in NO_TOOLTIP)
        return bool(
            own or (parent and parent is not top and not isinstance(parent, QDialogButtonBox) and explained(parent))
        )

    silent = [
        f"{type(widget).__name__} {widget.accessibleName()} {widget.objectName()}"
        for widget in interactive(top)
        if not explained(widget)
        and not isinstance(widget, QListView | QPlainTextEdit)  # their rows are explained
        and widget is not opened.messages.button  # the message is
    ]
    assert silent == []
    if top is not opened:
        top.close()


def test_labels_lead_to_their_fields(opened: Window) -> None:
    dialog = opened.helpers.open_dialog("settings")
    for place in (opened.operation, dialog):
        for widget in interactive(place):
            if isinstance(widget, QComboBox | QAbstractSpinBox):
                buddies = [label for label in place.findChildren(QLabel) if label.buddy() is widget]
                assert len(buddies) == 1, widget.accessibleName()
    dialog.close()


def test_the_tab_key_goes_from_top_to_bottom(opened: Window) -> None:
    """Through the panels as they are read: never up, and in one row never to the left."""
    column = opened.side.widget()
    assert column is not None
    stops: list[QWidget] = []
    start = opened.side.sections[0].title
    widget: QWidget = start
    while True:
        if (
            widget.isVisibleTo(opened)
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and column.isAncestorOf(widget)
        ):
            stops.append(widget)
        widget = widget.nextInFocusChain()
        if widget is start:
            break
    assert len(stops) > 8
    places = [stop.mapTo(column, stop.rect().topLeft()) for stop in stops]
    for (before, above), (after, below) in zip(
        zip(stops, places, strict=True), list(zip(stops, places, strict=True))[1:], strict=False
    ):
        same_row = above.y() < below.y() + after.height() and below.y() < above.y() + before.height()
        later = above.x() <= below.x() if same_row else above.y() < below.y()
        assert later, f"{before.accessibleName()} comes before {after.accessibleName()}"
