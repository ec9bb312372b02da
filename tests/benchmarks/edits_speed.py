"""How long edits and history keep the GUI thread: python -m tests.benchmarks.edits_speed [MEGAPIXELS EDITS STROKES]."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PATCHES = 20  # of each edit
SIDE = 200  # pixels of a patch
TICKS = 40  # of the opacity slider
LIMIT = 120.0  # seconds for a step


def main(megapixels: int, edits: int, strokes: int) -> None:
    """Print in milliseconds, on the clock / of this thread: an event's middle and longest, the loop's longest turn."""
    from photofix.core.edit import Edit, Patch, Record
    from photofix.core.mask import Mask
    from photofix.core.photo import Photo
    from photofix.core.region import Region
    from photofix.gui.app import make_application, make_window

    app, crashes = make_application()
    window = make_window(crashes)
    window.resize(1920, 1080)
    window.show()
    rng = np.random.default_rng(1)
    height = round((megapixels * 1e6 / 1.5) ** 0.5)
    photo = Photo(rng.integers(0, 256, (height, height * 3 // 2, 3), np.uint8))
    window.model.open(photo)

    def settle(times: list[Spent]) -> None:
        """Let the window work until all is shown; note how long each turn of its loop took."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            times.append(timed(app.processEvents))
            if window.canvas.settled and not window.workers.busy:
                break

    def measure(name: str, *events: Callable[[], object]) -> None:
        direct, turns = list[Spent](), list[Spent]()
        for event in events:
            direct.append(timed(event))
            settle(turns)
        print(f"{name:34} {middle(direct)} {longest(direct)}   {longest(turns)}", flush=True)

    across = np.abs(np.arange(SIDE) - SIDE / 2)
    disc = np.clip((SIDE / 2 - np.hypot(across[:, None], across)) * 16, 0, 255).astype(np.uint8)

    def new_edit(number: int) -> Edit:
        patches, mask = [], Mask(photo.width, photo.height)
        for _ in range(PATCHES):
            region = Region(
                int(rng.integers(0, photo.width - SIDE)), int(rng.integers(0, photo.height - SIDE)), SIDE, SIDE
            )
            pixels = 255 - photo.pixels[region.slices]
            patches.append(Patch(region, pixels, disc.copy()))
            mask = mask.replaced(region.grow(-80), np.full((SIDE - 160, SIDE - 160), 255, np.uint8))
        return Edit(f"Edit {number}", tuple(patches), Record("inpaint", {}), mask=mask)

    settle([])
    measure("a repair arrives", *(
        lambda number=number: window.model.push("Inpaint", window.model.state.with_edit(new_edit(number)))
        for number in range(3)
    ))  # fmt: skip
    state = window.model.state
    for number in range(3, edits):
        state = state.with_edit(new_edit(number))
    window.model.push("Inpaint", state)
    settle([])
    print(f"{megapixels} MP, {edits} edits of {PATCHES} patches")
    panel = window.edits
    for zoom in ("fit", "actual_size"):
        getattr(window.canvas, zoom)()
        settle([])
        ids = [edit.id for edit in panel.rows.edits]
        measure(f"select, {zoom}", *(lambda id_=id_: select(panel, id_) for id_ in ids[::20]))
        measure(f"toggle, {zoom}", *[panel.toggle] * 10)
        panel.opacity.slider.setSliderDown(True)
        ticks = np.linspace(0, 1000, TICKS).astype(int)
        measure(f"opacity, {zoom}", *(lambda to=int(to): panel.opacity.slider.setValue(to) for to in ticks))
        panel.opacity.slider.setSliderDown(False)
        measure(f"undo and redo, {zoom}", *[window.model.undo, window.model.redo] * 5)
        measure(f"mark again, {zoom}", window.commands.edits.mark_again)
        measure(f"delete, {zoom}", panel.delete)
    values = np.full((40, 300), 200, np.uint8)

    def stroke() -> None:
        now = window.model.state
        at = Region(int(rng.integers(0, 3000)), int(rng.integers(0, 3000)), 300, 40)
        window.model.push("Brush stroke", now.with_mask(now.mask.replaced(at, values - int(rng.integers(0, 99)))))

    window.model.set_history_bytes(256 * 2**20)
    measure(f"{strokes} strokes, 256 MB for undo", *[stroke] * strokes)
    count = window.model.document.step_count
    measure("undo among them", *[window.model.undo] * 20)
    measure("anywhere among them", *(lambda to=int(to): window.model.go_to(to) for to in rng.integers(9, count, 20)))
    print(f"{count} steps, {window.keeper.memory.spare_nbytes / 2**20:.0f} MB in memory for undo")
    window.workers.stop()
    window.keeper.close()


def select(panel: object, edit_id: str) -> None:
    """As a click would."""
    panel.list.clearSelection()  # type: ignore[attr-defined]
    panel.list.choose([edit_id])  # type: ignore[attr-defined]


class Spent(NamedTuple):
    """Seconds on the clock, and those that this thread really worked (others may have had the processor)."""

    wall: float
    own: float


def timed(call: Callable[[], object]) -> Spent:
    wall, own = time.perf_counter(), time.thread_time()
    call()
    return Spent(time.perf_counter() - wall, time.thread_time() - own)


def middle(times: list[Spent]) -> str:
    return "/".join(f"{1e3 * statistics.median(part):7.1f}" for part in zip(*times, strict=True))


def longest(times: list[Spent]) -> str:
    return "/".join(f"{1e3 * max(part):7.1f}" for part in zip(*times, strict=True))


if __name__ == "__main__":
    numbers = [int(value) for value in sys.argv[1:]]
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as home:
        os.environ["PHOTOFIX_HOME"] = home
        main(*(numbers + [100, 100, 10_000][len(numbers) :]))
