#!/usr/bin/env python3
"""Build what is released: python packaging/build.py [PART...]; without a part, all that this system can.

frozen    the program with all that it needs, in build/frozen/photofix; tried by its own self-test
deb, tar, appdir    (Linux) of the frozen program: a Debian package, an archive, a folder for appimagetool
setup     (Windows) of the frozen program: the installer, with makensis
dmg       (macOS) of the frozen program: the disk image
wheel     the wheel and the source archive, for pipx and uv
sbom      what the program consists of, as CycloneDX JSON
sums      SHA-256 of all that lies in build/release

Needs the libraries of PhotoFix and the packages of packaging/requirements-package.txt; packaging/dev.py build installs
them into .venv and calls this.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from about import NAME, ROOT, VERSION, epoch, flavour

BUILD = ROOT / "build"
FROZEN = BUILD / "frozen/photofix"
RELEASE = BUILD / "release"
REPORT = BUILD / "report.json"
WINDOWS, MAC, LINUX = sys.platform == "win32", sys.platform == "darwin", sys.platform.startswith("linux")
PROGRAM = FROZEN / ("photofix.exe" if WINDOWS else "photofix")
BUNDLE = BUILD / f"frozen/{NAME}.app"
TRIES = 5  # of which the quickest start counts


class Trouble(Exception):
    """What the person has to mend, in words."""


def main(arguments: list[str]) -> int:
    parts: dict[str, Callable[[], None]] = {
        "frozen": frozen, "deb": deb, "tar": tar, "appdir": appdir, "setup": setup, "dmg": dmg, "wheel": wheel,
        "sbom": sbom, "sums": sums,
    }  # fmt: skip
    own = ("deb", "tar", "appdir") if LINUX else ("setup",) if WINDOWS else ("dmg",)
    names = arguments or ["frozen", *own, "wheel", "sbom", "sums"]
    if set(names) - set(parts):
        print((__doc__ or "").rstrip())
        return 0 if names in (["-h"], ["--help"]) else 2
    RELEASE.mkdir(parents=True, exist_ok=True)
    try:
        for name in names:
            begun = time.monotonic()
            print(f"--- {name}", flush=True)
            parts[name]()
            note(f"{name}: seconds", round(time.monotonic() - begun, 1))
    except (Trouble, subprocess.CalledProcessError) as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    return 0


def frozen() -> None:
    """Freeze, slim, try."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch()), "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    words += ["--distpath", BUILD / "frozen", "--workpath", BUILD / "pyinstaller", ROOT / "packaging/photofix.spec"]
    call(*words, environment=environment)
    if LINUX:
        from frozen.slim import slim

        print("not needed:", ", ".join(slim(FROZEN / "_internal")))
        (FROZEN / "photofix-window").symlink_to("photofix")
    normalise(FROZEN)
    note("frozen: files", sum(1 for path in FROZEN.rglob("*") if path.is_file()))
    note("frozen: MB installed", megabytes(FROZEN))
    note("frozen: seconds of photofix --version", quickest([str(PROGRAM), "--version"]))
    manifest(FROZEN, BUILD / "frozen.sha256")
    try_out()


def normalise(folder: Path) -> None:
    """The times of the files are that of the commit."""
    for path in sorted(folder.rglob("*")):
        if not (WINDOWS and path.is_symlink()):
            os.utime(path, (epoch(), epoch()), **({} if WINDOWS else {"follow_symlinks": False}))  # type: ignore[arg-type]


def try_out() -> None:
    """The frozen program's own test, away from here, with next to no environment; then trainings of a few steps."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "TEMP", "TMPDIR") if name in os.environ}
    with tempfile.TemporaryDirectory() as scratch:
        call(PROGRAM, "--self-test", "--strict", "--device", "cpu", environment=bare, folder=Path(scratch))
        photos = Path(scratch) / "photos"
        photos.mkdir()
        for name in ("a.jpg", "b.jpg"):
            shutil.copyfile(ROOT / "resources/readme/split.jpg", photos / name)
        painting = ROOT / "resources/readme/painting.jpg"
        for name, *words in (("style", "--painting", painting), ("pix2pix", "--derive", "edges", "--size", "64")):
            made = Path(scratch) / f"{name}.safetensors"
            words = ["train", name, "--photos", photos, "-o", made, "--minutes", "0.01", *words]
            call(PROGRAM, *words, environment={**bare, "PHOTOFIX_HOME": scratch}, folder=Path(scratch))
            if not made.is_file():
                raise Trouble(f"The frozen program did not train {name}.")


def deb() -> None:
    from linux import packages

    released(packages.deb(FROZEN, BUILD / "linux"))


def tar() -> None:
    from linux import packages

    released(packages.archive(FROZEN, BUILD / "linux"))


def appdir() -> None:
    from linux import packages

    folder = packages.appdir(FROZEN, BUILD / "linux")
    print(f"{folder}: appimagetool makes an AppImage of it")


def setup() -> None:
    from windows import setup as windows_setup

    released(windows_setup.build(FROZEN, RELEASE))


def dmg() -> None:
    call("bash", ROOT / "packaging/macos/dmg.sh", BUNDLE, RELEASE / f"{NAME}-{VERSION}.dmg")
    released(RELEASE / f"{NAME}-{VERSION}.dmg")


def wheel() -> None:
    """With hatchling alone, which the lock holds: nothing is fetched."""
    out = BUILD / "python"
    shutil.rmtree(out, ignore_errors=True)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
    call(sys.executable, "-m", "hatchling", "build", "--directory", out, environment=environment, folder=ROOT)
    for path in sorted(out.iterdir()):
        released(path)


def sbom() -> None:
    from frozen.sbom import document

    path = RELEASE / f"photofix-{VERSION}-{sys.platform}-{platform.machine().lower()}{flavour()}.cdx.json"
    path.write_text(json.dumps(document(), indent=2, sort_keys=True) + "\n", encoding="utf-8")
    released(path)


def sums() -> None:
    files = [path for path in sorted(RELEASE.iterdir()) if path.is_file() and path.name != "SHA256SUMS"]
    text = "".join(f"{sha256(path)}  {path.name}\n" for path in files)
    (RELEASE / "SHA256SUMS").write_text(text, encoding="utf-8")
    print(text, end="")


# Helpers


def call(*words: str | Path, environment: dict[str, str] | None = None, folder: Path | None = None) -> None:
    subprocess.run([str(word) for word in words], check=True, env=environment, cwd=folder)


def released(path: Path) -> None:
    """It goes where releases lie, and its size into the report."""
    if path.parent != RELEASE:
        shutil.move(path, RELEASE / path.name)
    note(f"{path.name}: MB", round((RELEASE / path.name).stat().st_size / 1e6, 1))


def note(what: str, value: object) -> None:
    """Say it, and keep it in build/report.json."""
    print(f"{what}: {value}", flush=True)
    report = json.loads(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else {}
    REPORT.write_text(json.dumps({**report, what: value}, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def megabytes(folder: Path) -> float:
    return round(sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) / 1e6, 1)


def quickest(words: list[str]) -> float:
    seconds = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - begun)
    return round(min(seconds), 3)


def manifest(folder: Path, target: Path) -> None:
    """Every file with its hash: what two builds of one commit are compared by."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    lines = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    target.write_text("".join(lines), encoding="utf-8")


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
