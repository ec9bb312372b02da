"""Pairs from single pictures: each derivation takes away what it says, and no more."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.photo import from_float
from photofix.errors import UserError
from photofix.training import jitter
from photofix.training.derived import AHEAD, DERIVATIONS, Ahead, derived
from photofix.training.edges_to_photo import outdoors
from photofix.training.photos import tags
from tests.ops.conftest import landscape


@pytest.fixture(scope="module")
def picture() -> NDArray[np.uint8]:
    return np.asarray(from_float(landscape(96, 96, 5), np.dtype(np.uint8)), np.uint8)


@pytest.mark.parametrize("name", DERIVATIONS)
def test_what_is_derived_depends_on_the_seed_alone(picture: NDArray[np.uint8], name: str) -> None:
    derive = DERIVATIONS[name].derive
    one, again = (derive(picture, np.random.default_rng(1)) for _ in range(2))
    np.testing.assert_array_equal(one, again)
    assert one.shape == picture.shape and one.dtype == np.uint8 and (one != picture).any()


def test_what_is_taken_away(picture: NDArray[np.uint8]) -> None:
    made = {name: derive(picture, np.random.default_rng(2)) for name, (derive, *_) in DERIVATIONS.items()}

    def detail(pixels: NDArray[np.uint8]) -> float:
        return float(np.abs(np.diff(pixels.astype(int), axis=1)).mean())

    assert np.ptp(made["grey"].astype(int), axis=2).max() == 0 == np.ptp(made["edges"].astype(int), axis=2).max()
    assert (made["edges"] == 255).mean() > 0.6
    assert detail(made["blurred"]) < detail(picture) and detail(made["small"]) < detail(picture)
    assert all(len(np.unique(made["posterised"][..., channel])) <= 7 for channel in range(3))
    hidden = (made["masked"] == 128).all(axis=2)
    assert 0.005 < hidden.mean() < 0.5
    np.testing.assert_array_equal(made["masked"][~hidden], picture[~hidden])
    assert made["dark"].mean() < 0.7 * picture.mean()


def test_photographs_with_a_manifest_keep_its_splits(folder: Path) -> None:
    examples, problems = derived(folder, "grey", 64)
    assert not problems and len(examples) == 2 and len(examples.val) == 1  # one is tagged black-and-white
    assert len(derived(folder, "blurred", 64)[0]) == 3
    assert examples.more and examples.takes == "grey"
    pair = examples.example(1, np.random.default_rng(0))
    assert pair.source.shape == pair.target.shape == (64, 64, 3)
    assert np.abs(pair.source[..., 0].astype(int) - cv2.cvtColor(pair.target, cv2.COLOR_RGB2GRAY)).max() == 0


def test_any_folder_will_do_and_small_pictures_are_enlarged(tmp_path: Path) -> None:
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((30, 50, 3), 60 * number, np.uint8))
    (tmp_path / "broken.jpg").write_bytes(b"")
    examples, problems = derived(tmp_path, "dark", 64, more=False)
    assert len(examples) + len(examples.val) == 3 and problems == ["broken.jpg: cannot be read"]
    assert examples.example(0, np.random.default_rng(0)).target.shape == (64, 64, 3)
    with pytest.raises(UserError, match="no folder"):
        derived(tmp_path / "no", "dark", 64)


def test_of_photographs_with_tags_some_are_chosen(folder: Path) -> None:
    words = set().union(*tags(folder, "train"), *tags(folder, "val"))
    assert "black-and-white" in words
    everything = derived(folder, "blurred", 64)[0]
    some = derived(folder, "blurred", 64, of=lambda words: "black-and-white" in words)[0]
    assert 0 < len(some) + len(some.val) < len(everything) + len(everything.val)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("landscape sky", True),
        ("city", True),
        ("", False),
        ("animal", False),
        ("city people", False),
        ("indoor", False),
    ],
)
def test_drawings_become_views_out_of_doors(words: str, shown: bool) -> None:
    assert outdoors(frozenset(words.split())) == shown


def test_lines_are_drawn_once_and_cut_with_their_picture(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def planes(pixels: NDArray[np.uint8], rng: np.random.Generator) -> tuple[NDArray[np.uint8]]:
        calls.append(1)
        return (pixels // 2,)

    examples, _ = derived(folder, "edges", 64)
    ahead = Ahead(planes, lambda picture, half, rng: half)
    monkeypatch.setitem(DERIVATIONS, "edges", DERIVATIONS["edges"]._replace(ahead=ahead))
    for more in (False, True):
        examples.more = more
        monkeypatch.setattr(jitter, "RECOLOURED", 0)
        for seed in range(12):
            pair = examples.example(0, np.random.default_rng(seed))
            assert np.abs(pair.source.astype(int) * 2 - pair.target).max() <= 2
        assert len(calls) == (1 if not more else AHEAD), "of few pictures some times"


def test_drawings_have_all_some_or_no_colours() -> None:
    fields = np.random.default_rng(0).integers(0, 256, (4, 4, 3), np.uint8)
    picture, shares = np.kron(fields, np.ones((24, 24, 1), np.uint8)), []
    for seed in range(24):
        made = DERIVATIONS["drawing"].derive(picture, np.random.default_rng(seed))
        shares.append(float((np.ptp(made.astype(int), axis=2) > 0).mean()))
    assert min(shares) == 0 and max(shares) > 0.5
    assert len({round(share, 1) for share in shares}) > 2


def test_the_card_says_that_drawings_are_filled_in(folder: Path) -> None:
    assert [derived(folder, name, 32)[0].colours for name in ("drawing", "edges", "grey")] == [True, False, False]
    assert [derived(folder, name, 32)[0].takes for name in ("drawing", "dark", "small")] == ["edges", "dark", "photo"]
