"""Where things are, by platform and by kind of installation."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from photofix import paths

KINDS = {"config": paths.config, "data": paths.data, "cache": paths.cache, "logs": paths.logs}


def test_one_folder_for_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PHOTOFIX_HOME", str(tmp_path))
    assert len({kind() for kind in KINDS.values()}) == 4
    assert all(tmp_path in kind().parents for kind in KINDS.values())


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", [".config/photofix", ".local/share/photofix", ".cache/photofix", ".local/state/photofix/logs"]),
        (
            "darwin",
            [
                "Library/Application Support/PhotoFix/config",
                "Library/Application Support/PhotoFix/data",
                "Library/Caches/PhotoFix/cache",
                "Library/Logs/PhotoFix/state/logs",
            ],
        ),
        (
            "win32",
            [f"AppData/Local/PhotoFix/{kind}" for kind in ("config", "data", "cache", "state/logs")],
        ),
    ],
)
def test_custom_of_the_platform(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, platform: str, expected: list[str]
) -> None:
    for name in ("PHOTOFIX_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, "relative/is/ignored")
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert [kind() for kind in KINDS.values()] == [tmp_path / place for place in expected]


def test_resources_of_a_checkout() -> None:
    assert paths.resources() == Path(__file__).parent.parent / "resources"
    assert paths.resources().is_dir()


def test_resources_of_a_wheel_and_of_a_frozen_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wheel, frozen = tmp_path / "photofix/_resources", tmp_path / "unpacked/resources"
    wheel.mkdir(parents=True)
    frozen.mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "photofix/paths.py"))
    assert paths.resources() == wheel
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "unpacked"), raising=False)
    assert paths.resources() == frozen
