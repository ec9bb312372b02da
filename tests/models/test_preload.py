"""Loading torch's libraries ahead."""

from __future__ import annotations

import subprocess
import sys


def test_torch_can_be_imported_afterwards_and_is_not_before() -> None:
    program = (
        "import sys; from photofix.models.preload import preload_torch; preload_torch(); "
        "print('torch' in sys.modules); import torch; print(float(torch.ones(3).sum()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "3.0"] and not done.stderr
