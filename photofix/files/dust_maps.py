"""Dust maps as files: small, readable JSON."""

from __future__ import annotations

import json
from pathlib import Path

from photofix.core.dust_map import DustMap, from_json
from photofix.errors import UserError
from photofix.files.atomic import write_atomically

SUFFIX = ".dustmap"
LARGEST = 1 << 20  # bytes of a file that may be a map


def save_dust_map(dust: DustMap, path: Path, *, overwrite: bool = False) -> None:
    """Write the map, whole or not at all. Raises UserError if the suffix is another or it cannot be written."""
    if path.suffix.lower() != SUFFIX:
        raise UserError(f"A dust map is not saved as “{path.name}”.", hint=f"Let its name end in {SUFFIX}.")
    values = dust.to_json()
    spots = ",\n".join("    " + json.dumps(spot) for spot in values.pop("spots"))
    text = json.dumps(values, indent=2, ensure_ascii=False)[:-2] + f',\n  "spots": [\n{spots}\n  ]\n}}\n'
    write_atomically(path, lambda file: _put(file, text), overwrite=overwrite)


def load_dust_map(path: Path) -> DustMap:
    """Raises UserError if the file cannot be read or holds no map. Nothing in it is trusted."""
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(f"“{path.name}” is too large to be a dust map.")
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"The dust map “{path.name}” cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError):
        values = None
    try:
        return from_json(values)
    except UserError as error:
        raise UserError(f"“{path.name}” cannot be used. {error.message}", hint=error.hint) from error


def _put(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
