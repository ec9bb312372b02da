"""Translators from files: of every published kind, told by the tensors alone; nothing else is taken for one, or run."""

from __future__ import annotations

import json
import os
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from photofix.core.colour import srgb_decoded
from photofix.core.lightness import colours_of, lightness, luminance
from photofix.errors import UserError
from photofix.models.nets.patch_critic import PatchCritic
from photofix.models.nets.unet_generator import UNetGenerator
from photofix.models.spec import Placement
from photofix.models.translator import Translate, load, own
from tests.models.reference_generators import Kind, State, resnet, resnet_made, unet, unet_made

CPU = Placement("cpu", "fp32")
CLOSE = 1e-5
KINDS = [
    Kind("batch"),
    Kind("batch", tracked=True),
    Kind("instance"),
    Kind("instance", tracked=True),
    Kind("affine"),
    Kind("affine", tracked=True),
    Kind("none"),
    Kind(width=5),
    Kind(inputs=1),
    Kind(outputs=1),
    Kind(inputs=1, outputs=1),
    Kind(inputs=1, outputs=2, tracked=True),
]
RESNETS = [
    *KINDS,
    Kind("instance", dropout=True),
    Kind("batch", tracked=True, dropout=True),
    Kind("instance", edges="zero"),
    Kind("batch", edges="zero", dropout=True),
    Kind("instance", up="resized"),
    Kind("batch", up="resized"),
    Kind("instance", up="resized-zero"),
    Kind("batch", up="resized-zero", tracked=True),
]


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    return np.random.default_rng(0).random((64, 64, 3), np.float32)


def opened(path: Path, held: Any) -> Translate:
    torch.save(held, path)
    return load([path], CPU)


def seen(picture: np.ndarray, kind: Kind) -> torch.Tensor:
    """The picture as the reference shows it to its networks."""
    if kind.outputs == 2:
        planes = lightness(luminance(srgb_decoded(picture)))[..., None] / 50 - 1
    elif kind.inputs == 1:
        planes = (picture @ np.array([0.299, 0.587, 0.114]))[..., None] * 2 - 1
    else:
        planes = picture * 2 - 1
    return torch.from_numpy(planes).double().permute(2, 0, 1)[None]


def agree(translate: Translate, expected: torch.Tensor, picture: np.ndarray, kind: Kind) -> None:
    made, truth = translate(picture), expected[0].permute(1, 2, 0).numpy()
    assert made.shape == picture.shape and made.dtype == np.float32
    if kind.outputs == 2:
        light = lightness(luminance(srgb_decoded(picture)))
        linear = srgb_decoded(made)
        assert np.abs(lightness(luminance(linear)) - light).max() < 0.05
        asked, found = truth * 110, colours_of(linear)
        near = np.linalg.norm(asked, axis=2) < 12  # what sRGB can hold at most lightnesses
        near &= (light > 30) & (light < 80)
        assert near.sum() > 20
        assert np.abs(found - asked)[near].max() < 0.05
    else:
        assert np.abs(made - (truth + 1) / 2).max() < CLOSE


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("levels", [2, 5, 6])
def test_unets(levels: int, kind: Kind, picture: np.ndarray, tmp_path: Path) -> None:
    state = unet(levels, kind)
    translate = opened(tmp_path / "latest_net_G.pth", state)
    agree(translate, unet_made(state, levels, seen(picture, kind), kind), picture, kind)
    about = translate.about
    assert (about.inputs, about.outputs, about.multiple, about.reach) == (kind.inputs, kind.outputs, 2**levels, None)
    assert about.architecture == f"U-Net, {levels} levels" and about.noise == (levels > 5)
    assert about.parameters == sum(v.numel() for n, v in state.items() if "running" not in n and "num_b" not in n)


@pytest.mark.parametrize("kind", RESNETS, ids=str)
@pytest.mark.parametrize("blocks", [1, 3])
def test_resnets(blocks: int, kind: Kind, picture: np.ndarray, tmp_path: Path) -> None:
    state = resnet(blocks, kind)
    translate = opened(tmp_path / "latest_net_G_A.pth", state)
    agree(translate, resnet_made(state, blocks, seen(picture, kind), kind), picture, kind)
    about = translate.about
    assert (about.inputs, about.outputs, about.multiple) == (kind.inputs, kind.outputs, 4)
    assert about.architecture == f"ResNet, {blocks} blocks" and about.noise == kind.dropout


@pytest.mark.parametrize("levels", [7, 8])
@pytest.mark.parametrize("kind", [Kind("batch", tracked=True, width=2), Kind("instance", width=2)], ids=str)
def test_unets_as_deep_as_published(levels: int, kind: Kind, tmp_path: Path) -> None:
    picture = np.random.default_rng(1).random((256, 256, 3), np.float32)
    state = unet(levels, kind)
    translate = opened(tmp_path / "a.pth", state)
    agree(translate, unet_made(state, levels, seen(picture, kind), kind), picture, kind)


@pytest.mark.parametrize("blocks", [6, 9])
@pytest.mark.parametrize("kind", [Kind("instance"), Kind("batch", dropout=True, tracked=True)], ids=str)
def test_resnets_as_deep_as_published(blocks: int, kind: Kind, picture: np.ndarray, tmp_path: Path) -> None:
    state = resnet(blocks, kind)
    translate = opened(tmp_path / "a.pth", state)
    agree(translate, resnet_made(state, blocks, seen(picture, kind), kind), picture, kind)


def named(state: State, prefix: str) -> State:
    return {prefix + name: value for name, value in state.items()}


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda good, other: named(good, "module."),
        lambda good, other: {"state_dict": good, "epoch": 200},
        lambda good, other: {
            "epoch": 5,
            "model": {"state_dict": named(good, "module.")},
            "optimizer": {"state": {0: {}}},
        },
        lambda good, other: {"state_dict": {**named(other, "netD."), **named(good, "netG.")}},
        lambda good, other: {"G_A": good, "G_B": resnet(2, Kind("instance")), "D_A": other},
        lambda good, other: {
            **named(other, "D_A."),
            **named(good, "G_A."),
            **named(resnet(2, Kind("instance")), "G_B."),
        },
        lambda good, other: named(named(good, "module."), "_orig_mod."),
        lambda good, other: {name: value.half() for name, value in good.items()},
    ],
)
@pytest.mark.parametrize("name", ["a.pth", "a.pt", "A.CKPT"])
def test_whatever_it_is_wrapped_in(wrapped, name: str, picture: np.ndarray, tmp_path: Path) -> None:
    kind = Kind("instance")
    good = resnet(1, kind)
    held = wrapped(good, PatchCritic(width=2).state_dict())
    made, truth = opened(tmp_path / name, held)(picture), resnet_made(good, 1, seen(picture, kind), kind)
    half = any(isinstance(value, torch.Tensor) and value.dtype == torch.float16 for value in held.values())
    assert np.abs(made - (truth[0].permute(1, 2, 0).numpy() + 1) / 2).max() < (0.01 if half else CLOSE)


def test_old_files_of_pytorch_before_they_were_archives(picture: np.ndarray, tmp_path: Path) -> None:
    kind = Kind("batch", tracked=True)
    state = unet(5, kind)
    torch.save(state, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    agree(load([tmp_path / "old.pth"], CPU), unet_made(state, 5, seen(picture, kind), kind), picture, kind)


def test_our_own_training_says_what_it_made(picture: np.ndarray, tmp_path: Path) -> None:
    net = UNetGenerator(levels=6, width=2)
    said = {"kind": "translator", "title": "Moss", "takes": "grey", "gives": "moss", "size": 192, "colours": True}
    save_file(net.state_dict(), tmp_path / "a.safetensors", {"photofix": json.dumps(said)})
    translate = load([tmp_path / "a.safetensors"], CPU)
    about = translate.about
    assert (about.title, about.takes, about.gives, about.size, about.noise) == ("Moss", "grey", "moss", 192, True)
    assert about.coloured
    grey = np.repeat((picture @ np.array([0.299, 0.587, 0.114], np.float32))[..., None], 3, axis=2)
    assert np.abs(translate(picture) - translate(grey)).max() < CLOSE


@pytest.mark.parametrize("levels", [2, 5])
@pytest.mark.parametrize("norm", ["batch", "instance", "affine"])
def test_a_finishing_convolution_is_found(norm: Any, levels: int, picture: np.ndarray, tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = UNetGenerator(levels=levels, width=4, norm=norm, finish=True).eval()
    translate = opened(tmp_path / "a.pth", net.state_dict())
    assert (translate.about.inputs, translate.about.outputs, translate.about.multiple) == (3, 3, 2**levels)
    more = (translate.about.padded(64) - 64) // 2
    assert more >= translate.about.rim > 0 == (64 + 2 * more) % 2**levels
    around = np.pad(picture * 2 - 1, ((more, more), (more, more), (0, 0)), mode="symmetric")
    with torch.inference_mode():
        expected = net(torch.from_numpy(around).permute(2, 0, 1)[None])[0].permute(1, 2, 0).numpy()
    assert np.abs(translate(picture) - (expected[more:-more, more:-more] + 1) / 2).max() < CLOSE


@pytest.mark.parametrize(("gives", "kept"), [("photo", True), ("moss", False)])
def test_of_photos_that_are_made_of_their_grey_the_colours_are_taken(
    gives: str, kept: bool, picture: np.ndarray, tmp_path: Path
) -> None:
    torch.manual_seed(0)
    net = UNetGenerator(levels=5, width=8)
    said = {"kind": "translator", "takes": "grey", "gives": gives, "size": 64}
    save_file(net.state_dict(), tmp_path / "a.safetensors", {"photofix": json.dumps(said)})
    translate = load([tmp_path / "a.safetensors"], CPU)
    made = translate(picture)
    off = np.abs(lightness(luminance(srgb_decoded(made))) - lightness(luminance(srgb_decoded(picture))))
    assert translate.about.keeps_lightness == kept and (off.max() < 0.05) == kept
    assert float(np.abs(colours_of(srgb_decoded(made))).max()) > 1, "it has colours"


@pytest.mark.parametrize(
    "said", ["", "[]", "{", '{"size": "large", "title": 7, "takes": null}', '{"size": -1}', "[" * 100000]
)
def test_what_a_file_says_of_itself_may_be_nonsense(said: str, tmp_path: Path) -> None:
    save_file(resnet(1, Kind("instance")), tmp_path / "mine.safetensors", {"photofix": said})
    about = load([tmp_path / "mine.safetensors"], CPU).about
    assert (about.title, about.takes, about.size) == ("mine", "photo", None)


@pytest.mark.parametrize(
    ("name", "takes"), [("edges2shoes_pretrained/latest_net_G.pth", "edges"), ("sketch2cat.pth", "edges"),
                        ("facades_label2photo/latest_net_G.pth", "photo"), ("wedges.pth", "photo")],
)  # fmt: skip
def test_published_names_tell_what_is_taken(name: str, takes: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    assert opened(tmp_path / name, unet(5, Kind())).about.takes == takes


@pytest.mark.parametrize("shape", [(1, 1), (5, 70), (33, 25), (251, 333)])
@pytest.mark.parametrize(
    "state", [unet(5, Kind(width=1)), resnet(1, Kind("instance", width=1))], ids=["unet", "resnet"]
)
def test_pictures_of_any_size(state: State, shape: tuple[int, int], tmp_path: Path) -> None:
    picture = np.random.default_rng(2).random((*shape, 3), np.float32)
    made = opened(tmp_path / "a.pth", state)(picture)
    assert made.shape == picture.shape and 0 <= made.min() <= made.max() <= 1


@pytest.mark.parametrize(
    ("state", "margins"),
    [(unet(5, Kind()), ((3, 4), (15, 16))), (resnet(1, Kind("instance")), ((0, 3), (0, 3)))],
    ids=["unet", "resnet"],
)
def test_what_is_missing_is_mirrored(state: State, margins: tuple[tuple[int, int], ...], tmp_path: Path) -> None:
    picture = np.random.default_rng(4).random((57, 33, 3), np.float32)
    translate = opened(tmp_path / "a.pth", state)
    (top, _), (left, _) = margins
    whole = translate(np.pad(picture, (*margins, (0, 0)), mode="symmetric"))
    assert np.array_equal(translate(picture), whole[top : 57 + top, left : 33 + left])


def test_noise_comes_with_a_seed(picture: np.ndarray, tmp_path: Path) -> None:
    translate = opened(tmp_path / "a.pth", resnet(2, Kind(dropout=True)))
    plain, one, again, other = (translate(picture, seed) for seed in (None, 1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert not np.array_equal(one, plain)
    assert np.array_equal(translate(picture), plain), "and goes with it"


@pytest.mark.parametrize("kind", [Kind("instance"), Kind("batch", up="resized"), Kind("none", edges="zero")], ids=str)
def test_a_tile_is_the_part_of_the_whole_with_what_was_measured_of_it(kind: Kind, tmp_path: Path) -> None:
    picture = np.random.default_rng(1).random((40, 400, 3), np.float32)
    translate = opened(tmp_path / "a.pth", resnet(2, kind))
    whole, measured = translate(picture), translate.measure([picture])
    reach = translate.about.reach
    assert reach is not None and reach % translate.about.multiple == 0
    at = 200
    part = translate(np.ascontiguousarray(picture[:, at - reach :]), None, measured)
    assert np.abs(part[:, reach:] - whole[:, at:]).max() < 1e-3
    bare = translate(np.ascontiguousarray(picture[:, at:]), None, measured)
    assert np.abs(bare - whole[:, at:]).max() > 1e-3


def test_what_is_measured_is_of_all_parts_together(picture: np.ndarray, tmp_path: Path) -> None:
    translate = opened(tmp_path / "a.pth", resnet(1, Kind("instance")))
    dark, bright = picture * 0.2, 1 - picture * 0.2
    both, twice = translate.measure([dark, bright]), translate.measure([dark, dark])
    assert all(torch.isfinite(values).all() for one in both for values in one)
    assert not torch.allclose(both[0].variance, twice[0].variance)
    assert np.abs(translate(dark, None, twice) - translate(dark)).max() < 1e-3
    assert np.abs(translate(dark, None, both) - translate(dark)).max() > 1e-2


def test_half_precision_is_near(picture: np.ndarray, tmp_path: Path) -> None:
    torch.save(unet(6, Kind(width=4)), tmp_path / "a.pth")
    exact, rough = (load([tmp_path / "a.pth"], Placement("cpu", p))(picture) for p in ("fp32", "bf16"))
    assert 0 < np.abs(exact - rough).mean() < 0.02


class Trap:
    """Runs something when it is unpickled by a careless reader."""

    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.sprung),)


@pytest.mark.parametrize("archive", [True, False])
def test_a_malicious_file_is_refused_and_not_run(tmp_path: Path, archive: bool) -> None:
    held = {**resnet(1, Kind("instance")), "extra": Trap(tmp_path / "sprung")}
    if archive:
        torch.save(held, tmp_path / "bad.pth")
    else:
        (tmp_path / "bad.pth").write_bytes(pickle.dumps(held["extra"]))
    with pytest.raises(UserError, match="holds more than weights") as refused:
        load([tmp_path / "bad.pth"], CPU)
    assert refused.value.hint
    assert not (tmp_path / "sprung").exists()


def broken() -> list[tuple[str, bytes]]:
    import io

    good = io.BytesIO()
    torch.save(resnet(1, Kind("instance")), good)
    whole = good.getvalue()
    old = io.BytesIO()
    torch.save(resnet(1, Kind("instance")), old, _use_new_zipfile_serialization=False)
    rng = np.random.default_rng(0)
    return [
        ("empty", b""), ("text", b"not weights at all\n"), ("noise", rng.bytes(5000)),
        ("cut", whole[: len(whole) // 2]), ("old cut", old.getvalue()[:900]), ("list", pickle.dumps([1, 2, 3])),
        ("number", pickle.dumps(3)), ("pickle stop", b"\x80\x02."), ("picture", b"\x89PNG\r\n\x1a\n" + rng.bytes(90)),
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
@pytest.mark.parametrize(("name", "content"), broken())
def test_what_is_no_weights_file_is_said_to_be_none(name: str, content: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}{suffix}"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"cannot be read|no translator|holds more") as refused:
        load([path], CPU)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, "no translator"),
        ({"weight": torch.zeros(3)}, "no translator"),
        (PatchCritic(width=2).state_dict(), "critic"),
        (unet(5, Kind(inputs=4)), "4 channels and gives 3"),
        (unet(5, Kind(outputs=7)), "3 channels and gives 7"),
        ({name: value for name, value in unet(5, Kind()).items() if "3.model.3.model" not in name}, "no translator"),
        ({**resnet(1, Kind()), "model.12.weight": torch.zeros(1, 2, 3, 4)}, "no translator"),
        ({**resnet(2, Kind()), "model.30.weight": torch.zeros(3)}, "no translator"),
        ({**unet(5, Kind()), "model.model.0.weight": torch.zeros(4, 3, 4, 4)}, "no translator"),
        ({**unet(5, Kind()), "model.model.0.weight": torch.zeros(0, 3, 4, 4)}, "no translator"),
        ({"model.1.weight": torch.zeros(3, 3, 7, 7)}, "no translator"),
        ({"model.model.0.weight": torch.zeros(3, 3, 4, 4)}, "no translator"),
        (
            {**unet(5, Kind()), "model.model.0.weight": torch.zeros(1, 3, 4, 4).expand(1 << 40, 3, 4, 4)},
            "no translator",
        ),
    ],
)
def test_other_tensors_are_no_translator(state: State, words: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=words):
        opened(tmp_path / "a.pth", state)


def test_weights_that_are_no_numbers(picture: np.ndarray, tmp_path: Path) -> None:
    translate = opened(tmp_path / "a.pth", {name: value * np.nan for name, value in unet(5, Kind()).items()})
    with pytest.raises(UserError, match="damaged"):
        translate(picture)


def test_tensors_of_other_kinds_are_none(tmp_path: Path) -> None:
    odd = {"model.model.0.weight": torch.zeros(3, 3, 4, 4, dtype=torch.complex64)}
    for more in (odd, {"model.model.0.weight": torch.zeros(3, 3, 4, 4).to_sparse()}):
        with pytest.raises(UserError, match="no translator"):
            opened(tmp_path / "a.pth", {**unet(5, Kind()), **more})


def test_a_file_of_the_persons_own_is_a_model(tmp_path: Path) -> None:
    torch.save(unet(5, replace(Kind(), width=1)), tmp_path / "a.pth")
    spec = own(tmp_path / "a.pth")
    assert spec.id == f"file:translator:{tmp_path / 'a.pth'}"
    assert spec.load([tmp_path / spec.files[0].name], CPU)(np.zeros((9, 9, 3), np.float32)).shape == (9, 9, 3)
