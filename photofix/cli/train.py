"""The `train` command: starts a recipe of photofix.training."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from photofix.cli.console import Console
from photofix.errors import UserError

BESIDES = {"painter": ("paintings",), "style": ("painting",)}  # what some recipes need besides photographs,
OPTIONAL = {"style": ("vgg",)}  # and what they can use


def train(options: argparse.Namespace, console: Console) -> int:
    """Train until the minutes are over. A run that is stopped goes on with --resume."""
    if not options.photos.is_dir():
        raise UserError(f"There is no folder {options.photos}.")
    recipe = import_module(f"photofix.training.{options.recipe.replace('-', '_')}")
    recipe.run(
        options.photos, options.out,
        minutes=options.minutes, resume=options.resume, seed=options.seed, say=console.say, **_besides(options),
    )  # fmt: skip
    return 0


def _besides(options: argparse.Namespace) -> dict[str, Path]:
    """What the recipe needs besides photographs. Raises UserError if it was not given."""
    needed, optional = (names.get(options.recipe, ()) for names in (BESIDES, OPTIONAL))
    given: dict[str, Path] = {name: getattr(options, name) for name in (*needed, *optional)}
    for name in needed:
        if given[name] is None:
            raise UserError(f"Training {options.recipe} needs --{name}.")
    return {name: value for name, value in given.items() if value is not None}
