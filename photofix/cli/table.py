"""A table of text that fits the terminal: wide columns are cut, numbers stand to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 2


@dataclass(frozen=True)
class Column:
    """title: its head. right: are its words aligned to the right? least: how narrow it may become when it is cut, 0 if
    it may not. spare: is it left out where cutting is not enough?"""

    title: str
    right: bool = False
    least: int = 0
    spare: bool = False


def lines(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """The head and a line per row, of at most `width` characters if the columns that may be cut allow it."""
    texts = [[column.title for column in columns], *rows]
    widths = [max(len(row[index]) for row in texts) for index in range(len(columns))]
    least = [min(size, column.least or size) for size, column in zip(widths, columns, strict=True)]
    spare = next((index for index, column in enumerate(columns) if column.spare), None)
    if spare is not None and sum(least) + GAP * (len(columns) - 1) > width:
        kept = [index for index in range(len(columns)) if index != spare]
        return lines([columns[index] for index in kept], [[row[index] for index in kept] for row in rows], width)
    for _ in range(sum(widths) + GAP * (len(columns) - 1) - width):
        widest = max(range(len(columns)), key=lambda index: widths[index] - least[index])
        widths[widest] = max(least[widest], widths[widest] - 1)
    return [_line(columns, row, widths) for row in texts]


def _line(columns: Sequence[Column], row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cut(text, size).rjust(size) if column.right else cut(text, size).ljust(size)
        for column, text, size in zip(columns, row, widths, strict=True)
    ]
    return (" " * GAP).join(cells).rstrip()


def cut(text: str, width: int) -> str:
    """A text of at most `width` characters."""
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"
