"""Texts that come from tables instead of `tr()`, in the person's language."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

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


def of_key(key: str) -> str:
    """A key of the actions table as this system's keyboards have it: Qt's Return is what most of them call Enter."""
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    if sys.platform != "darwin":
        for qt, printed in (("Return", "Enter"), ("Enter", "Num+Enter")):
            if text == qt or text.endswith(f"+{qt}"):
                return text.removesuffix(qt) + printed
    return text


def sentence(note: str) -> str:
    """A note of an operation as a sentence."""
    return f"{note[:1].upper()}{note[1:]}."
