"""Recipe of edges-to-photo: edges of photographs, filled in with flat colours or not, to the photographs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from torch import nn

from photofix.training.derived import derived
from photofix.training.pix2pix_settings import Settings
from photofix.training.translators import learn

SETTINGS = Settings(
    width=24, levels=6, finish=True, critic_width=16, batch=1, rate=4e-4, critic_rate=1e-4, alone=0.35,
    adversarial=3, l1=40, matching=8, colours=20, combs=100, paper=0.15,
)  # fmt: skip
MADE = (
    "Edges of photographs of landscapes, skies, plants and cities, with all, some or no parts between them in flat "
    "colors (photofix/ops/edges.py), to photographs."
)
# Of people, rooms and things lines say too little for a network as small as this: what it makes of them are blots, and
# learning them besides makes everything else worse.
SHOWN, HIDDEN = frozenset({"landscape", "sky", "plant", "city"}), frozenset({"people", "indoor", "low-saturation"})


def outdoors(words: frozenset[str]) -> bool:
    """Are photographs of these tags of what this translator draws?"""
    return bool(words & SHOWN) and not words & HIDDEN


def run(photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]) -> nn.Module:
    """Train for `minutes`. Checkpoints, the log and `edges-to-photo.safetensors` go to `out`."""
    settings = replace(SETTINGS, minutes=minutes, seed=seed)
    examples, _ = derived(photos, "drawing", settings.size, of=outdoors)
    return learn("edges-to-photo", "Edges to photo", examples, settings, out, made=MADE, resume=resume, say=say)
