"""Starts PhotoFix: a command goes to the command line, anything else opens the editor."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """The `photofix` program. Returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words:
        return window(words)
    if words[0].startswith("-") and words[0] != "--":
        return _command_line(words)
    from photofix.cli.parser import commands

    if words[0] in commands():
        return _command_line(words)
    files = words[1:] if words[0] == "--" else words
    # A lone word without a dot that is no file is more likely a mistyped command than a photo.
    if files == words and not Path(words[0]).exists() and not Path(words[0]).suffix:
        near = get_close_matches(words[0], commands(), n=1)
        hint = f"Did you mean {near[0]}?" if near else f"The commands are {', '.join(commands())}."
        print(f"photofix: There is no command and no file {words[0]!r}. {hint}", file=sys.stderr)
        return 2
    return window(files)


def window(arguments: Sequence[str] | None = None) -> int:
    """The `photofix-window` program, which on Windows opens no console: the editor on the files named."""
    from photofix.gui.app import main as open_window

    return open_window([Path(word) for word in (sys.argv[1:] if arguments is None else arguments)])


def _command_line(words: list[str]) -> int:
    from photofix.cli.main import main as run

    return run(words)


if __name__ == "__main__":
    sys.exit(main())
