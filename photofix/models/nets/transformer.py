"""The network of published fast styles: it turns a whole photograph into a painting at once."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from torch import Tensor, nn
from torch.nn import functional

STATISTICS = ("running_mean", "running_var", "num_batches_tracked")  # in old files, and never used by them


class Layers(NamedTuple):
    """What a state dict holds, in the order of use: for every convolution its tensors' names (weight, bias), and for
    all but the last those of the norm after it (scale, shift)."""

    convolutions: list[tuple[str, str]]
    norms: list[tuple[str, str]]


def layers(shapes: Mapping[str, list[int]]) -> Layers | None:
    """The layers in tensors of these shapes, whatever they are called; None if they are no such network's."""
    convolutions: list[tuple[str, str]] = []
    others: list[str] = []
    for name, shape in shapes.items():
        if name.rpartition(".")[2] in STATISTICS:
            continue
        if len(shape) == 4:
            convolutions.append((name, f"{name.rpartition('.')[0]}.bias"))
        else:
            others.append(name)
    biases = {bias for _, bias in convolutions}
    rest = [name for name in others if name not in biases]
    norms = list(zip(rest[::2], rest[1::2], strict=False))
    found = Layers(convolutions, norms)
    whole = biases <= set(others) and len(rest) % 2 == 0
    return found if whole and _fits(found, shapes) else None


def _fits(found: Layers, shapes: Mapping[str, list[int]]) -> bool:
    """Do the channels of all layers go together, from RGB to RGB, with pairs of equal ones in the middle?"""
    sizes = [shapes[weight] for weight, _ in found.convolutions]
    if len(sizes) < 2 or len(found.norms) != len(sizes) - 1 or sizes[0][1] != 3 or sizes[-1][0] != 3:
        return False
    if any(size[2] != size[3] or size[2] % 2 == 0 for size in sizes):
        return False
    if any(later[1] != earlier[0] for earlier, later in pairwise(sizes)):
        return False
    widths = [size[0] for size in sizes[:-1]]
    if any(shapes[name] != [width] for width, pair in zip(widths, found.norms, strict=True) for name in pair):
        return False
    if any(shapes[bias] != [size[0]] for size, (_, bias) in zip(sizes, found.convolutions, strict=True)):
        return False
    down, same, up = _kinds(sizes)
    return same % 2 == 0 and down == up and down + same + up == len(sizes)


def _kinds(sizes: list[list[int]]) -> tuple[int, int, int]:
    """How many convolutions make channels more, leave them, and make them fewer, in this order."""
    down = next((number for number, size in enumerate(sizes) if size[0] <= size[1]), len(sizes))
    same = next((number for number, size in enumerate(sizes[down:]) if size[0] != size[1]), len(sizes) - down)
    up = sum(size[0] < size[1] for size in sizes[down + same :])
    return down, same, up


class Transformer(nn.Module):
    """Johnson, Alahi, Fei-Fei, "Perceptual losses for real-time style transfer and super-resolution", ECCV 2016, with
    instance norms and enlarging by neighbours, as the fast_neural_style example of PyTorch has it.

    As many layers as the weights have: after the first each downward one halves the picture, pairs of equal ones are
    residual blocks, each upward one but the last doubles it.
    """

    def __init__(self, sizes: list[list[int]]) -> None:
        super().__init__()
        self.counts = _kinds(sizes)
        self.edges = [size[2] // 2 for size in sizes]
        self.multiple = 2 ** (self.counts[0] - 1)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(size[1], size[0], size[2], stride=2 if 0 < number < self.counts[0] else 1)
            for number, size in enumerate(sizes)
        )
        self.norms = nn.ModuleList(nn.InstanceNorm2d(size[0], affine=True) for size in sizes[:-1])

    def forward(self, rgb: Tensor) -> Tensor:
        """rgb: N×3×H×W, sRGB-encoded 0..1, sides multiples of `multiple`. Returns the same shape, about 0..1."""
        down, same, up = self.counts
        x = rgb * 255
        for number in range(down):
            x = functional.relu(self._normed(number, x))
        for number in range(down, down + same, 2):
            x = x + self._normed(number + 1, functional.relu(self._normed(number, x)))
        for number in range(down + same, down + same + up - 1):
            x = functional.relu(self._normed(number, functional.interpolate(x, scale_factor=2, mode="nearest")))
        made: Tensor = self._convolved(down + same + up - 1, x) / 255
        return made

    def _convolved(self, number: int, x: Tensor) -> Tensor:
        edge = self.edges[number]
        made: Tensor = self.convolutions[number](functional.pad(x, (edge, edge, edge, edge), mode="reflect"))
        return made

    def _normed(self, number: int, x: Tensor) -> Tensor:
        made: Tensor = self.norms[number](self._convolved(number, x))
        return made
