"""Tunes the classical detectors on training photographs with rendered defects: the best F1 of a grid each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from photofix.training.photos import listed
from tests.benchmarks.detect_classical import Classical, Setting, choices, table
from tests.benchmarks.detect_metrics import harmonic, near, pixel_counts, ratio
from tests.benchmarks.detect_photos import KINDS, Case, Renderer

COUNT = 20  # photos
SIDE = 320  # pixels: the middle of each is enough, and quicker
FINALISTS = 25

Tuned = dict[str, dict[str, dict[str, Any]]]  # kind, detector, parameters


def tuned(photos: Path, renderer: Renderer, kept: Path | None, kinds: Sequence[str] = KINDS) -> Tuned:
    """The best parameters; read from the file `kept` if it is there, else found and written to it."""
    found: Tuned = json.loads(kept.read_text()) if kept is not None and kept.is_file() else {}
    paths = listed(photos, "train")
    some = paths[:: len(paths) // COUNT][:COUNT]
    for kind in kinds:
        if kind in found:
            continue
        cases = [middle(renderer.case(path, kind)) for path in some]
        found[kind] = {}
        for name, detector in table(kind).items():
            f1, found[kind][name] = best(detector, cases)
            print(f"tuned on {len(cases)} photos: {kind} {name}: F1 {f1:.3f} {found[kind][name]}", flush=True)
        if kept is not None:
            kept.write_text(json.dumps(found, indent=1))
    return found


def middle(case: Case) -> Case:
    """The middle SIDE×SIDE pixels of a case."""
    top, left = ((length - SIDE) // 2 for length in case.truth.shape)
    part = slice(top, top + SIDE), slice(left, left + SIDE)
    return Case(case.name, *(np.ascontiguousarray(whole[part]) for whole in (case.picture, case.truth, case.faint)))


def best(detector: Classical, cases: Sequence[Case]) -> tuple[float, dict[str, Any]]:
    """(micro F1, parameters) of the best setting in the detector's grid.

    All settings are tried on every fourth photo, the FINALISTS best of them on all.
    """
    first = ranked(detector, cases[::4], [(r, choices(detector.cuts)) for r in choices(detector.responses)])
    finalists: list[tuple[Setting, list[dict[str, Any]]]] = []
    for _, response, cut in first[:FINALISTS]:
        known = next((cuts for other, cuts in finalists if other == response), None)
        if known is None:
            finalists.append((response, [cut]))
        else:
            known.append(cut)
    f1, response, cut = ranked(detector, cases, finalists)[0]
    return f1, {**response, **cut}


def ranked(
    detector: Classical, cases: Sequence[Case], settings: Sequence[tuple[Setting, Sequence[dict[str, Any]]]]
) -> list[tuple[float, Setting, dict[str, Any]]]:
    """(F1, response's parameters, cut's parameters) of all settings, the best first."""
    places = [near(case.truth) for case in cases]
    tried = []
    for response, cuts in settings:
        counts = np.zeros((len(cuts), 4), int)
        for case, place in zip(cases, places, strict=True):
            values = detector.respond(case.picture, **response)
            faint = near(case.faint) & ~place
            counts += [pixel_counts(detector.cut(values, **cut) & ~faint, case.truth, place) for cut in cuts]
        for cut, (right, found, met, true) in zip(cuts, counts.tolist(), strict=True):
            tried.append((harmonic(ratio(right, found), ratio(met, true)), response, cut))
    return sorted(tried, key=lambda row: -row[0])
