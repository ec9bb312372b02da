"""What every system's installer says of PhotoFix: names, addresses, the kinds of files that it opens."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from photofix import __version__  # noqa: E402
from photofix.files.formats import FORMATS  # noqa: E402
from photofix.updates import REPOSITORY  # noqa: E402

NAME = "PhotoFix"
VERSION = __version__
APP_ID = "io.github.photofix.PhotoFix"
SUMMARY = "Take out what should not be in a photograph"
MAKER = "The PhotoFix contributors"
CONTACT = "photofix@users.noreply.github.com"
HOME = f"https://github.com/{REPOSITORY}"

# By the format's id, what freedesktop.org calls its files.
MIME_TYPES = {
    "jpeg": ("image/jpeg",),
    "png": ("image/png",),
    "tiff": ("image/tiff",),
    "webp": ("image/webp",),
    "avif": ("image/avif",),
    "jxl": ("image/jxl",),
    "gif": ("image/gif",),
    "bmp": ("image/bmp",),
    "heic": ("image/heic", "image/heif"),
    "raw": (
        "image/x-adobe-dng", "image/x-canon-cr2", "image/x-canon-cr3", "image/x-canon-crw", "image/x-dcraw",
        "image/x-fuji-raf", "image/x-kodak-dcr", "image/x-kodak-kdc", "image/x-minolta-mrw", "image/x-nikon-nef",
        "image/x-nikon-nrw", "image/x-olympus-orf", "image/x-panasonic-rw", "image/x-panasonic-rw2",
        "image/x-pentax-pef", "image/x-sigma-x3f", "image/x-sony-arw", "image/x-sony-sr2", "image/x-sony-srf",
    ),
}  # fmt: skip
# By the format's id, what Apple calls its files.
UNIFORM_TYPES = {
    "jpeg": "public.jpeg", "png": "public.png", "tiff": "public.tiff", "webp": "org.webmproject.webp",
    "avif": "public.avif", "jxl": "public.jpeg-xl", "gif": "com.compuserve.gif", "bmp": "com.microsoft.bmp",
    "heic": "public.heic", "raw": "public.camera-raw-image",
}  # fmt: skip


def mime_types() -> list[str]:
    """Of everything that PhotoFix opens."""
    return [kind for entry in FORMATS for kind in MIME_TYPES[entry.id]]


def suffixes() -> list[str]:
    """Of everything that PhotoFix opens, without their dots."""
    return [suffix[1:] for entry in FORMATS for suffix in entry.suffixes]


def flavour() -> str:
    """What is put after the names of files: "-cuda" if torch is the one for NVIDIA's cards on Linux, else nothing."""
    linux = sys.platform.startswith("linux") and platform.machine() == "x86_64"
    return "-cuda" if linux and not metadata.version("torch").endswith("+cpu") else ""


def epoch() -> int:
    """The time that everything which is built bears: that of the commit, or SOURCE_DATE_EPOCH."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told is None:
        git = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        told = git.stdout.strip() or "315532800"  # the first time that a zip file can hold
    return int(told)
