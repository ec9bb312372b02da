"""The `formats`, `models` and `presets` commands: what there is to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from photofix import paths
from photofix.cli.plan import Formats
from photofix.errors import UserError
from photofix.files.formats import FORMATS
from photofix.ops.base import Operation
from photofix.ops.presets import PresetStore

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


def presets(operations: Sequence[Operation]) -> list[str]:
    """A line per preset of every operation."""
    store, lines = PresetStore(paths.presets()), []
    for operation in operations:
        default = store.default(operation)
        for entry in store.entries(operation):
            kind = "built in" if entry.built_in else "your own"
            start = ", the window starts with it" if entry.name == default else ""
            lines.append(f"{operation.id:<12}{entry.name:<28}{kind}{start}")
    return lines


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
