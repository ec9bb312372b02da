"""The files of a translator of the person's own: its weights, and what its training keeps and tells."""

from __future__ import annotations

from pathlib import Path

FOLDER = "translators"  # in the data folder
WEIGHTS = ".safetensors"
PROGRESS = "progress.jsonl"  # one JSON object a line
TRIPTYCHS = "triptychs.png"  # rows of input, output, truth
METADATA = "photofix"  # the entry of the weights file that says what it is, as JSON


def workshop(out: Path) -> Path:
    """The folder of the training of the translator `out`."""
    return out.with_suffix(".training")


def preview(out: Path) -> Path:
    """The translator as it was at the last checkpoint."""
    return workshop(out) / f"preview{WEIGHTS}"
