"""A translator whose result is known and that can be held, and the studio with it."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.errors import UserError
from photofix.gui.studio.studio import Studio
from photofix.gui.window import Window
from tests.fakes import FakeModels

PATIENCE = 20.0  # seconds after which a test that forgot to let go fails instead of hanging


class Inverting:
    """Turns a picture inside out; with a seed a little darker. Notes what it was given."""

    def __init__(self, takes: str = "") -> None:
        self.about = SimpleNamespace(
            architecture="U-Net, 8 levels", parameters=54_414_531, size=256, noise=True, takes=takes
        )
        self.seen: list[NDArray[Any]] = []
        self.seeds: list[int | None] = []
        self.fault: BaseException | None = None
        self._open = threading.Event()
        self._open.set()

    def hold(self) -> None:
        self._open.clear()

    def let_go(self) -> None:
        self._open.set()

    def __call__(self, picture: NDArray[Any], seed: int | None = None) -> NDArray[Any]:
        self.seen.append(picture)
        self.seeds.append(seed)
        if not self._open.wait(PATIENCE):
            raise UserError("The test forgot to let go.")
        if self.fault is not None:
            raise self.fault
        return 1 - picture if seed is None else (1 - picture) / 2


@pytest.fixture
def translator() -> Iterator[Inverting]:
    made = Inverting()
    yield made
    made.let_go()


@pytest.fixture
def studio(window: Window, translator: Inverting, fake_models: FakeModels, qtbot: Any) -> Iterator[Studio]:
    """The studio as it opens, with its first result."""
    fake_models.scripts = defaultdict(lambda: translator)
    window.actions_["studio"].trigger()
    studio = window.commands.translate.opened
    assert studio is not None
    settle(studio, qtbot)
    yield studio
    translator.let_go()


def settle(studio: Studio, qtbot: Any) -> None:
    """Until the result is that of what is drawn."""

    def there() -> bool:
        made = studio.result
        busy = studio.translating.busy or studio.beginnings.busy
        shown = np.ascontiguousarray(studio.sketch_pane.pixels[..., :3])
        return not busy and made is not None and np.array_equal(made.wish.picture, shown)

    qtbot.waitUntil(there, timeout=20_000)
