"""The mask grows exactly as far as the object still shows, and not otherwise."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.ops.fringe import fringe
from tests.ops.conftest import landscape


def with_wire(thickness: int) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    picture = landscape()
    shape = np.zeros(picture.shape[:2], np.uint8)
    cv2.line(shape, (0, 60), (319, 150), 255, thickness)
    soft = cv2.GaussianBlur(shape, (0, 0), 0.6)[..., None].astype(np.float32) / 255
    return np.asarray(picture * (1 - soft) + 0.05 * soft, np.float32), np.where(soft[..., 0] > 0.02, 255, 0).astype(
        np.uint8
    )


def disc(radius: int) -> NDArray[np.uint8]:
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2).astype(np.uint8)


def test_an_exact_mask_stays() -> None:
    picture, mask = with_wire(9)
    assert fringe(picture, mask > 0) == 0


@pytest.mark.parametrize("missing", [2, 3])
def test_a_tight_mask_grows_by_what_it_misses(missing: int) -> None:
    picture, mask = with_wire(11)
    # The outermost pixel of an exact mask carries hardly any of the object.
    assert fringe(picture, cv2.erode(mask, disc(missing)) > 0) == missing - 1


def test_a_generous_mask_stays() -> None:
    picture, mask = with_wire(5)
    assert fringe(picture, cv2.dilate(mask, disc(4)) > 0) == 0


def test_a_mask_over_nothing_stays() -> None:
    picture, mask = with_wire(5)
    assert fringe(landscape(), mask > 0) == 0
    assert fringe(picture, np.ones(mask.shape, bool)) == 0
