"""Asks which devices this machine can compute on, on a worker: the answer needs what computes to be imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from photofix.gui.workers import FILES, Workers


def ask_devices(workers: Workers, told: Callable[[Mapping[str, str]], None]) -> None:
    """`told` hears the names and titles later."""
    workers.submit("", lambda _prepared, _progress: _present(), told, lane=FILES, shown=False)


def _present() -> dict[str, str]:
    from photofix.models.device import present
    from photofix.models.preload import import_torch

    import_torch()  # a plain import would stop the window for a moment
    return present()
