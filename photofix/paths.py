"""Where things are: resources of the program, and the person's settings, data, caches and logs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HOME_VARIABLE = "PHOTOFIX_HOME"


def resources() -> Path:
    """The folder of icons, translations, built-in weights and the sample picture; never written to.

    In a wheel it lies inside the package, in a frozen program beside it, in a checkout at the top.
    """
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [package / "_resources"]
    if frozen is not None:
        candidates.insert(0, Path(frozen) / "resources")
    return next((folder for folder in candidates if folder.is_dir()), package.parent / "resources")


def config() -> Path:
    """The person's settings. Not created here, nor are the folders below."""
    return _place("config", "XDG_CONFIG_HOME", ".config", "Library/Application Support", "APPDATA")


def data() -> Path:
    """What the person added: imported models, presets, recovery files."""
    return _place("data", "XDG_DATA_HOME", ".local/share", "Library/Application Support", "LOCALAPPDATA")


def presets() -> Path:
    """The person's presets (photofix.ops.presets)."""
    return data() / "presets"


def own(kind: str) -> Path:
    """What the person has made to choose from, of one kind, such as "styles"."""
    return data() / kind


def own_models() -> Path:
    """The models that were imported and downloaded (photofix.models.store)."""
    return data() / "models"


def cache() -> Path:
    """What can be made again."""
    return _place("cache", "XDG_CACHE_HOME", ".cache", "Library/Caches", "LOCALAPPDATA")


def logs() -> Path:
    """Reports of crashes."""
    return _place("state", "XDG_STATE_HOME", ".local/state", "Library/Logs", "LOCALAPPDATA") / "logs"


def _place(kind: str, xdg: str, linux: str, mac: str, windows: str) -> Path:
    """The folder of one kind by the platform's custom. PHOTOFIX_HOME puts all of them into one folder."""
    own = os.environ.get(HOME_VARIABLE)
    if own:
        return Path(own) / kind
    if sys.platform == "win32":
        return Path(os.environ.get(windows) or Path.home() / "AppData/Local") / "PhotoFix" / kind
    if sys.platform == "darwin":
        return Path.home() / mac / "PhotoFix" / kind
    base = os.environ.get(xdg, "")
    # The XDG specification says that a relative path is to be ignored.
    return (Path(base) if os.path.isabs(base) else Path.home() / linux) / "photofix"
