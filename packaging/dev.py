#!/usr/bin/env python3
"""Run PhotoFix or its tests from a checkout: makes .venv, installs the locked dependencies, starts.

python3 packaging/dev.py run [FILE...]            open the editor on FILE or on the sample picture
python3 packaging/dev.py test [PYTEST OPTION...]  ruff, mypy, import-linter and pytest
python3 packaging/dev.py build [PART...]          what is released for this system; see packaging/build.py
python3 packaging/dev.py lock [--upgrade]         write the requirements files anew from pyproject.toml
"""

# Old Pythons must be able to read this file, to say that they are too old.
from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "photofix-installed"
LOCKS = {"run": ROOT / "packaging/requirements.txt", "test": ROOT / "packaging/requirements-test.txt"}
CPU_LOCK = ROOT / "packaging/requirements-cpu.txt"
BUILD_LOCK = ROOT / "packaging/requirements-package.txt"  # what freezes the program, beside what it needs to run
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
CUDA_ONLY = ("nvidia-", "cuda-", "triton")
LINUX = sys.platform.startswith("linux")

# Shared library: its package for apt, dnf, pacman, zypper. Qt takes them from the system.
QT_LIBRARIES = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl", "libglvnd", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd-glx", "libglvnd", "libglvnd"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig", "fontconfig", "fontconfig"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2", "glib2", "libglib-2_0-0"),
    "libX11.so.6": ("libx11-6", "libX11", "libx11", "libX11-6"),
}
X11_LIBRARIES = {
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11", "libxkbcommon-x11-0"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor", "libxcb-cursor0"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm", "libxcb-icccm4"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms", "libxcb-keysyms1"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image", "xcb-util-image", "libxcb-image0"),
    "libxcb-render-util.so.0": (
        "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil", "libxcb-render-util0",
    ),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb", "libxcb", "libxcb-shape0"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb", "libxcb", "libxcb-xkb1"),
}  # fmt: skip
# Words of ID and ID_LIKE in /etc/os-release, the command, and the column above.
PACKAGE_MANAGERS = (
    (("debian", "ubuntu"), "apt-get install", 0),
    (("fedora", "rhel", "centos"), "dnf install", 1),
    (("arch",), "pacman -S", 2),
    (("suse", "opensuse"), "zypper install", 3),
)


class Trouble(Exception):
    """What the person has to mend, in words."""


def main(arguments: list[str]) -> int:
    commands = {"run": run, "test": test, "build": build, "lock": lock}
    if not arguments or arguments[0] not in commands:
        print(__doc__.split("\n", 2)[2].rstrip())
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        if sys.version_info < (3, 11):
            raise Trouble(f"PhotoFix needs Python 3.11 or newer; this is {python_version()} ({sys.executable}).")
        return commands[arguments[0]](arguments[1:])
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(files: list[str]) -> int:
    install("run")
    sample, mask = ROOT / "resources/sample/sample.jpg", ROOT / "resources/sample/sample-mask.png"
    if not has_display():
        print("There is no display here, so the sample picture is healed on the command line.", flush=True)
        healed = ROOT / "build/sample-healed.jpg"
        healed.parent.mkdir(exist_ok=True)
        code = photofix("inpaint", sample, "--mask", mask, "--output", healed, "--overwrite")
        if code == 0:
            print(f"before: {sample}\nafter:  {healed}")
        return code
    require_libraries(dict(QT_LIBRARIES, **(X11_LIBRARIES if os.environ.get("DISPLAY") else {})))
    return photofix(*(files or [str(sample)]))


def test(options: list[str]) -> int:
    install("test")
    require_libraries(QT_LIBRARIES)
    environment = dict(os.environ)
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    checks: dict[str, list[Path | str]] = {
        "ruff check": [PYTHON, "-m", "ruff", "check"],
        "ruff format": [PYTHON, "-m", "ruff", "format", "--check"],
        "mypy": [PYTHON, "-m", "mypy"],
        "import-linter": [BIN / ("lint-imports.exe" if os.name == "nt" else "lint-imports")],
        "pytest": [PYTHON, "-m", "pytest", "--numprocesses", "auto", *options],
    }
    failed = []
    for name, command in checks.items():
        print(f"--- {name}", flush=True)
        if subprocess.call([str(word) for word in command], cwd=str(ROOT), env=environment):
            failed.append(name)
    if failed:
        raise Trouble("Failed: {}.".format(", ".join(failed)))
    return 0


def build(parts: list[str]) -> int:
    install("run")
    pip("install", "--quiet", "--require-hashes", "--no-deps", "--requirement", BUILD_LOCK)
    if LINUX:
        # They are packed, too, so that the archive runs where they are not installed.
        require_libraries(dict(QT_LIBRARIES, **X11_LIBRARIES))
    return subprocess.call([str(PYTHON), str(ROOT / "packaging/build.py"), *parts])


def lock(options: list[str]) -> int:
    """The run lock holds what the program needs; the test lock holds the same versions and the test tools."""
    make_venv()
    pip("install", "--quiet", "uv")
    torch = re.findall(r"^torch==([\d.]+)", CPU_LOCK.read_text(encoding="utf-8"), re.M)[0]
    with tempfile.TemporaryDirectory() as scratch:
        pin = Path(scratch) / "torch.txt"
        pin.write_text(f"torch=={torch}\n", encoding="utf-8")
        for constraint, target, extras in ((pin, LOCKS["run"], ()), (LOCKS["run"], LOCKS["test"], ("--extra", "test"))):
            command = [str(PYTHON), "-m", "uv", "pip", "compile", "pyproject.toml", "--extra", "build", "--universal"]
            command += ["--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header", "--quiet"]
            command += ["--constraint", str(constraint), "--output-file", str(target), *extras, *options]
            if subprocess.call(command, cwd=str(ROOT), stdout=subprocess.DEVNULL):
                raise Trouble("The lock could not be made; see above.")
        lock_build(Path(scratch), options)
    return 0


def lock_build(scratch: Path, options: list[str]) -> None:
    """Of what pyproject.toml names to freeze the program with, and what that needs; nothing of the program itself."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    names = re.findall(r'"([^"]+)"', re.findall(r"^package = \[([^\]]*)\]", text, re.M)[0])
    wanted = scratch / "package.in"
    wanted.write_text("\n".join(names), encoding="utf-8")
    command = [str(PYTHON), "-m", "uv", "pip", "compile", str(wanted), "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-annotate", "--no-header", "--quiet"]
    # A library that both need is to have one version.
    command += ["--constraint", str(LOCKS["run"]), "--output-file", str(BUILD_LOCK), *options]
    if subprocess.call(command, cwd=str(ROOT), stdout=subprocess.DEVNULL):
        raise Trouble("The lock of the build could not be made; see above.")


def photofix(*arguments: str | Path) -> int:
    return subprocess.call([str(PYTHON), "-m", "photofix"] + [str(word) for word in arguments])


# Installing


def install(kind: str) -> None:
    """Make .venv hold the locked requirements of `kind` and PhotoFix itself; at once if it already does."""
    # What is released says which it is to be; see .github/workflows/release.yml.
    cpu = LINUX and os.environ.get("PHOTOFIX_FLAVOUR", "cuda" if has_nvidia() else "cpu") == "cpu"
    locks = {name: fingerprint(name, str(cpu), LOCKS[name], CPU_LOCK) for name in LOCKS}
    project = fingerprint(str(ROOT), ROOT / "pyproject.toml")
    stamp = STAMP.read_text(encoding="utf-8").split() if PYTHON.exists() and STAMP.exists() else ["", ""]
    if stamp == [locks[kind], project] or stamp == [locks["test"], project]:
        return
    # What tests need includes all that a run needs.
    if stamp[0] not in (locks[kind], locks["test"]):
        # Of a lock that is no longer, nothing may be left; a run's installation is only added to.
        make_venv(clear=STAMP.exists() and stamp[0] not in locks.values())
        install_requirements(LOCKS[kind].read_text(encoding="utf-8"), cpu)
        stamp[0] = locks[kind]
    pip("install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", ROOT)
    STAMP.write_text(f"{stamp[0]} {project}", encoding="utf-8")


def install_requirements(requirements: str, cpu: bool) -> None:
    print(f"Installing the dependencies into {VENV} (once; torch and Qt are large) ...", flush=True)
    flags = ["install", "--require-hashes", "--no-deps", "--requirement"]
    with tempfile.TemporaryDirectory() as scratch:
        if cpu and install_cpu_torch(flags):
            requirements = without_cuda(requirements)
        path = Path(scratch) / "requirements.txt"
        path.write_text(requirements, encoding="utf-8")
        pip(*flags, path)


def install_cpu_torch(flags: list[str]) -> bool:
    """Try the build of torch without CUDA: a tenth of the size. False where no source of it can be reached."""
    index = ["--extra-index-url", CPU_INDEX] if reachable(CPU_INDEX + "/torch/") else []
    command = [str(PYTHON), "-m", "pip", *flags, str(CPU_LOCK), *index]
    return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def without_cuda(requirements: str) -> str:
    """The requirements less torch and all that only its CUDA build needs."""
    blocks = re.split(r"^(?=\S)", requirements, flags=re.M)
    return "".join(block for block in blocks if not block.startswith(("torch==", *CUDA_ONLY)))


def make_venv(clear: bool = False) -> None:
    """Make .venv with the Python that runs this, anew if asked or if it was made with another version."""
    marker = VENV / "pyvenv.cfg"
    same = marker.exists() and re.search(
        rf"^version\s*=\s*{re.escape(python_version())}\.", marker.read_text("utf-8"), re.M
    )
    if PYTHON.exists() and same and not clear:
        return
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        raise Trouble(
            f"Python could not make a virtual environment in {VENV}; see above. "
            "On Debian and Ubuntu:\n    sudo apt-get install python3-venv"
        )


def pip(*arguments: str | Path) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"] + [str(word) for word in arguments]
    if subprocess.call(command):
        raise Trouble("pip failed; see above.")


def fingerprint(*parts: str | Path) -> str:
    """Stands for words, files and the Python that runs this."""
    texts = [part.read_text(encoding="utf-8") if isinstance(part, Path) else part for part in parts]
    return hashlib.sha256("\0".join([sys.version, *texts]).encode()).hexdigest()


# The machine


def python_version() -> str:
    return ".".join(map(str, sys.version_info[:2]))


def has_nvidia() -> bool:
    return os.path.exists("/proc/driver/nvidia/version") or shutil.which("nvidia-smi") is not None


def has_display() -> bool:
    return not LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def reachable(url: str) -> bool:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=3):
            return True
    except OSError:
        return False


def require_libraries(table: Mapping[str, tuple[str, ...]]) -> None:
    missing = missing_libraries(table) if LINUX else []
    if missing:
        try:
            release = Path("/etc/os-release").read_text(encoding="utf-8")
        except OSError:
            release = ""
        raise Trouble(advice(table, missing, release))


def missing_libraries(table: Mapping[str, tuple[str, ...]], load: Callable[[str], object] = ctypes.CDLL) -> list[str]:
    missing = []
    for name in table:
        try:
            load(name)
        except OSError:
            missing.append(name)
    return missing


def advice(table: Mapping[str, tuple[str, ...]], missing: list[str], release: str) -> str:
    """How to install the missing libraries on the distribution that the text of /etc/os-release names."""
    facts = dict(line.partition("=")[::2] for line in release.splitlines())
    words = re.findall(r"[a-z]+", (facts.get("ID", "") + " " + facts.get("ID_LIKE", "")).lower())
    text = "Qt needs system libraries that are not installed: {}.".format(", ".join(missing))
    for names, command, column in PACKAGE_MANAGERS:
        if any(word in names for word in words):
            packages = list(dict.fromkeys(table[name][column] for name in missing))
            return "{} Install them with:\n    sudo {} {}".format(text, command, " ".join(map(shlex.quote, packages)))
    return f"{text} Install them with your distribution's package manager."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
