"""The main window: puts the parts in their places and passes on what they say to each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from photofix.core.undo_memory import UndoMemory
from photofix.errors import UserError
from photofix.gui import actions, theme
from photofix.gui.asking import Asking, Dialogs
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.commands import Commands
from photofix.gui.dialogs.closing import ClosingDialog
from photofix.gui.document_model import DocumentModel
from photofix.gui.edit_outline import EditOutline
from photofix.gui.hints import HintBar
from photofix.gui.icons import SIZE, icon
from photofix.gui.messages import Message, MessageBar
from photofix.gui.panels.brush_panel import BrushPanel
from photofix.gui.panels.edits_panel import EditsPanel
from photofix.gui.panels.history_panel import HistoryPanel
from photofix.gui.panels.operation_panel import OperationPanel
from photofix.gui.panels.queue_panel import QueuePanel
from photofix.gui.panels.section import Section
from photofix.gui.photo_files import FileStore, PhotoFiles
from photofix.gui.remembered import Remembered
from photofix.gui.repairs import Repaired, Repairs
from photofix.gui.stage import Stage
from photofix.gui.status_line import StatusLine
from photofix.gui.tools.brush import BrushTool
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.undo_keeper import UndoKeeper
from photofix.gui.wording import of_action, of_operation
from photofix.gui.workers import COMPUTE, Workers
from photofix.ops.base import Models, Operation

SIDE_WIDTH = 300
FIRST_SIZE = QSize(1360, 860)
TOOLS = ("brush", "eraser", None, "undo", "redo", None, "clear_mask", "show_mask", None, "before", "split", None,
         "zoom_in", "zoom_out", "fit", "actual_size")  # fmt: skip


class Window(QMainWindow):
    """One photo at a time."""

    _closing_shown = Signal()

    def __init__(
        self,
        operation: Operation,
        make_models: Callable[[], Models],
        remembered: Remembered,
        resources: Path,
        *,
        store: FileStore,
        asking: Asking | None = None,
        crashed: Callable[[BaseException], None],
        undo_memory: UndoMemory | None = None,
    ) -> None:
        """crashed: told of what went wrong in a job and is not the person's to mend."""
        super().__init__()
        self._remembered, self._resources, self._crashed = remembered, resources, crashed
        self._theme = theme.THEMES.get(remembered.theme, theme.DARK)
        self.workers = Workers(self)
        background = self.workers.run_in_background
        self.keeper = UndoKeeper(undo_memory, background, self)
        self.model = DocumentModel(self, keeper=self.keeper)
        self.asking: Asking = asking or Dialogs(self)
        self.files = PhotoFiles(self.model, self.workers, self.asking, store, self)
        self.repairs = Repairs(self.model, self.workers, make_models, self)
        self.brush = BrushSettings(self)
        self.canvas = Canvas(self.model, run_in_background=background)
        self.outline = EditOutline(self.canvas, self.model, background, self)
        self.canvas.set_tool(BrushTool(self.model, self.brush))
        self.commands = Commands(self, self.open_sample)
        self.actions_ = actions.build(self, self.canvas, self.commands, self.icon)
        self._closing = self._warm = False
        self._build(operation)
        self._connect()
        self._dress()
        self._refresh()
        self._geometry()

    # Building

    def _build(self, operation: Operation) -> None:
        self.setAcceptDrops(True)
        self.queue = QueuePanel(self.workers)
        self.messages = MessageBar()
        self.hints = HintBar()
        self.stage = Stage(self.canvas, [self.hints, self.messages], [self.queue])
        self.operation = OperationPanel(operation)
        self.edits = EditsPanel(self.model, self.workers.run_in_background)
        self.edits.use_actions(self.actions_)
        self.history = HistoryPanel(self.model)
        title = of_operation(operation.title)
        self.sections = [
            Section(title, self.operation),
            Section(self.tr("Brush"), BrushPanel(self.brush)),
            Section(self.tr("Edits"), self.edits, margin=0),
            Section(self.tr("History"), self.history, margin=0),
        ]
        column = QWidget()
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for section in self.sections:
            inner.addWidget(section)
        inner.addStretch()
        self.side = QScrollArea(widgetResizable=True)
        self.side.setObjectName("side")
        self.side.setFrameShape(QFrame.Shape.NoFrame)
        self.side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.side.setWidget(column)
        self.side.setMinimumWidth(260)
        self.side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(self.stage)
        split.addWidget(self.side)
        split.setStretchFactor(0, 1)
        split.setSizes([FIRST_SIZE.width() - SIDE_WIDTH, SIDE_WIDTH])
        self.setCentralWidget(split)
        self.tools = self._tool_bar()
        self.status = StatusLine()
        self.setStatusBar(self.status)
        sub_menus = actions.fill_menus(self.menuBar(), self.actions_)
        self._recent_menu = sub_menus["recent"]
        self._recent_menu.aboutToShow.connect(self._list_recent)

    def _tool_bar(self) -> QToolBar:
        bar = QToolBar(self.tr("Tools"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setIconSize(QSize(SIZE, SIZE))
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for name in TOOLS:
            if name is None:
                bar.addSeparator()
                continue
            bar.addAction(self.actions_[name])
            button = bar.widgetForAction(self.actions_[name])
            button.setAccessibleName(self.actions_[name].text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
        return bar

    def _connect(self) -> None:
        self.model.replaced.connect(self._show_photo)
        self.model.history_changed.connect(self._refresh)
        self.canvas.zoom_changed.connect(self.status.show_zoom)
        self.canvas.cursor_moved.connect(self.status.show_cursor)
        self.brush.changed.connect(self.show_tool)
        self.operation.wanted.connect(self.repairs.start)
        self.repairs.done.connect(self._repaired)
        self.repairs.refused.connect(self.show_error)
        self.files.message.connect(self.messages.show_message)
        self.files.opened.connect(self._opened)
        self.files.saved.connect(self._saved)
        self.workers.failed.connect(self.show_error)
        self.repairs.queue_changed.connect(self._refresh)
        self.edits.selected.connect(self.outline.show)
        self.edits.selected.connect(self._refresh)
        self.keeper.refused.connect(self.show_error)
        self.hints.closed.connect(partial(self.show_first_steps, False))

    def icon(self, name: str) -> QIcon:
        """An icon in the theme's colours."""
        return icon(self._resources / "icons", name, self._theme)

    # Looks

    def set_theme(self, name: str) -> None:
        self._theme = theme.THEMES[name]
        self._remembered.theme = name
        self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self._theme, self._resources / "icons")
        for row in actions.ACTIONS:
            if row.icon:
                self.actions_[row.id].setIcon(self.icon(row.icon))
        for section in self.sections:
            section.dress(self.icon)
        self.edits.dress(self.icon)
        self.messages.dress(self.icon)
        self.hints.dress(self.icon)
        self.canvas.surround = QColor(self._theme.surround)
        self.actions_["light_theme"].setChecked(self._theme is theme.LIGHT)

    def show_panels(self, shown: bool) -> None:
        for part in (self.side, self.tools, self.status):
            part.setVisible(shown)
        self.menuBar().setVisible(shown)
        self.actions_["hide_panels"].setChecked(not shown)

    def set_full_screen(self, on: bool) -> None:
        self.setWindowState(
            self.windowState() | Qt.WindowState.WindowFullScreen
            if on
            else self.windowState() & ~Qt.WindowState.WindowFullScreen
        )

    def go_to_panels(self) -> None:
        """The keyboard goes from the photo to the panels, and back."""
        if self.canvas.hasFocus():
            self.show_panels(True)
            self.sections[0].title.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_first_steps(self, shown: bool) -> None:
        self._remembered.first_steps = shown
        self.hints.setVisible(shown)
        self.stage.arrange()

    def show_dialog(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def set_compare(self, mode: str) -> None:
        self.canvas.set_compare(mode)
        self.actions_["before"].setChecked(mode == "before")
        self.actions_["split"].setChecked(mode == "split")

    def show_tool(self) -> None:
        self.actions_["brush"].setChecked(not self.brush.erase)
        self.actions_["eraser"].setChecked(self.brush.erase)

    # What the parts say

    def show_error(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.messages.show_message(Message.of(error))
        else:
            self._crashed(error)

    def _show_photo(self) -> None:
        self.messages.clear()
        self.set_compare("none")
        state = self.model.state
        self.status.show_photo(state.base if state else None)
        if state is not None:
            self.status.show_zoom(self.canvas.zoom)
            self._warm_up()

    def _warm_up(self) -> None:
        """Import what computes once the first photo is on the screen, not before."""
        if self._warm:
            return
        if self.canvas.settled:
            self._warm = True
            self.repairs.warm_up(self.status.show_device)
        else:
            QTimer.singleShot(100, self, self._warm_up)

    def _repaired(self, repaired: Repaired) -> None:
        self.status.show_outside(repaired.outside)
        self.status.show_device(repaired.device)

    def _opened(self, path: Path) -> None:
        if not path.is_relative_to(self._resources):
            self._remembered.add_recent(path)
        self.canvas.setFocus()

    def _saved(self, path: Path) -> None:
        self._remembered.add_recent(path)
        self.statusBar().showMessage(self.tr("Saved as {0}").format(path), 5000)

    def _list_recent(self) -> None:
        self._recent_menu.clear()
        paths = self._remembered.recent
        for path in paths:
            entry = self._recent_menu.addAction(path.name, partial(self.files.open, path))
            entry.setToolTip(str(path))
            entry.setStatusTip(str(path))
        if not paths:
            self._recent_menu.addAction(self.tr("Nothing yet")).setEnabled(False)
        else:
            self._recent_menu.addSeparator()
            self._recent_menu.addAction(self.tr("Clear List"), self._remembered.forget_recent)

    def _refresh(self, *_ignored: Any) -> None:
        """Which actions can be used, and the title."""
        document = self.model.document
        undo = document.undo_info if document else None
        rules = {
            "always": True,
            "photo": document is not None,
            "mask": document is not None and not document.state.mask.empty,
            "undo": bool(undo and undo.undo),
            "redo": bool(undo and undo.redo),
            "busy": self.repairs.busy,
            "edit": bool(self.edits.ids),
            "marked_edit": any(edit.mask is not None for edit in self.edits.chosen),
        }
        for row in actions.ACTIONS:
            if row.do:
                self.actions_[row.id].setEnabled(rules[row.enabled])
        self.operation.button.setEnabled(rules["photo"])
        for name, label in (("undo", undo.undo if undo else ""), ("redo", undo.redo if undo else "")):
            text = of_action(name.capitalize())
            label = of_operation(label)
            self.actions_[name].setText(f"{text} {label}".strip())
        name = self.model.path.name if self.model.path else self.tr("Untitled")
        self.setWindowModified(self.model.modified)
        self.setWindowTitle(f"{name}[*] – PhotoFix" if document else "PhotoFix")
        self.actions_["show_mask"].setChecked(self.canvas.mask_visible)
        self.show_tool()

    # Files from outside

    def open_sample(self) -> None:
        """The picture that comes with PhotoFix."""
        self.files.open(self._resources / "sample" / "sample.jpg")

    def open_files(self, paths: list[Path]) -> None:
        """Open the first; the others are at hand as recent files."""
        for path in reversed(paths[1:]):
            self._remembered.add_recent(path)
        if len(paths) > 1:
            text = self.tr("{0} is shown; the other photos are under File → Open Recent.").format(paths[0].name)
            self.messages.show_message(Message(text))
        if paths:
            self.files.open(paths[0])

    def dragEnterEvent(self, event: Any) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: Any) -> None:
        paths = _dropped(event)
        event.acceptProposedAction()
        # The other program waits for the drop to end: no question may be open meanwhile.
        QTimer.singleShot(0, self, partial(self.open_files, paths))

    # "Before" lasts as long as its key is held; chosen from the menu, until it is chosen again

    def keyReleaseEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Backslash and not event.isAutoRepeat():
            self._end_before()
        super().keyReleaseEvent(event)

    def changeEvent(self, event: Any) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._end_before()  # the release goes to another window
        super().changeEvent(event)

    def _end_before(self) -> None:
        if self.canvas.compare == "before":
            self.set_compare("none")

    # Start and end

    def _geometry(self) -> None:
        self.resize(FIRST_SIZE)
        if self._remembered.geometry is not None:
            self.restoreGeometry(self._remembered.geometry)
        self.hints.setVisible(self._remembered.first_steps)

    def closeEvent(self, event: Any) -> None:
        """Ask about what is not saved, then let the threads finish."""
        if not self._closing:
            event.ignore()
            self.files.leave(lambda: QTimer.singleShot(0, self, self._close))  # not from within this event
            return
        self._remembered.geometry = self.saveGeometry()
        self._remembered.keep()
        event.accept()

    def _close(self) -> None:
        """Nothing is to be kept any more: stop computing, wait for files that are being written, close."""
        self._closing = True
        self.workers.cancel_all(COMPUTE)
        if self.workers.busy:
            dialog = ClosingDialog(self)
            self.workers.idle.connect(dialog.accept)
            self._closing_shown.emit()
            dialog.exec()
        self.workers.stop()
        self.close()


def _dropped(event: Any) -> list[Path]:
    """Files of this machine that are being dropped."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
