"""A critic of pictures: it learns to tell made ones from photographs, and what it tells a network learns from."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm


class Critic(nn.Module):
    """Says of every patch of a picture, 22 pixels a side, how much it looks like one of a photograph.

    A PatchGAN (Isola et al., "Image-to-image translation with conditional adversarial networks", CVPR 2017) with
    spectral normalisation (Miyato et al., ICLR 2018), which keeps it from growing sure too fast.
    """

    def __init__(self, channels: int = 32) -> None:
        super().__init__()
        wide = 2 * channels
        self.layers = nn.Sequential(
            spectral_norm(nn.Conv2d(3, channels, 4, stride=2, padding=1)), nn.LeakyReLU(0.2),
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


def contrast(picture: Tensor, window: int = 7) -> Tensor:
    """N×1×h×w: how much the luma of N×3×H×W varies about each place, as the logarithm of its deviation.

    Two pictures whose details differ have the same contrast if they look equally sharp there.
    """
    luma = (picture * picture.new_tensor([0.299, 0.587, 0.114])[:, None, None]).sum(1, keepdim=True)
    mean: Callable[[Tensor], Tensor] = lambda values: functional.avg_pool2d(values, window, stride=2)  # noqa: E731
    return torch.log((mean(luma**2) - mean(luma) ** 2).clamp_min(0) + 1e-4) / 2
