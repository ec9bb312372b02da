"""The bar, the lines and the JSON."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from photofix.cli.console import Console, Report, shown


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


DONE = Report(
    Path("in.png"), Path("out.png"), "done", marked=1000, changed_inside=1234, changed_outside=0, seconds=1.26
)


def test_the_bar_grows_and_goes() -> None:
    out, err = io.StringIO(), Terminal()
    console = Console(out, err)
    console.subject = "photo.png"
    console.progress(0.5, "painting")
    assert err.getvalue() == f"\r[{'#' * 12}{'.' * 12}]  50% photo.png: painting"
    console.progress(1, "")
    console.report(DONE)
    assert re.search(r"\r {40,}\r$", err.getvalue())
    assert out.getvalue() == "in.png → out.png: 1,234 pixels repaired, 0 pixels changed outside the mask (1.3 s)\n"


def test_the_bar_keeps_to_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    err = Terminal()
    console = Console(io.StringIO(), err)
    console.subject = "a very long name of a photograph.png"
    console.progress(0.25, "")
    assert len(err.getvalue()) == 40


@pytest.mark.parametrize(("err", "quiet"), [(io.StringIO(), False), (Terminal(), True)])
def test_no_bar_in_files_or_when_quiet(err: io.StringIO, quiet: bool) -> None:
    console = Console(io.StringIO(), err, quiet=quiet)
    console.progress(0.5, "painting")
    assert err.getvalue() == ""


def test_json_leaves_out_what_does_not_apply() -> None:
    assert Report(Path("ä\n.png"), Path("o.png"), "failed", error="no", hint="try").as_json() == (
        '{"input": "\\u00e4\\n.png", "output": "o.png", "status": "failed", "notes": [], "error": "no", "hint": "try"}'
    )


def test_names_stay_on_their_line() -> None:
    assert shown(Path("a\nb\x1b[31m🙂ä.png")) == "a\\nb\\x1b[31m🙂ä.png"
