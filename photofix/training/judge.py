"""Fits the judgement of found lines (photofix.ops.judging) to lines that the finder sees in training photographs.

    python -m photofix.training.judge --photos DIR [--every N]

Prints the row of the table WEIGHTS. Seen are photographs of the split "train" that show no real wires, each as it is
and with rendered ones: a line is right where most of it lies on a rendered wire. What nobody can see of these is left
out, and what is right counts as much in all as what is wrong.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--every", type=int, default=5, metavar="N", help="every Nth photograph alone")
    args = parser.parse_args()
    context = Context(Pool(), Progress.silent())
    rows, right = [], []
    for picture, marks in _pictures(args.photos, args.every):
        for values, share in _lines(picture, marks, context):
            rows.append(values)
            right.append(share > 0.5)
    weights = fitted(np.stack(rows), np.array(right))
    print(f"{sum(right)} wires, {len(right) - sum(right)} other lines")
    print(f"Kind.WIRES: ({', '.join(f'{value:.3f}' for value in weights)}),")


def _pictures(folder: Path, every: int) -> Iterator[tuple[NDArray[np.uint8], Values]]:
    """(picture H×W×3 uint8, marks of its wires) with and without rendered wires."""
    for number, (path, words) in enumerate(zip(listed(folder, "train"), tags(folder, "train"), strict=True)):
        if number % every or "wires" in words or path.stem in WIRED:
            continue
        rng = np.random.default_rng([3, number])
        whole = read_rgb(path)
        made = wires.render(rng, np.asarray(whole, np.float32) / np.float32(255))
        yield np.rint(np.clip(photographed(rng, made.picture), 0, 1) * 255).astype(np.uint8), made.marks
        yield whole, np.zeros_like(made.marks)


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


if __name__ == "__main__":
    main()
