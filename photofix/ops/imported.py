"""Models that the person brought, in operations: asked whether they are for that, and run over a photo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photofix.core import passport as purposes
from photofix.core.model_id import of_file
from photofix.core.params import When, choice, file
from photofix.core.passport import Passport
from photofix.errors import UserError
from photofix.models.published import KIND
from photofix.models.weights_file import SUFFIXES
from photofix.ops.base import Context, Result, Source
from photofix.ops.network import Network
from photofix.ops.tiled import mapped

Floats = NDArray[np.float32]
Mix = Callable[[Floats, Floats], Floats]

BUILT_IN, OWN = "built-in", "own"
MODELS = ((BUILT_IN, "PhotoFix"), (OWN, "Own file"))
# Pixels around a tile that a network is shown. Of convolutions what lies farther off changes next to nothing; those
# that look about in windows see farther, and their windows must lie alike in every tile.
REACH = {"ESRGAN": 32, "RealESRGAN Compact": 32, "SPAN": 32, "DnCNN": 24}
FARTHEST = 64
GRID = 32  # a multiple of all usual windows
WHERE = {
    purposes.SUPER_RESOLUTION: "upscale",
    purposes.RESTORATION: "denoise, dejpeg or sharpen",
    purposes.INPAINTING: "inpaint",
    purposes.COLORIZATION: "colorize",
    purposes.FACE_RESTORATION: "faces",
    purposes.STYLE_TRANSFER: "stylize",
    purposes.TRANSLATION: "translate",
}


def model_choice(purpose: str, help: str) -> Any:
    """The parameter `model` of an operation that takes models of others, for this purpose, for its own."""
    return choice(BUILT_IN, "Model", help, MODELS, or_file=OWN, purposes=(purpose,))


def model_file() -> Any:
    """The parameter `model_file` beside it."""
    return file(
        None, "Model file", "The weights of a published network for this: .pth, .safetensors and the like.",
        suffixes=SUFFIXES, automatic="none", when=When("model", (OWN,)),
    )  # fmt: skip


def model_id(chosen: str | None) -> str:
    """The id of a model file. Raises UserError if none was chosen."""
    if chosen is None:
        raise UserError("No model file was chosen.", hint="Choose one, or another model.")
    return of_file(KIND, Path(chosen))


def network_for(purpose: str, chosen: str | None, context: Context) -> Network:
    """The network in a model file; the person is told what to know of it.

    Raises UserError if none was chosen, if it cannot be loaded, or is for something else.
    """
    network = Network(model_id(chosen), context)
    passport = network.passport
    if passport.purpose != purpose:
        raise UserError(
            f"“{passport.name}” is a network for {passport.purpose}, not for {purpose}.",
            hint=f"It goes with {WHERE[passport.purpose]}.",
        )
    if passport.warning:
        context.note(passport.warning)
    return network


def reach_of(passport: Passport) -> int:
    """Pixels around a tile that a network is to be shown."""
    return REACH.get(passport.architecture, FARTHEST)


def restored(
    source: Source, chosen: str | None, share: float, context: Context, mix: Mix = lambda _old, new: new
) -> Result:
    """The whole photo through a network that restores, laid over it by a share of 0..1 (more counts as 1).

    mix(before, after): what is made of a tile and of what comes out for it.
    """
    if not share:
        context.progress.report(1)
        return Result(())
    network = network_for(purposes.RESTORATION, chosen, context)
    passport = network.passport
    part = np.float32(min(1.0, share))

    def change(picture: Floats) -> Floats:
        return mix(picture, np.asarray(picture + part * (network(picture) - picture), np.float32))

    patch = mapped(source, change, reach_of(passport), context, network, grid=GRID, in_one=not passport.tiling)
    name = model_id(chosen)
    return Result((patch,), {name: context.models.sha256(name)})
