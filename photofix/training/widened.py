"""Trained weights in a wider network, which at first computes exactly the same: it need not begin anew."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn


@torch.no_grad()
def widen(net: nn.Module, narrow: Mapping[str, Tensor]) -> None:
    """Lay the weights of a network with the same layers, none of them wider, into a new `net`.

    Channels that are only in `net` keep their random weights, and nothing that was there before listens to them yet
    (T. Chen et al., "Net2Net", ICLR 2016, copy channels instead, and need noise to tear the copies apart).
    Raises ValueError if a layer is missing or wider than the one in `net`.
    """
    for name, parameter in net.named_parameters():
        old = narrow.get(name)
        if (
            old is None
            or old.ndim != parameter.ndim
            or any(a > b for a, b in zip(old.shape, parameter.shape, strict=True))
        ):
            raise ValueError(f"{name} is missing or wider than the network.")
        rows = old.shape[0]
        parameter[:rows] = 0
        parameter[tuple(slice(0, length) for length in old.shape)] = old.to(parameter)
