"""Finding a text by a few of its letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photofix.gui.fuzzy import has_words, match


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("br", "Brush", "Before"),
        ("cm", "Clear Mask", "Become"),
        ("zoom in", "Zoom In", "Zoom Into Something"),
        ("fit", "Fit in Window", "Profile Item"),
        ("mask", "Show Mask", "Make a Set of Keys"),
        ("ä", "Ärger", "Das Äh"),
    ],
)
def test_the_better_one_comes_first(query: str, better: str, worse: str) -> None:
    first, second = match(query, better), match(query, worse)
    assert first is not None
    assert second is None or first.score > second.score


def test_which_letters_fit() -> None:
    found = match("clma", "Clear Mask")
    assert found is not None and found.places == (0, 1, 6, 7)
    assert match("xz", "Clear Mask") is None and match("ksam", "Clear Mask") is None
    nothing = match("", "Clear Mask")
    assert nothing is not None and nothing.places == ()


@given(st.text(max_size=6), st.text(max_size=25))
def test_letters_that_fit_are_those_of_the_query(query: str, text: str) -> None:
    found = match(query, text)
    if found is not None:
        letters = "".join(query.casefold().split())
        assert "".join(text[place].lower() for place in found.places) == letters
        assert list(found.places) == sorted(set(found.places))


@given(st.text(alphabet="abc XY", min_size=1, max_size=20), st.data())
def test_letters_taken_from_a_text_find_it(text: str, data: st.DataObject) -> None:
    places = data.draw(st.sets(st.integers(0, len(text) - 1)))
    assert match("".join(text[place] for place in sorted(places)), text) is not None


def test_words() -> None:
    assert has_words("original over", "Save, the original is only overwritten when you say so")
    assert not has_words("riginal", "the original") and has_words("", "x")
