"""The eraser's recipe: it learns, it is repeatable, it goes on where it stopped."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from photofix.core.photo import from_float
from photofix.errors import UserError
from photofix.models.nets.eraser import Eraser
from photofix.models.pool import weights
from photofix.training import eraser, eraser_thin, holes
from photofix.training.loop import Schedule, train
from photofix.training.photos import MANIFEST, Photos, crops, listed
from tests.ops.conftest import landscape


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four small photographs, one of them for validation."""
    place = tmp_path_factory.mktemp("photos")
    with (place / MANIFEST).open("w", newline="", encoding="utf-8") as text:
        rows = csv.writer(text)
        rows.writerow(["file", "split"])
        for number in range(4):
            pixels = from_float(landscape(150, 170, number), np.dtype(np.uint8))
            cv2.imwrite(str(place / f"{number}.png"), pixels[..., ::-1])
            rows.writerow([f"{number}.png", "val" if number == 3 else "train"])
    return place


def small(out: Path, folder: Path, *, steps: int, resume: bool, said: list[str]) -> torch.nn.Module:
    """A short run of the real loop, loss and batches on a tiny network."""
    torch.manual_seed(3)
    photos = Photos(folder, "train")

    def batches(start: int):  # type: ignore[no-untyped-def]
        source = eraser.holed(photos, 5, start, 64, 2)
        return (next(source) for _ in range(steps - start))

    net = Eraser(widths=(8, 8, 8), depth=1)
    return train(
        net, batches, eraser.loss, Schedule(minutes=10), out, resume=resume, evaluate=lambda n: "", say=said.append
    )


def test_photos_follow_the_manifest(folder: Path, tmp_path: Path) -> None:
    assert [path.name for path in listed(folder, "train")] == ["0.png", "1.png", "2.png"]
    with pytest.raises(UserError, match="no photographs of the split"):
        listed(folder, "test")
    with pytest.raises(UserError, match=MANIFEST):
        listed(tmp_path, "train")


def test_crops_depend_on_seed_and_step_alone(folder: Path) -> None:
    photos = Photos(folder, "train")
    first = crops(photos, seed=1, start=0, size=64, count=2)
    next(first)
    again = crops(photos, seed=1, start=1, size=64, count=2)
    batch = next(first)
    np.testing.assert_array_equal(batch, next(again))
    assert batch.shape == (2, 64, 64, 3) and batch.dtype == np.uint8


@pytest.mark.parametrize("seed", range(20))
def test_holes_are_neither_nothing_nor_everything(seed: int) -> None:
    mask = holes.any_hole(np.random.default_rng(seed), 128)
    assert mask.shape == (128, 128) and set(np.unique(mask)) <= {0, 255}
    assert 0 < mask.mean() < 0.6 * 255


def test_loss_is_zero_for_the_truth_and_more_for_a_blur(folder: Path) -> None:
    batch = next(eraser.holed(Photos(folder, "train"), 1, 0, 64, 3))

    class Oracle(torch.nn.Linear):
        def forward(self, rgb: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
            return rgb

    class Blur(torch.nn.Linear):
        def forward(self, rgb: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:  # type: ignore[override]
            return rgb * (1 - mask) + rgb.mean((2, 3), keepdim=True) * mask

    assert float(eraser.loss(Oracle(1, 1), batch)) == 0
    assert float(eraser.loss(Blur(1, 1), batch)) > 0.01


def test_a_run_is_written_and_can_be_resumed(folder: Path, tmp_path: Path) -> None:
    said: list[str] = []
    small(tmp_path, folder, steps=2, resume=False, said=said)
    assert (tmp_path / "checkpoint.pt").is_file() and (tmp_path / "log.jsonl").is_file()
    small(tmp_path, folder, steps=4, resume=True, said=said)
    state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert state["step"] == 4
    assert any("resuming after 2 steps" in line for line in said)


def test_training_lowers_the_loss(folder: Path, tmp_path: Path) -> None:
    batch = next(eraser.holed(Photos(folder, "train"), 9, 0, 64, 4))
    torch.manual_seed(3)
    net = Eraser(widths=(8, 8, 8), depth=1)
    optimiser = torch.optim.Adam(net.parameters(), 3e-3)
    first = last = float(eraser.loss(net, batch).detach())
    for _ in range(25):
        optimiser.zero_grad()
        loss = eraser.loss(net, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        last = float(loss.detach())
    assert last < 0.9 * first


def test_weights_are_written_as_halves(tmp_path: Path) -> None:
    from photofix.training.weights import export

    net = Eraser(widths=(8, 8, 8), depth=1)
    export(net, tmp_path / "e.safetensors")
    stored = load_file(tmp_path / "e.safetensors")
    assert set(stored) == set(net.state_dict())
    assert all(value.dtype == torch.float16 for value in stored.values())
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("seed", range(20))
def test_thin_holes_are_thin_and_many(seed: int) -> None:
    mask = holes.thin_hole(np.random.default_rng(seed), 96)
    assert mask.shape == (96, 96) and set(np.unique(mask)) <= {0, 255}
    assert 0.02 * 255 < mask.mean() < 0.5 * 255


def test_the_second_network_begins_with_the_first(folder: Path, tmp_path: Path) -> None:
    net = eraser_thin.run(folder, tmp_path, minutes=0, resume=False, seed=0, say=lambda _: None)
    shipped = load_file(weights("eraser.safetensors"))
    assert all(torch.equal(value, shipped[name].float()) for name, value in net.state_dict().items())
    assert load_file(tmp_path / "eraser-thin.safetensors").keys() == shipped.keys()
