"""Answers in the place of dialogs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from photofix.gui.asking import Choice, Unsaved


class Answers:
    """What the person will say; notes what was asked."""

    DISCARD: ClassVar[Choice] = Choice.DISCARD

    def __init__(self) -> None:
        self.path: Path | None = None
        self.overwrite_choice = Choice.CANCEL
        self.unsaved_choice = Choice.CANCEL
        self.file: Path | None = None
        self.chosen_colour: str | None = None
        self.name: str | None = None
        self.replace = False
        self.asked: list[str] = []

    def open_paths(self, folder: Path | None) -> list[Path]:
        self.asked.append("open")
        return [self.path] if self.path else []

    def save_path(self, suggested: Path) -> Path | None:
        self.asked.append(f"save {suggested.name}")
        return self.path

    def mask_to_open(self, folder: Path | None) -> Path | None:
        self.asked.append("mask to open")
        return self.path

    def mask_to_save(self, suggested: Path) -> Path | None:
        self.asked.append(f"save {suggested.name}")
        return self.path

    def file_to_save(self, title: str, kind: str, suggested: Path) -> Path | None:
        self.asked.append(f"save {suggested.name}")
        return self.path

    def overwrite(self, original: Path, copy: Path) -> Choice:
        self.asked.append(f"overwrite {original.name} or {copy.name}")
        return self.overwrite_choice

    def unsaved(self, name: str) -> Choice:
        self.asked.append(f"unsaved {name}")
        return self.unsaved_choice

    def unsaved_photos(self, photos: Sequence[Unsaved]) -> Choice:
        self.asked.append("unsaved " + ", ".join(photo.name for photo in photos))
        return self.unsaved_choice

    def folder(self, title: str, current: Path | None) -> Path | None:
        self.asked.append("folder")
        return self.path

    def profile(self, current: Path | None) -> Path | None:
        self.asked.append("profile")
        return self.path

    def file_path(self, title: str, suffixes: tuple[str, ...]) -> Path | None:
        self.asked.append(f"file {title} {' '.join(suffixes)}".strip())
        return self.file

    def colour(self, title: str, before: str) -> str | None:
        self.asked.append(f"colour {title} {before}")
        return self.chosen_colour

    def preset_name(self, suggested: str) -> str | None:
        self.asked.append(f"name {suggested}".strip())
        return self.name

    def replace_preset(self, name: str) -> bool:
        self.asked.append(f"replace {name}")
        return self.replace
