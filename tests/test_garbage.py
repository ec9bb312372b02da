"""What is made to stay is not searched for garbage; tried in a fresh program, since freezing cannot be taken back."""

from __future__ import annotations

import subprocess
import sys

import pytest


def told(program: str) -> list[str]:
    """The words that a fresh interpreter prints."""
    begun = f"import gc\nfrom photofix.garbage import uncollected\n{program}"
    done = subprocess.run([sys.executable, "-c", begun], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("before", ["enable", "disable"])
def test_the_search_is_as_it_was_afterwards(before: str) -> None:
    program = f"""
gc.{before}()
try:
    with uncollected():
        print(gc.isenabled())
        raise ZeroDivisionError
except ZeroDivisionError:
    print(gc.isenabled())
"""
    assert told(program) == ["False", str(before == "enable")]


def test_what_was_made_is_left_out_of_later_searches() -> None:
    program = """
before = gc.get_freeze_count()
with uncollected():
    made = [[number] for number in range(1000)]
print(gc.get_freeze_count() - before)
"""
    assert int(told(program)[0]) >= 1000
