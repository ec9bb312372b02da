"""Importing torch."""

from __future__ import annotations

import subprocess
import sys


def test_torch_is_imported_and_garbage_is_collected_again() -> None:
    program = (
        "import gc; from photofix.models.preload import import_torch; import_torch(); "
        "print(gc.isenabled()); import torch; print(float(torch.ones(3).sum()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "3.0"] and not done.stderr


def test_what_the_import_makes_is_never_searched_for_garbage() -> None:
    program = (
        "import gc; from photofix.models.preload import import_torch; seen = []; "
        "gc.callbacks.append(lambda phase, info: seen.append(phase)); gc.collect(); before = len(seen); "
        "import_torch(); print(before > 0, len(seen) == before, gc.get_freeze_count() > 100_000)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]
