"""Recipe of labels-to-facade: drawn facades with their labels, from the labels to the facades."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from torch import nn

from photofix.core.own_translator import WEIGHTS, workshop
from photofix.files.atomic import write_atomically
from photofix.training import jitter
from photofix.training.facades import facade
from photofix.training.pairs import Pair
from photofix.training.pix2pix_settings import Settings
from photofix.training.translators import learn

NAME = "labels-to-facade"
COUNT, EXAM = 1200, 40  # facades to learn from, and for the score
SETTINGS = Settings(
    width=24, levels=6, critic_width=16, batch=1, rate=5e-4, critic_rate=1e-4, alone=0.35, colours=20, combs=100
)
MADE = f"{COUNT} facades drawn by photofix/training/facades.py, from the labels of the CMP Facade Database."


@dataclass
class Drawn:
    """Facades in memory. They are not mirrored: the light comes from the upper left."""

    size: int
    pairs: Sequence[Pair]
    val: Sequence[Pair]
    takes: str = "labels"
    gives: str = "photo"
    colours: bool = False

    def __len__(self) -> int:
        return len(self.pairs)

    def example(self, number: int, rng: np.random.Generator) -> Pair:
        return Pair(*jitter.cut(rng, self.pairs[number], self.size, mirror=False))


def run(
    photos: Path | None, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]
) -> nn.Module:
    """Train for `minutes`, not counting the drawing of the facades; photos are not used.

    The facades, checkpoints, the log and `labels-to-facade.safetensors` go to `out`.
    """
    settings = replace(SETTINGS, minutes=minutes, seed=seed)
    examples = drawn(workshop(out / f"{NAME}{WEIGHTS}"), COUNT, EXAM, settings.size, seed, say)
    return learn(NAME, "Labels to facade", examples, settings, out, made=MADE, resume=resume, say=say)


def drawn(folder: Path, count: int, exam: int, size: int, seed: int, say: Callable[[str], None]) -> Drawn:
    """So many facades, drawn at first and kept in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"facades-{count}-{exam}-{size}-{seed}.npz"
    if not kept.is_file():
        say(f"drawing {count + exam} facades")
        pairs = [facade(np.random.default_rng([seed, n]), round(size * jitter.LARGER)) for n in range(count + exam)]
        labels, photos = (np.stack(side) for side in zip(*pairs, strict=True))

        def write(path: Path) -> None:
            with path.open("wb") as file:
                np.savez_compressed(file, labels=labels, photos=photos)

        write_atomically(kept, write, overwrite=True)
    with np.load(kept) as file:
        all_pairs = [Pair(*both) for both in zip(file["labels"], file["photos"], strict=True)]
    val = [Pair(*(jitter.middle(side, size) for side in pair)) for pair in all_pairs[count:]]
    return Drawn(size, all_pairs[:count], val)
