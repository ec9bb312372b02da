"""Push-pull fill: a smooth guess for masked pixels from a pyramid of weighted averages."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def push_pull(rgb: Tensor, mask: Tensor) -> Tensor:
    """Fill masked pixels smoothly from their surroundings.

    Source: Gortler et al., "The Lumigraph", SIGGRAPH 1996, section 3.4 (pull-push).

    rgb: N×3×H×W float32 in 0..1. mask: N×1×H×W, 1 = unknown; values between count as partly known.
    Returns N×3×H×W; known pixels unchanged. A picture with nothing known becomes 0.
    """
    rgb, mask = rgb.float(), mask.float()
    levels = [(rgb * (1 - mask), 1 - mask)]
    while min(levels[-1][0].shape[-2:]) > 1:
        colour, weight = levels[-1]
        pad = (0, colour.shape[-1] % 2, 0, colour.shape[-2] % 2)
        colour = functional.avg_pool2d(functional.pad(colour, pad), 2)
        weight = functional.avg_pool2d(functional.pad(weight, pad), 2)
        # A coarse pixel counts as known as soon as a quarter of it is.
        scale = 1 / torch.clamp(4 * weight, min=1)
        levels.append((colour * 4 * scale, weight * 4 * scale))
    colour, weight = levels.pop()
    fill = colour / torch.clamp(weight, min=1e-6)
    while levels:
        colour, weight = levels.pop()
        coarse = functional.interpolate(fill, scale_factor=2.0, mode="bilinear", align_corners=False)
        coarse = coarse[..., : colour.shape[-2], : colour.shape[-1]]
        fill = colour + coarse * (1 - weight)
    return fill
