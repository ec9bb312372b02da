"""The painter's recipes: examples that are kept, batches that repeat, a network that learns strokes and a new style."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from photofix.core.model_id import of_file
from photofix.errors import UserError
from photofix.models.nets.painter import Painter
from photofix.models.pool import Pool
from photofix.ops.palette import lab, palette
from photofix.training import painted, painter, style
from photofix.training.painted import Pair, canvas, chosen, pairs
from photofix.training.vgg import Vgg, srgb
from tests.ops.conftest import landscape


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painted, "CANVAS", 96)
    monkeypatch.setattr(painter, "SIZE", 32)
    monkeypatch.setattr(painter, "BATCH", 4)
    monkeypatch.setattr(style, "COUNT", 2)


@pytest.fixture
def painting(tmp_path: Path) -> Path:
    """Thick strokes of few colours."""
    rng = np.random.default_rng(4)
    picture = np.full((120, 140, 3), 128, np.uint8)
    for _ in range(900):
        x, y = (int(rng.integers(140)) for _ in range(2))
        colour = ((200, 60, 30), (40, 180, 220), (90, 90, 90))[int(rng.integers(3))]
        cv2.line(picture, (x, y), (x + 9, y + int(rng.integers(-3, 4))), colour, 2)
    cv2.imwrite(str(tmp_path / "strokes.png"), picture)
    return tmp_path / "strokes.png"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "any"
    folder.mkdir()
    for number in range(3):
        pixels = np.rint(landscape(90, 120, number) * 255).astype(np.uint8)
        cv2.imwrite(str(folder / f"{number}.png"), pixels)
    return folder


def test_examples_are_painted_once_and_kept(painting: Path, photos: Path, tmp_path: Path) -> None:
    said: list[str] = []
    files = sorted(photos.iterdir())[:2]
    (found,) = pairs(files, [painting], tmp_path / "kept", seed=0, say=said.append)
    assert len(found) == 2 and said == ["1 of 2 photographs painted", "2 of 2 photographs painted"]
    for pair in found:
        height, width = pair.picture.shape[:2]
        assert max(height, width) == 96
        assert pair.lines.shape == (height, width, 2) and pair.made.shape == (height, width, 3)
        mean, wanted = pair.made.astype(float).mean(axis=(0, 1)), palette(canvas(painting)).mean
        assert np.abs(mean - wanted).max() < 0.08
        slopes = [np.abs(np.diff(planes[..., 0].astype(float), axis=0)).mean() for planes in (pair.picture, pair.made)]
        assert slopes[1] > 2 * slopes[0]
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()}
    (again,) = pairs(files, [painting], tmp_path / "kept", seed=0, say=said.append)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()} == before
    assert all(np.array_equal(one.made, other.made) for one, other in zip(found, again, strict=True))


def test_photographs_are_chosen_by_the_seed() -> None:
    files = [Path(str(number)) for number in range(20)]
    assert chosen(files, 5, 0) == chosen(files, 5, 0) != chosen(files, 5, 1)
    assert len(set(chosen(files, 5, 0))) == 5 and len(chosen(files, 99, 0)) == 20


def made_up(seed: int) -> Pair:
    """A pair whose strokes are the lines, lighter and redder."""
    rng = np.random.default_rng(seed)
    picture, lines = rng.random((40, 48, 3)), rng.standard_normal((40, 48, 2))
    made = picture + 0.1 * lines[..., :1] * (1, 0.3, 0) + (0, 0.2, 0)
    return Pair(picture.astype("f2"), lines.astype("f2"), made.astype("f2"))


def test_a_batch_depends_on_its_number_alone() -> None:
    known = [[made_up(0), made_up(1)], [made_up(2), made_up(3)]]
    run = painter.batches(known, 5, 0)
    third = [next(run) for _ in range(3)][2]
    again = next(painter.batches(known, 5, 2))
    assert all(np.array_equal(one, other) for one, other in zip(third, again, strict=True))
    assert third.mix.shape == (4, 2) and (third.mix.sum(axis=0) == 2).all()
    np.testing.assert_allclose(third.made[..., 1] - third.picture[..., 1], 0.2 + 0.03 * third.lines[..., 0], atol=2e-3)


def test_texture_is_the_same_wherever_it_lies_and_less_when_blurred() -> None:
    torch.manual_seed(0)
    looks = torch.randn(16, 3, 7, 7)
    looks = looks - looks.mean(dim=(2, 3), keepdim=True)
    strokes, others = torch.rand(1, 3, 64, 64), torch.rand(1, 3, 64, 64)
    blurred = torch.nn.functional.avg_pool2d(others, 3, 1, 1)
    same, less = painter.texture(others, strokes, looks), painter.texture(blurred, strokes, looks)
    assert float(less) > 3 * float(same)


def test_it_begins_as_the_identity_and_sees_no_farther_than_it_says() -> None:
    torch.manual_seed(1)
    net = Painter(2, (8, 16))
    picture, lines, mix = torch.rand(1, 3, 16, 400), torch.randn(1, 2, 16, 400), torch.tensor([[0.5, 0.5]])
    torch.testing.assert_close(net(picture, lines, mix), picture)
    torch.nn.init.normal_(net.leave.weight, std=0.1)
    other = picture.clone()
    other[..., 200:] = torch.rand(1, 3, 16, 200)
    with torch.no_grad():
        difference = (net(picture, lines, mix) - net(other, lines, mix)).abs().amax(dim=(0, 1, 2))
    assert float(difference[: 200 - net.reach].max()) == 0 and float(difference[196:].max()) > 0


def test_it_learns_strokes() -> None:
    torch.manual_seed(0)
    net = Painter(1, (16, 16), 1)
    known = [[made_up(seed) for seed in range(4)]]
    batches, optimiser = painter.batches(known, 0, 0), torch.optim.AdamW(net.parameters(), lr=3e-3)
    losses = []
    for _ in range(60):
        optimiser.zero_grad()
        loss = painter.loss(net, next(batches))
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert np.mean(losses[-5:]) < 0.5 * losses[0]
    assert "fine contrast" in painter.score(net.eval(), [made_up(9)])


def test_a_missing_painting_is_said(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no painting"):
        painter.run(photos, tmp_path / "o", minutes=1, resume=False, seed=0, say=[].append, paintings=tmp_path)


def test_an_own_style_is_learnt_and_used(painting: Path, photos: Path, tmp_path: Path) -> None:
    said: list[str] = []
    out = tmp_path / "mine.safetensors"
    for resume in (False, True):
        style.run(photos, out, minutes=0.03, resume=resume, seed=0, say=said.append, painting=painting)
    assert any(words.startswith("resuming after") for words in said)
    assert load_file(out)["palette_mean"].shape == (1, 3)
    paint = Pool("cpu", "fp32").get(of_file("painter", out))
    wanted = palette(canvas(painting))
    mean, covariance = paint.palette(np.ones(1, np.float32))  # type: ignore[attr-defined]
    np.testing.assert_allclose(mean, wanted.mean, atol=1e-3)
    np.testing.assert_allclose(covariance, wanted.covariance, atol=1e-3)
    picture = canvas(sorted(photos.iterdir())[0])
    made = paint(picture, np.zeros((*picture.shape[:2], 2), np.float32), np.ones(1, np.float32))
    assert made.shape == picture.shape and np.isfinite(made).all()


def test_what_is_wrong_with_an_own_style_is_said(painting: Path, photos: Path, tmp_path: Path) -> None:
    def learn(photos: Path, out: str, painting: Path) -> None:
        style.run(photos, tmp_path / out, minutes=0.01, resume=False, seed=0, say=[].append, painting=painting)

    with pytest.raises(UserError, match="cannot be a style"):
        learn(photos, "mine.pth", painting)
    with pytest.raises(UserError, match="no painting"):
        learn(photos, "mine.safetensors", tmp_path / "none.png")
    (tmp_path / "bare").mkdir()
    with pytest.raises(UserError, match="fewer than 2"):
        learn(tmp_path / "bare", "mine.safetensors", painting)
    (tmp_path / "other.safetensors").write_bytes(b"never a model")
    with pytest.raises(UserError, match="not a style of PhotoFix"):
        Pool("cpu", "fp32").get(of_file("painter", tmp_path / "other.safetensors"))


def vgg_file(path: Path, layers: int = 16) -> Path:
    """Weights laid out as torchvision's vgg19 has them, random and small."""
    channels = (64, 64, 128, 128, *[256] * 4, *[512] * 8)
    places = (0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34)
    torch.manual_seed(2)
    state, given = {}, 3
    for place, made in list(zip(places, channels, strict=True))[:layers]:
        state[f"features.{place}.weight"] = torch.randn(made, given, 3, 3) * (2 / given / 9) ** 0.5
        state[f"features.{place}.bias"] = torch.zeros(made)
        given = made
    torch.save({**state, "classifier.0.weight": torch.zeros(4, 4)}, path)
    return path


def test_planes_become_srgb() -> None:
    picture = np.random.default_rng(0).random((6, 7, 3), np.float32)
    planes = torch.from_numpy(lab(picture)).permute(2, 0, 1)[None]
    np.testing.assert_allclose(srgb(planes)[0].permute(1, 2, 0).numpy(), picture, atol=2e-3)


def test_a_judge_tells_strokes_from_none(tmp_path: Path) -> None:
    judge = Vgg(vgg_file(tmp_path / "vgg.pth", 9))
    strokes = torch.rand(1, 3, 32, 32) * torch.tensor([0.9, 0.2, 0.2])[:, None, None]
    flat = strokes.mean(dim=(2, 3), keepdim=True).expand(-1, -1, 32, 32).clone().requires_grad_()
    apart = judge.apart(flat, strokes)
    apart.backward()
    assert float(judge.apart(strokes, strokes)) < 1e-9 < float(apart.detach())
    assert flat.grad is not None and bool(flat.grad.isfinite().all()) and float(flat.grad.abs().max()) > 0
    assert not any(value.requires_grad for value in judge.parameters())


def test_an_own_style_may_be_judged(painting: Path, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "judged.safetensors"
    style.run(
        photos, out, minutes=0.03, resume=False, seed=0, say=[].append, painting=painting,
        vgg=vgg_file(tmp_path / "vgg19.pth", 9),
    )  # fmt: skip
    assert load_file(out)["palette_mean"].shape == (1, 3)


@pytest.mark.parametrize("held", [b"never a model", {}, {"features.0.weight": torch.zeros(64, 3, 5, 5)}, [1]])
def test_what_is_no_judge_is_refused(tmp_path: Path, held: object) -> None:
    if isinstance(held, bytes):
        (tmp_path / "v.pth").write_bytes(held)
    else:
        torch.save(held, tmp_path / "v.pth")
    with pytest.raises(UserError, match="no VGG-19"):
        Vgg(tmp_path / "v.pth")
