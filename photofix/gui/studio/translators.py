"""The translators to choose from: those that ship, the person's own, and files from elsewhere."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from photofix.core.model_id import of_file
from photofix.core.own_translator import METADATA, WEIGHTS
from photofix.core.translators import COLOURED, TAKES, TRANSLATORS

SUFFIXES = (".pth", ".pt", ".ckpt", WEIGHTS)
LARGEST_HEADER = 2**24  # bytes


@dataclass(frozen=True)
class Choice:
    """One translator. model: its id in the pool. takes: what it says that it takes; "" if nobody knows.

    coloured: does it know lines with flat colours between them?
    """

    model: str
    title: str
    takes: str
    file: Path | None = None
    coloured: bool = False


def built_in() -> list[Choice]:
    return [Choice(name, title, TAKES[name], coloured=name in COLOURED) for name, title in TRANSLATORS]


def own(folder: Path) -> list[Choice]:
    """Those that the person has trained, by name."""
    return [of(file) for file in sorted(folder.glob(f"*{WEIGHTS}"))] if folder.is_dir() else []


def of(file: Path) -> Choice:
    """A file from anywhere, be it one of a translator or not: that is found out when it is used."""
    card = _card(file) if file.suffix == WEIGHTS else {}
    title, takes = str(card.get("title") or file.stem), str(card.get("takes") or "")
    return Choice(of_file("translator", file), title, takes, file, coloured=card.get("colours") is True)


def _card(file: Path) -> dict[str, Any]:
    """What a file of our own training says of itself; empty if it says nothing."""
    try:
        with file.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            header = json.loads(stream.read(length)) if length <= LARGEST_HEADER else {}
        card = json.loads(header["__metadata__"][METADATA])
    except (OSError, ValueError, KeyError, TypeError, struct.error):
        return {}
    return card if isinstance(card, dict) else {}
