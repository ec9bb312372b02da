"""Answers in the place of dialogs."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from photofix.gui.asking import Choice


class Answers:
    """What the person will say; notes what was asked."""

    DISCARD: ClassVar[Choice] = Choice.DISCARD

    def __init__(self) -> None:
        self.path: Path | None = None
        self.overwrite_choice = Choice.CANCEL
        self.unsaved_choice = Choice.CANCEL
        self.asked: list[str] = []

    def open_path(self, folder: Path | None) -> Path | None:
        self.asked.append("open")
        return self.path

    def save_path(self, suggested: Path) -> Path | None:
        self.asked.append(f"save {suggested.name}")
        return self.path

    def mask_to_open(self, folder: Path | None) -> Path | None:
        self.asked.append("mask to open")
        return self.path

    def mask_to_save(self, suggested: Path) -> Path | None:
        self.asked.append(f"save {suggested.name}")
        return self.path

    def overwrite(self, original: Path, copy: Path) -> Choice:
        self.asked.append(f"overwrite {original.name} or {copy.name}")
        return self.overwrite_choice

    def unsaved(self, name: str) -> Choice:
        self.asked.append(f"unsaved {name}")
        return self.unsaved_choice
