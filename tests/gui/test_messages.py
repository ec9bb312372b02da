"""The message bar: one thing after the other."""

from __future__ import annotations

from typing import Any

import pytest

from photofix.errors import Remedy, UserError
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


def test_an_error_offers_what_can_be_done(bar: MessageBar) -> None:
    done: list[str] = []
    error = UserError("It is gone.", action=Remedy.FORGET)
    bar.show_message(Message.of(error, {Remedy.SAVE_AS: lambda: done.append("save")}))
    assert bar.button.isHidden(), "nobody here can do what would help"
    bar.clear()
    bar.show_message(Message.of(error, {Remedy.FORGET: lambda: done.append("forget")}))
    assert not bar.button.isHidden() and bar.button.text() == "Remove from list"
    bar.button.click()
    assert done == ["forget"] and bar.isHidden()


def test_messages_about_another_photo_are_forgotten(bar: MessageBar) -> None:
    here, there = object(), object()
    for text, about in (("one", there), ("two", here), ("three", there), ("four", None)):
        bar.show_message(Message(text, about=about))
    bar.keep_about(here)
    assert bar.message is not None and bar.message.text == "two"
    bar.dismiss()
    assert bar.message is not None and bar.message.text == "four"
    bar.keep_about(there)
    assert bar.message is not None


def test_a_warning_does_not_wait_behind_what_asks_for_nothing(bar: MessageBar) -> None:
    bar.show_message(Message("done"))
    bar.show_message(Message("also done"))
    bar.show_message(Message("trouble", warning=True))
    assert bar.message is not None and bar.message.text == "trouble"
    bar.show_message(Message("more trouble", warning=True))
    assert bar.message.text == "trouble"
    bar.dismiss()
    assert bar.message is not None and bar.message.text == "also done"
    bar.dismiss()
    assert bar.message is not None and bar.message.text == "more trouble"
