"""The eraser model: fills holes in small pictures.

The callable: `fill(pictures, holes, turns=1, thin=False)`.
pictures: N×H×W×3 float32, sRGB-encoded, about 0..1 (colours outside sRGB lie outside 0..1).
holes: N×H×W bool. turns: 1, 2, 4 or 8 mirrored and turned passes that are averaged (self-ensemble, Timofte et al.,
"Seven ways to improve example-based single image super resolution", CVPR 2016), the first counting most.
thin: use the network that was taught wires and dust alone; holes up to some 14 pixels across are thin.
Returns N×H×W×3 float32, equal to `pictures` outside the holes. Raises OutOfMemory.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photofix.core.tiles import OutOfMemory
from photofix.models.spec import ModelFile, ModelSpec, Placement

DETAIL = 0.63  # of the first pass is kept as it is: a plain mean of all passes blurs what they do not agree on
Fill = Callable[..., NDArray[np.float32]]


def load(files: list[Path], placement: Placement) -> Fill:
    """Load the weights onto the device."""
    import torch
    from safetensors.torch import load_file

    from photofix.models.nets.eraser import Eraser

    device = torch.device(placement.device)
    dtype = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[placement.precision]

    def network(file: Path) -> Eraser:
        net = Eraser()
        net.load_state_dict({name: value.float() for name, value in load_file(file).items()})
        return net.eval().requires_grad_(False).to(device, dtype, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]

    any_hole, thin_hole = map(network, files)

    def fill(
        pictures: NDArray[np.float32], holes: NDArray[np.bool_], turns: int = 1, thin: bool = False
    ) -> NDArray[np.float32]:
        net = thin_hole if thin else any_hole
        height, width = holes.shape[1:]
        down, right = -height % net.multiple, -width % net.multiple
        padded = np.pad(pictures, ((0, 0), (0, down), (0, right), (0, 0)), mode="symmetric")
        marks = np.pad(holes, ((0, 0), (0, down), (0, right)), mode="symmetric")
        try:
            with torch.inference_mode():
                rgb = torch.from_numpy(padded).to(device).permute(0, 3, 1, 2)
                mask = torch.from_numpy(marks).to(device)[:, None].float()
                total, upright = torch.zeros_like(rgb), rgb
                for group in (range(min(turns, 4)), range(4, turns)):  # upright, then lying on their side
                    if group:
                        both = (torch.cat([_turned(x, turn) for turn in group]) for x in (rgb, mask))
                        answers = net(*(x.contiguous(memory_format=torch.channels_last) for x in both))
                        for turn, answer in zip(group, answers.chunk(len(group)), strict=True):
                            total += _turned_back(answer, turn)
                            upright = answer if turn == 0 else upright
                result = (DETAIL * upright + (1 - DETAIL) * total / turns).permute(0, 2, 3, 1).cpu().numpy()
        except torch.OutOfMemoryError as error:
            raise OutOfMemory from error
        return np.where(holes[..., None], result[:, :height, :width], pictures)

    return fill


def _turned(x: Any, turn: int) -> Any:
    """One of the eight symmetries of the square; from the fourth on, height and width are swapped."""
    if turn & 1:
        x = x.flip(-1)
    if turn & 2:
        x = x.flip(-2)
    if turn & 4:
        x = x.transpose(-1, -2)
    return x


def _turned_back(x: Any, turn: int) -> Any:
    if turn & 4:
        x = x.transpose(-1, -2)
    if turn & 2:
        x = x.flip(-2)
    if turn & 1:
        x = x.flip(-1)
    return x


SPEC = ModelSpec(
    id="eraser",
    title="Eraser",
    task="inpaint",
    load=load,
    files=(
        ModelFile("eraser.safetensors", "bd33a31df58d833a082c871423092899c9c2c27ff89acd35fa0b38addde23424"),
        ModelFile("eraser-thin.safetensors", "438c4b83f95bd7ee8db126b71c0d7f060a1100a31a66dd18925e313179e22e81"),
    ),
    licence="Apache-2.0",
    training_data="1,573 photographs under Creative Commons licences (see the model card)",
    bytes_per_pixel=1450,
    precisions=("bf16", "fp16"),
)
