"""Finds wires, dust and scratches: looks once, and then chooses by sensitivity in no time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar, cast

from photofix.core.finding import Finding, Kind
from photofix.core.params import choice, flag, number
from photofix.ops import find_scratches, find_spots, find_wires, infrared
from photofix.ops.base import Context, Source
from photofix.ops.find_scratches import scratches
from photofix.ops.find_spots import spots
from photofix.ops.find_wires import wires
from photofix.ops.looking import MODEL, probabilities
from photofix.ops.once import once
from photofix.ops.sighting import KINDS, Sighting
from photofix.ops.thresholds import thresholds
from photofix.ops.tracing import trace

__all__ = [
    "ALL", "DEFAULT", "MODEL", "Detect", "Found", "Sighting", "all_findings", "detect", "findings", "kinds_of", "look",
]  # fmt: skip

T = TypeVar("T")

ALL = KINDS
DEFAULT = 0.5

INFRARED = (("auto", "If there is one"), ("on", "Always"), ("off", "Never"))

CHOICES = (("all", "Everything"), ("wires", "Wires"), ("dust", "Dust"), ("scratches", "Scratches"))


@dataclass(frozen=True)
class Detect:
    """Parameters of `detect`."""

    kind: str = choice("all", "Look for", "What is looked for.", CHOICES)
    sensitivity: float = number(
        DEFAULT, "Sensitivity", "How doubtful a thing may be: more finds more, also of what is none.",
        0.0, 1.0, step=0.05,
    )  # fmt: skip
    infrared: str = choice(
        "auto", "Infrared", "Whether dust is found by the infrared plane that a film scanner saved with the photo.",
        INFRARED, advanced=True, or_file="on",
    )  # fmt: skip
    thorough: bool = flag(
        False, "Thorough",
        "Look at large photos mirrored and upside down, too: fewer mistakes, 3 times slower. Small ones always are.",
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Found:
    """What was found, and which models took part (id -> SHA-256 of weights)."""

    findings: tuple[Finding, ...]
    models: Mapping[str, str]


def kinds_of(kind: str) -> tuple[Kind, ...]:
    """The kinds that a word of the command line stands for."""
    return ALL if kind == "all" else (Kind(kind),)


def look(
    source: Source, context: Context, kinds: Collection[Kind] = ALL, how: str = "auto", sensitivity: float = DEFAULT,
    *, thorough: bool = False,
) -> Sighting:  # fmt: skip
    """Look for some kinds of defects in the picture as it stands. This is the slow part: seconds for large photos.

    Dust that an infrared plane shows is found by that, everything else by the network. how: of INFRARED; whether the
    plane is used. thorough: see `probabilities`. The sighting is good for any sensitivity, as long as the picture stays
    what it is; that which is said is the one at which the plane must be good for something. Raises UserError if the
    model cannot be had, or if the plane was asked for and is missing or cannot show dust; Cancelled if asked to stop.
    """
    progress, plane = context.progress, None
    if Kind.DUST in kinds:
        share = 1 if len(kinds) == 1 else 0.3
        plane = infrared.usable(source, how, sensitivity, replace(context, progress=progress.part(0, share)))
        if plane is not None:
            progress = progress.part(share, 1 - share)
    rest = [kind for kind in kinds if kind is not Kind.DUST or plane is None]
    looking = replace(context, progress=progress.part(0, 0.95))
    maps = probabilities(source, looking, rest, thorough=thorough) if rest else {}
    sighting = Sighting(source.width, source.height, maps, plane)
    for done, kind in enumerate(kinds):
        progress.part(0.95, 0.05).report(done / len(kinds), "linking")
        findings(sighting, source, kind, sensitivity)
    progress.report(1)
    return sighting


def findings(sighting: Sighting, source: Source, kind: Kind, sensitivity: float = DEFAULT) -> tuple[Finding, ...]:
    """The objects of a kind that was looked for, the most certain first. sensitivity: 0..1; more never finds less.

    source: the picture that was looked at. Takes milliseconds. Raises KeyError for a kind that was not looked for.
    """
    if kind is Kind.DUST and sighting.infrared is not None:
        return infrared.findings(sighting.infrared, sensitivity)
    seen = sighting.maps[kind]
    if kind is Kind.WIRES:
        return wires(_once(sighting, kind, lambda: find_wires.prepared(seen, source)), sensitivity)
    low = thresholds(kind, sensitivity).low
    if kind is Kind.DUST:
        clear = _once(sighting, kind, find_spots.Clear)
        return spots(_once(sighting, (kind, low), lambda: find_spots.prepared(seen, low, clear)), source, sensitivity)
    traced = _once(sighting, kind, lambda: trace(seen))
    return scratches(_once(sighting, (kind, low), lambda: find_scratches.prepared(seen, traced, low)), sensitivity)


def _once(sighting: Sighting, key: object, make: Callable[[], T]) -> T:
    """What is worked out once for a sighting."""
    if key not in sighting.memory:
        sighting.memory[key] = make()
    return cast(T, sighting.memory[key])


def all_findings(
    sighting: Sighting, source: Source, kinds: Collection[Kind], sensitivity: float = DEFAULT
) -> tuple[Finding, ...]:
    """The objects of some kinds, kind by kind, each object once: what is a wire is no scratch as well."""
    found = {kind: findings(sighting, source, kind, sensitivity) for kind in ALL if kind in kinds}
    kept = once(found, sighting.width, sighting.height, exact=sighting.infrared is not None)
    return tuple(chain.from_iterable(kept.values()))


def detect(source: Source, params: Detect, context: Context) -> Found:
    """Look and find, in one go. Raises UserError as `look` does."""
    kinds = kinds_of(params.kind)
    sighting = look(source, context, kinds, params.infrared, params.sensitivity, thorough=params.thorough)
    models = {MODEL: context.models.sha256(MODEL)} if sighting.maps else {}
    return Found(all_findings(sighting, source, kinds, params.sensitivity), models)
