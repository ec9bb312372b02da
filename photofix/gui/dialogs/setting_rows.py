"""The settings as a table: pages, rows, and what kind of field each row has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from photofix.gui.mask_colours import MASK_COLOURS
from photofix.gui.remembered import TEXT_SIZES
from photofix.settings import AS_SOURCE

KINDS = ("choice", "colour", "flag", "number", "device", "folder", "profile")


@dataclass(frozen=True)
class Setting:
    """One row. name: an attribute of Remembered. kind: one of KINDS.

    choices: values and titles. low, high, step, unit: of a number; least: what is shown instead of the number that
    comes before `low`, and the value that this stands for. none: what no folder or file is called.
    """

    name: str
    title: str
    help: str
    kind: str
    choices: tuple[tuple[Any, str], ...] = ()
    low: int = 0
    high: int = 0
    step: int = 1
    unit: str = ""
    least: tuple[int, str] | None = None
    none: str = "Automatic"


PAGES: tuple[tuple[str, tuple[Setting, ...]], ...] = (
    ("Interface", (
        Setting("theme", "Theme", "The colours of the panels; the photo's own are never touched", "choice",
                (("dark", "Dark"), ("light", "Light"), ("system", "As the system"))),
        Setting("text_size", "Text size", "Of menus, panels and dialogs", "choice",
                tuple((size, f"{size} %") for size in TEXT_SIZES)),
        Setting("wheel_zooms", "The wheel", "What turning it over the photo does; with Ctrl it always zooms", "choice",
                ((True, "Zooms"), (False, "Pans"))),
        Setting("updates", "Look for newer versions",
                "Once a day, at the start, the number of the latest version is asked for; nothing is sent",
                "flag"),
    )),
    ("Tools", (
        Setting("mask_colour", "Mask colour", "What marks look like over the photo", "colour",
                tuple((colour.id, colour.title.capitalize()) for colour in MASK_COLOURS)),
        Setting("repair_on_release", "Repair on release", "A mark is repaired as soon as it is made, without Enter",
                "flag"),
        Setting("pressure_scales_size", "Pen pressure changes the size",
                "A tablet's pen paints thinner the lighter it is pressed", "flag"),
    )),
    ("Files and Colour", (
        Setting("jpeg_quality", "JPEG quality",
                "Of saved JPEG files; as the source keeps the quality of the file that the photo came from", "number",
                low=60, high=100, least=(AS_SOURCE, "As the source")),
        Setting("monitor_profile", "Monitor profile",
                "Photos are shown in the colours of this screen; automatic asks the window system", "profile"),
        Setting("max_megapixels", "Largest photo",
                "Larger ones are refused, so that a damaged file cannot fill the memory", "number",
                low=1, high=100_000, step=50, unit="MP"),
    )),
    ("Models", (
        Setting("offline", "Offline", "No connection is opened at all; otherwise only for what you ask for", "flag"),
        Setting("models_folder", "Another program's models",
                "A folder of model files, such as ComfyUI's models/upscale_models, that is used and never changed",
                "folder", none="None"),
    )),
    ("Performance", (
        Setting("device", "Compute on", "What the repairs are computed on; automatic takes the fastest that is sound",
                "device"),
        Setting("undo_megabytes", "Memory for undo", "The oldest steps go once undo needs more than this", "number",
                low=64, high=1_000_000, step=256, unit="MB"),
        Setting("temporary_folder", "Temporary files", "Where files go that are needed for a while only", "folder"),
    )),
)  # fmt: skip
