"""The window's part of the self-test, in a program of its own: it makes the application."""

from __future__ import annotations

import subprocess
import sys


def test_the_window_opens_and_shows_the_sample() -> None:
    words = [sys.executable, "-c", "from photofix.gui.self_test import opened; print(opened())"]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "shown after" in done.stdout
