"""The message bar: one thing after the other."""

from __future__ import annotations

from typing import Any

import pytest

from photofix.errors import UserError
from photofix.gui.messages import Message, MessageBar


@pytest.fixture
def bar(qtbot: Any) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def test_errors_are_shown_with_their_hint(bar: MessageBar) -> None:
    bar.show_message(Message.of(UserError("It broke.", hint="Mend it.")))
    assert not bar.isHidden() and bar.accessibleName() == "It broke. Mend it."
    assert bar.button.isHidden() and bar.property("warning") is True
    bar.dismiss()
    assert bar.isHidden()


def test_messages_wait_and_are_not_repeated(bar: MessageBar) -> None:
    for text in ("one", "two", "one", "two"):
        bar.show_message(Message(text))
    assert bar.message == Message("one")
    bar.dismiss()
    assert bar.message == Message("two")
    bar.dismiss()
    assert bar.message is None and bar.isHidden()


def test_the_button_does_what_it_says_once(bar: MessageBar) -> None:
    done: list[int] = []
    bar.show_message(Message("one", button=("Do", lambda: done.append(1))))
    assert bar.button.text() == "Do"
    bar.button.click()
    assert done == [1] and bar.message is None


def test_text_from_files_is_never_markup(bar: MessageBar) -> None:
    bar.show_message(Message("<b>name</b>.jpg cannot be read."))
    assert bar.accessibleName() == "<b>name</b>.jpg cannot be read."
