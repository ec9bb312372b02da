"""Names of models: those that ship have ids of their own, a weights file of the person's is named by its path."""

from __future__ import annotations

from pathlib import Path

_OWN = "file:"


def of_file(path: Path) -> str:
    """The id of a weights file of the person's own."""
    return f"{_OWN}{path.absolute()}"


def file_of(model_id: str) -> Path | None:
    """The weights file that an id names; None if it is the id of a model that ships."""
    return Path(model_id.removeprefix(_OWN)) if model_id.startswith(_OWN) else None
