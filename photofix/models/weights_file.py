"""Reads the tensors of a file that may come from anywhere; nothing that is in it is run."""

from __future__ import annotations

import hashlib
import pickle
import warnings
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from photofix.errors import UserError

SUFFIXES = (".safetensors", ".pth", ".pt", ".ckpt", ".bin", ".model")
INNER = ("params_ema", "params-ema", "g_ema", "model_state_dict", "state_dict", "params", "model", "net", "generator")
PREFIXES = ("module.", "netG.", "_orig_mod.")
MAGIC = b"PK\x03\x04"  # of the zip files that torch writes
CODE = ("code/", "constants.pkl")  # what TorchScript has in them besides


def read(path: Path) -> dict[str, Any]:
    """The tensors of a network by name, on the CPU. Wrappings are taken off: the averaged weights where there are some.

    Raises UserError if there is no such file, if it is damaged, holds no tensors, or asks for code to be run.
    """
    check(path)
    held = _safetensors(path) if path.suffix.lower() == ".safetensors" else _pickled(path)
    state = {name: value for name, value in _unwrapped(held).items() if _is_tensor(value)}
    if not state:
        raise no_model(path)
    for prefix in PREFIXES:
        if all(name.startswith(prefix) for name in state):
            state = {name.removeprefix(prefix): value for name, value in state.items()}
    return state


def check(path: Path) -> None:
    """Raise UserError if there is no file to read."""
    if not path.is_file():
        raise UserError(f"There is no model file {path}.", hint="Choose a file that is there.")
    if path.suffix.lower() not in SUFFIXES:
        raise UserError(
            f"“{path.name}” is no model file that PhotoFix reads.", hint=f"Their names end in {', '.join(SUFFIXES)}."
        )


def sha256(path: Path) -> str:
    """The file's SHA-256, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_torchscript(path: Path) -> bool:
    """Does it hold a program, which torch would run, and not weights alone? Raises UserError as `read` does."""
    if not _zipped(path):
        return False
    return any(name.partition("/")[2].startswith(CODE) for name in _members(path))


def no_model(path: Path) -> UserError:
    return UserError(
        f"“{path.name}” holds no network that PhotoFix knows.",
        hint="Choose a file with the weights of a network for photos.",
    )


def damaged(path: Path) -> UserError:
    return UserError(f"The model file “{path.name}” is damaged or was cut short.", hint="Get it again.")


def runs_code(path: Path) -> UserError:
    return UserError(
        f"“{path.name}” asks for program code to be run when it is opened. PhotoFix runs none from a file.",
        hint="Look for the same model as .safetensors.",
    )


def _safetensors(path: Path) -> dict[str, Any]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return dict(load_file(path))
    except (SafetensorError, OSError, KeyError) as error:
        raise damaged(path) from error


def _pickled(path: Path) -> Any:
    import torch

    if is_torchscript(path):
        raise runs_code(path)
    if _zipped(path) and not _stored(path):
        raise no_model(path)  # torch packs no weights; what is packed may become any size
    try:
        with warnings.catch_warnings(action="ignore"):  # of how old the file is
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        # torch says for both that it is not to be trusted; what names a class or a function would be code.
        words = str(error)
        raise (runs_code(path) if "GLOBAL" in words or "global" in words else no_model(path)) from error
    except (EOFError, OSError, RuntimeError) as error:
        raise damaged(path) from error
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError) as error:
        raise no_model(path) from error


def _zipped(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


def _members(path: Path) -> list[str]:
    """The names in a zip file, which must be as torch writes them."""
    try:
        with zipfile.ZipFile(path) as held:
            members = held.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise damaged(path) from error
    if _strange(member.filename for member in members):
        raise UserError(
            f"“{path.name}” names files outside itself. No model does that, so it is not opened.",
            hint="Get the model from where it was published.",
        )
    return [member.filename for member in members]


def _stored(path: Path) -> bool:
    with zipfile.ZipFile(path) as held:
        return all(member.compress_type == zipfile.ZIP_STORED for member in held.infolist())


def _strange(names: Iterable[str]) -> bool:
    return any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names)


def _unwrapped(held: Any) -> dict[str, Any]:
    """The dictionary of tensors in what a file holds; empty if there is none."""
    if not isinstance(held, dict):
        return {}
    for name in INNER:
        if isinstance(held.get(name), dict):
            return _unwrapped(held[name])
    if len(held) == 1 and isinstance(inner := next(iter(held.values())), dict):
        return _unwrapped(inner)
    return {name: value for name, value in held.items() if isinstance(name, str)}


def _is_tensor(value: Any) -> bool:
    import torch

    return isinstance(value, torch.Tensor)
