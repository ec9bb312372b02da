"""What the README says is true: its Python runs, its commands exist, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest

from photofix.cli.parser import build, commands

ROOT = Path(__file__).parent.parent
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^```python\n(.*?)^```", README, re.M | re.S)
COMMANDS = re.findall(r"^    (photofix .*)$", README, re.M)


def test_there_is_something_to_test() -> None:
    assert len(SNIPPETS) == 1
    assert len(COMMANDS) >= 4


def test_python_snippet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    y, x = np.mgrid[:96, :160]
    photo = np.stack([x + 40, y * 2, 180 - x], axis=2).astype(np.uint8)
    mask = np.zeros((96, 160), np.uint8)
    mask[60:63, 10:150] = 255
    cv2.imwrite("street.jpg", photo)
    cv2.imwrite("street-mask.png", mask)
    exec(compile(SNIPPETS[0], "README.md", "exec"), {})
    assert cv2.imread("clean.png").shape == photo.shape


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_are_understood(line: str) -> None:
    words = shlex.split(line)
    assert words[1] in commands()
    build().parse_args(words[1:])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_pictures_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    places = [place for place in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in place]
    assert [place for place in places if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_named_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"`((?:photofix|tests|packaging|resources|\.ci)/[\w./-]+)`", text)
    assert [place for place in named if "NAME" not in place and not (ROOT / place).exists()] == []


def test_every_library_is_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [re.split(r"[^\w-]", line)[0].lower() for line in project["dependencies"]]
    assert [name for name in needed if f"\n{name} " not in notice] == []
