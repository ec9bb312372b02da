"""Arrays on disk: what comes back, what is left behind, and what is cleared away."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photofix.core.spill import LOCK, SpillFolder, on_disk

CRASH = """
import os, sys
from pathlib import Path
import numpy as np
from photofix.core.spill import SpillFolder
folder = SpillFolder(Path(sys.argv[1]))
kept = folder.put([np.ones((10, 10), np.uint8)])
print(folder.folder, flush=True)
if sys.argv[2] == "stay":
    sys.stdin.read()
os._exit(1)
"""


def arrays() -> list[np.ndarray[Any, Any]]:
    rng = np.random.default_rng(4)
    return [
        rng.integers(0, 256, (33, 17, 3), np.uint8),
        rng.integers(0, 65536, (5, 7, 4), np.uint16),
        rng.integers(0, 256, (100, 100), np.uint8)[10:20, 30:50],  # a cut-out
    ]


def test_what_was_put_away_comes_back_read_only(tmp_path: Path) -> None:
    folder = SpillFolder(tmp_path / "not" / "there")
    given = arrays()
    back = folder.put(given)
    for old, new in zip(given, back, strict=True):
        np.testing.assert_array_equal(old, new)
        assert new.dtype == old.dtype and not new.flags.writeable and new.flags.c_contiguous
        assert on_disk(new) and on_disk(new[1:, 2:]) and not on_disk(old) and not on_disk(new.copy())
    folder.close()
    assert not list((tmp_path / "not" / "there").iterdir())


def test_a_file_goes_when_the_last_of_its_arrays_is_gone(tmp_path: Path) -> None:
    folder = SpillFolder(tmp_path)
    first, second = folder.put(arrays()), folder.put(arrays())
    assert folder.folder is not None and len(list(folder.folder.glob("*.raw"))) == 2
    part = first[0][1:]
    del first
    gc.collect()
    third = folder.put(arrays())
    assert len(list(folder.folder.glob("*.raw"))) == 3 and part.any()
    del part
    gc.collect()
    fourth = folder.put(arrays())
    assert len(list(folder.folder.glob("*.raw"))) == 3
    assert all(np.array_equal(a, b) and np.array_equal(b, c) for a, b, c in zip(second, third, fourth, strict=True))
    folder.close()


def test_nothing_is_made_before_it_is_needed(tmp_path: Path) -> None:
    folder = SpillFolder(tmp_path / "undo")
    assert folder.folder is None
    folder.close()
    assert not (tmp_path / "undo").exists()


def run(parent: Path, how: str) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", CRASH, str(parent), how], stdin=pipe, stdout=pipe, text=True)


def test_what_a_crash_left_is_removed_and_what_runs_is_left_alone(tmp_path: Path) -> None:
    with run(tmp_path, "crash") as crashed:
        left = Path(crashed.communicate()[0].strip())
    assert crashed.returncode == 1 and (left / "0.raw").is_file()
    with run(tmp_path, "stay") as running:
        assert running.stdout is not None and running.stdin is not None
        alive = Path(running.stdout.readline().strip())  # it has cleared away what the first left
        assert not left.exists() and alive.is_dir()
        folder = SpillFolder(tmp_path)
        kept = folder.put(arrays())
        assert alive.is_dir() and folder.folder not in (None, alive) and len(kept) == 3
        running.stdin.close()
    assert (alive / LOCK).is_file()
    other = SpillFolder(tmp_path)
    other.put(arrays())
    assert not alive.exists() and folder.folder is not None and folder.folder.is_dir()
    other.close()
    folder.close()


@pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files by POSIX means")
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    import resource
    import signal

    folder = SpillFolder(tmp_path)
    small = folder.put([np.zeros((10, 10), np.uint8)])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(OSError):
            folder.put([np.ones((400, 400), np.uint8)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert folder.folder is not None and [file.name for file in folder.folder.glob("*.raw")] == ["0.raw"]
    assert not small[0].any()
    folder.close()


def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError):
        SpillFolder(tmp_path / "file").put(arrays())
