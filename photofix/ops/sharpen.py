"""The operation that undoes the mild blur of soft scans and photographs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.core.params import When, number
from photofix.core.passport import RESTORATION
from photofix.ops.base import Context, Operation, Result, Scope, Source, Task
from photofix.ops.blur_estimate import LUMA, blur
from photofix.ops.imported import BUILT_IN, OWN, model_choice, model_file, restored
from photofix.ops.noise_estimate import noise
from photofix.ops.samples import samples
from photofix.ops.tiled import mapped

Floats = NDArray[np.float32]

LEAST = 0.65  # pixels: softer than this are few photos as cameras make them
MOST = 3.0
ROUNDS = 10
REACH = 48  # pixels that all rounds see around what they make
DAMPED = 1.5  # standard deviations of the noise that are not taken for something blurred
HALO = 0.03  # how far beyond the lightest and darkest neighbours a value may go


@dataclass(frozen=True)
class Sharpen:
    """Parameters of `sharpen`."""

    strength: float = number(0.8, "Strength", "How much of the blur is undone; 0 leaves it.", 0.0, 1.0, step=0.05)
    blur: float | None = number(
        None, "Blur", "How soft the photo is: the radius of its blur.", 0.0, MOST, step=0.1, unit="px",
        automatic="measured", when=When("model", (BUILT_IN,)),
    )  # fmt: skip
    model: str = model_choice(
        RESTORATION, "What undoes it: PhotoFix or a published network, such as NAFNet for shaken photos."
    )
    model_file: str | None = model_file()


def measured(source: Source) -> float:
    """How blurred a photo is, as the standard deviation of a Gaussian in pixels; 0 if it is as sharp as photos are."""
    parts = samples(source)
    found = blur(parts, _noise(parts))
    return min(found, MOST) if found is not None and found >= LEAST else 0.0


def run(source: Source, params: Sharpen, context: Context) -> Result:
    """Undo the blur of the whole photo."""
    if params.model == OWN:
        return restored(source, params.model_file, params.strength, context)
    context.progress.report(0, "measuring")
    whole = source.measured
    sigma = (params.blur if params.blur is not None else measured(whole)) / source.scale
    if params.blur is None:
        words = f"its blur measures {sigma * source.scale:.1f} pixels" if sigma else "it is as sharp as photos are"
        context.note(words)
    if not sigma or not params.strength:
        context.progress.report(1)
        return Result(())
    change = partial(sharpened, sigma=sigma, noise_level=_noise(samples(whole)), strength=params.strength)
    return Result((mapped(source, change, REACH, context),))


def _noise(parts: list[Floats]) -> float:
    return float(np.sqrt(np.mean(noise(parts).sigma ** 2)))


def sharpened(picture: Floats, sigma: float, noise_level: float, strength: float) -> Floats:
    """h×w×3 with its lightness deblurred by a Gaussian of `sigma` pixels, all colours moved alike.

    Richardson and Lucy's iteration (Richardson, JOSA 1972), damped where the picture differs from the blurred guess by
    no more than its noise (after White, "Image restoration using the damped Richardson-Lucy method", SPIE 1994), and
    held near the values around, so that edges get no halos.
    """
    luma = np.maximum(cv2.transform(picture, LUMA), 1e-3)
    guess = luma
    for _ in range(ROUNDS):
        again = cv2.GaussianBlur(guess, (0, 0), sigma)
        rest = luma - again
        limit = DAMPED * noise_level
        rest = np.sign(rest) * np.maximum(np.abs(rest) - limit, 0)
        guess = guess * cv2.GaussianBlur((again + rest) / np.maximum(again, 1e-3), (0, 0), sigma)
    side = 2 * int(np.ceil(sigma)) + 1
    window = np.ones((side, side), np.uint8)
    guess = np.clip(guess, cv2.erode(luma, window) - HALO, cv2.dilate(luma, window) + HALO)
    change = (guess - luma) * np.float32(strength)
    return np.asarray(picture + change[..., None], np.float32)


OPERATION = Operation(
    id="sharpen",
    title="Sharpen",
    verb="Sharpen",
    help="Undo the mild blur of soft scans and photographs; how soft it is is measured.",
    params=Sharpen,
    run=run,
    scope=Scope.WHOLE,
    halo=REACH,
    task=Task.IMPROVE,
)
