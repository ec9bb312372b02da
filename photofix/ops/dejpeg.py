"""The operation that takes out what JPEG compression has left: blocks, ringing at edges, blotches of colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photofix.core.params import When, integer, number
from photofix.core.passport import RESTORATION
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task
from photofix.ops.cleaning import REACH, Told, cleaned
from photofix.ops.imported import BUILT_IN, OWN, model_choice, model_file, restored
from photofix.ops.jpeg_estimate import quality
from photofix.ops.samples import samples

Floats = NDArray[np.float32]

COARSEST = 89  # qualities above it leave nothing that is seen


@dataclass(frozen=True)
class Dejpeg:
    """Parameters of `dejpeg`."""

    strength: float = number(
        1.0, "Strength", "How much of what compression has left goes; 0 leaves all.", 0.0, 1.0, step=0.05
    )
    jpeg_quality: int | None = integer(
        None, "JPEG quality", "How strongly the photo was compressed; less takes out more.", 1, 100,
        automatic="measured", when=When("model", (BUILT_IN,)),
    )  # fmt: skip
    model: str = model_choice(
        RESTORATION, "What takes them out: PhotoFix or a published network, such as SwinIR or FBCNN."
    )
    model_file: str | None = model_file()


def measured(source: Source) -> int | None:
    """The JPEG quality (1..89) that the photo looks like or that its file had; None if there is nothing to take out.

    The picture counts beside the file: it may have been saved before, at less.
    """
    seen = quality(samples(source))
    found = [value for value in (seen, source.state.base.origin.quality) if value is not None and value <= COARSEST]
    return min(found) if found else None


def run(source: Source, params: Dejpeg, context: Context) -> Result:
    """Clean the whole photo as its quality asks for."""
    if params.model == OWN:
        return restored(source, params.model_file, params.strength, context)
    context.progress.report(0, "measuring")
    wanted = params.jpeg_quality if params.jpeg_quality is not None else measured(source.measured)
    if wanted is None:
        context.note("the photo shows no traces of JPEG: nothing was changed")
    if wanted is None or not params.strength:
        context.progress.report(1)
        return Result(())
    if params.jpeg_quality is None:
        context.note(f"it looks like a JPEG of quality {wanted}")
    share = np.float32(params.strength)
    return cleaned(source, Told(0.0, 1 - wanted / 100), lambda old, new: old + share * (new - old), context)


OPERATION = Operation(
    id="dejpeg",
    title="JPEG Artefacts",
    verb="Clean",
    help="Take out blocks, ringing and blotches of colour that JPEG compression has left.",
    params=Dejpeg,
    run=run,
    scope=Scope.WHOLE,
    halo=REACH,
    task=Task.IMPROVE,
)
