"""Pairs in folders: what is found, what is wrong with them, how they are split and shifted."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.errors import UserError
from photofix.training import jitter
from photofix.training.pairs import Pair, by_name, checked, enough, kind

Values = NDArray[np.uint8]


def photo(seed: int, height: int = 40, width: int = 48) -> Values:
    """Smooth colours."""
    rng = np.random.default_rng(seed)
    return np.asarray(cv2.resize(rng.integers(0, 256, (6, 6, 3), np.uint8), (width, height)), np.uint8)


def write(path: Path, pixels: Values) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), pixels[..., ::-1])


def fill(folder: Path, count: int = 6) -> Path:
    for number in range(count):
        write(folder / "A" / f"{number}.png", photo(number))
        write(folder / "B" / f"{number}.jpg", 255 - photo(number))
    return folder


def test_folders_of_equal_names_with_what_is_wrong_listed(tmp_path: Path) -> None:
    fill(tmp_path)
    write(tmp_path / "A" / "alone.png", photo(1))
    write(tmp_path / "B" / "lonely.png", photo(1))
    write(tmp_path / "A" / "turned.png", photo(1))
    write(tmp_path / "B" / "turned.png", photo(1, 48, 40))
    write(tmp_path / "A" / "broken.png", photo(1))
    (tmp_path / "B" / "broken.png").write_bytes(b"no picture")
    write(tmp_path / "A" / "larger.png", photo(1, 80, 96))  # of one shape: fit
    write(tmp_path / "B" / "larger.png", photo(1))
    found = checked([tmp_path], "AtoB", 32)
    assert found.problems == [
        "alone.png: no partner in B",
        "broken: broken.png cannot be read",
        "lonely.png: no partner in A",
        "turned: the shapes differ: 48×40 and 40×48",
    ]
    assert len(found.pairs) + len(found.pairs.val) == 7
    same = checked([tmp_path / "A", tmp_path / "B"], "AtoB", 32)
    assert [item.name for item in same.pairs.items] == [item.name for item in found.pairs.items]


@pytest.mark.parametrize("direction", ["AtoB", "BtoA"])
def test_direction(tmp_path: Path, direction: str) -> None:
    both = np.hstack([np.full((40, 40, 3), 200, np.uint8), np.zeros((40, 40, 3), np.uint8)])
    for number in range(4):
        write(tmp_path / f"{number}.png", both)
    pairs = checked([tmp_path], direction, 32).pairs
    source, target = pairs.example(0, np.random.default_rng(0))
    assert source.shape == target.shape == (32, 32, 3)
    bright, dark = (source, target) if direction == "AtoB" else (target, source)
    assert (bright == 200).all() and (dark == 0).all()


def test_pictures_that_are_not_two_side_by_side(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.png", photo(number, 40, 80))
    write(tmp_path / "high.png", photo(9, 80, 40))
    found = checked([tmp_path], "AtoB", 32)
    assert found.problems == ["high: 40×80 are not two pictures side by side"] and len(found.pairs) == 2


def test_splits_are_those_of_the_folders_else_they_stay(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / "train" / f"{number}.png", photo(number, 40, 80))
    write(tmp_path / "val" / "1.png", np.zeros((40, 80, 3), np.uint8))  # a name that occurs in both
    pairs = checked([tmp_path], "AtoB", 32).pairs
    assert len(pairs) == 3 and len(pairs.val) == 1
    assert pairs.val[0].source.max() == 0 and pairs.example(1, np.random.default_rng(0)).source.max() > 0
    names = [Path(f"{number}.png") for number in range(40)]
    train, val = by_name(names)
    assert len(val) == 4 and not set(train) & set(val)
    assert set(by_name(names[::-1])[1]) == set(val)


def test_too_few(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    found = checked([tmp_path], "AtoB", 32)
    with pytest.raises(UserError, match="too few"):
        enough(found.pairs, found.problems)
    with pytest.raises(UserError, match="no folder"):
        checked([tmp_path / "no"], "AtoB", 32)


@pytest.mark.parametrize("more", [False, True])
def test_both_of_a_pair_are_shifted_alike_and_by_chance_alone(tmp_path: Path, more: bool) -> None:
    fill(tmp_path)
    pairs = checked([tmp_path], "AtoB", 32, more=more).pairs
    pairs.takes = "labels"  # so that colours stay as they are
    first, again, other = (pairs.example(0, np.random.default_rng(seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.source, again.source)
    assert (first.source != other.source).any()
    off = np.abs(first.source.astype(int) + first.target - 255)  # the partner is its negative, as JPEG
    assert np.median(off) < 8


def test_another_light_is_the_same_for_both() -> None:
    one = photo(0)
    for seed in range(5):
        made = jitter.relit(np.random.default_rng(seed), (one, one), coloured=True)
        np.testing.assert_array_equal(*made)


def test_turned_pictures_are_enlarged_about_the_middle() -> None:
    spot = np.zeros((41, 41, 3), np.uint8)
    cv2.circle(spot, (20, 20), 3, (255, 255, 255), -1)
    for seed in range(8):
        (made,) = jitter.turned(np.random.default_rng(seed), (spot,), 41, (False,))
        ys, xs = np.nonzero(made[..., 0] > 128)
        assert abs(ys.mean() - 20) < 6 and abs(xs.mean() - 20) < 6


@pytest.mark.parametrize("what", ["photo", "grey", "edges", "labels"])
def test_kinds_of_pictures(what: str) -> None:
    smooth = photo(2, 64, 64)
    lines = np.where(np.arange(64)[None, :, None] % 16 == 0, 0, 255).astype(np.uint8)
    pictures = {
        "photo": smooth,
        "grey": np.repeat(smooth[..., :1], 3, axis=2) // 2 + 60,
        "edges": lines * np.ones((64, 1, 3), np.uint8),
        "labels": np.kron(np.array([[[0, 0, 255], [255, 0, 0]]], np.uint8), np.ones((64, 32, 1), np.uint8)),
    }
    assert kind(pictures[what]) == what


def test_pairs_are_pairs(tmp_path: Path) -> None:
    pairs = checked([fill(tmp_path)], "AtoB", 32).pairs
    assert all(isinstance(pair, Pair) and pair.source.shape == pair.target.shape == (32, 32, 3) for pair in pairs.val)
