"""A shoot of busy frames under the same dust, as a camera writes it, and the map that is learnt from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from photofix.core.dust_map import DustMap
from photofix.core.progress import Progress
from photofix.files.load import load
from photofix.ops.learn_dust import Frame, Learnt, learn
from tests.benchmarks.dust_map import APERTURES, OTHER, TURNED, UPRIGHT, Particle, Picture, Shot, jpeg, particles

WIDTH, HEIGHT, DISTANCE = 960, 640, 42.0
COUNT = 15


def busy(rng: np.random.Generator, width: int = WIDTH, height: int = HEIGHT) -> Picture:
    """A made-up scene: texture of all sizes with a spectrum of 1/f, and edges of things across it."""
    total = np.zeros((height, width, 3), np.float32)
    for size in (3, 6, 12, 24, 48, 96):
        noise = rng.normal(0, 1, (height // size + 2, width // size + 2, 3)).astype(np.float32)
        total += size**0.8 * cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    picture = 0.48 + 0.13 * total / total.std()
    for _ in range(60):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        corners = np.array([[x, y]]) + rng.uniform(-90, 90, (4, 2))
        colour = rng.uniform(0.1, 0.9, 3).tolist()
        cv2.fillConvexPoly(picture, np.round(corners * 16).astype(np.int32), colour, cv2.LINE_AA, 4)
    return np.clip(picture * 255, 0, 255).astype(np.uint8)


def sky(rng: np.random.Generator) -> Picture:
    down = np.linspace(0.55, 0.8, HEIGHT, dtype=np.float32)[:, None, None] * np.array([0.8, 0.95, 1.1], np.float32)
    return np.clip(np.broadcast_to(down, (HEIGHT, WIDTH, 3)) * 255 + rng.normal(0, 0.5), 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Shoot:
    """Files 00.jpg and on in `folder`, the same without dust in `folder`/clean, and what was done to them."""

    folder: Path
    shots: Sequence[Shot]
    dust: Sequence[Particle]

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*.jpg"))

    def missed(self, dust: DustMap) -> list[Particle]:
        return [p for p in self.dust if not any(np.hypot(s.x - p.x, s.y - p.y) < 2.5 for s in dust.spots)]

    def false(self, dust: DustMap) -> int:
        return sum(all(np.hypot(s.x - p.x, s.y - p.y) >= 2.5 for p in self.dust) for s in dust.spots)


@pytest.fixture(scope="session")
def shoot(tmp_path_factory: pytest.TempPathFactory) -> Shoot:
    """Twelve frames, f/4 to f/22, two turned by EXIF and one by a program, and one of another camera."""
    rng = np.random.default_rng(11)
    folder = tmp_path_factory.mktemp("shoot")
    (folder / "clean").mkdir()
    dust = particles(rng, COUNT, WIDTH, HEIGHT)
    shots = [
        Shot(
            busy(rng), f_number, rng.uniform(0.003, 0.012), rng.uniform(0.8, 1.1), int(rng.integers(80, 97)),
            TURNED.get(number, 1), number == UPRIGHT,
        )
        for number, f_number in enumerate(APERTURES)
    ]  # fmt: skip
    shots.append(Shot(busy(rng), 11.0, camera=OTHER))
    for number, shot in enumerate(shots):
        own = [] if shot.camera == OTHER else dust
        (folder / f"{number:02}.jpg").write_bytes(jpeg(shot, own, DISTANCE, number))
        (folder / "clean" / f"{number:02}.jpg").write_bytes(jpeg(shot, [], DISTANCE, number))
    return Shoot(folder, shots, dust)


@pytest.fixture(scope="session")
def learnt(shoot: Shoot) -> Learnt:
    return learn([Frame(file.name, partial(load, file)) for file in shoot.files], Progress.silent())
