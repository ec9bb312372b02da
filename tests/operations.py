"""Small real operations for tests: a change of the whole photo, a slow one, and one with every kind of parameter."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import cv2
import numpy as np

from photofix.core.edit import Patch
from photofix.core.params import When, choice, colour, file, flag, integer, number, text
from photofix.core.photo import Pixels
from photofix.core.region import Region
from photofix.errors import UserError
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task

TILE = 128
PATIENCE = 20.0  # seconds after which a test that forgot to let go fails instead of hanging


@dataclass(frozen=True)
class Contrast:
    """Parameters of `contrast`."""

    amount: float = number(0.5, "Amount", "How much more contrast.", -1.0, 4.0, step=0.05)
    middle: int = integer(50, "Middle", "The tone that stays.", 0, 100, unit="%", advanced=True)


def contrasted(pixels: Pixels, params: Contrast) -> Pixels:
    """Tones spread away from the middle; alpha channels stay."""
    top = np.iinfo(pixels.dtype).max
    middle = params.middle / 100 * top
    out = np.clip((pixels.astype(np.float64) - middle) * (1 + params.amount) + middle, 0, top).astype(pixels.dtype)
    if pixels.shape[2] in (2, 4):
        out[..., -1] = pixels[..., -1]
    return out


def contrast(source: Source, params: Contrast, context: Context) -> Result:
    """The whole photo, tile by tile."""
    tiles = list(Region(0, 0, source.width, source.height).tiles(TILE))
    patches = []
    for index, tile in enumerate(tiles):
        context.progress.report(index / len(tiles), "contrast")
        patches.append(Patch(tile, contrasted(source.read(tile), params), np.full((tile.h, tile.w), 255, np.uint8)))
    return Result(tuple(patches))


CONTRAST = Operation(
    id="contrast", title="Contrast", verb="Apply", help="Spread the tones.", params=Contrast, run=contrast,
    scope=Scope.WHOLE, halo=0, task=Task.IMPROVE, true_to_scale=True,
    presets=(("Strong", Contrast(amount=2.0)), ("Flat", Contrast(amount=-0.5, middle=40))),
)  # fmt: skip


@dataclass(frozen=True)
class Soften:
    """Parameters of `soften`."""

    radius: float = number(2.0, "Radius", "How far it reaches.", 0.5, 20.0, step=0.5, unit="px")


def soften(source: Source, params: Soften, context: Context) -> Result:
    """Blurs; what a pixel becomes depends on its neighbours, and its radius is in the photo's own pixels."""
    whole = Region(0, 0, source.width, source.height)
    sigma = params.radius / source.scale
    pixels = source.read(whole)
    out = cv2.GaussianBlur(pixels, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE).reshape(pixels.shape)
    if pixels.shape[2] in (2, 4):
        out[..., -1] = pixels[..., -1]
    context.progress.report(1, "softened")
    return Result((Patch(whole, np.asarray(out, pixels.dtype), np.full(pixels.shape[:2], 255, np.uint8)),))


SOFTEN = Operation("soften", "Soften", "Apply", "Blur a little.", Soften, soften, Scope.WHOLE, 64, Task.IMPROVE)


@dataclass(frozen=True)
class Everything:
    """One parameter of every kind."""

    engine: str = choice("b", "Engine", "Which.", (("a", "First"), ("b", "Second")))
    look: str = choice(
        "four", "Look", "How it looks.", tuple((n, n.capitalize()) for n in ("one", "two", "tri", "four"))
    )
    grow: int | None = integer(None, "Grow", "How far.", 0, 64, unit="px", automatic="as needed")
    count: int = integer(3, "Count", "How many.", 1, 9, when=When("engine", ("a",)))
    amount: float = number(0.5, "Amount", "How much, 100% at most.", 0.0, 1.0)
    sure: bool = flag(False, "Sure", "Really.")
    caption: str = text("", "Caption", "What is written.", longest=40)
    style: str | None = file(None, "Style", "A picture.", suffixes=(".png", ".jpg"), automatic="the built-in one")
    tint: str = colour("#ffffff", "Tint", "Of what colour.")
    seed: int = integer(0, "Seed", "Any.", 0, 2**31 - 1, advanced=True)


def nothing(source: Source, params: Everything, context: Context) -> Result:
    """Makes no patches."""
    context.progress.report(1)
    return Result(())


EVERYTHING = Operation(
    "everything", "Everything", "Do it", "Has a parameter of every kind.", Everything, nothing, Scope.WHOLE, 0,
    Task.COLOUR,
)  # fmt: skip


class Slow:
    """A whole-photo operation that waits in the middle until it is let go, and can be made to fail."""

    def __init__(self) -> None:
        self.operation = Operation(
            "slow", "Slow", "Apply", "Spreads the tones, slowly.", Contrast, self._run, Scope.WHOLE, 0, Task.IMPROVE
        )
        self.runs: list[tuple[Contrast, tuple[int, int]]] = []  # params, and the size of what was to be done
        self.cancelled = 0
        self.fault: BaseException | None = None
        self._open = threading.Event()
        self._open.set()

    def hold(self) -> None:
        self._open.clear()

    def let_go(self) -> None:
        self._open.set()

    def _run(self, source: Source, params: Contrast, context: Context) -> Result:
        self.runs.append((params, (source.width, source.height)))
        if not self._open.wait(PATIENCE):
            raise UserError("The test forgot to let go.")
        if self.fault is not None:
            raise self.fault
        self.cancelled += context.progress.cancelled
        return contrast(source, params, context)
