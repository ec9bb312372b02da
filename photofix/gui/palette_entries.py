"""What the command palette can run: every row of the actions table, and the photos that were open before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from photofix.gui import actions
from photofix.gui.dialogs.command_palette import Entry
from photofix.gui.shortcuts import Shortcuts
from photofix.gui.wording import of_action, of_key

LEFT_OUT = ("palette",)  # it is open


def entries(
    built: Mapping[str, QAction], shortcuts: Shortcuts, recent: Sequence[Path], open_photo: Callable[[Path], None]
) -> list[Entry]:
    """In the order of the menus, then the photos."""
    found = [
        Entry(
            row.id,
            built[row.id].text().replace("&", ""),  # "Undo Brush stroke"
            of_action(row.menu),
            of_action(row.tooltip),
            "  ".join(of_key(key) for key in shortcuts.keys(row.id)),
            "" if built[row.id].isEnabled() else actions.reason(row),
            built[row.id].isChecked(),
            built[row.id].trigger,
        )
        for row in actions.ACTIONS
        if row.do and row.id not in LEFT_OUT
    ]
    title = QCoreApplication.translate("palette", "Open {0}")
    found += [
        Entry(f"recent {path}", title.format(path.name), str(path.parent), str(path), "", "", False,
              partial(open_photo, path))
        for path in recent
    ]  # fmt: skip
    return found
