"""Published networks: every architecture in its published layout is loaded, runs, and gives the same twice."""

from __future__ import annotations

import hashlib
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from photofix.core import passport as purposes
from photofix.core.model_id import of_file
from photofix.errors import UserError
from photofix.models import published
from photofix.models.pool import Pool
from photofix.models.published import Runner, inspect
from photofix.models.spandrel_import import spandrel
from photofix.models.spec import Placement
from tests.models.published_files import FILES, Lama, smaller, written
from tests.ops.conftest import landscape

HEIGHT, WIDTH = 251, 333
# purpose, scale, tiling
KNOWN = {
    "Real-ESRGAN x4plus": (purposes.SUPER_RESOLUTION, 4, True),
    "Real-ESRGAN general-x4v3": (purposes.SUPER_RESOLUTION, 4, True),
    "SwinIR": (purposes.SUPER_RESOLUTION, 2, True),
    "SwinIR, denoising": (purposes.RESTORATION, 1, True),
    "HAT": (purposes.SUPER_RESOLUTION, 4, True),
    "SCUNet": (purposes.RESTORATION, 1, True),
    "NAFNet": (purposes.RESTORATION, 1, True),
    "MI-GAN": (purposes.INPAINTING, 1, False),
    "DDColor": (purposes.COLORIZATION, 1, False),
    "CodeFormer": (purposes.FACE_RESTORATION, 1, False),
    "GFPGAN": (purposes.FACE_RESTORATION, 1, False),
    "RestoreFormer": (purposes.FACE_RESTORATION, 1, False),
    "LaMa": (purposes.INPAINTING, 1, True),
    "LaMa, as it was trained": (purposes.INPAINTING, 1, True),
}
CPU = Placement("cpu", "fp32")


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    smaller(monkeypatch)


def runner(path: Path) -> Runner:
    return published.load([path], CPU)


def shown(run: Runner) -> tuple[Any, ...]:
    """What a network of its purpose is called with."""
    purpose, smallest = run.passport.purpose, run.passport.smallest
    if purpose == purposes.INPAINTING:
        fixed = smallest == run.passport.multiple
        height, width = (smallest, smallest) if fixed else (HEIGHT, WIDTH)
        hole = np.zeros((height, width), bool)
        hole[height // 3 : height // 2, width // 4 : width // 2] = True
        return landscape(height, width), hole
    if purpose == purposes.COLORIZATION:
        return (landscape(HEIGHT, WIDTH)[..., 0] * 100,)
    if purpose == purposes.FACE_RESTORATION:
        side = 128 if run.passport.architecture == "RestoreFormer" else 512  # the others know no other size
        return landscape(side, side), 0.5
    return (landscape(64, 80),)


def test_all_are_known_here() -> None:
    assert KNOWN.keys() == FILES.keys()


@pytest.mark.parametrize("name", FILES)
def test_it_is_recognised_and_gives_the_same_twice(name: str, tmp_path: Path) -> None:
    run = runner(written(name, tmp_path))
    passport = run.passport
    assert (passport.purpose, passport.scale, passport.tiling) == KNOWN[name]
    given = shown(run)
    made = run(*given)
    assert made.dtype == np.float32 and np.isfinite(made).all() and made.std() > 1e-3
    assert np.array_equal(made, run(*given))
    if passport.purpose == purposes.COLORIZATION:
        assert made.shape == (512, 512, 2)
        return
    height, width = given[0].shape[:2]
    assert made.shape == (height * passport.scale, width * passport.scale, 3)
    if passport.purpose == purposes.INPAINTING:
        assert np.array_equal(made[~given[1]], given[0][~given[1]])
        assert not np.array_equal(made, given[0])


def test_a_passport_tells_what_the_file_holds(tmp_path: Path) -> None:
    path = written("Real-ESRGAN general-x4v3", tmp_path)
    passport = inspect(path)
    assert passport.name == path.name and passport.bytes == path.stat().st_size
    assert passport.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    held = torch.load(path, weights_only=True)["params"]
    assert passport.parameters == sum(value.numel() for value in held.values())
    assert (passport.inputs, passport.outputs, passport.half) == (3, 3, True)
    assert passport.licence == purposes.UNKNOWN and passport.commercial is None and not passport.warning


def test_face_networks_come_with_a_warning(tmp_path: Path) -> None:
    assert "other people" in inspect(written("CodeFormer", tmp_path)).warning


def test_the_pool_runs_it_and_it_computes_no_gradients(tmp_path: Path) -> None:
    path = written("LaMa", tmp_path)
    run = Pool("cpu", "fp32").get(of_file(published.KIND, path))
    module = run._built.module  # type: ignore[attr-defined]
    assert not module.training and not any(each.requires_grad for each in module.parameters())
    assert not any(each.training for each in module.modules())


def test_the_same_is_read_of_all_kinds_of_files(tmp_path: Path) -> None:
    from safetensors.torch import save_file

    path = written("NAFNet", tmp_path)
    state = torch.load(path, weights_only=True)["params"]
    save_file(state, tmp_path / "a.safetensors")
    torch.save(
        {"state_dict": {f"module.{name}": value for name, value in state.items()}, "epoch": 3}, tmp_path / "a.ckpt"
    )
    torch.save(state, tmp_path / "old.pt", _use_new_zipfile_serialization=False)
    torch.save({"model": {"params": state, "params_ema": state}}, tmp_path / "a.bin")
    picture = landscape(48, 64)
    expected = runner(path)(picture)
    for name in ("a.safetensors", "a.ckpt", "old.pt", "a.bin"):
        assert np.array_equal(runner(tmp_path / name)(picture), expected), name


def test_styles_and_upscalers_of_our_own_are_recognised(tmp_path: Path) -> None:
    from photofix.models.pool import weights
    from tests.models.test_transformer import random

    torch.save(random().state_dict(), tmp_path / "candy.model")
    style = inspect(tmp_path / "candy.model")
    assert (style.purpose, style.architecture, style.tiling) == (purposes.STYLE_TRANSFER, "fast_neural_style", False)
    own = inspect(weights("upscale-photo.safetensors"))
    assert (own.purpose, own.architecture, own.scale) == (purposes.SUPER_RESOLUTION, "PhotoFix upscaler", 4)


def test_fidelity_is_told_to_codeformer(tmp_path: Path) -> None:
    run = runner(written("CodeFormer", tmp_path))
    run._built = replace(run._built, call=lambda faces, fidelity: faces * fidelity)
    face = landscape(512, 512)
    assert np.allclose(run(face, 0.25), face / 4, atol=1e-6)


def test_colours_that_srgb_cannot_hold_survive(tmp_path: Path) -> None:
    run = runner(written("NAFNet", tmp_path))
    picture = landscape(40, 40)
    wide = picture.copy()
    wide[10:20, 10:20, 0] = 1.3
    inside = np.clip(wide, 0, 1)
    assert np.allclose(run(wide) - run(inside), wide - inside, atol=1e-6)


def test_a_grey_network_leaves_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FILES, "grey", ("grey.pth", "", lambda: _compact(1)))
    run = runner(written("grey", tmp_path))
    picture = landscape(32, 40)
    made = run(picture)
    change = made - picture
    assert run.passport.inputs == 1 and made.shape == picture.shape
    assert np.abs(change).max() > 1e-3 and np.allclose(change, change[..., :1], atol=1e-6)


def _compact(channels: int) -> dict[str, torch.Tensor]:
    spandrel()
    from spandrel.architectures.Compact import Compact

    net = Compact(num_in_ch=channels, num_out_ch=channels, num_feat=8, num_conv=2, upscale=1)
    return dict(net.state_dict())


# What is not to be trusted


class Payload:
    """Would make a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("ending", [".pth", ".pt", ".ckpt", ".bin"])
@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "old"])
def test_a_file_that_would_run_code_is_refused_and_does_not(tmp_path: Path, ending: str, zipped: bool) -> None:
    trace, path = tmp_path / "trace", tmp_path / f"model{ending}"
    held = {"params": {"conv.weight": torch.zeros(1)}, "more": Payload(trace)}
    torch.save(held, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(UserError, match="program code"):
        inspect(path)
    assert not trace.exists()
    torch.load(path, weights_only=False)  # it would have
    assert trace.exists()


def test_a_bare_pickle_is_refused(tmp_path: Path) -> None:
    import pickle

    trace, path = tmp_path / "trace", tmp_path / "model.pth"
    path.write_bytes(pickle.dumps(Payload(trace)))
    with pytest.raises(UserError):
        inspect(path)
    assert not trace.exists()


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "a/../../out.txt", "..\\out.txt"])
def test_a_zip_that_names_files_outside_is_refused(tmp_path: Path, name: str) -> None:
    import zipfile

    path = written("NAFNet", tmp_path)
    with zipfile.ZipFile(path, "a") as held:
        held.writestr(name, b"x")
    with pytest.raises(UserError, match="outside itself"):
        inspect(path)


@pytest.mark.parametrize("ending", [".pth", ".safetensors"])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.99])
def test_a_file_that_was_cut_short_is_refused(tmp_path: Path, ending: str, share: float) -> None:
    name = "NAFNet" if ending == ".pth" else "LaMa"
    whole = written(name, tmp_path).read_bytes()
    path = tmp_path / f"cut{ending}"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(UserError) as refused:
        inspect(path)
    assert path.name in refused.value.message and refused.value.hint


@pytest.mark.parametrize("ending", [".pth", ".safetensors", ".pt"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"holiday{ending}"
    path.write_bytes(b"\xff\xd8\xff\xe0 a photo, renamed" * 100)
    with pytest.raises(UserError, match="holiday"):
        inspect(path)


@pytest.mark.parametrize("held", [{"a.weight": torch.zeros(3)}, {}, [torch.zeros(2)], {"params": {"x": 1}}, 7])
def test_tensors_that_are_no_network_are_refused(tmp_path: Path, held: Any) -> None:
    torch.save(held, tmp_path / "x.pth")
    with pytest.raises(UserError, match="no network that PhotoFix knows"):
        inspect(tmp_path / "x.pth")


def test_weights_that_do_not_fit_their_network_are_refused(tmp_path: Path) -> None:
    for name in ("SwinIR", "CodeFormer", "DDColor", "MI-GAN"):
        path = written(name, tmp_path)
        held = torch.load(path, weights_only=True)
        inner = next((value for value in held.values() if isinstance(value, dict)), held)
        inner[next(reversed(inner))] = torch.zeros(1, 2, 3)
        torch.save(held, path)
        with pytest.raises(UserError, match="no network that PhotoFix knows"):
            inspect(path)


def test_other_endings_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.onnx").write_bytes(b"x")
    with pytest.raises(UserError, match=r"a\.onnx"):
        inspect(tmp_path / "a.onnx")
    with pytest.raises(UserError, match="no model file"):
        inspect(tmp_path / "gone.pth")


# big-LaMa, which is a program


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "big-lama.pt"
    with warnings.catch_warnings(action="ignore"):
        torch.jit.save(torch.jit.script(Lama()), path)  # type: ignore[no-untyped-call]
    return path


def test_a_program_is_refused_unless_its_checksum_is_known(program: Path) -> None:
    with pytest.raises(UserError, match="is a program") as refused:
        inspect(program)
    assert "checksum" in refused.value.hint


def test_big_lama_runs(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "BIG_LAMA", {hashlib.sha256(program.read_bytes()).hexdigest()})
    run = runner(program)
    picture, hole = landscape(HEIGHT, WIDTH), np.zeros((HEIGHT, WIDTH), bool)
    hole[100:140, 50:90] = True
    made = run(picture, hole)
    assert (run.passport.architecture, run.passport.purpose) == ("big-LaMa", purposes.INPAINTING)
    assert made.shape == picture.shape and np.array_equal(made[~hole], picture[~hole])
    assert np.ptp(made[hole], axis=0).max() < 1e-6 and abs(made[hole].mean() - picture[~hole].mean()) < 0.05
    program.write_bytes(program.read_bytes() + b"\0")
    with pytest.raises(UserError, match="is a program"):
        inspect(program)


# spandrel without torchvision


def test_spandrel_comes_without_torchvision() -> None:
    library = spandrel()
    assert library.ModelLoader is not None
    assert not any(name.split(".")[0] == "torchvision" for name in sys.modules)


def test_spandrel_needs_no_more_of_torchvision_than_is_given() -> None:
    folder = Path(spandrel().__file__ or "").parent
    lines = [line for path in folder.rglob("*.py") for line in path.read_text(encoding="utf-8").splitlines()]
    asked = sorted(line.strip() for line in lines if "import" in line and "torchvision" in line)
    assert asked == [
        "from torchvision.transforms.functional import InterpolationMode, rotate",
        "from torchvision.transforms.functional import normalize as tv_normalize",
    ]


def test_what_stands_in_for_torchvision() -> None:
    from photofix.models import spandrel_import as given

    picture = torch.rand(1, 3, 9, 9)
    halved = given.normalize(picture, [0.5] * 3, [0.5] * 3)
    assert torch.allclose(halved, picture * 2 - 1)
    turned = given.rotate(picture, 90, given.InterpolationMode.BILINEAR)
    assert torch.allclose(turned, torch.rot90(picture, 1, (2, 3)), atol=1e-4)
