"""Which generator of pix2pix or CycleGAN a state dict belongs to, told by names and shapes alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

import torch
from torch import Tensor

from photofix.models.nets.picture_norm import LEARNS, STATISTICS, Norm
from photofix.models.nets.resnet_generator import Edges, ResNetGenerator, Up
from photofix.models.nets.unet_generator import UNetGenerator

Shapes = Mapping[str, tuple[int, ...]]
Generator = UNetGenerator | ResNetGenerator

# The first convolution of a U-Net, of a ResNet and of a critic, and how large its kernels are.
UNET, RESNET, CRITIC = ("model.model.0.weight", 4), ("model.1.weight", 7), ("model.0.weight", 4)
NEXT = "model.2.weight"  # the second convolution of a critic
LEVELS = 2, 12  # of a U-Net, at least and at most: pictures are padded to a multiple of 2**levels
BEFORE = 10  # parts of a ResNet before its blocks
# Where the two convolutions of a block are: with mirrored or zero edges, without noise and with it.
BLOCKS: dict[tuple[int, ...], tuple[Edges, bool]] = {
    (1, 5): ("mirrored", False),
    (1, 6): ("mirrored", True),
    (0, 3): ("zero", False),
    (0, 4): ("zero", True),
}
# How many parts behind the last block the next convolution is.
UPS: dict[int, Up] = {0: "transposed", 1: "resized-zero", 2: "resized"}
NORMS = {learns: norm for norm, learns in LEARNS.items()}
MOST = 2**29  # values in all: a file may claim more than it holds


@dataclass(frozen=True)
class Layout:
    """A generator, as its tensors have it, and the prefix of their names.

    depth: levels of a U-Net, blocks of a ResNet. edges, up, noise: of a ResNet. finish: of a U-Net.
    """

    unet: bool
    prefix: str
    inputs: int
    outputs: int
    depth: int
    width: int
    norm: Norm
    edges: Edges = "mirrored"
    up: Up = "transposed"
    noise: bool = False
    finish: bool = False

    def net(self) -> Generator:
        """The network; what it holds means nothing."""
        if self.unet:
            return UNetGenerator(
                self.inputs, self.outputs, levels=self.depth, width=self.width, norm=self.norm, finish=self.finish
            )
        return ResNetGenerator(
            self.inputs, self.outputs, blocks=self.depth, width=self.width, norm=self.norm, noise=self.noise,
            edges=self.edges, up=self.up,
        )  # fmt: skip


def found(shapes: Shapes) -> Layout | None:
    """The first generator among tensors of these names and shapes, whatever comes before its names; None if none is."""
    if any(prod(shape) > MOST for shape in shapes.values()):
        return None
    return next((layout for layout in _candidates(shapes) if _fits(layout, shapes)), None)


def is_critic(shapes: Shapes) -> bool:
    """Do they belong to a critic (a discriminator), which people mistake for the generator?"""
    return any(len(shapes.get(f"{prefix}{NEXT}", ())) == 4 for prefix in _beginnings(shapes, *CRITIC))


def loaded(layout: Layout, tensors: Mapping[str, Tensor]) -> Generator:
    """The generator with its weights in float32, for use. tensors: those of whose shapes `found` made the layout."""
    with torch.device("meta"):
        net = layout.net()
    state = {name: tensors[layout.prefix + name].float() for name in net.state_dict()}
    net.load_state_dict(state, assign=True)
    return net.eval().requires_grad_(False)


def _candidates(shapes: Shapes) -> Iterator[Layout]:
    for prefix in _beginnings(shapes, *UNET):
        layout = _unet(shapes, prefix)
        if layout is not None:
            yield layout
    for prefix in _beginnings(shapes, *RESNET):
        layout = _resnet(shapes, prefix)
        if layout is not None:
            yield layout


def _beginnings(shapes: Shapes, ending: str, kernel: int) -> Iterator[str]:
    """What comes before every name with this ending, if it is that of a convolution with such kernels."""
    for name, shape in shapes.items():
        before = name.removesuffix(ending)
        if before != name and before[-1:] in ("", ".") and shape[2:] == (kernel, kernel):
            yield before


def _unet(shapes: Shapes, prefix: str) -> Layout | None:
    outer = f"{prefix}model.model."
    levels, inside = 1, f"{outer}1.model."
    while levels < LEVELS[1] and f"{inside}1.weight" in shapes:
        levels, inside = levels + 1, f"{inside}3.model."
    last, finish = shapes.get(f"{outer}3.weight", ()), shapes.get(f"{outer}5.weight", ())
    if levels < LEVELS[0] or len(last) != 4 or len(finish) not in (0, 4):
        return None
    width, inputs = shapes[f"{outer}0.weight"][:2]
    affine = len(shapes.get(f"{outer}1.model.{2 if levels > 2 else 4}.weight", ())) == 1
    norm = NORMS[affine, f"{outer}0.bias" in shapes]
    outputs = finish[0] if finish else last[1]
    return Layout(True, prefix, inputs, outputs, levels, width, norm, finish=bool(finish))


def _resnet(shapes: Shapes, prefix: str) -> Layout | None:
    name = re.compile(re.escape(prefix) + r"model\.(\d{1,3})\.(?:conv_block\.(\d{1,2})\.)?weight")
    kernels = [match.groups() for key, shape in shapes.items() if len(shape) == 4 and (match := name.fullmatch(key))]
    single = sorted(int(place) for place, inner in kernels if inner is None)
    inner = [(int(place), int(inner)) for place, inner in kernels if inner is not None]
    blocks = {place for place, _ in inner}
    block = tuple(sorted(number for place, number in inner if place == min(blocks)))
    after = BEFORE + len(blocks)
    behind = next((place - after for place in single if place >= after), None)
    if block not in BLOCKS or behind not in UPS:
        return None
    width, inputs = shapes[f"{prefix}model.1.weight"][:2]
    outputs = shapes[f"{prefix}model.{single[-1]}.weight"][0]
    norm = NORMS[f"{prefix}model.2.weight" in shapes, f"{prefix}model.1.bias" in shapes]
    edges, noise = BLOCKS[block]
    return Layout(False, prefix, inputs, outputs, len(blocks), width, norm, edges, UPS[behind], noise)


def _fits(layout: Layout, shapes: Shapes) -> bool:
    """Has the network these tensors and no others? Running statistics, and biases that a norm takes away, are none."""
    if 0 in (layout.inputs, layout.outputs, layout.width):
        return False
    with torch.device("meta"):
        mine = {name: tuple(value.shape) for name, value in layout.net().state_dict().items()}
    start = f"{layout.prefix}model."
    theirs = {name.removeprefix(layout.prefix): shape for name, shape in shapes.items() if name.startswith(start)}
    more = {name for name in theirs.keys() - mine.keys() if name.rpartition(".")[2] not in STATISTICS}
    if layout.up != "transposed" and layout.norm != "none":
        more = {name for name in more if not (name.endswith(".bias") and name.removesuffix("bias") + "weight" in mine)}
    same = all(theirs.get(name) == shape for name, shape in mine.items())
    return same and not more and sum(map(prod, mine.values())) <= MOST
