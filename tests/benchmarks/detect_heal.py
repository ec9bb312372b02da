"""What `heal --kind all` brings: the rise of the PSNR over the whole photo, and that nothing else is touched."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import reduce
from pathlib import Path

import cv2
import numpy as np

from photofix.core.document import State, changed_outside
from photofix.core.finding import Kind
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.models.pool import Pool
from photofix.ops.base import Context, Source
from photofix.ops.detect import Detect, findings, look
from photofix.ops.heal import heal
from tests.benchmarks.detect_metrics import Marked, ratio
from tests.benchmarks.detect_photos import Picture, Renderer


def main(renderer: Renderer, paths: Sequence[Path], pictures: Path | None) -> None:
    """The table, one row a photo. What an edit reports is its alpha: the mask it was given, grown to cover its rim."""
    context = Context(Pool(), Progress.silent())
    print("photo     damaged dB  healed dB   rise  edits  changed off the edits  changed ones in given masks  seconds")
    rises, strays = [], 0
    for path in paths:
        case, undamaged = renderer.everything(path)
        begun = time.perf_counter()
        state = healed(case.picture, context)
        seconds = time.perf_counter() - begun
        picture = np.asarray(state.composite(), np.uint8)
        before, after = psnr(case.picture, undamaged), psnr(picture, undamaged)
        stray = changed_outside(state, [Region.of(case.picture)])
        changed = (picture != case.picture).any(axis=2)
        inside = ratio(int((changed & given(state)).sum()), int(changed.sum()))
        rises.append(after - before)
        strays += stray
        print(
            f"{case.name}  {before:10.2f} {after:10.2f} {after - before:6.2f} {len(state.edits):6d} {stray:22d}"
            f" {inside:28.1%} {seconds:8.1f}",
            flush=True,
        )
        if pictures is not None:
            sheet = np.concatenate([case.picture, picture, undamaged], axis=0)
            cv2.imwrite(str(pictures / f"heal-{case.name}.png"), sheet[..., ::-1])
    print(
        f"{len(rises)} photos: mean rise {np.mean(rises):.2f} dB, median {np.median(rises):.2f}, least"
        f" {np.min(rises):.2f}; pixels changed off the edits: {strays}"
    )


def healed(picture: Picture, context: Context) -> State:
    """The photo after `heal --kind all`."""
    state = State.of(Photo(picture.copy()))
    source, params = Source(state), Detect(kind="all")
    sighting = look(source, context)
    found = [finding for kind in Kind for finding in findings(sighting, source, kind, params.sensitivity)]
    return reduce(State.with_edit, heal(source, found, params, context), state)


def given(state: State) -> Marked:
    """h×w bool: what the edits were asked to repair."""
    masks = [edit.mask for edit in state.edits if edit.mask is not None]
    return reduce(Mask.joined, masks, Mask(state.base.width, state.base.height)).read() > 0


def psnr(picture: Picture, truth: Picture) -> float:
    error = float(((picture.astype(np.float64) - truth) ** 2).mean())
    return float(10 * np.log10(255**2 / max(error, 1e-6)))
