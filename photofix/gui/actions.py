"""Everything the person can do, as a table: menus, shortcuts, tooltips, icons and the shortcut list come from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from photofix.gui.wording import of_action


@dataclass(frozen=True)
class Action:
    """One row. `do` is the name of a method of `commands.Commands`, called without arguments (checkable: with a bool),
    or "part.method" of a part of it.

    enabled: a rule of RULES. where: "window", or "canvas" for keys that mean something else outside the photo.
    line: a separator goes before it. A row without `do` is a menu that something else fills.
    """

    id: str
    title: str
    menu: str
    tooltip: str
    do: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    enabled: str = "always"
    checkable: bool = False
    where: str = "window"
    line: bool = False


RULES = ("always", "photo", "mask", "undo", "redo", "busy", "edit", "marked_edit")
MENUS = ("File", "Edit", "Mask", "View", "Help")

# fmt: off
ACTIONS: tuple[Action, ...] = (
    Action("open", "Open…", "File", "Open a photo", "open", ("Ctrl+O",), "open"),
    Action("recent", "Open Recent", "File", "Open a photo that was open before", ""),
    Action("save", "Save", "File", "Save the repaired photo; the original is only overwritten when you say so",
           "save", ("Ctrl+S",), "save", "photo", line=True),
    Action("save_as", "Save As…", "File", "Save the repaired photo under another name",
           "save_as", ("Ctrl+Shift+S",), "", "photo"),
    Action("close", "Close Photo", "File", "Close the photo and keep the window",
           "close_photo", ("Ctrl+W",), "", "photo", line=True),
    Action("quit", "Quit", "File", "Leave PhotoFix", "quit", ("Ctrl+Q",)),

    Action("undo", "Undo", "Edit", "Take back the last stroke or repair", "undo", ("Ctrl+Z",), "undo", "undo"),
    Action("redo", "Redo", "Edit", "Do again what was taken back",
           "redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo"),
    Action("repair", "Repair", "Edit", "Fill what is marked",
           "repair", ("Return", "Enter"), "repair", "photo", line=True),
    Action("cancel", "Cancel", "Edit", "Stop what is being worked on", "cancel", ("Esc",), "cancel", "busy"),
    Action("edit_toggle", "Switch Edit On or Off", "Edit", "Show the photo with or without the selected edits",
           "edits.toggle", ("Shift+V",), "", "edit", line=True),
    Action("mark_again", "Mark Again", "Edit",
           "Switch the selected edits off and mark what they were made for, to try it in another way",
           "edits.mark_again", ("Ctrl+Shift+M",), "mark-again", "marked_edit"),
    Action("mark_over", "Mark Again and Keep", "Edit",
           "Mark what the selected edits were made for, to work on from what they did",
           "edits.mark_over", ("Ctrl+Alt+M",), "", "marked_edit"),
    Action("edit_rename", "Rename Edit", "Edit", "Give the selected edit a name", "edits.rename", ("F2",), "", "edit"),
    Action("edit_delete", "Delete Edit", "Edit", "Remove the selected edits and what they changed",
           "edits.delete", ("Delete",), "clear", "edit"),

    Action("brush", "Brush", "Mask", "Mark what is to go; Shift-click draws a straight line, Alt wipes",
           "brush", ("B", "J"), "brush", checkable=True),
    Action("eraser", "Eraser", "Mask", "Wipe marks away; the photo itself is not touched",
           "eraser", ("E",), "eraser", checkable=True),
    Action("swap", "Swap Brush and Eraser", "Mask", "Change between marking and wiping", "swap", ("X",)),
    Action("smaller", "Smaller Brush", "Mask", "Make the brush smaller", "smaller", ("[",), line=True),
    Action("larger", "Larger Brush", "Mask", "Make the brush larger", "larger", ("]",)),
    Action("softer", "Softer Brush", "Mask", "Make the brush's edge softer", "softer", ("Shift+[",)),
    Action("harder", "Harder Brush", "Mask", "Make the brush's edge harder", "harder", ("Shift+]",)),
    Action("clear_mask", "Clear Mask", "Mask", "Remove all marks",
           "clear_mask", ("Ctrl+D",), "clear", "mask", line=True),
    Action("show_mask", "Show Mask", "Mask", "Show or hide the marks", "show_mask", ("O",), "mask", checkable=True),

    Action("zoom_in", "Zoom In", "View", "Show the photo larger",
           "zoom_in", ("Ctrl++", "Ctrl+="), "zoom-in", "photo"),
    Action("zoom_out", "Zoom Out", "View", "Show the photo smaller", "zoom_out", ("Ctrl+-",), "zoom-out", "photo"),
    Action("fit", "Fit in Window", "View", "Show the whole photo", "fit", ("Ctrl+0",), "fit", "photo"),
    Action("actual_size", "Actual Pixels", "View", "Show one photo pixel per screen pixel",
           "actual_size", ("Ctrl+1",), "actual-size", "photo"),
    Action("toggle_zoom", "Fit or Actual Pixels", "View", "Change between the whole photo and its pixels",
           "toggle_zoom", ("Z",), "", "photo"),
    Action("before", "Before", "View", "Show the photo as it was, while the key is held",
           "before", ("\\",), "before", "photo", checkable=True, line=True),
    Action("split", "Split View", "View", "Show before and after side by side with a divider to drag",
           "split", ("Shift+Y",), "split", "photo", checkable=True),
    Action("full_screen", "Full Screen", "View", "Use the whole screen",
           "full_screen", ("F", "F11"), checkable=True, line=True),
    Action("hide_panels", "Hide Panels", "View", "Show nothing but the photo",
           "hide_panels", ("Tab",), checkable=True, where="canvas"),
    Action("panels", "Go to the Panels", "View", "Move the keyboard between the photo and the panels",
           "go_to_panels", ("F6",)),
    Action("light_theme", "Light Theme", "View", "Light panels instead of dark ones",
           "light_theme", ("Ctrl+Shift+L",), checkable=True, line=True),

    Action("shortcuts", "Keyboard Shortcuts", "Help", "List all keys", "shortcuts", ("F1", "?")),
    Action("hints", "Show First Steps", "Help", "Show the three steps of a repair again",
           "first_steps", ("Ctrl+F1",)),
    Action("sample", "Open Sample Picture", "Help", "Open a picture with wires to try PhotoFix on",
           "open_sample", ("Ctrl+Shift+F1",)),
    Action("about", "About PhotoFix", "Help", "Version, licence and libraries", "about", ("Shift+F1",), line=True),
)
# fmt: on


def build(window: QWidget, canvas: QWidget, commands: object, icon: Callable[[str], QIcon]) -> dict[str, QAction]:
    """A QAction for every row that does something, by id, connected to the commands."""
    actions = {}
    for row in ACTIONS:
        if not row.do:
            continue
        action = QAction(of_action(row.title), window)
        action.setObjectName(row.id)
        action.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
        action.setToolTip(tooltip(row))
        action.setStatusTip(of_action(row.tooltip))
        action.setAutoRepeat(row.id in ("undo", "redo", "smaller", "larger", "softer", "harder", "zoom_in", "zoom_out"))
        if row.icon:
            action.setIcon(icon(row.icon))
        if row.id == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        if row.id == "about":
            action.setMenuRole(QAction.MenuRole.AboutRole)
        action.setCheckable(row.checkable)
        call = attrgetter(row.do)(commands)
        if row.checkable:
            action.triggered.connect(call)
        else:
            action.triggered.connect(partial(_without_argument, call))
        if row.where == "canvas":
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            canvas.addAction(action)
        else:
            window.addAction(action)  # so that its keys work while the menu bar is hidden
        actions[row.id] = action
    return actions


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """The menus of the table; returns the sub-menus that others fill, by id."""
    menus = {title: bar.addMenu(of_action(title)) for title in MENUS}
    open_menus = {}
    for row in ACTIONS:
        menu = menus[row.menu]
        if row.line:
            menu.addSeparator()
        if row.do:
            menu.addAction(actions[row.id])
        else:
            open_menus[row.id] = menu.addMenu(of_action(row.title))
            open_menus[row.id].menuAction().setToolTip(of_action(row.tooltip))
    for menu in menus.values():
        menu.setToolTipsVisible(True)
    return open_menus


def tooltip(row: Action) -> str:
    """What it does, with its first key."""
    if not row.shortcuts:
        return of_action(row.tooltip)
    return f"{of_action(row.tooltip)}  ({keys(row)[0]})"


def keys(row: Action) -> list[str]:
    """The shortcuts as this system writes them."""
    return [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in row.shortcuts]


def _without_argument(call: Callable[[], None], _checked: bool = False) -> None:
    call()
