"""The models that the person added: files in a folder, each with what is known of it in a small file beside it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from photofix.core.passport import UNKNOWN, Passport
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.models.arriving import Wanted
from photofix.models.catalogue import Published, known
from photofix.models.download import Network
from photofix.models.weights_file import SUFFIXES

Inspect = Callable[[Path], Passport]  # raises UserError if a file is no model that can run here

IMPORTED, DOWNLOADED, PACKED = "imported", "downloaded", "from a pack"
NCNN = ".param"
TORCH = b"PK", b"\x80"  # how files of torch begin, of which some are named .bin, too
NOTE = ".json"
INCOMING = "incoming"  # folder for what is not there yet
CHUNK = 2**20
NAME = re.compile(r"[^\W_][^/\\:*?\"<>|\x00-\x1f]{0,199}")
NOT_STATED = "not known"
LEFT_BEHIND = 3 * 86400  # seconds


@dataclass(frozen=True)
class Entry:
    """A model of the person's. origin: how it came. address: where from. added: when, ISO 8601."""

    path: Path
    passport: Passport
    origin: str
    address: str
    added: str
    training_data: str

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def id(self) -> str:
        """Its name in commands: that of the catalogue, if it is a file from there."""
        published = known(self.passport.sha256)
        return published.id if published else self.path.stem

    @property
    def title(self) -> str:
        published = known(self.passport.sha256)
        return published.title if published else self.path.stem

    @property
    def whole(self) -> bool:
        """Is the file there, with the size that it had? `Store.verify` looks closer."""
        return self.path.is_file() and self.path.stat().st_size == self.passport.bytes


class Store:
    """The folder of added models. A file counts when its note lies beside it, and that is written last."""

    def __init__(self, folder: Path, inspect: Inspect) -> None:
        self.folder, self._inspect = folder, inspect

    def entries(self) -> tuple[Entry, ...]:
        """All of them by name, also those whose file has gone since."""
        notes = sorted(self.folder.glob(f"*{NOTE}"), key=lambda note: note.name.lower())
        return tuple(entry for note in notes if (entry := _read(note)) is not None)

    def find(self, name: str) -> Entry | None:
        """By file name, with or without its ending, by id of the catalogue, or by the beginning of its SHA-256."""
        return found(self.entries(), name)

    def look(self, path: Path) -> Passport:
        """What a file is, before it is added. Raises UserError if it is no model that can run here."""
        refuse_foreign(path)
        return described(self._inspect(path))

    def add(self, path: Path, progress: Progress, *, origin: str = IMPORTED, address: str = "") -> Entry:
        """Copy a model file into the folder. One that is there already stays as it is.

        Raises UserError if it is no model that can run here, or another one of its name is there.
        """
        refuse_foreign(path)
        with self.incoming(path.name) as copy:
            _copy(path, copy, progress.part(0, 0.7))
            progress.report(0.7, "looking at the file")
            return self.take(copy, path.name, origin, address or str(path.absolute()))

    def download(self, published: Published, network: Network, progress: Progress) -> Entry:
        """Fetch a published model into the folder. Raises UserError, Cancelled; see `Network.fetch`."""
        return self.fetch(wanted(published), published.name, network, progress)

    def fetch(self, what: Wanted, name: str, network: Network, progress: Progress) -> Entry:
        """Fetch a file by address and hash, and keep it under a name. Raises as `download` does."""
        network.check()
        check_name(name)
        there = next((entry for entry in self.entries() if entry.passport.sha256 == what.sha256 and entry.whole), None)
        if there is not None:
            return there
        part = network.fetch(what, self.folder / INCOMING, progress.part(0, 0.95))
        progress.report(0.95, "looking at the file")
        with self.incoming(name) as copy:
            part.replace(copy)
            entry = self.take(copy, name, DOWNLOADED, what.address)
        if entry.passport.sha256 != what.sha256:  # another program wrote to it meanwhile
            self.remove(entry)
            raise UserError(f"{name} is not the published file: it was changed on this machine.", hint="Try again.")
        return entry

    def remove(self, entry: Entry) -> None:
        """Delete a model of this folder. Raises UserError if the system does not let it."""
        try:
            _note(entry.path).unlink(missing_ok=True)
            entry.path.unlink(missing_ok=True)
        except OSError as error:
            raise UserError(f"{entry.name} cannot be removed: {error.strerror}.") from error

    def verify(self, entry: Entry, progress: Progress) -> None:
        """Read a model again. Raises UserError if it is not the file that was added."""
        if not entry.path.is_file():
            raise UserError(f"{entry.name} is missing.", hint="Remove it from the list, or add it again.")
        if digest(entry.path, progress) != entry.passport.sha256:
            raise UserError(
                f"{entry.name} is damaged or was exchanged.", hint="Remove it, and download or import it again."
            )

    def take(self, incoming: Path, name: str, origin: str, address: str) -> Entry:
        """Put a file of the incoming folder under its name. One that is there already stays as it is.

        Raises UserError if it is no model that can run here, or another one of its name is there.
        """
        passport = described(replace(self._inspect(incoming), name=name))
        entries = [entry for entry in self.entries() if entry.whole]
        there = next((entry for entry in entries if entry.passport.sha256 == passport.sha256), None)
        if there is not None:
            return there
        if name.lower() in {entry.name.lower() for entry in entries}:
            raise UserError(f"There is another model named {name}.", hint="Remove it, or rename the file before.")
        target = self.folder / name
        published = known(passport.sha256)
        entry = Entry(
            target, passport, origin, address, datetime.now().astimezone().isoformat(timespec="seconds"),
            published.training_data if published else NOT_STATED,
        )  # fmt: skip
        _flushed(incoming)
        incoming.replace(target)
        _write(entry)
        return entry

    @contextmanager
    def incoming(self, name: str) -> Iterator[Path]:
        """Where to put one file before it is looked at; what is left there in the end is removed."""
        check_name(name)
        folder = self.folder / INCOMING / secrets.token_hex(8)  # the file has its own name, which messages tell
        try:
            folder.mkdir(parents=True)
            _sweep(folder.parent)
            yield folder / name
        except OSError as error:
            raise UserError(f"The model cannot be kept in {self.folder}: {error.strerror or error}.") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def found(entries: Iterable[Entry], name: str) -> Entry | None:
    """The first that is called so; see `Store.find`."""
    entries = tuple(entries)
    called: tuple[Callable[[Entry], bool], ...] = (
        lambda entry: entry.name == name,
        lambda entry: entry.path.stem == name,
        lambda entry: entry.id == name,
        lambda entry: len(name) >= 8 and entry.passport.sha256.startswith(name.lower()),
    )
    return next((entry for same in called for entry in entries if same(entry)), None)


def wanted(published: Published) -> Wanted:
    """What to fetch. Raises UserError if a published model is not offered for download."""
    if published.withheld or published.sha256 is None:
        raise UserError(
            f"{published.title} cannot be downloaded: {published.withheld}.",
            hint=f"Get the file from {published.source}, and import it.",
        )
    return Wanted(published.address, published.name, published.bytes, published.sha256)


def refuse_foreign(path: Path) -> None:
    """Raise UserError for files that are told by their name to be nothing that could run here."""
    if _is_ncnn(path):
        raise UserError(
            f"{path.name} is a network for ncnn, as Upscayl uses them; PhotoFix cannot run it.",
            hint="Most of these models are also published as .pth or .safetensors files, which it can.",
        )
    if path.suffix.lower() == ".onnx":
        raise UserError(
            f"{path.name} is an ONNX network; PhotoFix cannot run it.",
            hint="Most of these models are also published as .pth or .safetensors files, which it can.",
        )
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(f"{path.name} is no model file.", hint=f"Its name would end in {', '.join(SUFFIXES)}.")
    if not path.is_file():
        raise UserError(f"There is no file {path}.")


def check_name(name: str) -> None:
    """Raise UserError for names that would lead out of a folder, or that some system does not take."""
    if not NAME.fullmatch(name) or name.endswith("."):
        raise UserError(f"{name!r} cannot be the name of a model file.", hint="Rename it before.")


def _is_ncnn(path: Path) -> bool:
    """A network of ncnn is a .param file and a .bin file."""
    if path.suffix.lower() == NCNN:
        return True
    if path.suffix.lower() != ".bin" or not path.is_file():
        return False
    with path.open("rb") as file:
        return path.with_suffix(NCNN).exists() or not file.read(2).startswith(TORCH)


def described(passport: Passport) -> Passport:
    """The passport with what the catalogue knows of the file."""
    published = known(passport.sha256)
    if published is None:
        return passport
    licence = passport.licence if passport.licence != UNKNOWN else published.licence
    return replace(
        passport, licence=licence, commercial=published.commercial, source=passport.source or published.source
    )


def digest(path: Path, progress: Progress) -> str:
    """The SHA-256 of a file. Raises UserError if it cannot be read, Cancelled."""
    sha, size = hashlib.sha256(), max(1, path.stat().st_size)
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                sha.update(chunk)
                progress.report(file.tell() / size, "checking")
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}.") from error
    return sha.hexdigest()


def _copy(source: Path, target: Path, progress: Progress) -> None:
    """Raises UserError if the disk is too small, Cancelled."""
    size = source.stat().st_size
    if size > shutil.disk_usage(target.parent).free:
        raise UserError(f"The disk has too little room for {source.name}.", hint="Free some space.")
    with source.open("rb") as file, target.open("xb") as out:
        while chunk := file.read(CHUNK):
            out.write(chunk)
            progress.report(file.tell() / max(1, size), "copying")


def _sweep(folder: Path) -> None:
    """Remove what programs that were ended in the middle left there long ago."""
    for path in folder.iterdir():
        if path.stat().st_mtime < time.time() - LEFT_BEHIND:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _note(path: Path) -> Path:
    return path.with_name(path.name + NOTE)


def _flushed(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write(entry: Entry) -> None:
    """The note beside the file, whole or not at all."""
    note = _note(entry.path)
    temporary = note.with_suffix(".tmp")
    about = {field.name: getattr(entry, field.name) for field in fields(Entry) if field.name != "path"}
    temporary.write_text(json.dumps({**about, "passport": asdict(entry.passport)}, indent=2), encoding="utf-8")
    _flushed(temporary)
    temporary.replace(note)


def _read(note: Path) -> Entry | None:
    """The entry of a note; None if it is none that was written here."""
    try:
        held: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        entry = Entry(path=note.with_suffix(""), passport=passport_of(held.pop("passport")), **held)
        texts = (getattr(entry, field.name) for field in fields(Entry) if field.name not in ("path", "passport"))
        return entry if all(isinstance(text, str) for text in texts) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def passport_of(held: dict[str, Any]) -> Passport:
    """The passport that a note holds. Raises TypeError or ValueError if it is none."""
    passport = Passport(**held)
    kinds = {"str": str, "int": int, "bool": bool}
    for field in fields(Passport):
        if str(field.type) in kinds and type(getattr(passport, field.name)) is not kinds[str(field.type)]:
            raise ValueError(field.name)
    return passport
