"""A network that needs no weights, and photographs with something to repair."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.passport import INPAINTING, Passport
from photofix.core.progress import Progress
from photofix.core.translators import TAKES
from photofix.models.colorizer import Guess
from photofix.models.translator import About
from photofix.ops import fill_diffusion
from photofix.ops.base import Context
from tests.fakes import Roomy


class SmoothModels(Roomy):
    """Stands in for the model pool: every "network" fills holes smoothly and counts what it was asked."""

    device = "cpu"

    def __init__(self) -> None:
        self.windows = self.painted = 0

    def get(self, model_id: str) -> Callable[..., Any]:
        if model_id == "finder":
            return standing_out
        if model_id == "restorer":
            return smoothed
        if model_id == "colorizer":
            return tinted
        if model_id in TAKES or model_id.startswith("file:translator:"):
            return Swapped(TAKES.get(model_id, "photo"))
        if model_id == "face-finder":
            return one_face
        if model_id.startswith("upscale-"):
            return lambda picture, scale: np.repeat(np.repeat(picture, scale, axis=0), scale, axis=1) * np.float32(0.9)
        if model_id.startswith("file:published:"):
            return Filling()
        if model_id.startswith("file:transformer:"):
            return lambda picture: 1 - picture
        if model_id == "painter" or model_id.startswith("file:painter:"):
            self.painted += 1
            return Dabs()

        def fill(
            pictures: NDArray[np.float32], holes: NDArray[np.bool_], turns: int = 1, thin: bool = False
        ) -> NDArray[np.float32]:
            self.windows += len(pictures)
            pairs = zip(pictures, holes, strict=True)
            return np.stack([fill_diffusion.fill(p, h, Progress.silent()) if not h.all() else p for p, h in pairs])

        return fill

    def sha256(self, model_id: str) -> str:
        return "0" * 64


def one_face(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Stands in for the face finder: there is a face in the middle of every picture."""
    height, width = picture.shape[:2]
    side = min(height, width) / 2
    layout = np.array([[-0.25, -0.15], [0.25, -0.15], [0, 0.05], [-0.2, 0.3], [0.2, 0.3]]) * side
    points = layout + np.array([width / 2, height / 2])
    return np.float32([[width / 2 - side / 2, height / 2 - side / 2, side, side, *points.ravel(), 0.95]])


class Filling:
    """Stands in for somebody else's inpainting network."""

    passport = Passport("fill.pth", "LaMa", INPAINTING, 1, 3, 3, 1, 1, "0" * 64, multiple=8, smallest=16)

    def __call__(self, picture: NDArray[np.float32], hole: NDArray[np.bool_]) -> NDArray[np.float32]:
        return fill_diffusion.fill(picture, hole, Progress.silent()) if not hole.all() else picture


def smoothed(picture: NDArray[np.float32], noise: float, coarseness: float) -> NDArray[np.float32]:
    """Stands in for the restorer: the more it is told of, the softer the picture, but by no more than it sees far."""
    width = 60 * noise + 2 * coarseness
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), width) if width else picture, np.float32)


def tinted(lightness: NDArray[np.float32], hints: NDArray[np.float32]) -> Guess:
    """Stands in for the colorizer: bright is warm and dark is cool, whatever is hinted; or else purple and green."""
    height, width = lightness.shape
    half, quarter = (cv2.resize(lightness, (-(-width // n), -(-height // n))) for n in (2, 4))
    towards = half[..., None] / 100 - np.float32(0.5)
    palette = np.array([[20, 30], [-20, -30], [30, -20], [-30, 20]], np.float32)
    bright = quarter / 10 - 5
    odds = np.dstack([bright, -bright, bright - 1, -bright - 1]).astype(np.float32)
    features = np.dstack([quarter, cv2.blur(quarter, (5, 5))]).astype(np.float32)
    return Guess((towards * palette[0] * 2).astype(np.float32), odds, palette, features)


def standing_out(pictures: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Stands in for the finder: whatever is thin and darker than its surroundings is a wire, brighter a scratch; what
    is dark and round is dust. N×H×W×3 float32 -> N×H×W×3 uint8."""
    return np.stack([_standing_out(picture) for picture in pictures])


def _standing_out(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    grey = cv2.GaussianBlur(picture.mean(axis=2), (0, 0), 0.7)
    square = np.ones((15, 15), np.uint8)
    dark, bright = (cv2.morphologyEx(grey, way, square) for way in (cv2.MORPH_BLACKHAT, cv2.MORPH_TOPHAT))
    round_ = cv2.GaussianBlur(grey, (0, 0), 9) - cv2.GaussianBlur(grey, (0, 0), 4)
    marks = (dark > 0.1).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(marks)
    small = np.maximum(stats[:, 2], stats[:, 3]) < 24
    specks = small[labels] & (marks > 0)
    likely = [np.where(small[labels], 0, dark * 4), np.maximum(round_ * 25, specks), bright * 4]
    return np.asarray(np.clip(np.stack(likely, axis=2), 0, 1) * 255, np.uint8)


class Swapped:
    """Stands in for a translator: red and blue change places; a seed adds some of itself. Counts what it was shown."""

    def __init__(
        self, takes: str = "photo", reach: int | None = None, size: int | None = 64, coloured: bool = False
    ) -> None:
        self.about = About("Swapped", 3, 3, 16, size, takes, "photo", "Swapped", 0, True, reach, coloured)
        self.shown: list[tuple[int, ...]] = []
        self.measured: list[tuple[int, ...]] = []

    def __call__(
        self, picture: NDArray[np.float32], seed: int | None = None, measured: Any = None
    ) -> NDArray[np.float32]:
        self.shown.append(picture.shape[:2])
        return np.asarray(picture[..., ::-1] + np.float32(0.1 * (seed or 0)), np.float32)

    def measure(self, parts: Sequence[NDArray[np.float32]]) -> str:
        self.measured += [part.shape[:2] for part in parts]
        return "measured"


class Dabs:
    """Stands in for the painter: streaks of light and dark, stronger for later painters; each has an own tint."""

    def palette(self, mix: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        number = float(mix @ np.arange(len(mix)))
        return np.array([0.5, 0.02 * number, 0.3 - 0.04 * number], np.float32), np.diag([0.04, 0.01, 0.01]).astype("f4")

    def __call__(
        self, picture: NDArray[np.float32], lines: NDArray[np.float32], mix: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        strength = 0.05 + 0.02 * float(mix @ np.arange(len(mix)))
        return np.asarray(picture + np.float32(strength) * lines[..., :1] * np.float32([1, 0.2, 0.2]), np.float32)


@pytest.fixture
def models() -> SmoothModels:
    return SmoothModels()


@pytest.fixture
def context(models: SmoothModels) -> Context:
    return Context(models, Progress.silent())


def landscape(height: int = 240, width: int = 320, seed: int = 0) -> NDArray[np.float32]:
    """A soft picture with some grain: h×w×3 float32, within 0.1..0.9."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] / max(height, width)
    picture = np.stack([0.3 + 0.5 * y, 0.4 + 0.3 * x, 0.7 - 0.4 * y * x], axis=2)
    noise = cv2.GaussianBlur(rng.normal(0, 1, (height, width, 3)), (0, 0), 0.7) * 0.008
    return np.asarray(picture + noise, np.float32)
