"""How much memory is free, by what the system says."""

from __future__ import annotations

from pathlib import Path

import pytest

from photofix.core.free_memory import _linux, free_ram

MEGABYTE = 1 << 20


def test_this_computer_can_tell() -> None:
    free = free_ram()
    assert free is not None and MEGABYTE < free < 1 << 46


@pytest.mark.parametrize(
    ("most", "used", "expected"),
    [
        (None, None, 8000 * 1024),
        ("max", "1000", 8000 * 1024),
        (f"{4 * MEGABYTE}", f"{MEGABYTE}", 3 * MEGABYTE),
        (f"{90 * MEGABYTE}", "0", 8000 * 1024),
        (f"{MEGABYTE}", f"{2 * MEGABYTE}", 0),
    ],
)
def test_a_container_may_have_less(tmp_path: Path, most: str | None, used: str | None, expected: int) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal:       16000 kB\nMemFree:         100 kB\nMemAvailable:    8000 kB\n")
    if most is not None and used is not None:
        (tmp_path / "memory.max").write_text(most + "\n")
        (tmp_path / "memory.current").write_text(used + "\n")
    assert _linux(meminfo, tmp_path) == expected


def test_where_nothing_is_told_nothing_is_known(tmp_path: Path) -> None:
    assert _linux(tmp_path / "meminfo", tmp_path) is None
