"""The bar of tools and views at the window's left edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolBar, QWidget

from photofix.gui.icons import SIZE

TOOLS = (
    "brush", "eraser", "wire", "lasso", "polygon", "rectangle", "ellipse", None,
    "undo", "redo", None, "clear_mask", "show_mask", None, "before", "split", "side_by_side", None,
    "zoom_in", "zoom_out", "fit", "actual_size",
)  # fmt: skip


class ToolBar(QToolBar):
    """A button for each action named; None is a separator."""

    def __init__(
        self, actions: Mapping[str, QAction], parent: QWidget | None = None, tools: Sequence[str | None] = TOOLS
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tools"))
        self.setObjectName("tools")
        self.setMovable(False)
        self.setIconSize(QSize(SIZE, SIZE))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in tools:
            if name is None:
                self.addSeparator()
                continue
            self.addAction(actions[name])
            button = self.widgetForAction(actions[name])
            button.setAccessibleName(actions[name].text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
