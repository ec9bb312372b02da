"""Declared parameters: what front ends read, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from photofix.core.params import check, choice, declared, flag, integer, number
from photofix.errors import UserError


@dataclass(frozen=True)
class Some:
    engine: str = choice("a", "Engine", "Which.", (("a", "First"), ("b", "Second")))
    grow: int | None = integer(None, "Grow", "How far.", 0, 64, unit="px", automatic="as needed")
    strength: float = number(0.5, "Strength", "How much.", 0, 1, advanced=True)
    soft: bool = flag(True, "Soft", "Whether.")


def test_declarations_are_read_in_order() -> None:
    engine, grow, strength, soft = declared(Some)
    assert [p.kind for p in (engine, grow, strength, soft)] == ["choice", "integer", "number", "flag"]
    assert engine.choices == (("a", "First"), ("b", "Second")) and engine.default == "a"
    assert (grow.default, grow.low, grow.high, grow.unit, grow.automatic) == (None, 0, 64, "px", "as needed")
    assert strength.advanced and not soft.advanced and soft.default is True


@pytest.mark.parametrize("good", [{}, {"engine": "b"}, {"grow": 64}, {"strength": 1}, {"strength": 0.0, "soft": False}])
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
    ],
)
def test_other_values_are_refused_in_words(bad: dict[str, Any], words: str) -> None:
    with pytest.raises(UserError, match=words):
        check(Some(**bad))
