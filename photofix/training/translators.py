"""What the recipes of the built-in translators share: from examples to the file that ships."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from torch import nn

from photofix.core.own_translator import METADATA, WEIGHTS
from photofix.training.pairs import Examples, enough
from photofix.training.pix2pix import Duel, train
from photofix.training.pix2pix_settings import Settings


def about(examples: Examples, title: str, made: str) -> Callable[[Duel], dict[str, str]]:
    """The metadata of the file: what the translator is, and how it was made."""

    def told(duel: Duel) -> dict[str, str]:
        settings = duel.settings
        card = (
            f"{made} {duel.step} steps of {settings.batch} in {duel.seconds / 60:.0f} minutes, {settings.size} pixels:"
            f" {settings.generator}, width {settings.width}; critic of {settings.critic} pixels, {settings.loss};"
            f" L1 times {settings.l1:g}. Method of Isola et al., CVPR 2017; weights averaged."
        )
        fields: dict[str, str | bool] = {"kind": "translator", "title": title}
        fields |= {"takes": examples.takes, "gives": examples.gives}
        fields |= {"colours": True} if examples.colours else {}
        return {METADATA: json.dumps(fields | {"size": settings.size, "card": card})}

    return told


def learn(
    name: str, title: str, examples: Examples, settings: Settings, out: Path, *,
    made: str, resume: bool, say: Callable[[str], None],
) -> nn.Module:  # fmt: skip
    """Train a built-in translator. Its file NAME.safetensors and the folder of the training go to the folder `out`."""
    enough(examples, ())
    out.mkdir(parents=True, exist_ok=True)
    say(f"{len(examples)} to learn from, {len(examples.val)} for the score")
    told = about(examples, title, made)
    return train(examples, settings, out / f"{name}{WEIGHTS}", resume=resume, say=say, about=told)
