"""Texts that come from tables instead of `tr()`, in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from photofix.errors import Remedy


def of_action(text: str) -> str:
    """A text of the actions table."""
    return QCoreApplication.translate("actions", text)


def of_operation(text: str) -> str:
    """A text of the operations: titles, help, choices; and the names of steps that come from them."""
    return QCoreApplication.translate("operations", text)


def of_remedy(remedy: Remedy) -> str:
    """The button that offers it."""
    return QCoreApplication.translate("remedies", remedy.value)
