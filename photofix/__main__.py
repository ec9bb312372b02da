"""Starts PhotoFix: a command goes to the command line, anything else opens the editor."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from photofix import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """The `photofix` program. Returns the exit code."""
    words = _heeding_offline(list(sys.argv[1:] if arguments is None else arguments))
    if not words:
        return _open(words)
    if words == ["--version"]:  # at once, without all that the other commands need
        print(f"photofix {__version__}")
        return 0
    if words[0] == "--self-test":
        return _self_test(words[1:])
    if words[0] == "--":
        return _open(words[1:])
    if words[0].startswith("-"):
        return _command_line(words)
    if Path(words[0]).suffix:  # no command has a dot, and the window is there sooner without their grammar
        return _open(words)
    from photofix.cli.parser import commands

    if words[0] in commands():
        return _command_line(words)
    # A word without a dot that is no file is more likely a mistyped command than a photo.
    if not Path(words[0]).exists():
        near = get_close_matches(words[0], commands(), n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The commands are {', '.join(commands())}."
        print(f"photofix: There is no command and no file {words[0]!r}. {hint}", file=sys.stderr)
        return 2
    return _open(words)


def _heeding_offline(words: list[str]) -> list[str]:
    """The words without --offline, which counts for the whole program and for what it starts."""
    end = words.index("--") if "--" in words else len(words)
    if "--offline" not in words[:end]:
        return words
    os.environ["PHOTOFIX_OFFLINE"] = "1"
    return [word for word in words[:end] if word != "--offline"] + words[end:]


def window(arguments: Sequence[str] | None = None) -> int:
    """The `photofix-window` program, which on Windows opens no console: the editor on the files named."""
    return _open(_heeding_offline(list(sys.argv[1:] if arguments is None else arguments)))


def _open(files: Sequence[str]) -> int:
    from photofix.garbage import uncollected

    with uncollected():
        from photofix.gui.app import main as open_window

    return open_window([Path(file) for file in files])


def _self_test(words: list[str]) -> int:
    """The command line's trials and that of the window, which do not know each other."""
    from photofix.cli.self_test import Check
    from photofix.cli.self_test import main as run

    def look() -> str:
        from photofix.gui.self_test import opened

        return opened()

    return run(words, [Check("window", "open the sample", look)])


def _command_line(words: list[str]) -> int:
    from photofix.cli.main import main as run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
