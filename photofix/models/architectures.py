"""Which network weights belong to, built and ready, with what has to be known to use it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from photofix.core import passport as purposes
from photofix.models.spandrel_import import spandrel

# What an architecture's code raises for weights that are only alike to those that it knows.
MISFITS = (RuntimeError, KeyError, IndexError, ValueError, TypeError, AttributeError, AssertionError, ArithmeticError)
FACES = "Faces are made up in part: they can come out as those of other people."
PURPOSES = {
    "SR": purposes.SUPER_RESOLUTION,
    "Restoration": purposes.RESTORATION,
    "Inpainting": purposes.INPAINTING,
    "FaceSR": purposes.FACE_RESTORATION,
}
FACE = 512  # pixels a side of an aligned face
COLOURED = 512  # pixels a side of what DDColor was trained on
LAMA = "generator.model.1.bn_l.running_mean"  # in LaMa's own checkpoints, beside much that training needed
COLOURS = (1, 3, 4)  # channels of pictures: grey, RGB, RGBA


@dataclass(frozen=True, eq=False)
class Built:
    """A network on the CPU in evaluation mode, without gradients.

    call(*tensors): N×C×H×W in, N×C'×H'×W' out, 0..1; padding and the network's own ranges are its matter. What it is
    called with besides the picture depends on the purpose: a hole (N×1×H×W, 1 where it is), or a fidelity. The rest is
    as in `photofix.core.passport.Passport`.
    """

    module: Any
    call: Callable[..., Any]
    architecture: str
    purpose: str
    scale: int = 1
    inputs: int = 3
    outputs: int = 3
    multiple: int = 1
    smallest: int = 1
    half: bool = False
    bfloat: bool = False
    tiling: bool = True
    warning: str = ""


def build(state: Mapping[str, Any]) -> Built | None:
    """The network that these weights are of; None if none is known that fits them."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of how others write networks
            found = _ours(state) or _house(state) or _spandrels(state)
    except MISFITS:
        return None
    if found is None or found.inputs not in COLOURS:
        return None
    found.module.eval().requires_grad_(False)
    return found


def _ours(state: Mapping[str, Any]) -> Built | None:
    """Those that spandrel does not know."""
    from photofix.models.nets import codeformer, ddcolor, migan

    if codeformer.known(state):
        face = codeformer.build(state)
        return Built(
            face, face, "CodeFormer", purposes.FACE_RESTORATION,
            multiple=FACE, smallest=FACE, tiling=False, warning=FACES,
        )  # fmt: skip
    if ddcolor.known(state):
        colours = ddcolor.build(state)
        return Built(
            colours, colours, "DDColor", purposes.COLORIZATION, inputs=3, outputs=2,
            multiple=colours.multiple, smallest=COLOURED, bfloat=True, tiling=False,
        )  # fmt: skip
    if side := migan.side(state):
        fill = migan.build(state)
        return Built(
            fill,
            fill,
            "MI-GAN",
            purposes.INPAINTING,
            multiple=side,
            smallest=side,
            half=True,
            bfloat=True,
            tiling=False,
        )
    return None


def _house(state: Mapping[str, Any]) -> Built | None:
    """Upscalers as PhotoFix trains them, and published styles: operations run both by ways of their own."""
    from photofix.models.nets.upscaler import Upscaler
    from photofix.models.transformer import LEAST, built

    style = built(state)
    if style is not None:
        return Built(
            style, style, "fast_neural_style", purposes.STYLE_TRANSFER,
            multiple=style.multiple, smallest=LEAST, tiling=False,
        )  # fmt: skip
    upscaler = Upscaler()
    if {name: value.shape for name, value in upscaler.state_dict().items()} != {n: v.shape for n, v in state.items()}:
        return None
    upscaler.load_state_dict({name: value.float() for name, value in state.items()})
    factor = 4  # the largest of those that it knows
    return Built(
        upscaler, lambda picture: upscaler(picture, factor), "PhotoFix upscaler", purposes.SUPER_RESOLUTION, factor,
        half=True, bfloat=True,
    )  # fmt: skip


def _spandrels(state: Mapping[str, Any]) -> Built | None:
    library = spandrel()
    if LAMA in state:
        state = {name: value for name, value in state.items() if name.startswith("generator.")}
    try:
        found = library.ModelLoader().load_from_state_dict(dict(state))
    except library.UnsupportedModelError:
        return None
    needs = found.size_requirements
    face = found.purpose == "FaceSR"
    return Built(
        module=found.model,
        call=_gfpgan(found.model) if found.architecture.id == "GFPGAN" else found,
        architecture=found.architecture.name,
        purpose=PURPOSES[found.purpose],
        scale=found.scale,
        inputs=found.input_channels,
        outputs=found.output_channels,
        multiple=FACE if face else needs.multiple_of,
        smallest=FACE if face else max(1, needs.minimum),
        half=found.supports_half,
        bfloat=found.supports_bfloat16,
        tiling=not face and not needs.square and found.tiling is not library.ModelTiling.INTERNAL,
        warning=FACES if face else "",
    )


def _gfpgan(module: Any) -> Callable[..., Any]:
    """GFPGAN with the ranges of its authors (spandrel gives it 0..1), and with the noise that lies in the weights
    instead of another one each time."""
    return lambda faces: module(faces * 2 - 1, randomize_noise=False)[0] / 2 + 0.5
