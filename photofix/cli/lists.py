"""The `formats` and `models` commands: what can be read, written and loaded."""

from __future__ import annotations

from photofix.cli.plan import Formats
from photofix.errors import UserError
from photofix.files.formats import FORMATS

# What a photo in a format that can only be read is written as, when it goes into a folder under its own name.
INSTEAD = {"raw": ".tif", "heic": ".jpg", "gif": ".png", "bmp": ".png"}


def endings() -> Formats:
    """The file name endings that `plan` goes by."""
    return Formats(
        read=frozenset(suffix for entry in FORMATS for suffix in entry.suffixes),
        write=frozenset(suffix for entry in FORMATS if entry.can_write for suffix in entry.suffixes),
        instead={suffix: INSTEAD[entry.id] for entry in FORMATS if not entry.can_write for suffix in entry.suffixes},
    )


def formats() -> list[str]:
    """A line per format."""
    return [
        f"{entry.title:<12}{'read, write' if entry.can_write else 'read':<14}{' '.join(entry.suffixes)}"
        for entry in FORMATS
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
