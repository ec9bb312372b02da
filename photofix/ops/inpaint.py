"""The operation that fills marked places so that they look as if nothing had been there."""

from __future__ import annotations

from dataclasses import dataclass

from photofix.core.params import choice, integer
from photofix.ops.base import Context, Operation, Result, Scope, Source

ENGINES = (
    ("auto", "Automatic"),
    ("eraser", "Eraser (neural)"),
    ("texture", "Texture"),
    ("diffusion", "Smooth"),
)


@dataclass(frozen=True)
class Inpaint:
    """Parameters of `inpaint`."""

    engine: str = choice(
        "auto", "Engine", "What fills the holes. Automatic decides for every island of the mask.", ENGINES
    )
    grow: int | None = integer(
        None, "Grow mask", "Pixels added around the mask; 0 trusts it exactly.", 0, 64,
        unit="px", automatic="only where the object's fringe still shows, at most 4 px",
    )  # fmt: skip
    seed: int = integer(0, "Seed", "Another number gives other grain.", 0, 2**31 - 1, advanced=True)


def run(source: Source, params: Inpaint, context: Context) -> Result:
    """Fill every island of the mask."""
    return Result(())


OPERATION = Operation(
    id="inpaint", title="Inpaint", verb="Repair",
    help="Fill what the mask marks so that it looks as if nothing had been there.",
    params=Inpaint, run=run, scope=Scope.MASKED, halo=128,
)  # fmt: skip
