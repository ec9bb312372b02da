"""A critic of pictures: it learns to tell made ones from photographs, and what it tells a network learns from."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm


class Critic(nn.Module):
    """Says of every patch of a picture, 24 pixels a side, how much it looks like one of a photograph.

    A PatchGAN (Isola et al., "Image-to-image translation with conditional adversarial networks", CVPR 2017) with
    spectral normalisation (Miyato et al., ICLR 2018), which keeps it from growing sure too fast.
    """

    def __init__(self, channels: int = 32) -> None:
        super().__init__()
        wide = 2 * channels
        # The first layer sees all pixels: what folds pixels out of channels likes to leave a comb of one pixel's width.
        self.layers = nn.Sequential(
            spectral_norm(nn.Conv2d(3, channels, 3, padding=1)), nn.LeakyReLU(0.2),
            spectral_norm(nn.Conv2d(channels, channels, 4, stride=2, padding=1)), nn.LeakyReLU(0.2),
            spectral_norm(nn.Conv2d(channels, wide, 4, stride=2, padding=1)), nn.LeakyReLU(0.2),
            spectral_norm(nn.Conv2d(wide, wide, 3, padding=1)), nn.LeakyReLU(0.2),
            nn.Conv2d(wide, 1, 1),
        )  # fmt: skip

    def forward(self, rgb: Tensor) -> Tensor:
        """rgb: N×3×H×W, 0..1. Returns N×1×H/4×W/4: above 0 for what looks like a photograph."""
        told: Tensor = self.layers(rgb - 0.5)
        return told


class Duel(nn.Module):
    """A network and its critic as one module, so that one loop trains, averages and keeps both."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net
        self.critic = Critic()

    def losses(self, made: Tensor, truth: Tensor) -> tuple[Tensor, Tensor]:
        """(the network's, the critic's) hinge losses (Lim and Ye, "Geometric GAN", 2017).

        The first leaves the critic alone and the second the network, so that one optimiser may have their sum.
        """
        fixed = {name: value.detach() for name, value in self.critic.named_parameters()}
        told: Tensor = functional_call(self.critic, fixed, (made,))
        both: Tensor = self.critic(torch.cat([truth, made.detach()]))
        real, false = both.chunk(2)
        return -told.mean(), (functional.relu(1 - real) + functional.relu(1 + false)).mean()
