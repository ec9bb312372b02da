"""`train pix2pix`: a translation learnt from the person's own pairs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from photofix.cli.console import Console
from photofix.cli.numbers import Whole
from photofix.core.own_translator import WEIGHTS
from photofix.errors import UserError
from photofix.training.derived import DERIVATIONS, derived
from photofix.training.pairs import DIRECTIONS, FEW, Examples, checked, enough
from photofix.training.pix2pix_settings import CRITICS, GENERATORS, LOSSES, Settings

PIX2PIX = "pix2pix"
AUGMENT = {"auto": None, "on": True, "off": False}
PAPER = Settings()


def add_pix2pix(group: argparse._ArgumentGroup) -> None:
    """The grammar of what this recipe has besides the others."""
    group.add_argument(
        "--pairs", type=Path, nargs="+", metavar="DIR",
        help="folders A and B with pictures of equal names, or a folder that holds them or pictures side by side",
    )  # fmt: skip
    group.add_argument(
        "--derive", choices=tuple(DERIVATIONS), help="make pairs of the photographs of --photos: learn the way back",
    )  # fmt: skip
    group.add_argument("--direction", choices=DIRECTIONS, default=DIRECTIONS[0], help="which of a pair is given")
    group.add_argument("--check", action="store_true", help="look at the pairs, say what is wrong, and stop")
    group.add_argument("--json", action="store_true", help="with --check: one JSON object")
    group.add_argument("--generator", choices=GENERATORS, default=PAPER.generator, help="the network that translates")
    group.add_argument(
        "--width", type=Whole(4, 256), default=PAPER.width, metavar="N",
        help=f"channels of its first layer (default {PAPER.width}); fewer are faster and know less",
    )  # fmt: skip
    group.add_argument(
        "--size", type=Whole(16, 2048), default=PAPER.size, metavar="N",
        help=f"pixels a side to learn with (default {PAPER.size})",
    )  # fmt: skip
    group.add_argument(
        "--critic", choices=tuple(CRITICS), default=PAPER.critic,
        help=f"pixels a side of the patches that are judged (default {PAPER.critic})",
    )  # fmt: skip
    group.add_argument("--loss", choices=LOSSES, default=PAPER.loss, help="how the critic's answers count")
    group.add_argument(
        "--epochs", type=Whole(1, 100_000), default=PAPER.epochs, metavar="N",
        help=f"how often every pair is seen (default {PAPER.epochs})",
    )  # fmt: skip
    group.add_argument(
        "--batch", type=Whole(1, 256), default=PAPER.batch, metavar="N",
        help=f"pairs a step (default {PAPER.batch})",
    )  # fmt: skip
    group.add_argument(
        "--augment", choices=tuple(AUGMENT), default="auto",
        help=f"turn, enlarge and recolor pairs a little (default: where there are fewer than {FEW})",
    )  # fmt: skip


def train_pix2pix(options: argparse.Namespace, console: Console) -> int:
    """Check the pairs, and unless that is all, train and write the file."""
    examples, problems = _examples(options)
    if options.check and options.json:
        told = {"pairs": len(examples), "val": len(examples.val), "size": options.size, "problems": problems}
        console.say(json.dumps(told | {"takes": examples.takes, "gives": examples.gives}))
        return 0
    console.say(f"{len(examples)} pairs to learn from, {len(examples.val)} for the score")
    for problem in problems:
        console.say(f"  left out: {problem}")
    if options.check:
        return 0
    enough(examples, problems)
    _learn(options, examples, console)
    return 0


def _examples(options: argparse.Namespace) -> tuple[Examples, list[str]]:
    """What is to be learnt from, and what is wrong with the rest. Raises UserError if it was not said."""
    more = AUGMENT[options.augment]
    if options.derive is not None:
        if options.photos is None or options.pairs is not None:
            raise UserError("--derive makes pairs of single photographs.", hint="Give their folder with --photos.")
        return derived(options.photos, options.derive, options.size, more=more)
    if options.pairs is None:
        raise UserError("Training pix2pix needs --pairs, or --photos and --derive.")
    if len(options.pairs) > 2:
        raise UserError("--pairs takes one folder or two.")
    return checked(options.pairs, options.direction, options.size, more=more)


def _learn(options: argparse.Namespace, examples: Examples, console: Console) -> None:
    from photofix.training.pix2pix import train
    from photofix.training.translators import about

    out: Path | None = options.out
    if out is None or out.suffix.lower() != WEIGHTS:
        raise UserError(
            "Training pix2pix needs --out." if out is None else f"{out.name} cannot be a translator.",
            hint=f"Choose a file name that ends in {WEIGHTS}.",
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        generator=options.generator, width=options.width, size=options.size, critic=options.critic, loss=options.loss,
        critic_width=options.width, epochs=options.epochs, minutes=options.minutes, batch=options.batch,
        seed=options.seed,
    )  # fmt: skip
    source = f"pairs from {options.photos.resolve().name} by {options.derive}" if options.derive else "own pairs"
    made = f"{len(examples)} {source}."
    train(
        examples, settings, out,
        resume=options.resume, say=console.say, about=about(examples, out.stem, made),
    )  # fmt: skip
    console.say(f"{out}")
