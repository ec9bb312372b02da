"""Recipe of a style of the person's own: any painting, learnt by the network that knows the famous painters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from photofix.core.own_style import WEIGHTS, preview, workshop
from photofix.errors import UserError
from photofix.models.nets.painter import Painter
from photofix.models.pool import weights
from photofix.training.loop import Schedule
from photofix.training.painted import chosen, pairs
from photofix.training.painter import COUNT, learnt
from photofix.training.photos import MANIFEST, listed
from photofix.training.vgg import Vgg
from photofix.training.weights import export

BEGINNING = "painter.safetensors"  # it knows how to lay strokes; what is new is which
PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp")
LEAST = 2  # photographs: one to learn from and one for the score
RATE = 5e-4
OFTEN = 0.5  # minutes between two checkpoints: whoever stops it loses no more


def run(
    photos: Path,
    out: Path,
    *,
    minutes: float,
    resume: bool,
    seed: int,
    say: Callable[[str], None],
    painting: Path,
    vgg: Path | None = None,
) -> nn.Module:
    """Learn the style of one painting, by a folder of any photographs, for `minutes`. out: the file of the style.

    Examples, checkpoints, the style so far and the log go to a folder beside it, of the same name that ends in
    .training. vgg: the weights of a VGG-19 that is to judge strokes besides. Raises UserError if files are missing or
    not what they should be.
    """
    if out.suffix.lower() != WEIGHTS:
        raise UserError(f"{out.name} cannot be a style.", hint=f"Choose a file name that ends in {WEIGHTS}.")
    if not painting.is_file():
        raise UserError(f"There is no painting {painting}.")
    judge = None if vgg is None else Vgg(vgg)
    torch.manual_seed(seed)
    folder = workshop(out, painting)
    known = pairs(chosen(pictures(photos), COUNT, seed), [painting], folder / "pairs", seed=seed, say=say)
    made = learnt(
        beginning(), [painting], known, folder, Schedule(minutes=minutes, rate=RATE, checkpoint_minutes=OFTEN),
        resume=resume, seed=seed, say=say, judge=judge, shown=lambda net: export(net, preview(out, painting)),
    )  # fmt: skip
    export(made, out)
    return made


def beginning() -> Painter:
    """The network that ships, with one style in the place of all: their mean."""
    state = {name: value.float() for name, value in load_file(weights(BEGINNING)).items()}
    net = Painter(1)
    for name, value in net.state_dict().items():
        if state[name].shape != value.shape:
            state[name] = state[name].mean(dim=0, keepdim=True)
    net.load_state_dict(state)
    return net


def pictures(folder: Path) -> list[Path]:
    """Those of the folder's manifest that are to be trained on; without one, all pictures in it. Raises UserError."""
    if (folder / MANIFEST).is_file():
        return listed(folder, "train")
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    if len(found) < LEAST:
        raise UserError(
            f"{folder} has fewer than {LEAST} photographs.",
            hint=f"Choose a folder with some of any kind ({', '.join(PICTURES)}); {COUNT} are as many as are used.",
        )
    return found
