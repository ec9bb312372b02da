"""The finder model: any size, one map per kind, what it finds and what it leaves alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from photofix.models.finder import Find
from photofix.models.pool import Pool
from tests.ops.conftest import landscape


@pytest.fixture(scope="module")
def find() -> Find:
    return Pool(device="cpu", precision="fp32").get("finder")


@pytest.mark.parametrize("size", [(1, 1), (7, 30), (64, 48), (65, 129)])
def test_every_size_comes_back_as_it_was(find: Find, size: tuple[int, int]) -> None:
    result = find(np.zeros((2, *size, 3), np.float32))
    assert result.shape == (2, *size, 3) and result.dtype == np.uint8


def test_a_wire_before_the_sky_is_found_and_the_sky_is_not(find: Find) -> None:
    sky = np.empty((192, 256, 3), np.float32)
    sky[:] = np.linspace([0.35, 0.55, 0.85], [0.75, 0.85, 0.95], 192)[:, None]
    wired = sky.copy()
    cv2.line(wired, (0, 60), (255, 110), (0.08, 0.08, 0.1), 3, cv2.LINE_AA)
    there = np.abs(wired - sky).max(2) > 0.2
    wires = find(np.stack([wired, sky]))[..., 0]
    assert (wires[0][there] > 127).mean() > 0.8
    assert (wires[0][~there] > 127).mean() < 0.02
    assert (wires[1] > 127).mean() < 0.001


def test_precisions_agree(find: Find) -> None:
    pictures = np.stack([landscape(96, 128, seed) for seed in range(2)]).astype(np.float32)
    low = Pool(device="cpu", precision="bf16").get("finder")(pictures)
    assert np.abs(low.astype(int) - find(pictures)).mean() < 3
