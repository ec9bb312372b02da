"""Finds wires, dust and scratches: looks once, and then chooses by sensitivity in no time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import cast

from photofix.core.finding import Finding, Kind
from photofix.core.params import choice, number
from photofix.ops import infrared
from photofix.ops.base import Context, Source
from photofix.ops.find_scratches import scratches
from photofix.ops.find_spots import spots
from photofix.ops.find_wires import Wires, prepared, wires
from photofix.ops.looking import MODEL, probabilities
from photofix.ops.sighting import KINDS, Sighting
from photofix.ops.tracing import Traced, trace

__all__ = ["ALL", "DEFAULT", "MODEL", "Detect", "Found", "Sighting", "detect", "findings", "kinds_of", "look"]

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


@dataclass(frozen=True, eq=False)
class Found:
    """What was found, and which models took part (id -> SHA-256 of weights)."""

    findings: tuple[Finding, ...]
    models: Mapping[str, str]


def kinds_of(kind: str) -> tuple[Kind, ...]:
    """The kinds that a word of the command line stands for."""
    return ALL if kind == "all" else (Kind(kind),)


def look(source: Source, context: Context, kinds: Collection[Kind] = ALL) -> Sighting:
    """Look for some kinds of defects in the picture as it stands. This is the slow part: seconds for large photos.

    The sighting is good for any sensitivity, as long as the picture stays what it is. Raises UserError if the model
    cannot be had, Cancelled if asked to stop.
    """
    maps = probabilities(source, Context(context.models, context.progress.part(0, 0.95)), kinds)
    sighting = Sighting(source.width, source.height, maps)
    for done, kind in enumerate(kinds):
        context.progress.part(0.95, 0.05).report(done / len(kinds), "linking")
        findings(sighting, source, kind, DEFAULT)
    context.progress.report(1)
    return sighting


def findings(sighting: Sighting, source: Source, kind: Kind, sensitivity: float = DEFAULT) -> tuple[Finding, ...]:
    """The objects of a kind that was looked for, the most certain first. sensitivity: 0..1; more never finds less.

    source: the picture that was looked at. Takes milliseconds. Raises KeyError for a kind that was not looked for.
    """
    seen, memory = sighting.maps[kind], sighting.memory
    if kind is Kind.DUST:
        return spots(seen, source, sensitivity, memory)
    if kind not in memory:
        memory[kind] = prepared(seen, source) if kind is Kind.WIRES else trace(seen)
    if kind is Kind.WIRES:
        return wires(cast(Wires, memory[kind]), sensitivity)
    return scratches(seen, cast(Traced, memory[kind]), sensitivity)


def detect(source: Source, params: Detect, context: Context) -> Found:
    """Look and find, in one go. Dust that an infrared plane shows is found by that, everything else by the network.

    Raises UserError as `look` does, and if the plane was asked for and is missing or cannot show dust.
    """
    kinds, progress = kinds_of(params.kind), context.progress
    dust = None
    if Kind.DUST in kinds:
        share = 1 if len(kinds) == 1 else 0.3
        part = replace(context, progress=progress.part(0, share))
        dust = infrared.dust(source, params.infrared, params.sensitivity, part)
        if dust is not None:
            kinds = tuple(kind for kind in kinds if kind is not Kind.DUST)
            progress = progress.part(share, 1 - share)
    if not kinds:
        return Found(dust or (), {})
    sighting = look(source, replace(context, progress=progress), kinds)
    seen = {kind: findings(sighting, source, kind, params.sensitivity) for kind in kinds}
    if dust is not None:
        seen[Kind.DUST] = dust
    return Found(
        tuple(finding for kind in ALL for finding in seen.get(kind, ())), {MODEL: context.models.sha256(MODEL)}
    )
