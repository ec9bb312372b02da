"""Two planes laid on one another: shifts, scales, turned signs, and nothing to go by."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.alignment import Alignment, Read, align
from photofix.core.alignment_refine import refine, softness
from photofix.core.region import Region
from tests.infrared_scans import moved

Floats = NDArray[np.float32]
HIGH, WIDE = 420, 640


def reader(values: Floats) -> Read:
    return lambda region: values[region.slices]


def picture(seed: int = 0) -> Floats:
    rng = np.random.default_rng(seed)
    rough = cv2.resize(rng.normal(0, 1, (30, 40)).astype(np.float32), (WIDE, HIGH), interpolation=cv2.INTER_CUBIC)
    return np.asarray(rough * 0.3 + rng.normal(0, 0.02, rough.shape), np.float32)


def specks(seed: int = 1, count: int = 60) -> Floats:
    rng = np.random.default_rng(seed)
    out = np.zeros((HIGH, WIDE), np.float32)
    for _ in range(count):
        centre = int(rng.integers(5, WIDE - 5)), int(rng.integers(5, HIGH - 5))
        cv2.circle(out, centre, int(rng.integers(1, 4)), 1.0, -1, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(out, (0, 0), 0.6), np.float32)


@pytest.mark.parametrize("shift", [(0.0, 0.0), (2.6, -1.3), (-3.0, 2.5), (11.4, -7.7)])
@pytest.mark.parametrize("sign", [1, -1])
def test_dust_alone_tells_the_shift(shift: tuple[float, float], sign: int) -> None:
    dust = specks()
    noise = np.random.default_rng(2).normal(0, 0.01, dust.shape).astype(np.float32)
    found = align(reader(picture() - sign * dust), reader(moved(-dust, shift) + noise), WIDE, HIGH)
    assert found.sure
    assert np.hypot(found.dx - shift[0], found.dy - shift[1]) < 0.25


def test_nothing_to_go_by_is_no_shift() -> None:
    noise = np.random.default_rng(2).normal(0, 0.01, (HIGH, WIDE)).astype(np.float32)
    assert align(reader(picture()), reader(noise), WIDE, HIGH) == Alignment()
    assert align(reader(picture()[:9, :9]), reader(noise[:9, :9]), 9, 9) == Alignment()


def test_read_undoes_a_shift_and_a_scale() -> None:
    values = cv2.GaussianBlur(picture(), (0, 0), 2)
    there = moved(np.asarray(values, np.float32), (1.5, -2.25), 1.002)
    region = Region(100, 80, 300, 200)
    back = Alignment(1.5, -2.25, 1.002).read(reader(there), region, WIDE, HIGH)
    assert np.abs(back - values[region.slices]).max() < 0.01


def test_beyond_the_border_it_goes_on() -> None:
    values = picture()
    out = Alignment(-500.0, 900.0).read(reader(values), Region(0, 0, 8, 8), WIDE, HIGH)
    assert out.shape == (8, 8) and np.isfinite(out).all()


@pytest.mark.parametrize("blur", [0.0, 0.8])
def test_refined_to_hundredths_and_how_soft_it_is(blur: float) -> None:
    wanted = picture() * 0.3
    soft = cv2.GaussianBlur(wanted, (0, 0), blur) if blur else wanted
    there = moved(np.asarray(soft - 2 * specks(), np.float32), (1.37, -0.81), 1.0012)
    tiles, size = list(Region(0, 0, WIDE, HIGH).tiles(256)), (WIDE, HIGH)
    found = refine(Alignment(1.0, -1.0), reader(wanted), reader(there), tiles, size)
    assert np.hypot(found.dx - 1.37, found.dy + 0.81) < 0.1
    assert abs(found.scale - 1.0012) < 3e-4
    # Reading between pixels softens, too.
    assert softness(found, reader(wanted), reader(there), tiles, size) in ((0.0, 0.4) if not blur else (0.8, 1.0))


def test_refining_without_anything_to_compare_moves_nothing() -> None:
    flat = np.zeros((HIGH, WIDE), np.float32)
    begun = Alignment(0.5, 0.5, sure=True)
    tiles = list(Region(0, 0, WIDE, HIGH).tiles(256))
    assert refine(begun, reader(flat), reader(flat), tiles, (WIDE, HIGH)) == begun
