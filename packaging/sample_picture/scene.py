"""Puts the landscape together and spoils it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sample_picture import broadleaf, conifers, finish, flaws, meadow, sky, terrain, water

FULL = (4240, 2832)


class Pictures(NamedTuple):
    """The clean and the spoiled picture (H×W×3 uint8 RGB) and the mask of the flaws (H×W uint8, 0 or 255)."""

    truth: np.ndarray
    spoiled: np.ndarray
    mask: np.ndarray


def render(scale: float = 1.0) -> Pictures:
    """Render at a fraction of the full size, 4240×2832; the same pixels every time."""
    camera = terrain.Camera(round(FULL[0] * scale), round(FULL[1] * scale))
    view = terrain.look(camera)
    sun = terrain.sunlight(view)
    land = terrain.paint(view, sun)
    picture = np.where(np.isfinite(view.z)[..., None], land, sky.paint(camera)).astype(np.float32)
    conifers.forest(picture, view, sun, camera)
    picture = water.paint(picture, view, camera)
    conifers.shore_trees(picture, view, camera)
    meadow.soil(picture, view, camera)
    sown = meadow.blades(view, camera)
    tree = broadleaf.PLACE[1]
    meadow.grass(picture, sown, camera, tree, np.inf)
    broadleaf.paint(picture, camera)
    meadow.grass(picture, sown, camera, 0, tree)
    clean = finish.develop(picture, camera.scale)
    dirty, mask = flaws.apply(clean, camera)
    noise = finish.grain(mask.shape)
    return Pictures(finish.expose(clean, noise), finish.expose(dirty, noise), mask)
