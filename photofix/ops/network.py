"""A network as operations use it: it goes on on the CPU where the memory of its device does not suffice."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

from photofix.core.passport import Passport
from photofix.core.tiles import OutOfMemory
from photofix.errors import UserError
from photofix.ops.base import Context

T = TypeVar("T")


class Network:
    """One model during one run of an operation; called as the model is. What it raises is the model's to say."""

    def __init__(self, model_id: str, context: Context) -> None:
        self._id = model_id
        self._context = context
        self._model = context.models.get(model_id)
        self._moved = False

    def __call__(self, *args: Any) -> Any:
        return self._model(*args)

    @property
    def passport(self) -> Passport:
        """Of a model of somebody else's, see photofix.models.published."""
        return self._model.passport  # type: ignore[attr-defined,no-any-return]

    def palette(self, mix: Any) -> Any:
        """Of a model that has one, see photofix.models.painter."""
        return self._model.palette(mix)  # type: ignore[attr-defined]

    @property
    def about(self) -> Any:
        """Of a translator, see photofix.models.translator."""
        return self._model.about  # type: ignore[attr-defined]

    def measure(self, parts: Any) -> Any:
        """Of a translator."""
        return self._model.measure(parts)  # type: ignore[attr-defined]

    def room(self) -> int | None:
        """Pixels that fit into the device's free memory; None if that cannot be told."""
        return None if self._moved else self._context.models.room(self._id)

    def side(self, reach: int, most: int, least: int) -> int:
        """Pixels a side of a tile that fit into the device's free memory, with `reach` more around: `most`, or the
        multiple of `least` that does."""
        room = self.room()
        fitting = most if room is None else math.isqrt(room) - 2 * reach
        return most if fitting >= most else max(least, fitting // least * least)

    def moved_to_cpu(self) -> bool:
        """Compute on the CPU from now on, and tell the person. False if that is where it was."""
        on_cpu = None if self._moved else self._context.models.on_cpu(self._id)
        if on_cpu is None:
            return False
        self._model, self._moved = on_cpu, True
        device = self._context.models.device
        self._context.note(f"the memory of {device} was not enough: the rest was computed by the CPU, which is slower")
        return True

    def last_resort(self, work: Callable[[], T]) -> T:
        """What `work`, which calls this network and can be cut no smaller, returns; if need be by the CPU.

        Raises UserError if memory does not suffice there either.
        """
        try:
            return work()
        except (OutOfMemory, MemoryError) as error:
            if not self.moved_to_cpu():
                raise too_little_memory() from error
            return self.last_resort(work)


def too_little_memory() -> UserError:
    return UserError(
        "The memory is not enough for even a small part of the photo.",
        hint="Close other programs, or choose the device cpu.",
    )
