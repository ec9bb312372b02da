"""The catalogue holds together: what is offered can be checked, and nothing stands in it twice."""

from __future__ import annotations

import re

import pytest

from photofix.core.passport import PURPOSES
from photofix.models.catalogue import CATALOGUE, NO_ADDRESS, NO_CHECKSUM, Published, known


def test_nothing_twice() -> None:
    for field in ("id", "name", "sha256", "address"):
        values = [getattr(entry, field) for entry in CATALOGUE]
        values = [value for value in values if value]
        assert len(values) == len(set(values)), field


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.id)
def test_what_every_entry_says(entry: Published) -> None:
    assert entry.purpose in PURPOSES
    assert re.fullmatch(r"[a-z0-9.-]+", entry.id)
    assert re.fullmatch(r"[\w.-]+\.(pth|pt|ckpt|safetensors)", entry.name)
    assert entry.sha256 is None or re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
    if entry.address:
        assert entry.address.startswith(("https://github.com/", "https://huggingface.co/"))
        assert entry.address.endswith("/" + entry.name)
    assert entry.source.startswith("https://github.com/")
    assert entry.licence and entry.training_data and entry.title


def test_only_what_can_be_checked_is_offered() -> None:
    assert all(entry.sha256 and entry.address for entry in CATALOGUE if not entry.withheld)
    assert {entry.id: entry.withheld for entry in CATALOGUE if entry.withheld} == {
        "mi-gan": NO_ADDRESS,
        "mi-gan-traced": NO_CHECKSUM,
    }


def test_a_file_is_known_by_its_hash() -> None:
    first = CATALOGUE[0]
    assert first.sha256 is not None
    assert known(first.sha256) is first
    assert known("0" * 64) is None
