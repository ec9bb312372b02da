"""Declared parameters: what front ends read, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from photofix.core.params import When, check, choice, colour, declared, file, filled, flag, integer, number, text
from photofix.errors import UserError


@dataclass(frozen=True)
class Some:
    engine: str = choice("a", "Engine", "Which.", (("a", "First"), ("b", "Second")))
    grow: int | None = integer(None, "Grow", "How far.", 0, 64, unit="px", automatic="as needed")
    strength: float = number(0.5, "Strength", "How much.", 0, 1, advanced=True)
    soft: bool = flag(True, "Soft", "Whether.")
    words: str = text("", "Words", "What.", longest=8)
    picture: str | None = file(None, "Picture", "Of what.", suffixes=(".png", ".jpg"), automatic="none")
    tint: str = colour("#102030", "Tint", "Colour.", when=When("engine", ("b",)))


def test_declarations_are_read_in_order() -> None:
    engine, grow, strength, soft, words, picture, tint = declared(Some)
    assert [p.kind for p in (engine, grow, strength, soft)] == ["choice", "integer", "number", "flag"]
    assert [p.kind for p in (words, picture, tint)] == ["text", "file", "colour"]
    assert words.longest == 8 and picture.suffixes == (".png", ".jpg")
    assert tint.counts({"engine": "b"}) and not tint.counts({"engine": "a"}) and words.counts({})
    assert engine.choices == (("a", "First"), ("b", "Second")) and engine.default == "a"
    assert (grow.default, grow.low, grow.high, grow.unit, grow.automatic) == (None, 0, 64, "px", "as needed")
    assert strength.advanced and not soft.advanced and soft.default is True


@pytest.mark.parametrize("good", [{}, {"engine": "b"}, {"grow": 64}, {"strength": 1}, {"strength": 0.0, "soft": False},
                                  {"words": "a fence!"}, {"picture": "/a/b.PNG"}, {"tint": "#FFffFF"}])  # fmt: skip
def test_allowed_values_pass(good: dict[str, Any]) -> None:
    check(Some(**good))


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"engine": "c"}, "Engine cannot be"),
        ({"engine": None}, "Engine cannot be"),
        ({"grow": 65}, "Grow cannot be 65"),
        ({"grow": 1.5}, "Grow is a whole number"),
        ({"grow": True}, "Grow is a whole number"),
        ({"strength": "much"}, "Strength is a number"),
        ({"strength": None}, "Strength is a number"),
        ({"strength": float("nan")}, "Strength cannot be nan"),
        ({"strength": -0.01}, "Strength cannot be"),
        ({"soft": 1}, "Soft is yes or no"),
        ({"words": 3}, "Words is text"),
        ({"words": "nine char"}, "Words is one line of at most 8"),
        ({"words": "a\nb"}, "Words is one line"),
        ({"picture": ""}, "Picture names no file"),
        ({"picture": "a.pth"}, "Picture cannot be"),
        ({"tint": "red"}, "Tint cannot be"),
        ({"tint": None}, "Tint is text"),
    ],
)
def test_other_values_are_refused_in_words(bad: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words):
        check(Some(**bad))


def test_values_of_a_file_are_filled_in() -> None:
    params, unknown = filled(Some, {"engine": "b", "strength": 1, "grow": None, "blur": 3})
    assert params == Some(engine="b", strength=1.0) and type(params.strength) is float
    assert unknown == ("blur",)
    with pytest.raises(UserError, match="Strength cannot be 2"):
        filled(Some, {"strength": 2})
