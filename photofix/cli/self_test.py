"""`photofix --self-test`: does everything PhotoFix can do once, on a part of the sample, and tells whether it works."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from photofix import __version__, paths
from photofix.errors import UserError

ASK = "--self-test"
FAILED = 1


class Absent(Exception):
    """What is to be tried does not exist on this system, and need not."""


@dataclass(frozen=True)
class Check:
    """One trial: it returns what is worth knowing, or raises. A photo is named by `what`, how it is done by `way`."""

    what: str
    way: str
    run: Callable[[], str]


def main(arguments: Sequence[str], more: Sequence[Check] = ()) -> int:
    """Run the self-test, and `more` checks after it. Returns the exit code: 0 if all is well, 1 if not, 2 for usage."""
    parser = argparse.ArgumentParser(prog=f"photofix {ASK}", allow_abbrev=False, description=__doc__)
    parser.add_argument("--device", default="auto", metavar="DEVICE", help="auto, cpu, cuda:0, mps or xpu")
    parser.add_argument("--strict", action="store_true", help="what this system lacks counts as failed, too")
    try:
        options = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    with _home_of_its_own() as folder:
        from photofix.cli.self_test_checks import checks

        return run([*checks(folder, options.device), *more], strict=options.strict, out=sys.stdout)


def run(checks: Sequence[Check], *, strict: bool, out: TextIO) -> int:
    """Do all checks, print a line for each, and why some failed. Returns the exit code."""
    print(f"photofix {__version__}, Python {platform.python_version()}, {platform.platform()}", file=out)
    print(f"resources in {paths.resources()}", file=out)
    begun, count = time.perf_counter(), {"ok": 0, "absent": 0, "FAILED": 0}
    reasons: list[str] = []
    for check in checks:
        started = time.perf_counter()
        try:
            told, state = check.run(), "ok"
        except Absent as error:
            told, state = str(error), "FAILED" if strict else "absent"
        except Exception as error:  # a front end: every failure is a line of the table
            told, state = _in_words(error), "FAILED"
            reasons.append(f"{check.what}, {check.way}:\n{''.join(traceback.format_exception(error))}")
        count[state] += 1
        seconds = time.perf_counter() - started
        print(f"{check.what:<12}{check.way:<28}{state:<8}{seconds:6.2f} s  {told}".rstrip(), file=out, flush=True)
    for reason in reasons:
        print(f"\n{reason}", file=sys.stderr)
    others = ", ".join(f"{number} {state}" for state, number in count.items() if number and state != "ok")
    print(f"{count['ok']} of {len(checks)} passed{', ' + others if others else ''}", end="", file=out)
    print(f", in {time.perf_counter() - begun:.1f} s", file=out, flush=True)
    return FAILED if count["FAILED"] else 0


def _in_words(error: Exception) -> str:
    if isinstance(error, UserError):
        return f"{error.message} {error.hint}".strip()
    return f"{type(error).__name__}: {error}".splitlines()[0]


@contextmanager
def _home_of_its_own() -> Iterator[Path]:
    """A folder that is taken for the person's own while this lasts: theirs is neither read nor written."""
    before = os.environ.get(paths.HOME_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="photofix-", ignore_cleanup_errors=True) as folder:
        os.environ[paths.HOME_VARIABLE] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ[paths.HOME_VARIABLE]
            else:
                os.environ[paths.HOME_VARIABLE] = before
