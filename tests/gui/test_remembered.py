"""What the window remembers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray

from photofix.gui.remembered import FIRST_AMOUNT, MOST_RECENT, Remembered


def test_it_is_there_at_the_next_start(tmp_path: Path) -> None:
    first = Remembered(tmp_path / "new folder" / "window.ini")
    assert (first.theme, first.first_steps, first.recent, first.geometry) == ("dark", True, [], None)
    first.theme, first.first_steps, first.geometry = "light", False, QByteArray(b"\0\1")
    for number in range(MOST_RECENT + 2):
        first.add_recent(Path(f"/photos/a, b {number}.jpg"))
    first.add_recent(Path("/photos/a, b 5.jpg"))
    first.keep()
    again = Remembered(tmp_path / "new folder" / "window.ini")
    assert (again.theme, again.first_steps, again.geometry) == ("light", False, QByteArray(b"\0\1"))
    assert len(again.recent) == MOST_RECENT and again.recent[0] == Path("/photos/a, b 5.jpg")


def test_what_is_set_for_masks(tmp_path: Path) -> None:
    first = Remembered(tmp_path / "window.ini")
    assert (first.repair_on_release, first.mask_colour, first.amount("grow")) == (False, "", FIRST_AMOUNT)
    first.repair_on_release, first.mask_colour = True, "blue"
    first.set_amount("grow", 12)
    first.set_amount("shrink", 1e9)
    first.keep()
    again = Remembered(tmp_path / "window.ini")
    assert (again.repair_on_release, again.mask_colour) == (True, "blue")
    assert (again.amount("grow"), again.amount("shrink"), again.amount("feather")) == (12, FIRST_AMOUNT, FIRST_AMOUNT)
    (tmp_path / "odd.ini").write_text("[General]\namount_grow=x\n", encoding="utf-8")
    assert Remembered(tmp_path / "odd.ini").amount("grow") == FIRST_AMOUNT


def test_one_recent_file_and_none(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "window.ini")
    remembered.add_recent(Path("/x.jpg"))
    remembered.keep()
    again = Remembered(tmp_path / "window.ini")
    assert again.recent == [Path("/x.jpg")]
    again.forget_recent()
    assert again.recent == []


def test_nonsense_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    file = tmp_path / "window.ini"
    file.write_text("[General]\ntheme=pink\nfirst_steps=7\nrecent=@Variant(no)\ngeometry=1\n", encoding="utf-8")
    odd = Remembered(file)
    assert odd.geometry is None and odd.first_steps is False and isinstance(odd.recent, list)
