"""The critic: it tells combs and blur from photographs, and each of the two losses teaches one side alone."""

from __future__ import annotations

import torch
from torch import nn

from photofix.training.critic import Duel


def test_each_side_learns_from_its_own_loss() -> None:
    torch.manual_seed(0)
    duel = Duel(nn.Conv2d(3, 3, 3, padding=1))
    truth = torch.rand(2, 3, 16, 16)
    believed, criticism = duel.losses(duel.net(torch.rand(2, 3, 16, 16)), truth)
    believed.backward()  # type: ignore[no-untyped-call]
    assert all(weight.grad is not None for weight in duel.net.parameters())
    assert all(weight.grad is None for weight in duel.critic.parameters())
    duel.zero_grad()
    criticism.backward()  # type: ignore[no-untyped-call]
    assert all(weight.grad is None for weight in duel.net.parameters())
    assert all(weight.grad is not None for weight in duel.critic.parameters())


def test_it_learns_to_see_a_comb_of_one_pixel() -> None:
    torch.manual_seed(1)
    duel = Duel(nn.Identity())
    comb = 0.04 * (torch.arange(32) % 2 * 2 - 1.0)
    optimiser = torch.optim.Adam(duel.critic.parameters(), 2e-3)

    def pair() -> tuple[torch.Tensor, torch.Tensor]:
        real, other = (torch.rand(4, 3, 4, 4).repeat_interleave(8, 2).repeat_interleave(8, 3) for _ in range(2))
        return real, other + comb

    for _ in range(60):
        real, made = pair()
        optimiser.zero_grad()
        duel.losses(made, real)[1].backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    real, made = pair()
    with torch.no_grad():
        assert float(duel.critic(real).mean()) > float(duel.critic(made).mean()) + 0.5
