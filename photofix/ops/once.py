"""Tells each found object once: a wire may look like a scratch, too, and a knot in a scratch like dust."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import cv2
import numpy as np

from photofix.core.finding import Finding, Kind
from photofix.core.mask import Mask
from photofix.ops.sighting import Gathering

MOSTLY = 0.9  # of an object's pixels that lie on another, for it to be the same one,
RIM = 2  # or this close to it, pixels

Found = Mapping[Kind, tuple[Finding, ...]]


def once(found: Found, width: int, height: int, *, exact: bool) -> Found:
    """The objects of each kind without those that mostly lie on an object of another kind.

    A wire stays whatever lies on it; a scratch goes if it lies on wires or dust; dust goes if it lies on a wire or on
    a scratch that stayed. width, height: of the photo. exact: dust was measured by infrared light, so that it stays.
    """
    if sum(bool(some) for some in found.values()) < 2:
        return found
    wires, dust, scratches = (found.get(kind, ()) for kind in (Kind.WIRES, Kind.DUST, Kind.SCRATCHES))
    scratches = _off(scratches, _together([*wires, *dust], width, height))
    if not exact:
        dust = _off(dust, _together([*wires, *scratches], width, height))
    left = {Kind.WIRES: wires, Kind.DUST: dust, Kind.SCRATCHES: scratches}
    return {kind: left[kind] for kind in found}


def _together(some: Iterable[Finding], width: int, height: int) -> Mask:
    """All pixels of some findings. What was found knows its pixels."""
    gathering = Gathering(width, height)
    for finding in some:
        if finding.at is not None and finding.pixels is not None:
            gathering.add(finding.at, finding.pixels)
    return gathering.picture()


def _off(some: tuple[Finding, ...], others: Mask) -> tuple[Finding, ...]:
    return tuple(finding for finding in some if _share(finding, others) < MOSTLY)


def _share(finding: Finding, others: Mask) -> float:
    """How much of a finding lies on others or beside them, 0..1."""
    if finding.at is None or finding.pixels is None:
        return 0.0
    around = finding.at.grow(RIM).clip(others.width, others.height)
    at = finding.at.clip(others.width, others.height)
    wide = cv2.dilate((others.read(around) > 0).view(np.uint8), np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8))
    mine = finding.pixels[at.within(finding.at).slices] > 0
    return float((wide[at.within(around).slices][mine] > 0).mean()) if mine.any() else 0.0
