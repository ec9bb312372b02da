"""packaging/dev.py: what it decides; that it installs is seen whenever it runs these tests."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent.parent
LOCKS = sorted((ROOT / "packaging").glob("requirements*.txt"))


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("photofix_dev", ROOT / "packaging/dev.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def none_installed(dev: ModuleType) -> list[str]:
    def load(name: str) -> None:
        raise OSError(name)

    missing: list[str] = dev.missing_libraries(dev.QT_LIBRARIES, load)
    return missing


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ("ID=debian\n", "sudo apt-get install libegl1 libgl1 "),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "sudo apt-get install libegl1 libgl1 "),
        ("ID=fedora\n", "sudo dnf install libglvnd-egl libglvnd-glx "),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "sudo dnf install libglvnd-egl "),
        ("ID=arch\n", "sudo pacman -S libglvnd libxkbcommon "),
        ('ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', "sudo zypper install libglvnd libxkbcommon0 "),
    ],
)
def test_missing_libraries_are_named_with_the_command(
    dev: ModuleType, none_installed: list[str], release: str, command: str
) -> None:
    text = dev.advice(dev.QT_LIBRARIES, none_installed, release)
    assert command in text
    assert "libEGL.so.1" in text


def test_unknown_distribution(dev: ModuleType, none_installed: list[str]) -> None:
    assert "sudo" not in dev.advice(dev.QT_LIBRARIES, none_installed, "ID=plan9\n")


def test_nothing_is_missing_where_everything_loads(dev: ModuleType) -> None:
    assert dev.missing_libraries(dev.QT_LIBRARIES, lambda name: None) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_are_hashed_and_name_no_place(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    pinned = re.findall(r"^(\S+==\S+)([^\n]*)\\\n    --hash=sha256:[0-9a-f]{64}", text, re.M)
    assert len(pinned) == len(re.findall(r"^[A-Za-z]", text, re.M)) > 0


def test_locks_agree(dev: ModuleType) -> None:
    run, test, cpu = (
        set(re.findall(r"^(\S+==[^\s+]+)", path.read_text(encoding="utf-8"), re.M))
        for path in (dev.LOCKS["run"], dev.LOCKS["test"], dev.CPU_LOCK)
    )
    assert run < test
    assert cpu < run


@pytest.mark.parametrize("lock", [path for path in LOCKS if path.name != "requirements-cpu.txt"], ids=lambda p: p.name)
def test_torchvision_is_installed_nowhere(lock: Path) -> None:
    """It goes with one build of torch alone, and spandrel is imported without it."""
    lines = [line for line in lock.read_text(encoding="utf-8").splitlines() if line.startswith("torchvision")]
    assert all("sys_platform == 'none'" in line for line in lines)


def test_without_cuda_keeps_all_but_torch_and_cuda(dev: ModuleType) -> None:
    text = (
        "# note\nnumpy==1 \\\n    --hash=sha256:a\nnvidia-x==1 \\\n    --hash=sha256:b\ntorch==2\ntriton==3\nzip==1\n"
    )
    assert dev.without_cuda(text) == "# note\nnumpy==1 \\\n    --hash=sha256:a\nzip==1\n"


def test_an_old_python_is_told(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    assert dev.main(["run"]) == 1
    assert "needs Python 3.11 or newer; this is 3.9" in capsys.readouterr().err


def test_old_pythons_can_read_it() -> None:
    ast.parse((ROOT / "packaging/dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_without_a_display_the_sample_is_healed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(dev, "install", lambda kind: None)
    monkeypatch.setattr(dev, "has_display", lambda: False)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev.subprocess, "call", lambda command: called.append(command) or 0)
    assert dev.main(["run", "photo.jpg"]) == 0
    assert called[0][1:4] == ["-m", "photofix", "inpaint"]
    told = capsys.readouterr().out
    assert str(tmp_path / "resources/sample/sample.jpg") in told
    assert called[0][called[0].index("--output") + 1] in told


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can lack a display")
@pytest.mark.parametrize(
    ("variables", "expected"), [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)]
)
def test_display(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: bool) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert dev.has_display() is expected
    assert os.environ.get("DISPLAY") == variables.get("DISPLAY")


@pytest.fixture
def installs(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What an installation, which is not made, would do: "new" or "old" environment, "requirements", "photofix"."""
    steps: list[str] = []
    for name in ("pyproject.toml", "run.txt", "test.txt", "cpu.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "python").touch()
    places = {
        "ROOT": tmp_path,
        "PYTHON": tmp_path / "python",
        "STAMP": tmp_path / "stamp",
        "CPU_LOCK": tmp_path / "cpu.txt",
    }
    for name, place in places.items():
        monkeypatch.setattr(dev, name, place)
    monkeypatch.setattr(dev, "LOCKS", {"run": tmp_path / "run.txt", "test": tmp_path / "test.txt"})
    monkeypatch.setattr(dev, "make_venv", lambda clear: steps.append("new" if clear else "old"))
    monkeypatch.setattr(dev, "install_requirements", lambda requirements, cpu: steps.append(requirements))
    monkeypatch.setattr(dev, "pip", lambda *words: steps.append("photofix"))
    return steps


def test_installed_once(dev: ModuleType, installs: list[str], tmp_path: Path) -> None:
    dev.install("run")
    assert installs == ["old", "run.txt", "photofix"]
    dev.install("run")
    dev.install("test")
    assert installs[3:] == ["old", "test.txt", "photofix"]
    dev.install("run")
    dev.install("test")
    assert len(installs) == 6
    (tmp_path / "pyproject.toml").write_text("another version")
    dev.install("run")
    dev.install("test")
    assert installs[6:] == ["photofix"]


def test_a_changed_lock_is_installed_from_scratch(dev: ModuleType, installs: list[str], tmp_path: Path) -> None:
    dev.install("test")
    (tmp_path / "run.txt").write_text("other run")
    (tmp_path / "test.txt").write_text("other test")
    installs.clear()
    dev.install("run")
    assert installs == ["new", "other run", "photofix"]


def test_an_interrupted_installation_is_taken_up(
    dev: ModuleType, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(requirements: str, cpu: bool) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(dev, "install_requirements", interrupted)
        with pytest.raises(KeyboardInterrupt):
            dev.install("run")
    installs.clear()
    dev.install("run")
    assert installs == ["old", "run.txt", "photofix"]
