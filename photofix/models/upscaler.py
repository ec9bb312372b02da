"""The upscalers: twice, three or four times as many pixels. Crisp is faithful; photo also leaves damage behind.

The callable: `enlarge(picture, scale)`.
picture: H×W×3 float32, sRGB-encoded, about 0..1, of any size; values outside 0..1 are colours that sRGB cannot hold.
scale: 2, 3 or 4. It sees 24 pixels far. Returns sH×sW×3 float32. Raises OutOfMemory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photofix.core.model_id import of_file
from photofix.core.tiles import OutOfMemory
from photofix.errors import UserError
from photofix.models.own_file import shapes
from photofix.models.spec import ModelFile, ModelSpec, Placement

Floats = NDArray[np.float32]
Enlarge = Callable[[Floats, int], Floats]

RIM = 8  # pixels by which a picture is mirrored at its borders: beyond them the network would see black


def load(files: list[Path], placement: Placement) -> Enlarge:
    """Load the weights onto the device."""
    import torch
    from safetensors.torch import load_file
    from torch.nn import functional

    from photofix.models.nets.upscaler import Upscaler

    device = torch.device(placement.device)
    dtype = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[placement.precision]
    net = Upscaler()
    net.load_state_dict({name: value.float() for name, value in load_file(files[0]).items()})
    net = net.eval().requires_grad_(False).to(device, dtype, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def enlarge(picture: Floats, scale: int) -> Floats:
        try:
            with torch.inference_mode():
                padded = np.pad(picture, ((RIM, RIM), (RIM, RIM), (0, 0)), mode="symmetric")
                whole = torch.from_numpy(padded).to(device).permute(2, 0, 1)[None]
                inside = whole.clamp(0, 1)  # what the network knows
                made = net(inside.contiguous(memory_format=torch.channels_last), scale)
                beyond = whole - inside
                if beyond.any():
                    made = made + functional.interpolate(beyond, scale_factor=scale, mode="bicubic")
                rim = RIM * scale
                result: Floats = made[0, :, rim:-rim, rim:-rim].permute(1, 2, 0).cpu().numpy()
        except torch.OutOfMemoryError as error:
            raise OutOfMemory from error
        return np.ascontiguousarray(result)

    return enlarge


def _spec(model_id: str, title: str, sha256: str) -> ModelSpec:
    return ModelSpec(
        id=model_id,
        title=title,
        task="upscale",
        load=load,
        files=(ModelFile(f"{model_id}.safetensors", sha256),),
        licence="Apache-2.0",
        training_data="1,573 openly licensed photographs (CC BY, CC0, public domain), reduced; seeded",
        bytes_per_pixel=5000,
        precisions=("bf16", "fp16"),
    )


CRISP = _spec("upscale-crisp", "Crisp upscaler", "2d01b9dec31f3d9fdeedf3959678fffc16e1d79b1dcb38625c18e1d475992a4c")
PHOTO = _spec("upscale-photo", "Photo upscaler", "44e0575f7f723c29931769d7c318a7404dba7991029cc3bad514637035de048b")


def own(path: Path) -> ModelSpec:
    """An upscaler of the person's own, as training makes it: `load` raises UserError if the file is none."""
    return replace(
        CRISP, id=of_file("upscale", path), title=path.name, load=_load_own,
        files=(ModelFile(str(path.absolute()), None),), licence="the person's own", training_data="the person's own",
    )  # fmt: skip


def _load_own(files: list[Path], placement: Placement) -> Enlarge:
    from photofix.models.nets.upscaler import Upscaler

    if shapes(files[0]) != {name: list(value.shape) for name, value in Upscaler().state_dict().items()}:
        raise UserError(
            f"{files[0].name} is not an upscaling model of PhotoFix.",
            hint="Choose a .safetensors file that photofix train upscale-crisp or upscale-photo has made.",
        )
    return load(files, placement)
