"""The table of models: those that ship, those that were added, those of another program, those to be downloaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from photofix.core import passport
from photofix.core.passport import Passport
from photofix.models.catalogue import CATALOGUE, Published
from photofix.models.pool import weights
from photofix.models.spec import ModelSpec
from photofix.models.speed import Speeds
from photofix.models.store import Entry, found
from photofix.models.table import MODELS

BUILT_IN, DOWNLOADABLE = "built in", "to download"
READY, MISSING, CHANGED = "ready", "missing", "changed"
DETECTION = "detection"
# What the tasks of our own models are called beside those of published ones.
PURPOSES = {
    "inpaint": passport.INPAINTING,
    "detect": DETECTION,
    "upscale": passport.SUPER_RESOLUTION,
    "restore": passport.RESTORATION,
    "colorize": passport.COLORIZATION,
}


@dataclass(frozen=True)
class Listed:
    """A row of the table.

    id: its name in commands. kind: BUILT_IN, DOWNLOADABLE, or the origin of an entry. bytes: 0 if not known. seconds
    per megapixel that it is shown, on this machine; None if that was not measured. state: READY, MISSING or CHANGED,
    at a glance; of one to download, why it cannot be. file: None if it is not here. published, entry, spec: where it
    comes from, one of them.
    """

    id: str
    title: str
    purpose: str
    kind: str
    bytes: int
    licence: str
    commercial: bool | None
    training_data: str
    sha256: str | None
    source: str
    seconds: float | None
    state: str
    file: Path | None
    published: Published | None = None
    entry: Entry | None = None
    spec: ModelSpec | None = None

    @property
    def passport(self) -> Passport | None:
        return self.entry.passport if self.entry is not None else None

    @property
    def here(self) -> bool:
        """Can it be used?"""
        return self.file is not None and self.state == READY


def listed(added: Sequence[Entry], elsewhere: Sequence[Entry], speeds: Speeds) -> tuple[Listed, ...]:
    """All models, in the order in which lists show them. What is here already is not to be downloaded."""
    here = {entry.passport.sha256 for entry in (*added, *elsewhere) if entry.whole}
    rows = (
        *(_built_in(spec, speeds) for spec in MODELS),
        *(_added(entry, speeds) for entry in (*added, *elsewhere)),
        *(_published(entry) for entry in CATALOGUE if entry.sha256 not in here),
    )
    return tuple(_distinct(rows))


def _distinct(rows: Iterable[Listed]) -> Iterator[Listed]:
    """The rows, each with an id of its own: files that are called as something else is go by more of their name."""
    taken: set[str] = set()
    for row in rows:
        names = (row.id, *(() if row.file is None else (row.file.name, str(row.file))))
        name = next((name for name in names if name not in taken), row.id)
        taken.add(name)
        yield row if name == row.id else replace(row, id=name)


def called(rows: Iterable[Listed], name: str) -> Listed | None:
    """The row of this name: an id, a file's name, or the beginning of a SHA-256. What is here comes first."""
    rows = sorted(rows, key=lambda row: row.file is None)
    exact = next((row for row in rows if row.id == name), None)
    if exact is not None:
        return exact
    entry = found((row.entry for row in rows if row.entry is not None), name)
    if entry is not None:
        return next(row for row in rows if row.entry is entry)
    return next((row for row in rows if row.published is not None and row.published.name == name), None)


def _built_in(spec: ModelSpec, speeds: Speeds) -> Listed:
    files = [weights(file.name) for file in spec.files]
    there = all(file.is_file() for file in files)
    sha256 = spec.files[0].sha256
    return Listed(
        spec.id, spec.title, PURPOSES.get(spec.task, spec.task), BUILT_IN,
        sum(file.stat().st_size for file in files) if there else 0,
        spec.licence, True, spec.training_data, sha256, "", speeds.best(sha256 or ""),
        READY if there else MISSING, files[0], spec=spec,
    )  # fmt: skip


def _added(entry: Entry, speeds: Speeds) -> Listed:
    about = entry.passport
    state = READY if entry.whole else CHANGED if entry.path.is_file() else MISSING
    return Listed(
        entry.id, entry.title, about.purpose, entry.origin, about.bytes, about.licence, about.commercial,
        entry.training_data, about.sha256, about.source, speeds.best(about.sha256), state, entry.path, entry=entry,
    )  # fmt: skip


def _published(entry: Published) -> Listed:
    return Listed(
        entry.id, entry.title, entry.purpose, DOWNLOADABLE, entry.bytes, entry.licence, entry.commercial,
        entry.training_data, entry.sha256, entry.source, None, entry.withheld, None,
        published=entry,
    )  # fmt: skip
