"""The Python interface: open a photo, one function per operation, save."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.edit import Edit
from photofix.core.finding import Finding
from photofix.core.finding_marks import marks
from photofix.core.mask import Mask
from photofix.core.params import check, declared
from photofix.core.photo import Photo, Pixels, from_float
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files.edited import edited
from photofix.files.load import load
from photofix.files.masks import load_mask
from photofix.files.save import SaveReport, save
from photofix.ops.base import Context, Models, Operation, Scope, Source, performed, reshaped
from photofix.ops.detect import DEFAULT, Detect, detect
from photofix.ops.grey import with_room
from photofix.ops.table import OPERATIONS

MaskLike = Mask | NDArray[Any] | str | os.PathLike[str]


@dataclass(frozen=True, eq=False)
class Picture:
    """A photo with the edits made to it. It never changes: an operation returns a new one."""

    state: State

    @property
    def photo(self) -> Photo:
        """The picture as it stands, with the original's profile and metadata."""
        return edited(self.state)

    @property
    def pixels(self) -> Pixels:
        """A new H×W×C array in the file's own depth (uint8 or uint16), RGB order, upright."""
        return self.state.composite()

    @property
    def edits(self) -> tuple[Edit, ...]:
        return self.state.edits

    def save(
        self, path: str | os.PathLike[str], *, overwrite: bool = False, quality: int | None = None
    ) -> SaveReport:  # fmt: skip
        """Write the picture; the format follows the name. Raises UserError, and then nothing is written."""
        return save(self.photo, Path(path), overwrite=overwrite, quality=quality)


def open_photo(path: str | os.PathLike[str], *, max_pixels: int | None = None) -> Picture:
    """Read a photo. Raises UserError if it cannot be read or has more than `max_pixels` pixels."""
    photo = load(Path(path)) if max_pixels is None else load(Path(path), max_pixels=max_pixels)
    return Picture(State.of(photo))


@dataclass(frozen=True, eq=False)
class Detection:
    """What was found in a photo: the objects, and the mask of all of them, H×W uint8 (255 = to be repaired)."""

    findings: tuple[Finding, ...]
    mask: NDArray[np.uint8]


def found_in(
    photo: Any, *, kind: str = "all", sensitivity: float = DEFAULT, thorough: bool = False, device: str = "auto",
    precision: str = "auto", models: Models | None = None, progress: Progress | None = None,
) -> Detection:  # fmt: skip
    """Find wires, dust and scratches.

    photo: a Picture, a Photo, or an array H×W or H×W×(1..4), uint8, uint16 or float 0..1, RGB order. kind: "wires",
    "dust", "scratches" or "all". sensitivity: 0..1. thorough: look at large photos three times. device, precision: what
    computes, and how finely. models, progress: your own, for tests and bars. Raises UserError.
    """
    params = Detect(kind, sensitivity, thorough=thorough)
    check(params)
    state = _state(photo)
    context = Context(models or _pool(device, precision), progress or Progress.silent())
    found = detect(Source(state), params, context).findings
    return Detection(found, marks(found, state.base.width, state.base.height).read())


def named(name: str) -> Any:
    """What `photofix.<name>` is: open, Picture or the function of an operation. Raises KeyError."""
    return {"open": open_photo, "Picture": Picture, "detect": found_in, **{op.id: function(op) for op in OPERATIONS}}[
        name
    ]


def names() -> list[str]:
    """All that `named` knows."""
    return ["Picture", "detect", "open", *(operation.id for operation in OPERATIONS)]


@cache
def function(operation: Operation) -> Callable[..., Any]:
    """The function of an operation: its parameters are keywords, with the defaults of the window and command line."""
    params = declared(operation.params)
    needed = inspect.Parameter.empty if operation.scope is Scope.MASKED else None

    def call(photo: Any, mask: MaskLike | None = None, **options: Any) -> Any:
        given = signature.bind(photo, *(() if mask is None else (mask,)), **options)
        given.apply_defaults()
        chosen = operation.params(**{param.name: given.arguments[param.name] for param in params})
        models = given.arguments["models"] or _pool(given.arguments["device"], given.arguments["precision"])
        state = _state(photo)
        if mask is not None:
            state = state.with_mask(as_mask(mask, state.base))
        context = Context(models, given.arguments["progress"] or Progress.silent())
        if operation.makes_colours(chosen):
            state = with_room(state, context.note)
        if operation.scope is Scope.GEOMETRY:
            made = reshaped(operation, state, chosen, context)[0]
            return _array(photo, made.pixels) if isinstance(photo, np.ndarray) else Picture(State.of(made))
        for edit in performed(operation, state, chosen, context):
            state = state.with_edit(edit)
        if operation.makes_colours(chosen) and isinstance(photo, np.ndarray):
            return _array(np.empty((1, 1, 1), photo.dtype), state.composite())
        return _like(photo, state) if isinstance(photo, np.ndarray) else Picture(state)

    keyword, positional = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD
    signature = inspect.Signature(
        [
            inspect.Parameter("photo", positional, annotation="Picture | Photo | NDArray"),
            *(
                [inspect.Parameter("mask", positional, default=needed, annotation="Mask | NDArray | path")]
                if operation.marks
                else []
            ),
            *(inspect.Parameter(param.name, keyword, default=param.default) for param in params),
            inspect.Parameter("device", keyword, default="auto"),
            inspect.Parameter("precision", keyword, default="auto"),
            inspect.Parameter("models", keyword, default=None),
            inspect.Parameter("progress", keyword, default=None),
        ]
    )
    call.__name__ = call.__qualname__ = operation.id
    call.__signature__ = signature  # type: ignore[attr-defined]
    call.__doc__ = _description(operation)
    return call


def _description(operation: Operation) -> str:
    lines = [operation.help, ""]
    lines += ["photo: a Picture, a Photo, or an array H×W or H×W×(1..4), uint8, uint16 or float 0..1, RGB order."]
    if operation.marks:
        lines += ["mask: an array H×W (bool, uint8, uint16 or float 0..1; 0 keeps), a Mask, or a picture's path."]
    lines += [f"{param.name}: {param.help}" for param in declared(operation.params)]
    lines += ["device, precision: what computes, and how finely. models, progress: your own, for tests and bars.", ""]
    shape = "dimensions" if operation.scope is Scope.GEOMETRY else "shape"
    if operation.makes_colours(operation.params()):
        shape = "size, H×W×3 or H×W×4,"
    lines += [f"Returns a new Picture, or for an array an array of its {shape} and dtype. Raises UserError."]
    return "\n".join(lines)


def as_mask(mask: MaskLike, photo: Photo) -> Mask:
    """A mask from what a caller may give. Raises UserError if it has not the photo's size."""
    if isinstance(mask, Mask):
        size = mask.height, mask.width
    elif isinstance(mask, np.ndarray):
        if mask.ndim == 3 and mask.shape[2] == 1:
            mask = mask[..., 0]
        size = mask.shape
    else:
        return load_mask(Path(mask), photo)
    if size != (photo.height, photo.width):
        raise UserError(
            f"The mask is {' × '.join(map(str, reversed(size)))}, the photo {photo.width} × {photo.height}.",
            hint="A mask has the photo's size and one channel.",
        )
    return mask if isinstance(mask, Mask) else Mask.from_array(_bytes(mask))


def _bytes(values: NDArray[Any]) -> NDArray[np.uint8]:
    if values.dtype == np.bool_:
        return values.astype(np.uint8) * np.uint8(255)
    if values.dtype == np.uint16:
        return (values >> 8).astype(np.uint8)
    if values.dtype.kind == "f":
        return np.asarray(from_float(np.nan_to_num(values), np.dtype(np.uint8)), np.uint8)
    if values.dtype != np.uint8:
        raise UserError(f"A mask cannot be made of {values.dtype}.", hint="Use bool, uint8, uint16 or float 0..1.")
    return values


def _state(photo: Any) -> State:
    if isinstance(photo, Picture):
        return photo.state
    if isinstance(photo, Photo):
        return State.of(photo)
    if not isinstance(photo, np.ndarray):
        raise TypeError(f"a photo is a Picture, a Photo or an array, not {type(photo).__name__}")
    pixels = photo if photo.ndim == 3 else photo[..., None]
    if pixels.ndim != 3 or not 1 <= pixels.shape[2] <= 4 or not pixels.size:
        raise UserError(f"An array of shape {photo.shape} is no photo.", hint="Use H×W or H×W×(1..4).")
    if pixels.dtype.kind == "f":
        pixels = from_float(np.nan_to_num(pixels), np.dtype(np.uint16))
    if pixels.dtype not in (np.uint8, np.uint16):
        raise UserError(f"An array of {photo.dtype} is no photo.", hint="Use uint8, uint16 or float 0..1.")
    return State.of(Photo(np.ascontiguousarray(pixels)))


def _like(array: NDArray[Any], state: State) -> NDArray[Any]:
    """The composite in the shape and dtype of `array`; what no edit changed is the array's own value."""
    composite: NDArray[Any] = state.composite()
    if array.dtype.kind != "f":
        return composite.reshape(array.shape)
    changed = composite != state.base.pixels
    result = array.reshape(composite.shape).copy()
    result[changed] = (composite[changed] / np.iinfo(composite.dtype).max).astype(array.dtype)
    return result.reshape(array.shape)


def _array(array: NDArray[Any], pixels: Pixels) -> NDArray[Any]:
    """Pixels of another size as an array of the dimensions and dtype of `array`."""
    shaped: NDArray[Any] = pixels[..., 0] if array.ndim == 2 else pixels
    return shaped if array.dtype.kind != "f" else (shaped / np.iinfo(pixels.dtype).max).astype(array.dtype)


@cache
def _pool(device: str, precision: str) -> Models:
    """One pool per device for the life of the program, so that a model is loaded once."""
    from photofix.models.pool import Pool

    return Pool(device=device, precision=precision)
