"""Tooltips that name the keys of actions as they are now, also after the person gave them others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from photofix.gui.wording import of_key


def like(widget: QWidget, action: QAction) -> None:
    """The widget says what the action says."""
    _keep(partial(_take, widget, action), action)


def say(widget: QWidget, what: str, *parts: QAction | tuple[QAction, ...] | tuple[str, QAction] | str) -> None:
    """The widget says `what`, and in brackets the keys that do so.

    parts: an action for its first key, several for theirs, a text with {0} and the action whose key that is, or a text
    about keys and gestures that nobody can change. Those of actions without keys are left out.
    """
    about = [each for part in parts for each in (part if isinstance(part, tuple) else (part,))]
    _keep(partial(_tell, widget, what, parts), *(each for each in about if isinstance(each, QAction)))


def _keep(tell: Callable[[], None], *actions: QAction) -> None:
    """Now, and whenever one of the actions is another."""
    for action in actions:
        action.changed.connect(tell)
    tell()


def _take(widget: QWidget, action: QAction) -> None:
    if widget.toolTip() != action.toolTip():
        widget.setToolTip(action.toolTip())


def _tell(widget: QWidget, what: str, parts: tuple[QAction | tuple[QAction | str, ...] | str, ...]) -> None:
    said = ", ".join(text for part in parts if (text := _text(part)))
    tip = f"{what}  ({said})" if said else what
    if widget.toolTip() != tip:
        widget.setToolTip(tip)
        widget.setAccessibleDescription(tip)


def _text(part: QAction | tuple[QAction | str, ...] | str) -> str:
    """What is said of one part; nothing if it is of actions that have no key."""
    if isinstance(part, str):
        return part
    given = part if isinstance(part, tuple) else (part,)
    keys = [key for each in given if isinstance(each, QAction) and (key := of_key(each.shortcut().toString()))]
    text = next((each for each in given if isinstance(each, str)), "{0}")
    return text.format(QCoreApplication.translate("tips", " and ").join(keys)) if keys else ""
