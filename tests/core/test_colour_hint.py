"""Colour hints as JSON values: there and back, and what is refused."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from photofix.core.colour_hint import ColourHint, as_entry, from_entry

HINTS = (
    ColourHint(((12.5, 80.0),), (200, 150, 120)),
    ColourHint(((1.0, 2.0), (30.0, 40.25)), (128, 128, 128), 14.0),
    ColourHint(((1.0, 1.0), (50.0, 1.0), (20.0, 40.0)), variant=3),
)


@pytest.mark.parametrize("hint", HINTS)
@pytest.mark.parametrize("plain", [as_entry, asdict])
def test_there_and_back(hint: ColourHint, plain: Any) -> None:
    """As a file holds it, and as the record of an edit does."""
    assert from_entry(json.loads(json.dumps(plain(hint)))) == hint


def test_a_place_is_written_as_persons_write_it() -> None:
    assert as_entry(HINTS[0]) == {"x": 12.5, "y": 80.0, "rgb": [200, 150, 120]}


@pytest.mark.parametrize(
    "entry",
    [
        {"x": 1, "y": 2},
        {"x": 1, "rgb": [1, 2, 3]},
        {"x": 1, "y": 2, "rgb": [1, 2, 256]},
        {"x": 1, "y": 2, "rgb": [1, 2]},
        {"x": "left", "y": 2, "rgb": [1, 2, 3]},
        {"stroke": [], "rgb": [1, 2, 3]},
        {"stroke": [[1, 2, 3]], "rgb": [1, 2, 3]},
        {"lock": [[1, 2], [3, 4]]},
        "red",
        7,
    ],
)
def test_what_cannot_be_understood(entry: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_entry(entry)
