"""The operation that finds wires, dust and scratches and repairs them, one edit for each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import reduce
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.document import State
from photofix.core.edit import Edit, Patch, Record
from photofix.core.finding import Finding, Kind
from photofix.core.finding_marks import marked
from photofix.core.mask import TILE, Mask
from photofix.core.params import When, declared, file
from photofix.core.photo import Pixels
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.files.dust_maps import SUFFIX, load_dust_map
from photofix.files.shot import shot
from photofix.ops import division, inpaint
from photofix.ops.base import Context, Operation, Result, Scope, Source
from photofix.ops.detect import Detect, detect
from photofix.ops.dust_from_map import brightened, dust_from_map
from photofix.ops.inpaint import Inpaint
from photofix.ops.rim import FURTHEST, MARGIN, rimmed
from photofix.ops.unite import united

LOOKING = 0.5  # share of the bar that looking takes
DIVIDING = 0.1  # share of healing that division takes
NEAR = 8  # pixels beyond its marks that an object's repair may reach
NAMES = {Kind.WIRES: "Wire", Kind.DUST: "Dust", Kind.SCRATCHES: "Scratch"}


@dataclass(frozen=True)
class Heal(Inpaint, Detect):
    """Parameters of `heal`: those of `detect` and of `inpaint`."""

    dust_map: str | None = file(
        None, "Dust map", "Take the dust from this map of the camera's sensor instead of looking for it.",
        suffixes=(SUFFIX,), automatic="none", when=When("kind", ("all", "dust")),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Object:
    """A finding to be healed: what it marks of the photo, and the name of its edit."""

    finding: Finding
    mask: Mask
    region: Region
    label: str


def run(source: Source, params: Heal, context: Context) -> Result:
    """Look, find and heal."""
    looking = replace(context, progress=context.progress.part(0, LOOKING))
    known = _from_map(source, params)
    seen, models = _detected(source, params, looking)
    healing = replace(context, progress=context.progress.part(LOOKING, 1 - LOOKING))
    edits = heal(source, united(known, seen), params, healing)
    context.progress.report(1)
    return Result((), models, tuple(_seen_by(edit, models) for edit in edits))


def _from_map(source: Source, params: Heal) -> tuple[Finding, ...]:
    if params.dust_map is None or params.kind not in ("all", Kind.DUST.value):
        return ()
    return dust_from_map(source, load_dust_map(Path(params.dust_map)), shot(source.state.base))


def _detected(source: Source, params: Heal, context: Context) -> tuple[Sequence[Finding], Mapping[str, str]]:
    """What is seen in the photo, and by what models; no dust where a map tells of it: it sees it among leaves, too."""
    if params.dust_map is not None and params.kind == Kind.DUST.value:
        return (), {}
    found = detect(source, params, context)
    if params.dust_map is None:
        return found.findings, found.models
    return [each for each in found.findings if each.kind is not Kind.DUST], found.models


def _seen_by(edit: Edit, models: Mapping[str, str]) -> Edit:
    """The edit with the models in its record that found it."""
    return replace(edit, record=replace(edit.record, models={**models, **edit.record.models}))


def heal(source: Source, findings: Iterable[Finding], params: Heal | Inpaint | Detect, context: Context) -> list[Edit]:
    """Repair what was found: an edit for each finding, in the order in which they are to be laid over the photo.

    Soft spots of sensor dust through which the photo still shows are divided out; everything else is filled by
    `inpaint`, with the params that it shares with `params`: all in one go, so that nothing is repaired from what is
    itself damaged and many objects cost no more than one mask, and then cut into the objects' parts. Edits do not
    overlap: what several objects mark belongs to the last of them, which is the least certain of its kind and the
    likeliest to be switched off. Findings to which nothing of the photo is left get no edit. Raises UserError as
    `inpaint` does, Cancelled if asked to stop.
    """
    objects = _objects(findings, source)
    settings = _settings(params)
    divided = _divided(objects, source, context.progress.part(0, DIVIDING))
    state = _with(source.state, divided.values())
    left = [thing for thing in objects if thing.finding.id not in divided]
    part = replace(context, progress=context.progress.part(DIVIDING, 1 - DIVIDING))
    filled = _inpainted(left, Source(state, source.scale), settings, part) if left else []
    context.progress.report(1)
    return [*divided.values(), *filled]


def _settings(params: Heal | Inpaint | Detect) -> Inpaint:
    names = [param.name for param in declared(Inpaint)]
    return Inpaint(**{name: getattr(params, name) for name in names if hasattr(params, name)})


def _objects(findings: Iterable[Finding], source: Source) -> list[_Object]:
    """The findings that mark something of the photo, numbered by kind."""
    count = dict.fromkeys(Kind, 0)
    found = []
    for finding in findings:
        mask = marked(finding, source.width, source.height)
        count[finding.kind] += 1
        if not mask.empty:
            found.append(_Object(finding, mask, mask.bounds, f"{NAMES[finding.kind]} {count[finding.kind]}"))
    return found


def _rimmed(objects: list[_Object], source: Source, settings: Inpaint) -> list[_Object]:
    """The objects with the rim of what was seen. What the person drew, or said how far to grow, gets none."""
    if settings.grow is not None:
        return objects
    every = reduce(Mask.joined, (thing.mask for thing in objects))
    working = Working.of(source.icc, source.state.base.channels)
    return [thing if thing.finding.pixels is None else _with_rim(thing, every, source, working) for thing in objects]


def _with_rim(thing: _Object, every: Mask, source: Source, working: Working) -> _Object:
    """every: what all objects mark together."""
    grown, reach = thing.mask, thing.region.grow(FURTHEST)
    for row, column in thing.mask.tiles:
        tile = Region(column * TILE, row * TILE, TILE, TILE).grow(FURTHEST)
        part = tile.intersect(reach).clip(source.width, source.height)
        around = part.grow(MARGIN).clip(source.width, source.height)
        marks = thing.mask.read(around) > 0
        found = rimmed(working.to_srgb(source.read(around)), marks, (every.read(around) > 0) & ~marks)
        values = np.maximum(found[part.within(around).slices].astype(np.uint8) * np.uint8(255), grown.read(part))
        grown = grown.replaced(part, values)
    return replace(thing, mask=grown, region=grown.bounds)


def _with(state: State, edits: Iterable[Edit]) -> State:
    for edit in edits:
        state = state.with_edit(edit)
    return state


def _cost(thing: _Object) -> float:
    """How long it takes to repair it, in tiles of its mask."""
    return float(len(thing.mask.tiles))


def _overlapping(regions: Sequence[Region], region: Region) -> list[int]:
    """Which of the regions overlap one."""
    if not regions:
        return []
    x, y, w, h = np.array(regions).T
    hit = (x < region.right) & (x + w > region.x) & (y < region.bottom) & (y + h > region.y)
    return [int(index) for index in np.flatnonzero(hit)]


def _divided(objects: list[_Object], source: Source, progress: Progress) -> dict[str, Edit]:
    """The edits of those spots that can be divided out, by their finding's id."""
    soft = [thing for thing in objects if thing.finding.translucent]
    working = Working.of(source.icc, source.state.base.channels)
    regions = [thing.region for thing in objects]
    edits: dict[str, Edit] = {}
    for done, thing in enumerate(soft):
        progress.report(done / len(soft), "dividing")
        begun = time.monotonic()
        width = thing.finding.width
        region = thing.region.grow(division.margin(width)).clip(source.width, source.height)
        earlier = [edits[other.finding.id] for other in soft[:done] if other.finding.id in edits]
        here = [edit for edit in earlier if edit.bounds.overlaps(region)]
        pixels = _with(source.state, here).composite(region)
        others = [objects[i] for i in _overlapping(regions, region) if objects[i] is not thing]
        avoid = np.zeros((region.h, region.w), bool)
        for other in others:
            avoid |= other.mask.read(region) > 0
        rgb, marks = working.to_srgb(pixels), thing.mask.read(region) > 0
        found = _by_shadow(rgb, marks, thing.finding, region) or division.divided(rgb, marks, width, avoid)
        if found is None:
            continue
        bounds = Region.bounds(found.touched)
        like: Pixels = pixels[bounds.slices].copy()
        alpha = found.touched[bounds.slices].astype(np.uint8) * np.uint8(255)
        patch = Patch(bounds.shift(region.x, region.y), working.from_srgb(found.rgb[bounds.slices], like), alpha)
        edits[thing.finding.id] = _edit(thing, (patch,), {"method": "division"}, {}, "cpu", time.monotonic() - begun)
    return edits


def _by_shadow(
    rgb: NDArray[np.float32], marks: NDArray[np.bool_], finding: Finding, region: Region
) -> division.Divided | None:
    """The colours of a region divided by the shadow that the finding brings; None if it brings none."""
    if finding.shadow is None or finding.at is None:
        return None
    shadow = np.ones(marks.shape, np.float32)
    seen = finding.at.intersect(region)
    shadow[seen.within(region).slices] = finding.shadow[seen.within(finding.at).slices]
    return division.Divided(brightened(rgb, shadow), marks)


def _inpainted(objects: list[_Object], source: Source, settings: Inpaint, context: Context) -> list[Edit]:
    """The edits of objects that are filled."""
    begun = time.monotonic()
    objects = _rimmed(objects, source, settings)
    union = reduce(Mask.joined, (thing.mask for thing in objects))
    result = inpaint.run(Source(source.state.with_mask(union), source.scale), settings, context)
    shares = _shared_out(result.patches, objects)
    seconds = (time.monotonic() - begun) / max(1.0, sum(_cost(thing) for thing in objects))
    params = {"method": "inpaint", **asdict(settings)}
    device = context.models.device if result.models else "cpu"
    return [
        _edit(thing, tuple(patches), params, dict(result.models), device, seconds * _cost(thing))
        for thing, patches in zip(objects, shares, strict=True)
        if patches
    ]


def _edit(
    thing: _Object, patches: tuple[Patch, ...], params: dict[str, object], models: dict[str, str], device: str,
    seconds: float,
) -> Edit:  # fmt: skip
    finding = thing.finding
    about = {"kind": finding.kind.value, "confidence": round(finding.confidence, 3), **params}
    record = Record(OPERATION.id, about, models, device, round(seconds, 3))
    return Edit(thing.label, patches, record, mask=thing.mask)


def _shared_out(patches: Sequence[Patch], objects: list[_Object]) -> list[list[Patch]]:
    """The patches of each object. A patch that belongs to several is cut: every pixel goes to the nearest of them."""
    shares: list[list[Patch]] = [[] for _ in objects]
    regions = [thing.region for thing in objects]
    for patch in patches:
        near = _overlapping(regions, patch.region.grow(NEAR))
        if len(near) == 1:
            shares[near[0]].append(patch)
            continue
        nearest = _nearest(patch.region, [objects[index] for index in near])
        for place, index in enumerate(near):
            alpha = np.where(nearest == place, patch.alpha, np.uint8(0))
            bounds = Region.bounds(alpha)
            if not bounds.empty:
                pixels = patch.pixels[bounds.slices].copy()
                region = bounds.shift(patch.region.x, patch.region.y)
                shares[index].append(Patch(region, pixels, alpha[bounds.slices].copy()))
    return shares


def _nearest(region: Region, objects: list[_Object]) -> NDArray[np.intp]:
    """h×w: which of the objects each pixel of a region is nearest to, of several as near the last."""
    width, height = objects[0].mask.width, objects[0].mask.height
    around = region.grow(2 * NEAR).clip(width, height)
    away = []
    for thing in objects:
        marks = thing.mask.read(around) > 0
        far = np.full(marks.shape, np.inf, np.float32)
        distance = cv2.distanceTransform((~marks).astype(np.uint8), cv2.DIST_L2, 5) if marks.any() else far
        away.append(distance[region.within(around).slices])
    nearest: NDArray[np.intp] = len(away) - 1 - np.stack(away[::-1]).argmin(axis=0)
    return nearest


OPERATION = Operation(
    id="heal", title="Heal", verb="Heal",
    help="Find wires, dust and scratches and repair them.",
    params=Heal, run=run, scope=Scope.FOUND, halo=128,
)  # fmt: skip
