"""Reads the tensors of a weights file that anybody may have made; nothing in it is run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from photofix.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor

SAFE = ".safetensors"
NOTE = "photofix"  # the metadata entry of what our own training has made
# What broken files make PyTorch's reader raise, found by cutting and changing some.
BROKEN = OSError, RuntimeError, EOFError, ValueError, LookupError, TypeError, AttributeError, AssertionError
DEEPEST = 5  # dictionaries within each other


def tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of real numbers in a file, by name; of dictionaries within each other with dots between their names.

    Raises UserError if it is no weights file, or if code in it would have to be run.
    """
    return _of_safetensors(path) if path.suffix.lower() == SAFE else _flattened(_of_pickle(path), DEEPEST)


def note(path: Path) -> dict[str, Any]:
    """What our own training has written into a file beside its tensors; nothing if it has not made it."""
    from safetensors import SafetensorError, safe_open

    if path.suffix.lower() != SAFE:
        return {}
    try:
        with safe_open(path, framework="pt") as file:
            told = json.loads((file.metadata() or {}).get(NOTE, "{}"))
    except (OSError, SafetensorError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _of_safetensors(path: Path) -> dict[str, Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise _no_weights(path) from error


def _of_pickle(path: Path) -> Any:
    import pickle
    import struct
    import warnings

    import torch

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of uncommon pickles: either they can be read, or they cannot
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise UserError(
            f"{path.name} holds more than weights, or is damaged.",
            hint="PhotoFix runs no code in such files. Ask for a .safetensors file, or for the state dict alone.",
        ) from error
    except (*BROKEN, struct.error) as error:
        raise _no_weights(path) from error


def _flattened(held: Any, deepest: int, prefix: str = "") -> dict[str, Tensor]:
    import torch

    found: dict[str, Tensor] = {}
    for name, value in held.items() if isinstance(held, Mapping) else ():
        if isinstance(value, torch.Tensor):
            if value.layout == torch.strided and value.device.type == "cpu" and value.is_floating_point():
                found[f"{prefix}{name}"] = value
        elif deepest:
            found |= _flattened(value, deepest - 1, f"{prefix}{name}.")
    return found


def _no_weights(path: Path) -> UserError:
    return UserError(f"{path.name} cannot be read as weights.", hint="Choose a .pth, .pt, .ckpt or .safetensors file.")
