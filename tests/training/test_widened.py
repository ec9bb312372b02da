"""Weights in a wider network: it computes the same, and can learn more."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional

from photofix.models.nets.finder import Finder
from photofix.training.widened import widen

NARROW, WIDE = (4, 6, 8, 8), (6, 8, 8, 12)


def net(widths: tuple[int, int, int, int], seed: int) -> nn.Module:
    torch.manual_seed(seed)
    made = Finder(widths)
    for parameter in made.parameters():  # none of them zero, as the last layer is in a new one
        nn.init.normal_(parameter, std=0.1)
    return made


def test_a_wider_network_computes_the_same() -> None:
    narrow, wide = net(NARROW, 0), net(WIDE, 1)
    widen(wide, narrow.state_dict())
    picture = torch.rand(2, 3, 32, 48)
    with torch.no_grad():
        before, after = narrow(picture), wide(picture)
    assert float(before.std()) > 0.01
    torch.testing.assert_close(after, before)


def test_what_is_new_learns() -> None:
    narrow, wide = net(NARROW, 0), net(WIDE, 1)
    widen(wide, narrow.state_dict())
    optimiser = torch.optim.Adam(wide.parameters(), lr=0.01)
    before = {name: value.clone() for name, value in wide.named_parameters()}
    for seed in range(4):  # at first what listens to the new channels, then these themselves
        generator = torch.Generator().manual_seed(seed)
        found = wide(torch.rand(2, 3, 32, 48, generator=generator))
        loss = functional.binary_cross_entropy_with_logits(found, torch.rand(found.shape, generator=generator).round())
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    for name, value in wide.named_parameters():
        new = value[old.shape[0] :] if (old := narrow.state_dict()[name]).shape[0] < value.shape[0] else value
        assert (new != before[name][-len(new) :]).any(), name


def test_a_network_that_is_not_wider_is_refused() -> None:
    with pytest.raises(ValueError, match="wider"):
        widen(net(NARROW, 0), net(WIDE, 1).state_dict())
    with pytest.raises(ValueError, match="missing"):
        widen(net(WIDE, 0), {})
