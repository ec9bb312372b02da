"""Finds a text by a few of its letters, as the command palette does."""

from __future__ import annotations

from dataclasses import dataclass

START, NEXT, FIRST = 8.0, 9.0, 2.0  # a letter that begins a word, follows the one before it, begins the text
GAP = 0.5  # for every letter that is passed over between two that fit
FULL = 10.0  # the text is the query


@dataclass(frozen=True)
class Match:
    """How well it fits (more is better), and which letters do."""

    score: float
    places: tuple[int, ...]


def match(query: str, text: str) -> Match | None:
    """The best way in which the letters of the query come one after another in the text; None if they do not.

    Blanks in the query stand for nothing. The best way prefers beginnings of words and letters in a row.
    """
    letters = "".join(query.casefold().split())
    low = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    if not letters:
        return Match(0.0, ())
    if not _in_order(letters, low):
        return None
    best: list[Match | None] = []  # for every place of the text: the best way that ends there
    for number, letter in enumerate(letters):
        best = [
            _longer(best, place, low, first=number == 0) if low[place] == letter else None for place in range(len(low))
        ]
    ends = [found for found in best if found is not None]
    if not ends:
        return None
    found = max(ends, key=lambda end: end.score)
    share = len(letters) / max(1, len(low.replace(" ", "")))
    return Match(found.score + FULL * share, found.places)


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _longer(before: list[Match | None], place: int, text: str, *, first: bool) -> Match | None:
    """The best way that ends in this place, made from those that end in earlier ones."""
    worth = 1.0 + (START if place == 0 or not text[place - 1].isalnum() else 0.0) + (FIRST if place == 0 else 0.0)
    if first:
        return Match(worth, (place,))
    ways = [
        (way.score + worth + (NEXT if at == place - 1 else -GAP * (place - at)), way)
        for at, way in enumerate(before[:place])
        if way is not None
    ]
    if not ways:
        return None
    score, way = max(ways, key=lambda scored: scored[0])
    return Match(score, (*way.places, place))


def has_words(query: str, text: str) -> bool:
    """Does every word of the query begin a word of the text?"""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return all(any(word.startswith(part) for word in words) for part in query.casefold().split())
