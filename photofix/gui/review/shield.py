"""Protected areas: which findings lie under them, and what is left of one that reaches into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from photofix.core.finding import Finding, Points, Shape
from photofix.core.finding_marks import drawn
from photofix.core.mask import TILE, Mask

STEP = 2.0  # pixels between the places of a line that are looked at
MOST = 400  # places of one finding that are looked at
SHARE = 0.5  # of its places: a finding with more of them under protection is not healed at all
DISC = np.array([(0, 0), *[(np.cos(turn) / 2, np.sin(turn) / 2) for turn in np.arange(8) * np.pi / 4]])


def covered(findings: Sequence[Finding], protected: Mask) -> frozenset[str]:
    """The ids of the findings that lie, for the most part, where the mask is not 0."""
    if protected.empty:
        return frozenset()
    places = [_places(finding) for finding in findings]
    if not places:
        return frozenset()
    owner = np.repeat(np.arange(len(places)), [len(own) for own in places])
    under = _under(np.concatenate(places), protected)
    share = np.bincount(owner, under, len(places)) / np.bincount(owner, minlength=len(places))
    return frozenset(finding.id for finding, part in zip(findings, share, strict=True) if part > SHARE)


def spared(finding: Finding, protected: Mask) -> Finding | None:
    """The finding with pixels that leave protected ones out; itself if none is; None if nothing is left."""
    near = finding.bounds.grow(2)
    if not any((row, column) in protected.tiles for row, column in near.clip(*_size(protected)).cells(TILE)):
        return finding
    at, pixels = (
        (finding.at, finding.pixels) if finding.at is not None and finding.pixels is not None else drawn(finding)
    )
    inside = at.clip(*_size(protected))
    if inside.empty:
        return None
    kept = np.where(protected.read(inside) > 0, np.uint8(0), pixels[inside.within(at).slices])
    return replace(finding, at=inside, pixels=kept) if kept.any() else None


def _size(mask: Mask) -> tuple[int, int]:
    return mask.width, mask.height


def _places(finding: Finding) -> Points:
    """Some points of what the finding marks, N×2."""
    if finding.shape is Shape.SPOT:
        return finding.points + DISC * (finding.width / 2)
    points = finding.points
    if finding.shape is Shape.AREA:
        points = np.concatenate([points, points[:1]])
    along = np.concatenate([[0.0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
    wanted = np.linspace(0, along[-1], int(np.clip(along[-1] / STEP, 2, MOST)))
    return np.stack([np.interp(wanted, along, points[:, axis]) for axis in (0, 1)], axis=1)


def _under(places: Points, protected: Mask) -> NDArray[np.bool_]:
    """Which of N×2 places are protected."""
    pixels = np.floor(places).astype(np.int64)
    rows, columns = pixels[:, 1] // TILE, pixels[:, 0] // TILE
    under = np.zeros(len(places), bool)
    for (row, column), tile in protected.tiles.items():
        here = np.flatnonzero((rows == row) & (columns == column))
        under[here] = tile[pixels[here, 1] - row * TILE, pixels[here, 0] - column * TILE] > 0
    return under
