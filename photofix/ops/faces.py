"""The operation that restores faces, one edit for each: faithful by itself, or by a face network of others."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.edit import Edit, Patch, Record
from photofix.core.mask import Mask
from photofix.core.params import choice, number, text
from photofix.core.passport import FACE_RESTORATION, UNKNOWN, Passport
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.models.store import described
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task
from photofix.ops.face_crop import Crop, crop_of
from photofix.ops.find_faces import MODEL as FINDER
from photofix.ops.find_faces import Face, faces
from photofix.ops.imported import BUILT_IN, MODELS, OWN, model_file, model_id, network_for
from photofix.ops.network import Network

Floats = NDArray[np.float32]
Restore = Callable[[Crop, Floats, Floats], Floats]  # the crop, its region, and that with what is around it

PHOTO = "upscale-photo"  # our own restoration: enlarged without noise, JPEG and blur, and reduced again
REACH = 24  # pixels that it sees
FACTOR = 2
LOOKING = 0.2  # share of the bar
LARGEST = 768  # pixels of a face's longer side up to which our own restoration looks at it as it is
KEPT = 0.5  # share of the face as it was that the greatest fidelity lays over a network without a dial for it


@dataclass(frozen=True)
class Faces:
    """Parameters of `faces`."""

    which: str | None = text(
        None, "Faces", "Numbers of faces, counted from the left, or places in pixels, as in 1,3 or 820:400.",
        longest=200, automatic="all",
    )  # fmt: skip
    fidelity: float = number(
        0.7, "Fidelity", "How true to the photo; less lets more be made up, where the model makes things up.", 0.0, 1.0,
        step=0.05,
    )  # fmt: skip
    certainty: float = number(
        0.85, "Certainty", "How certain it must be that it is a face; less finds more, and what is none.", 0.5, 1.0,
        step=0.01, advanced=True,
    )  # fmt: skip
    model: str = choice(
        BUILT_IN, "Model", "PhotoFix cleans and sharpens; a file of GFPGAN, CodeFormer or RestoreFormer makes up more.",
        MODELS, or_file=OWN, purposes=(FACE_RESTORATION,),
    )  # fmt: skip
    model_file: str | None = model_file()


def run(source: Source, params: Faces, context: Context) -> Result:
    """Find the faces and restore those that are wanted. Raises UserError if a wanted one is not there."""
    context.progress.report(0, "looking for faces")
    found = faces(source, Network(FINDER, context), params.certainty)
    wanted = chosen(found, params.which)
    context.note(f"faces: {len(found)} found, {len(wanted)} restored" if found else "no faces were found")
    if not wanted:
        context.progress.report(1)
        return Result(())
    name, restore = _restorer(params, context)
    models = {FINDER: context.models.sha256(FINDER), name: context.models.sha256(name)}
    edits: list[Edit] = []
    for done, place in enumerate(wanted):
        context.progress.report(LOOKING + (1 - LOOKING) * done / len(wanted), "restoring faces")
        begun = time.monotonic()
        crop = crop_of(found[place], source.width, source.height)
        if crop is not None:
            patch = _patch(source, crop, restore)
            about = {**_about(found[place], place + 1), "method": params.model, **asdict(params)}
            record = Record(OPERATION.id, about, models, context.models.device, round(time.monotonic() - begun, 3))
            mask = Mask(source.width, source.height).replaced(patch.region, patch.alpha)
            edits.append(Edit(f"Face {place + 1}", (patch,), record, mask=mask))
    context.progress.report(1)
    return Result((), models, tuple(edits))


def _about(face: Face, number: int) -> dict[str, object]:
    region = list(face.region)
    return {"kind": "face", "number": number, "confidence": round(face.certainty, 3), "region": region}


def chosen(found: Sequence[Face], which: str | None) -> list[int]:
    """The places in the list of the faces that are wanted. Raises UserError if one is not there."""
    if which is None or not which.strip():
        return list(range(len(found)))
    wanted: list[int] = []
    for word in which.replace(" ", "").split(","):
        wanted += [place for place in _meant(found, word) if place not in wanted]
    return sorted(wanted)


def _meant(found: Sequence[Face], word: str) -> list[int]:
    across, colon, down = word.partition(":")
    try:
        if colon:
            x, y = float(across), float(down)
            there = [place for place, face in enumerate(found) if face.holds(x, y)]
        else:
            there = [int(word) - 1] if 1 <= int(word) <= len(found) else []
    except ValueError:
        raise UserError(f"“{word}” names no face.", hint="Write numbers or places, as in 1,3 or 820:400.") from None
    if not there:
        count = f"{len(found)} were found" if len(found) != 1 else "One was found"
        raise UserError(f"There is no face “{word}”.", hint=f"{count}, counted from the left.")
    return there


def _patch(source: Source, crop: Crop, restore: Restore) -> Patch:
    """The region of a face with what was changed, in the photo's own depth and profile."""
    working = Working.of(source.icc, source.state.base.channels)
    around = crop.region.grow(REACH * _shrink(crop)).clip(source.width, source.height)
    seen = working.to_srgb(source.read(around))
    inside = crop.region.within(around).slices
    colours = np.ascontiguousarray(seen[inside])
    made = restore(crop, colours, seen)
    alpha = np.rint(crop.alpha * 255).astype(np.uint8)
    face = Region.bounds(alpha)
    region = face.shift(crop.region.x, crop.region.y)
    before = source.read(region)
    pixels = working.from_srgb(np.ascontiguousarray(made[face.slices]), before)
    return Patch(region, pixels, alpha[face.slices].copy(), under=before)


def _restorer(params: Faces, context: Context) -> tuple[str, Restore]:
    """The id of the model that restores, and how it does."""
    if params.model == OWN:
        network = network_for(FACE_RESTORATION, params.model_file, context)
        context.note(_licence(described(network.passport)))
        return model_id(params.model_file), lambda crop, colours, _seen: _by_network(crop, colours, network, params)
    network = Network(PHOTO, context)
    return PHOTO, lambda crop, _colours, seen: _faithful(crop, seen, network, params)


def _licence(passport: Passport) -> str:
    if passport.licence == UNKNOWN:
        return (
            f"the licence of {passport.name} is not known here: see where it comes from before you publish the result"
        )
    allowed = {True: ", which allows commercial use", False: ", not for commercial use", None: ""}[passport.commercial]
    return f"the licence of {passport.name}: {passport.licence}{allowed}"


def _by_network(crop: Crop, colours: Floats, network: Network, params: Faces) -> Floats:
    """The region with what the network changed of the face; what is finer than its picture stays."""
    shown = crop.aligned(colours)
    made = np.asarray(network.last_resort(lambda: network(shown, params.fidelity)), np.float32)
    dial = network.passport.architecture == "CodeFormer"
    share = np.float32(1.0 if dial else 1 - KEPT * params.fidelity)
    return np.asarray(colours + share * crop.back(made - np.clip(shown, 0, 1)), np.float32)


def _shrink(crop: Crop) -> int:
    """By what whole factor a large face is reduced for our own restoration, which knows the blur of a few pixels."""
    return max(1, -(-max(crop.region.w, crop.region.h) // LARGEST))


def _faithful(crop: Crop, seen: Floats, network: Network, params: Faces) -> Floats:
    """The region cleaned and sharpened: nothing is made up. The greatest fidelity keeps half of how it was."""
    height, width = seen.shape[:2]
    shrink = _shrink(crop)
    small = seen
    if shrink > 1:
        small = np.asarray(
            cv2.resize(seen, (-(-width // shrink), -(-height // shrink)), interpolation=cv2.INTER_AREA), np.float32
        )
    large = np.asarray(network.last_resort(lambda: network(small, FACTOR)), np.float32)
    again = cv2.resize(large, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA)
    change = np.asarray(again, np.float32) - small
    if shrink > 1:
        change = np.asarray(cv2.resize(change, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    share = np.float32(1 - KEPT * params.fidelity)
    made = seen + share * change
    x, y = _corner(crop, shrink)
    return np.asarray(made[y : y + crop.region.h, x : x + crop.region.w], np.float32)


def _corner(crop: Crop, shrink: int) -> tuple[int, int]:
    """Where the region begins in what is shown with it."""
    return min(crop.region.x, REACH * shrink), min(crop.region.y, REACH * shrink)


OPERATION = Operation(
    id="faces",
    title="Faces",
    verb="Restore",
    help="Find the faces and restore them, each as an edit of its own; nothing else ever touches faces by itself.",
    params=Faces,
    run=run,
    scope=Scope.FOUND,
    halo=128,
    task=Task.IMPROVE,
)
