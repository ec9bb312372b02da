"""The U-Net generator of pix2pix: a picture is made ever smaller and large again, with its details handed across."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from photofix.models.nets.noise import Noise, Noisy
from photofix.models.nets.picture_norm import LEARNS, Norm, normed

MOST = 8  # times the width: no level has more channels
NOISY = range(4, 7)  # levels with noise, the outermost being 0
FINISH = 5  # pixels a side of the kernels that finish a picture
RIM = 16  # pixels at its edges to which what is missing beyond them, zeros to the convolutions, is to be seen then


def widths(levels: int, width: int) -> list[int]:
    """How many channels leave each level on the way down, outermost first."""
    return [width * min(2**level, MOST) for level in range(levels)]


class UNetLevel(nn.Module):
    """One halving, all that is inside, and one doubling; beside its result goes what came in.

    The numbers of its parts are those of the reference's state dicts.
    """

    def __init__(self, outer: int, inner: int, inside: UNetLevel | None, norm: Norm, noise: bool) -> None:
        super().__init__()
        bias = LEARNS[norm][1]
        down: list[nn.Module] = [nn.LeakyReLU(0.2), nn.Conv2d(outer, inner, 4, stride=2, padding=1, bias=bias)]
        if inside is not None:
            down += [normed(inner, norm), inside]
        both = inner if inside is None else 2 * inner
        up = [nn.ReLU(), nn.ConvTranspose2d(both, outer, 4, stride=2, padding=1, bias=bias), normed(outer, norm)]
        self.model = nn.Sequential(*down, *up, *([Noise()] if noise else []))

    def forward(self, x: Tensor) -> Tensor:
        """x: N×C×H×W. Returns N×2C×H×W."""
        return torch.cat([x, self.model(x)], dim=1)


class UNetOutermost(nn.Module):
    """The first halving and the last doubling, without norms, and from -1 to 1.

    finish: one more convolution at full size. Without it no pixel of the result knows of its neighbours, so that thin
    lines in what is given leave combs where they should vanish.
    """

    def __init__(self, inputs: int, outputs: int, width: int, inside: UNetLevel, norm: Norm, finish: bool) -> None:
        super().__init__()
        last = width // 2 if finish else outputs
        parts: list[nn.Module] = [
            nn.Conv2d(inputs, width, 4, stride=2, padding=1, bias=LEARNS[norm][1]),
            inside,
            nn.ReLU(),
            nn.ConvTranspose2d(2 * width, last, 4, stride=2, padding=1),
        ]
        parts += [nn.ReLU(), nn.Conv2d(last, outputs, FINISH, padding=FINISH // 2)] if finish else []
        self.model = nn.Sequential(*parts, nn.Tanh())

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.model(x)
        return made


class UNetGenerator(Noisy):
    """Isola, Zhu, Zhou, Efros, "Image-to-image translation with conditional adversarial networks", CVPR 2017, 6.1.1.

    `levels` halvings (8: "unet_256", 7: "unet_128"), at least 2; sides must be multiples of `multiple`. Names and
    shapes in the state dict are those of the authors' PyTorch program. Its dropout is `noise`, see `Noisy`.
    finish: see `UNetOutermost`; theirs has none.
    """

    def __init__(
        self, inputs: int = 3, outputs: int = 3, *, levels: int = 8, width: int = 64, norm: Norm = "batch",
        finish: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.reach = None  # every pixel counts for every other
        self.rim = RIM if finish else 0  # theirs are shown their pictures without more around
        self.multiple = self.least = 2**levels
        sizes = widths(levels, width)
        inside: UNetLevel | None = None
        for level in reversed(range(1, levels)):
            noise = level in NOISY and inside is not None
            inside = UNetLevel(sizes[level - 1], sizes[level], inside, norm, noise)
        if inside is None:
            raise ValueError(f"a U-Net needs two levels at least: {levels}")
        self.model = UNetOutermost(inputs, outputs, width, inside, norm, finish)

    def forward(self, picture: Tensor) -> Tensor:
        """picture: N×C×H×W, -1..1. Returns N×outputs×H×W, -1..1."""
        made: Tensor = self.model(picture)
        return made
