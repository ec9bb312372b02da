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


def test_no_garbage_is_collected_meanwhile() -> None:
    program = (
        "import gc; from photofix.models.preload import import_torch; seen = []; "
        "gc.callbacks.append(lambda phase, info: seen.append(phase)); gc.collect(); before = len(seen); "
        "import_torch(); print(before > 0, len(seen) == before)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
