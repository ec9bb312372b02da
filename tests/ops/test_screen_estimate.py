"""Screens of print are found with their period and angle; what only looks a little like one is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photofix.ops.screen_estimate import SIDE, Screen, screens
from photofix.training.halftone import ANGLES, Press, printed
from tests.ops.conftest import landscape


def scene(height: int = 300, width: int = 380) -> np.ndarray:
    """Soft tones, discs with sharp edges, a little noise."""
    rng = np.random.default_rng(5)
    picture = landscape(height, width) * 0.8 + 0.1
    for _ in range(60):
        place = int(rng.integers(width)), int(rng.integers(height))
        cv2.circle(picture, place, int(rng.integers(3, 30)), rng.uniform(0.1, 0.9, 3).tolist(), -1, cv2.LINE_AA)
    return np.clip(picture + rng.normal(0, 0.01, picture.shape), 0, 1).astype(np.float32)


def dotted(press: Press) -> np.ndarray:
    return printed(np.random.default_rng(2), scene(), press)[0]


def apart(one: float, other: float) -> float:
    """Degrees between two screens' angles, which are the same after a right angle."""
    return abs((one - other + 45) % 90 - 45)


@pytest.mark.parametrize("period", [2.6, 3.3, 4.7, 6.2, 9.0])
@pytest.mark.parametrize("turn", [0.0, 17.0])
def test_the_screen_of_one_ink(period: float, turn: float) -> None:
    found = screens([dotted(Press(period, turn, grey=True))])
    assert found[0].period == pytest.approx(period, rel=0.02)
    assert apart(found[0].angle, ANGLES[3] + turn) < 1


@pytest.mark.parametrize("period", [3.1, 5.4])
def test_the_screens_of_several_inks(period: float) -> None:
    found = [one for one in screens([dotted(Press(period, 4.0))]) if abs(one.period / period - 1) < 0.02]
    for angle in (ANGLES[0], ANGLES[1], ANGLES[3]):
        assert any(apart(one.angle, angle + 4) < 1 for one in found)


def test_jpeg_and_a_small_picture() -> None:
    levels = np.rint(dotted(Press(4.0, grey=True))[:200, :180] * 255).astype(np.uint8)
    coded = cv2.imdecode(cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, 75])[1], cv2.IMREAD_COLOR)
    assert coded is not None and max(coded.shape) < SIDE
    assert screens([coded.astype(np.float32) / 255])[0].period == pytest.approx(4, rel=0.02)


def bricks() -> np.ndarray:
    picture = np.full((320, 400, 3), (0.6, 0.3, 0.2), np.float32)
    for row, y in enumerate(range(0, 320, 12)):
        picture[y : y + 2] = 0.8
        for x in range(12 * (row % 2), 400, 24):
            picture[y : y + 12, x : x + 2] = 0.8
    return picture + np.random.default_rng(0).normal(0, 0.02, picture.shape).astype(np.float32)


def blinds() -> np.ndarray:
    y, x = np.mgrid[:320, :400]
    wave = 0.5 + 0.4 * np.clip(2 * np.sin(2 * np.pi * (y + 0.2 * x) / 7.3), -1, 1)
    wave += np.random.default_rng(0).normal(0, 0.01, wave.shape)
    return np.repeat(wave[..., None], 3, axis=2).astype(np.float32)


def blocks() -> np.ndarray:
    levels = np.rint(scene() * 255).astype(np.uint8)
    coded = cv2.imdecode(cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, 8])[1], cv2.IMREAD_COLOR)
    return np.asarray(coded, np.float32) / 255


def one_line() -> np.ndarray:
    """Without noise, in a single window."""
    picture = np.full((200, 300, 3), 0.7, np.float32)
    return np.asarray(cv2.line(picture, (0, 90), (300, 110), (0.1, 0.1, 0.1), 3), np.float32)


def cloth_in_a_corner() -> np.ndarray:
    picture = scene(700, 900)
    y, x = np.mgrid[:170, :170]
    weave = np.cos(2 * np.pi * (x + y) / 5) + np.cos(2 * np.pi * (x - y) / 5)
    picture[:170, :170] = np.clip(0.5 + 0.2 * weave, 0, 1)[..., None]
    return picture


@pytest.mark.parametrize("make", [scene, bricks, blinds, blocks, one_line, cloth_in_a_corner])
def test_what_is_no_print(make: object) -> None:
    assert screens([make()]) == ()  # type: ignore[operator]


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (300, 4), (256, 256)])
def test_pictures_without_anything_in_them(shape: tuple[int, int]) -> None:
    assert screens([np.full((*shape, 3), 0.4, np.float32)]) == ()


def test_a_told_period_finds_fainter_dots() -> None:
    picture = scene()
    faint = picture + 0.04 * (dotted(Press(4.0, grey=True)) - picture)
    assert screens([faint]) == ()
    assert screens([faint], 4.2)[0].period == pytest.approx(4, rel=0.02)
    assert screens([faint], 8.0) == ()


def test_the_frequencies_of_a_screen() -> None:
    points = Screen(0.2, 0.1).points(1)
    assert len(points) == 8 and Screen(0.2, 0.1).period == pytest.approx(4.472, abs=0.001)
    for wanted in ((0.2, 0.1), (-0.1, 0.2), (0.1, 0.3), (-0.2, -0.1)):
        assert np.abs(points - wanted).sum(axis=1).min() < 1e-9
