"""The table of all models, and how fast they are here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photofix.core import passport
from photofix.core.model_id import of_file
from photofix.core.passport import PURPOSES, Passport
from photofix.core.progress import Progress
from photofix.models import speed
from photofix.models.catalogue import CATALOGUE
from photofix.models.listing import (
    BUILT_IN,
    CHANGED,
    DETECTION,
    DOWNLOADABLE,
    MISSING,
    READY,
    Listed,
    called,
    listed,
)
from photofix.models.speed import Speeds, measure
from photofix.models.store import Entry, Store
from photofix.models.table import MODELS
from tests.models.web import look, model

SILENT = Progress.silent()


@pytest.fixture
def speeds(tmp_path: Path) -> Speeds:
    return Speeds(tmp_path / "deep" / "speeds.json")


def entry(tmp_path: Path) -> Entry:
    (tmp_path / "a.pth").write_bytes(model())
    return Store(tmp_path / "models", look()).add(tmp_path / "a.pth", SILENT)


def test_built_in_first_then_added_then_to_download(tmp_path: Path, speeds: Speeds) -> None:
    added = entry(tmp_path)
    rows = listed([added], [], speeds)
    assert [row.id for row in rows] == [
        *(spec.id for spec in MODELS), "a", *(published.id for published in CATALOGUE),
    ]  # fmt: skip
    assert {row.kind for row in rows} == {BUILT_IN, "imported", DOWNLOADABLE}
    assert {row.purpose for row in rows} <= {*PURPOSES, DETECTION}
    assert [row.id for row in rows if row.here] == [*(spec.id for spec in MODELS), "a"]
    assert all(row.licence and row.training_data for row in rows)


def test_what_is_here_is_not_to_be_downloaded(tmp_path: Path, speeds: Speeds, monkeypatch: Any) -> None:
    added = entry(tmp_path)
    monkeypatch.setattr("photofix.models.listing.CATALOGUE", (
        *CATALOGUE[1:], CATALOGUE[0].__class__(**{**vars(CATALOGUE[0]), "sha256": added.passport.sha256}),
    ))  # fmt: skip
    assert CATALOGUE[0].id not in [row.id for row in listed([added], [], speeds)]
    added.path.unlink()
    assert CATALOGUE[0].id in [row.id for row in listed([added], [], speeds)]


def test_the_state_at_a_glance(tmp_path: Path, speeds: Speeds) -> None:
    added = entry(tmp_path)

    def state() -> str:
        return next(row.state for row in listed([added], [], speeds) if row.id == "a")

    assert state() == READY
    added.path.write_bytes(b"x")
    assert state() == CHANGED
    added.path.unlink()
    assert state() == MISSING


def test_no_two_rows_are_called_the_same(tmp_path: Path, speeds: Speeds) -> None:
    store = Store(tmp_path / "models", look())
    for seed, name in enumerate(("eraser.pth", "x.pth", "x.safetensors")):
        (tmp_path / name).write_bytes(model(seed))
        store.add(tmp_path / name, SILENT)
    rows = listed(store.entries(), store.entries(), speeds)
    assert len({row.id for row in rows}) == len(rows)
    added = [row.id for row in rows if row.kind == "imported"]
    assert added[:3] == ["eraser.pth", "x", "x.safetensors"]
    assert [called(rows, name) for name in added] == [row for row in rows if row.kind == "imported"]


def test_called_by_name(tmp_path: Path, speeds: Speeds) -> None:
    added = entry(tmp_path)
    rows = listed([added], [], speeds)

    def found(name: str) -> Listed:
        row = called(rows, name)
        assert row is not None
        return row

    assert found("eraser").kind == BUILT_IN
    assert found("a.pth").entry == found("a").entry == found(added.passport.sha256[:10]).entry == added
    assert found("RealESRGAN_x4plus.pth").id == found("realesrgan-x4plus").id == "realesrgan-x4plus"
    assert called(rows, "nothing") is None


def test_speeds_are_remembered_by_device(speeds: Speeds, tmp_path: Path) -> None:
    assert speeds.get("aa", "cpu") is speeds.best("aa") is None
    speeds.put("aa", "cpu", 3.0)
    speeds.put("aa", "cuda:0", 0.25)
    speeds.put("bb", "cpu", 1.0)
    again = Speeds(tmp_path / "deep" / "speeds.json")
    assert (again.get("aa", "cpu"), again.get("aa", "cuda:0"), again.get("aa", "mps")) == (3.0, 0.25, None)
    assert again.best("aa") == 0.25
    (tmp_path / "deep" / "speeds.json").write_text("[]")
    assert speeds.best("aa") is None


class _Pool:
    """One model, whatever is asked for."""

    device = "cpu"

    def __init__(self, made: Callable[..., Any]) -> None:
        self.made = made

    def get(self, model_id: str) -> Callable[..., Any]:
        return self.made

    def sha256(self, model_id: str) -> str:
        return ""


def test_every_built_in_model_can_be_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    from photofix.models.pool import Pool

    monkeypatch.setattr(speed, "SIDE", 64)
    monkeypatch.setattr(speed, "GOES", 0)
    pool = Pool("cpu", "fp32")
    assert all(measure(spec.id, pool, SILENT) > 0 for spec in MODELS)


@pytest.mark.parametrize("purpose", [purpose for purpose in PURPOSES if purpose in speed.CALLS])
def test_published_models_are_called_as_their_purpose_has_it(purpose: str) -> None:
    class Model:
        def __init__(self) -> None:
            self.passport = Passport("x", "X", purpose, 1, 3, 3, 1, 1, "", smallest=300)
            self.shapes: list[tuple[int, ...]] = []

        def __call__(self, picture: Any, *more: Any) -> Any:
            self.shapes.append(np.shape(picture))
            return picture

    made = Model()
    assert measure(of_file("published", Path("x.pth")), _Pool(made), SILENT) > 0
    side = 512 if purpose == passport.FACE_RESTORATION else 300
    assert {shape[:2] for shape in made.shapes} == {(side, side)}


def test_an_upscaler_of_our_own_training_can_be_measured() -> None:
    calls: list[Any] = []
    assert measure(of_file("upscale", Path("x.safetensors")), _Pool(lambda *given: calls.append(given)), SILENT) > 0
    assert {scale for _picture, scale in calls} == {2}
