"""What was computed of a thing is asked for again, for that very thing and no other."""

from __future__ import annotations

from itertools import count

from photofix.core.recall import MOST, Memory, afresh


def test_the_same_thing_and_key_are_computed_once() -> None:
    memory, numbers, thing = Memory(), count(), [1]
    first = memory(thing, "a", lambda: next(numbers))
    assert memory(thing, "a", lambda: next(numbers)) == first
    assert memory(thing, "b", lambda: next(numbers)) != first
    assert memory([1], "a", lambda: next(numbers)) != first  # an equal thing is another one


def test_what_was_asked_for_lately_stays() -> None:
    memory, numbers, thing = Memory(), count(), object()
    for key in range(MOST):
        memory(thing, key, lambda: next(numbers))
    assert memory(thing, 0, lambda: next(numbers)) == 0
    memory(thing, "more", lambda: next(numbers))
    assert memory(thing, 0, lambda: next(numbers)) == 0
    assert memory(thing, 1, lambda: next(numbers)) > MOST


def test_forgetting() -> None:
    memory, numbers, thing = Memory(), count(), object()
    memory(thing, "a", lambda: next(numbers))
    memory.forget()
    assert memory(thing, "a", lambda: next(numbers)) == 1
    assert [afresh(thing, "a", lambda: next(numbers)) for _ in range(2)] == [2, 3]
