"""Resamples float pictures: bicubic, antialiased where they get smaller."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Box = tuple[float, float, float, float]

SUPPORT = 2  # pixels of the coarser of the two pictures that a resampled one depends on, to each side


def resampled(picture: Floats, size: tuple[int, int], box: Box | None = None) -> Floats:
    """h×w×C float32 as size[1]×size[0]×C. box: (left, top, right, bottom) of the picture to be taken, None = all.

    Pillow's bicubic filter (Keys, "Cubic convolution interpolation for digital image processing", 1981, a = -0.5),
    widened by the factor where the picture is reduced, in float32.
    """
    from PIL import Image  # here, since the window starts without it

    planes = [Image.fromarray(np.ascontiguousarray(picture[..., c])) for c in range(picture.shape[2])]
    made = [np.asarray(plane.resize(size, Image.Resampling.BICUBIC, box=box), np.float32) for plane in planes]
    return np.stack(made, axis=2)
