"""Recipe for the judgement of what was found (photofix.ops.judging), fitted to what the finder sees in training photos.

Seen are photographs of the split "train" that show none of a kind for real, each as it is and with rendered defects:
what was found is right where most of it lies on a rendered one. What nobody can see of these is left out, and what is
right counts as much in all as what is wrong. The results are rows of the table WEIGHTS.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.document import State
from photofix.core.finding import Kind
from photofix.core.mask import Mask
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops import find_scratches, find_wires, line_features, mark_features
from photofix.ops.base import Context, Source
from photofix.ops.looking import probabilities
from photofix.ops.thresholds import thresholds
from photofix.ops.tracing import trace
from photofix.training import scratches, wires
from photofix.training.damage import SCRATCHES, STAINS, Shapes
from photofix.training.finder import DAMAGE, WIRED, unknown
from photofix.training.photos import listed, read_rgb, tags
from photofix.training.rendered import FAINT, MARKED, Rendered, Values, floats, photographed

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

SENSITIVITY = 0.6  # a little above the middle, so that doubtful things are among them
NEAR = 3  # pixels
ROUNDS = 40  # of Newton's method
CALM = 1.0  # weight of the penalty on large weights


@dataclass(frozen=True)
class Seen:
    """Something that was found. ys, xs: its pixels. counts: how much it does."""

    features: Floats
    ys: Ints
    xs: Ints
    counts: float = 1.0


@dataclass(frozen=True)
class Subject:
    """A kind whose findings are judged. find: what the finder sees of it in its map of probabilities."""

    kind: Kind
    render: Callable[[np.random.Generator, NDArray[np.float32]], Rendered]
    find: Callable[[Source, Mask], Iterator[Seen]]

    @property
    def file(self) -> str:
        return f"{self.kind.value}.npz"


def run(
    photos: Path, out: Path, *, minutes: float = 60.0, resume: bool = False, seed: int = 0, say: Callable[[str], None]
) -> None:
    """Look at photographs in a seeded order until the minutes are over or all are seen, then fit; kind by kind.

    photos: folder with a MANIFEST.csv, the defects in `film-damage` beside it. out: gets an .npz file for each kind:
    the features of all that was found (N×F), how much each counts, which are right; with resume, these count as seen.
    """
    out.mkdir(parents=True, exist_ok=True)
    scratched, stained = (Shapes(photos.parent / DAMAGE, names) for names in (SCRATCHES, STAINS))
    subjects = (
        Subject(Kind.WIRES, wires.render, _lines),
        Subject(Kind.SCRATCHES, partial(scratches.render, scratched=scratched, stained=stained), _marks),
    )
    for subject in subjects:
        _learn(subject, photos, out, minutes / len(subjects), resume, seed, say)


def _learn(
    subject: Subject, photos: Path, out: Path, minutes: float, resume: bool, seed: int, say: Callable[[str], None]
) -> None:
    end = time.monotonic() + 60 * minutes
    file, chosen = out / subject.file, _chosen(photos, subject.kind, seed)
    rows, counts, right, seen = _remembered(file) if resume and file.is_file() else ([], [], [], 0)
    context = Context(Pool(), Progress.silent())
    for seen in range(seen, len(chosen)):  # noqa: B020 (goes on where it stopped)
        for picture, marks in _pictures(chosen[seen], subject, np.random.default_rng([seed, seen])):
            for found, share in _judged(picture, marks, subject, context):
                rows.append(found.features)
                counts.append(found.counts)
                right.append(share > 0.5)
        if time.monotonic() > end:
            break
    np.savez(file, rows=np.array(rows), counts=np.array(counts), right=np.array(right), seen=seen + 1)
    if len(set(right)) < 2:
        say(f"{subject.kind.value}: {seen + 1} photos show too little to fit anything; give it more minutes.")
        return
    weights = fitted(np.stack(rows), np.array(right), np.array(counts))
    say(f"{subject.kind.value}: {seen + 1} photos, {sum(right)} right findings, {len(right) - sum(right)} others")
    say(f"Kind.{subject.kind.name}: ({', '.join(f'{value:.3f}' for value in weights)}),")


def _chosen(folder: Path, kind: Kind, seed: int) -> list[Path]:
    """The photographs that show none of a kind for real, in their order."""
    free = [
        path
        for path, words in zip(listed(folder, "train"), tags(folder, "train"), strict=True)
        if list(Kind).index(kind) not in unknown(words | {"wires"} if path.stem in WIRED else words)
    ]
    return [free[i] for i in np.random.default_rng(seed).permutation(len(free))]


def _remembered(path: Path) -> tuple[list[Floats], list[float], list[bool], int]:
    with np.load(path) as known:
        return list(known["rows"]), known["counts"].tolist(), known["right"].tolist(), int(known["seen"])


def _pictures(path: Path, subject: Subject, rng: np.random.Generator) -> list[tuple[NDArray[np.uint8], Values]]:
    """(picture H×W×3 uint8, marks of its defects) with and without rendered ones."""
    whole = read_rgb(path)
    made = subject.render(rng, floats(whole / np.float32(255)))
    damaged = np.rint(np.clip(photographed(rng, made.picture), 0, 1) * 255).astype(np.uint8)
    return [(damaged, made.marks), (whole, np.zeros_like(made.marks))]


def _judged(
    picture: NDArray[np.uint8], marks: Values, subject: Subject, context: Context
) -> Iterator[tuple[Seen, float]]:
    """Everything that the finder sees, with the share of it that lies on a defect."""
    source = Source(State.of(Photo(picture)))
    seen = probabilities(source, context, (subject.kind,))[subject.kind]
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * NEAR + 1, 2 * NEAR + 1))
    true, faint = (cv2.dilate((marks == value).astype(np.uint8), disc) > 0 for value in (MARKED, FAINT))
    for found in subject.find(source, seen):
        if (faint[found.ys, found.xs] & ~true[found.ys, found.xs]).mean() < 0.5:
            yield found, float(true[found.ys, found.xs].mean())


def _lines(source: Source, seen: Mask) -> Iterator[Seen]:
    """The lines that may be wires; each counts as one."""
    working, traced = Working.of(None, 3), trace(seen)
    for line in find_wires.candidates(traced, SENSITIVITY):
        path, width, likely = find_wires.described(traced, line)
        x, y = path.astype(np.int32).T
        yield Seen(line_features.features(source, working, path, width, likely), y, x)


def _marks(_source: Source, seen: Mask) -> Iterator[Seen]:
    """What may be scratches; the larger, the more it counts, but not as much as all of its pixels."""
    for part in find_scratches.candidates(seen, thresholds(Kind.SCRATCHES, SENSITIVITY).low):
        yield Seen(mark_features.features(part), part.ys, part.xs, float(np.sqrt(len(part.ys))))


def fitted(rows: Floats, right: NDArray[np.bool_], counts: Floats) -> Floats:
    """Weights of a logistic regression: rows N×F, right N bool, counts N. Both answers count alike in all."""
    sums = counts[right].sum(), counts[~right].sum()
    counts = counts * np.where(right, 0.5 / sums[0], 0.5 / sums[1]) * len(right)
    scale = np.maximum(rows.std(axis=0), 1e-6)
    scale[-1] = 1
    scaled, weights = rows / scale, np.zeros(rows.shape[1])
    calm = CALM * np.eye(len(weights))
    calm[-1, -1] = 0
    for _ in range(ROUNDS):
        odds = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (counts * (right - odds)) - calm @ weights
        bend = (scaled * (counts * odds * (1 - odds))[:, None]).T @ scaled + calm
        weights = weights + np.linalg.solve(bend, slope)
    return np.asarray(weights / scale)
