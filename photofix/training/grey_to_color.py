"""Recipe of grey-to-color: grey of photographs, to the photographs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from torch import nn

from photofix.training.derived import derived
from photofix.training.pix2pix_settings import Settings
from photofix.training.translators import learn

SETTINGS = Settings(
    width=20, levels=6, critic_width=16, batch=1, rate=5e-4, critic_rate=1e-4, alone=0.5, colours=40, combs=100
)
MADE = "Lightness of color photographs, to the photographs."


def run(photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]) -> nn.Module:
    """Train for `minutes`. Checkpoints, the log and `grey-to-color.safetensors` go to `out`."""
    settings = replace(SETTINGS, minutes=minutes, seed=seed)
    examples, _ = derived(photos, "grey", settings.size)
    return learn("grey-to-color", "Grey to color", examples, settings, out, made=MADE, resume=resume, say=say)
