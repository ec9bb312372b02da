"""Where the window gets the models of the person's own from, and those of another program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from photofix import paths, settings
from photofix.core.passport import Passport
from photofix.models.elsewhere import Elsewhere
from photofix.models.store import Store


def inspect(path: Path) -> Passport:
    """What a model file is; takes long, and belongs on a worker. Raises UserError if it is no model."""
    from photofix.models.preload import import_torch
    from photofix.models.published import inspect as look

    import_torch()  # a plain import would stop the window for a moment
    return look(path)


def store() -> Store:
    return Store(paths.own_models(), inspect)


def elsewhere(folder: str) -> Elsewhere:
    """The folder of the other program that the settings name; empty: none."""
    return Elsewhere(Path(folder) if folder else None, paths.cache() / "models-elsewhere.json", inspect)


def added(purposes: tuple[str, ...]) -> Sequence[tuple[str, Path]]:
    """Title and file of the models that are here for some purposes; files that were never looked at are left out."""
    folder = settings.load(paths.config() / settings.NAME).models_folder
    entries = (*store().entries(), *elsewhere(folder).known())
    return [(entry.title, entry.path) for entry in entries if entry.passport.purpose in purposes and entry.whole]
