"""The `train` command: starts a recipe of photofix.training."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from photofix.cli.console import Console
from photofix.cli.numbers import Whole, positive
from photofix.cli.train_pix2pix import PIX2PIX, add_pix2pix, train_pix2pix
from photofix.errors import UserError

# Modules of photofix.training, and what each needs.
RECIPES: dict[str, tuple[str, ...]] = {
    "colorizer": ("photos",),
    "dark-to-bright": ("photos",),
    "edges-to-photo": ("photos",),
    "eraser": ("photos",),
    "eraser-thin": ("photos",),
    "finder": ("photos",),
    "finder-judge": ("photos",),
    "grey-to-color": ("photos",),
    "labels-to-facade": (),
    "painter": ("photos", "paintings"),
    "restorer": ("photos",),
    "style": ("photos", "painting"),
    "upscale-crisp": ("photos",),
    "upscale-photo": ("photos",),
}
OPTIONAL = {"style": ("vgg",)}  # what some can use besides
MINUTES = 60.0


def add_training(parser: argparse.ArgumentParser) -> None:
    """The grammar of the command."""
    names = (*RECIPES, PIX2PIX)
    parser.add_argument("recipe", choices=names, metavar="MODEL", help=f"which model to train: {', '.join(names)}")
    parser.add_argument(
        "--photos", type=Path, metavar="DIR",
        help="folder of photographs with its MANIFEST.csv; for style and pix2pix any folder of photographs",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--out", type=Path, metavar="DIR",
        help="where checkpoints and the log go; of style and pix2pix, the file to be made (NAME.safetensors)",
    )  # fmt: skip
    parser.add_argument("--painting", type=Path, metavar="FILE", help="of style: the painting to learn from")
    parser.add_argument(
        "--vgg", type=Path, metavar="FILE",
        help="of style: the weights of a VGG-19, if you have one, to judge strokes",
    )  # fmt: skip
    parser.add_argument("--paintings", type=Path, metavar="DIR", help="of painter: the folder of all its paintings")
    parser.add_argument(
        "--minutes", type=positive, metavar="N",
        help=f"how long to train (default {MINUTES:g}; of pix2pix, instead of --epochs)",
    )  # fmt: skip
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint that --out has")
    parser.add_argument(
        "--seed", type=Whole(0, 2**31 - 1), default=0, metavar="N", help="for a run that can be repeated"
    )
    add_pix2pix(parser.add_argument_group("pix2pix", "Learn a translation from your own pairs of pictures."))


def train(options: argparse.Namespace, console: Console) -> int:
    """Train until the minutes are over. A run that is stopped goes on with --resume."""
    if options.recipe == PIX2PIX:
        return train_pix2pix(options, console)
    given = _given(options)
    photos = given.pop("photos", options.photos)
    if photos is not None and not photos.is_dir():
        raise UserError(f"There is no folder {photos}.")
    recipe = import_module(f"photofix.training.{options.recipe.replace('-', '_')}")
    recipe.run(
        photos, options.out,
        minutes=options.minutes or MINUTES, resume=options.resume, seed=options.seed, say=console.say, **given,
    )  # fmt: skip
    return 0


def _given(options: argparse.Namespace) -> dict[str, Path]:
    """What the recipe needs and can use. Raises UserError if something was not given that it needs."""
    needed, optional = RECIPES[options.recipe], OPTIONAL.get(options.recipe, ())
    for name in (*needed, "out"):
        if getattr(options, name) is None:
            raise UserError(f"Training {options.recipe} needs --{name}.")
    values = {name: getattr(options, name) for name in (*needed, *optional)}
    return {name: value for name, value in values.items() if value is not None}
