"""The operation that takes out sensor noise and film grain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from photofix.core.params import When, flag, number
from photofix.core.passport import RESTORATION
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task
from photofix.ops.cleaning import REACH, Told, cleaned
from photofix.ops.imported import BUILT_IN, OWN, model_choice, model_file, restored
from photofix.ops.noise_estimate import noise
from photofix.ops.samples import samples

Floats = NDArray[np.float32]

LEAST = 1.5  # levels of 255: less is not seen, and fine texture measures as much
MOST = 75.0  # levels of 255 that the network knows


@dataclass(frozen=True)
class Denoise:
    """Parameters of `denoise`."""

    strength: float = number(
        1.0, "Strength", "How much noise is taken out, measured by what there is; 0 leaves all.", 0.0, 2.0, step=0.05
    )
    grain: float = number(
        0.0, "Keep grain", "The share of the grain that stays, as light and dark alone, without its colours.",
        0.0, 1.0, step=0.05,
    )  # fmt: skip
    sigma: float | None = number(
        None, "Noise", "The noise's standard deviation, of 255 levels.", 0.0, MOST, step=0.5, automatic="measured",
        advanced=True, when=When("model", (BUILT_IN,)),
    )  # fmt: skip
    best: bool = flag(
        False, "Best quality", "Take the mean of eight mirrored and turned passes: a little better, 8 times slower.",
        when=When("model", (BUILT_IN,)),
    )  # fmt: skip
    model: str = model_choice(
        RESTORATION, "What takes the noise out: PhotoFix or a published network, such as SCUNet or NAFNet."
    )
    model_file: str | None = model_file()


def measured(source: Source) -> float:
    """The standard deviation of the photo's noise, in levels of 255; 0 if it is too little to be seen."""
    found = 255 * float(np.sqrt(np.mean(noise(samples(source)).sigma ** 2)))
    return min(found, MOST) if found >= LEAST else 0.0


def run(source: Source, params: Denoise, context: Context) -> Result:
    """Clean the whole photo as its noise asks for."""
    mix = partial(with_grain, share=params.grain)
    if params.model == OWN:
        return restored(source, params.model_file, params.strength, context, mix)
    context.progress.report(0, "measuring")
    sigma = params.sigma if params.sigma is not None else measured(source.measured) / source.scale
    if params.sigma is None:
        context.note(f"its noise measures {sigma:.1f} of 255" if sigma else "there is no noise to be seen in it")
    told = min(MOST, sigma * params.strength)
    if not told:
        context.progress.report(1)
        return Result(())
    return cleaned(source, Told(told / 255, 0.0), mix, context, best=params.best)


def with_grain(old: Floats, new: Floats, share: float) -> Floats:
    """`new` with a share (0..1) of what it lacks of `old`, in luma alone (ITU-R BT.601). All h×w×3."""
    if not share:
        return new
    luma = (old - new) @ np.array([0.299, 0.587, 0.114], np.float32)
    return np.asarray(new + np.float32(share) * luma[..., None], np.float32)


OPERATION = Operation(
    id="denoise",
    title="Denoise",
    verb="Denoise",
    help="Take out the noise of sensors and the grain of film; how much there is is measured.",
    params=Denoise,
    run=run,
    scope=Scope.WHOLE,
    halo=REACH,
    task=Task.IMPROVE,
)
