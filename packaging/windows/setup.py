"""The installer for Windows, made by makensis of a folder with the frozen program."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from about import HOME, MAKER, ROOT, SUMMARY, VERSION, suffixes

SCRIPT = ROOT / "packaging/windows/photofix.nsi"


def build(payload: Path, out: Path) -> Path:
    """Compile the installer into the folder `out`; a warning is an error. Raises OSError, CalledProcessError."""
    makensis = shutil.which("makensis")
    if makensis is None:
        raise OSError("makensis is not installed (NSIS 3).")
    target = out.absolute() / f"PhotoFix-{VERSION}-setup.exe"
    with tempfile.TemporaryDirectory() as scratch:
        # Scripts with a mark at their beginning are read as UTF-8 by every build of makensis.
        (Path(scratch) / "defines.nsh").write_text(defines(payload.absolute(), target), encoding="utf-8-sig")
        script = Path(scratch) / SCRIPT.name
        script.write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8-sig")
        subprocess.run([makensis, "-V2", "-WX", "-NOCD", str(script)], cwd=scratch, check=True)
    return target


def defines(payload: Path, target: Path) -> str:
    """What the script asks for: places, words, and a macro that does something for every kind of picture."""
    numbers = [*re.findall(r"\d+", VERSION), "0", "0", "0", "0"][:4]
    values = {
        "PAYLOAD": payload, "OUT": target, "VERSION": VERSION, "VERSION_OF_FOUR": ".".join(numbers), "MAKER": MAKER,
        "HOME": HOME, "SUMMARY": SUMMARY, "LICENSE": ROOT / "LICENSE", "ICON": ROOT / "resources/app/photofix.ico",
    }  # fmt: skip
    lines = [f'!define {name} "{value}"' for name, value in values.items()]
    each = [f'  !insertmacro ${{DO}} "{suffix}"' for suffix in suffixes()]
    return "\n".join([*lines, "!macro ForEachSuffix DO", *each, "!macroend", ""])
