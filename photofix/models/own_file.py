"""What a weights file of the person's own holds, before any of it is used."""

from __future__ import annotations

from pathlib import Path


def is_upscaler(path: Path) -> bool:
    """Is it an upscaler as PhotoFix trains them? They have this name for their first layer, and no others do."""
    return path.suffix.lower() == ".safetensors" and "enter.weight" in shapes(path)


def shapes(path: Path) -> dict[str, list[int]]:
    """The shape of every tensor of a safetensors file, by name; nothing if it is none."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            return {name: file.get_slice(name).get_shape() for name in file.keys()}  # noqa: SIM118, it is no dict
    except (OSError, SafetensorError):
        return {}
