"""Every built-in model, in the order in which lists show them."""

from __future__ import annotations

from photofix.core.model_id import file_of
from photofix.errors import UserError
from photofix.models import (
    colorizer,
    eraser,
    face_finder,
    finder,
    painter,
    published,
    restorer,
    transformer,
    translator,
    upscaler,
)
from photofix.models.spec import ModelSpec

MODELS: tuple[ModelSpec, ...] = (
    eraser.SPEC,
    finder.SPEC,
    upscaler.CRISP,
    upscaler.PHOTO,
    restorer.SPEC,
    colorizer.SPEC,
    painter.SPEC,
    *translator.SPECS,
    face_finder.SPEC,
)
OWN = {
    "upscale": upscaler.own,
    "painter": painter.own,
    "transformer": transformer.own,
    translator.KIND: translator.own,
    published.KIND: published.own,
}  # by kind of the file


def model(model_id: str) -> ModelSpec:
    """The model with this id. Raises UserError if there is none."""
    own = file_of(model_id)
    if own is not None:
        kind, file = own
        return OWN[kind](file)
    for spec in MODELS:
        if spec.id == model_id:
            return spec
    raise UserError(f"There is no model {model_id!r}.", hint=f"Known: {', '.join(spec.id for spec in MODELS)}.")
