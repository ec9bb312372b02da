"""Names of models: those that ship have ids of their own, a weights file of the person's is named by kind and path."""

from __future__ import annotations

from pathlib import Path

_OWN = "file:"


def of_file(kind: str, path: Path) -> str:
    """The id of a weights file of the person's own. kind: which sort of network it is, see photofix.models.table."""
    return f"{_OWN}{kind}:{path.absolute()}"


def file_of(model_id: str) -> tuple[str, Path] | None:
    """The kind and the weights file that an id names; None if it is the id of a model that ships."""
    if not model_id.startswith(_OWN):
        return None
    kind, _, path = model_id.removeprefix(_OWN).partition(":")
    return kind, Path(path)
