"""What the command line says: a bar on a terminal, a line per photo, or a line of JSON per photo."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

BAR = 24


@dataclass(frozen=True)
class Report:
    """What became of one photo. Fields that make no sense for its status are None and left out of the JSON.

    status: "done", "failed" or "crashed". objects: what was found, steps: what was done, as plain values. In pixels:
    marked by the mask (None if the whole photo is changed), touched by the repair (the mask and what it was grown by),
    and what differs from the original inside and outside of that. size_before, size: [width, height] where an
    operation changes it.
    seconds: reading and writing included. lossy: the output's format stores pixels approximately, so the counts are
    those before it was written.
    """

    input: Path
    output: Path
    status: str
    objects: list[dict[str, Any]] | None = None
    steps: list[dict[str, Any]] | None = None
    marked: int | None = None
    touched: int | None = None
    changed_inside: int | None = None
    changed_outside: int | None = None
    patches: int | None = None
    size_before: list[int] | None = None
    size: list[int] | None = None
    lossy: bool | None = None
    seconds: float | None = None
    repair_seconds: float | None = None
    detect_seconds: float | None = None
    device: str | None = None
    models: dict[str, str] | None = None
    notes: tuple[str, ...] = ()
    error: str | None = None
    hint: str | None = None

    def as_json(self) -> str:
        """One line of ASCII, whatever is in the names."""
        fields: dict[str, Any] = {
            name: str(value) if isinstance(value, Path) else value
            for name, value in vars(self).items()
            if value is not None
        }
        return json.dumps(fields)


class Console:
    """Standard output for results, standard error for progress and what went wrong."""

    def __init__(self, out: TextIO, err: TextIO, *, quiet: bool = False, as_json: bool = False) -> None:
        self._out, self._err = out, err
        self._quiet, self._json = quiet, as_json
        self._bar = err.isatty() and not quiet
        self._drawn = 0
        self._text = ""
        self.subject = ""

    def progress(self, fraction: float, text: str) -> None:
        """Draw the bar; `fraction` 0..1 of everything."""
        if not self._bar:
            return
        full = round(BAR * fraction)
        self._text = text or self._text
        line = f"[{'#' * full}{'.' * (BAR - full)}] {fraction:4.0%} {shown(self.subject)}: {self._text}"
        line = line[: shutil.get_terminal_size().columns - 1]
        self._err.write("\r" + line.ljust(self._drawn))
        self._err.flush()
        self._drawn = len(line)

    def report(self, report: Report) -> None:
        """One photo is finished."""
        self.clear()
        if self._json:
            print(report.as_json(), file=self._out, flush=True)
        if report.error is not None:
            self.complain(f"{shown(report.input)}: {report.error}", report.hint or "")
        elif not self._quiet and not self._json:
            before = f" before compression as {report.output.suffix}" if report.lossy else ""
            print(
                f"{shown(report.input)} → {shown(report.output)}: {_done(report)}{before} ({report.seconds:.1f} s)",
                file=self._out,
            )
            for note in report.notes:
                print(f"  {note}", file=self._out)
            self._out.flush()

    def say(self, text: str) -> None:
        """A line for the person, on standard output."""
        if not self._quiet:
            print(text, file=self._out, flush=True)

    def complain(self, message: str, hint: str = "") -> None:
        self.clear()
        print(f"photofix: {message}", file=self._err)
        if hint:
            print(f"  {hint}", file=self._err)
        self._err.flush()

    def clear(self) -> None:
        """Take the bar off the screen."""
        if self._drawn:
            self._err.write("\r" + " " * self._drawn + "\r")
            self._err.flush()
            self._drawn = 0


def _done(report: Report) -> str:
    """What was done to a photo, in numbers."""
    if report.size is not None and report.size_before is not None:
        before, after = (" × ".join(f"{side:,}" for side in size) for size in (report.size_before, report.size))
        return f"{before} → {after} pixels"
    if report.changed_inside is None:
        done = f"{report.marked:,} pixels marked"
    elif report.marked is None:
        done = f"{report.changed_inside:,} pixels changed"
    else:
        done = f"{report.changed_inside:,} pixels repaired, {report.changed_outside} pixels changed outside the mask"
    if report.steps is not None:
        return f"{', '.join(step['label'] for step in report.steps) or 'no step'}: {done}"
    if report.objects is None:
        return done
    return f"{len(report.objects)} {'object' if len(report.objects) == 1 else 'objects'}, {done}"


def shown(path: Path | str) -> str:
    """A path on one line: control characters, as in a name with a newline, are escaped."""
    text = os.fspath(path)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
