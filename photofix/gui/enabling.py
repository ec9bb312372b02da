"""Which actions can be used now: the rules that the actions table names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QAction

from photofix.core.document import Document, UndoInfo
from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.gui.actions import ACTIONS
from photofix.gui.wording import of_action, of_operation


def rules(
    document: Document | None,
    marked: Mask | None,
    undo: UndoInfo | None,
    *,
    busy: bool,
    photos: int,
    closed: bool,
    edits: Sequence[Edit],
) -> dict[str, bool]:
    """Does each rule of actions.RULES hold?

    document: of the photo that is shown; marked: what the mask tools have painted; undo: what can be undone now;
    busy: there is something to cancel; photos: how many are open; closed: one was closed that can be opened again;
    edits: those that are selected.
    """
    return {
        "always": True,
        "photo": document is not None,
        "mask": marked is not None and not marked.empty,
        "step": document is not None and bool(document.state.edits),
        "undo": bool(undo and undo.undo),
        "redo": bool(undo and undo.redo),
        "busy": busy,
        "photos": photos > 1,
        "closed": closed,
        "edit": bool(edits),
        "marked_edit": any(edit.mask is not None for edit in edits),
    }


def apply_rules(actions: Mapping[str, QAction], holding: Mapping[str, bool]) -> None:
    for row in ACTIONS:
        if row.do:
            actions[row.id].setEnabled(holding[row.enabled])


def over(first: UndoInfo | None, second: UndoInfo | None) -> UndoInfo | None:
    """What can be undone of the first, else of the second."""
    if first is None or second is None:
        return first or second
    return UndoInfo(first.undo or second.undo, first.redo or second.redo)


def name_undo(actions: Mapping[str, QAction], undo: UndoInfo | None) -> None:
    """Undo and redo say what they would take back or do again."""
    for name, label in (("undo", undo.undo if undo else ""), ("redo", undo.redo if undo else "")):
        actions[name].setText(f"{of_action(name.capitalize())} {of_operation(label)}".strip())
