"""Work that was asked for when the photo had another size: it is dropped, and the person is told."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from photofix.core.document import State
from photofix.errors import UserError


def check_size(asked: State, now: State) -> None:
    """Raise UserError if patches and masks for one state would not lie where they belong in the other."""
    if (asked.base.width, asked.base.height) != (now.base.width, now.base.height):
        raise UserError(
            QCoreApplication.translate("resized", "The photo has another size now: what was asked for is left out."),
            hint=QCoreApplication.translate("resized", "Ask again, at this size."),
        )
