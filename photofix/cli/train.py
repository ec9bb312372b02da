"""The `train` command: starts a recipe of photofix.training."""

from __future__ import annotations

import argparse
from importlib import import_module

from photofix.cli.console import Console
from photofix.errors import UserError


def train(options: argparse.Namespace, console: Console) -> int:
    """Train until the minutes are over. A run that is stopped goes on with --resume."""
    if not options.photos.is_dir():
        raise UserError(f"There is no folder {options.photos}.")
    recipe = import_module(f"photofix.training.{options.recipe.replace('-', '_')}")
    recipe.run(
        options.photos, options.out,
        minutes=options.minutes, resume=options.resume, seed=options.seed, say=console.say,
    )  # fmt: skip
    return 0
