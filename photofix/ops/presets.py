"""Presets: params of an operation kept under a name, built in or as small files of the person's own."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from photofix.core.params import filled
from photofix.errors import UserError
from photofix.files.atomic import write_atomically
from photofix.ops.base import Operation

STANDARD = "Standard"  # the declared defaults, under a name
SUFFIX = ".json"
DEFAULTS = "defaults.json"  # which preset each operation starts with
LONGEST = 180  # bytes of a file's name before its suffix
LARGEST = 1 << 20  # bytes of a file that may be a preset
PLAIN = " -_()+,'&!"  # what stands for itself in a file's name, beside letters and digits
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}  # on Windows


@dataclass(frozen=True)
class Entry:
    """One preset of a list."""

    name: str
    built_in: bool


@dataclass(frozen=True)
class Loaded:
    """A preset as read. notes: what had to be left out, in words for the person."""

    params: Any
    notes: tuple[str, ...] = ()


class PresetStore:
    """All presets: those of the table, and the person's own in `folder`/OPERATION/NAME.json.

    Names are the same whatever their case, as some systems have it with file names.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def entries(self, operation: Operation) -> tuple[Entry, ...]:
        """Standard first, then the built-in ones, then the person's own by name."""
        own = sorted((_name_of(path) for path in self._files(operation)), key=str.casefold)
        return (*(Entry(name, True) for name in _built_in(operation)), *(Entry(name, False) for name in own))

    def load(self, operation: Operation, name: str) -> Loaded:
        """Raises UserError if there is no such preset or it cannot be used."""
        for title, params in _built_in(operation).items():
            if _same(title, name):
                return Loaded(params)
        path = self._find(operation, name)
        if path is None:
            known = ", ".join(entry.name for entry in self.entries(operation))
            raise UserError(f"There is no preset “{name}” for {operation.title}.", hint=f"There are: {known}.")
        return read(path, operation)

    def save(self, operation: Operation, name: str, params: Any) -> str:
        """Keep params under a name, in the place of any that was there. Returns the name as it was kept.

        Raises UserError if the name cannot be used or the file cannot be written.
        """
        name = unicodedata.normalize("NFC", " ".join(name.split()))
        stem = _stem(name)
        if not name:
            raise UserError("A preset needs a name.")
        if len(stem.encode()) > LONGEST:
            raise UserError("The preset's name is too long.", hint="Choose a shorter one.")
        self._refuse_built_in(operation, name)
        path = self._find(operation, name) or self._folder / operation.id / f"{stem}{SUFFIX}"
        _write(path, {"operation": operation.id, "params": asdict(params)})
        return _name_of(path)

    def delete(self, operation: Operation, name: str) -> None:
        """Forget a preset; if it was the default, Standard is from now on. Raises UserError."""
        self._refuse_built_in(operation, name)
        path = self._find(operation, name)
        if path is None:
            return
        was_default = _same(self.default(operation), name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise UserError(f"The preset “{name}” cannot be deleted: {error.strerror}.") from error
        if was_default:
            self.set_default(operation, STANDARD)

    def default(self, operation: Operation) -> str:
        """The name of the preset that the window starts with."""
        chosen = self._defaults().get(operation.id, STANDARD)
        known = [entry.name for entry in self.entries(operation)]
        return next((name for name in known if isinstance(chosen, str) and _same(name, chosen)), STANDARD)

    def set_default(self, operation: Operation, name: str) -> None:
        """Raises UserError if it cannot be kept."""
        others = {key: value for key, value in self._defaults().items() if key != operation.id}
        _write(self._folder / DEFAULTS, others if _same(name, STANDARD) else {**others, operation.id: name})

    def _defaults(self) -> dict[str, Any]:
        """What is damaged is as if it had not been written."""
        try:
            found = json.loads((self._folder / DEFAULTS).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _refuse_built_in(self, operation: Operation, name: str) -> None:
        if any(_same(title, name) for title in _built_in(operation)):
            raise UserError(f"The preset “{name}” is built in and stays as it is.", hint="Choose another name.")

    def _files(self, operation: Operation) -> list[Path]:
        try:
            found = list((self._folder / operation.id).iterdir())
        except OSError:
            return []
        names = _built_in(operation)
        return [
            path
            for path in found
            if path.suffix == SUFFIX and not path.name.startswith(".")
            and not any(_same(_name_of(path), name) for name in names)
        ]  # fmt: skip

    def _find(self, operation: Operation, name: str) -> Path | None:
        return next((path for path in self._files(operation) if _same(_name_of(path), name)), None)


def find(store: PresetStore, operation: Operation, text: str) -> Loaded:
    """The preset that `text` means: one of the operation's by name, else a file. Raises UserError."""
    if not any(_same(entry.name, text) for entry in store.entries(operation)):
        path = Path(text)
        if path.suffix == SUFFIX or path.is_file():
            return read(path, operation)
    return store.load(operation, text)


def read(path: Path, operation: Operation) -> Loaded:
    """A preset's file. Raises UserError if it is none, is another operation's or holds values that are not allowed.

    Parameters that the operation does not have (any more) are left out, with a note.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(f"“{path.name}” is too large to be a preset.")
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"The preset “{path.name}” cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("params"), dict):
        raise UserError(f"“{path.name}” is no preset.", hint="Choose a file that PhotoFix has saved.")
    if found.get("operation") != operation.id:
        raise UserError(f"The preset “{path.name}” is for another operation, not for {operation.title}.")
    try:
        params, unknown = filled(operation.params, found["params"])
    except UserError as error:
        raise UserError(f"The preset “{_name_of(path)}” cannot be used. {error.message}", hint=error.hint) from error
    return Loaded(params, _notes(_name_of(path), operation, unknown))


def _notes(name: str, operation: Operation, unknown: tuple[str, ...]) -> tuple[str, ...]:
    if not unknown:
        return ()
    return (f"The preset “{name}” has what {operation.title} does not know, which is left out: {', '.join(unknown)}.",)


def _built_in(operation: Operation) -> dict[str, Any]:
    return {STANDARD: operation.params(), **dict(operation.presets)}


def _write(path: Path, values: Mapping[str, Any]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
    text = json.dumps(values, indent=2, ensure_ascii=False)
    write_atomically(path, lambda file: _put(file, text), overwrite=True)


def _put(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _same(one: str, other: str) -> bool:
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def _stem(name: str) -> str:
    """A file's name that every system accepts, from which `_name_of` tells the preset's."""
    stem = "".join(c if c.isalnum() or c in PLAIN else quote(c, safe="").replace(".", "%2E") for c in name)
    return f"%{ord(stem[0]):02X}{stem[1:]}" if stem.upper() in RESERVED else stem


def _name_of(path: Path) -> str:
    return unicodedata.normalize("NFC", unquote(path.stem))
