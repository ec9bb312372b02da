"""The settings dialog: every row works at once, shows what changes elsewhere, and can be reset."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColorSpace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSpinBox, QWidget
from shiboken6 import isValid

from photofix.core.photo import Photo
from photofix.gui import devices, theme
from photofix.gui.dialogs.setting_rows import PAGES, Setting
from photofix.gui.dialogs.settings_dialog import SettingsDialog
from photofix.gui.mask_colours import named
from photofix.gui.preferences import TEMPORARY
from photofix.gui.remembered import Kept, Remembered, Shared
from photofix.gui.window import Window
from photofix.models.device import present
from photofix.settings import Settings
from tests.gui.answers import Answers

ROWS = [row for _title, rows in PAGES for row in rows]
NOT_SETTINGS = {
    "started",
    "updates_asked",
    "first_steps",
    "used",
    "shortcuts",
    "pixel_grid",
    "find_kinds",
    "find_thorough",
    "recent_colours",
    "default_models",
}  # chosen elsewhere, or by itself
NAMES_OF_FIELDS = {"precision"}  # a matter of the command line


@pytest.fixture(autouse=True)
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine has is another test's matter."""
    monkeypatch.setattr(devices, "_present", lambda: {"cuda:0": "Fast One", "cpu": ""})
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv(TEMPORARY, tempfile.gettempdir())


@pytest.fixture
def dialog(window: Window) -> Iterator[SettingsDialog]:
    window.commands.settings()
    found = window.findChild(SettingsDialog)
    assert found is not None
    yield found
    if isValid(found):
        found.close()


def remembered(window: Window) -> Remembered:
    return window.preferences.remembered


def pick(box: QWidget, text: str) -> None:
    """Choose an entry as the mouse does."""
    assert isinstance(box, QComboBox)
    index = box.findText(text)
    assert index >= 0, [box.itemText(number) for number in range(box.count())]
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_the_table_has_every_setting() -> None:
    names = {name for name, value in vars(Remembered).items() if isinstance(value, Kept | Shared)}
    assert {row.name for row in ROWS} == names - NOT_SETTINGS
    assert {field.name for field in fields(Settings)} - NAMES_OF_FIELDS <= names


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_has_a_label_a_tooltip_and_its_value(dialog: SettingsDialog, window: Window, row: Setting) -> None:
    widget = dialog.fields[row.name].widget
    assert widget.toolTip() and widget.accessibleName() == row.title and widget.accessibleDescription() == row.help
    labels = [label for label in dialog.findChildren(QLabel) if label.buddy() is widget]
    assert isinstance(widget, QCheckBox) or (len(labels) == 1 and labels[0].text() == row.title)
    value = getattr(remembered(window), row.name)
    if isinstance(widget, QCheckBox):
        assert widget.isChecked() == value
    elif isinstance(widget, QComboBox):
        assert widget.currentData() == value and widget.count() > 1
    else:
        assert isinstance(widget, QSpinBox)
        assert widget.value() == value or widget.text() == "As the source"


def test_looks(dialog: SettingsDialog, window: Window) -> None:
    pick(dialog.fields["theme"].widget, "Light")
    assert window.palette().window().color().name() == theme.LIGHT.window and window.actions_["light_theme"].isChecked()
    height = dialog.fontMetrics().height()
    pick(dialog.fields["text_size"].widget, "150 %")
    assert dialog.fontMetrics().height() > height * 1.3
    window.actions_["light_theme"].trigger()
    assert dialog.fields["theme"].widget.currentData() == "dark"


def test_as_the_system(dialog: SettingsDialog, window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    schemes = {Qt.ColorScheme.Light: theme.LIGHT, Qt.ColorScheme.Dark: theme.DARK, Qt.ColorScheme.Unknown: theme.DARK}

    class Hints:
        scheme = Qt.ColorScheme.Light

        def colorScheme(self) -> Qt.ColorScheme:
            return self.scheme

    hints = Hints()
    monkeypatch.setattr(theme.QGuiApplication, "styleHints", lambda: hints)
    pick(dialog.fields["theme"].widget, "As the system")
    for hints.scheme, tone in schemes.items():
        window.preferences._system_changed()
        assert window.palette().window().color().name() == tone.window
    remembered(window).theme = "dark"
    hints.scheme = Qt.ColorScheme.Light
    window.preferences._system_changed()
    assert window.palette().window().color().name() == theme.DARK.window


def test_tools(dialog: SettingsDialog, window: Window) -> None:
    pick(dialog.fields["mask_colour"].widget, "Green")
    assert window.canvas.mask_colour == named("green").colour
    dialog.fields["pressure_scales_size"].widget.click()
    assert not window.brush.pressure_scales_size
    dialog.fields["repair_on_release"].widget.click()
    assert remembered(window).repair_on_release
    pick(dialog.fields["wheel_zooms"].widget, "Pans")
    assert not window.canvas.wheel_zooms


def test_what_is_changed_elsewhere_is_shown(dialog: SettingsDialog, window: Window) -> None:
    remembered(window).mask_colour = "blue"
    assert dialog.fields["mask_colour"].widget.currentData() == "blue"


def test_files(dialog: SettingsDialog, window: Window, answers: Answers, tmp_path: Path) -> None:
    quality = dialog.fields["jpeg_quality"].widget
    assert isinstance(quality, QSpinBox) and quality.text() == "As the source"
    quality.setValue(80)
    assert window.store.jpeg_quality == 80
    quality.setValue(quality.minimum())
    assert window.store.jpeg_quality == 0 and quality.text() == "As the source"
    dialog.fields["max_megapixels"].widget.setValue(12)
    assert window.store.max_pixels == 12_000_000
    dialog.fields["undo_megabytes"].widget.setValue(100)
    assert window.keeper.nbytes == 100 * 2**20
    answers.path, before = tmp_path, tempfile.gettempdir()
    folder = dialog.fields["temporary_folder"].widget
    pick(folder, "Choose…")
    assert remembered(window).temporary_folder == str(tmp_path) and tempfile.gettempdir() == str(tmp_path)
    assert folder.currentText() == tmp_path.name and folder.toolTip() == str(tmp_path)
    answers.path = None
    pick(folder, "Choose…")
    assert folder.currentText() == tmp_path.name
    pick(folder, "Automatic")
    assert remembered(window).temporary_folder == "" and tempfile.gettempdir() == before
    assert answers.asked == ["folder", "folder"]


def test_what_is_saved_has_the_chosen_quality(window: Window, photo: Photo, tmp_path: Path) -> None:
    remembered(window).jpeg_quality = 66
    window.store.save(photo, tmp_path / "a.jpg")
    window.store.save(photo, tmp_path / "a.png")
    assert window.store.load(tmp_path / "a.jpg").origin.quality == 66
    assert (window.store.load(tmp_path / "a.png").pixels == photo.pixels).all()


def test_the_monitors_profile(dialog: SettingsDialog, window: Window, answers: Answers, tmp_path: Path) -> None:
    answers.path = tmp_path / "screen.icc"
    answers.path.write_bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())
    pick(dialog.fields["monitor_profile"].widget, "Choose…")
    assert window.canvas._screen_space() == QColorSpace.fromIccProfile(answers.path.read_bytes())
    for name, content in (("none.icc", None), ("bad.icc", b"no profile")):
        answers.path = tmp_path / name
        if content is not None:
            answers.path.write_bytes(content)
        pick(dialog.fields["monitor_profile"].widget, "Choose…")
        assert window.messages.message is not None and name in window.messages.message.text
        assert window.canvas._display_profile is None
        window.messages.clear()


def test_devices_are_listed_when_they_are_looked_at(dialog: SettingsDialog, window: Window, qtbot: Any) -> None:
    box = dialog.fields["device"].widget
    assert isinstance(box, QComboBox) and box.count() == 2 and not window.workers.busy
    dialog.pages.setCurrentRow(len(PAGES) - 1)
    qtbot.waitUntil(lambda: box.count() == 3)
    renewed: list[Callable[[str], None]] = []
    window.repairs.renew_models = renewed.append  # type: ignore[method-assign]
    pick(box, "Fast One (cuda:0)")
    assert remembered(window).device == "cuda:0" and len(renewed) == 1
    qtbot.waitUntil(lambda: not window.workers.busy)


def test_a_page_is_reset(dialog: SettingsDialog, window: Window) -> None:
    assert not dialog.reset.isEnabled()
    remembered(window).theme, remembered(window).wheel_zooms, remembered(window).jpeg_quality = "light", False, 70
    assert dialog.reset.isEnabled()
    dialog.reset.click()
    assert (remembered(window).theme, remembered(window).wheel_zooms) == ("dark", True)
    assert not dialog.reset.isEnabled() and remembered(window).jpeg_quality == 70


def test_it_blocks_nothing_and_opens_once(dialog: SettingsDialog, window: Window) -> None:
    window.commands.settings()
    assert not dialog.isModal() and len(window.findChildren(SettingsDialog)) == 1
    dialog.reject()
    assert "settings" not in window.helpers._open


def test_the_wheel_changes_no_field_in_passing(dialog: SettingsDialog, window: Window, qtbot: Any) -> None:
    box = dialog.fields["text_size"].widget
    dialog.pages.setFocus()
    QTest.wheelEvent(dialog.windowHandle(), QPointF(box.mapTo(dialog, box.rect().center())), QPoint(0, -120))
    assert remembered(window).text_size == 100


def test_the_devices_of_this_machine() -> None:
    found = present()
    assert "cpu" in found and list(found)[-1] == "cpu"
