"""Models of every kind through the store: looked at, kept, packed, and the same result on another machine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from photofix import paths
from photofix.__main__ import main
from photofix.core.passport import PURPOSES, SUPER_RESOLUTION
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files.save import save
from photofix.models.nets.upscaler import Upscaler
from photofix.models.published import inspect
from photofix.models.store import Store
from tests.models.published_files import FILES, written
from tests.ops.conftest import landscape

SILENT = Progress.silent()


@pytest.mark.parametrize("name", FILES)
def test_every_architecture_is_kept_with_its_passport(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.models.published_files import smaller

    smaller(monkeypatch)
    path = written(name, tmp_path)
    entry = Store(tmp_path / "models", inspect).add(path, SILENT)
    assert entry.path.read_bytes() == path.read_bytes()
    assert entry.passport.purpose in PURPOSES and entry.passport.parameters > 0
    assert entry.passport.bytes == path.stat().st_size


def ours(folder: Path) -> Path:
    """An upscaler as training makes it."""
    torch.manual_seed(1)
    path = folder / "trained-here.safetensors"
    save_file({name: value.contiguous() for name, value in Upscaler().state_dict().items()}, path)
    return path


def test_an_upscaler_of_our_own_training_is_a_model_too(tmp_path: Path) -> None:
    entry = Store(tmp_path / "models", inspect).add(ours(tmp_path), SILENT)
    assert (entry.passport.architecture, entry.passport.purpose) == ("PhotoFix upscaler", SUPER_RESOLUTION)
    assert entry.passport.parameters == sum(value.numel() for value in Upscaler().state_dict().values())


@pytest.mark.parametrize("content", [b"", b"nothing", b"\x80\x02}q\x00.", b"PK\x03\x04 broken"])
def test_what_is_no_model_is_refused_and_leaves_nothing(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.pth"
    path.write_bytes(content)
    with pytest.raises(UserError):
        Store(tmp_path / "models", inspect).add(path, SILENT)
    assert not [found for found in (tmp_path / "models").rglob("*") if found.is_file()]


@pytest.mark.parametrize("kind", ["published", "ours"])
def test_a_pack_gives_the_same_result_byte_for_byte_on_another_machine(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = written("Real-ESRGAN x4plus", tmp_path) if kind == "published" else ours(tmp_path)
    save(Photo(from_float(landscape(24, 32), np.dtype(np.uint8))), tmp_path / "photo.png")

    def made(home: str, model: Path) -> bytes:
        """What a machine with its own data folder makes with a model that it imports."""
        monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / home))
        assert main(["models", "import", str(model)]) == 0, capsys.readouterr().err
        words = ["upscale", "photo.png", "--model", path.stem, "-o", f"{home}.png", "--device", "cpu"]
        assert main(words) == 0, capsys.readouterr().err
        return (tmp_path / f"{home}.png").read_bytes()

    first = made("here", path)
    assert main(["models", "export", path.stem, "-o", "pack.photofix-models"]) == 0
    path.unlink()
    assert made("there", tmp_path / "pack.photofix-models") == first
    for name, why in (("nothing", "none of crisp"), ("realesrgan-x4plus", "photofix models download realesrgan-x4")):
        capsys.readouterr()
        assert main(["upscale", "photo.png", "--model", name, "-o", "x.png"]) == 2
        assert why in capsys.readouterr().err


def test_a_model_for_something_else_is_not_found_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    Store(paths.own_models(), inspect).add(ours(tmp_path), SILENT)
    save(Photo(np.zeros((8, 8, 3), np.uint8)), tmp_path / "photo.png")
    words = [str(tmp_path / "photo.png"), "--model", "trained-here", "-o", str(tmp_path / "o.png")]
    assert main(["denoise", *words]) == 2
    assert "none of built-in, own and no file" in capsys.readouterr().err
