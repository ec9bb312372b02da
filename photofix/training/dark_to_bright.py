"""Recipe of dark-to-bright: photographs made too dark and noisy, to what they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from torch import nn

from photofix.training.derived import derived
from photofix.training.pix2pix_settings import Settings
from photofix.training.translators import learn

SETTINGS = Settings(width=24, levels=6, critic_width=16, batch=1, rate=5e-4, critic_rate=1e-4, alone=0.5, combs=100)
MADE = "Photographs made 1.5 to 5 stops darker, with noise and a colour cast, to what they were."


def run(photos: Path, out: Path, *, minutes: float, resume: bool, seed: int, say: Callable[[str], None]) -> nn.Module:
    """Train for `minutes`. Checkpoints, the log and `dark-to-bright.safetensors` go to `out`."""
    settings = replace(SETTINGS, minutes=minutes, seed=seed)
    examples, _ = derived(photos, "dark", settings.size)
    return learn("dark-to-bright", "Dark to bright", examples, settings, out, made=MADE, resume=resume, say=say)
