"""Film and sensor grain: measured in a ring around a fill, and made anew for the fill."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BLOCK = 8  # side of the blocks of which the calmest are taken for free of texture
CALMEST = 0.15  # their share
FEWEST = 8  # and their least number

# Second differences in both directions, of neighbours and of every other pixel: blind to gradients and to anything
# constant along a row or column. (Immerkær, Fast Noise Variance Estimation, 1996.)
_FINE = np.array([1, -2, 1], np.float32)
_COARSE = np.array([1, 0, -2, 0, 1], np.float32)
_MARGIN = len(_COARSE) // 2

# What the two make of noise of standard deviation 1 that was blurred by a Gaussian of `blur` pixels: the standard
# deviations of their results, and by how much choosing calm blocks lowers these, per standard deviation of the choice.
# Measured on 2**21 random numbers, mean of one and three channels.
_BLUR = np.array([0.0, 0.3, 0.5, 0.7, 0.8, 0.9])
_FINE_GAIN = np.array([1.0, 0.990, 0.657, 0.268, 0.174, 0.119])
_COARSE_GAIN = np.array([1.0, 0.999, 0.975, 0.826, 0.720, 0.613])
_FINE_BIAS = np.array([0.0, 0.0, 0.0, 0.002, 0.010, 0.030])
_COARSE_BIAS = np.array([0.0, 0.0, 0.006, 0.044, 0.066, 0.088])

# Fine over coarse below which there is only texture: enlarged photos have 0.13 to 0.15, the softest grain 0.2.
_TEXTURE, _GRAIN = 0.16, 0.2

# Kurtosis of the coarse result below which there is only a regular pattern: a sine wave has 1.5, Gaussian noise 3.
_REGULAR, _RANDOM = 1.7, 2.1


@dataclass(frozen=True, eq=False)
class Grain:
    """Gaussian noise as a picture has it.

    covariance: C×C, of the channels, in the unit of the pixels squared. blur: how soft the grain is, as the standard
    deviation in pixels of the Gaussian that would make it from white noise.
    """

    covariance: NDArray[np.float64]
    blur: float = 0.0

    @property
    def sigma(self) -> NDArray[np.float64]:
        """Standard deviation of each channel."""
        deviations: NDArray[np.float64] = np.sqrt(np.diag(self.covariance))
        return deviations

    def render(self, height: int, width: int, channels: int, rng: np.random.Generator) -> Floats:
        """height×width×channels float32 of mean 0, to be added to pixels. The same `rng` gives the same grain.

        channels must be those that were measured, or 1, the mean of those. Grain measured in one channel goes to all.
        """
        values, vectors = np.linalg.eigh(self.covariance)
        mix = vectors * np.sqrt(np.maximum(values, 0))
        measured = len(mix)
        if channels != measured and 1 not in (channels, measured):
            raise ValueError(f"grain of {measured} channels cannot become {channels}")
        if channels != measured:
            mix = mix.mean(axis=0, keepdims=True).repeat(channels, axis=0)
        kernel = _kernel(self.blur)
        margin = len(kernel) // 2
        white = rng.standard_normal((height + 2 * margin, width + 2 * margin, measured), np.float32)
        soft = cv2.sepFilter2D(white, cv2.CV_32F, kernel, kernel).reshape(white.shape)
        inner = soft[margin : margin + height, margin : margin + width]
        grain: Floats = inner @ mix.T.astype(np.float32)
        return grain


def measure(pixels: Floats, ring: NDArray[np.bool_]) -> Grain:
    """The grain of the pixels that `ring` (h×w) marks. pixels: h×w×C float32, 0 black and 1 white.

    Only the calmest blocks of the ring count, so that texture is not taken for grain. Of each pixel those channels
    count that are not clipped to black or white: in deep blue water red is, and to leave the water out would be to
    measure the foam. Where there is nothing to measure, there is no grain (covariance 0).
    """
    none = Grain(np.zeros((pixels.shape[2], pixels.shape[2])))
    shown = _usable(pixels, ring)
    fine, coarse = _differences(pixels, _FINE) * shown, _differences(pixels, _COARSE) * shown

    # Half of the pixels choose the blocks and the other half are measured: like the squares of a chessboard, whose
    # coarse differences have no pixel in common. Else the blocks would be those that happen to have little noise.
    usable = shown.any(axis=2)
    even = np.indices(usable.shape).sum(axis=0) % 2 == 0
    judges, judged = usable & even, usable & ~even
    numbers = _block_numbers(judges)
    counts = np.bincount(numbers)
    energy = np.bincount(numbers, _mean(coarse[judges] ** 2, shown[judges]))
    full = np.flatnonzero(counts >= BLOCK * BLOCK * 3 // 8)
    if full.size < FEWEST:
        return none
    chosen = full[np.argsort(energy[full] / counts[full], kind="stable")][: max(FEWEST, round(full.size * CALMEST))]
    places = judged.copy()
    places[judged] = np.isin(_block_numbers(judged), chosen)
    counted = shown[places]
    fine_level = float(np.sqrt((fine[places] ** 2).sum() / counted.sum()))
    covariance = _covariance(coarse[places], counted)
    coarse_level = float(np.sqrt((coarse[places] ** 2).sum() / counted.sum()))
    if coarse_level <= 0:
        return none
    grain = _corrected(covariance, fine_level / coarse_level, chosen.size / full.size)
    random = _between(_kurtosis(_mean(coarse[places], counted)), _REGULAR, _RANDOM)
    return Grain(grain.covariance * random**2, grain.blur)


def _usable(pixels: Floats, ring: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """h×w×C: where a channel's differences are of pixels of the ring that are neither black nor white."""
    inside = ring[..., None] & (pixels > 0.5 / 255) & (pixels < 254.5 / 255)
    window = np.ones((2 * _MARGIN + 1, 2 * _MARGIN + 1), np.uint8)
    eroded = cv2.erode(inside.astype(np.uint8), window, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return eroded.reshape(pixels.shape).astype(bool)


def _mean(values: Floats, shown: NDArray[np.bool_]) -> Floats:
    """N: the mean of those of the N×C values that are shown; the others are 0."""
    return np.asarray(values.sum(axis=1) / np.maximum(1, shown.sum(axis=1)), np.float32)


def _covariance(values: Floats, shown: NDArray[np.bool_]) -> NDArray[np.float64]:
    """C×C, of N×C values of mean 0, each pair of channels where both are shown; the others are 0."""
    both = shown.T.astype(np.float64) @ shown
    return (values.T.astype(np.float64) @ values) / np.maximum(1, both)


def _corrected(covariance: NDArray[np.float64], ratio: float, share: float) -> Grain:
    """The grain from what the differences say of it in the calmest `share` of the blocks."""
    normal = NormalDist()
    # How far the mean of the lowest `share` of a normal distribution lies below its mean, in standard deviations.
    below = 0.0 if share >= 1 else normal.pdf(normal.inv_cdf(share)) / share
    fine, coarse = _FINE_GAIN * (1 - _FINE_BIAS * below), _COARSE_GAIN * (1 - _COARSE_BIAS * below)
    expected = fine / coarse
    blur = float(np.interp(ratio, expected[::-1], _BLUR[::-1]))
    gain = float(np.interp(blur, _BLUR, coarse))
    return Grain(covariance * (_between(ratio, _TEXTURE, _GRAIN) / gain) ** 2, blur)


def _between(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, rising between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _kurtosis(values: Floats) -> float:
    square = np.square(values - values.mean(), dtype=np.float64)
    return float(np.mean(square**2) / max(float(square.mean()) ** 2, 1e-30))


def _differences(pixels: Floats, kernel: Floats) -> Floats:
    """Noise of standard deviation 1 that is not blurred keeps it."""
    out = cv2.sepFilter2D(pixels, cv2.CV_32F, kernel, kernel) / np.float32((kernel**2).sum())
    return np.asarray(out, np.float32).reshape(pixels.shape)


def _block_numbers(usable: NDArray[np.bool_]) -> NDArray[np.intp]:
    """For every usable pixel the number of its block."""
    rows, columns = np.nonzero(usable)
    numbers: NDArray[np.intp] = rows // BLOCK * (usable.shape[1] // BLOCK + 1) + columns // BLOCK
    return numbers


def _kernel(blur: float) -> Floats:
    """A Gaussian that leaves white noise its standard deviation."""
    kernel = (
        cv2.getGaussianKernel(2 * int(np.ceil(4 * blur)) + 1, blur).astype(np.float32)
        if blur
        else np.ones((1, 1), np.float32)
    )
    return np.asarray(kernel / np.sqrt((kernel**2).sum()), np.float32).ravel()
