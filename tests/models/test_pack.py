"""Packs: what goes in comes out, byte for byte, and nothing else gets in."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.models import pack
from photofix.models.store import Store
from tests.models.web import look, model

SILENT = Progress.silent()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with two models."""
    full = Store(tmp_path / "full", look())
    for seed, name in enumerate(("one.pth", "two.safetensors")):
        (tmp_path / name).write_bytes(model(seed))
        full.add(tmp_path / name, SILENT)
    return full


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store(tmp_path / "empty", look())


def files(store: Store) -> list[str]:
    return sorted(path.name for path in store.folder.rglob("*") if path.is_file())


def test_a_pack_brings_the_same_files(store: Store, empty: Store, tmp_path: Path) -> None:
    path = tmp_path / "models.zip"
    pack.write(store.entries(), path, SILENT)
    assert pack.is_pack(path)
    with zipfile.ZipFile(path) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
    entries = pack.unpack(path, empty, SILENT)
    assert [(entry.name, entry.passport) for entry in entries] == [(e.name, e.passport) for e in store.entries()]
    for before, after in zip(store.entries(), entries, strict=True):
        assert after.path.read_bytes() == before.path.read_bytes()
    assert pack.unpack(path, empty, SILENT) == entries  # again, nothing is new


def test_the_same_models_make_the_same_pack(store: Store, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a", "b")]
    for path in paths:
        pack.write(store.entries(), path, SILENT)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_other_archives_are_no_packs(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "weights.pth", "w") as archive:
        archive.writestr("archive/data.pkl", b"")
    (tmp_path / "text").write_text("no archive")
    assert not any(pack.is_pack(tmp_path / name) for name in ("weights.pth", "text", "gone"))


def test_a_model_that_changed_is_not_packed(store: Store, tmp_path: Path) -> None:
    store.entries()[0].path.write_bytes(model(7))
    with pytest.raises(UserError, match="exchanged"):
        pack.write(store.entries(), tmp_path / "x", SILENT)
    store.entries()[0].path.unlink()
    with pytest.raises(UserError, match="missing"):
        pack.write(store.entries(), tmp_path / "x", SILENT)


Tell = Callable[[dict[str, Any]], None]


def made(
    path: Path, members: dict[str, bytes], *, compress: int = zipfile.ZIP_STORED, tell: Tell | None = None
) -> Path:
    """A pack made by hand. tell: changes its manifest."""
    listed = [
        {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
    ]
    manifest: dict[str, Any] = {"version": 1, "models": listed}
    if tell is not None:
        tell(manifest)
    with zipfile.ZipFile(path, "w", compress) as archive:
        archive.writestr(pack.MANIFEST, json.dumps(manifest))
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "name", ["../out.pth", "/out.pth", "a/../../out.pth", "..\\out.pth", "c:\\out.pth", "a/b.pth", ".out.pth", "x.exe"]
)
def test_no_member_leads_out_of_the_folder(empty: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError):
        pack.unpack(made(tmp_path / "bad", {name: model()}), empty, SILENT)
    assert files(empty) == []
    assert not [path for path in tmp_path.parent.rglob("out.pth") if path.is_file()]


def _set(name: str, value: Any) -> Tell:
    return lambda manifest: manifest["models"][0].update({name: value})


@pytest.mark.parametrize(
    "tell",
    [
        _set("sha256", "0" * 64), _set("bytes", 3), _set("bytes", "3"), _set("bytes", True), _set("name", "other.pth"),
        _set("name", 3), lambda manifest: manifest.update(models=[]), lambda manifest: manifest.update(models=3),
        lambda manifest: manifest.update(models=["x"]), lambda manifest: manifest.update(version=2),
        lambda manifest: manifest.update(models=manifest["models"] * 1001),
    ],
)  # fmt: skip
def test_a_manifest_that_says_something_else(empty: Store, tmp_path: Path, tell: Tell) -> None:
    with pytest.raises(UserError, match=r"damaged|another version"):
        pack.unpack(made(tmp_path / "bad", {"a.pth": model()}, tell=tell), empty, SILENT)
    assert files(empty) == []


def test_nothing_unfolds(empty: Store, tmp_path: Path) -> None:
    bomb = {"a.pth": bytes(10_000_000)}
    with pytest.raises(UserError, match="damaged"):
        pack.unpack(made(tmp_path / "bomb", bomb, compress=zipfile.ZIP_DEFLATED), empty, SILENT)
    assert files(empty) == []


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_pack(store: Store, empty: Store, tmp_path: Path, share: float) -> None:
    path = tmp_path / "models"
    pack.write(store.entries(), path, SILENT)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(UserError, match="damaged"):
        pack.unpack(path, empty, SILENT)
    assert files(empty) == []


def test_a_damaged_member(store: Store, empty: Store, tmp_path: Path) -> None:
    path = tmp_path / "models"
    pack.write(store.entries(), path, SILENT)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        pack.unpack(path, empty, SILENT)
    assert files(empty) == []


def test_all_or_none(empty: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no model"):
        pack.unpack(made(tmp_path / "bad", {"a.pth": model(), "b.pth": b"nothing"}), empty, SILENT)
    assert files(empty) == []


def test_what_was_there_stays(store: Store, tmp_path: Path) -> None:
    before = files(store)
    content = store.entries()[0].path.read_bytes()
    with pytest.raises(UserError, match="no model"):
        pack.unpack(made(tmp_path / "bad", {"one.pth": content, "b.pth": b"nothing"}), store, SILENT)
    assert files(store) == before


def test_cancelled(store: Store, empty: Store, tmp_path: Path) -> None:
    path = tmp_path / "models"
    pack.write(store.entries(), path, SILENT)
    progress = Progress(lambda fraction, _text: progress.cancel() if fraction > 0.4 else None)
    with pytest.raises(Cancelled):
        pack.unpack(path, empty, progress)
    assert files(empty) == []


def test_a_pack_that_is_not_there(empty: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        pack.unpack(tmp_path / "gone", empty, SILENT)
