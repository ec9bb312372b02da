"""Sensor dust is divided out where the photo shows through it, and left alone where not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.ops.division import divided, margin

Floats = NDArray[np.float32]


def busy(height: int, width: int, seed: int = 1) -> Floats:
    """Texture of many sizes: h×w×3, within 0.1..0.9."""
    rng = np.random.default_rng(seed)
    layers = [cv2.GaussianBlur(rng.normal(0, 1, (height, width, 3)), (0, 0), s) * s for s in (0.8, 2, 5)]
    return np.asarray(0.5 + np.clip(sum(layers) * 0.06, -0.4, 0.4), np.float32)


def spot(size: tuple[int, int], diameter: float, depth: float) -> tuple[Floats, NDArray[np.bool_]]:
    """How much light a soft spot in the middle lets through, and what a detector marks of it."""
    y, x = np.mgrid[: size[0], : size[1]]
    reach = np.hypot(x - size[1] / 2, y - size[0] / 2) / (diameter / 2)
    soft = 1 / (1 + np.exp((reach - 0.85) * 8))
    return np.asarray(1 - depth * soft, np.float32)[..., None], reach < 1


@pytest.mark.parametrize("diameter", [12, 40, 100])
@pytest.mark.parametrize("depth", [0.05, 0.2])
@pytest.mark.parametrize("texture", [True, False])
def test_what_lies_under_a_spot_comes_back(diameter: int, depth: float, texture: bool) -> None:
    side = diameter + 2 * margin(diameter)
    truth = busy(side, side) if texture else busy(side, side) * 0.02 + 0.6
    light, marked = spot((side, side), diameter, depth)
    found = divided(truth * light, marked, diameter)
    if texture and depth == 0.05:
        return  # fainter than the texture's own ups and downs: either answer will do
    assert found is not None
    before, after = (float(np.abs(picture - truth)[marked].mean()) for picture in (truth * light, found.rgb))
    assert after < 0.4 * before
    assert np.array_equal(found.rgb[~found.touched], (truth * light)[~found.touched])
    away = cv2.distanceTransform((~marked).astype(np.uint8), cv2.DIST_L2, 5)
    assert away[found.touched].max() <= 0.18 * diameter + 2


def test_a_tinted_shadow_is_taken_off_each_channel() -> None:
    side = 40 + 2 * margin(40)
    truth = busy(side, side) * 0.02 + 0.6
    light, marked = spot((side, side), 40, 0.2)
    tinted = light ** np.array([0.8, 1.0, 1.2], np.float32)
    found = divided(truth * tinted, marked, 40)
    assert found is not None
    assert np.abs(found.rgb - truth)[marked].mean(axis=0).max() < 0.01


def test_a_spot_with_a_bite_is_refused_where_it_would_shine() -> None:
    side = 40 + 2 * margin(40)
    truth = busy(side, side) * 0.1 + 0.55
    light, marked = spot((side, side), 40, 0.3)
    assert divided(truth * light, marked, 40) is not None
    light[: side // 2, side // 2 + 12 :] = 1
    assert divided(truth * light, marked, 40) is None


@pytest.mark.parametrize("kind", ["opaque", "bright", "nothing", "small"])
def test_what_is_no_shadow_is_refused(kind: str) -> None:
    diameter = 4 if kind == "small" else 30
    side = 30 + 2 * margin(30)
    truth = busy(side, side)
    light, marked = spot((side, side), diameter, 0.2)
    pictures = {
        "opaque": np.where(marked[..., None], np.float32(0.15), truth),
        "bright": truth / light,
        "nothing": busy(side, side) * 0 + np.float32(0.5),
        "small": truth * light,
    }
    assert divided(pictures[kind], marked, diameter) is None


def test_damaged_surroundings_are_not_measured() -> None:
    side = 40 + 2 * margin(40)
    truth = busy(side, side) * 0.02 + 0.6
    light, marked = spot((side, side), 40, 0.2)
    damaged = truth * light
    scratch = np.zeros((side, side), bool)
    scratch[side // 2 + 26 : side // 2 + 34] = True
    damaged[scratch] = 1.0
    found = divided(damaged, marked, 40, avoid=scratch)
    assert found is not None
    assert np.abs(found.rgb - truth)[marked].mean() < 0.015
