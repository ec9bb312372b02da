"""What the self-test tries: the sample, formats, built-in models, every operation in each of its ways, training."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix import paths
from photofix.cli.repair import measured
from photofix.cli.self_test import Absent, Check
from photofix.cli.self_test_training import training_checks
from photofix.core.document import State
from photofix.core.mask import Mask
from photofix.core.params import Param, declared
from photofix.core.photo import Photo, Pixels
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.files.formats import FORMATS, Format
from photofix.files.load import load
from photofix.files.masks import load_mask
from photofix.files.profiles import prophoto
from photofix.files.samples import contiguous
from photofix.files.save import save
from photofix.models.libraries import published
from photofix.models.pool import Pool
from photofix.models.spec import ModelSpec
from photofix.models.table import MODELS
from photofix.ops.base import Context, Models, Operation, Scope, performed, reshaped
from photofix.ops.grey import with_room
from photofix.ops.table import OPERATIONS

WIDTH, HEIGHT = 256, 192  # of the part of the sample that everything is done to
FEW = 4  # of a longer list of choices the first and the last are tried
NOISE, QUALITY = 8, 40  # what there is to improve: of 255, and as a JPEG
BLACK, RANGE = 60, 0.55  # of a faded picture
NEAR = 0.02  # of the range, the mean by which a lossy format may differ
# What not every system has a library for: format, its module.
NOT_EVERYWHERE = {"jxl": "pyjpegxl"}


def checks(
    folder: Path,
    device: str = "auto",
    *,
    operations: Sequence[Operation] = OPERATIONS,
    models: Sequence[ModelSpec] = MODELS,
    formats: Sequence[Format] = FORMATS,
    make_models: Callable[[str], Models] = Pool,
) -> list[Check]:
    """All checks in order. folder: an empty one to write into. device: what computes."""
    material = Material()
    asked = Asked(make_models(device))
    found = [Check("sample", "open", lambda: f"{material.sample.width} × {material.sample.height}")]
    found += [check for entry in formats for check in _of_format(entry, material, folder)]
    found.append(Check("models", "published by others", published))
    found += [Check("model", spec.id, partial(asked.loaded, spec.id)) for spec in models]
    for operation in operations:
        for number, params in enumerate(ways(operation)):
            work = partial(_operate, operation, params, material, asked, plane=number > 0)
            found.append(Check(operation.id, _told(operation, params), work))
    found.append(Check("models", "all in use", lambda: asked.told_unused([spec.id for spec in models])))
    return [*found, *training_checks(folder, lambda: material.state.base.pixels)]


class Material:
    """The sample and the part of it that is worked on; read when it is first asked for."""

    @cached_property
    def sample(self) -> Photo:
        return load(paths.resources() / "sample" / "sample.jpg")

    @cached_property
    def state(self) -> State:
        """The part of the sample in which most is marked, and its marks."""
        marks = load_mask(paths.resources() / "sample" / "sample-mask.png", self.sample).read()
        region = _fullest(marks, WIDTH, HEIGHT)
        photo = Photo(contiguous(self.sample.pixels[region.slices]))
        return State.of(photo).with_mask(Mask.from_array(marks[region.slices]))

    @cached_property
    def worn(self) -> State:
        """The same, faded, with noise and traces of JPEG, nothing marked."""
        noise = np.random.default_rng(0).normal(0, NOISE, self.state.base.pixels.shape)
        faded = BLACK + RANGE * self.state.base.pixels + noise
        coded = cv2.imencode(".jpg", np.clip(faded, 0, 255).astype(np.uint8), (cv2.IMWRITE_JPEG_QUALITY, QUALITY))[1]
        return State.of(Photo(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)))

    @cached_property
    def with_plane(self) -> State:
        """The same, as a film scanner with infrared light would have seen it: dust in both."""
        pixels, plane = self.state.base.pixels.copy(), np.full((HEIGHT, WIDTH), 230, np.uint8)
        plane += np.random.default_rng(1).integers(0, 8, plane.shape, np.uint8)
        for x, y in ((60, 40), (150, 90), (200, 150)):
            cv2.circle(plane, (x, y), 2, 40, -1)
            cv2.circle(pixels, (x, y), 2, (20, 20, 20), -1)
        return replace(self.state, base=Photo(pixels, infrared=plane))

    @cached_property
    def deep(self) -> Photo:
        """The same in 16 bits, no two neighbours alike in the lower 8, with a profile."""
        low = np.arange(HEIGHT * WIDTH * 3, dtype=np.uint32).reshape(HEIGHT, WIDTH, 3) * 37 % 256
        return Photo((self.state.base.pixels.astype(np.uint16) * 256 + low.astype(np.uint16)), icc=prophoto())


def _fullest(marks: NDArray[np.uint8], width: int, height: int) -> Region:
    """The region of that size with most marks inside."""
    sums = cv2.integral((marks > 0).astype(np.uint8))
    inside = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    y, x = np.unravel_index(int(inside.argmax()), inside.shape)
    return Region(int(x), int(y), width, height)


# Formats


def _of_format(entry: Format, material: Material, folder: Path) -> Iterator[Check]:
    if not entry.can_write:
        yield Check(entry.title, "read", partial(_read, entry))
        return
    for depth in entry.depths:
        yield Check(entry.title, f"write and read, {depth} bit", partial(_written, entry, depth, material, folder))


def _read(entry: Format) -> str:
    """Read the file of four colours that ships for formats which PhotoFix only reads."""
    path = paths.resources() / "self-test" / f"four{entry.suffixes[0]}"
    shown = load(path).pixels
    return f"{shown.shape[1]} × {shown.shape[0]}, {_four(shown)}"


def _four(shown: Pixels) -> str:
    """Red, green, blue and white, clockwise from the upper left. Raises ValueError if the picture is another."""
    height, width = shown.shape[:2]
    quarters = (0.25, 0.25), (0.25, 0.75), (0.75, 0.75), (0.75, 0.25)
    colours = [shown[int(y * height), int(x * width), :3].astype(float) for y, x in quarters]
    strongest = [int(colour.argmax()) for colour in colours[:3]]
    weakest_of_white, most_others = colours[3].min(), max(np.sort(colour)[1] for colour in colours[:3])
    if strongest != [0, 1, 2] or weakest_of_white <= most_others:
        raise ValueError(f"the colours are {[colour.astype(int).tolist() for colour in colours]}")
    return "four colours"


def _written(entry: Format, depth: int, material: Material, folder: Path) -> str:
    """Save, read again, compare pixels, depth and profile."""
    module = NOT_EVERYWHERE.get(entry.id)
    if module is not None and importlib.util.find_spec(module) is None:
        raise Absent(f"there is no {module} for this system")
    photo = material.deep if depth > 8 else replace(material.state.base, icc=prophoto())
    saved = save(photo, folder / f"{entry.id}-{depth}{entry.suffixes[0]}", overwrite=True)
    back = load(saved.path)
    if back.pixels.shape != photo.pixels.shape or back.depth != photo.depth or back.icc != photo.icc:
        raise ValueError(f"{back.pixels.shape}, {back.depth} bit, or the profile, is not what was saved")
    top = float(np.iinfo(photo.pixels.dtype).max)
    apart = float(np.abs(back.pixels.astype(np.float32) - photo.pixels).mean()) / top
    if apart > (NEAR if entry.lossy else 0):
        raise ValueError(f"what is read differs by {apart:.2%} from what was written")
    return f"{saved.path.stat().st_size / 1000:.0f} kB, " + (f"{apart:.2%} off" if entry.lossy else "the same")


# Operations and models


class Asked:
    """Models that remember which of them an operation was given."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self.recent: set[str] = set()
        self.all: set[str] = set()

    @property
    def device(self) -> str:
        return self._models.device

    def get(self, model_id: str) -> Callable[..., Any]:
        found = self._models.get(model_id)
        self.recent.add(model_id)
        self.all.add(model_id)
        return found

    def on_cpu(self, model_id: str) -> Callable[..., Any] | None:
        return self._models.on_cpu(model_id)

    def room(self, model_id: str) -> int | None:
        return self._models.room(model_id)

    def sha256(self, model_id: str) -> str:
        return self._models.sha256(model_id)

    def loaded(self, model_id: str) -> str:
        """Load a model after its file was checked."""
        self._models.get(model_id)
        return f"SHA-256 {self._models.sha256(model_id)[:12]}, on {self.device}"

    def told_unused(self, model_ids: Sequence[str]) -> str:
        """Raise ValueError if no operation was given one of these."""
        unused = [name for name in model_ids if name not in self.all]
        if unused:
            raise ValueError(f"no operation used {', '.join(unused)}")
        return f"{len(model_ids)} models"


def ways(operation: Operation) -> Iterator[Any]:
    """The params to try: the defaults, then other values of each choice, unless somebody would have to name a file."""
    defaults = operation.params()
    yield defaults
    values = vars(defaults)
    for param in declared(operation.params):
        if param.kind == "choice" and param.counts(values):
            others = [
                value
                for value, _ in param.choices
                if value not in (param.default, param.or_file) and not _needs_file(operation, param, value)
            ]
            for value in others if len(others) <= FEW else (others[0], others[-1]):
                yield replace(defaults, **{param.name: value})


def _needs_file(operation: Operation, choice: Param, value: str) -> bool:
    """Is there a file to be named as soon as the choice has that value?"""
    return any(
        param.kind == "file" and param.when is not None and param.when == (choice.name, (value,))
        for param in declared(operation.params)
    )


def _told(operation: Operation, params: Any) -> str:
    defaults = operation.params()
    changed = [f"{name} {value}" for name, value in vars(params).items() if value != getattr(defaults, name)]
    return ", ".join(changed) or "by default"


def _operate(operation: Operation, params: Any, material: Material, models: Asked, *, plane: bool) -> str:
    """Run an operation and look at what it made."""
    state = material.worn
    if operation.scope in (Scope.MASKED, Scope.FOUND):
        state = material.with_plane if plane else material.state
    models.recent.clear()
    context = Context(models, Progress.silent())
    if operation.makes_colours(params):
        state = with_room(state, context.note)
    if operation.scope is Scope.GEOMETRY:
        made = reshaped(operation, state, params, context)[0].pixels
        told = f"{made.shape[1]} × {made.shape[0]} pixels"
        if operation.size is not None and operation.size(WIDTH, HEIGHT, params) != (made.shape[1], made.shape[0]):
            raise ValueError(f"the result is {told}")
    else:
        for edit in performed(operation, state, params, context):
            state = state.with_edit(edit)
        made, told = state.composite(), _changes(operation, state)
    if made.dtype != np.uint8 or int(np.ptp(made)) < 32:
        raise ValueError("the result is blank")
    return ", ".join([told, *sorted(models.recent)])


def _changes(operation: Operation, state: State) -> str:
    inside, outside = measured(state)
    if outside or (operation.scope is Scope.MASKED and not inside):
        raise ValueError(f"{inside} pixels changed, {outside} where nothing was to change")
    return f"{inside:,} pixels changed"
