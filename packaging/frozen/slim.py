"""Makes the frozen folder smaller, on Linux: what its libraries ask for and never use goes, and what is there twice."""

from __future__ import annotations

import re
from pathlib import Path

from frozen import icu
from frozen.contents import NEVER_CALLED, SORTED_BY, THE_SAME
from frozen.elf import elf_files, needed, prune
from frozen.unlink import relink, unlink


def slim(folder: Path) -> list[str]:
    """Returns the names of the libraries that are gone."""
    files = {path.relative_to(folder).as_posix(): path for path in elf_files(folder)}
    asked = needed(list(files.values()))

    def pairs(user: str, name: str) -> list[tuple[Path, Path]]:
        """Libraries, by the place of the one that asks and the name of the one that is asked for."""
        users = [path for place, path in files.items() if re.fullmatch(user, place)]
        others = [path for path in files.values() if re.fullmatch(name, path.name)]
        return [(path, other) for path in users for other in others if other.name in asked[path]]

    for user, name in NEVER_CALLED.items():
        for path, other in pairs(user, name):
            unlink(path, other)
    for user, (name, instead) in THE_SAME.items():
        for new in (path for place, path in files.items() if re.fullmatch(instead, place)):
            for path, old in pairs(user, name):
                relink(path, old, new)
                link(folder, new)
    for path in (path for place, path in files.items() if re.fullmatch(SORTED_BY, place)):
        icu.slim(path)
    return prune(folder)


def link(folder: Path, library: Path) -> None:
    """Have it found by libraries of other folders: the program looks for them at the top."""
    top = folder / library.name
    if not top.exists():
        top.symlink_to(library.relative_to(folder))
