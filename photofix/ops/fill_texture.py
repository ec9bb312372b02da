"""Exemplar fill of holes: real texture from the surroundings on the tones of a guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.progress import Progress
from photofix.ops.fill_diffusion import Bools, Floats, Mesh, relax

Ints = NDArray[np.intp]

# The search works at half the resolution: its lengths are in pixels of that.
REACH = 4  # from a patch's centre to its edge
SIDE = 2 * REACH + 1
FEWEST = 48  # source patches below which too little is known about the texture
MOST = 30000  # source patches searched: bounds time and memory in large crops
TONE_BLUR = 2.0  # what is coarser counts as tone, what is finer as texture
TONE_WEIGHT = 0.15  # of a difference in tone against one in texture
NEAR_WEIGHT = 2e-5  # of the squared distance of a source: calls for the same focus and scale
REUSE_WEIGHT = 0.5  # of the texture's variance, for each copy already taken from the same place

GAIN = 0.85  # of the copied gradients: detail that is in the wrong place disturbs less when a little weaker
SOFTNESS = 5.0  # pixels of the photo: what is coarser comes from the guide
BLEND_STEPS = 60
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
CORNERS = [(y, x) for y in (-REACH // 2, REACH // 2) for x in (-REACH // 2, REACH // 2)]
OFFSETS = ((-1, 0), (1, 0), (0, -1), (0, 1))  # in the order of Mesh.neighbours


def fill(rgb: Floats, hole: Bools, guide: Floats, progress: Progress, rng: np.random.Generator) -> Floats:
    """Fill the hole with texture from its surroundings.

    rgb: h×w×3 float32 (any range); what it holds inside the hole is not read. hole: h×w bool. guide: h×w×3, tonally
    right inside the hole, which it may fill as blurrily as it likes. Returns a new h×w×3 array, equal to rgb outside
    the hole; where fewer than FEWEST patches are known, the guide. Equal for equal states of rng.

    Patches are placed along the hole's edge, the most certain and structured place first (Criminisi, Pérez and
    Toyama 2004), each from the exhaustively searched source that agrees best with the pixels already there and with
    the guide's tones (the correspondence term of Efros and Freeman 2001). Their gradients are then joined to the
    guide and the surroundings by a screened Poisson equation (Bhat et al. 2008), so that no seam remains.
    """
    base = np.where(hole[..., None], guide, rgb).astype(np.float32)
    shifts = _Canvas.of(base, hole).complete(progress.part(0.0, 0.9), rng) if hole.any() else None
    if shifts is not None:
        base = _blend(base, hole, shifts, progress.part(0.9, 0.1))
    progress.report(1.0)
    return base


@dataclass(frozen=True)
class _Sources:
    """The patches that lie wholly in the known area, as rows that one matrix product compares with a target.

    ys, xs: centres in the canvas. rows: n×(2·SIDE² + 11): squared texture, texture, tones, sum of squared tones.
    """

    ys: Ints
    xs: Ints
    rows: Floats


@dataclass(frozen=True)
class _Canvas:
    """The picture being completed at half resolution, with a frame of REACH pixels so that every patch is whole.

    texture: fine detail, 0 where not known yet. tone: h×w×3 smooth colours, the guide's in the hole. todo: pixels to
    fill. known: pixels of the picture that hold texture. shift: h×w×2, where each filled pixel was copied from,
    relative to itself. The arrays are changed in place while the hole closes.
    """

    texture: Floats
    tone: Floats
    todo: Bools
    known: Bools
    shift: Ints
    shape: tuple[int, int]

    @classmethod
    def of(cls, base: Floats, hole: Bools) -> _Canvas:
        odd = [(0, hole.shape[0] % 2), (0, hole.shape[1] % 2)]
        whole = np.pad(base, [*odd, (0, 0)], mode="edge")
        small: Any = cv2.resize(whole, (whole.shape[1] // 2, whole.shape[0] // 2), interpolation=cv2.INTER_AREA)
        quads = np.pad(hole, odd, mode="edge")
        todo = quads[::2, ::2] | quads[1::2, ::2] | quads[::2, 1::2] | quads[1::2, 1::2]
        smooth: Any = cv2.GaussianBlur(small, (0, 0), TONE_BLUR)
        frame = ((REACH, REACH), (REACH, REACH))
        texture = np.pad(np.where(todo, np.float32(0), (small - smooth) @ LUMA), frame)
        tone: Any = cv2.blur(np.pad(smooth, (*frame, (0, 0)), mode="edge"), (REACH + 1, REACH + 1))
        shift = np.zeros((*texture.shape, 2), np.intp)
        height, width = hole.shape
        return cls(texture, tone, np.pad(todo, frame), np.pad(~todo, frame), shift, (height, width))

    def complete(self, progress: Progress, rng: np.random.Generator) -> Ints | None:
        """Copy patches until the hole is closed. Returns the shifts at full resolution, None if sources are too few."""
        sources = self._sources(rng)
        if sources is None:
            return None
        confidence = self.known.astype(np.float32)
        copies = np.zeros(self.texture.shape, np.float32)
        reuse = np.float32(REUSE_WEIGHT * np.var(self.texture[self.known]))
        total = int(self.todo.sum())
        while (left := int(self.todo.sum())) > 0:
            progress.report(1 - left / total)
            trust: Any = cv2.blur(confidence, (SIDE, SIDE))
            y, x = self._next(trust)
            cost = sources.rows @ self._query(y, x) + reuse * copies[sources.ys, sources.xs]
            best = int(cost.argmin())
            source_y, source_x = int(sources.ys[best]), int(sources.xs[best])
            target, new = _window(y, x, REACH), self.todo[_window(y, x, REACH)].copy()
            self.texture[target][new] = self.texture[_window(source_y, source_x, REACH)][new]
            self.shift[target][new] = source_y - y, source_x - x
            confidence[target][new] = trust[y, x]
            self.known[target] |= new
            self.todo[target] = False
            copies[_window(source_y, source_x, REACH // 2)] += 1
        inner = self.shift[REACH:-REACH, REACH:-REACH] * 2
        return inner.repeat(2, axis=0).repeat(2, axis=1)[: self.shape[0], : self.shape[1]]

    def _sources(self, rng: np.random.Generator) -> _Sources | None:
        """At most MOST source patches; None if there are fewer than FEWEST."""
        whole: Any = cv2.erode(self.known.astype(np.uint8), np.ones((SIDE, SIDE), np.uint8), borderValue=0)
        ys, xs = np.nonzero(whole)
        if ys.size < FEWEST:
            return None
        if ys.size > MOST:
            chosen = np.sort(rng.permutation(ys.size)[:MOST])
            ys, xs = ys[chosen], xs[chosen]
        dy, dx = (a.ravel() for a in np.mgrid[-REACH : REACH + 1, -REACH : REACH + 1])
        width = self.texture.shape[1]
        texture = self.texture.ravel()[(ys * width + xs)[:, None] + (dy * width + dx)]
        tones = self._tones(ys, xs)
        length = np.sum(tones * tones, axis=1, keepdims=True)
        return _Sources(ys, xs, np.concatenate([texture * texture, texture, tones, length], axis=1))

    def _tones(self, y: Ints, x: Ints) -> Floats:
        """Tones at four places of the patches at y, x, and their positions, weighted. n×14."""
        tones = np.concatenate([self.tone[y + dy, x + dx] for dy, dx in CORNERS], axis=1)
        place = np.stack([y, x], axis=1) * np.sqrt(NEAR_WEIGHT)
        weighted: Floats = np.concatenate(
            [tones * np.sqrt(TONE_WEIGHT / tones.shape[1]), place], axis=1, dtype=np.float32
        )
        return weighted

    def _query(self, y: int, x: int) -> Floats:
        """What the sources' rows are multiplied by for their difference from the patch at y, x, up to a constant."""
        mask = self.known[_window(y, x, REACH)].ravel().astype(np.float32)
        mask /= max(1.0, float(mask.sum()))
        texture = self.texture[_window(y, x, REACH)].ravel()
        tones = self._tones(np.array([y]), np.array([x]))[0]
        return np.concatenate([mask, -2 * mask * texture, -2 * tones, [1.0]], dtype=np.float32)

    def _next(self, trust: Floats) -> tuple[int, int]:
        """The place on the hole's edge where the surroundings are surest and most structured."""
        edge: Any = cv2.dilate(self.known.astype(np.uint8), np.ones((3, 3), np.uint8))
        front = self.todo & (edge > 0)
        dx: Any = cv2.Sobel(self.texture, cv2.CV_32F, 1, 0)
        dy: Any = cv2.Sobel(self.texture, cv2.CV_32F, 0, 1)
        energy: Any = cv2.blur((dx * dx + dy * dy) * self.known, (5, 5))
        structure = np.sqrt(np.maximum(energy, 0))  # running sums may end a hair below 0
        priority = np.where(front, trust * (0.05 + structure), -1)
        y, x = np.unravel_index(int(priority.argmax()), priority.shape)
        return int(y), int(x)


def _window(y: int, x: int, reach: int) -> tuple[slice, slice]:
    return slice(y - reach, y + reach + 1), slice(x - reach, x + reach + 1)


def _blend(base: Floats, hole: Bools, shifts: Ints, progress: Progress) -> Floats:
    """Solve (1/SOFTNESS² - Δ)u = guide/SOFTNESS² - GAIN·div(copied gradients) in the hole, u = base around it."""
    mesh = Mesh.of(hole)
    n = mesh.size
    flat = base.reshape(-1, base.shape[2])
    pull = np.float32(1 / SOFTNESS**2)
    target = pull * flat[mesh.pixels[:n]] + np.float32(GAIN) * _divergence(base, mesh, shifts)
    filled = base.copy()
    relax(filled, mesh, lambda values: mesh.laplace(values, n) + pull * values[:n], BLEND_STEPS, progress, target)
    known = base[~hole]
    filled[hole] = np.clip(filled[hole], known.min(axis=0), known.max(axis=0))
    return filled


def _divergence(base: Floats, mesh: Mesh, shifts: Ints) -> Floats:
    """Sum of the copied differences from each pixel of the hole to its neighbours. size×C.

    Where two neighbours were copied from different places the mean of both differences stands.
    """
    height, width = base.shape[:2]
    n = mesh.size
    y, x = np.divmod(mesh.pixels[:n], width)
    own = shifts.reshape(-1, 2)[mesh.pixels[:n]]
    flat = base.reshape(-1, base.shape[2])

    def colour(rows: Ints, columns: Ints) -> Floats:
        colours: Floats = flat[np.clip(rows, 0, height - 1) * width + np.clip(columns, 0, width - 1)]
        return colours

    total = np.zeros((n, base.shape[2]), np.float32)
    for (dy, dx), neighbour in zip(OFFSETS, mesh.neighbours[:, :n], strict=True):
        other = np.where((neighbour < n)[:, None], own[np.minimum(neighbour, n - 1)], own)
        step = np.zeros_like(total)
        for shift in (own, other):
            rows, columns = y + shift[:, 0], x + shift[:, 1]
            step += 0.5 * (colour(rows, columns) - colour(rows + dy, columns + dx))
        total += np.where((neighbour == np.arange(n))[:, None], np.float32(0), step)  # nothing beyond the border
    return total
