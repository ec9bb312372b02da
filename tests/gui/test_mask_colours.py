"""The colours of the mask: told apart by every eye, and never opaque."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from photofix.gui.mask_colours import MASK_COLOURS, after, named

# Viénot, Brettel and Mollon, "Digital video colourmaps for checking the legibility of displays by dichromats" (1999).
LMS = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
PROTAN = np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]])
DEUTAN = np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]])


def seen(rgb: tuple[int, int, int], eye: np.ndarray) -> np.ndarray:
    linear = (np.array(rgb) / 255) ** 2.2
    there = np.linalg.inv(LMS) @ eye @ LMS @ linear
    return np.clip(there, 0, 1) ** (1 / 2.2) * 255


def test_three_of_them_are_told_apart_by_colour_blind_eyes() -> None:
    safe = [named(name) for name in ("orange", "yellow", "blue")]
    for eye in (PROTAN, DEUTAN):
        for one, two in combinations(safe, 2):
            assert np.linalg.norm(seen(one.rgb, eye) - seen(two.rgb, eye)) > 40


def test_the_photo_stays_visible() -> None:
    assert all(entry.colour.alpha() < 200 for entry in MASK_COLOURS)


def test_names() -> None:
    assert named("nothing") is MASK_COLOURS[0] and named("blue").id == "blue"
    assert after(MASK_COLOURS[-1].id) is MASK_COLOURS[0] and after("").id == MASK_COLOURS[1].id
    assert len({entry.id for entry in MASK_COLOURS}) == len(MASK_COLOURS)
