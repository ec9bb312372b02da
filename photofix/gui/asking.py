"""The questions the window asks, in one place, so that tests can answer them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import NamedTuple, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QColorDialog, QFileDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from photofix.files.formats import FORMATS, Format

MOST_LISTED = 12


class Choice(Enum):
    """Answers."""

    SAVE = "save"
    COPY = "copy"
    OVERWRITE = "overwrite"
    DISCARD = "discard"
    CANCEL = "cancel"


class Unsaved(NamedTuple):
    """A photo that would be lost. target: where "Save all" puts it; None: the person is asked."""

    name: str
    target: Path | None


class Asking(Protocol):
    """What the window needs to know from the person."""

    def open_paths(self, folder: Path | None) -> list[Path]:
        """Which photos to open; empty: none after all."""

    def save_path(self, suggested: Path) -> Path | None:
        """Where to save. The person has agreed to overwrite what is there."""

    def mask_to_open(self, folder: Path | None) -> Path | None:
        """Which picture is to become the mask."""

    def mask_to_save(self, suggested: Path) -> Path | None:
        """Where to save the mask. The person has agreed to overwrite what is there."""

    def file_to_save(self, title: str, kind: str, suggested: Path) -> Path | None:
        """Where to save what; kind: what such files are called. The person has agreed to overwrite what is there."""

    def overwrite(self, original: Path, copy: Path) -> Choice:
        """OVERWRITE the original, save a COPY beside it, or CANCEL."""

    def unsaved(self, name: str) -> Choice:
        """SAVE, DISCARD or CANCEL."""

    def unsaved_photos(self, photos: Sequence[Unsaved]) -> Choice:
        """SAVE (all), DISCARD or CANCEL, for several photos at once."""

    def folder(self, title: str, current: Path | None) -> Path | None:
        """Which folder; None: none after all."""

    def profile(self, current: Path | None) -> Path | None:
        """Which file with an ICC profile; None: none after all."""

    def file_path(self, title: str, suffixes: tuple[str, ...]) -> Path | None:
        """Which file a parameter is to name; suffixes: with their dot, none = any. None: none after all."""

    def colour(self, title: str, before: str) -> str | None:
        """Which colour as "#rrggbb"; None: none after all."""

    def preset_name(self, suggested: str) -> str | None:
        """Under which name to keep a preset; None: not at all."""

    def replace_preset(self, name: str) -> bool:
        """Is the preset of that name to be replaced?"""


class Dialogs(QObject):
    """Asks with dialogs."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._main = window

    @property
    def _window(self) -> QWidget:
        """What is asked for belongs to the window in front."""
        return QApplication.activeWindow() or self._main

    def open_paths(self, folder: Path | None) -> list[Path]:
        filters = [self._filter(self.tr("Photos"), FORMATS), *(self._filter(f.title, (f,)) for f in FORMATS)]
        filters.append(self.tr("All files (*)"))
        names, _ = QFileDialog.getOpenFileNames(
            self._window, self.tr("Open photos"), str(folder or ""), ";;".join(filters)
        )
        return [Path(name) for name in names]

    def save_path(self, suggested: Path) -> Path | None:
        writable = [entry for entry in FORMATS if entry.can_write]
        own = next((f for f in writable if suggested.suffix.lower() in f.suffixes), writable[0])
        filters = [self._filter(f.title, (f,)) for f in writable]
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the photo"), str(suggested), ";;".join(filters), self._filter(own.title, (own,))
        )
        return Path(name) if name else None

    def mask_to_open(self, folder: Path | None) -> Path | None:
        filters = [self._filter(self.tr("Pictures"), FORMATS), self.tr("All files (*)")]
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Import a mask"), str(folder or ""), ";;".join(filters)
        )
        return Path(name) if name else None

    def mask_to_save(self, suggested: Path) -> Path | None:
        exact = [entry for entry in FORMATS if suggested.suffix in entry.suffixes or ".tif" in entry.suffixes]
        filters = [self._filter(entry.title, (entry,)) for entry in exact]
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export the mask"), str(suggested), ";;".join(filters)
        )
        return Path(name) if name else None

    def file_to_save(self, title: str, kind: str, suggested: Path) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._window, title, str(suggested), f"{kind} (*{suggested.suffix})")
        return Path(name) if name else None

    def overwrite(self, original: Path, copy: Path) -> Choice:
        box = self._box(
            self.tr("Overwrite the original?"),
            self.tr("“{0}” is the original photo. A copy leaves it as it is.").format(original.name),
        )
        as_copy = box.addButton(self.tr("Save “{0}”").format(copy.name), QMessageBox.ButtonRole.AcceptRole)
        over = box.addButton(self.tr("Overwrite"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(as_copy)
        box.exec()
        clicked = box.clickedButton()
        return Choice.COPY if clicked is as_copy else Choice.OVERWRITE if clicked is over else Choice.CANCEL

    def unsaved(self, name: str) -> Choice:
        box = self._box(
            self.tr("Save the changes to “{0}”?").format(name), self.tr("What is not saved is lost."),
        )  # fmt: skip
        save = box.addButton(QMessageBox.StandardButton.Save)
        discard = box.addButton(QMessageBox.StandardButton.Discard)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(save)
        box.exec()
        clicked = box.clickedButton()
        return Choice.SAVE if clicked is save else Choice.DISCARD if clicked is discard else Choice.CANCEL

    def unsaved_photos(self, photos: Sequence[Unsaved]) -> Choice:
        box = self._box(self.tr("Save the changes to {0} photos?").format(len(photos)), self._listed(photos))
        save = box.addButton(self.tr("Save All"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(self.tr("Don’t Save"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(save)
        box.exec()
        clicked = box.clickedButton()
        return Choice.SAVE if clicked is save else Choice.DISCARD if clicked is discard else Choice.CANCEL

    def _listed(self, photos: Sequence[Unsaved]) -> str:
        lines = []
        for name, target in photos[:MOST_LISTED]:
            if target is None:
                lines.append(self.tr("{0}  (you are asked where)").format(name))
            else:
                lines.append(name if target.name == name else f"{name}  →  {target.name}")
        if len(photos) > MOST_LISTED:
            lines.append(self.tr("and {0} more").format(len(photos) - MOST_LISTED))
        return "\n".join([*lines, "", self.tr("Originals stay as they are: their copies are saved beside them.")])

    def folder(self, title: str, current: Path | None) -> Path | None:
        name = QFileDialog.getExistingDirectory(self._window, title, str(current or ""))
        return Path(name) if name else None

    def profile(self, current: Path | None) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Choose the monitor's profile"),
            str(current or ""),
            self.tr("ICC profiles (*.icc *.icm)"),
        )
        return Path(name) if name else None

    def file_path(self, title: str, suffixes: tuple[str, ...]) -> Path | None:
        wanted = f"{title} ({' '.join('*' + suffix for suffix in suffixes)})" if suffixes else self.tr("All files (*)")
        name, _ = QFileDialog.getOpenFileName(self._window, title, "", wanted)
        return Path(name) if name else None

    def colour(self, title: str, before: str) -> str | None:
        chosen = QColorDialog.getColor(QColor(before), self._window, title)
        return chosen.name() if chosen.isValid() else None

    def preset_name(self, suggested: str) -> str | None:
        name, given = QInputDialog.getText(
            self._window, self.tr("Save a preset"), self.tr("Name"), QLineEdit.EchoMode.Normal, suggested
        )
        return name if given else None

    def replace_preset(self, name: str) -> bool:
        box = self._box(
            self.tr("Replace the preset “{0}”?").format(name), self.tr("What it holds now is lost."),
        )  # fmt: skip
        replace = box.addButton(self.tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return box.clickedButton() is replace

    def _box(self, text: str, more: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("PhotoFix"))
        box.setText(text)
        box.setInformativeText(more)
        return box

    @staticmethod
    def _filter(title: str, formats: tuple[Format, ...] | list[Format]) -> str:
        suffixes = [suffix for entry in formats for suffix in entry.suffixes]
        return f"{title} ({' '.join('*' + suffix for suffix in suffixes)})"
