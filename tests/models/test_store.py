"""Added models: copied whole, known by what lies beside them, told from what is no model."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.models import catalogue
from photofix.models.arriving import Wanted
from photofix.models.catalogue import CATALOGUE, Published
from photofix.models.download import Network
from photofix.models.store import DOWNLOADED, IMPORTED, INCOMING, Store
from tests.models.web import Web, look, model, served

SILENT = Progress.silent()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "models", look())


def file(folder: Path, name: str = "Some Model.pth", seed: int = 0) -> Path:
    path = folder / name
    path.write_bytes(model(seed))
    return path


def there(store: Store) -> list[str]:
    """The files of the store."""
    return sorted(str(path.relative_to(store.folder)) for path in store.folder.rglob("*") if path.is_file())


def test_a_model_is_added_and_known_again(store: Store, tmp_path: Path) -> None:
    path = file(tmp_path)
    entry = store.add(path, SILENT)
    assert there(store) == ["Some Model.pth", "Some Model.pth.json"]
    assert entry.path.read_bytes() == path.read_bytes()
    assert entry.passport.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (entry.origin, entry.address, entry.whole) == (IMPORTED, str(path), True)
    assert store.entries() == (entry,)
    assert Store(store.folder, look()).entries() == (entry,)


def test_found_by_any_of_its_names(store: Store, tmp_path: Path) -> None:
    entry = store.add(file(tmp_path), SILENT)
    for name in ("Some Model.pth", "Some Model", entry.passport.sha256, entry.passport.sha256[:8].upper()):
        assert store.find(name) == entry
    assert store.find("Some") is None
    assert store.find(entry.passport.sha256[:7]) is None


def test_the_same_file_is_kept_once(store: Store, tmp_path: Path) -> None:
    entry = store.add(file(tmp_path), SILENT)
    assert store.add(file(tmp_path, "same.pth"), SILENT) == entry
    assert store.entries() == (entry,)


def test_another_file_of_the_same_name_is_refused(store: Store, tmp_path: Path) -> None:
    store.add(file(tmp_path), SILENT)
    (tmp_path / "other").mkdir()
    with pytest.raises(UserError, match="another model named"):
        store.add(file(tmp_path / "other", seed=1), SILENT)
    assert there(store) == ["Some Model.pth", "Some Model.pth.json"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("x.param", "ncnn"), ("x.bin", "Upscayl"), ("x.onnx", "ONNX"), ("x.txt", "no model file"), (".pth", "no model")],
)
def test_what_cannot_run_here_is_told_by_its_name(store: Store, tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        store.add(file(tmp_path, name), SILENT)


def test_a_file_of_torch_may_be_named_bin_but_not_beside_a_param_file(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(b"PK" + model())
    with pytest.raises(UserError, match="is no model"):  # it was looked at
        store.add(path, SILENT)
    path.with_suffix(".param").write_text("7767517")
    with pytest.raises(UserError, match="ncnn"):
        store.add(path, SILENT)


def test_what_is_no_model_leaves_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "x.pth"
    path.write_bytes(b"nothing")
    with pytest.raises(UserError, match="no model"):
        store.add(path, SILENT)
    with pytest.raises(UserError, match="There is no file"):
        store.add(tmp_path / "gone.pth", SILENT)
    assert there(store) == []


def test_cancelled_leaves_nothing(store: Store, tmp_path: Path) -> None:
    progress = Progress(lambda fraction, _text: progress.cancel() if fraction > 0 else None)
    with pytest.raises(Cancelled):
        store.add(file(tmp_path), progress)
    assert there(store) == []


def test_a_file_without_its_note_does_not_count_and_is_replaced(store: Store, tmp_path: Path) -> None:
    """As if the program had ended between the two."""
    store.folder.mkdir()
    (store.folder / "Some Model.pth").write_bytes(b"half")
    assert store.entries() == ()
    assert store.add(file(tmp_path), SILENT).whole


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"passport": 3}', '{"passport": {}, "origin": 1}', "\x00"])
def test_a_broken_note_is_passed_over(store: Store, text: str) -> None:
    store.folder.mkdir()
    (store.folder / "x.pth").write_bytes(model())
    (store.folder / "x.pth.json").write_text(text)
    assert store.entries() == ()


def test_verified(store: Store, tmp_path: Path) -> None:
    entry = store.add(file(tmp_path), SILENT)
    store.verify(entry, SILENT)
    content = bytearray(entry.path.read_bytes())
    content[100] ^= 1
    entry.path.write_bytes(content)
    assert entry.whole  # at a glance
    with pytest.raises(UserError, match="damaged or was exchanged"):
        store.verify(entry, SILENT)
    entry.path.unlink()
    with pytest.raises(UserError, match="missing"):
        store.verify(entry, SILENT)
    assert not store.entries()[0].whole


def test_removed(store: Store, tmp_path: Path) -> None:
    entry = store.add(file(tmp_path), SILENT)
    store.remove(entry)
    assert there(store) == []


@pytest.fixture
def web() -> Iterator[Web]:
    with served(model()) as server:
        yield server


@pytest.fixture
def published(web: Web, monkeypatch: pytest.MonkeyPatch) -> Published:
    """A model of the catalogue that the server gives."""
    wanted = web.wanted("published.pth")
    entry = Published(
        "published", "A Published Model", "super-resolution", wanted.name, wanted.address, wanted.bytes, wanted.sha256,
        "MIT", True, "photos", "https://example.org",
    )  # fmt: skip
    monkeypatch.setattr(catalogue, "CATALOGUE", (*CATALOGUE, entry))
    return entry


def test_downloaded(store: Store, published: Published, web: Web) -> None:
    entry = store.download(published, Network(timeout=2), SILENT)
    assert there(store) == ["published.pth", "published.pth.json"]
    assert (entry.title, entry.id, entry.origin) == ("A Published Model", "published", DOWNLOADED)
    assert (entry.passport.licence, entry.passport.commercial, entry.training_data) == ("MIT", True, "photos")
    assert store.find("published") == entry
    assert store.download(published, Network(timeout=2), SILENT) == entry
    assert len(web.asked) == 1  # what is there is not fetched again


def test_a_published_file_that_is_imported_is_known(store: Store, published: Published, tmp_path: Path) -> None:
    entry = store.add(file(tmp_path, "renamed.pth"), SILENT)
    assert (entry.title, entry.name, entry.passport.licence) == ("A Published Model", "renamed.pth", "MIT")


def test_what_came_damaged_is_never_installed(store: Store, published: Published, web: Web) -> None:
    web.corrupt = 77
    with pytest.raises(UserError, match="checksum"):
        store.download(published, Network(timeout=2), SILENT)
    assert there(store) == []


def test_a_download_that_is_no_model_leaves_nothing(store: Store, published: Published, web: Web) -> None:
    def refuse(path: Path) -> None:
        raise UserError(f"{path.name} is no model.")

    with pytest.raises(UserError, match="no model"):
        Store(store.folder, refuse).download(published, Network(timeout=2), SILENT)  # type: ignore[arg-type]
    assert there(store) == []


def test_what_cannot_be_checked_is_not_downloaded(store: Store) -> None:
    for withheld in (entry for entry in CATALOGUE if entry.withheld):
        with pytest.raises(UserError, match="cannot be downloaded"):
            store.download(withheld, Network(), SILENT)
    assert not (store.folder / INCOMING).exists()


@pytest.mark.parametrize("name", ["../x.pth", "a/b.pth", "..", ".hidden.pth", "c:x.pth", "a\\b.pth", "x.pth.", ""])
def test_no_name_leads_out_of_the_folder(store: Store, web: Web, name: str) -> None:
    with pytest.raises(UserError, match="cannot be the name"):
        store.fetch(web.wanted(), name, Network(timeout=2), SILENT)
    assert there(store) == []


@pytest.mark.parametrize(("name", "value"), [("bytes", "many"), ("purpose", 3), ("scale", 2.5), ("tiling", 1)])
def test_a_note_with_a_wrong_value_is_passed_over(store: Store, tmp_path: Path, name: str, value: object) -> None:
    note = Path(f"{store.add(file(tmp_path), SILENT).path}.json")
    held = json.loads(note.read_text())
    held["passport"][name] = value
    note.write_text(json.dumps(held))
    assert store.entries() == ()


def test_a_file_that_is_changed_while_it_comes_is_not_kept(
    store: Store, published: Published, web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = Network.fetch

    def meddled(self: Network, what: Wanted, folder: Path, progress: Progress) -> Path:
        path = fetch(self, what, folder, progress)
        path.write_bytes(model(9))
        return path

    monkeypatch.setattr(Network, "fetch", meddled)
    with pytest.raises(UserError, match="changed on this machine"):
        store.download(published, Network(timeout=2), SILENT)
    assert there(store) == []


def test_what_was_left_behind_long_ago_is_swept_away(store: Store, tmp_path: Path) -> None:
    incoming = store.folder / INCOMING
    for name in ("old", "new"):
        (incoming / name).mkdir(parents=True)
        (incoming / name / "x.pth").write_bytes(b"half")
    (incoming / "old.part").write_bytes(b"half")
    for name in ("old", "old.part"):
        os.utime(incoming / name, (1, 1))
    store.add(file(tmp_path), SILENT)
    assert sorted(path.name for path in incoming.iterdir()) == ["new"]
