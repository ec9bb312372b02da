"""The finder's recipe: what it renders can be seen and is where the truth says, and it learns."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from photofix.errors import UserError
from photofix.models.nets.finder import Finder
from photofix.training import distractors, dust, finder, scratches, wires
from photofix.training.damage import DUST, SCRATCHES, STAINS, Shapes
from photofix.training.loop import Schedule, train
from photofix.training.mistakes import mistakes
from photofix.training.rendered import FAINT, MARKED, VISIBLE, Floats, Rendered, seen
from photofix.training.weights import export
from tests.ops.conftest import landscape

SEEDS = range(12)


@pytest.fixture(scope="module")
def shapes(folder: Path) -> tuple[Shapes, Shapes, Shapes]:
    damage = folder.parent / "film-damage"
    return Shapes(damage, DUST), Shapes(damage, SCRATCHES), Shapes(damage, STAINS)


def rendered(kind: str, seed: int, shapes: tuple[Shapes, Shapes, Shapes]) -> tuple[Floats, Rendered]:
    picture = landscape(180, 200, seed)
    rng = np.random.default_rng(seed)
    specks, scratched, stained = shapes
    if kind == "wires":
        return picture, wires.render(rng, picture)
    if kind == "dust":
        return picture, dust.render(rng, picture, specks)
    return picture, scratches.render(rng, picture, scratched, stained)


@pytest.mark.parametrize("kind", ["wires", "dust", "scratches"])
def test_defects_are_pictures_with_a_truth(kind: str, shapes: tuple[Shapes, Shapes, Shapes]) -> None:
    marked = 0
    for seed in SEEDS:
        before, made = rendered(kind, seed, shapes)
        picture, truth = made.picture, made.truth
        assert picture.shape == before.shape and picture.dtype == np.float32
        assert picture.min() >= 0 and picture.max() <= 1
        assert truth.dtype == np.uint8 and set(np.unique(truth)) <= {0, 255}
        assert not made.faint[truth > 0].any()
        marked += int((truth > 0).any())
    assert marked >= len(SEEDS) * 3 // 4


@pytest.mark.parametrize("kind", ["wires", "dust"])
def test_the_truth_is_what_has_changed(kind: str, shapes: tuple[Shapes, Shapes, Shapes]) -> None:
    """Scratches come in pictures that are aged as a whole, so that there the difference says nothing."""
    for seed in SEEDS:
        before, made = rendered(kind, seed, shapes)
        picture, truth = made.picture, made.truth
        change = np.abs(picture - before).mean(2)
        if (truth > 0).any():
            assert change[truth > 0].mean() > VISIBLE
        far = cv2.dilate(made.marks, np.ones((9, 9))) == 0
        assert change[far].mean() < VISIBLE / 4


def test_what_nobody_can_see_is_neither_asked_for_nor_wrong() -> None:
    rng = np.random.default_rng(0)
    plain, rough = np.full((80, 80, 3), 0.5, np.float32), rng.uniform(0.2, 0.8, (80, 80, 3)).astype(np.float32)
    shape = np.zeros((80, 80), np.float32)
    shape[40:43] = 1
    for picture, change, mark in (
        (plain, 0.02, FAINT),
        (plain, 0.08, MARKED),
        (rough, 0.08, FAINT),
        (rough, 0.4, MARKED),
    ):
        marks = seen(picture, picture + change * shape[..., None], shape)
        assert (marks[40:43] == mark).all() and not marks[:40].any()


def test_the_original_is_left_alone(shapes: tuple[Shapes, Shapes, Shapes]) -> None:
    picture = landscape(180, 200, 1)
    kept = picture.copy()
    specks, scratched, stained = shapes
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        wires.render(rng, picture)
        dust.render(rng, picture, specks)
        scratches.render(rng, picture, scratched, stained)
        distractors.render(rng, picture)
    np.testing.assert_array_equal(picture, kept)


def test_shapes_for_the_exam_are_not_trained_on(folder: Path, tmp_path: Path) -> None:
    for name in DUST[:1]:
        (tmp_path / name).mkdir()
        for number in range(10):
            cv2.imwrite(str(tmp_path / name / f"{number}.png"), np.full((20, 20), 25 * number + 5, np.uint8))
    rng = np.random.default_rng(0)
    values = {
        exam: {round(float(Shapes(tmp_path, DUST[:1], exam=exam).one(rng, (1, 1.001)).max()) * 255) for _ in range(80)}
        for exam in (False, True)
    }
    assert values[True] == {5, 130} and len(values[False]) == 8 and not values[True] & values[False]
    with pytest.raises(UserError, match="no pictures of film damage"):
        Shapes(tmp_path, ("lint",))


def test_batches_depend_on_seed_and_step_alone(folder: Path) -> None:
    defects = finder.Defects(folder, "train")
    first = defects.batches(seed=1, start=0, count=3)
    next(first)
    batch, again = next(first), next(defects.batches(seed=1, start=1, count=3))
    for one, other in zip(batch, again, strict=True):
        np.testing.assert_array_equal(one, other)
        assert one.shape == (3, finder.SIZE, finder.SIZE, 3) and one.dtype == np.uint8


def test_nothing_is_asked_where_nobody_knows() -> None:
    truth = np.zeros((60, 60, 3), np.uint8)
    truth[10, :, 0] = truth[40, :, 2] = 1
    asked = finder.Defects._asked(truth, frozenset({"city"}))
    assert asked[10, :, 0].all() and not asked[10, :, 2].any() and not asked[40, :, :2].any()
    assert asked[25].all()
    old = finder.Defects._asked(truth, frozenset({"people", "black-and-white"}))
    assert old[25, :, 0].all() and not old[25, :, 1:].any() and old[40, :, 2].all()
    wired = finder.Defects._asked(truth, frozenset({"wires"}))
    assert not wired[25, :, 0].any() and wired[10, :, 0].all() and wired[25, :, 1:].all()


def test_loss_is_low_for_the_truth_and_high_for_its_opposite(folder: Path) -> None:
    batch = next(finder.Defects(folder, "train").batches(seed=2, start=0, count=8))
    truth = torch.from_numpy(batch[1]).permute(0, 3, 1, 2).float()

    class Knows(torch.nn.Module):
        def __init__(self, sign: float) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.tensor(sign))

        def forward(self, rgb: torch.Tensor) -> torch.Tensor:
            return self.weight * (truth * 2 - 1) * 12

    right, wrong = (float(finder.loss(Knows(sign), batch).detach()) for sign in (1.0, -1.0))
    assert right < 0.1 and wrong > 5
    assert "wires F1 1.000" in finder.score(Knows(1.0), batch)


def test_it_learns(folder: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    batch = next(finder.Defects(folder, "train").batches(seed=3, start=0, count=2))
    net = Finder(widths=(8, 8, 8, 8))
    before = float(finder.loss(net, batch).detach())
    said: list[str] = []
    mean = train(
        net, lambda start: iter([batch] * 40), finder.loss, Schedule(minutes=10, rate=3e-3, warmup_steps=2), tmp_path,
        resume=False, evaluate=lambda net: finder.score(net, batch), say=said.append,
    )  # fmt: skip
    assert float(finder.loss(mean, batch).detach()) < 0.9 * before
    assert (tmp_path / "checkpoint.pt").is_file() and "scratches" in said[-1]


@pytest.mark.parametrize("place", [0, 40, 99, 130])
def test_a_crop_holds_its_place(place: int) -> None:
    """The last places of a photograph may lie beyond its border, as its cells do."""
    rng = np.random.default_rng(0)
    starts = [finder._start(rng, 100, 30, place) for _ in range(200)]
    assert min(starts) >= 0 and max(starts) <= 70
    assert all(start <= place for start in starts) and (place > 99 or all(place < start + 30 for start in starts))


class Wrong(torch.nn.Module):
    """Sees wires and dust wherever a picture is white."""

    def __init__(self) -> None:
        super().__init__()
        self.gain = torch.nn.Parameter(torch.tensor(20.0))

    def forward(self, rgb: torch.Tensor) -> torch.Tensor:
        return torch.stack([rgb[:, 0] * self.gain - 10, rgb[:, 0] * self.gain - 10, rgb[:, 0] * 0 - 10], dim=1)


def test_mistakes_are_looked_for_where_nothing_is_known_to_be() -> None:
    pictures = [np.zeros((100, 130, 3), np.uint8) for _ in range(3)]
    pictures[1][40:60, 60:90] = 255
    pictures[2][:] = 255
    found = mistakes(Wrong(), pictures, lambda index: [0, 1, 2] if index == 1 else [2])
    assert found.odds is not None and found.odds.tolist() == [0, 1, 0]
    rng = np.random.default_rng(1)
    assert {found.place(rng) for _ in range(60)} == {(1, (y, x)) for y in (48,) for x in (48, 80)}
    assert mistakes(Wrong(), pictures[:1], lambda _: [0]).odds is None


def test_a_resumed_run_goes_where_the_network_was_wrong(folder: Path, tmp_path: Path) -> None:
    said: list[str] = []
    for resume in (False, True):
        finder.run(folder, tmp_path, minutes=0, resume=resume, seed=0, say=said.append)
    assert "looking for mistakes" in said[-3:]


def test_a_run_goes_on_with_the_weights_of_a_narrower_network(folder: Path, tmp_path: Path) -> None:
    narrow = Finder((8, 8, 8, 8))
    torch.nn.init.normal_(narrow.leave.weight, std=0.1)
    export(narrow, tmp_path / finder.WEIGHTS)
    said: list[str] = []
    net = finder.run(folder, tmp_path, minutes=0, resume=True, seed=0, say=said.append)
    assert "looking for mistakes" in said
    picture = torch.rand(1, 3, 32, 32)
    with torch.no_grad():
        torch.testing.assert_close(net(picture), narrow(picture), rtol=0.01, atol=0.01)
