"""What the window remembers from one start to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

MOST_RECENT = 10


class Remembered:
    """Kept in one file, readable as text. Values that make no sense are as if they were not there."""

    def __init__(self, file: Path) -> None:
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        return str(self._store.value("theme", "dark"))

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("theme", name)

    @property
    def first_steps(self) -> bool:
        """Are the first steps still to be shown?"""
        return str(self._store.value("first_steps", "true")) == "true"

    @first_steps.setter
    def first_steps(self, show: bool) -> None:
        self._store.setValue("first_steps", "true" if show else "false")

    @property
    def pixel_grid(self) -> bool:
        """Are lines shown between large pixels?"""
        return str(self._store.value("pixel_grid", "true")) == "true"

    @pixel_grid.setter
    def pixel_grid(self, show: bool) -> None:
        self._store.setValue("pixel_grid", "true" if show else "false")

    @property
    def recent(self) -> list[Path]:
        """Files opened lately, newest first."""
        found: Any = self._store.value("recent", [])
        names = [found] if isinstance(found, str) else found if isinstance(found, list) else []
        return [Path(name) for name in names if isinstance(name, str) and name]

    def add_recent(self, path: Path) -> None:
        paths = [path, *(known for known in self.recent if known != path)]
        self._store.setValue("recent", [str(known) for known in paths[:MOST_RECENT]])

    def forget_recent(self) -> None:
        self._store.remove("recent")

    @property
    def geometry(self) -> QByteArray | None:
        found = self._store.value("geometry")
        return found if isinstance(found, QByteArray) else None

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    def keep(self) -> None:
        """Write the file now."""
        self._store.sync()
