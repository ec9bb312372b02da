"""What the window remembers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray

from photofix.errors import UserError
from photofix.gui.remembered import FIRST_AMOUNT, MOST_RECENT, Remembered
from photofix.settings import load


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
    assert (first.repair_on_release, first.mask_colour, first.amount("grow")) == (False, "rose", FIRST_AMOUNT)
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
    lines = ("theme=pink", "first_steps=7", "recent=@Variant(no)", "geometry=1", "undo_megabytes=-3", "text_size=big",
             "mask_colour=nice", "wheel_zooms=0", "used=[1, 2]", 'shortcuts={"undo": 7}')  # fmt: skip
    file.write_text("[General]\n" + "\n".join(lines), encoding="utf-8")
    (tmp_path / "settings.json").write_text('{"device": "toaster", "jpeg_quality": 900}', encoding="utf-8")
    odd = Remembered(file)
    assert odd.geometry is None and isinstance(odd.recent, list)
    names = ("theme", "first_steps", "undo_megabytes", "text_size", "mask_colour", "wheel_zooms", "used", "shortcuts",
             "device", "jpeg_quality")  # fmt: skip
    for name in names:
        assert getattr(odd, name) == Remembered.default(name), name


def test_what_is_preferred_is_kept_and_told(tmp_path: Path) -> None:
    first = Remembered(tmp_path / "window.ini")
    told: list[str] = []
    first.changed.connect(told.append)
    values = {"theme": "system", "text_size": 130, "wheel_zooms": False, "mask_colour": "blue", "used": ["a, b"],
              "monitor_profile": "/a, b/ü.icc", "shortcuts": {"undo": ["Ctrl+,", "\\"], "x": []}, "device": "cpu",
              "max_megapixels": 7, "jpeg_quality": 80, "temporary_folder": "/tmp/x y"}  # fmt: skip
    for name, value in values.items():
        setattr(first, name, value)
        setattr(first, name, value)  # nothing new: not told again
    assert told == list(values)
    first.keep()
    again = Remembered(tmp_path / "window.ini")
    assert {name: getattr(again, name) for name in values} == values
    assert load(tmp_path / "settings.json").max_megapixels == 7


def test_settings_that_cannot_be_written_hold_until_the_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    remembered = Remembered(tmp_path / "file" / "window.ini")
    failed: list[UserError] = []
    remembered.failed.connect(failed.append)
    remembered.device = "cpu"
    assert remembered.device == "cpu" and "cannot be saved" in failed[0].message


def test_what_was_used_last_comes_first(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path / "window.ini")
    for name in ("a", "b", "a"):
        remembered.add_used(name)
    assert remembered.used == ["a", "b"]
