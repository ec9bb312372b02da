"""The generators of pytorch-CycleGAN-and-pix2pix, written down a second time and plainly.

Their state dicts, with random weights, and what they make of a picture, in double precision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

State = dict[str, Tensor]
PALE = 0.1  # colours (a* and b*) that sRGB can hold


@dataclass(frozen=True)
class Kind:
    """norm: "batch", "instance", "affine" or "none". tracked: with running statistics in the file."""

    norm: str = "batch"
    tracked: bool = False
    inputs: int = 3
    outputs: int = 3
    width: int = 3
    dropout: bool = False
    edges: str = "mirrored"
    up: str = "transposed"

    @property
    def biased(self) -> bool:
        """Has a convolution before a norm a bias?"""
        return self.norm in ("instance", "affine")


def save(state: State, path: Path) -> str:
    """Write a state dict as the reference does. Returns the path as text."""
    torch.save(state, path)
    return str(path)


def convolution(state: State, name: str, shape: tuple[int, ...], bias: bool, outputs: int) -> None:
    values = torch.randn(*shape)
    pale = PALE if outputs == 2 else 1.0
    state[f"{name}.weight"] = pale * values / (shape[1] * shape[2] * shape[3] / 2) ** 0.5
    if bias:
        state[f"{name}.bias"] = pale * torch.randn(outputs) / 4


def norm(state: State, name: str, channels: int, kind: Kind) -> None:
    if kind.norm in ("batch", "affine"):
        state[f"{name}.weight"] = 1 + torch.randn(channels) / 4
        state[f"{name}.bias"] = torch.randn(channels) / 4
    if kind.tracked and kind.norm != "none":
        state[f"{name}.running_mean"] = torch.randn(channels) * 9
        state[f"{name}.running_var"] = torch.rand(channels) * 9
        state[f"{name}.num_batches_tracked"] = torch.tensor(77)


def normed(state: State, name: str, x: Tensor, kind: Kind) -> Tensor:
    """By the statistics of the picture, as in training with batches of one."""
    if kind.norm == "none":
        return x
    mean = x.mean((2, 3), keepdim=True)
    x = (x - mean) / (((x - mean) ** 2).mean((2, 3), keepdim=True) + 1e-5).sqrt()
    if f"{name}.weight" in state:
        x = x * state[f"{name}.weight"][:, None, None] + state[f"{name}.bias"][:, None, None]
    return x


def unet_names(levels: int) -> Iterator[tuple[int, str]]:
    """Each level from the outermost, and what its parts' names begin with."""
    yield 0, "model.model."
    for level in range(1, levels):
        yield level, "model.model.1.model." + "3.model." * (level - 1)


def channels(level: int, width: int) -> int:
    return width * min(2**level, 8)


def unet(levels: int, kind: Kind, seed: int = 0) -> State:
    torch.manual_seed(seed)
    state: State = {}
    for level, name in unet_names(levels):
        inner, outer = channels(level, kind.width), channels(level - 1, kind.width)
        innermost = level == levels - 1
        if level == 0:
            convolution(state, f"{name}0", (inner, kind.inputs, 4, 4), kind.biased, inner)
            convolution(state, f"{name}3", (2 * inner, kind.outputs, 4, 4), True, kind.outputs)
            continue
        convolution(state, f"{name}1", (inner, outer, 4, 4), kind.biased, inner)
        if not innermost:
            norm(state, f"{name}2", inner, kind)
        number = 3 if innermost else 5
        convolution(state, f"{name}{number}", ((1 if innermost else 2) * inner, outer, 4, 4), kind.biased, outer)
        norm(state, f"{name}{number + 1}", outer, kind)
    return state


def double(state: State) -> State:
    return {name: value.double() for name, value in state.items()}


def unet_made(state: State, levels: int, x: Tensor, kind: Kind) -> Tensor:
    state = double(state)
    names = dict(unet_names(levels))

    def down(name: str, x: Tensor) -> Tensor:
        return functional.conv2d(x, state[f"{name}.weight"], state.get(f"{name}.bias"), stride=2, padding=1)

    def up(name: str, x: Tensor) -> Tensor:
        return functional.conv_transpose2d(x, state[f"{name}.weight"], state.get(f"{name}.bias"), stride=2, padding=1)

    def inside(level: int, x: Tensor) -> Tensor:
        name = names[level]
        y = down(f"{name}1", functional.leaky_relu(x, 0.2))
        if level == levels - 1:
            y = normed(state, f"{name}4", up(f"{name}3", functional.relu(y)), kind)
        else:
            y = inside(level + 1, normed(state, f"{name}2", y, kind))
            y = normed(state, f"{name}6", up(f"{name}5", functional.relu(y)), kind)
        return torch.cat([x, y], 1)

    y = inside(1, down("model.model.0", x))
    return torch.tanh(up("model.model.3", functional.relu(y)))


def block_numbers(kind: Kind) -> tuple[int, int]:
    edge = 1 if kind.edges == "mirrored" else 0
    return edge, edge + 3 + int(kind.dropout) + edge


def after_blocks(blocks: int, kind: Kind) -> tuple[list[int], int]:
    """The numbers of the convolutions of both enlargements, and of the last."""
    apart = {"transposed": 0, "resized-zero": 1, "resized": 2}[kind.up]
    first = 10 + blocks + apart
    second = first + 3 + apart
    return [first, second], second + 4


def resnet(blocks: int, kind: Kind, seed: int = 0) -> State:
    torch.manual_seed(seed)
    state: State = {}
    width = kind.width
    convolution(state, "model.1", (width, kind.inputs, 7, 7), kind.biased, width)
    norm(state, "model.2", width, kind)
    for number, wide in ((4, 2 * width), (7, 4 * width)):
        convolution(state, f"model.{number}", (wide, wide // 2, 3, 3), kind.biased, wide)
        norm(state, f"model.{number + 1}", wide, kind)
    for number in range(10, 10 + blocks):
        for inner in block_numbers(kind):
            convolution(state, f"model.{number}.conv_block.{inner}", (wide, wide, 3, 3), kind.biased, wide)
            norm(state, f"model.{number}.conv_block.{inner + 1}", wide, kind)
    ups, last = after_blocks(blocks, kind)
    for number, narrow in zip(ups, (2 * width, width), strict=True):
        transposed = kind.up == "transposed"
        shape = (2 * narrow, narrow, 3, 3) if transposed else (narrow, 2 * narrow, 3, 3)
        convolution(state, f"model.{number}", shape, kind.biased or not transposed, narrow)
        norm(state, f"model.{number + 1}", narrow, kind)
    convolution(state, f"model.{last}", (kind.outputs, width, 7, 7), True, kind.outputs)
    return state


def resnet_made(state: State, blocks: int, x: Tensor, kind: Kind) -> Tensor:
    state = double(state)

    def convolved(name: str, x: Tensor, mirrored: int = 0, **more: int) -> Tensor:
        x = functional.pad(x, (mirrored,) * 4, mode="reflect") if mirrored else x
        return functional.conv2d(x, state[f"{name}.weight"], state.get(f"{name}.bias"), **more)

    def transposed(name: str, x: Tensor) -> Tensor:
        weight, bias = state[f"{name}.weight"], state.get(f"{name}.bias")
        return functional.conv_transpose2d(x, weight, bias, stride=2, padding=1, output_padding=1)

    def resized(name: str, x: Tensor) -> Tensor:
        x = functional.interpolate(x, scale_factor=2, mode="bilinear")
        return convolved(name, x, 1) if kind.up == "resized" else convolved(name, x, padding=1)

    x = functional.relu(normed(state, "model.2", convolved("model.1", x, 3), kind))
    for number in (4, 7):
        x = convolved(f"model.{number}", x, stride=2, padding=1)
        x = functional.relu(normed(state, f"model.{number + 1}", x, kind))
    edge: Callable[[str, Tensor], Tensor] = (
        (lambda name, x: convolved(name, x, 1))
        if kind.edges == "mirrored"
        else (lambda name, x: convolved(name, x, padding=1))
    )
    first, second = block_numbers(kind)
    for number in range(10, 10 + blocks):
        name = f"model.{number}.conv_block."
        y = functional.relu(normed(state, f"{name}{first + 1}", edge(f"{name}{first}", x), kind))
        x = x + normed(state, f"{name}{second + 1}", edge(f"{name}{second}", y), kind)
    ups, last = after_blocks(blocks, kind)
    for number in ups:
        x = (transposed if kind.up == "transposed" else resized)(f"model.{number}", x)
        x = functional.relu(normed(state, f"model.{number + 1}", x, kind))
    return torch.tanh(convolved(f"model.{last}", x, 3))
