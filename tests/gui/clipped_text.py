"""Opens the window and every dialog in both themes and prints what is cut off; run with a QT_SCALE_FACTOR of its own.

python tests/gui/clipped_text.py HOME: prints one line for every text that has less room than it needs, or nothing.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

if TYPE_CHECKING:
    from photofix.models.store import Entry

SLACK = 1  # logical pixels that rounding may take
ARROW = 26  # of a combo box
TURNS = 12  # a layout in a layout in a scroll area takes its turn
LATE = 100  # looks more, where something is cut off: a row that has just been added may have no height yet, and a
# busy machine takes a second or two to give it one
PATIENCE = 20.0
TEXT_SIZES = (100, 150)


def offences(top: QWidget) -> Iterator[str]:
    """What of a window's visible texts is cut off."""
    for widget in [top, *top.findChildren(QWidget)]:
        if not widget.isVisibleTo(top) or widget.size().isEmpty():
            continue
        why = _text(widget) or _place(widget, top)
        if why:
            yield f"{type(widget).__name__} {widget.objectName()!r} {_words(widget)!r}: {why}"


def _words(widget: QWidget) -> str:
    text = getattr(widget, "currentText", None) or getattr(widget, "text", None)
    return str(text())[:40] if callable(text) else widget.accessibleName()


def _text(widget: QWidget) -> str:
    """Why the widget has no room for its own text; empty if it has."""
    metrics = widget.fontMetrics()
    if isinstance(widget, QLabel) and widget.text():
        return _label(widget)
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        return ""
    if isinstance(widget, QAbstractButton) and widget.text():
        need = widget.minimumSizeHint() if isinstance(widget, QCheckBox | QToolButton) else widget.sizeHint()
        return _less(widget, need.width(), need.height())
    if isinstance(widget, QComboBox):
        icon = widget.iconSize().width() if not widget.itemIcon(widget.currentIndex()).isNull() else 0
        need_width = metrics.horizontalAdvance(widget.currentText()) + ARROW + icon
        return _less(widget, 0 if widget.toolTip() else need_width, metrics.height())
    if isinstance(widget, QAbstractSpinBox):
        line = widget.findChild(QLineEdit)
        assert line is not None
        margins = line.textMargins().left() + line.textMargins().right()
        return _less(line, metrics.horizontalAdvance(line.text()) + margins, metrics.height())
    if isinstance(widget, QLineEdit) and not isinstance(widget.parent(), QAbstractSpinBox | QComboBox):
        return _less(widget, metrics.horizontalAdvance(widget.placeholderText()), metrics.height())
    if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
        return _items(widget)
    return ""


def _label(label: QLabel) -> str:
    margins = label.contentsMargins()
    room = label.contentsRect().width()
    if label.wordWrap():
        need = label.heightForWidth(label.width())
        longest = max(label.text().replace("\u200b", " ").split(), key=len, default="")  # where a line may end
        return _less(label, label.fontMetrics().horizontalAdvance(longest), need)
    need_height = label.fontMetrics().height() + margins.top() + margins.bottom()
    if label.textFormat() == Qt.TextFormat.RichText:
        document = QTextDocument()
        document.setDefaultFont(label.font())
        document.setDocumentMargin(0)
        document.setHtml(label.text())
        width = document.idealWidth()
    else:
        width = max(label.fontMetrics().horizontalAdvance(line) for line in label.text().splitlines())
    if room + SLACK < width:
        return f"{room} wide, needs {width:.0f}"
    return _less(label, 0, need_height)


def _items(view: QAbstractItemView) -> str:
    """Items that are cut off and have no tooltip to read them in; and rows lower than their text."""
    model = view.model()
    for row in range(min(model.rowCount(), 200) if model is not None else 0):
        index = model.index(row, 0)
        rect = view.visualRect(index)
        need = view.fontMetrics().horizontalAdvance(str(index.data() or ""))
        if rect.height() + SLACK < view.fontMetrics().height():
            return f"row {row} is {rect.height()} high, needs {view.fontMetrics().height()}"
        if view.itemDelegate().metaObject().className() == "CommandRow":
            continue  # cuts the menu's name, never the title
        scrolls = view.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        room = rect.width() if scrolls else min(rect.right(), view.viewport().width()) - rect.left()
        if room < need and not index.data(Qt.ItemDataRole.ToolTipRole):
            return f"row {row} {index.data()!r} is {room} wide, needs {need}, and has no tooltip"
    return ""


def _less(widget: QWidget, width: int, height: int) -> str:
    if widget.width() + SLACK < width or widget.height() + SLACK < height:
        return f"{widget.width()}×{widget.height()}, needs {width}×{height}"
    return ""


def _place(widget: QWidget, top: QWidget) -> str:
    """Why a part of the widget lies outside its parent; what scrolls may."""
    parent = widget.parentWidget()
    if widget is top or widget.isWindow() or parent is None or not _has_words(widget):
        return ""
    if isinstance(parent.parentWidget(), QAbstractScrollArea):
        return ""
    inside = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(widget.geometry())
    return "" if inside else f"{widget.geometry().getRect()} is not inside {parent.rect().getRect()}"


def _has_words(widget: QWidget) -> bool:
    return isinstance(widget, QLabel | QAbstractButton | QComboBox | QAbstractSpinBox | QLineEdit)


def main(home: Path) -> None:
    os.environ["PHOTOFIX_HOME"] = str(home)
    from photofix import paths
    from photofix.core.photo import Photo
    from photofix.core.region import Region
    from photofix.core.translators import TRANSLATORS
    from photofix.errors import UserError
    from photofix.gui.app import make_application
    from photofix.gui.colouring.session import MODES
    from photofix.gui.dialogs.about import about_box
    from photofix.gui.dialogs.closing import ClosingDialog
    from photofix.gui.dialogs.crash import CrashDialog
    from photofix.gui.dialogs.dust_map_dialog import DustMapDialog
    from photofix.gui.dialogs.models_dialog import ModelsDialog
    from photofix.gui.dialogs.new_sketch import NewSketch
    from photofix.gui.dialogs.passport_dialog import PassportDialog
    from photofix.gui.dialogs.pix2pix_dialog import Pix2PixDialog
    from photofix.gui.dialogs.restore_dialog import RestoreDialog
    from photofix.gui.dialogs.settings_dialog import SettingsDialog
    from photofix.gui.dialogs.style_dialog import StyleDialog
    from photofix.gui.dialogs.upscale_trial import UpscaleTrial
    from photofix.gui.file_store import FileStore
    from photofix.gui.messages import Message
    from photofix.gui.remembered import THEMES, Remembered
    from photofix.gui.window import Window
    from photofix.models.listing import listed
    from photofix.ops import colorize, stylize, translate
    from photofix.ops.presets import PresetStore
    from photofix.ops.upscale import Upscale
    from tests.fakes import FakeModels
    from tests.gui.answers import Answers
    from tests.gui.held import Held
    from tests.ops.conftest import tinted

    app, crashes = make_application()
    held = Held()
    scripts = {"colorizer": tinted} | {name: lambda picture, _seed: picture for name, _ in TRANSLATORS}
    window = Window(
        [held.operation, colorize.OPERATION, stylize.OPERATION, translate.OPERATION], lambda: FakeModels(scripts),
        Remembered(home / "window.ini"), paths.resources(),
        store=FileStore(10**8), presets=PresetStore(home / "presets"), asking=Answers(), crashed=crashes.handle,
    )  # fmt: skip
    window.resize(1280, 800)
    window.show()
    remembered = window.preferences.remembered
    remembered.add_recent(home / "a photo with a rather long name that nobody would type by hand.jpg")
    pixels = np.random.default_rng(1).integers(0, 256, (200, 300, 3), np.uint8)
    window.model.open(Photo(pixels, path=Path("street.png")))
    until(lambda: window.canvas.settled)
    for number in range(2):
        state = window.model.state
        assert state is not None
        mark = Region(10, 10 + 60 * number, 40, 40)
        window.model.push("Brush stroke", state.with_mask(state.mask.replaced(mark, np.full((40, 40), 255, np.uint8))))
        if number:
            held.hold()
        window.operation.start()
        until(lambda: window.queue.isVisible() or not window.repairs.busy)
    window.messages.show_message(Message("The photo cannot be saved here.", "Choose another folder.", True,
                                         ("Save As…", lambda: None)))  # fmt: skip

    def report(place: str, top: QWidget) -> None:
        for _ in range(TURNS):
            app.processEvents()
        for _ in range(LATE):
            if not offences(top):
                return
            time.sleep(0.02)
            app.processEvents()
        found.update(f"{place}: {line}" for line in offences(top))

    found: set[str] = set()
    shown = window.model.state
    assert shown is not None
    models = window.commands.models
    models.rows = listed(example_models(home), (), models.speeds)
    dialogs: list[tuple[str, Callable[[], QDialog]]] = [
        ("about", lambda: about_box(window)),
        ("closing", lambda: ClosingDialog(window, patience_ms=0)),
        ("crash", lambda: CrashDialog("a fault\n" * 9, lambda: None, window)),
        ("shortcuts", lambda: window.helpers.open_dialog("shortcuts")),
        ("settings", lambda: window.helpers.open_dialog("settings")),
        ("dust map", lambda: DustMapDialog(window.commands.dust, window)),
        ("models", lambda: ModelsDialog(models, window)),
        ("passport", lambda: PassportDialog(home / "a model.param", models, window)),
        ("restore", lambda: RestoreDialog(shown, (9, 9), window.workers, FakeModels, window)),
        ("style", lambda: StyleDialog(shown, home, home / "styles", Answers(), window.workers, FakeModels, window)),
        ("new sketch", lambda: NewSketch(256, 256, window)),
        ("pix2pix", lambda: Pix2PixDialog(home / "translators", Answers(), window.workers, window)),
        ("upscale trial", lambda: UpscaleTrial(shown, Upscale(2.0), (9, 9), window.workers, FakeModels, window)),
    ]

    for theme in (name for name in THEMES if name != "system"):
        for size in TEXT_SIZES:
            remembered.theme, remembered.text_size = theme, size
            here = f"{theme} {size} %"
            report(f"{here} window", window)
            window.helpers.find()
            assert window.helpers.palette is not None
            report(f"{here} palette", window.helpers.palette)
            window.helpers.find()
            window.operation.choose_by_id("stylize")
            report(f"{here} styles", window)
            window.operation.choose_by_id("translate")
            report(f"{here} translators", window)
            window.operation.choose_by_id("colorize")
            window.hinting.begin()
            window.hinting.session.add([(50, 50)], (120, 90, 60))
            for mode in MODES:
                window.hinting.session.set_mode(mode)
                report(f"{here} hints {mode}", window)
            window.hinting.session.leave()
            window.commands.translate.studio()
            studio = window.commands.translate.opened
            assert studio is not None
            for model, _ in TRANSLATORS:
                studio.chooser.choose(model)
                studio.say(UserError("This file holds no network.", hint="Choose another one."))
                report(f"{here} studio {model}", studio)
            for name, make in dialogs:
                dialog = make()
                dialog.show()
                if isinstance(dialog, Pix2PixDialog):
                    dialog.form.fold.setChecked(True)
                pages = dialog.pages.count() if isinstance(dialog, SettingsDialog) else 1
                for page in range(pages):
                    if isinstance(dialog, SettingsDialog):
                        dialog.pages.setCurrentRow(page)
                    report(f"{here} {name} {page}", dialog)
                dialog.close()
    window.commands.translate.end()
    held.let_go()
    until(lambda: not window.workers.busy)
    window.workers.stop()
    print("\n".join(sorted(found)))


def example_models(home: Path) -> tuple[Entry, ...]:
    """One that was added, with a passport that has everything."""
    from photofix.core.passport import Passport
    from photofix.models.store import Entry

    about = Passport(
        "4x-A-Model-With-A-Rather-Long-Name.pth", "ESRGAN", "super-resolution", 4, 3, 3, 16_697_987, 67_010_245,
        "d8" * 32, licence="CC BY-NC-SA 4.0", commercial=False, source="https://example.org/models/with/a/long/path",
        warning="It was made for drawings, and makes drawings of photos.",
    )  # fmt: skip
    path = home / "data" / "models" / about.name
    return (Entry(path, about, "imported", "/home/somebody/downloads", "2026-11-30T20:15:00+00:00", "drawings"),)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        QApplication.processEvents()
        time.sleep(0.01)
        if time.monotonic() > end:
            raise TimeoutError


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main(Path(sys.argv[1]))
