"""Flags made from an operation's declared parameters, and the parameters read back from them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from photofix import paths
from photofix.core.params import NUMBERS, Param, check_value, declared
from photofix.errors import UserError

METAVARS = {"choice": "NAME", "integer": "N", "number": "N", "text": "TEXT", "file": "FILE", "colour": "#RRGGBB",
           "hints": "FILE"}  # fmt: skip


def add(group: argparse._ArgumentGroup, params: type) -> None:
    """One flag per parameter: --name VALUE, or --name / --no-name for yes and no. Only those given are noted."""
    known = {param.name: param for param in declared(params)}
    for param in known.values():
        text = _help(param, known).replace("%", "%%")
        if param.kind == "flag":
            group.add_argument(
                flag_of(param.name), dest=param.name, action=argparse.BooleanOptionalAction,
                default=argparse.SUPPRESS, help=text,
            )  # fmt: skip
        elif param.or_file:
            group.add_argument(
                flag_of(param.name), dest=param.name, type=_name_or_file(param), default=argparse.SUPPRESS,
                metavar="NAME|FILE", help=text,
            )  # fmt: skip
        else:
            group.add_argument(
                flag_of(param.name), dest=param.name, type=_reader(param), default=argparse.SUPPRESS,
                choices=[value for value, _ in param.choices] or None, metavar=METAVARS[param.kind], help=text,
            )  # fmt: skip


def take_file(params: type, options: argparse.Namespace, name: str) -> Path | None:
    """The file that was named in the place of a choice; the choice becomes what its declaration says for that."""
    given = getattr(options, name, None)
    if not isinstance(given, Path):
        return None
    setattr(options, name, next(param.or_file for param in declared(params) if param.name == name))
    return given


def flag_of(name: str) -> str:
    """The flag of a parameter: --name-with-dashes."""
    return "--" + name.replace("_", "-")


def read(base: Any, options: argparse.Namespace) -> Any:
    """The params object that the command line asks for: `base`, and over it what was given.

    A file in the place of a choice goes into the parameter that is called like it and ends in _file.
    """
    names = [param.name for param in declared(type(base))]
    for name in names:
        if f"{name}_file" in names and (path := take_file(type(base), options, name)) is not None:
            setattr(options, f"{name}_file", str(path))
    return replace(base, **{name: getattr(options, name) for name in names if name in options})


def _help(param: Param, known: dict[str, Param]) -> str:
    parts = [param.help]
    if param.when is not None:
        flag, values = flag_of(param.when.name), param.when.values
        others = [value for value, _ in known[param.when.name].choices if value not in values]
        if len(others) < len(values) and others:
            parts.append(f"Does not count with {flag} {' or '.join(others)}.")
        else:
            parts.append(f"Counts only with {flag} {' or '.join(str(value) for value in values)}.")
    default = param.automatic if param.default is None else param.default
    if param.kind == "choice":
        file = " or a file" if param.or_file else ""
        file = ", a model of photofix models list, or a file" if param.purposes else file
        parts.append(f"One of {', '.join(value for value, _ in param.choices)}{file} (default {default}).")
    elif param.kind == "flag":
        parts.append(f"(default: {'yes' if default else 'no'})")
    elif param.kind in NUMBERS:
        unit = f" {param.unit}" if param.unit else ""
        shown = default if param.default is None else f"{default}{unit}"
        parts.append(f"{param.low} to {param.high}{unit} (default: {shown}).")
    elif default:
        parts.append(f"(default: {default})")
    return " ".join(parts)


def _name_or_file(param: Param) -> Callable[[str], str | Path]:
    names = [value for value, _ in param.choices]

    def read_value(text: str) -> str | Path:
        if text in names:
            return text
        known = _added(text, param.purposes) if param.purposes else None
        if known is not None and not Path(text).is_file():
            return known
        if param.purposes and _published(text, param.purposes) and not Path(text).is_file():
            raise argparse.ArgumentTypeError(f"{text} is not here yet: photofix models download {text}")
        if not text or "\0" in text or not (Path(text).suffix or Path(text).is_file()):
            raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(names)} and no file")
        return Path(text)

    return read_value


def _added(name: str, purposes: tuple[str, ...]) -> Path | None:
    """The file of a model of the person's own with this name, if it is for one of these purposes."""
    from photofix.models.published import inspect
    from photofix.models.store import Store

    entry = Store(paths.own_models(), inspect).find(name)
    return entry.path if entry is not None and entry.passport.purpose in purposes else None


def _published(name: str, purposes: tuple[str, ...]) -> bool:
    """Is it the name of a published model for one of these purposes?"""
    from photofix.models.catalogue import CATALOGUE

    return any(entry.id == name and entry.purpose in purposes for entry in CATALOGUE)


def _reader(param: Param) -> Callable[[str], Any]:
    """What turns the words on the command line into a value; "auto" stands for None where that is allowed."""

    def read_value(text: str) -> Any:
        if param.automatic and text == "auto":
            return None
        value: Any = text
        if param.kind in NUMBERS:
            try:
                value = int(text) if param.kind == "integer" else float(text)
            except ValueError:
                raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
            if not param.low <= value <= param.high:
                raise argparse.ArgumentTypeError(f"{text} is not from {param.low} to {param.high}")
        elif param.kind != "choice":  # of which argparse itself says what is wrong
            try:
                check_value(param, value)
            except UserError as error:
                raise argparse.ArgumentTypeError(f"{error.message} {error.hint or ''}".strip()) from None
        return value

    return read_value
