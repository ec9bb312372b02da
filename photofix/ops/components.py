"""Connected pixels of a sparse picture of probabilities, at any threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.mask import TILE, Cell, Mask
from photofix.core.region import Region

Ints = NDArray[np.int32]
Values = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Component:
    """Connected pixels: rows, columns (N int32, of the photo), probabilities (N uint8) and the highest of these."""

    ys: Ints
    xs: Ints
    values: Values
    peak: int

    @classmethod
    def of(cls, parts: Sequence[Component]) -> Component:
        """Several as one."""
        ys, xs, values = (np.concatenate([getattr(part, name) for part in parts]) for name in ("ys", "xs", "values"))
        return cls(ys, xs, values, max(part.peak for part in parts))

    @property
    def bounds(self) -> Region:
        left, top = int(self.xs.min()), int(self.ys.min())
        return Region(left, top, int(self.xs.max()) - left + 1, int(self.ys.max()) - top + 1)

    @property
    def confidence(self) -> float:
        """The mean probability, 0..1."""
        return float(self.values.mean()) / 255

    def pixels(self, bounds: Region) -> Values:
        """h×w, 255 where it is."""
        out = np.zeros((bounds.h, bounds.w), np.uint8)
        out[self.ys - bounds.y, self.xs - bounds.x] = 255
        return out


def components(seen: Mask, low: int) -> list[Component]:
    """What hangs together (8 neighbours) of the pixels of at least `low`.

    Works tile by tile and joins over the tiles' borders, so that it costs what is marked and not what the photo weighs.
    """
    labels, count = _labelled(seen, low)
    root = _joined(labels, count)
    ys, xs, values, numbers = _pixels(seen, labels, root)
    if not len(ys):
        return []
    order = np.argsort(numbers, kind="stable")
    ys, xs, values, numbers = ys[order], xs[order], values[order], numbers[order]
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    peaks = np.maximum.reduceat(values, starts)
    ends = np.append(starts[1:], len(ys))
    return [
        Component(ys[a:b], xs[a:b], values[a:b], peak)
        for a, b, peak in zip(starts.tolist(), ends.tolist(), peaks.tolist(), strict=True)
    ]


def _labelled(seen: Mask, low: int) -> tuple[dict[Cell, Ints], int]:
    """The tiles' own components, numbered through from 1; and their number."""
    labels, count = {}, 0
    for key, tile in sorted(seen.tiles.items()):
        found, numbers = cv2.connectedComponents((tile >= low).view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
        if found > 1:
            numbers[numbers > 0] += count
            labels[key] = np.asarray(numbers, np.int32)
            count += found - 1
    return labels, count


def _joined(labels: dict[Cell, Ints], count: int) -> Ints:
    """For every number the least one of those that it hangs together with over the tiles' borders."""
    root = list(range(count + 1))

    def top(number: int) -> int:
        while root[number] != number:
            root[number] = root[root[number]]
            number = root[number]
        return number

    for (row, column), tile in labels.items():
        for key, mine, other in (
            ((row, column + 1), tile[:, -1], (slice(None), 0)),
            ((row + 1, column), tile[-1], (0, slice(None))),
            ((row + 1, column + 1), tile[-1:, -1], (slice(0, 1), 0)),
            ((row + 1, column - 1), tile[-1:, 0], (slice(0, 1), TILE - 1)),
        ):
            if key in labels:
                for a, b in _touching(mine, labels[key][other]):
                    first, second = sorted((top(a), top(b)))
                    root[second] = first
    return np.array([top(number) for number in range(count + 1)], np.int32)


def _touching(a: Ints, b: Ints) -> set[tuple[int, int]]:
    """Pairs of numbers that lie beside each other, straight or aslant, along two lines of pixels."""
    pairs: set[tuple[int, int]] = set()
    for shift in (-1, 0, 1):
        left, right = a[max(0, -shift) : len(a) - max(0, shift)], b[max(0, shift) : len(b) - max(0, -shift)]
        both = (left > 0) & (right > 0)
        if both.any():
            pairs |= set(zip(left[both].tolist(), right[both].tolist(), strict=True))
    return pairs


def _pixels(seen: Mask, labels: dict[Cell, Ints], root: Ints) -> tuple[Ints, Ints, Values, Ints]:
    """Rows, columns, probabilities and numbers of all pixels that have a number."""
    parts: list[tuple[Ints, Ints, Values, Ints]] = []
    for (row, column), numbers in labels.items():
        place = np.flatnonzero(numbers)
        ys, xs = np.divmod(place.astype(np.int32), np.int32(TILE))
        values = seen.tiles[row, column].ravel()[place]
        parts.append((ys + np.int32(row * TILE), xs + np.int32(column * TILE), values, root[numbers.ravel()[place]]))
    if not parts:
        nothing = np.zeros(0, np.int32)
        return nothing, nothing, nothing.astype(np.uint8), nothing
    columns = [np.concatenate(part) for part in zip(*parts, strict=True)]
    return columns[0], columns[1], columns[2], columns[3]
