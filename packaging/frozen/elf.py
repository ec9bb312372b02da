"""Which libraries the ELF files of a folder load, told by readelf."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path


def elf_files(folder: Path) -> list[Path]:
    """All programs and libraries below a folder, links left out, sorted."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as stream:
                if stream.read(4) == b"\x7fELF":
                    found.append(path)
    return found


def needed(files: list[Path]) -> dict[Path, set[str]]:
    """By file, the names of the libraries that it asks for."""
    return {path: set(re.findall(r"\(NEEDED\).*\[(.+)\]", _readelf("-d", path))) for path in files}


def newest_glibc(files: list[Path]) -> tuple[int, ...]:
    """The version of the C library that the files need at least."""
    versions = [
        tuple(map(int, version.split(".")))
        for path in files
        for version in re.findall(r"GLIBC_([\d.]+)", _readelf("-V", path))
    ]
    return max(versions)


def prune(folder: Path) -> list[str]:
    """Delete the libraries that nothing asks for, and links to nowhere. Returns their names.

    Those are looked at that lie at the folder's top, and in the folders that wheels bring them in.
    """
    gone = set()
    while True:
        used = set().union(*needed(elf_files(folder.parent)).values())
        # Python's own is asked for by the program in another way.
        found = [*folder.glob("lib*.so*"), *folder.glob("*.libs/*.so*")]
        found = [path for path in found if not path.name.startswith("libpython")]
        idle = [path for path in found if path.name not in used or not path.exists()]
        if not idle:
            return sorted(gone)
        for path in idle:
            path.unlink()
            gone.add(path.name)


def missing(folder: Path) -> set[str]:
    """The libraries that files below a folder ask for and that do not lie there: the system has to have them."""
    files = elf_files(folder)
    own = {path.name for path in folder.rglob("*.so*")}
    return set().union(*needed(files).values()) - own


def _readelf(option: str, path: Path) -> str:
    words = ["readelf", "-W", option, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"})
    return done.stdout
