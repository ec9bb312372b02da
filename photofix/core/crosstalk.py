"""How much of a scan's picture shows through in its infrared plane, and what is left without it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.region import Region

Floats = NDArray[np.float32]

CELLS = 320  # cells along the longer side on which the relation is fitted
SMALLEST = 8  # pixels a cell has at least a side: a few pixels of shift do not matter to its mean
_TUKEY = 4.685  # Tukey's bisquare: 95 % efficient for normal errors
_ROUNDS = 25
_RIDGE = 1e-4  # against slopes, per cell; the variance of a picture's logarithms is some 1000 times that
_SPREAD = 0.12  # of the longer side: over which the film's own brightness is averaged, wider than parts of a picture
_OUTLIER = 3.0  # cells this many standard deviations off are dust and say nothing of the film's brightness


@dataclass(frozen=True, eq=False)
class Crosstalk:
    """The infrared light that the film itself lets through, predicted from the visible light.

    weights: of the terms of `_terms`; middle: the median of each channel's logarithm. ground: rows×columns, what
    remains of the film's brightness (lamp, lens, base), in cells of `cell` pixels. share: how much of the picture's
    contrast shows in infrared, 0 none to 1 all (or more); kept: the correlation of the plane with its prediction, 0..1.
    spread: standard deviation of a cell's mean about the prediction.
    """

    weights: NDArray[np.float64]
    middle: NDArray[np.float64]
    ground: Floats
    cell: int
    share: float
    kept: float
    spread: float

    def predicted(self, visible: Floats, region: Region) -> Floats:
        """h×w logarithms of infrared light for h×w×C logarithms of visible light in the region."""
        out = np.full(visible.shape[:2], self.weights[0], np.float32)
        for i in range(visible.shape[2]):
            off = visible[..., i] - np.float32(self.middle[i])
            below, above = np.float32(self.weights[1 + 2 * i]), np.float32(self.weights[2 + 2 * i])
            out += off * np.where(off < 0, below, above)
        return out + self._ground_in(region)

    def _ground_in(self, region: Region) -> Floats:
        x = (np.arange(region.x, region.right, dtype=np.float32) + 0.5) / self.cell - 0.5
        y = (np.arange(region.y, region.bottom, dtype=np.float32) + 0.5) / self.cell - 0.5
        columns, rows = np.meshgrid(x, y)
        out = cv2.remap(self.ground, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(out, np.float32)


def cell_for(width: int, height: int) -> int:
    """The side in pixels of the cells on which `fit` works."""
    return max(SMALLEST, -(-max(width, height) // CELLS))


def fit(visible: Floats, infrared: Floats, cell: int) -> Crosstalk:
    """Fit the relation on cell means: visible rows×columns×C, infrared rows×columns, both logarithms of light.

    The dyes of colour film, cyan above all, keep a little infrared light back. By the Beer-Lambert law densities add
    up, so that the logarithm of infrared light is a sum of those of visible light; the relation a + b·ln(red) was
    found on slides by M. Rickmann (sane-devel mailing list, 2011). All channels take part here, each with one slope for
    its dark and one for its light half, none of them negative (more dye never lets more light through; and what dust
    would show, a colour that no dye has, is then predicted soberly), and the place in the picture for the lamp, by
    iteratively reweighted least squares with Tukey's bisquare (Beaton and Tukey, 1974), for which dust is an outlier.
    What is smooth in the rest is the film's base.
    """
    flat = visible.reshape(-1, visible.shape[2]).astype(np.float64)
    target = infrared.ravel().astype(np.float64)
    middle = np.median(flat, axis=0)
    terms, places = _terms(flat, middle), _places(infrared.shape)
    both, residual = _robust(np.concatenate([terms, places], axis=1), target, slice(1, terms.shape[1]))
    weights = both[: terms.shape[1]]
    lamp = (places @ both[terms.shape[1] :]).reshape(infrared.shape)
    rest = np.asarray(residual.reshape(infrared.shape), np.float32)
    ground = np.asarray(lamp + _smooth(rest), np.float32)
    predicted = terms @ weights
    residual = target - predicted - ground.ravel()
    scale = _scale(residual)
    calm = np.abs(residual) < _OUTLIER * scale
    share = float(predicted[calm].std() / max(flat[calm].std(axis=0).max(), 1e-3))
    kept = _correlation(target[calm] - ground.ravel()[calm], predicted[calm])
    return Crosstalk(weights, middle, ground, cell, share, kept, scale)


def _terms(flat: NDArray[np.float64], middle: NDArray[np.float64]) -> NDArray[np.float64]:
    """n×(1 + 2·C): one, and how far every channel lies below and above its middle."""
    off = flat - middle
    columns = [np.ones(len(flat))]
    for i in range(flat.shape[1]):
        columns += [np.minimum(off[:, i], 0), np.maximum(off[:, i], 0)]
    return np.stack(columns, axis=1)


def _places(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """n×5: how a lamp's light may fall off over the picture, without a constant."""
    y, x = (np.indices(shape).reshape(2, -1) - np.array([[shape[0] / 2], [shape[1] / 2]])) / max(shape)
    return np.stack([x, y, x * x, x * y, y * y], axis=1)


def _robust(
    terms: NDArray[np.float64], target: NDArray[np.float64], positive: slice
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights of the terms, some of which must not be negative, and the residuals."""
    centre = np.median(target)
    residual = target - centre
    weights = np.zeros(terms.shape[1])
    weights[0] = centre
    # A trace of ridge: the channels of a grey picture are the same.
    ridge = _RIDGE * len(target) * np.eye(terms.shape[1])
    ridge[0, 0] = 0
    for _ in range(_ROUNDS):
        limit = _TUKEY * _scale(residual)
        trust = np.square(np.clip(1 - np.square(residual / limit), 0, 1))
        heavy = terms * trust[:, None]
        before = weights
        weights = _solved(heavy.T @ terms + ridge, heavy.T @ target, positive)
        residual = target - terms @ weights
        if np.abs(weights - before).max() < 1e-5:
            break
    return weights, residual


def _solved(matrix: NDArray[np.float64], vector: NDArray[np.float64], positive: slice) -> NDArray[np.float64]:
    """The least-squares solution of normal equations in which some unknowns must not be negative.

    Those that would be are left out one by one, the most negative first (after Lawson and Hanson, 1974).
    """
    free = np.ones(len(vector), bool)
    bound = np.zeros(len(vector), bool)
    bound[positive] = True
    while True:
        out = np.zeros(len(vector))
        out[free] = np.linalg.solve(matrix[np.ix_(free, free)], vector[free])
        wrong = np.where(bound, out, 0)
        if wrong.min() >= 0:
            return out
        free[wrong.argmin()] = False


def _smooth(residual: Floats) -> Floats:
    """The residuals averaged over their surroundings, without outliers."""
    scale = _scale(residual)
    calm = (np.abs(residual - np.median(residual)) < _OUTLIER * scale).astype(np.float32)
    wide = max(1.0, _SPREAD * max(residual.shape))
    total = cv2.GaussianBlur(residual.astype(np.float32) * calm, (0, 0), wide, borderType=cv2.BORDER_REFLECT)
    count = cv2.GaussianBlur(calm, (0, 0), wide, borderType=cv2.BORDER_REFLECT)
    usual = float(np.median(residual))
    return np.asarray((total + usual * 1e-2) / (count + 1e-2), np.float32)


def _scale(residual: NDArray[np.floating]) -> float:
    """Standard deviation by the median of absolute deviations."""
    return float(np.median(np.abs(residual - np.median(residual)))) * 1.4826 + 1e-4


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    spread = float(a.std() * b.std())
    return 0.0 if spread < 1e-9 else float(np.mean((a - a.mean()) * (b - b.mean())) / spread)
