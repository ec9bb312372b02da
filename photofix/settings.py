"""The person's settings: declared once, kept as a JSON file, out-of-range values ignored."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from photofix.errors import UserError

NAME = "settings.json"


def _one_of(default: str, title: str, help: str, *values: str) -> Any:
    return field(default=default, metadata={"title": title, "help": help, "choices": values})


def _whole(default: int, title: str, help: str, low: int, high: int) -> Any:
    return field(default=default, metadata={"title": title, "help": help, "low": low, "high": high})


def _folder(title: str, help: str) -> Any:
    return field(default="", metadata={"title": title, "help": help, "folder": True})


def _flag(title: str, help: str) -> Any:
    return field(default=False, metadata={"title": title, "help": help, "flag": True})


DEVICES = ("auto", "cpu", *(f"cuda:{number}" for number in range(8)), "mps", "xpu")
OFFLINE_VARIABLE = "PHOTOFIX_OFFLINE"
AS_SOURCE = 0  # the JPEG quality of a photo is that of the file it came from


@dataclass(frozen=True)
class Settings:
    """Every setting with its default; each field's metadata says title, help and choices, limits or its kind."""

    device: str = _one_of("auto", "Device", "What computes.", *DEVICES)
    precision: str = _one_of("auto", "Precision", "How finely it computes.", "auto", "fp32", "fp16", "bf16")
    max_megapixels: int = _whole(500, "Largest picture", "Larger pictures are refused, in megapixels.", 1, 100_000)
    jpeg_quality: int = _whole(AS_SOURCE, "JPEG quality", "For saved JPEG files; 0: as the source.", 0, 100)
    temporary_folder: str = _folder("Temporary files", "Where they go; empty: where this system puts them.")
    offline: bool = _flag("Offline", "Open no connection at all; else one is opened for downloads that are asked for.")
    updates: bool = _flag("Newer versions", "Ask once a day, at the start, whether there is a newer version.")
    models_folder: str = _folder("Models of another program", "A folder of model files that is only read.")
    default_models: dict[str, str] = field(
        default_factory=dict,
        metadata={
            "title": "Default models",
            "help": "The file that a panel begins with, by operation.",
            "names": True,
        },
    )


def load(path: Path) -> Settings:
    """The settings in a file. What is missing, unknown or not allowed there is as if it had not been written."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    return Settings(**{f.name: found[f.name] for f in fields(Settings) if _allowed(f.metadata, found.get(f.name))})


def save(settings: Settings, path: Path) -> None:
    """Write the settings so that the file is always whole. Raises UserError if it cannot be written."""
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "w", encoding="utf-8") as text:
            json.dump(asdict(settings), text, indent=2)
        os.replace(name, path)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise UserError(f"The settings cannot be saved in {path}: {error.strerror}.") from error


def changed(settings: Settings, name: str, value: Any) -> Settings:
    """The settings with one of them changed. Raises ValueError if the value is not allowed."""
    rule = next(f.metadata for f in fields(Settings) if f.name == name)
    if not _allowed(rule, value):
        raise ValueError(f"{name} cannot be {value!r}")
    return replace(settings, **{name: value})


def is_offline(settings: Settings) -> bool:
    """Is no connection to be opened? By the settings, or by PHOTOFIX_OFFLINE, which --offline sets."""
    return settings.offline or os.environ.get(OFFLINE_VARIABLE, "") not in ("", "0")


def _allowed(rule: Any, value: Any) -> bool:
    if "folder" in rule:
        return isinstance(value, str)
    if "flag" in rule:
        return isinstance(value, bool)
    if "names" in rule:
        return isinstance(value, dict) and all(isinstance(text, str) for pair in value.items() for text in pair)
    if "choices" in rule:
        return isinstance(value, str) and value in rule["choices"]
    return type(value) is int and rule["low"] <= value <= rule["high"]
