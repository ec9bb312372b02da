"""The `formats` and `models` commands: what can be read, written and loaded."""

from __future__ import annotations

from photofix.cli.plan import Formats
from photofix.errors import UserError

# Name, endings, and what is written for it: itself, or the format that holds most of it.
TABLE = (
    ("JPEG", (".jpg", ".jpeg", ".jpe"), ""),
    ("PNG", (".png",), ""),
    ("TIFF", (".tif", ".tiff"), ""),
    ("WebP", (".webp",), ""),
    ("AVIF", (".avif",), ""),
    ("JPEG XL", (".jxl",), ""),
    ("HEIC", (".heic", ".heif"), ".jpg"),
    ("GIF", (".gif",), ".png"),
    ("BMP", (".bmp",), ".png"),
    (
        "camera RAW",
        (".arw", ".cr2", ".cr3", ".crw", ".dng", ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2", ".srw"),
        ".tif",
    ),
)

FORMATS = Formats(
    read=frozenset(ending for _, endings, _ in TABLE for ending in endings),
    write=frozenset(ending for _, endings, instead in TABLE if not instead for ending in endings),
    instead={ending: instead for _, endings, instead in TABLE if instead for ending in endings},
)


def formats() -> list[str]:
    """A line per format."""
    return [
        f"{name:<12}{'read' if instead else 'read, write':<14}{' '.join(endings)}" for name, endings, instead in TABLE
    ]


def models() -> list[str]:
    """Some lines per model. The weights are read to check that they are the published ones; torch is not needed."""
    from photofix.models.pool import Pool
    from photofix.models.table import MODELS

    pool, lines = Pool(), []
    for spec in MODELS:
        try:
            state = f"ready, SHA-256 {pool.sha256(spec.id)}"
        except UserError as error:
            state = error.message
        lines += [
            f"{spec.id}: {spec.title}, for {spec.task}",
            f"  licence     {spec.licence}",
            f"  trained on  {spec.training_data}",
            f"  weights     {state}",
        ]
    return lines
