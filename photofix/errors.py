"""The two exceptions that front ends know: one to show, one to keep quiet about."""

from __future__ import annotations


class UserError(Exception):
    """Something the person can understand and mend. Its text can always be shown as it is.

    message says what is wrong, hint what to do about it. Anything that is not a UserError or Cancelled
    is a bug and is treated as one.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Cancelled(Exception):
    """The person asked to stop. Never shown, never logged as an error."""
