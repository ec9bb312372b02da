"""What is made to stay is not searched for garbage."""

from __future__ import annotations

import gc

import pytest

from photofix.garbage import uncollected


@pytest.mark.parametrize("collecting", [True, False])
def test_the_search_is_as_it_was_afterwards(collecting: bool) -> None:
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError), uncollected():
            assert not gc.isenabled()
            raise ZeroDivisionError
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if was else gc.disable)()
        gc.unfreeze()


def test_what_was_made_is_left_out_of_later_searches() -> None:
    gc.unfreeze()
    with uncollected():
        made = [[number] for number in range(1000)]
    try:
        assert gc.get_freeze_count() >= len(made)
    finally:
        gc.unfreeze()
