"""Threads of the networks sleep while they wait, unless the person has said otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SHOWN = "from photofix.models import preload; preload.import_torch(); import torch; torch.ones(1 << 20).sum()"


@pytest.mark.skipif(sys.platform != "linux", reason="torch's OpenMP library tells its settings on Linux only")
@pytest.mark.parametrize(("given", "spins"), [({}, False), ({"OMP_WAIT_POLICY": "ACTIVE"}, True)])
def test_waiting_threads(given: dict[str, str], spins: bool) -> None:
    place = {key: value for key, value in os.environ.items() if not key.startswith(("OMP_", "GOMP_"))}
    place |= {"OMP_DISPLAY_ENV": "true"} | given
    done = subprocess.run([sys.executable, "-c", SHOWN], env=place, capture_output=True, text=True, check=True)
    assert ("OMP_WAIT_POLICY = 'ACTIVE'" in done.stderr) == spins
    assert ("OMP_WAIT_POLICY = 'PASSIVE'" in done.stderr) != spins
