"""Exemplar fill of holes: real texture from the surroundings, on the tones of a guide."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.progress import Progress
from photofix.ops.fill_diffusion import Bools, Floats, Mesh, relax

REACH = 4  # half-resolution pixels from a patch's centre to its edge: patches are 18 pixels wide
FEWEST = 48  # source patches below which nothing is known about the texture
MOST = 30000
TONE_BLUR = 2.0  # half-resolution pixels: what is coarser counts as tone, what is finer as texture
TONE_WEIGHT = 0.15
NEAR_WEIGHT = 0.002
GAIN = 0.85  # of the copied gradients
SOFTNESS = 5.0  # pixels: structure coarser than this comes from the guide
STEPS = 60
LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def fill(rgb: Floats, hole: Bools, guide: Floats, progress: Progress, rng: np.random.Generator) -> Floats:
    if not hole.any():
        return rgb.copy()
    base = np.where(hole[..., None], guide, rgb).astype(np.float32)
    shifts = _synthesise(base, hole, progress.part(0.0, 0.9), rng)
    if shifts is None:
        progress.report(1.0)
        return base
    filled = _blend(base, hole, shifts, progress.part(0.9, 0.1))
    progress.report(1.0)
    return filled


@dataclass(frozen=True)
class _Sources:
    """All patches to copy from, as rows of numbers ready for one matrix product per search."""

    features: Floats
    centres: NDArray[np.intp]


def _synthesise(base: Floats, hole: Bools, progress: Progress, rng: np.random.Generator) -> NDArray[np.intp] | None:
    height, width = (n // 2 for n in hole.shape)
    pad_h, pad_w = hole.shape[0] % 2, hole.shape[1] % 2
    full = np.pad(base, [(0, pad_h), (0, pad_w), (0, 0)], mode="edge")
    small = cv2.resize(full, (full.shape[1] // 2, full.shape[0] // 2), interpolation=cv2.INTER_AREA)
    holes = np.pad(hole, [(0, pad_h), (0, pad_w)], mode="edge")
    todo = holes[::2, ::2] | holes[1::2, ::2] | holes[::2, 1::2] | holes[1::2, 1::2]
    tone = cv2.GaussianBlur(small, (0, 0), TONE_BLUR)
    texture = (small - tone) @ LUMA
    r = REACH
    side = 2 * r + 1
    # frame so that every patch is whole
    todo_f = np.pad(todo, r)
    known = np.pad(~todo, r)
    texture = np.pad(texture, r)
    tone = np.pad(tone, [(r, r), (r, r), (0, 0)], mode="edge")
    cells = cv2.blur(tone, (r + 1, r + 1))
    inside = np.pad(np.ones_like(todo), r)
    usable = cv2.erode(known.astype(np.uint8), np.ones((side, side)), borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    ys, xs = np.nonzero(usable)
    if ys.size < FEWEST:
        return None
    if ys.size > MOST:
        pick = np.sort(rng.permutation(ys.size)[:MOST])
        ys, xs = ys[pick], xs[pick]
    dy, dx = (a.ravel() for a in np.mgrid[-r : r + 1, -r : r + 1])
    stride = texture.shape[1]
    offs = dy * stride + dx
    flat_t = texture.ravel()
    s = flat_t[(ys * stride + xs)[:, None] + offs]
    q = [(-r // 2, -r // 2), (-r // 2, r // 2), (r // 2, -r // 2), (r // 2, r // 2)]
    near = NEAR_WEIGHT ** 0.5 / 10

    def tones(yy, xx):
        t = np.concatenate([cells[yy + a, xx + b] for a, b in q], -1) * (TONE_WEIGHT / 12) ** 0.5
        return np.concatenate([t, np.stack([yy, xx], -1) * near], -1).astype(np.float32)

    st = tones(ys, xs)
    feats = np.concatenate([s * s, s, st, (st * st).sum(1, keepdims=True)], 1)
    count = side * side
    shift = np.zeros((*todo_f.shape, 2), np.intp)
    confidence = known.astype(np.float32)
    total = int(todo_f.sum())
    kernel = np.ones((3, 3), np.uint8)
    while True:
        left = int(todo_f.sum())
        progress.report(1 - left / total)
        if not left:
            break
        front = todo_f & (cv2.dilate((~todo_f & inside).astype(np.uint8), kernel) > 0)
        conf = cv2.blur(confidence, (side, side))
        gx = cv2.Sobel(texture, cv2.CV_32F, 1, 0); gy = cv2.Sobel(texture, cv2.CV_32F, 0, 1)
        energy = np.sqrt(cv2.blur((gx * gx + gy * gy) * (~todo_f), (5, 5)))
        pr = np.where(front, conf * (0.05 + energy), -1)
        cy, cx = np.unravel_index(int(pr.argmax()), pr.shape)
        win = (slice(cy - r, cy + r + 1), slice(cx - r, cx + r + 1))
        m = (~todo_f & inside)[win].ravel().astype(np.float32)
        t = texture[win].ravel()
        qt = tones(np.array(cy), np.array(cx))
        mm = m / max(m.sum(), 1)
        query = np.concatenate([mm, -2 * mm * t, -2 * qt, [1]]).astype(np.float32)
        cost = feats @ query
        best = int(cost.argmin())
        by, bx = ys[best], xs[best]
        new = todo_f[win]
        src = (slice(by - r, by + r + 1), slice(bx - r, bx + r + 1))
        texture[win][new] = texture[src][new]
        shift[win][new] = (by - cy, bx - cx)
        confidence[win][new] = conf[cy, cx]
        todo_f[win] = False
        todo_f &= inside
    small_shift = shift[r:-r, r:-r] * 2
    return np.repeat(np.repeat(small_shift, 2, 0), 2, 1)[: hole.shape[0], : hole.shape[1]]


def _blend(base: Floats, hole: Bools, shifts: NDArray[np.intp], progress: Progress) -> Floats:
    height, width = hole.shape
    mesh = Mesh.of(hole)
    n = mesh.size
    y, x = np.divmod(mesh.pixels[:n], width)
    flat = base.reshape(-1, base.shape[2])
    sh = shifts.reshape(-1, 2)

    def at(yy, xx):
        return flat[np.clip(yy, 0, height - 1) * width + np.clip(xx, 0, width - 1)]

    div = np.zeros((n, base.shape[2]), np.float32)
    for k, (dy, dx) in enumerate(((-1, 0), (1, 0), (0, -1), (0, 1))):
        nb = mesh.neighbours[k, :n]
        own = sh[mesh.pixels[:n]]
        grad = at(y + own[:, 0], x + own[:, 1]) - at(y + own[:, 0] + dy, x + own[:, 1] + dx)
        other = np.where((nb < n)[:, None], sh[mesh.pixels[nb]], own)
        grad2 = at(y + other[:, 0], x + other[:, 1]) - at(y + other[:, 0] + dy, x + other[:, 1] + dx)
        g = (grad + grad2) / 2
        g[nb == np.arange(n)] = 0
        div += g
    lam = np.float32(1 / SOFTNESS**2)
    filled = base.copy()
    target = GAIN * div + lam * flat[mesh.pixels[:n]]
    # keep guide's own gradients out: source replaces
    relax(filled, mesh, lambda v: mesh.laplace(v, n) + lam * v[:n], STEPS, progress, target)
    return filled
