"""Makes the batches of a training run ahead of it: by one thread, or for a GPU that would wait by many processes."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

AHEAD = 4  # batches, of each worker
_END = object()
Batches = Callable[[int], Iterator[Any]]


def fed(batches: Batches, start: int, device: torch.device) -> Iterator[Any]:
    """The batches from step `start` on, in their order.

    batches(start) yields them; batch n must depend on n alone, so that several processes can share the work.
    """
    helpers = _cores() - 1 if device.type == "cuda" else 0
    return shared(batches, start, helpers) if helpers > 1 else prefetched(batches(start))


def _cores() -> int:
    """Those that this process may use; where processes cannot share memory by fork, 1."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def shared(batches: Batches, start: int, helpers: int) -> Iterator[Any]:
    """The same, made by `helpers` processes that share the memory of this one."""
    loader: DataLoader[Any] = DataLoader(
        _Steps(batches, start), batch_size=None, num_workers=helpers, prefetch_factor=AHEAD, collate_fn=_as_it_is,
        multiprocessing_context="fork",
    )  # fmt: skip
    return iter(loader)


class _Steps(IterableDataset[Any]):
    """Of n workers each makes every nth batch; the loader takes them in turn."""

    def __init__(self, batches: Batches, start: int) -> None:
        self._batches = batches
        self._start = start

    def __iter__(self) -> Iterator[Any]:
        worker = get_worker_info()
        first, step = (0, 1) if worker is None else (worker.id, worker.num_workers)
        return (next(self._batches(number)) for number in count(self._start + first, step))


def _as_it_is(batch: Any) -> Any:
    return batch


def prefetched(source: Iterator[Any], depth: int = AHEAD) -> Iterator[Any]:
    """The same items, made ahead by one thread. Its errors are raised here."""
    with ThreadPoolExecutor(1, thread_name_prefix="batches") as worker:
        ready = deque(worker.submit(next, source, _END) for _ in range(depth))
        while (item := ready.popleft().result()) is not _END:
            ready.append(worker.submit(next, source, _END))
            yield item
