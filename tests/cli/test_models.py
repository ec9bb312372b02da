"""`photofix models`: the table, and all that is done with models of one's own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from photofix import paths
from photofix.cli import models
from photofix.cli.table import Column, cut, lines
from photofix.models import catalogue
from photofix.models.catalogue import CATALOGUE, Published
from photofix.settings import OFFLINE_VARIABLE
from tests.models.web import Web, look, model, served


@pytest.fixture
def shop(shop: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command line with a data folder of its own, to which only the tests' files are models."""
    module = ModuleType("photofix.models.published")
    module.inspect = look()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "photofix.models.published", module)
    monkeypatch.setenv(paths.HOME_VARIABLE, str(shop.folder / "home"))
    monkeypatch.delenv(OFFLINE_VARIABLE, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    (shop.folder / "mine.pth").write_bytes(model())
    return shop


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A server with one published model."""
    with served(model(5)) as server:
        wanted = server.wanted("published.pth")
        entry = Published(
            "published", "Published", "restoration", wanted.name, wanted.address, wanted.bytes, wanted.sha256,
            "MIT", True, "photos", "https://example.org",
        )  # fmt: skip
        for module in ("photofix.models.catalogue", "photofix.models.listing", "photofix.cli.models"):
            monkeypatch.setattr(f"{module}.CATALOGUE", (*CATALOGUE, entry))
        assert catalogue.known(wanted.sha256) is entry
        yield server


def own(shop: Any) -> list[str]:
    folder = shop.folder / "home" / "data" / "models"
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_without_an_action_the_built_in_ones_as_ever(shop: Any) -> None:
    done = shop.run("models")
    assert done.code == 0
    assert done.out.startswith("eraser: ") and "weights     ready, SHA-256 " in done.out


@pytest.mark.parametrize("columns", [80, 100, 160])
def test_the_table_fits_the_terminal(shop: Any, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shop.run("models", "import", shop.folder / "mine.pth")
    done = shop.run("models", "list")
    table = done.out.splitlines()
    assert done.code == 0
    assert table[0].split()[:4] == ["name", "for", "where", "size"]
    assert ("licence" in table[0]) == (columns > 80)
    assert max(map(len, table)) <= columns
    assert any(line.startswith("mine ") and "imported" in line for line in table)
    assert any(line.startswith("realesrgan-x4plus ") and "67.0 MB" in line for line in table)
    assert any(line.startswith("codeformer ") and line.endswith(" no") for line in table)


def test_the_table_as_json(shop: Any) -> None:
    rows = {row["name"]: row for row in shop.run("models", "list", "--json").lines}
    assert rows["eraser"]["kind"] == "built in" and Path(rows["eraser"]["file"]).is_file()
    assert rows["big-lama"]["from"].endswith("/big-lama.pt") and rows["big-lama"]["file"] is None
    assert rows["mi-gan-traced"]["state"] == "no checksum was published"


def test_imported_told_checked_and_removed(shop: Any) -> None:
    done = shop.run("models", "import", shop.folder / "mine.pth")
    assert (done.code, done.out) == (0, "mine.pth: Test, super-resolution, 0.1 MB, licence unknown\n")
    assert own(shop) == ["mine.pth", "mine.pth.json"]
    assert "architecture  Test" in shop.run("models", "info", "mine").out
    (told,) = shop.run("models", "info", "mine", "--json").lines
    assert (told["scale"], told["kind"], told["from"]) == (4, "imported", str(shop.folder / "mine.pth"))
    assert shop.run("models", "verify", "mine").out == f"mine: verified, SHA-256 {told['sha256']}\n"
    assert shop.run("models", "remove", "mine").code == 0
    assert own(shop) == []


def test_a_file_is_told_of_before_it_is_imported(shop: Any) -> None:
    (told,) = shop.run("models", "info", shop.folder / "mine.pth", "--json").lines
    assert (told["architecture"], told["purpose"]) == ("Test", "super-resolution")
    assert own(shop) == []


def test_one_that_fails_does_not_stop_the_others(shop: Any) -> None:
    (shop.folder / "x.param").write_text("ncnn")
    done = shop.run("models", "import", shop.folder / "x.param", shop.folder / "mine.pth", shop.folder / "gone.pth")
    assert done.code == 1
    assert "Upscayl" in done.err and "There is no file" in done.err
    assert own(shop) == ["mine.pth", "mine.pth.json"]


def test_damage_is_found(shop: Any) -> None:
    shop.run("models", "import", shop.folder / "mine.pth")
    path = shop.folder / "home" / "data" / "models" / "mine.pth"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    done = shop.run("models", "verify", "mine")
    assert (done.code, "damaged or was exchanged" in done.err) == (1, True)


def test_verify_without_names_checks_all_that_is_here(shop: Any) -> None:
    shop.run("models", "import", shop.folder / "mine.pth")
    names = [line["name"] for line in shop.run("models", "verify", "--json").lines]
    assert names[0] == "eraser" and names[-1] == "mine"


@pytest.mark.parametrize("action", ["remove", "export"])
@pytest.mark.parametrize("name", ["eraser", "big-lama", "nothing"])
def test_only_models_of_ones_own_are_removed_and_exported(shop: Any, action: str, name: str) -> None:
    more = ("-o", shop.folder / "pack") if action == "export" else ()
    done = shop.run("models", action, name, *more)
    assert done.code == 1
    assert f"model {name}" in done.err or "no model 'nothing'" in done.err


def test_exported_and_imported_on_another_machine(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.run("models", "import", shop.folder / "mine.pth")
    pack = shop.folder / "mine.photofix-models"
    done = shop.run("models", "export", "mine", "-o", pack)
    assert (done.code, done.out) == (0, f"1 model, 0.1 MB → {pack}\n")
    assert shop.run("models", "export", "mine", "-o", pack).code == 1  # it exists
    assert shop.run("models", "export", "mine", "-o", pack, "--overwrite").code == 0
    monkeypatch.setenv(paths.HOME_VARIABLE, str(shop.folder / "other"))
    assert shop.run("models", "import", pack).code == 0
    there = shop.folder / "other" / "data" / "models" / "mine.pth"
    assert there.read_bytes() == (shop.folder / "mine.pth").read_bytes()


def test_downloaded(shop: Any, web: Web) -> None:
    done = shop.run("models", "download", "published", "--json")
    assert (done.code, done.lines[0]["name"], done.err) == (0, "published.pth", "")
    assert own(shop) == ["published.pth", "published.pth.json"]
    rows = {row["name"]: row for row in shop.run("models", "list", "--json").lines}
    assert (rows["published"]["kind"], rows["published"]["licence"]) == ("downloaded", "MIT")


def test_what_is_not_published_is_not_downloaded(shop: Any) -> None:
    done = shop.run("models", "download", "nothing", "mi-gan")
    assert done.code == 1
    assert "No published model is called 'nothing'" in done.err and "MI-GAN 512 cannot be downloaded" in done.err


@pytest.mark.parametrize("switch", ["variable", "settings"])
def test_offline_nothing_is_downloaded(shop: Any, web: Web, monkeypatch: pytest.MonkeyPatch, switch: str) -> None:
    if switch == "variable":
        monkeypatch.setenv(OFFLINE_VARIABLE, "1")
    else:
        (shop.folder / "home" / "config").mkdir(parents=True)
        (shop.folder / "home" / "config" / "settings.json").write_text(json.dumps({"offline": True}))
    for name in ("published", "owner/repository"):
        done = shop.run("models", "download", name)
        assert (done.code, "PhotoFix is offline" in done.err) == (1, True)
    assert (web.asked, own(shop)) == ([], [])


def test_measured(shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "measure", lambda _id, _models, _progress: 1.25)
    shop.run("models", "import", shop.folder / "mine.pth")
    done = shop.run("models", "benchmark", "mine")
    assert (done.code, done.out) == (0, "mine: 1.25 s per megapixel that it is shown (fake)\n")
    rows = {row["name"]: row for row in shop.run("models", "list", "--json").lines}
    assert (rows["mine"]["seconds_per_megapixel"], rows["eraser"]["seconds_per_megapixel"]) == (1.25, None)
    assert "not here" in shop.run("models", "benchmark", "big-lama").err


def test_the_folder_of_another_program(shop: Any) -> None:
    (shop.folder / "comfy").mkdir()
    (shop.folder / "comfy" / "4x.pth").write_bytes(model(9))
    (shop.folder / "home" / "config").mkdir(parents=True)
    text = json.dumps({"models_folder": str(shop.folder / "comfy")})
    (shop.folder / "home" / "config" / "settings.json").write_text(text)
    rows = {row["name"]: row for row in shop.run("models", "list", "--json").lines}
    assert rows["4x"]["kind"] == "elsewhere"
    assert "another program's" in shop.run("models", "remove", "4x").err
    assert (shop.folder / "comfy" / "4x.pth").is_file()


@pytest.mark.parametrize("words", [["models", "import"], ["models", "export", "x"], ["models", "fly"]])
def test_usage(shop: Any, words: list[str]) -> None:
    assert shop.run(*words).code == 2


def test_columns_are_cut_where_they_may_be() -> None:
    columns = (Column("name", least=4), Column("size", right=True))
    assert lines(columns, [("a long name", "12")], 14) == ["name      size", "a long …    12"]
    assert lines(columns, [("a", "1")], 3) == ["name  size", "a        1"]
    columns = (Column("name"), Column("licence", least=3, spare=True), Column("size"))
    assert lines(columns, [("a", "MIT licence", "1")], 17) == ["name  lice…  size", "a     MIT …  1"]
    assert lines(columns, [("a", "MIT licence", "1")], 14) == ["name  size", "a     1"]
    assert cut("", 0) == ""
