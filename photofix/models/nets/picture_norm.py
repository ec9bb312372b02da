"""Normalisation by the statistics of each picture for itself, whatever pictures are in the batch beside it."""

from __future__ import annotations

from typing import Any, Literal

import torch
from torch import Tensor, nn

Norm = Literal["batch", "instance", "affine", "none"]

# Whether the norm learns scale and shift, and whether the convolution before it has a bias.
LEARNS: dict[Norm, tuple[bool, bool]] = {
    "batch": (True, False),
    "instance": (False, True),
    "affine": (True, True),
    "none": (False, False),
}
STATISTICS = ("running_mean", "running_var", "num_batches_tracked")
EPSILON = 1e-5


class PictureNorm(nn.Module):
    """Each channel of each picture gets mean 0 and deviation 1, then its learnt scale and shift, if it has any.

    "Batch normalisation with batch size 1", as Isola et al. (CVPR 2017) train and test, which is instance
    normalisation (Ulyanov et al., 2016). In files, running statistics are accepted and not used. Summed up in float32.
    """

    def __init__(self, channels: int, affine: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels)) if affine else None
        self.bias = nn.Parameter(torch.zeros(channels)) if affine else None

    def forward(self, x: Tensor) -> Tensor:
        """x: N×C×H×W. Returns the same shape and type."""
        if len(x) == 1:
            return self._normed(x)
        # One by one: PyTorch's instance norm first gives up the channels-last layout, which costs several times more.
        return torch.cat([self._normed(picture) for picture in torch.split(x, 1)])

    def _normed(self, picture: Tensor) -> Tensor:
        # torch's own call, as that of nn.functional refuses pictures of one pixel.
        return torch.batch_norm(picture, self.weight, self.bias, None, None, True, 0.0, EPSILON, True)

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, *args: Any) -> None:
        for name in STATISTICS:
            state_dict.pop(prefix + name, None)
        super()._load_from_state_dict(state_dict, prefix, *args)


def normed(channels: int, norm: Norm) -> nn.Module:
    """The norm of this kind for so many channels."""
    return nn.Identity() if norm == "none" else PictureNorm(channels, LEARNS[norm][0])
