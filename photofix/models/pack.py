"""Packs: several added models as one file, for machines without network.

A zip archive (PKWARE, APPNOTE.TXT) in which nothing is compressed: a manifest, then the files as they are. What it
says is believed only as far as it can be checked: names are plain, sizes are those of the archive, hashes are right.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.models.store import CHUNK, PACKED, Entry, Store, check_name
from photofix.models.weights_file import SUFFIXES

SUFFIX = ".photofix-models"
MANIFEST = "photofix-models.json"
VERSION = 1
LONGEST_MANIFEST = 2**20
MOST = 1000  # models
DATE = (2026, 1, 1, 0, 0, 0)  # of all members: the same models make the same pack


@dataclass(frozen=True)
class _Member:
    name: str
    bytes: int
    sha256: str


def write(entries: Sequence[Entry], path: Path, progress: Progress) -> None:
    """Write the models to a file, which may exist. Raises UserError if one has changed, OSError, Cancelled."""
    manifest = {"version": VERSION, "models": [_told(entry) for entry in entries]}
    total, done = max(1, sum(entry.passport.bytes for entry in entries)), 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True) as pack:
        pack.writestr(zipfile.ZipInfo(MANIFEST, DATE), json.dumps(manifest, indent=2))
        for entry in entries:
            part = progress.part(done / total, entry.passport.bytes / total)
            with pack.open(zipfile.ZipInfo(entry.name, DATE), "w", force_zip64=True) as out:
                _copied(entry, out, part)
            done += entry.passport.bytes


def is_pack(path: Path) -> bool:
    """Is a file a pack? Other archives, such as the weights files of torch, are none."""
    try:
        with zipfile.ZipFile(path) as pack:
            return MANIFEST in pack.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def unpack(path: Path, store: Store, progress: Progress) -> tuple[Entry, ...]:
    """Add all models of a pack to the store, or none. Raises UserError if anything about it is not right."""
    before = {entry.name for entry in store.entries()}
    try:
        with zipfile.ZipFile(path) as pack, ExitStack() as stack:
            members = _members(pack, path)
            total, done, arrived = max(1, sum(member.bytes for member in members)), 0, []
            for member in members:
                copy = stack.enter_context(store.incoming(member.name))
                part = progress.part(0.9 * done / total, 0.9 * member.bytes / total)
                with pack.open(member.name) as file, copy.open("xb") as out:
                    _extract(file, out, member, path, part)
                arrived.append((copy, member.name))
                done += member.bytes
            progress.report(0.9, "looking at the files")
            return _taken(arrived, path, store, before)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _damaged(path) from error
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror or error}.") from error


def _taken(arrived: Iterable[tuple[Path, str]], path: Path, store: Store, before: set[str]) -> tuple[Entry, ...]:
    """All of them in the store; if one is refused, those that were not there before are taken out again."""
    entries: list[Entry] = []
    try:
        for copy, name in arrived:
            entries.append(store.take(copy, name, PACKED, str(path.absolute())))
    except (UserError, Cancelled):
        for entry in entries:
            if entry.name not in before:
                store.remove(entry)
        raise
    return tuple(entries)


def _members(pack: zipfile.ZipFile, path: Path) -> list[_Member]:
    """What the manifest names, after the archive was compared with it. Raises UserError."""
    infos = {info.filename: info for info in pack.infolist()}
    manifest = infos.get(MANIFEST)
    if manifest is None or len(infos) != len(pack.infolist()) or manifest.file_size > LONGEST_MANIFEST:
        raise _damaged(path)
    held = json.loads(pack.read(MANIFEST))
    if not isinstance(held, dict) or held.get("version") != VERSION:
        raise UserError(f"{path.name} was made by another version of PhotoFix.", hint="Update PhotoFix.")
    listed = held.get("models")
    if not isinstance(listed, list) or len(listed) > MOST:
        raise _damaged(path)
    members = [_member(told, infos, path) for told in listed]
    named = {member.name for member in members}
    # What is stored as it is cannot be larger than the archive: nothing here unfolds to fill the disk.
    if named | {MANIFEST} != set(infos) or sum(member.bytes for member in members) > path.stat().st_size:
        raise _damaged(path)
    return members


def _member(told: object, infos: dict[str, zipfile.ZipInfo], path: Path) -> _Member:
    """One model of the manifest. Raises UserError if the archive holds it otherwise."""
    if not isinstance(told, dict):
        raise _damaged(path)
    name, size, sha256 = told.get("name"), told.get("bytes"), told.get("sha256")
    if not isinstance(name, str) or type(size) is not int or not isinstance(sha256, str):
        raise _damaged(path)
    check_name(name)
    info = infos.get(name)
    if info is None or info.file_size != size or info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
        raise _damaged(path)
    if Path(name).suffix.lower() not in SUFFIXES:
        raise UserError(f"{name} in {path.name} is no model file.")
    return _Member(name, size, sha256)


def _extract(file: IO[bytes], out: IO[bytes], member: _Member, path: Path, progress: Progress) -> None:
    sha, done = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        done += len(chunk)
        if done > member.bytes:
            raise _damaged(path)
        out.write(chunk)
        sha.update(chunk)
        progress.report(done / max(1, member.bytes), member.name)
    if sha.hexdigest() != member.sha256:
        raise _damaged(path)


def _copied(entry: Entry, out: IO[bytes], progress: Progress) -> None:
    """Raises UserError if the file is not the one that was added."""
    sha, done = hashlib.sha256(), 0
    try:
        with entry.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                out.write(chunk)
                sha.update(chunk)
                done += len(chunk)
                progress.report(done / max(1, entry.passport.bytes), entry.name)
    except FileNotFoundError as error:
        raise UserError(f"{entry.name} is missing.", hint="Remove it from the list, or add it again.") from error
    if sha.hexdigest() != entry.passport.sha256:
        raise UserError(f"{entry.name} is damaged or was exchanged.", hint="Remove it, and add it again.")


def _told(entry: Entry) -> dict[str, object]:
    about = entry.passport
    return {
        "name": entry.name, "bytes": about.bytes, "sha256": about.sha256, "architecture": about.architecture,
        "purpose": about.purpose, "licence": about.licence, "source": about.source,
    }  # fmt: skip


def _damaged(path: Path) -> UserError:
    return UserError(f"{path.name} is damaged, or no pack of models.", hint="Export it again, or copy it again.")
