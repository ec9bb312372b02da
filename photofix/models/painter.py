"""The painter: lays the strokes of a famous painter, or of a mixture of two, over a simplified picture.

The callable: `paint(picture, lines, mix)`, and `paint.palette(mix)`.
picture: H×W×3 float32 of any size, L*, a*, b*, each divided by 100, simplified and in the style's palette. lines:
H×W×2 float32, streaks along its edges, fine and coarse. mix: how much of each of core.painters.PAINTERS, 1 in all; of
a style of the person's own, [1]. Returns H×W×3 float32. It sees at most 80 pixels far. Raises OutOfMemory. The palette
is (mean, covariance), 3 and 3×3.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photofix.core.model_id import of_file
from photofix.core.painters import PAINTERS
from photofix.core.tiles import OutOfMemory
from photofix.errors import UserError
from photofix.models.own_file import shapes
from photofix.models.spec import ModelFile, ModelSpec, Placement

Floats = NDArray[np.float32]


class Paint:
    """The network on its device."""

    def __init__(self, net: Any, device: Any) -> None:
        """net: on the CPU and in float32, which the palettes keep."""
        self._means, self._covariances = net.palette_mean.numpy().copy(), net.palette_covariance.numpy().copy()
        self._net, self._device = net, device

    def palette(self, mix: Floats) -> tuple[Floats, Floats]:
        """Mean (3) and covariance (3×3) of a mixture of styles."""
        return np.tensordot(mix, self._means, 1), np.tensordot(mix, self._covariances, 1)

    def __call__(self, picture: Floats, lines: Floats, mix: Floats) -> Floats:
        import torch

        height, width = picture.shape[:2]
        more = -height % self._net.multiple, -width % self._net.multiple
        both = np.pad(np.dstack([picture, lines]), ((0, more[0]), (0, more[1]), (0, 0)), mode="symmetric")
        try:
            with torch.inference_mode():
                seen = torch.from_numpy(np.ascontiguousarray(both)).to(self._device).permute(2, 0, 1)[None]
                weights = torch.from_numpy(mix).to(self._device)[None]
                made = self._net(seen[:, :3], seen[:, 3:], weights)[0].permute(1, 2, 0).cpu().numpy()
        except torch.OutOfMemoryError as error:
            raise OutOfMemory from error
        return np.ascontiguousarray(made[:height, :width])


def load(files: list[Path], placement: Placement, styles: int = len(PAINTERS)) -> Paint:
    """Load the weights of so many styles onto the device."""
    import torch
    from safetensors.torch import load_file

    from photofix.models.nets.painter import Painter

    device = torch.device(placement.device)
    dtype = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[placement.precision]
    net = Painter(styles)
    net.load_state_dict({name: value.float() for name, value in load_file(files[0]).items()})
    paint = Paint(net.eval().requires_grad_(False), device)
    net.to(device, dtype, memory_format=torch.channels_last)  # type: ignore[call-overload]
    return paint


SPEC = ModelSpec(
    id="painter",
    title="Painter",
    task="style transfer",
    load=load,
    files=(ModelFile("painter.safetensors", "0a499dafd3a086aeb7b402057e1286a2d1050bdc7d7e9d607385162ad0005607"),),
    licence="Apache-2.0",
    training_data="15 openly licensed photographs, painted like 12 paintings in the public domain; seeded",
    bytes_per_pixel=1000,
    precisions=("bf16", "fp16"),
)


def own(path: Path) -> ModelSpec:
    """A style of the person's own, as training makes it: `load` raises UserError if the file is none."""
    return replace(
        SPEC, id=of_file("painter", path), title=path.name, load=_load_own,
        files=(ModelFile(str(path.absolute()), None),), licence="the person's own", training_data="the person's own",
    )  # fmt: skip


def _load_own(files: list[Path], placement: Placement) -> Paint:
    from photofix.models.nets.painter import Painter

    if shapes(files[0]) != {name: list(value.shape) for name, value in Painter(1).state_dict().items()}:
        raise UserError(
            f"{files[0].name} is not a style of PhotoFix.",
            hint="Choose a .safetensors file that photofix train style has made, or a picture.",
        )
    return load(files, placement, 1)
