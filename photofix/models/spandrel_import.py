"""Imports spandrel, which knows the architectures of published networks, without torchvision.

Of torchvision spandrel uses two small functions. That library takes seconds to import and fails beside a torch that it
was not built for (the build without CUDA, for one), so the two are given in its place: while spandrel is imported, and
not after. A torchvision that is imported already is taken as it is.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from importlib import import_module
from types import ModuleType
from typing import Any

_NAMES = ("torchvision", "torchvision.transforms", "torchvision.transforms.functional")
_LOCK = threading.Lock()


class InterpolationMode(Enum):
    """How `rotate` finds values between pixels."""

    NEAREST = "nearest"
    BILINEAR = "bilinear"


def spandrel() -> ModuleType:
    """The module. Takes as long as torch takes, and some tenths of a second more, the first time."""
    with _LOCK, _stand_in():
        return import_module("spandrel")


@contextmanager
def _stand_in() -> Iterator[None]:
    if _NAMES[-1] in sys.modules:
        yield
        return
    modules = {name: ModuleType(name) for name in _NAMES}
    modules[_NAMES[-1]].__dict__.update(normalize=normalize, rotate=rotate, InterpolationMode=InterpolationMode)
    before = {name: sys.modules.get(name) for name in _NAMES}
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def normalize(picture: Any, mean: list[float], std: list[float]) -> Any:
    """N×C×H×W less the mean, over the standard deviation of each channel."""
    middle, spread = (picture.new_tensor(values).view(-1, 1, 1) for values in (mean, std))
    return (picture - middle) / spread


def rotate(picture: Any, angle: Any, interpolation: InterpolationMode, fill: float = 0) -> Any:
    """N×C×H×W turned counter-clockwise about its middle by so many degrees; beyond it there is `fill`."""
    import torch
    from torch.nn import functional

    height, width = picture.shape[-2:]
    turn = torch.deg2rad(torch.as_tensor(angle, dtype=picture.dtype, device=picture.device)).reshape(())
    cos, sin, none = torch.cos(turn), torch.sin(turn), torch.zeros_like(turn)
    way = torch.stack([cos, -sin * height / width, none, sin * width / height, cos, none]).view(1, 2, 3)
    grid = functional.affine_grid(way.expand(len(picture), -1, -1), list(picture.shape), align_corners=False)
    turned = functional.grid_sample(picture - fill, grid, interpolation.value, "zeros", align_corners=False)
    return turned + fill
