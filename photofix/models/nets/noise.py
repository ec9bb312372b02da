"""Dropout as a network's only source of chance, in use as in training."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SHARE = 0.5


class Noise(nn.Module):
    """Half of all values become 0, the others twice as large: always in training, else where `generator` is one.

    Isola et al. (CVPR 2017) draw it in use as well, to get other results of the same picture.
    """

    def __init__(self) -> None:
        super().__init__()
        self.generator: torch.Generator | None = None

    def forward(self, x: Tensor) -> Tensor:
        """x: of any shape. Returns the same shape and type."""
        if self.training:
            return functional.dropout(x, SHARE)
        if self.generator is None:
            return x
        kept = torch.rand(x.shape, generator=self.generator) >= SHARE  # on the CPU: alike on every device
        return x * (kept.to(x.device, x.dtype) / SHARE)


class Noisy(nn.Module):
    """A network with `Noise` in it. In training there always is noise, else after `seed` was given one."""

    @property
    def can_be_noisy(self) -> bool:
        """Has it noise at all?"""
        return bool(self._parts())

    @property
    def noise(self) -> bool:
        """Is there noise in use?"""
        return any(part.generator is not None for part in self._parts())

    @noise.setter
    def noise(self, on: bool) -> None:
        self.seed(0 if on else None)

    def seed(self, seed: int | None) -> None:
        """Draw noise in use, from the beginning of what this number gives; None: none."""
        generator = None if seed is None else torch.Generator().manual_seed(seed)
        for part in self._parts():
            part.generator = generator

    def _parts(self) -> list[Noise]:
        return [module for module in self.modules() if isinstance(module, Noise)]
