"""The two exceptions that front ends know: one to show, one to keep quiet about."""

from __future__ import annotations

from enum import Enum


class Remedy(Enum):
    """What could help, where a front end can do it: the one button beside the message."""

    OPEN_ANYWAY = "Open anyway"
    FORGET = "Remove from list"
    SAVE_AS = "Save As…"


class UserError(Exception):
    """Something the person can understand and mend. Its text can always be shown as it is.

    message says what is wrong, hint what to do about it, action what a front end may offer to do.
    Anything that is not a UserError or Cancelled is a bug and is treated as one.
    """

    def __init__(self, message: str, *, hint: str = "", action: Remedy | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.action = action


class Cancelled(Exception):
    """The person asked to stop. Never shown, never logged as an error."""
