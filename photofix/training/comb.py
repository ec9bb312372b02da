"""Combs: patterns that repeat with the pixels that a network folds, and how much of them there is."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def comb(error: Tensor, scale: int) -> Tensor:
    """How much N×3×sH×sW errors repeat every `scale` pixels, about 3 times: their mean by place in the small pixel.

    Networks that fold pixels out of channels leave such patterns where a critic asks for more detail than they know
    (Odena et al., "Deconvolution and checkerboard artifacts", Distill 2016), and hardly anything else does.
    """
    places = functional.avg_pool2d(functional.pixel_unshuffle(error, scale), 3, stride=1)
    count, _, height, width = places.shape
    places = places.reshape(count, -1, scale * scale, height, width)
    return (places - places.mean(2, keepdim=True)).abs().mean()
