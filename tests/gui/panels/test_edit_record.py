"""The record in words, also of operations and parameters that are no longer known."""

from __future__ import annotations

from dataclasses import asdict

from photofix.core.edit import Edit, Record
from photofix.core.params import declared
from photofix.gui.panels.edit_record import as_text, rows, summary
from photofix.ops.table import OPERATIONS

OPERATION = OPERATIONS[0]


def made(operation: str = OPERATION.id, **params: object) -> Edit:
    known = asdict(OPERATION.params()) if operation == OPERATION.id else {}
    return Edit("My wire", (), Record(operation, {**known, **params}, {"m": "c0ffee" * 10}, "cuda:0", 12.34))


def test_a_known_operation_speaks_in_its_own_words() -> None:
    found = dict(rows(made(), 1234, 1_000_000))
    assert found["Operation"] == OPERATION.title and found["Time"] == "12.34 s"
    for param in declared(OPERATION.params):
        assert param.title in found
        if param.default is None:
            assert found[param.title] == param.automatic
    assert found["Model"] == "m  c0ffeec0ffee…" and found["Changed"] == "1,234 pixels (0.12 %)"
    assert "Changed" not in dict(rows(made(), None, 1_000_000))
    assert summary(made()).endswith("12.3 s") and summary(made()).count("·") == len(
        [param for param in declared(OPERATION.params) if param.choices]
    )


def test_an_unknown_one_is_told_as_it_was_written() -> None:
    edit = made("gone", radius=2.50, fast=True, mode=None)
    found = dict(rows(edit, None, 1))
    assert (found["Operation"], found["radius"], found["fast"], found["mode"]) == ("gone", "2.5", "yes", "automatic")
    assert summary(edit) == "12.3 s"
    assert as_text(edit, None, 1).splitlines()[0] == "My wire" and "c0ffee" * 10 in as_text(edit, None, 1)
