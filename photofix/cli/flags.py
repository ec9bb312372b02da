"""Flags made from an operation's declared parameters, and the parameters read back from them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from photofix.core.params import Param, declared


def add(group: argparse._ArgumentGroup, params: type) -> None:
    """One flag per parameter: --name VALUE, or --name / --no-name for yes and no."""
    for param in declared(params):
        name = "--" + param.name.replace("_", "-")
        text = param.help.replace("%", "%%")
        if param.kind == "flag":
            group.add_argument(
                name, dest=param.name, action=argparse.BooleanOptionalAction, default=param.default, help=text
            )
        elif param.kind == "choice":
            names = [value for value, _ in param.choices]
            help_text = f"{text} One of {', '.join(names)} (default {param.default})."
            group.add_argument(
                name, dest=param.name, choices=names, default=param.default, metavar="NAME", help=help_text
            )
        else:
            group.add_argument(
                name, dest=param.name, type=_number(param), default=param.default, metavar="N",
                help=f"{text} {_limits(param)}",
            )  # fmt: skip


def read(params: type, options: argparse.Namespace) -> Any:
    """The params object that the command line asks for."""
    return params(**{param.name: getattr(options, param.name) for param in declared(params)})


def _limits(param: Param) -> str:
    unit = f" {param.unit}" if param.unit else ""
    default = param.automatic if param.default is None else f"{param.default}{unit}"
    return f"{param.low} to {param.high}{unit} (default: {default})."


def _number(param: Param) -> Callable[[str], float | None]:
    kind = int if param.kind == "integer" else float

    def number(text: str) -> float | None:
        if param.automatic and text == "auto":
            return None
        try:
            value = kind(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
        if not param.low <= value <= param.high:
            raise argparse.ArgumentTypeError(f"{text} is not from {param.low} to {param.high}")
        return value

    return number
