"""Parameters of operations: declared once as a frozen dataclass, read by panel, command line, preset and API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, NamedTuple

from photofix.core.colour_hint import ColourHint
from photofix.errors import UserError

NUMBERS = ("integer", "number")
LONGEST = 200  # characters of a text, unless its declaration says otherwise


class When(NamedTuple):
    """A parameter that counts only where the one called `name` has one of `values`."""

    name: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Param:
    """One declared parameter, as a front end needs it.

    kind: "choice", "integer", "number", "flag", "text", "file", "colour" or "hints". choices: (value, title) pairs.
    low/high/step: limits of numbers, and by how much an arrow key moves them. automatic: what None means, in words;
    empty if None is not allowed. advanced: may be folded away. longest: characters of a text. suffixes: of a file's
    name, with their dot, in lower case; none = any. when: None = it always counts. or_file: of a choice, what a front
    end puts in if the person names a file instead, which the front end then reads itself; empty if that cannot be.
    pictures: of a choice, the folder of resources with a picture for each value, if there is one. purposes: of a choice
    with or_file, for what (photofix.core.passport) models of the person's own are offered; the parameter that is called
    like it and ends in _file names the model.
    """

    name: str
    kind: str
    title: str
    help: str
    default: Any
    choices: tuple[tuple[str, str], ...] = ()
    low: float = 0
    high: float = 0
    step: float = 1
    unit: str = ""
    automatic: str = ""
    advanced: bool = False
    longest: int = LONGEST
    suffixes: tuple[str, ...] = ()
    when: When | None = None
    or_file: str = ""
    pictures: str = ""
    purposes: tuple[str, ...] = ()

    @property
    def of_photo(self) -> bool:
        """Does its value belong to one photo, so that no preset holds it?"""
        return self.kind == "hints"

    def counts(self, values: Mapping[str, Any]) -> bool:
        """Does it matter at all, with the other parameters as in `values`?"""
        return self.when is None or values[self.when.name] in self.when.values


def choice(
    default: str, title: str, help: str, choices: tuple[tuple[str, str], ...], *,
    advanced: bool = False, when: When | None = None, or_file: str = "", pictures: str = "",
    purposes: tuple[str, ...] = (),
) -> Any:  # fmt: skip
    """A dataclass field: one of several named values."""
    return field(default=default, metadata={
        "kind": "choice", "title": title, "help": help, "choices": choices, "advanced": advanced, "when": when,
        "or_file": or_file, "pictures": pictures, "purposes": purposes,
    })  # fmt: skip


def integer(
    default: int | None, title: str, help: str, low: int, high: int, *,
    unit: str = "", automatic: str = "", advanced: bool = False, when: When | None = None,
) -> Any:  # fmt: skip
    """A dataclass field: a whole number from low to high."""
    return field(default=default, metadata={
        "kind": "integer", "title": title, "help": help, "low": low, "high": high,
        "unit": unit, "automatic": automatic, "advanced": advanced, "when": when,
    })  # fmt: skip


def number(
    default: float | None, title: str, help: str, low: float, high: float, *,
    step: float = 0.01, unit: str = "", automatic: str = "", advanced: bool = False, when: When | None = None,
) -> Any:  # fmt: skip
    """A dataclass field: a number from low to high."""
    return field(default=default, metadata={
        "kind": "number", "title": title, "help": help, "low": low, "high": high, "step": step,
        "unit": unit, "automatic": automatic, "advanced": advanced, "when": when,
    })  # fmt: skip


def flag(default: bool, title: str, help: str, *, advanced: bool = False, when: When | None = None) -> Any:
    """A dataclass field: yes or no."""
    return field(default=default, metadata={
        "kind": "flag", "title": title, "help": help, "advanced": advanced, "when": when,
    })  # fmt: skip


def text(
    default: str | None, title: str, help: str, *,
    longest: int = LONGEST, automatic: str = "", advanced: bool = False, when: When | None = None,
) -> Any:  # fmt: skip
    """A dataclass field: one line of text."""
    return field(default=default, metadata={
        "kind": "text", "title": title, "help": help, "longest": longest,
        "automatic": automatic, "advanced": advanced, "when": when,
    })  # fmt: skip


def file(
    default: str | None, title: str, help: str, *,
    suffixes: tuple[str, ...] = (), automatic: str = "", advanced: bool = False, when: When | None = None,
) -> Any:  # fmt: skip
    """A dataclass field: the path of a file that is read, as text. Whether it is there shows when it is read."""
    return field(default=default, metadata={
        "kind": "file", "title": title, "help": help, "suffixes": suffixes,
        "automatic": automatic, "advanced": advanced, "when": when,
    })  # fmt: skip


def colour(
    default: str | None, title: str, help: str, *,
    automatic: str = "", advanced: bool = False, when: When | None = None,
) -> Any:  # fmt: skip
    """A dataclass field: a colour as "#rrggbb", sRGB."""
    return field(default=default, metadata={
        "kind": "colour", "title": title, "help": help, "automatic": automatic, "advanced": advanced, "when": when,
    })  # fmt: skip


def hints(
    title: str, help: str, *, suffixes: tuple[str, ...], automatic: str, advanced: bool = False,
) -> Any:  # fmt: skip
    """A dataclass field: hints for one photo (ColourHint, or what `from_entry` reads), or the path of a file with
    some, as text; None for none."""
    return field(default=None, metadata={
        "kind": "hints", "title": title, "help": help, "suffixes": suffixes, "automatic": automatic,
        "advanced": advanced,
    })  # fmt: skip


def declared(params: type) -> tuple[Param, ...]:
    """The parameters of a params dataclass, in order."""
    return tuple(
        Param(name=f.name, default=None if f.default is MISSING else f.default, **f.metadata) for f in fields(params)
    )


def check(params: Any) -> None:
    """Raise UserError if a value is not what its declaration allows."""
    for param in declared(type(params)):
        check_value(param, getattr(params, param.name))


def check_value(param: Param, value: Any) -> None:
    """The same for one value."""
    if value is None and param.automatic:
        return
    if param.kind == "choice":
        names = [name for name, _ in param.choices]
        if value not in names:
            raise UserError(f"{param.title} cannot be {value!r}.", hint=f"Choose one of: {', '.join(names)}.")
    elif param.kind == "flag":
        if not isinstance(value, bool):
            raise UserError(f"{param.title} is yes or no, not {value!r}.")
    elif param.kind in NUMBERS:
        _check_number(param, value)
    elif param.kind == "hints" and isinstance(value, (tuple, list)):
        if not all(isinstance(hint, (ColourHint, Mapping)) for hint in value):
            raise UserError(f"{param.title} are hints in a list, or a file.")
    elif not isinstance(value, str):
        raise UserError(f"{param.title} is text, not {value!r}.")
    else:
        _check_text(param, value)


def _check_number(param: Param, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int if param.kind == "integer" else (int, float)):
        kind = "whole number" if param.kind == "integer" else "number"
        raise UserError(f"{param.title} is a {kind}, not {value!r}.")
    if not param.low <= value <= param.high:
        raise UserError(f"{param.title} cannot be {value}.", hint=f"It goes from {param.low} to {param.high}.")


def _check_text(param: Param, value: str) -> None:
    if param.kind == "colour":
        if not re.fullmatch("#[0-9a-fA-F]{6}", value):
            raise UserError(f"{param.title} cannot be {value!r}.", hint="Write a colour as #rrggbb, like #ff8000.")
    elif param.kind in ("file", "hints"):
        if not value or "\0" in value:
            raise UserError(f"{param.title} names no file.", hint="Choose a file.")
        if param.suffixes and not value.lower().endswith(param.suffixes):
            raise UserError(
                f"{param.title} cannot be {value!r}.", hint=f"Its name ends in {' or '.join(param.suffixes)}."
            )
    elif len(value) > param.longest or (value and not value.isprintable()):
        raise UserError(f"{param.title} is one line of at most {param.longest} characters.")


def for_any_photo(params: Any) -> Any:
    """The same params without what belongs to one photo."""
    return replace(params, **{param.name: param.default for param in declared(type(params)) if param.of_photo})


def filled(params: type, values: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]]:
    """A params object from plain JSON values, as a preset holds them, and the names among them that are not known.

    What is missing takes its default. Raises UserError if a value is not what its declaration allows.
    """
    known = {param.name: param for param in declared(params)}
    given = {}
    for name in known.keys() & values.keys():
        check_value(known[name], values[name])
        whole = known[name].kind == "number" and values[name] is not None
        given[name] = float(values[name]) if whole else values[name]
    return params(**given), tuple(name for name in values if name not in known)
