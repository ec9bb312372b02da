"""Makes the frozen folder smaller, on Linux: what is never called, asked for or loaded goes."""

from __future__ import annotations

import re
from pathlib import Path

from frozen import icu
from frozen.contents import NEVER_CALLED, SORTED_BY
from frozen.elf import elf_files, needed, prune
from frozen.repack import repack
from frozen.unlink import unlink


def slim(folder: Path) -> list[str]:
    """Returns the names of the libraries that are gone."""
    # The program itself and its helpers hold more than what is loaded.
    libraries = [path for path in elf_files(folder) if ".so" in path.name]
    places = {path: path.relative_to(folder).as_posix() for path in libraries}
    asked = needed(libraries)
    for user, name in NEVER_CALLED.items():
        for path in (path for path in libraries if re.fullmatch(user, places[path])):
            for other in libraries:
                if other.name in asked[path] and re.fullmatch(name, other.name):
                    unlink(path, other)
    for path in libraries:
        if re.fullmatch(SORTED_BY, places[path]):
            icu.slim(path)
        else:
            repack(path)
    return prune(folder)
