"""Recipe of the eraser's second network: the first one taught further on thin holes alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from photofix.models.nets.eraser import Eraser
from photofix.models.pool import weights
from photofix.training.eraser import exam, holed, loss
from photofix.training.holes import thin_hole
from photofix.training.loop import Schedule, train
from photofix.training.photos import Photos
from photofix.training.weights import export

SIZE = 96
BATCH = 16
NATIVE = 0.8  # share of crops at their own scale: wires and dust are repaired at the photo's own, and so seen here


def run(photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]) -> nn.Module:
    """Train from the photographs in `photos` for `minutes`, beginning with the eraser that ships.

    Wires and dust need little context and cover few pixels: in small crops full of them a step teaches several times
    as much. Checkpoints, the log and at the end `eraser-thin.safetensors` go to `out`.
    """
    torch.manual_seed(seed)
    learn = Photos(photos, "train")
    first = Eraser()
    first.load_state_dict({name: value.float() for name, value in load_file(weights("eraser.safetensors")).items()})
    net = train(
        first,
        lambda start: holed(learn, seed, start, SIZE, BATCH, thin_hole, NATIVE),
        loss,
        Schedule(minutes=minutes, cooldown=0.35),
        out,
        resume=resume,
        evaluate=exam(photos),
        say=say,
    )
    export(net, out / "eraser-thin.safetensors")
    return net
