"""How well wires, dust and scratches are found, against classical detectors, on photographs with rendered defects.

    python -m tests.benchmarks.detect_quality --photos DIR --damage DIR [--kinds wires,dust,scratches]
        [--every N] [--only NAME,...] [--tuned FILE] [--pictures DIR] [--worst N]
    python -m tests.benchmarks.detect_quality --photos DIR --damage DIR --heal [--every N]
    python -m tests.benchmarks.detect_quality --photos DIR --speed [--sizes 3,12,24,50,100]

One rendering of each kind over each val photo, saved as a JPEG file and read again; the truth is exact. Found pixels
count as right within 3 px of true ones, true ones as met within 3 px of found ones; IoU has no tolerance. Micro: all
photos as one; macro: mean over photos. False alarms are counted on the photos as they are. Photos that really show
the kind (detect_photos.REAL) are left out, as the truth about them is not known; what they would change is the
column "all". Classical detectors are tuned on 20 training photos, once per file `--tuned`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from photofix.training.photos import listed, read_rgb
from tests.benchmarks import detect_heal, detect_sheets, detect_speed
from tests.benchmarks.detect_classical import Classical, table
from tests.benchmarks.detect_finder import DEFAULT, Finder, SeesTruth, shown
from tests.benchmarks.detect_metrics import Found, Score, judge, macro, micro
from tests.benchmarks.detect_photos import KINDS, Case, Picture, Renderer, real
from tests.benchmarks.detect_tuning import tuned

OURS = "PhotoFix"
PERFECT = "a perfect network"  # PhotoFix's own linking and tracing of the truth itself
LEAST = {"wires": 16, "dust": 0, "scratches": 16}  # pixels that a true object reaches over
SENSITIVITIES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

Scores = dict[str, Score]  # by the photo's name


@dataclass
class Row:
    """What one method did with one kind."""

    damaged: Scores = field(default_factory=dict)
    clean: Scores = field(default_factory=dict)
    seconds: float = 0.0  # for the photos with defects


def run(
    detect: Callable[[Picture], Found], cases: Sequence[Case], truths: Sequence[Found], clean: dict[str, Picture]
) -> Row:
    row = Row()
    for case, truth in zip(cases, truths, strict=True):
        begun = time.perf_counter()
        found = detect(case.picture)
        row.seconds += time.perf_counter() - begun
        row.damaged[case.name] = judge(found, truth, case.faint)
    for name, picture in clean.items():
        row.clean[name] = alarms(detect(picture))
    return row


def alarms(found: Found) -> Score:
    return Score(pixels=found.mask.size, found=int(found.mask.sum()), objects=found.count)


def classical(detector: Classical, setting: dict[str, object], picture: Picture) -> Found:
    return Found.of(detector(picture, setting))


HEAD = (
    f"{'':18s}|            micro        |  all photos  |    macro    |   objects   |  s /  | clean photos\n"
    f"{'':18s}|   P     R    F1    IoU  |  F1    IoU   |  F1    IoU  |   P     R   |  MP   | % wrong   objects: median"
    "   mean"
)


def print_row(name: str, row: Row, kind: str) -> None:
    known = [score for photo, score in row.damaged.items() if not real(photo, kind)]
    whole, every = micro(known), micro(list(row.damaged.values()))
    silent = micro(list(row.clean.values()))
    counts = [score.objects for score in row.clean.values()] or [0]
    columns = (
        (whole.precision, whole.recall, whole.f1, whole.iou),
        (every.f1, every.iou),
        (macro(known, "f1"), macro(known, "iou")),
        (whole.object_precision, whole.object_recall),
    )
    print(
        f"{name:18s}| {' | '.join(' '.join(f'{value:.3f}' for value in group) for group in columns)}"
        f" | {row.seconds / max(every.pixels, 1) * 1e6:5.2f} | {100 * silent.found / max(silent.pixels, 1):8.4f}"
        f" {np.median(counts):17.1f} {np.mean(counts):6.1f}",
        flush=True,
    )


def main() -> None:
    args = parsed()
    paths = listed(args.photos, "val")[:: args.every]
    if args.speed:
        detect_speed.main(args.photos, args.sizes)
        return
    renderer = Renderer(args.damage)
    if args.heal:
        detect_heal.main(renderer, paths, args.pictures)
        return
    only = args.only.split(",") if args.only else None
    classics = (
        tuned(args.photos, Renderer(args.damage, exam=False), args.tuned, args.kinds)
        if only is None or set(only) - {OURS, PERFECT}
        else {}
    )
    for kind in args.kinds:
        cases = [renderer.case(path, kind) for path in paths]
        truths = [Found.of(case.truth, LEAST[kind]) for case in cases]
        clean = {path.stem: read_rgb(path) for path in paths if not real(path.stem, kind)}
        print(f"\n{kind}: {len(cases)} photos with defects, truth complete in {len(clean)}; {len(clean)} clean\n{HEAD}")
        for name, setting in classics.get(kind, {}).items():
            if only is None or name in only:
                print_row(name, run(partial(classical, table(kind)[name], setting), cases, truths, clean), kind)
        if only is None or PERFECT in only:
            print_row(PERFECT, perfect(kind, cases, truths), kind)
        if only is None or OURS in only:
            ours(kind, cases, truths, clean, args)


def perfect(kind: str, cases: Sequence[Case], truths: Sequence[Found]) -> Row:
    row, finder = Row(), Finder(SeesTruth())
    for case, truth in zip(cases, truths, strict=True):
        row.damaged[case.name] = judge(finder(shown(case.truth, kind), kind), truth, case.faint)
    return row


def ours(
    kind: str, cases: Sequence[Case], truths: Sequence[Found], clean: dict[str, Picture], args: argparse.Namespace
) -> None:
    """PhotoFix's row at the default sensitivity, its curve, its worst photos."""
    finder = Finder()
    rows = {sensitivity: Row() for sensitivity in SENSITIVITIES}
    for case, truth in zip(cases, truths, strict=True):
        begun = time.perf_counter()
        seen = finder.look(case.picture, kind)
        looked = time.perf_counter() - begun
        for sensitivity, row in rows.items():
            begun = time.perf_counter()
            found = finder.found(seen, kind, sensitivity)
            row.seconds += looked + time.perf_counter() - begun
            row.damaged[case.name] = judge(found, truth, case.faint)
            if sensitivity == DEFAULT and args.pictures is not None:
                detect_sheets.write(args.pictures / f"{kind}-{case.name}.png", case.picture, found.mask, case.truth)
    for name, picture in clean.items():
        seen = finder.look(picture, kind)
        for sensitivity, row in rows.items():
            found = finder.found(seen, kind, sensitivity)
            row.clean[name] = alarms(found)
            if sensitivity == DEFAULT and args.pictures is not None and found.count:
                nothing = np.zeros_like(found.mask)
                detect_sheets.write(args.pictures / f"clean-{kind}-{name}.png", picture, found.mask, nothing)
    print_row(OURS, rows[DEFAULT], kind)
    for sensitivity, row in rows.items():
        print_row(f"  at {sensitivity:.1f}", row, kind)
    worst(rows[DEFAULT], kind, args.worst)


def worst(row: Row, kind: str, count: int) -> None:
    """The photos that cost most, as pixels: missed, wrong, and false alarms."""
    known = {name: score for name, score in row.damaged.items() if not real(name, kind)}
    for title, cost in (
        ("most missed", {name: score.true - score.met for name, score in known.items()}),
        ("most wrongly found", {name: score.found - score.right for name, score in known.items()}),
        ("most false alarms on clean photos", {name: score.found for name, score in row.clean.items()}),
    ):
        first = sorted(cost, key=lambda name: -cost[name])[:count]
        whole = max(sum(cost.values()), 1)
        print(f"  {title}: " + ", ".join(f"{name} {cost[name]} px ({cost[name] / whole:.0%})" for name in first))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--damage", type=Path, help="the folder of film damage whose shapes are rendered")
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=list(KINDS))
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth photo alone")
    parser.add_argument("--only", help="methods, by their names in the table")
    parser.add_argument("--tuned", type=Path, help="JSON file that keeps what tuning found")
    parser.add_argument("--pictures", type=Path, help="write sheets: damaged | found | truth")
    parser.add_argument("--worst", type=int, default=8, metavar="N")
    parser.add_argument("--heal", action="store_true")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument(
        "--sizes", type=lambda text: [float(size) for size in text.split(",")], default=[3, 12, 24, 50, 100]
    )
    args = parser.parse_args()
    if args.damage is None and not args.speed:
        parser.error("--damage is needed to render defects")
    if args.pictures is not None:
        args.pictures.mkdir(parents=True, exist_ok=True)
    return args


if __name__ == "__main__":
    main()
