"""What the studio has from the editor's window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QIcon

from photofix.core.document import State
from photofix.gui.asking import Asking
from photofix.gui.file_store import FileStore
from photofix.gui.workers import Workers
from photofix.ops.base import Models


class Editor(NamedTuple):
    """models: called on the compute worker; state: of the open photo."""

    workers: Workers
    models: Callable[[], Models]
    asking: Asking
    store: FileStore
    state: Callable[[], State | None]
    folder: Callable[[], Path | None]  # of the open photo
    icon: Callable[[str], QIcon]
    resources: Path
    own: Path  # folder of the person's own translators
    sketches: Path  # folder in which sketches are kept
