"""Everything the person can do, as a table: menus, shortcuts, tooltips, icons and the shortcut list come from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from photofix.gui.wording import of_action, of_key


@dataclass(frozen=True)
class Action:
    """One row. `do` is the name of a method of `commands.Commands`, or "part.method" for one of a part that it holds.

    It is called without arguments (checkable: with a bool).

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


# When an action can be used, and what is said while it cannot.
RULES = {
    "always": "",
    "photo": "needs a photo",
    "photos": "needs several photos",
    "closed": "no photo was closed",
    "mask": "needs a mask",
    "step": "needs an edit",
    "undo": "nothing to undo",
    "redo": "nothing to redo",
    "busy": "nothing is being worked on",
    "edit": "needs a selected edit",
    "marked_edit": "needs a selected edit with a mask",
    "found": "nothing was looked for yet",
    "finding": "needs a selected finding",
    "hinting": "colour hints are not being set",
    "hints": "there are no colour hints",
    "hint": "needs a selected colour hint",
    "colours": "needs a selected edit that gave the photo colours",
    "opened": "no photo is open in the editor",
    "translated": "nothing was translated yet",
    "varied": "this translator has no variations",
}
MENUS = ("File", "Edit", "Mask", "Find", "Improve", "Colour", "View", "Help")

# fmt: off
ACTIONS: tuple[Action, ...] = (
    Action("open", "Open…", "File", "Open a photo", "open", ("Ctrl+O",), "open"),
    Action("recent", "Open Recent", "File", "Open a photo that was open before", ""),
    Action("reopen", "Reopen Closed Photo", "File", "Open the photo that was closed last again",
           "photos.reopen", ("Ctrl+Shift+T",), "", "closed"),
    Action("save", "Save", "File", "Save the repaired photo; the original is only overwritten when you say so",
           "save", ("Ctrl+S",), "save", "photo", line=True),
    Action("save_as", "Save As…", "File", "Save the repaired photo under another name",
           "save_as", ("Ctrl+Shift+S",), "", "photo"),
    Action("close", "Close Photo", "File", "Close the photo and keep the window",
           "close_photo", ("Ctrl+W",), "", "photo", line=True),
    Action("close_all", "Close All Photos", "File", "Close all photos and keep the window",
           "photos.close_all", ("Ctrl+Shift+W",), "", "photos"),
    Action("quit", "Quit", "File", "Leave PhotoFix", "quit", ("Ctrl+Q",)),

    Action("undo", "Undo", "Edit", "Take back the last stroke or repair", "undo", ("Ctrl+Z",), "undo", "undo"),
    Action("redo", "Redo", "Edit", "Do again what was taken back",
           "redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "redo"),
    Action("repair", "Repair", "Edit", "Fill what is marked",
           "repair", ("Return", "Enter"), "repair", "photo", line=True),
    Action("cancel", "Cancel", "Edit", "Stop what is being worked on", "cancel", ("Esc",), "cancel", "busy"),
    Action("copy", "Copy Result", "Edit", "Copy the repaired photo, for other programs to paste",
           "photos.copy", ("Ctrl+Shift+C",), "", "photo", line=True),
    Action("paste", "Paste as New Photo", "Edit", "Open the picture or the files that were copied elsewhere",
           "photos.paste", ("Ctrl+V",)),
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
    Action("models", "Models…", "Edit", "See, download, import and measure the models that do the work",
           "models.open", ("Ctrl+Shift+N",), line=True),
    Action("settings", "Settings…", "Edit", "Looks, tools, files, colour and speed",
           "settings", ("Ctrl+,",)),

    Action("brush", "Brush", "Mask", "Mark what is to go; Shift-click draws a straight line, Alt wipes",
           "mask.brush", ("B", "J"), "brush", checkable=True),
    Action("eraser", "Eraser", "Mask", "Wipe marks away; the photo itself is not touched",
           "mask.eraser", ("E",), "eraser", checkable=True),
    Action("wire", "Wire Pen", "Mask", "Mark a wire: click its ends, the path snaps to it, Enter marks",
           "mask.wire", ("W",), "wire", checkable=True),
    Action("lasso", "Lasso", "Mask", "Mark what a freely drawn line encloses; Shift adds, Alt subtracts",
           "mask.lasso", ("L",), "lasso", checkable=True),
    Action("polygon", "Polygon", "Mask", "Mark what straight lines enclose: click the corners, Enter closes",
           "mask.polygon", ("P",), "polygon", checkable=True),
    Action("rectangle", "Rectangle", "Mask", "Mark a rectangle; while dragging Shift makes a square, Alt centres",
           "mask.rectangle", ("M",), "rectangle", checkable=True),
    Action("ellipse", "Ellipse", "Mask", "Mark an ellipse; while dragging Shift makes a circle, Alt centres",
           "mask.ellipse", ("Shift+M",), "ellipse", checkable=True),
    Action("swap", "Swap Marking and Wiping", "Mask", "Make every tool wipe instead of mark, or mark again",
           "mask.swap", ("X",)),
    Action("repair_on_release", "Repair on Release", "Mask", "Repair what was marked as soon as the button is let go",
           "mask.repair_on_release", ("Shift+R",), checkable=True),
    Action("smaller", "Smaller Brush", "Mask", "Make brush or wire narrower", "smaller", ("[",), line=True),
    Action("larger", "Larger Brush", "Mask", "Make brush or wire wider", "larger", ("]",)),
    Action("softer", "Softer Brush", "Mask", "Make the brush's edge softer", "softer", ("Shift+[",)),
    Action("harder", "Harder Brush", "Mask", "Make the brush's edge harder", "harder", ("Shift+]",)),
    Action("grow_mask", "Grow…", "Mask", "Mark some pixels more around all marks",
           "mask.grow", ("Ctrl+]",), "", "mask", line=True),
    Action("shrink_mask", "Shrink…", "Mask", "Take some pixels away at the edge of all marks",
           "mask.shrink", ("Ctrl+[",), "", "mask"),
    Action("feather_mask", "Feather…", "Mask", "Soften the edge of all marks",
           "mask.feather", ("Shift+F6",), "", "mask"),
    Action("invert_mask", "Invert", "Mask", "Mark what is not marked, and the other way round",
           "mask.invert", ("Ctrl+Shift+I",), "", "photo"),
    Action("mark_all", "Mark Everything", "Mask", "Mark the whole photo", "mask.select_all", ("Ctrl+A",), "", "photo"),
    Action("clear_mask", "Clear Mask", "Mask", "Remove all marks", "mask.clear", ("Ctrl+D",), "clear", "mask"),
    Action("step_mask", "Paint the Step's Mask", "Mask",
           "Paint where the selected edit is hidden, instead of marking what is to go",
           "steps.paint_mask", ("Shift+K",), "", "step", checkable=True),
    Action("import_mask", "Import Mask…", "Mask", "Take a picture of the photo's size as the mask: white is repaired",
           "mask.import_mask", ("Ctrl+M",), "", "photo", line=True),
    Action("export_mask", "Export Mask…", "Mask", "Save the mask as a grey picture",
           "mask.export_mask", ("Ctrl+Shift+E",), "", "mask"),
    Action("show_mask", "Show Mask", "Mask", "Show or hide the marks",
           "mask.show", ("O",), "mask", checkable=True, line=True),
    Action("mask_colour", "Next Mask Colour", "Mask", "Show the marks in another colour",
           "mask.next_colour", ("Shift+O",)),

    Action("find", "Find", "Find", "Look for wires, dust and scratches, as chosen in the panel",
           "find.find", ("Ctrl+F",), "find", "photo"),
    Action("heal_all", "Heal All", "Find", "Repair everything that is accepted; every finding becomes an edit",
           "find.heal", ("Ctrl+Return", "Ctrl+Enter"), "repair", "found"),
    Action("review", "Review", "Find", "Show what was found and judge it, or go back to the photo",
           "find.review", ("Ctrl+Shift+F",), "", "found", checkable=True, line=True),
    Action("judge", "Judge Findings", "Find", "Click accepts or rejects, drag changes, right-click rejects",
           "find.judge", ("V",), "", "found", checkable=True),
    Action("protect", "Protect Areas", "Find", "Paint where nothing may be healed",
           "find.protect", ("Shift+P",), "protect", "found", checkable=True),
    Action("next_finding", "Next Finding", "Find", "Show the next finding at its real size; Tab on the photo",
           "find.next", ("N",), "next", "found", line=True),
    Action("previous_finding", "Previous Finding", "Find", "Show the finding before; Shift+Tab on the photo",
           "find.previous", ("Shift+N",), "previous", "found"),
    Action("toggle_finding", "Accept or Reject", "Find", "Heal the selected finding, or leave it; Space on the photo",
           "find.toggle", ("T",), "accept", "finding"),
    Action("dismiss_finding", "Reject or Remove", "Find",
           "Leave the selected finding as it is; what was drawn by hand is removed; Del on the photo",
           "find.dismiss", ("Shift+Del",), "", "finding"),
    Action("accept_all", "Accept All", "Find", "Heal all findings", "find.accept_all",
           ("Ctrl+Alt+Y",), "accept-all", "found"),
    Action("reject_all", "Reject All", "Find", "Leave all findings", "find.reject_all",
           ("Ctrl+Alt+N",), "reject-all", "found"),
    Action("spots", "Visualise Spots", "Find", "Show what differs from its surroundings, white on black",
           "view.spots", ("A",), "spots", "photo", checkable=True, line=True),
    Action("dust_map", "Dust Map…", "Find", "Learn where dust lies on the sensor, and take it off all open photos",
           "dust.open", ("Ctrl+Shift+U",), line=True),

    Action("restore", "Restore Old Photo…", "Improve", "Find out what an old photo suffers from, and undo it in steps",
           "improve.restore", ("Ctrl+Alt+R",), "", "photo"),
    Action("fade", "Faded Colours…", "Improve", "Choose how contrast and colours of faded prints come back",
           "improve.fade", ("Ctrl+Alt+F",), "", "photo", line=True),
    Action("denoise", "Denoise…", "Improve", "Choose how much noise and grain is taken out",
           "improve.denoise", ("Ctrl+Alt+K",), "", "photo"),
    Action("dejpeg", "JPEG Artefacts…", "Improve", "Choose how much of what JPEG compression has left is taken out",
           "improve.dejpeg", ("Ctrl+Alt+J",), "", "photo"),
    Action("descreen", "Printing Dots…", "Improve", "Choose how much of the dots of print is taken out of a scan",
           "improve.descreen", ("Ctrl+Alt+P",), "", "photo"),
    Action("sharpen", "Sharpen…", "Improve", "Choose how much of a photo's blur is undone",
           "improve.sharpen", ("Ctrl+Alt+H",), "", "photo"),
    Action("faces", "Faces…", "Improve", "Choose which faces are restored, and how freely; each becomes an edit",
           "improve.faces", ("Ctrl+Alt+Shift+F",), "", "photo"),
    Action("stylize", "Painting…", "Improve", "Choose the painting or other picture that the photo is painted like",
           "improve.stylize", ("Ctrl+Alt+B",), "", "photo", line=True),
    Action("train_style", "Train a Style…", "Improve", "Let PhotoFix learn the style of a painting of your own",
           "improve.train_style", ("Ctrl+Alt+Shift+B",)),
    Action("translate", "Translation…", "Improve",
           "Choose what is made of the photo: a photo of its edges, colours of its grey, light of its dark",
           "improve.translate", ("Ctrl+Alt+X",), "", "photo", line=True),
    Action("studio", "Sketch Studio…", "Improve", "Draw labels or edges and see what a network makes of them",
           "translate.studio", ("Ctrl+Alt+S",)),
    Action("train_translator", "Train a Translator…", "Improve",
           "Let PhotoFix learn from pairs of pictures to make the one of the other",
           "translate.train", ("Ctrl+Alt+Shift+T",)),
    Action("upscale", "Upscale…", "Improve", "Choose how large the photo is to become",
           "improve.upscale", ("Ctrl+Alt+I",), "", "photo", line=True),
    Action("upscale_trial", "Compare Ways to Upscale…", "Improve", "Enlarge what you look at in two ways, side by side",
           "improve.upscale_trial", ("Ctrl+Alt+Shift+I",), "", "photo"),

    Action("colorize", "Colorize…", "Colour", "Choose how a black-and-white photo gets colours",
           "colour.colorize", ("Ctrl+Alt+L",), "", "photo"),
    Action("colour_hints", "Colour Hints", "Colour", "Say on the photo which colours things have, or stop to",
           "colour.hints", ("H",), "", "photo", checkable=True, line=True),
    Action("hint_point", "Set Points", "Colour", "Click a place and choose its colour; drag moves, right-click removes",
           "colour.point", ("Shift+H",), "", "photo", checkable=True),
    Action("hint_brush", "Paint Strokes", "Colour", "Paint with the colour in hand what is to have it",
           "colour.brush", ("Shift+B",), "", "photo", checkable=True),
    Action("hint_lock", "Lock Regions", "Colour", "Draw around what keeps the colours that it has now",
           "colour.lock", ("Shift+L",), "", "photo", checkable=True),
    Action("hint_pick", "Eyedropper", "Colour", "Take a colour from this or another open photo; Alt+click does, too",
           "colour.pick", ("I",), "", "photo", checkable=True),
    Action("hint_grey", "Keep Grey", "Colour", "The selected hint says that its place is grey, or the brush paints so",
           "colour.grey", ("Shift+G",), "", "hinting", line=True),
    Action("hint_remove", "Remove Hint", "Colour", "Take the selected colour hint away; Del on the photo",
           "colour.remove", ("Ctrl+Del",), "", "hint"),
    Action("hints_clear", "Remove All Hints", "Colour", "Take all colour hints away",
           "colour.clear", ("Ctrl+Shift+H",), "", "hints"),
    Action("hints_load", "Load Hints…", "Colour", "Take the colour hints of a file",
           "colour.load", ("Ctrl+Alt+Shift+O",), "", "photo", line=True),
    Action("hints_save", "Save Hints…", "Colour", "Keep the colour hints in a file, for later or for the command line",
           "colour.save", ("Ctrl+Alt+Shift+S",), "", "hints"),
    Action("change_colours", "Change Colours…", "Colour", "Take up the selected colouring with its hints and values",
           "colour.change", ("Ctrl+Alt+C",), "", "colours", line=True),

    Action("zoom_in", "Zoom In", "View", "Show the photo larger",
           "zoom_in", ("Ctrl++", "Ctrl+="), "zoom-in", "photo"),
    Action("zoom_out", "Zoom Out", "View", "Show the photo smaller", "zoom_out", ("Ctrl+-",), "zoom-out", "photo"),
    Action("fit", "Fit in Window", "View", "Show the whole photo", "fit", ("Ctrl+0",), "fit", "photo"),
    Action("actual_size", "Actual Pixels", "View", "Show one photo pixel per screen pixel",
           "actual_size", ("Ctrl+1",), "actual-size", "photo"),
    Action("toggle_zoom", "Fit or Actual Pixels", "View", "Change between the whole photo and its pixels",
           "toggle_zoom", ("Z",), "", "photo"),
    Action("before", "Before", "View", "Show the photo as it was, while the key is held",
           "view.before", ("\\",), "before", "photo", checkable=True, line=True),
    Action("split", "Split View", "View", "Show before and after in one picture with a divider to drag",
           "view.split", ("Shift+Y",), "split", "photo", checkable=True),
    Action("side_by_side", "Side by Side", "View", "Show before and after beside each other, with the same view",
           "view.side_by_side", ("Y",), "side-by-side", "photo", checkable=True),
    Action("turn_comparison", "Turn Comparison", "View", "Put before and after above each other, or beside each other",
           "view.turn", ("Alt+Y",), "", "photo"),
    Action("difference", "Difference Map", "View", "Show what was changed, amplified; what is black was not touched",
           "view.difference", ("Ctrl+Shift+D",), "difference", "photo", checkable=True),
    Action("difference_gain", "Difference Strength", "View", "Amplify the difference map by 1, 4 or 16 in turn",
           "view.next_gain", ("Ctrl+Alt+D",), "", "photo"),
    Action("next_photo", "Next Photo", "View", "Show the photo to the right in the filmstrip",
           "photos.next", ("Ctrl+Tab", "Ctrl+PgDown"), "", "photos", line=True),
    Action("previous_photo", "Previous Photo", "View", "Show the photo to the left in the filmstrip",
           "photos.previous", ("Ctrl+Shift+Tab", "Ctrl+PgUp"), "", "photos"),
    Action("pixel_grid", "Pixel Grid", "View", "Show lines between pixels when they are large",
           "view.pixel_grid", ("Ctrl+Alt+G",), checkable=True, line=True),
    Action("full_screen", "Full Screen", "View", "Use the whole screen",
           "full_screen", ("F", "F11"), checkable=True, line=True),
    Action("hide_panels", "Hide Panels", "View", "Show nothing but the photo",
           "hide_panels", ("Tab",), checkable=True, where="canvas"),
    Action("panels", "Go to the Panels", "View", "Move the keyboard between the photo and the panels",
           "go_to_panels", ("F6",)),
    Action("light_theme", "Light Theme", "View", "Light panels instead of dark ones",
           "light_theme", ("Ctrl+Shift+L",), checkable=True, line=True),

    Action("palette", "Find a Command…", "Help", "Type a few letters of what you want to do",
           "palette", ("Ctrl+Shift+P", "Ctrl+K")),
    Action("shortcuts", "Keyboard Shortcuts", "Help", "List all keys and change them", "shortcuts", ("F1", "?")),
    Action("hints", "Show First Steps", "Help", "Show the three steps of a repair again",
           "first_steps", ("Ctrl+F1",)),
    Action("sample", "Open Sample Picture", "Help", "Open a picture with wires to try PhotoFix on",
           "open_sample", ("Ctrl+Shift+F1",)),
    Action("about", "About PhotoFix", "Help", "Version, licence and libraries", "about", ("Shift+F1",), line=True),
)
# fmt: on


def build(
    window: QWidget, canvas: QWidget, commands: object, icon: Callable[[str], QIcon], rows: Sequence[Action] = ACTIONS
) -> dict[str, QAction]:
    """A QAction for every row that does something, by id, connected to the commands."""
    actions = {}
    for row in rows:
        if not row.do:
            continue
        action = QAction(of_action(row.title), window)
        action.setObjectName(row.id)
        action.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
        action.setStatusTip(of_action(row.tooltip))
        action.setToolTip(tooltip(row, action))
        action.enabledChanged.connect(partial(_explain, action, row))
        action.setAutoRepeat(row.id in ("undo", "redo", "smaller", "larger", "softer", "harder", "zoom_in", "zoom_out"))
        if row.icon:
            action.setIcon(icon(row.icon))
        if row.id == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        if row.id == "about":
            action.setMenuRole(QAction.MenuRole.AboutRole)
        if row.id == "settings":
            action.setMenuRole(QAction.MenuRole.PreferencesRole)
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


def fill_menus(
    bar: QMenuBar, actions: Mapping[str, QAction], titles: Sequence[str] = MENUS, rows: Sequence[Action] = ACTIONS
) -> dict[str, QMenu]:
    """The menus of the table; returns the sub-menus that others fill, by id."""
    menus = {title: bar.addMenu(of_action(title)) for title in titles}
    open_menus = {}
    for row in rows:
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


def tooltip(row: Action, action: QAction) -> str:
    """What it does, with the first key that it has now, and why it cannot be used, if so."""
    key = of_key(action.shortcut().toString())
    what = action.statusTip()
    text = f"{what}  ({key})" if key else what
    return text if action.isEnabled() else f"{text} – {reason(row)}"


def rename(action: QAction, title: str, what: str) -> None:
    """Call an action of the table, which does something else now, by another title, and say what it does."""
    row = next(row for row in ACTIONS if row.id == action.objectName())
    action.setText(title)
    action.setStatusTip(what)
    action.setToolTip(tooltip(row, action))


def reason(row: Action) -> str:
    """What is missing while the action cannot be used."""
    return of_action(RULES[row.enabled])


def _explain(action: QAction, row: Action, _enabled: bool) -> None:
    action.setToolTip(tooltip(row, action))


def _without_argument(call: Callable[[], None], _checked: bool = False) -> None:
    call()
