"""Models that lie in the folder of another program, such as ComfyUI or Upscayl: looked at, never changed."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.models.catalogue import known
from photofix.models.store import NCNN, NOT_STATED, Entry, Inspect, described, passport_of, refuse_foreign
from photofix.models.weights_file import SUFFIXES

ELSEWHERE = "elsewhere"
MOST = 1000  # files that are looked at


class Elsewhere:
    """A folder and what was seen in it. notes: a file that remembers it; a file is looked at once for each change."""

    def __init__(self, folder: Path | None, notes: Path, inspect: Inspect) -> None:
        self.folder, self._notes, self._inspect = folder, notes, inspect

    def look(self, progress: Progress) -> tuple[tuple[Entry, ...], dict[str, str]]:
        """The models there, and why the other files are none: message by file name. Raises Cancelled."""
        files, seen, entries, refused = self._files(), self._read(), [], {}
        now: dict[str, Any] = {}
        try:
            for number, path in enumerate(files):
                progress.report(number / len(files), path.name)
                sign = _sign(path)
                note = seen.get(str(path))
                if not isinstance(note, dict) or note.get("sign") != sign:
                    note = {"sign": sign, **self._seen(path)}
                entry = _entry(path, note)
                now[str(path)] = note
                if entry is not None:
                    entries.append(entry)
                else:
                    refused[path.name] = str(note.get("refused", ""))
        except Cancelled:
            self._write({**seen, **now})  # what was looked at need not be again
            raise
        if now != seen:
            self._write(now)
        return tuple(entries), refused

    def known(self) -> tuple[Entry, ...]:
        """Those that were looked at before and have not changed; nothing is looked at."""
        seen = self._read()
        notes = ((path, seen.get(str(path))) for path in self._files())
        found = (
            _entry(path, note) for path, note in notes if isinstance(note, dict) and note.get("sign") == _sign(path)
        )
        return tuple(entry for entry in found if entry is not None)

    def _files(self) -> list[Path]:
        if self.folder is None or not self.folder.is_dir():
            return []
        found: list[Path] = []
        for folder, inner, names in os.walk(self.folder):
            inner.sort()
            found += [Path(folder, name) for name in sorted(names) if Path(name).suffix.lower() in (*SUFFIXES, NCNN)]
            if len(found) >= MOST:
                break
        return found[:MOST]

    def _seen(self, path: Path) -> dict[str, Any]:
        try:
            refuse_foreign(path)
            return {"passport": asdict(self._inspect(path))}
        except UserError as error:
            return {"refused": f"{error.message} {error.hint}".strip()}

    def _read(self) -> dict[str, Any]:
        try:
            held = json.loads(self._notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return held if isinstance(held, dict) else {}

    def _write(self, seen: dict[str, Any]) -> None:
        """What cannot be remembered is looked at again."""
        temporary = self._notes.with_name(f"{secrets.token_hex(8)}.tmp")
        try:
            self._notes.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_text(json.dumps(seen), encoding="utf-8")
            temporary.replace(self._notes)
        except OSError:
            with suppress(OSError):
                temporary.unlink()


def _sign(path: Path) -> list[int]:
    """By which a change of the file is seen."""
    try:
        status = path.stat()
    except OSError:
        return []
    return [status.st_size, status.st_mtime_ns]


def _entry(path: Path, note: dict[str, Any]) -> Entry | None:
    try:
        passport = described(passport_of(note["passport"]))
        added = datetime.fromtimestamp(note["sign"][1] / 1e9).astimezone().isoformat(timespec="seconds")
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    published = known(passport.sha256)
    return Entry(
        path, passport, ELSEWHERE, str(path), added, published.training_data if published else NOT_STATED
    )  # fmt: skip
