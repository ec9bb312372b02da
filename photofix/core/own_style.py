"""The files of a style of the person's own: its weights, the picture to choose it by, and what its training keeps."""

from __future__ import annotations

from pathlib import Path

WEIGHTS, THUMBNAIL = ".safetensors", ".jpg"  # suffixes


def workshop(style: Path, painting: Path) -> Path:
    """The folder of the training: another painting under the same name begins anew."""
    return style.with_suffix(".training") / painting.stem


def preview(style: Path, painting: Path) -> Path:
    """The style as it was at the last checkpoint."""
    return workshop(style, painting) / f"preview{WEIGHTS}"
