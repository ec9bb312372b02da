"""The manual page, made from the command line's own grammar: python packaging/linux/manpage.py > photofix.1."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from about import CONTACT, HOME, SUMMARY, VERSION, epoch

from photofix.cli.parser import DESCRIPTION, build

EXIT = (
    ("0", "all is done"), ("1", "some photo failed; the others are done"), ("2", "a mistake in the command"),
    ("70", "a bug in PhotoFix"), ("130", "cancelled"),
)  # fmt: skip
FILES = (
    ("~/.config/photofix", "settings"), ("~/.local/share/photofix", "presets, styles and models of your own"),
    ("~/.cache/photofix", "what can be made again"), ("~/.local/state/photofix/logs", "reports of crashes"),
)  # fmt: skip


def page() -> str:
    """The page as troff."""
    parser = build()
    commands = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    day = time.strftime("%Y-%m-%d", time.gmtime(epoch()))
    lines = [f'.TH PHOTOFIX 1 "{day}" "photofix {VERSION}" "User Commands"', ".SH NAME"]
    lines += [f"photofix \\- {_text(SUMMARY[0].lower() + SUMMARY[1:])}"]
    lines += [
        ".SH SYNOPSIS",
        ".B photofix",
        "[\\fIFILE\\fR ...]",
        ".br",
        ".B photofix",
        "\\fICOMMAND\\fR [\\fIOPTION\\fR ...]",
    ]
    lines += [".SH DESCRIPTION", _text(DESCRIPTION), *_options(parser), ".SH COMMANDS"]
    for name, command in commands.choices.items():
        lines += [f".SS photofix {_text(name)}", _text(command.description or ""), *_options(command)]
        inner = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
        for subcommands in inner:
            for part, subcommand in subcommands.choices.items():
                lines += [f".SS photofix {_text(name)} {_text(part)}", _text(subcommand.description or "")]
                lines += _options(subcommand)
    lines += [".SH EXIT STATUS", *_list(EXIT), ".SH FILES", *_list(FILES)]
    lines += [".SH SEE ALSO", _text(HOME), ".SH AUTHORS", _text(f"The PhotoFix contributors <{CONTACT}>")]
    return "\n".join(lines) + "\n"


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    formatter = argparse.HelpFormatter(parser.prog)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
            continue
        value = "" if action.nargs == 0 else formatter._format_args(action, action.metavar or action.dest.upper())
        names = ", ".join(f"\\fB{_text(name)}\\fR" for name in action.option_strings)
        yield from (".TP", f"{names} \\fI{_text(value)}\\fR".strip() if value else names)
        yield _text(formatter._expand_help(action) if action.help else "")


def _list(entries: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, text in entries:
        yield from (".TP", f"\\fB{_text(name)}\\fR", _text(text))


def _text(words: str) -> str:
    """Words that troff leaves alone: a line may not begin with a dot, a hyphen is a minus that can be copied."""
    safe = " ".join(words.split()).replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    safe = "".join(letter if letter.isascii() else f"\\[u{ord(letter):04X}]" for letter in safe)
    return "\\&" + safe if safe.startswith(".") else safe


if __name__ == "__main__":
    sys.stdout.write(page())
