"""Which file becomes which."""

from __future__ import annotations

from pathlib import Path

import pytest

from photofix.cli.lists import endings
from photofix.cli.plan import Formats, Item, plan
from photofix.errors import UserError

FORMATS = Formats(frozenset({".png", ".jpg", ".nef"}), frozenset({".png", ".jpg"}), {".nef": ".tif"})


def planned(inputs: list[Path], mask: Path | None, output: Path | str, **options: bool | str) -> list[Item]:
    return plan(inputs, mask, str(output), formats=FORMATS, **options)  # type: ignore[arg-type]


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


def test_one_file_to_a_file_or_into_a_folder(tmp_path: Path) -> None:
    photo = touch(tmp_path / "a.JPG")
    assert planned([photo], None, tmp_path / "b.png") == [Item(photo, None, tmp_path / "b.png")]
    assert planned([photo], None, f"{tmp_path}/new/")[0].output == tmp_path / "new/a.JPG"
    (tmp_path / "old").mkdir()
    assert planned([photo], None, tmp_path / "old")[0].output == tmp_path / "old/a.JPG"


def test_what_cannot_be_written_becomes_what_can(tmp_path: Path) -> None:
    photo = touch(tmp_path / "a.NEF")
    assert planned([photo], None, f"{tmp_path}/out/", suffix="_x")[0].output == tmp_path / "out/a_x.tif"


def test_every_format_that_is_read_has_one_that_is_written() -> None:
    known = endings()
    assert known.read == known.write | known.instead.keys()
    assert set(known.instead.values()) <= known.write


def test_patterns_are_expanded(tmp_path: Path) -> None:
    photos = [touch(tmp_path / name) for name in ("a.jpg", "b.jpg", "[c].jpg")]
    items = planned([tmp_path / "?.jpg", tmp_path / "[c].jpg"], None, f"{tmp_path}/out/")
    assert [item.source for item in items] == photos
    (item,) = planned([tmp_path / "x*.jpg"], None, tmp_path / "y.jpg")
    assert item.problem is not None


def test_masks_and_results_inside_the_folder_are_no_photos(tmp_path: Path) -> None:
    photo = touch(tmp_path / "a.jpg")
    mask = touch(tmp_path / "masks/a.png")
    touch(tmp_path / "out/old.jpg")
    items = planned([tmp_path], tmp_path / "masks", tmp_path / "out", recursive=True)
    assert items == [Item(photo, mask, tmp_path / "out/a.jpg")]


def test_the_mask_beside_the_photos_place_comes_first(tmp_path: Path) -> None:
    touch(tmp_path / "in/sub/a.jpg")
    touch(tmp_path / "masks/a.png")
    near = touch(tmp_path / "masks/sub/a.png")
    (item,) = planned([tmp_path / "in"], tmp_path / "masks", tmp_path / "out", recursive=True)
    assert item.mask == near
    touch(tmp_path / "masks/sub/a.jpg")
    (item,) = planned([tmp_path / "in"], tmp_path / "masks", tmp_path / "out", recursive=True)
    assert item.problem is not None and "several masks" in item.problem.message


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    touch(tmp_path / "in/sub/a.jpg")
    (item,) = planned([tmp_path / "in"], None, tmp_path / "out")
    assert item.problem is not None and "--recursive" in item.problem.hint


def test_a_link_into_a_circle_ends(tmp_path: Path) -> None:
    photo = touch(tmp_path / "in/a.jpg")
    try:
        (tmp_path / "in/again").symlink_to(tmp_path / "in", target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert [item.source for item in planned([tmp_path / "in"], None, tmp_path / "out", recursive=True)] == [photo]


@pytest.mark.parametrize("output", ["no/where/b.jpg", "no/where/"])
def test_a_folder_that_is_missing(tmp_path: Path, output: str) -> None:
    with pytest.raises(UserError, match="There is no folder"):
        planned([touch(tmp_path / "a.jpg")], None, f"{tmp_path}/{output}")


def test_what_exists_stays(tmp_path: Path) -> None:
    photo, other = touch(tmp_path / "a.jpg"), touch(tmp_path / "b.jpg")
    assert "the photo itself" in str(planned([photo], None, photo)[0].problem)
    assert "exists already" in str(planned([photo], None, other)[0].problem)
    assert planned([photo], None, other, overwrite=True)[0].problem is None
