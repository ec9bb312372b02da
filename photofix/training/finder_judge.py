"""Recipe for the judgement of found lines (photofix.ops.judging), fitted to what the finder sees in training photos.

Seen are photographs of the split "train" that show no real wires, each as it is and with rendered ones: a line is
right where most of it lies on a rendered wire. What nobody can see of these is left out, and what is right counts as
much in all as what is wrong. The result is a row of the table WEIGHTS.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.colour import Working
from photofix.core.document import State
from photofix.core.finding import Kind
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.models.pool import Pool
from photofix.ops.base import Context, Source
from photofix.ops.find_wires import candidates, described
from photofix.ops.judging import features
from photofix.ops.looking import probabilities
from photofix.ops.tracing import trace
from photofix.training import wires
from photofix.training.finder import WIRED
from photofix.training.photos import listed, read_rgb, tags
from photofix.training.rendered import FAINT, MARKED, Values, photographed

Floats = NDArray[np.float64]

SENSITIVITY = 0.6  # a little above the middle, so that doubtful lines are among them
NEAR = 3  # pixels
ROUNDS = 40  # of Newton's method
CALM = 1.0  # weight of the penalty on large weights


def run(
    photos: Path, out: Path, *, minutes: float = 60.0, resume: bool = False, seed: int = 0, say: Callable[[str], None]
) -> None:
    """Look at photographs in a seeded order until the minutes are over or all are seen, then fit.

    photos: folder with a MANIFEST.csv. out: gets lines.npz, the features of all lines seen (N×9) and which are right;
    with resume, these count as seen.
    """
    end = time.monotonic() + 60 * minutes
    out.mkdir(parents=True, exist_ok=True)
    lines = out / "lines.npz"
    chosen = _chosen(photos, seed)
    rows, right, seen = _remembered(lines) if resume else ([], [], 0)
    context = Context(Pool(), Progress.silent())
    for seen in range(seen, len(chosen)):  # noqa: B020 (goes on where it stopped)
        for picture, marks in _pictures(chosen[seen], np.random.default_rng([seed, seen])):
            for values, share in _lines(picture, marks, context):
                rows.append(values)
                right.append(share > 0.5)
        if time.monotonic() > end:
            break
    np.savez(lines, rows=np.array(rows), right=np.array(right), seen=seen + 1)
    if len(set(right)) < 2:
        say(f"{seen + 1} photos show too few lines to fit anything; give it more minutes.")
        return
    weights = fitted(np.stack(rows), np.array(right))
    say(f"{seen + 1} photos: {sum(right)} wires, {len(right) - sum(right)} other lines")
    say(f"Kind.WIRES: ({', '.join(f'{value:.3f}' for value in weights)}),")


def _chosen(folder: Path, seed: int) -> list[Path]:
    """The photographs without real wires, in their order."""
    paths = zip(listed(folder, "train"), tags(folder, "train"), strict=True)
    free = [path for path, words in paths if "wires" not in words and path.stem not in WIRED]
    return [free[i] for i in np.random.default_rng(seed).permutation(len(free))]


def _remembered(path: Path) -> tuple[list[Floats], list[bool], int]:
    with np.load(path) as known:
        return list(known["rows"]), known["right"].tolist(), int(known["seen"])


def _pictures(path: Path, rng: np.random.Generator) -> list[tuple[NDArray[np.uint8], Values]]:
    """(picture H×W×3 uint8, marks of its wires) with and without rendered wires."""
    whole = read_rgb(path)
    made = wires.render(rng, np.asarray(whole, np.float32) / np.float32(255))
    damaged = np.rint(np.clip(photographed(rng, made.picture), 0, 1) * 255).astype(np.uint8)
    return [(damaged, made.marks), (whole, np.zeros_like(made.marks))]


def _lines(picture: NDArray[np.uint8], marks: Values, context: Context) -> Iterator[tuple[Floats, float]]:
    """(features, share of it that lies on a wire) of every line that the finder sees."""
    source = Source(State.of(Photo(picture)))
    working = Working.of(None, 3)
    traced = trace(probabilities(source, context, (Kind.WIRES,))[Kind.WIRES])
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * NEAR + 1, 2 * NEAR + 1))
    true, faint = (cv2.dilate((marks == value).astype(np.uint8), disc) > 0 for value in (MARKED, FAINT))
    for line in candidates(traced, SENSITIVITY):
        path, width, likely = described(traced, line)
        x, y = path.astype(int).T
        if (faint[y, x] & ~true[y, x]).mean() < 0.5:
            yield features(source, working, path, width, likely), float(true[y, x].mean())


def fitted(rows: Floats, right: NDArray[np.bool_]) -> Floats:
    """Weights of a logistic regression: rows N×F, right N bool. Both answers count alike in all."""
    counts = np.where(right, 0.5 / right.sum(), 0.5 / (~right).sum()) * len(right)
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
