"""What is kept from one start to the next: the window's own file, and the settings beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar, overload

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

from photofix import settings
from photofix.core.mask_edit import WIDEST
from photofix.errors import UserError
from photofix.gui.mask_colours import MASK_COLOURS
from photofix.settings import Settings

MOST_RECENT = 15
FIRST_AMOUNT = 4.0  # pixels
MOST_USED = 20
THEMES = ("dark", "light", "system")
TEXT_SIZES = (100, 115, 130, 150)

T = TypeVar("T")


class Kept(Generic[T]):
    """A value of the window's file as an attribute; `Remembered.changed` tells its name when it becomes another.

    A value in the file that makes no sense is as if it were not there.
    """

    def __init__(self, default: T, allowed: Callable[[T], bool] = lambda _value: True) -> None:
        self.default, self._allowed = default, allowed

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, remembered: None, _owner: type) -> Kept[T]: ...
    @overload
    def __get__(self, remembered: Remembered, _owner: type) -> T: ...
    def __get__(self, remembered: Remembered | None, _owner: type) -> Kept[T] | T:
        if remembered is None:
            return self
        value = remembered._store.value(self._name)
        if not isinstance(self.default, str):
            try:
                value = json.loads(str(value))
            except ValueError:
                return self.default
        fits = type(value) is type(self.default) and self._allowed(value)
        return value if fits else self.default

    def __set__(self, remembered: Remembered, value: T) -> None:
        if value != self.__get__(remembered, Remembered):
            remembered._store.setValue(self._name, value if isinstance(value, str) else json.dumps(value))
            remembered.changed.emit(self._name)


class Shared(Generic[T]):
    """A value of the settings, which the command line reads, too, as an attribute like the others."""

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name
        self.default: T = getattr(Settings(), name)

    @overload
    def __get__(self, remembered: None, _owner: type) -> Shared[T]: ...
    @overload
    def __get__(self, remembered: Remembered, _owner: type) -> T: ...
    def __get__(self, remembered: Remembered | None, _owner: type) -> Shared[T] | T:
        return self if remembered is None else getattr(remembered.settings, self._name)

    def __set__(self, remembered: Remembered, value: T) -> None:
        if value == getattr(remembered.settings, self._name):
            return
        remembered.settings = settings.changed(remembered.settings, self._name, value)
        try:
            settings.save(remembered.settings, remembered.settings_file)
        except UserError as error:
            remembered.failed.emit(error)
        remembered.changed.emit(self._name)


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _is_colour(text: str) -> bool:
    return re.fullmatch("#[0-9a-f]{6}", text) is not None


class Remembered(QObject):
    """Both files can be read as text. Values that make no sense are as if they were not there."""

    changed = Signal(str)  # the name of the attribute that has another value now
    failed = Signal(object)  # UserError: it could not be written, and holds until the end

    theme = Kept("dark", lambda name: name in THEMES)
    text_size = Kept(100, lambda percent: percent in TEXT_SIZES)
    wheel_zooms = Kept(True)  # or it pans
    repair_on_release = Kept(False)
    pressure_scales_size = Kept(True)
    mask_colour = Kept(MASK_COLOURS[0].id, lambda name: any(name == colour.id for colour in MASK_COLOURS))
    pixel_grid = Kept(True)
    monitor_profile = Kept("")  # an ICC file; empty: what the window system says
    undo_megabytes = Kept(2048, lambda size: 64 <= size <= 1_000_000)
    device = Shared[str]()
    max_megapixels = Shared[int]()
    jpeg_quality = Shared[int]()
    temporary_folder = Shared[str]()
    updates = Shared[bool]()
    offline = Shared[bool]()
    models_folder = Shared[str]()
    default_models = Shared[dict[str, str]]()

    started = Kept(False)  # has the window ever been opened?
    find_kinds = Kept[list[str]]([], _are_texts)  # what was looked for last; none: everything
    find_thorough = Kept(False)  # whether large photos are looked at three times
    updates_asked = Kept("")  # the day on which a newer version was asked for last, as 2026-01-31
    first_steps = Kept(True)  # are they still to be shown?
    used = Kept[list[str]]([], _are_texts)  # ids of what was chosen in the command palette, newest first
    recent_colours = Kept[list[str]](
        [], lambda texts: _are_texts(texts) and all(map(_is_colour, texts))
    )  # newest first
    # Keys of the actions that have others than the table says.
    shortcuts = Kept[dict[str, list[str]]]({}, lambda keys: all(_are_texts(own) for own in keys.values()))

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._store = QSettings(str(file), QSettings.Format.IniFormat)
        self.settings_file = file.with_name(settings.NAME)
        self.settings = settings.load(self.settings_file)

    @staticmethod
    def default(name: str) -> Any:
        """What an attribute is before anyone changes it."""
        return getattr(Remembered, name).default

    def add_used(self, name: str) -> None:
        self.used = [name, *(known for known in self.used if known != name)][:MOST_USED]

    def amount(self, kind: str) -> float:
        """By how many pixels the mask was changed last: kind is "grow", "shrink" or "feather"."""
        try:
            amount = float(str(self._store.value(f"amount_{kind}", FIRST_AMOUNT)))
        except ValueError:
            return FIRST_AMOUNT
        return amount if 1 <= amount <= WIDEST else FIRST_AMOUNT

    def set_amount(self, kind: str, amount: float) -> None:
        self._store.setValue(f"amount_{kind}", str(amount))

    @property
    def recent(self) -> list[Path]:
        """Files opened lately, newest first."""
        found: Any = self._store.value("recent", [])
        names = [found] if isinstance(found, str) else found if isinstance(found, list) else []
        return [Path(name) for name in names if isinstance(name, str) and name]

    def add_recent(self, path: Path) -> None:
        paths = [path, *(known for known in self.recent if known != path)]
        self._store.setValue("recent", [str(known) for known in paths[:MOST_RECENT]])

    def remove_recent(self, path: Path) -> None:
        self._store.setValue("recent", [str(known) for known in self.recent if known != path])

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
