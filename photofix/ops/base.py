"""What an operation is, what it is given and what it returns."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import Enum
from typing import Any, Protocol

import numpy as np

from photofix.core.document import State
from photofix.core.edit import Edit, Patch, Record, left_of
from photofix.core.mask import Mask
from photofix.core.params import check
from photofix.core.photo import Photo, Pixels
from photofix.core.progress import Progress
from photofix.core.recall import Recall, afresh
from photofix.core.region import Region
from photofix.errors import UserError


class Scope(Enum):
    """What an operation works on."""

    MASKED = "masked"  # repairs what the mask marks
    WHOLE = "whole"  # changes the whole picture
    GEOMETRY = "geometry"  # makes a new base of another size
    FOUND = "found"  # finds by itself what it repairs, and makes an edit of each object
    STEPS = "steps"  # does several things to the whole picture, and makes an edit of each


class Task(Enum):
    """The groups in which front ends list operations, in this order."""

    REPAIR = "Repair"
    IMPROVE = "Improve"
    COLOUR = "Colour"
    STYLE = "Style"


class Models(Protocol):
    """Where operations get models from (photofix.models.pool)."""

    @property
    def device(self) -> str:
        """What computes: "cpu", "cuda:0", "xpu" or "mps"."""

    def get(self, model_id: str) -> Callable[..., Any]:
        """The loaded model. Raises UserError if it cannot be had."""

    def on_cpu(self, model_id: str) -> Callable[..., Any] | None:
        """The same model on the CPU, for what the device has too little memory for; None if the device is the CPU."""

    def room(self, model_id: str) -> int | None:
        """How many pixels a model can be shown at once in the memory that is free now; None if that cannot be told."""

    def sha256(self, model_id: str) -> str:
        """The hash of the weights that `get` loads."""


@dataclass(frozen=True)
class Source:
    """What an operation reads: the picture as it stands (without its own result) and the mask.

    Pixels are in the photo's own depth, channels and profile; read only what is needed. scale: the photo's own
    pixels per pixel here, more than 1 where a preview is made of a reduced picture; lengths that params give in
    pixels are to be divided by it. whole: in a preview, the photo of which this is a part; see `measured`. corner:
    where the part's first pixel lies in that photo, reduced by the scale.
    """

    state: State
    scale: float = 1.0
    whole: State | None = None
    corner: tuple[int, int] = (0, 0)

    @property
    def measured(self) -> Source:
        """What is to be measured, where a result depends on the whole photo: that at its own size, also in previews."""
        return self if self.whole is None else Source(self.whole)

    @property
    def lies(self) -> tuple[tuple[float, float], tuple[int, int]]:
        """Of what this is a part: its width and height in pixels like those here, and where in it this begins."""
        whole = self.measured
        return (whole.width / self.scale, whole.height / self.scale), self.corner

    @property
    def width(self) -> int:
        return self.state.base.width

    @property
    def height(self) -> int:
        return self.state.base.height

    @property
    def icc(self) -> bytes | None:
        return self.state.base.icc

    @property
    def mask(self) -> Mask:
        return self.state.mask

    def read(self, region: Region) -> Pixels:
        """h×w×C pixels of the region, which must lie inside the photo."""
        return self.state.composite(region)


def _unheard(note: str) -> None:
    """For those who do not ask."""


@dataclass(frozen=True)
class Context:
    """What an operation may use besides its source.

    note: told, in words for the person, what they should know of how the result came about. recall: what is computed
    of the source again and again, while its params are being changed, may be asked of this.
    """

    models: Models
    progress: Progress
    note: Callable[[str], None] = _unheard
    recall: Recall = afresh


@dataclass(frozen=True)
class Result:
    """What an operation made: patches, and which models took part (id -> SHA-256 of weights).

    edits: what it made instead, if its scope is FOUND or STEPS, in the order in which they are laid over the photo.
    photo: what it made instead, if its scope is GEOMETRY.
    """

    patches: tuple[Patch, ...]
    models: Mapping[str, str] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    photo: Photo | None = None


def never(_params: Any) -> bool:
    """Whatever the params are."""
    return False


def always(_params: Any) -> bool:
    """Whatever the params are."""
    return True


@dataclass(frozen=True)
class Operation:
    """One thing PhotoFix can do. Everything the front ends show is made from this and from `params`.

    params is a frozen dataclass type declared with photofix.core.params; halo is the context in pixels
    that the operation needs around what it changes. presets: (name, params) pairs that come with PhotoFix.

    live: may the result be shown while params are being changed, computed from nothing but the visible part of the
    photo and `halo` pixels around it? None: yes if the scope is WHOLE. Say False where the result depends on the
    whole photo. true_to_scale: does a reduced photo show the result as the full one would? Where it does not (what
    sharpens, or sees grain) the window says so beside a reduced preview. size: if the scope is GEOMETRY, the width and
    height that a photo of some width and height gets by some params; may raise UserError. makes_colours: does it, with
    some params, need a photo that can hold them? See photofix.ops.grey. proposals: the whole-number parameter by which
    the same photo has several results, 0 for the likeliest; empty if it has one. takes_mask: if the scope is WHOLE,
    does what is marked, where anything is, limit the result?
    """

    id: str
    title: str
    verb: str  # what the button says
    help: str
    params: type
    run: Callable[[Source, Any, Context], Result]
    scope: Scope
    halo: int
    task: Task = Task.REPAIR
    presets: tuple[tuple[str, Any], ...] = ()
    live: bool | None = None
    true_to_scale: bool = False
    size: Callable[[int, int, Any], tuple[int, int]] | None = None
    makes_colours: Callable[[Any], bool] = never
    proposals: str = ""
    takes_mask: bool = False

    @property
    def marks(self) -> bool:
        """Whether it heeds what is marked."""
        return self.scope is Scope.MASKED or self.takes_mask

    @property
    def previews(self) -> bool:
        """Whether there is a live preview."""
        return self.scope is Scope.WHOLE if self.live is None else self.live


def perform(
    operation: Operation,
    state: State,
    params: Any,
    context: Context,
    *,
    scale: float = 1.0,
    whole: State | None = None,
    corner: tuple[int, int] = (0, 0),
) -> Edit:
    """Check the params, run the operation on the state and wrap its patches as an edit with its record.

    Raises UserError for bad params, an empty mask or an impossible job, Cancelled if asked to stop. The state
    is untouched. scale, whole, corner: see Source. For operations that make one edit: of the scopes MASKED and WHOLE.
    """
    (edit,) = performed(operation, state, params, context, scale=scale, whole=whole, corner=corner)
    return edit


def performed(
    operation: Operation,
    state: State,
    params: Any,
    context: Context,
    *,
    scale: float = 1.0,
    whole: State | None = None,
    corner: tuple[int, int] = (0, 0),
) -> tuple[Edit, ...]:
    """The same for operations of any scope but GEOMETRY: all edits that it makes, in the order in which they are
    laid over the photo."""
    if operation.scope is Scope.GEOMETRY:
        raise ValueError(f"{operation.id} makes no edits")
    begun = time.monotonic()
    result = _ran(operation, Source(state, scale, whole, corner), params, context)
    if operation.scope in (Scope.FOUND, Scope.STEPS):
        return result.edits
    record = Record(
        operation=operation.id,
        params=asdict(params),
        models=result.models,
        device=context.models.device if result.models else "cpu",
        seconds=round(time.monotonic() - begun, 3),
    )
    if operation.scope is Scope.MASKED:
        return (Edit(operation.title, result.patches, record, mask=state.mask),)
    # Steps before it can be switched off later, and it still counts.
    patches = tuple(replace(patch, under=_under(patch.region, state)) for patch in result.patches)
    if not operation.takes_mask or state.mask.empty:
        return (Edit(operation.title, patches, record),)
    return (Edit(operation.title, tuple(_limited(patch, state.mask) for patch in patches), record, mask=state.mask),)


def _limited(patch: Patch, mask: Mask) -> Patch:
    """A patch that counts only as far as its place is marked."""
    return replace(patch, alpha=left_of(patch.alpha, np.uint8(255) - mask.read(patch.region)))


def _under(region: Region, state: State) -> Pixels:
    """The picture in a region; what the last step holds of it already is not copied."""
    for edit in state.edits[-1:]:
        for patch in edit.patches if edit.enabled and edit.opacity == 1 and edit.hidden is None else ():
            if patch.region == region and patch.alpha.min() == 255 and len(edit.patches) == 1:
                return patch.pixels
    return state.composite(region)


def reshaped(operation: Operation, state: State, params: Any, context: Context) -> tuple[Photo, Mapping[str, str]]:
    """The same for operations of the scope GEOMETRY: the photo of another size, and the models that made it."""
    result = _ran(operation, Source(state), params, context)
    if result.photo is None:
        raise ValueError(f"{operation.id} makes no photo")
    return result.photo, result.models


def _ran(operation: Operation, source: Source, params: Any, context: Context) -> Result:
    check(params)
    if operation.scope is Scope.MASKED and source.mask.empty:
        raise UserError("The mask marks nothing.", hint="Mark what should go: white in a mask file, or with the brush.")
    return operation.run(source, params, context)
