"""Settings survive a round trip and whatever is in their file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from photofix.errors import UserError
from photofix.settings import OFFLINE_VARIABLE, Settings, is_offline, load, save


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    save(Settings(device="cpu", max_megapixels=7), path)
    assert load(path) == Settings(device="cpu", max_megapixels=7)
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_a_missing_file_means_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "none.json") == Settings()


@pytest.mark.parametrize("text", ["", "{", "[]", "3", "\x00", '{"device": ["cpu"]}'])
def test_a_broken_file_means_defaults(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    assert load(path) == Settings()


def test_only_what_is_allowed_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"device": "toaster", "max_megapixels": 0, "precision": "fp16", "from the future": 1}))
    assert load(path) == Settings(precision="fp16")
    path.write_text(json.dumps({"max_megapixels": True}))
    assert load(path) == Settings()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be saved"):
        save(Settings(), tmp_path / "file" / "settings.json")


def test_a_failed_save_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()  # nothing can be renamed over a folder
    with pytest.raises(UserError):
        save(Settings(), path)
    assert list(tmp_path.iterdir()) == [path]


def test_names_and_flags_survive(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    kept = Settings(offline=True, models_folder="/models", default_models={"restoration": "/x.pth"})
    save(kept, path)
    assert load(path) == kept
    path.write_text(json.dumps({"offline": 1, "default_models": {"restoration": 3}}))
    assert load(path) == Settings()


def test_offline_by_any_of_its_switches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OFFLINE_VARIABLE, raising=False)
    assert not is_offline(Settings())
    assert is_offline(Settings(offline=True))
    monkeypatch.setenv(OFFLINE_VARIABLE, "0")
    assert not is_offline(Settings())
    monkeypatch.setenv(OFFLINE_VARIABLE, "1")
    assert is_offline(Settings())
