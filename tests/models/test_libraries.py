"""The trial of the library that published networks stand on."""

from __future__ import annotations

import pytest

from photofix.models import libraries


def test_it_works() -> None:
    assert "architectures are known" in libraries.published()


def test_a_network_of_another_scale_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "SIDE", 0)
    with pytest.raises((ValueError, RuntimeError)):
        libraries.published()
