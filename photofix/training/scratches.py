"""Renders the wounds of old pictures: film scratches, cracks, creases, tears, the edges of stains."""

from __future__ import annotations

import cv2
import numpy as np

from photofix.training.damage import Shapes, placed
from photofix.training.rendered import (
    Floats,
    Rendered,
    Values,
    blurred,
    coverage,
    filled,
    floats,
    lay,
    luma,
    outline,
    seen,
    smooth_noise,
)

Layer = tuple[Floats, Values]


def render(rng: np.random.Generator, picture: Floats, scratched: Shapes, stained: Shapes) -> Rendered:
    """One to three kinds of damage over a picture (h×w×3 float32, sRGB-encoded 0..1), in grey, sepia or colour."""
    tint = _tint(rng)
    picture = _aged(rng, picture, tint)
    truth = np.zeros(picture.shape[:2], np.uint8)
    makers = (_film_scratches, _cracks, _crease, _tear)
    for kind in rng.choice(6, int(rng.choice([1, 1, 2, 3])), p=(0.34, 0.2, 0.18, 0.08, 0.12, 0.08)):
        if kind < 4:
            picture, marked = makers[kind](rng, picture)
        elif kind == 4:
            picture, marked = _drawn(rng, picture, scratched)
        else:
            picture, marked = _stain(rng, picture, stained)
        truth |= marked
    if tint is not None:  # a scan of a picture without colours has none in its scratches either
        picture = np.asarray(np.clip(luma(picture)[..., None] * tint, 0, 1), np.float32)
    return Rendered(picture, truth)


def _tint(rng: np.random.Generator) -> Floats | None:
    """Half of the pictures are grey or sepia; None for those in colour."""
    if rng.random() < 0.5:
        return None
    return floats([1, 1, 1]) if rng.random() < 0.6 else floats([1.05, 0.97, 0.8])


def _aged(rng: np.random.Generator, picture: Floats, tint: Floats | None) -> Floats:
    """Without colours unless it has some; some pictures faded."""
    if tint is not None:
        picture = np.repeat(luma(picture)[..., None], 3, axis=2)
    if rng.random() < 0.3:
        picture = picture * float(rng.uniform(0.5, 0.9)) + float(rng.uniform(0.05, 0.3)) * (1 - 0.5 * picture)
    return np.asarray(np.clip(picture, 0, 1), np.float32)


def _film_scratches(rng: np.random.Generator, picture: Floats) -> Layer:
    """Long fine scratches along the transport or bundles of scuffs: clear, dark, or down to one dye layer."""
    size = picture.shape[:2]
    truth = np.zeros(size, np.uint8)
    angle = (
        (np.pi / 2 if rng.random() < 0.5 else 0) + rng.normal(0, 0.03) if rng.random() < 0.6 else rng.uniform(0, 3.2)
    )
    tone = _tone(rng)
    bundle = rng.random() < 0.3
    at = rng.uniform(0, 1, 2) * size[::-1]
    for _ in range(int(rng.integers(3, 9)) if bundle else int(rng.integers(1, 4))):
        if not bundle:
            at, tone = rng.uniform(0, 1, 2) * size[::-1], tone if rng.random() < 0.7 else _tone(rng)
        turn = angle + rng.normal(0, 0.04 if bundle else 0.02)
        length = float(np.exp(rng.uniform(*np.log((30, 500)))))
        steps = max(4, int(length / 12))
        heading = turn + np.cumsum(rng.normal(0, 0.015, steps))
        line = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], 1) * (length / steps), axis=0)
        line += at + (rng.normal(0, 14, 2) if bundle else 0) - line.mean(0)
        shape = coverage(size, line.astype(np.float32), float(np.exp(rng.uniform(*np.log((1.0, 3.5))))))
        if rng.random() < 0.5:  # pressed harder here than there
            shape = shape * np.clip(0.75 + 0.5 * smooth_noise(rng, size, float(rng.uniform(8, 50))), 0, 1)
        before = picture
        picture = lay(picture, blurred(shape, float(rng.choice([0, 0.4, 0.7]))) * float(rng.uniform(0.4, 1)), tone)
        truth |= seen(before, picture, shape)
    return picture, truth


def _tone(rng: np.random.Generator) -> Floats:
    """White, black, or what is left when the upper dye layers of a colour film are gone."""
    kind = rng.random()
    if kind < 0.6:
        return (rng.uniform(0.75, 1.0) * (1 + rng.normal(0, 0.03, 3))).clip(0, 1).astype(np.float32)
    if kind < 0.82:
        return rng.uniform(0, 0.2, 3).astype(np.float32)
    colours = ((0.2, 0.8, 0.4), (0.3, 0.8, 0.9), (0.9, 0.85, 0.3), (0.9, 0.4, 0.7), (0.3, 0.4, 0.9))
    return floats(colours[rng.integers(len(colours))])


def _cracks(rng: np.random.Generator, picture: Floats) -> Layer:
    """Cracks of the emulsion: jagged, branching, dark or white, often with a lit edge."""
    size = picture.shape[:2]
    shape = np.zeros(size, np.float32)
    broad = float(np.exp(rng.uniform(*np.log((1.0, 4.0)))))
    starts = [(rng.uniform(0, 1, 2) * size[::-1], rng.uniform(0, 2 * np.pi), float(rng.uniform(40, 260)))]
    for _ in range(14):
        if not starts:
            break
        at, heading, length = starts.pop()
        steps = max(3, int(length / rng.uniform(5, 11)))
        turns = heading + np.cumsum(rng.normal(0, 0.25, steps)) + rng.normal(0, 0.35, steps)
        line = at + np.cumsum(np.stack([np.cos(turns), np.sin(turns)], 1) * (length / steps), axis=0)
        widths = np.linspace(broad, max(1.0, broad * 0.5), steps) * rng.uniform(0.7, 1.3, steps)
        shape = np.maximum(shape, coverage(size, line.astype(np.float32), np.maximum(widths, 1).astype(np.float32)))
        for _ in range(int(rng.choice([0, 1, 1, 2])) if length > 40 else 0):
            place = int(rng.integers(steps))
            starts.append((line[place], turns[place] + rng.choice([-1, 1]) * rng.uniform(0.4, 1.4), length * 0.55))
    before = picture
    tone = float(rng.uniform(0.75, 1)) if rng.random() < 0.55 else float(rng.uniform(0, 0.2))
    if rng.random() < 0.6:  # the flake's edge stands up and catches the light
        shift = floats([[1, 0, rng.uniform(-1.6, 1.6)], [0, 1, rng.uniform(-1.6, 1.6)]])
        edge = cv2.warpAffine(shape, shift, size[::-1])
        picture = lay(picture, np.asarray(edge * 0.6, np.float32), np.full(3, 1 - tone, np.float32))
        shape = np.maximum(shape, 0.8 * edge)
    else:
        edge = np.zeros(size, np.float32)
    core = np.asarray(np.clip(shape - 0.5 * edge, 0, 1), np.float32)
    picture = lay(picture, blurred(core, 0.4) * float(rng.uniform(0.6, 1)), np.full(3, tone, np.float32))
    return picture, seen(before, picture, shape)


def _crease(rng: np.random.Generator, picture: Floats) -> Layer:
    """A fold: a straight rubbed line, broken, with light and shade to either side."""
    size = picture.shape[:2]
    angle = rng.choice([0, np.pi / 2]) + rng.normal(0, 0.08) if rng.random() < 0.6 else rng.uniform(0, np.pi)
    reach = float(np.hypot(*size)) * (1.2 if rng.random() < 0.6 else rng.uniform(0.2, 0.6))
    t = np.linspace(-1, 1, 30)[:, None]
    centre = rng.uniform(0.1, 0.9, 2) * size[::-1]
    line = centre + t * reach * [np.cos(angle), np.sin(angle)] + rng.normal(0, 0.8, (30, 2))
    broad = float(np.exp(rng.uniform(*np.log((1.2, 7.0)))))
    shape = coverage(size, line.astype(np.float32), broad)
    near = blurred(coverage(size, line.astype(np.float32), 4.0), float(rng.uniform(3, 9)))
    slope = np.gradient(near)
    shade = slope[0] * np.cos(angle) - slope[1] * np.sin(angle)
    before = picture
    picture = picture * (1 + float(rng.normal(0, 2.5)) * shade[..., None]).clip(0.75, 1.25)
    rubbed = smooth_noise(rng, size, float(rng.uniform(2, 7))) > rng.uniform(-1.6, 0.2)
    worn = blurred(np.asarray(shape * rubbed, np.float32), 0.5)
    tone = float(rng.uniform(0.75, 1)) if rng.random() < 0.75 else float(rng.uniform(0, 0.25))
    picture = lay(picture, worn * float(rng.uniform(0.5, 1)), np.full(3, tone, np.float32))
    # Where the rubbing is broken the line goes on: a crease is one thing from end to end.
    whole = shape if rng.random() < 0.5 or rubbed.mean() > 0.7 else np.asarray(shape * blurred(floats(rubbed), 2))
    return np.clip(picture, 0, 1), seen(before, picture, np.asarray(whole, np.float32))


def _tear(rng: np.random.Generator, picture: Floats) -> Layer:
    """Torn from the border: the paper's white, jagged, wide at the border and narrow at its end."""
    size = picture.shape[:2]
    start = rng.uniform(0, 1, 2) * size[::-1]
    start[rng.integers(2)] *= 0
    inward = np.arctan2(*(np.array(size) / 2 - start[::-1])) + rng.normal(0, 0.4)
    steps = int(rng.integers(8, 26))
    turns = inward + np.cumsum(rng.normal(0, 0.18, steps))
    line = start + np.cumsum(np.stack([np.cos(turns), np.sin(turns)], 1) * rng.uniform(4, 9), axis=0)
    widths = np.linspace(rng.uniform(4, 14), 1.2, steps) * rng.uniform(0.6, 1.4, steps)
    shape = coverage(size, line.astype(np.float32), widths.astype(np.float32))
    before = picture
    paper = float(rng.uniform(0.8, 1)) + 0.04 * smooth_noise(rng, size, 2.5)
    picture = lay(picture, shape, np.repeat(paper[..., None], 3, axis=2).astype(np.float32))
    return np.clip(picture, 0, 1), seen(before, picture, shape)


def _drawn(rng: np.random.Generator, picture: Floats, shapes: Shapes) -> Layer:
    """Scratches as people drew them after real scans."""
    shape = placed(rng, shapes.one(rng, (0.4, 1.4)), picture.shape[:2])
    before = picture
    picture = lay(picture, np.clip(shape * float(rng.uniform(0.8, 1.6)), 0, 1), _tone(rng))
    return picture, seen(before, picture, shape)


def _stain(rng: np.random.Generator, picture: Floats, shapes: Shapes) -> Layer:
    """A dried drop: a tint inside, and at its edge a dark line, which alone is marked: the tint has no line to heal."""
    size = picture.shape[:2]
    if rng.random() < 0.5:
        inside = placed(rng, shapes.one(rng, (0.3, 1.0)), size)
        inside = blurred(np.asarray(blurred(inside, 3) > 0.35, np.float32), 0.7)
    else:
        border = outline(rng, float(rng.uniform(15, 80)), 0.16, points=60)
        inside = filled(size, floats(border + rng.uniform(0, 1, 2) * size[::-1]))
    broad = float(rng.uniform(1.5, 5))
    edge = cv2.morphologyEx(inside, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    shape = np.asarray(np.clip(cv2.GaussianBlur(edge, (0, 0), broad / 2.5) * broad / 1.2, 0, 1), np.float32)
    tint = floats([0.55, 0.4, 0.22]) * float(rng.uniform(0.5, 1.3))
    before = lay(picture, inside * float(rng.uniform(0.03, 0.25)), tint)
    after = lay(before, shape * float(rng.uniform(0.3, 0.8)), tint * 0.7)
    return after, seen(before, after, np.asarray(shape > 0.45, np.float32))
