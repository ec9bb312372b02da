"""Presets: kept, found again, read safely."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photofix.errors import UserError
from photofix.ops.presets import STANDARD, Entry, PresetStore, find, read
from tests.operations import CONTRAST, EVERYTHING, SOFTEN, Contrast, Everything

VALUES = Everything(engine="a", grow=7, amount=0.25, caption="ünï", style="/a b/c.PNG", tint="#00ff00")


@pytest.fixture
def store(tmp_path: Path) -> PresetStore:
    return PresetStore(tmp_path / "presets")


def write(path: Path, values: Any) -> Path:
    path.write_text(values if isinstance(values, str) else json.dumps(values), encoding="utf-8")
    return path


def test_what_is_saved_is_loaded(store: PresetStore) -> None:
    assert store.save(EVERYTHING, "  My   look ", VALUES) == "My look"
    loaded = store.load(EVERYTHING, "my LOOK")
    assert loaded.params == VALUES and loaded.notes == ()
    assert store.entries(EVERYTHING) == (Entry(STANDARD, True), Entry("My look", False))
    assert store.entries(SOFTEN) == (Entry(STANDARD, True),)


def test_saving_again_replaces_whatever_the_case(store: PresetStore) -> None:
    store.save(EVERYTHING, "Look", VALUES)
    assert store.save(EVERYTHING, "look", Everything()) == "Look"
    assert [entry.name for entry in store.entries(EVERYTHING)] == [STANDARD, "Look"]
    assert store.load(EVERYTHING, "Look").params == Everything()


def test_built_in_ones_come_first_and_stay(store: PresetStore) -> None:
    store.save(CONTRAST, "A", Contrast())
    assert [entry.name for entry in store.entries(CONTRAST)] == [STANDARD, "Strong", "Flat", "A"]
    assert store.load(CONTRAST, "strong").params == Contrast(amount=2.0)
    for change in (
        lambda: store.save(CONTRAST, "STRONG", Contrast()),
        lambda: store.save(CONTRAST, "standard", Contrast()),
        lambda: store.delete(CONTRAST, "Flat"),
    ):
        with pytest.raises(UserError, match="built in"):
            change()


def test_a_default_is_kept_until_it_is_deleted(store: PresetStore) -> None:
    assert store.default(CONTRAST) == STANDARD
    store.save(CONTRAST, "Mine", Contrast(amount=1.5))
    store.set_default(CONTRAST, "mine")
    store.set_default(SOFTEN, STANDARD)
    assert (store.default(CONTRAST), store.default(SOFTEN)) == ("Mine", STANDARD)
    store.delete(CONTRAST, "Mine")
    assert store.default(CONTRAST) == STANDARD and len(store.entries(CONTRAST)) == 3
    store.delete(CONTRAST, "Mine")
    store.set_default(CONTRAST, "Flat")
    assert store.default(CONTRAST) == "Flat"


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 5000, '{"contrast": 3}', '{"contrast": "gone"}'])
def test_damaged_defaults_are_no_defaults(store: PresetStore, tmp_path: Path, text: str) -> None:
    (tmp_path / "presets").mkdir()
    write(tmp_path / "presets" / "defaults.json", text)
    assert store.default(CONTRAST) == STANDARD


@settings(max_examples=60, deadline=None)
@given(name=st.text(min_size=1, max_size=14))
def test_any_name_finds_its_way_into_a_file_name_and_back(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = PresetStore(Path(folder))
        try:
            kept = store.save(EVERYTHING, name, VALUES)
        except UserError:
            assert not name.strip()
            return
        assert store.load(EVERYTHING, name).params == VALUES
        assert [path.name for path in Path(folder).iterdir()] == ["everything"]
        (file,) = (Path(folder) / "everything").iterdir()
        assert file.suffix == ".json" and not set(file.name) & set('/\\:*?"<>|\n')
        assert store.entries(EVERYTHING)[1:] == (Entry(kept, False),)


@pytest.mark.parametrize("name", ["con", "LPT1", "../../x", ".hidden", "a.b", "x/y", "100%"])
def test_names_that_systems_mind(store: PresetStore, tmp_path: Path, name: str) -> None:
    assert store.save(EVERYTHING, name, VALUES) == name
    (file,) = (tmp_path / "presets" / "everything").iterdir()
    assert file.stem.upper() not in ("CON", "LPT1") and "." not in file.stem
    assert store.load(EVERYTHING, name).params == VALUES


@pytest.mark.parametrize("name", ["", "  ", "x" * 200])
def test_names_that_cannot_be(store: PresetStore, name: str) -> None:
    with pytest.raises(UserError, match="name"):
        store.save(EVERYTHING, name, VALUES)


def test_what_is_not_known_is_left_out_and_said(tmp_path: Path) -> None:
    path = write(tmp_path / "old.json", {"operation": "contrast", "params": {"amount": 1, "gamma": 2}})
    loaded = read(path, CONTRAST)
    assert loaded.params == Contrast(amount=1.0)
    assert len(loaded.notes) == 1 and "gamma" in loaded.notes[0] and "old" in loaded.notes[0]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ("{", "is no preset"),
        ("[" * 100_000, "is no preset"),
        ("\udcff", "is no preset"),
        ([], "is no preset"),
        ({"operation": "contrast", "params": []}, "is no preset"),
        ({"operation": "soften", "params": {}}, "for another operation"),
        ({"operation": "contrast", "params": {"amount": "much"}}, "cannot be used. Amount is a number"),
        ({"operation": "contrast", "params": {"amount": True}}, "cannot be used. Amount is a number"),
        ({"operation": "contrast", "params": {"middle": 101}}, "cannot be used. Middle cannot be 101"),
        ("x" * (1 << 20) + "x", "too large"),
    ],
)
def test_what_cannot_be_used_is_said_in_words(tmp_path: Path, values: Any, words: str) -> None:
    path = tmp_path / "bad.json"
    text = values if isinstance(values, str) else json.dumps(values)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UserError, match=words):
        read(path, CONTRAST)


def test_by_name_or_by_file(store: PresetStore, tmp_path: Path) -> None:
    file = write(tmp_path / "strong.json", {"operation": "contrast", "params": {"amount": 3.0}})
    assert find(store, CONTRAST, "strong").params.amount == 2.0
    assert find(store, CONTRAST, str(file)).params.amount == 3.0
    with pytest.raises(UserError, match="cannot be read"):
        find(store, CONTRAST, str(tmp_path / "missing.json"))
    with pytest.raises(UserError, match="no preset “weak” for Contrast") as raised:
        find(store, CONTRAST, "weak")
    assert raised.value.hint == "There are: Standard, Strong, Flat."


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    write(tmp_path / "presets", "a file")
    with pytest.raises(UserError, match="cannot be made"):
        PresetStore(tmp_path / "presets").save(CONTRAST, "A", Contrast())
