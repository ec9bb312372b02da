"""The `photofix` program: what goes to the editor, what to the command line, and its exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest

from photofix import __version__
from photofix.__main__ import main, window
from photofix.cli import self_test
from photofix.cli.self_test import Check

Opened = list[list[Path]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """What the editor, which is not started, was asked to open."""
    seen: Opened = []
    editor = ModuleType("photofix.gui.app")
    editor.main = lambda files: seen.append(files) or 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "photofix.gui.app", editor)
    return seen


@pytest.mark.parametrize(
    ("words", "files"),
    [
        ([], []),
        (["photo.jpg"], ["photo.jpg"]),
        (["a.jpg", "b c.jpg"], ["a.jpg", "b c.jpg"]),
        (["--", "inpaint"], ["inpaint"]),
        (["./inpaint"], ["inpaint"]),
    ],
)
def test_files_go_to_the_editor(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], files: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inpaint").touch()
    assert main(words) == 0
    assert opened == [[Path(name) for name in files]]


def test_the_window_program_takes_files_only(opened: Opened) -> None:
    assert window(["inpaint"]) == 0
    assert opened == [[Path("inpaint")]]


def test_a_file_without_ending(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "photo").touch()
    assert main([str(tmp_path / "photo")]) == 0
    assert len(opened) == 1


def test_the_version_costs_next_to_nothing() -> None:
    program = "import sys; from photofix.__main__ import main; main(['--version']); print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.startswith(f"photofix {__version__}\n")
    assert not set(done.stdout.split()) & {"numpy", "argparse", "cv2", "PySide6", "photofix.cli.main"}


def test_the_self_test_has_the_window_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[list[str], list[str]]] = []

    def run(words: list[str], more: list[Check]) -> int:
        seen.append((words, [check.what for check in more]))
        return 0

    monkeypatch.setattr(self_test, "main", run)
    assert main(["--self-test", "--strict"]) == 0
    assert seen == [(["--strict"], ["window"])]


def test_a_mistyped_command(opened: Opened, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inpiant", "a.jpg"]) == 2
    assert "Did you mean inpaint?" in capsys.readouterr().err
    assert main(["xyz"]) == 2
    assert "The commands are inpaint" in capsys.readouterr().err
    assert opened == []


def photofix(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "photofix", *map(str, words)], capture_output=True, encoding="utf-8", check=False
    )


def test_the_real_program(tmp_path: Path) -> None:
    y, x = np.mgrid[:80, :120]
    photo = np.stack([x, y, x + y], axis=2).astype(np.uint8)
    mask = np.zeros((80, 120), np.uint8)
    mask[30:33, 10:100] = 255
    photo[mask > 0] = 0
    cv2.imwrite(str(tmp_path / "photo.png"), photo)
    cv2.imwrite(str(tmp_path / "mask.png"), mask)
    words = ("inpaint", tmp_path / "photo.png", "--mask", tmp_path / "mask.png", "-o", tmp_path / "clean.png")
    done = photofix(*words, "--engine", "diffusion", "--device", "cpu")
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 pixels changed outside the mask" in done.stdout
    clean = cv2.imread(str(tmp_path / "clean.png"))
    far = cv2.dilate(mask, np.ones((9, 9), np.uint8)) == 0
    assert np.array_equal(clean[far], photo[far])
    assert (clean[mask > 0] > 0).any()

    again = photofix(*words)
    assert again.returncode == 1
    assert "exists already" in again.stderr and "--overwrite" in again.stderr
    assert photofix("inpaint").returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there a closed pipe is told otherwise")
def test_a_reader_that_goes_away_is_no_bug() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "photofix", "formats"], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.parametrize(
    ("words", "files", "offline"),
    [(["--offline"], [], "1"), (["--offline", "a.jpg"], ["a.jpg"], "1"), (["a.jpg"], ["a.jpg"], ""),
     (["--", "--offline"], ["--offline"], "")],
)  # fmt: skip
def test_offline_counts_for_the_window_too(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, words: list[str], files: list[str], offline: str
) -> None:
    monkeypatch.setenv("PHOTOFIX_OFFLINE", "")
    assert (main(words), os.environ["PHOTOFIX_OFFLINE"]) == (0, offline)
    assert opened[0] == [Path(name) for name in files]


def test_offline_counts_for_the_window_program(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHOTOFIX_OFFLINE", "")
    assert (window(["a.jpg", "--offline"]), os.environ["PHOTOFIX_OFFLINE"]) == (0, "1")
    assert opened == [[Path("a.jpg")]]
