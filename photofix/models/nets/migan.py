"""MI-GAN, which fills holes in square pictures of one size.

Sargsyan et al., "MI-GAN: A Simple Baseline for Image Inpainting on Mobile Devices" (ICCV 2023). Parameters are named as
in the published weights, whose shapes say how wide the network is.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

SLOPE, LIMIT = 0.2, 256.0
LEAST = 4  # pixels a side of the smallest features
COLOURS = 3


def side(state: Mapping[str, Tensor]) -> int:
    """Pixels a side of the pictures that the weights are for; 0 if they are not of this network."""
    if "encoder.b4.conv1.conv1.weight" not in state or "synthesis.b4.torgb.weight" not in state:
        return 0
    names = (name.split(".")[1] for name in state if name.startswith("synthesis.b"))
    return max((int(name[1:]) for name in names if name[1:].isdecimal()), default=0)


def _active(x: Tensor) -> Tensor:
    return (functional.leaky_relu(x, SLOPE) * 2**0.5).clamp(-LIMIT, LIMIT)


class Down(nn.Module):
    """Half as wide and high."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.filter = nn.Conv2d(width, width, 4, stride=2, padding=1, groups=width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.filter(x)  # type: ignore[no-any-return]


class Up(nn.Module):
    """Twice as wide and high."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.insert_zeros = nn.ConvTranspose2d(width, width, 2, stride=2, groups=width, bias=False)
        self.filter = nn.Conv2d(width, width, 4, groups=width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.filter(functional.pad(self.insert_zeros(x), (2, 1, 2, 1)))  # type: ignore[no-any-return]


class Separable(nn.Module):
    """A convolution within each channel, then one across channels; noise that was drawn once may be added."""

    noise_const: Tensor

    def __init__(self, given: int, made: int, *, noise: int = 0, down: bool = False, up: bool = False) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(given, given, 3, padding=1, groups=given)
        self.conv2 = nn.Conv2d(given, made, 1, bias=False)
        self.downsample = Down(given) if down else None
        self.upsample = Up(made) if up else None
        if noise:
            self.register_buffer("noise_const", torch.zeros(noise, noise))
            self.noise_strength = nn.Parameter(torch.zeros(()))
        self.noisy = noise > 0

    def forward(self, x: Tensor) -> Tensor:
        x = _active(self.conv1(x))
        if self.downsample is not None:
            x = self.downsample(x)
        x = self.conv2(x)
        if self.upsample is not None:
            x = self.upsample(x)
        if self.noisy:
            x = x + self.noise_const * self.noise_strength
        return _active(x)


class Encoding(nn.Module):
    def __init__(self, given: int, made: int, channels: int, down: bool) -> None:
        super().__init__()
        self.fromrgb = nn.Conv2d(channels, given, 1) if channels else None
        self.conv1 = Separable(given, given)
        self.conv2 = Separable(given, made, down=down)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        seen = self.conv1(x if self.fromrgb is None else _active(self.fromrgb(x)))
        return self.conv2(seen), seen


class First(nn.Module):
    """The synthesis of the smallest features."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.conv1 = Separable(width, width)
        self.conv2 = Separable(width, width)
        self.torgb = nn.Conv2d(width, COLOURS, 1)

    def forward(self, x: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
        x = self.conv2(self.conv1(x) + seen)
        return x, self.torgb(x)


class Synthesis(nn.Module):
    """Twice as large features, and the picture so far."""

    def __init__(self, given: int, made: int, size: int) -> None:
        super().__init__()
        self.conv1 = Separable(given, made, noise=size, up=True)
        self.conv2 = Separable(made, made, noise=size)
        self.torgb = nn.Conv2d(made, COLOURS, 1)
        self.upsample = Up(COLOURS)

    def forward(self, x: Tensor, seen: Tensor, picture: Tensor) -> tuple[Tensor, Tensor]:
        x = self.conv2(self.conv1(x) + seen)
        return x, self.upsample(picture) + self.torgb(x)


class MIGAN(nn.Module):
    """N×3×S×S pictures, 0..1, and N×1×S×S holes, 1 where something is to be filled -> N×3×S×S, about 0..1."""

    def __init__(self, widths: Mapping[int, int]) -> None:
        """widths: channels of the features of every size, from S down to 4."""
        super().__init__()
        self.sizes = sorted(widths, reverse=True)
        inner = [*self.sizes[1:], self.sizes[-1]]
        self.encoder = nn.ModuleDict({
            f"b{size}": Encoding(
                widths[size], widths[smaller], COLOURS + 1 if size == self.sizes[0] else 0, down=size > LEAST
            )
            for size, smaller in zip(self.sizes, inner, strict=True)
        })  # fmt: skip
        self.synthesis = nn.ModuleDict({f"b{LEAST}": First(widths[LEAST])})
        for size in reversed(self.sizes[:-1]):
            self.synthesis[f"b{size}"] = Synthesis(widths[size // 2], widths[size], size)

    def forward(self, pictures: Tensor, holes: Tensor) -> Tensor:
        known = 1 - holes
        x = torch.cat([known - 0.5, (pictures * 2 - 1) * known], dim=1)
        seen = {}
        for size in self.sizes:
            x, seen[size] = self.encoder[f"b{size}"](x)
        x, picture = self.synthesis[f"b{LEAST}"](x, seen[LEAST])
        for size in reversed(self.sizes[:-1]):
            x, picture = self.synthesis[f"b{size}"](x, seen[size], picture)
        return picture / 2 + 0.5  # type: ignore[no-any-return]


def build(state: Mapping[str, Tensor]) -> MIGAN:
    """The network with these weights. Raises RuntimeError if they do not fit."""
    size, widths = side(state), {}
    while size >= LEAST:
        widths[size] = len(state[f"encoder.b{size}.conv1.conv1.weight"])
        size //= 2
    net = MIGAN(widths)
    net.load_state_dict(dict(state))
    return net
