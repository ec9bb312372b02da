"""What `heal --kind all` brings: the rise of the PSNR over the whole photo, and that nothing else is touched."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from photofix.core.document import State
from photofix.core.finding import Kind
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops.base import Context, Source
from photofix.ops.detect import Detect, findings, look
from photofix.ops.heal import heal
from tests.benchmarks.detect_photos import Picture, Renderer


def main(renderer: Renderer, paths: Sequence[Path], pictures: Path | None) -> None:
    context = Context(Pool(), Progress.silent())
    print("photo       damaged dB  healed dB   rise  edits  changed outside the reported mask  seconds")
    rises, outside = [], 0
    for path in paths:
        case, undamaged = renderer.everything(path)
        begun = time.perf_counter()
        healed, mask, edits = everything_healed(case.picture, context)
        seconds = time.perf_counter() - begun
        before, after = psnr(case.picture, undamaged), psnr(healed, undamaged)
        strayed = int(((healed != case.picture).any(axis=2) & (mask == 0)).sum())
        rises.append(after - before)
        outside += strayed
        print(
            f"{case.name}  {before:10.2f} {after:10.2f} {after - before:6.2f} {edits:6d} {strayed:34d} {seconds:8.1f}",
            flush=True,
        )
        if pictures is not None:
            sheet = np.concatenate([case.picture, healed, undamaged], axis=0)
            cv2.imwrite(str(pictures / f"heal-{case.name}.png"), sheet[..., ::-1])
    print(
        f"{len(rises)} photos: mean rise {np.mean(rises):.2f} dB, median {np.median(rises):.2f}, least"
        f" {np.min(rises):.2f}; pixels changed outside the reported mask: {outside}"
    )


def everything_healed(picture: Picture, context: Context) -> tuple[Picture, np.ndarray, int]:
    """(the healed picture, h×w uint8 mask that the edits report, count of edits)."""
    state = State.of(Photo(picture))
    source, params = Source(state), Detect(kind="all")
    sighting = look(source, context)
    found = [finding for kind in Kind for finding in findings(sighting, source, kind, params.sensitivity)]
    edits = heal(source, found, params, context)
    reported = Mask(source.width, source.height)
    for edit in edits:
        state = state.with_edit(edit)
        if edit.mask is not None:
            reported = reported.joined(edit.mask)
    return np.asarray(state.composite(), np.uint8), reported.read(), len(edits)


def psnr(picture: Picture, truth: Picture) -> float:
    error = float(((picture.astype(np.float64) - truth) ** 2).mean())
    return float(10 * np.log10(255**2 / max(error, 1e-6)))
