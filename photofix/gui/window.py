"""The main window: puts the parts in their places and passes on what they say to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from photofix.core.undo_memory import UndoMemory
from photofix.errors import Remedy, UserError
from photofix.gui import actions, theme
from photofix.gui.arranging import above, beside
from photofix.gui.arrivals import Arrival, Arrivals
from photofix.gui.asking import Asking, Dialogs
from photofix.gui.canvas.canvas import Canvas
from photofix.gui.clipboard import Clipboard
from photofix.gui.colouring.parts import HintParts
from photofix.gui.commands import Commands
from photofix.gui.dialogs.closing import ClosingDialog
from photofix.gui.document_model import DocumentModel
from photofix.gui.drop_frame import DropFrame
from photofix.gui.edit_outline import EditOutline
from photofix.gui.enabling import apply_rules, name_undo, over, rules
from photofix.gui.file_store import FileStore
from photofix.gui.filmstrip import Filmstrip
from photofix.gui.helpers import Helpers
from photofix.gui.hints import HintBar
from photofix.gui.icons import icon
from photofix.gui.live_preview import LivePreview
from photofix.gui.marking import Marking
from photofix.gui.marking_bar import MarkingBar
from photofix.gui.messages import Message, MessageBar
from photofix.gui.open_photos import OpenPhoto
from photofix.gui.opening import Opening
from photofix.gui.operating import connect_operations
from photofix.gui.own_models import parted
from photofix.gui.panels.edits_panel import EditsPanel
from photofix.gui.panels.history_panel import HistoryPanel
from photofix.gui.panels.navigator import Navigator
from photofix.gui.panels.operation_panel import OperationPanel
from photofix.gui.panels.operations_panel import OperationsPanel
from photofix.gui.panels.queue_panel import QueuePanel
from photofix.gui.panels.section import Section
from photofix.gui.panels.side_panel import SidePanel
from photofix.gui.panels.tool_panel import ToolPanel
from photofix.gui.photo_files import PhotoFiles
from photofix.gui.preferences import Preferences
from photofix.gui.recent_menu import RecentMenu
from photofix.gui.remembered import Remembered
from photofix.gui.repairs import Repaired, Repairs, Reshaped
from photofix.gui.review.parts import ReviewParts
from photofix.gui.shortcuts import Shortcuts
from photofix.gui.stage import Stage
from photofix.gui.status_line import StatusLine
from photofix.gui.thumbnails import Thumbnails
from photofix.gui.tool_bar import ToolBar
from photofix.gui.toolbox import Toolbox
from photofix.gui.tools.settings import BrushSettings
from photofix.gui.undo_keeper import UndoKeeper
from photofix.gui.wording import of_action, of_operation, sentence
from photofix.gui.workers import COMPUTE, NETWORK, Task, Workers
from photofix.ops.base import Models, Operation
from photofix.ops.presets import PresetStore

SIDE_WIDTH = 300
FIRST_SIZE = QSize(1360, 860)


class Window(QMainWindow):
    """One photo in the middle, the others in the filmstrip under it."""

    _closing_shown = Signal()

    def __init__(
        self,
        operations: Sequence[Operation],
        make_models: Callable[[], Models],
        remembered: Remembered,
        resources: Path,
        *,
        store: FileStore,
        presets: PresetStore,
        asking: Asking | None = None,
        crashed: Callable[[BaseException], None],
        undo_memory: UndoMemory | None = None,
    ) -> None:
        """crashed: told of what went wrong in a job and is not the person's to mend."""
        super().__init__()
        self._remembered, self._resources, self._crashed = remembered, resources, crashed
        self._theme = theme.chosen(remembered.theme)
        self._icons: dict[tuple[str, str], QIcon] = {}  # by name and colour of the text: painted once
        self.workers = Workers(self)
        background = self.workers.run_in_background
        self.keeper = UndoKeeper(undo_memory, background, self)
        self.model = DocumentModel(self, keeper=self.keeper)
        self.asking: Asking = asking or Dialogs(self)
        self.store = store
        self.opening = Opening(self.model, self.workers, self.asking, store, self)
        self.files = PhotoFiles(self.model, self.workers, self.asking, store, self.opening, self)
        self.arrivals = Arrivals(self.model, self.workers, self.opening, store, self)
        self.clipboard = Clipboard(self.model, self.workers, self.arrivals, self)
        self.repairs = Repairs(self.model, self.workers, make_models, self)
        self.brush = BrushSettings(self)
        self.marking = Marking(self.model, self)
        self.canvas = Canvas(self.marking, run_in_background=background)
        self.outline = EditOutline(self.canvas, self.model, background, self)
        self.toolbox = Toolbox(self.marking, self.canvas, self.brush, background, self)
        self.preview = LivePreview(self.model, self.canvas, self.workers, self.repairs.models, self)
        self.finding = ReviewParts(self, remembered)
        self.hinting = HintParts(self, remembered)
        self.commands = Commands(self, self.open_sample, remembered)
        self.actions_ = actions.build(self, self.canvas, self.commands, self.icon)
        self.shortcuts = Shortcuts(self.actions_, remembered, self)
        self._closing = self._warm = False
        self._build(operations, presets)
        self._connect()
        self.preferences = Preferences(self, remembered)
        self.helpers = Helpers(self)
        self.dress()
        self._refresh()
        self._geometry()

    # Building

    def _build(self, operations: Sequence[Operation], presets: PresetStore) -> None:
        self.queue = QueuePanel(self.workers, self._belongs)
        self.messages = MessageBar()
        self.hints = HintBar()
        modes: list[QWidget] = [MarkingBar(self.marking, self.actions_["cancel"]), self.finding.bar, self.hinting.bar]
        bars: list[QWidget] = [*modes, self.hints, self.messages, self.commands.mask.bar]
        self.stage = Stage(self.canvas, bars, [self.queue])
        self.filmstrip = Filmstrip(self.opening, Thumbnails(self.model.photos, self.workers, self), self.workers)
        self.operation = OperationsPanel(operations, presets, self.asking, begin=self.commands.models.begin)
        self.edits = EditsPanel(self.model, self.workers.run_in_background)
        self.edits.use_actions(self.actions_)
        self.finding.use_actions(self.actions_)
        self.hinting.follow_operations()
        self.hinting.use_actions(self.actions_)
        self.history = HistoryPanel(self.model)
        self.tool_section = Section(self.tr("Brush"), ToolPanel(self.toolbox, self.actions_))
        title = of_operation(operations[0].title) if len(operations) == 1 else self.tr("Operations")
        self.operation_section = Section(title, self.operation)
        self.side = SidePanel([
            Section(self.tr("Navigator"), Navigator(self.canvas)),
            self.hinting.section,
            self.operation_section,
            self.finding.section,
            self.tool_section,
            Section(self.tr("Edits"), self.edits, margin=0),
            Section(self.tr("History"), self.history, margin=0),
        ])  # fmt: skip
        self.setCentralWidget(
            beside(above(self.stage, self.filmstrip), self.side, FIRST_SIZE.width() - SIDE_WIDTH, SIDE_WIDTH)
        )
        self.setAcceptDrops(True)
        self.drop_frame = DropFrame(self.stage, self._take)
        self.tools = ToolBar(self.actions_)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.tools)
        self.status = StatusLine()
        self.setStatusBar(self.status)
        sub_menus = actions.fill_menus(self.menuBar(), self.actions_)
        self.recent = RecentMenu(sub_menus["recent"], self._remembered, self.opening.open_files)

    def _connect(self) -> None:
        self.model.leaving.connect(self._keep_view)
        self.model.replaced.connect(self._show_photo)
        self.model.photos.listed.connect(self._refresh)
        self.model.history_changed.connect(self._refresh)
        self.canvas.zoom_changed.connect(self.status.show_zoom)
        self.canvas.cursor_moved.connect(self.status.show_cursor)
        self.toolbox.chosen.connect(self.show_tool)
        self.marking.step_changed.connect(self._refresh)
        connect_operations(self.operation, self.preview, self.repairs, self.model, self.hinting.replaced_by)
        self.operation.chosen.connect(self._name_repair)
        self.shortcuts.changed.connect(lambda: self._name_repair(self.operation.current))
        self._name_repair(self.operation.current)
        self.operation.message.connect(self.messages.show_message)
        self.preview.active_changed.connect(self._refresh)
        self.repairs.done.connect(self._repaired)
        self.repairs.reshaped.connect(self._reshaped)
        self.repairs.refused.connect(self.show_error)
        for part in (self.opening, self.files, self.arrivals, self.clipboard):
            part.message.connect(self.messages.show_message)
        self.opening.refused.connect(self._refused)
        self.opening.opened.connect(self._opened)
        self.clipboard.copied.connect(lambda: self.statusBar().showMessage(self.tr("Copied"), 3000))
        self.filmstrip.close_wanted.connect(self.files.close)
        self.files.saved.connect(self._saved)
        self.workers.failed.connect(self.show_error)
        self.repairs.queue_changed.connect(self._refresh)
        self.finding.changed.connect(self._refresh)
        self.hinting.changed.connect(self._refresh)
        self.edits.selected.connect(self.outline.show)
        self.edits.selected.connect(self.commands.steps.choose)
        self.edits.selected.connect(self._refresh)
        self.keeper.refused.connect(self.show_error)
        self.hints.closed.connect(partial(self.show_first_steps, False))

    def icon(self, name: str) -> QIcon:
        """An icon in the theme's colours."""
        key = name, self._theme.text
        if key not in self._icons:
            self._icons[key] = icon(self._resources / "icons", name, self._theme)
        return self._icons[key]

    @property
    def surround(self) -> str:
        """The colour around photos."""
        return self._theme.surround

    # Looks

    def set_theme(self, name: str) -> None:
        self._remembered.theme = name

    def dress(self) -> None:
        """Put on the theme and the text size that the person prefers."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._theme = theme.chosen(self._remembered.theme)
        theme.apply(app, self._theme, self._resources / "icons", text_size=self._remembered.text_size)
        for row in actions.ACTIONS:
            if row.icon:
                self.actions_[row.id].setIcon(self.icon(row.icon))
        for part in (self.side, self.edits, self.messages, self.hints, self.commands.mask.bar):
            part.dress(self.icon)
        self.canvas.surround = QColor(self.surround)
        self.commands.translate.dress()
        self.actions_["light_theme"].setChecked(self._theme is theme.LIGHT)

    def show_panels(self, shown: bool) -> None:
        for part in (self.side, self.tools, self.status):
            part.setVisible(shown)
        self.filmstrip.set_allowed(shown)
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
            self.side.take_focus()
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
        self.commands.view.set_compare(mode)

    def show_tool(self) -> None:
        lent = self.finding.judging or self.hinting.session.active
        for name in self.toolbox.actions:
            self.actions_[name].setChecked(name == self.toolbox.action and not lent)
        self.tool_section.set_title(of_action(self.actions_[self.toolbox.action].text()))

    # What the parts say

    def show_error(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.messages.show_message(Message.of(error))
        else:
            self._crashed(error)

    def _show_photo(self) -> None:
        photo, state = self.model.current, self.model.state
        self.messages.keep_about(photo)
        self.set_compare("none")
        self.status.show_photo(state.base if state else None)
        if photo is not None:
            view, photo.view = photo.view, None
            if view is not None:
                self.canvas.show_view(view, fits=photo.fits)
            self.status.show_zoom(self.canvas.zoom)
            self.status.show_outside(photo.outside)
            self._warm_up()

    def _keep_view(self) -> None:
        photo = self.model.current
        if photo is not None:
            photo.view, photo.fits = self.canvas.view, self.canvas.fits

    def _warm_up(self) -> None:
        """Import what computes once the first photo is on the screen, not before."""
        if self._warm or self._closing:
            return
        if self.canvas.settled:
            self._warm = True
            self.repairs.warm_up(self.status.show_device)
        else:
            QTimer.singleShot(100, self, self._warm_up)

    def _repaired(self, repaired: Repaired) -> None:
        if self.model.current is not None:
            self.status.show_outside(self.model.current.outside)
        self.status.show_device(repaired.device)
        notes = " ".join(sentence(note) for note in repaired.notes)
        if not repaired.edits:
            unchanged = self.tr("{0}: nothing was changed.").format(of_operation(repaired.label))
            self.messages.show_message(Message(unchanged, notes))
        elif notes:
            self.messages.show_message(Message(self.tr("{0}: done.").format(of_operation(repaired.label)), notes))

    def _reshaped(self, made: Reshaped) -> None:
        size = self.tr("{0}: the photo has {1} × {2} pixels now.").format(
            of_operation(made.label), f"{made.photo.width:,}", f"{made.photo.height:,}"
        )
        notes = [sentence(note) for note in made.notes]
        if made.late:
            notes.append(self.tr("What was changed meanwhile is not in it; undo brings it back."))
        self.messages.show_message(Message(size, " ".join(notes)))
        self.status.show_outside(None)
        self.status.show_device(made.device)

    def _belongs(self, task: Task) -> str:
        """The photo that a queued job is about, where there are others."""
        return task.about.name if isinstance(task.about, OpenPhoto) and len(self.model.photos.all) > 1 else ""

    def _refused(self, path: Path, error: UserError) -> None:
        """A photo could not be opened."""
        offers = {Remedy.OPEN_ANYWAY: partial(self.opening.open_anyway, path)}
        if path in self._remembered.recent:
            offers[Remedy.FORGET] = partial(self._remembered.remove_recent, path)
        self.messages.show_message(Message.of(error, offers))

    def _opened(self, path: Path) -> None:
        if not path.is_relative_to(self._resources):
            self._remembered.add_recent(path)
        self.canvas.setFocus()

    def _saved(self, path: Path) -> None:
        self._remembered.add_recent(path)
        self.statusBar().showMessage(self.tr("Saved as {0}").format(path), 5000)

    def _refresh(self, *_ignored: Any) -> None:
        """Which actions can be used, and the title."""
        document = self.model.document
        marking, photos = self.marking, self.model.photos
        marked = marking.state.mask if marking.state else None
        busy = self.repairs.busy or self.preview.active or marking.step is not None or self.finding.busy
        busy = busy or self.hinting.session.active
        undo = document.undo_info if document else None
        undo = self.finding.undo_info or over(self.hinting.undo_info, undo)
        holding = rules(
            document, marked, undo, busy=busy, photos=len(photos.all), closed=self.opening.closed,
            edits=self.edits.chosen,
        )  # fmt: skip
        apply_rules(self.actions_, holding | self.finding.rules | self.hinting.rules)
        name_undo(self.actions_, undo)
        self.operation.set_enabled(holding["photo"] and marking.step is None and not self.finding.session.active)
        self.actions_["step_mask"].setChecked(marking.step is not None)
        photo = self.model.current
        self.setWindowTitle(f"{photo.name}[*] – PhotoFix" if photo else "PhotoFix")
        self.setWindowModified(self.model.modified)
        self.actions_["show_mask"].setChecked(self.canvas.mask_visible)
        self.show_tool()

    # Files from outside

    def open_sample(self) -> None:
        """The picture that comes with PhotoFix; if it is alone, it goes when another comes, unless it was worked on."""
        self.opening.open_passing(self._resources / "sample" / "sample.jpg")

    def open_files(self, paths: list[Path]) -> None:
        """Open photos and folders of them; the first is shown."""
        self.opening.open_files(paths)

    def _take(self, arrival: Arrival) -> None:
        """What was dropped: models show their passports, all else is opened."""
        models, others = parted(arrival.paths)
        if models:
            self.commands.models.dropped(models)
        if others or not models:
            self.arrivals.take(replace(arrival, paths=tuple(others)))

    # Events are not taken by filters: those would be called even while the window is being destroyed

    def dragEnterEvent(self, event: Any) -> None:
        self.drop_frame.enter(event)

    def dragLeaveEvent(self, _event: Any) -> None:
        self.drop_frame.hide()

    def dropEvent(self, event: Any) -> None:
        self.drop_frame.drop(event)

    # "Before" lasts as long as its key is held; chosen from the menu, until it is chosen again

    def keyReleaseEvent(self, event: Any) -> None:
        if self.shortcuts.held_by("before", event) and not event.isAutoRepeat():
            self._end_before()
        super().keyReleaseEvent(event)

    def changeEvent(self, event: Any) -> None:
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._end_before()  # the release goes to another window
        super().changeEvent(event)

    def _name_repair(self, panel: OperationPanel) -> None:
        """The action that starts the operation is called as its button."""
        actions.rename(self.actions_["repair"], panel.button.text(), of_operation(panel.operation.help))
        panel.button.setToolTip(self.actions_["repair"].toolTip())

    def _end_before(self) -> None:
        self.commands.view.end_before()

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
        self.commands.translate.end()
        self.preview.drop()
        for lane in (COMPUTE, NETWORK):
            self.workers.cancel_all(lane)
        if self.workers.busy:
            dialog = ClosingDialog(self)
            self.workers.idle.connect(dialog.accept)
            self._closing_shown.emit()
            dialog.exec()
        self.workers.stop()
        self.close()
