"""The ResNet generator of pix2pix and CycleGAN: the same blocks one after another at a quarter of the size."""

from __future__ import annotations

from typing import Literal

from torch import Tensor, nn

from photofix.models.nets.noise import Noise, Noisy
from photofix.models.nets.picture_norm import LEARNS, Norm, normed

Edges = Literal["mirrored", "zero"]
Up = Literal["transposed", "resized", "resized-zero"]

HALVINGS = 2


class ResNetBlock(nn.Module):
    """Two 3×3 convolutions whose result is added. The numbers of its parts are those of the reference's state dicts."""

    def __init__(self, channels: int, norm: Norm, edges: Edges, noise: bool) -> None:
        super().__init__()
        bias = LEARNS[norm][1]
        pad: list[nn.Module] = [nn.ReflectionPad2d(1)] if edges == "mirrored" else []
        zeros = 0 if pad else 1
        self.conv_block = nn.Sequential(
            *pad, nn.Conv2d(channels, channels, 3, padding=zeros, bias=bias), normed(channels, norm), nn.ReLU(),
            *([Noise()] if noise else []),
            *pad, nn.Conv2d(channels, channels, 3, padding=zeros, bias=bias), normed(channels, norm),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """x: N×C×H×W. Returns the same shape."""
        made: Tensor = x + self.conv_block(x)
        return made


class ResNetGenerator(Noisy):
    """Johnson, Alahi, Fei-Fei (ECCV 2016) as Zhu, Park, Isola, Efros use it, "Unpaired image-to-image translation
    using cycle-consistent adversarial networks", ICCV 2017, 7.2: blocks=9 "resnet_9blocks", 6 "resnet_6blocks".

    Sides must be multiples of `multiple`, and at least `least`. Names and shapes in the state dict are those of the
    authors' PyTorch program, for its kinds of edges in the blocks, with dropout (`noise`, see `Noisy`) and without.
    up: "transposed" convolutions, or enlarged smoothly before a convolution with edges that are mirrored ("resized",
    as the authors advise against checkerboards) or zero.
    """

    rim = 0
    multiple = 2**HALVINGS
    least = 2 * multiple  # so that there are neighbours to be mirrored

    def __init__(
        self, inputs: int = 3, outputs: int = 3, *, blocks: int = 9, width: int = 64, norm: Norm = "instance",
        noise: bool = False, edges: Edges = "mirrored", up: Up = "transposed",
    ) -> None:  # fmt: skip
        super().__init__()
        self.reach = 2 * self.multiple * blocks + 20  # pixels, but for norms
        bias = LEARNS[norm][1]
        widths = [width * 2**level for level in range(HALVINGS + 1)]
        layers: list[nn.Module] = [
            nn.ReflectionPad2d(3), nn.Conv2d(inputs, width, 7, bias=bias), normed(width, norm), nn.ReLU(),
        ]  # fmt: skip
        for level in range(HALVINGS):
            wider = widths[level + 1]
            layers += [
                nn.Conv2d(widths[level], wider, 3, stride=2, padding=1, bias=bias),
                normed(wider, norm),
                nn.ReLU(),
            ]
        layers += [ResNetBlock(widths[-1], norm, edges, noise) for _ in range(blocks)]
        for level in reversed(range(HALVINGS)):
            layers += [*_doubled(widths[level + 1], widths[level], up, bias), normed(widths[level], norm), nn.ReLU()]
        self.model = nn.Sequential(*layers, nn.ReflectionPad2d(3), nn.Conv2d(width, outputs, 7), nn.Tanh())

    def forward(self, picture: Tensor) -> Tensor:
        """picture: N×C×H×W, -1..1. Returns N×outputs×H×W, -1..1."""
        made: Tensor = self.model(picture)
        return made


def _doubled(wide: int, narrow: int, up: Up, bias: bool) -> list[nn.Module]:
    if up == "transposed":
        return [nn.ConvTranspose2d(wide, narrow, 3, stride=2, padding=1, output_padding=1, bias=bias)]
    larger = nn.Upsample(scale_factor=2, mode="bilinear")
    if up == "resized":
        return [larger, nn.ReflectionPad2d(1), nn.Conv2d(wide, narrow, 3)]
    return [larger, nn.Conv2d(wide, narrow, 3, padding=1)]
