"""Another program's folder of models: looked at once, never changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from photofix.core.passport import Passport
from photofix.core.progress import Progress
from photofix.errors import Cancelled
from photofix.models.elsewhere import ELSEWHERE, Elsewhere
from tests.models.web import look, model

SILENT = Progress.silent()


class Looks:
    """Counts how often a file is looked at."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, path: Path) -> Passport:
        self.seen.append(path.name)
        return look()(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As ComfyUI and Upscayl have it."""
    inner = tmp_path / "models" / "upscale_models"
    inner.mkdir(parents=True)
    (inner / "4x.pth").write_bytes(model())
    (inner / "broken.safetensors").write_bytes(b"nothing")
    (inner / "ultrasharp.param").write_bytes(b"7767517")
    (inner / "ultrasharp.bin").write_bytes(b"")
    (inner / "readme.txt").write_text("not a model")
    return tmp_path / "models"


def test_what_is_there(folder: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    entries, refused = Elsewhere(folder, tmp_path / "notes.json", look()).look(SILENT)
    assert [(entry.name, entry.origin) for entry in entries] == [("4x.pth", ELSEWHERE)]
    assert sorted(refused) == ["broken.safetensors", "ultrasharp.bin", "ultrasharp.param"]
    assert "cannot run it" in refused["ultrasharp.param"] and "ncnn" in refused["ultrasharp.bin"]
    assert "no model" in refused["broken.safetensors"]
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_file_is_looked_at_once_for_each_change(folder: Path, tmp_path: Path) -> None:
    looks, notes = Looks(), tmp_path / "deep" / "notes.json"
    first = Elsewhere(folder, notes, looks).look(SILENT)
    assert Elsewhere(folder, notes, looks).look(SILENT) == first
    assert sorted(looks.seen) == ["4x.pth", "broken.safetensors"]
    path = folder / "upscale_models" / "4x.pth"
    path.write_bytes(model(3))
    os.utime(path, ns=(1, 1))
    assert Elsewhere(folder, notes, looks).known() == ()  # it is another one now
    assert Elsewhere(folder, notes, looks).look(SILENT)[0] != first[0]
    assert looks.seen.count("4x.pth") == 2
    assert len(Elsewhere(folder, notes, looks).known()) == 1


@pytest.mark.parametrize("text", ["", "[]", '{"x": 3}', "\x00"])
def test_broken_notes_are_written_anew(folder: Path, tmp_path: Path, text: str) -> None:
    notes = tmp_path / "notes.json"
    notes.write_text(text)
    here = Elsewhere(folder, notes, look())
    assert here.known() == ()
    assert len(here.look(SILENT)[0]) == len(here.known()) == 1


def test_what_was_seen_before_a_cancel_is_remembered(folder: Path, tmp_path: Path) -> None:
    looks, notes = Looks(), tmp_path / "notes.json"
    progress = Progress(lambda fraction, _text: progress.cancel() if fraction > 0.2 else None)
    with pytest.raises(Cancelled):
        Elsewhere(folder, notes, looks).look(progress)
    assert looks.seen == ["4x.pth", "broken.safetensors"]
    assert len(Elsewhere(folder, notes, looks).known()) == 1
    Elsewhere(folder, notes, looks).look(SILENT)
    assert looks.seen == ["4x.pth", "broken.safetensors"]


def test_no_folder(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "gone"):
        here = Elsewhere(folder, tmp_path / "notes.json", look())
        assert here.look(SILENT) == ((), {})
        assert here.known() == ()


def test_notes_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert len(Elsewhere(folder, tmp_path / "file" / "notes", look()).look(SILENT)[0]) == 1
