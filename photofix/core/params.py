"""Parameters of operations: declared once as a frozen dataclass, read by panel, command line, recipe and API."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from photofix.errors import UserError


@dataclass(frozen=True)
class Param:
    """One declared parameter, as a front end needs it.

    kind: "choice", "integer", "number" or "flag". choices: (value, title) pairs. low/high/step: limits of numbers.
    automatic: what None means, in words; empty if None is not allowed. advanced: may be folded away.
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


def choice(default: str, title: str, help: str, choices: tuple[tuple[str, str], ...], *, advanced: bool = False) -> Any:
    """A dataclass field: one of several named values."""
    return field(default=default, metadata={
        "kind": "choice", "title": title, "help": help, "choices": choices, "advanced": advanced,
    })  # fmt: skip


def integer(
    default: int | None, title: str, help: str, low: int, high: int, *,
    unit: str = "", automatic: str = "", advanced: bool = False,
) -> Any:  # fmt: skip
    """A dataclass field: a whole number from low to high."""
    return field(default=default, metadata={
        "kind": "integer", "title": title, "help": help, "low": low, "high": high,
        "unit": unit, "automatic": automatic, "advanced": advanced,
    })  # fmt: skip


def number(
    default: float | None, title: str, help: str, low: float, high: float, *,
    step: float = 0.01, unit: str = "", automatic: str = "", advanced: bool = False,
) -> Any:  # fmt: skip
    """A dataclass field: a number from low to high."""
    return field(default=default, metadata={
        "kind": "number", "title": title, "help": help, "low": low, "high": high, "step": step,
        "unit": unit, "automatic": automatic, "advanced": advanced,
    })  # fmt: skip


def flag(default: bool, title: str, help: str, *, advanced: bool = False) -> Any:
    """A dataclass field: yes or no."""
    return field(default=default, metadata={"kind": "flag", "title": title, "help": help, "advanced": advanced})


def declared(params: type) -> tuple[Param, ...]:
    """The parameters of a params dataclass, in order."""
    return tuple(
        Param(name=f.name, default=None if f.default is MISSING else f.default, **f.metadata) for f in fields(params)
    )


def check(params: Any) -> None:
    """Raise UserError if a value is not what its declaration allows."""
    for param in declared(type(params)):
        value = getattr(params, param.name)
        if value is None and param.automatic:
            continue
        if param.kind == "choice":
            names = [name for name, _ in param.choices]
            if value not in names:
                raise UserError(f"{param.title} cannot be {value!r}.", hint=f"Choose one of: {', '.join(names)}.")
        elif param.kind == "flag":
            if not isinstance(value, bool):
                raise UserError(f"{param.title} is yes or no, not {value!r}.")
        elif isinstance(value, bool) or not isinstance(value, int if param.kind == "integer" else (int, float)):
            kind = "whole number" if param.kind == "integer" else "number"
            raise UserError(f"{param.title} is a {kind}, not {value!r}.")
        elif not param.low <= value <= param.high:
            raise UserError(f"{param.title} cannot be {value}.", hint=f"It goes from {param.low} to {param.high}.")
