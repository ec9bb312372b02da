"""Normalisation by the statistics of each picture for itself, whatever pictures are in the batch beside it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

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


class Measured(NamedTuple):
    """Of each channel, float32."""

    mean: Tensor
    variance: Tensor


class PictureNorm(nn.Module):
    """Each channel of each picture gets mean 0 and deviation 1, then its learnt scale and shift, if it has any.

    "Batch normalisation with batch size 1", as Isola et al. (CVPR 2017) train and test, which is instance
    normalisation (Ulyanov et al., 2016). In files, running statistics are accepted and not used. Summed up in float32.

    measuring: a batch is parts of one picture, whose statistics become `measured`; while there are such, they are used.
    """

    def __init__(self, channels: int, affine: bool) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels)) if affine else None
        self.bias = nn.Parameter(torch.zeros(channels)) if affine else None
        self.measuring = False
        self.measured: Measured | None = None

    def forward(self, x: Tensor) -> Tensor:
        """x: N×C×H×W. Returns the same shape and type."""
        if self.measuring:
            variance, mean = torch.var_mean(x.float(), (0, 2, 3), correction=0)
            self.measured = Measured(mean, variance)
        if self.measured is not None or len(x) == 1:
            return self._normed(x)
        # One by one: PyTorch's instance norm first gives up the channels-last layout, which costs several times more.
        return torch.cat([self._normed(picture) for picture in torch.split(x, 1)])

    def _normed(self, x: Tensor) -> Tensor:
        mean, variance = self.measured or (None, None)
        # torch's own call, as that of nn.functional refuses pictures of one pixel.
        return torch.batch_norm(x, self.weight, self.bias, mean, variance, mean is None, 0.0, EPSILON, True)

    def _load_from_state_dict(self, state_dict: dict[str, Any], prefix: str, *args: Any) -> None:
        for name in STATISTICS:
            state_dict.pop(prefix + name, None)
        super()._load_from_state_dict(state_dict, prefix, *args)


def normed(channels: int, norm: Norm) -> nn.Module:
    """The norm of this kind for so many channels."""
    return nn.Identity() if norm == "none" else PictureNorm(channels, LEARNS[norm][0])
