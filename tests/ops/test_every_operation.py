"""What holds for every operation of the table when it runs: a new entry is tested the moment it is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import reduce
from typing import Any

import numpy as np
import pytest

from photofix.core.document import State, changed_outside
from photofix.core.edit import Edit
from photofix.core.mask import Mask
from photofix.core.params import NUMBERS, check, declared, filled
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import Cancelled, UserError
from photofix.ops.base import Context, Models, Operation, Scope, performed
from photofix.ops.grey import with_room
from photofix.ops.table import OPERATIONS
from tests.operations import CONTRAST, EVERYTHING, SOFTEN
from tests.ops.conftest import SmoothModels, landscape

ALL = [*OPERATIONS, CONTRAST, SOFTEN, EVERYTHING]  # those for tests, too, so that no rule is kept by inpainting alone
KINDS = [(np.uint8, 3), (np.uint16, 3), (np.uint8, 1), (np.uint8, 4), (np.uint16, 2)]

every = pytest.mark.parametrize("operation", ALL, ids=lambda operation: operation.id)
editing = pytest.mark.parametrize(
    "operation", [op for op in ALL if op.scope is not Scope.GEOMETRY], ids=lambda operation: operation.id
)


def tiny(dtype: Any, channels: int) -> State:
    """A small photo with grain, marked in two places."""
    colours = landscape(64, 80)
    picture = np.concatenate([colours, colours[..., :1]], axis=2)[..., [0, 1, 2, 3] if channels > 2 else [0, 1]]
    photo = Photo(from_float(np.ascontiguousarray(picture[..., :channels]), np.dtype(dtype)))
    mask = np.zeros((64, 80), np.uint8)
    mask[20:24, 10:60] = 255
    mask[40:46, 30:36] = 200
    return State.of(photo).with_mask(Mask.from_array(mask))


def with_edits(state: State, edits: Iterable[Edit]) -> State:
    return reduce(State.with_edit, edits, state)


@editing
@pytest.mark.parametrize(("dtype", "channels"), KINDS, ids=lambda value: getattr(value, "__name__", value))
def test_it_keeps_depth_channels_and_what_it_does_not_touch(
    operation: Operation, dtype: Any, channels: int, models: SmoothModels
) -> None:
    state = tiny(dtype, channels)
    if operation.makes_colours(operation.params()):
        state = with_room(state, lambda _note: None)
    before = state.base.pixels.copy()
    edits = performed(operation, state, operation.params(), Context(models, Progress.silent()))
    after = with_edits(state, edits)
    composite = after.composite()
    assert np.array_equal(state.base.pixels, before)
    assert composite.dtype == before.dtype and composite.shape == before.shape
    whole = Region.of(before)
    assert changed_outside(after, [whole]) == 0
    touched = np.zeros(before.shape[:2], bool)
    for patch in (patch for edit in edits for patch in edit.patches):
        assert whole.contains(patch.region)
        touched[patch.region.slices] |= patch.alpha > 0
    assert np.array_equal(composite[~touched], before[~touched])
    if channels in (2, 4):
        assert np.array_equal(composite[..., -1], before[..., -1])
    if operation.scope is Scope.MASKED:
        assert touched.any() and not touched[-8:].any()


@editing
def test_the_same_again_gives_the_same(operation: Operation, models: SmoothModels) -> None:
    state, params = tiny(np.uint8, 3), operation.params()
    first, second = (
        with_edits(state, performed(operation, state, params, Context(models, Progress.silent()))).composite()
        for _ in range(2)
    )
    assert np.array_equal(first, second)


@editing
def test_it_heeds_a_wish_to_stop_and_reports_within_the_bar(operation: Operation, models: Models) -> None:
    told: list[float] = []
    performed(
        operation, tiny(np.uint8, 3), operation.params(), Context(models, Progress(lambda share, _: told.append(share)))
    )
    assert told and all(0 <= share <= 1 for share in told) and told == sorted(told)
    stopped = Progress.silent()
    stopped.cancel()
    with pytest.raises(Cancelled):
        performed(operation, tiny(np.uint8, 3), operation.params(), Context(models, stopped))


@every
def test_its_params_go_through_a_file_and_refuse_what_is_beyond(operation: Operation) -> None:
    values = asdict(operation.params())
    assert filled(operation.params, values) == (operation.params(), ())
    names = {param.name: param for param in declared(operation.params)}
    for param in names.values():
        assert param.help.endswith(".") and not param.title.endswith(".")
        if param.when is not None:
            other = names[param.when.name]
            assert other.when is None and other is not param and param.when.values
            for value in param.when.values:
                check(operation.params(**{other.name: value}))
        if param.kind in NUMBERS:
            assert 0 < param.step <= param.high - param.low
            for wrong in (param.low - 1, param.high + 1):
                with pytest.raises(UserError):
                    filled(operation.params, {**values, param.name: wrong})
        if param.kind == "choice":
            assert len({value for value, _ in param.choices}) == len({title for _, title in param.choices}) > 1


@every
def test_its_presets_are_its_own(operation: Operation) -> None:
    names = [name.casefold() for name, _ in operation.presets]
    assert len({*names, "standard"}) == len(names) + 1
    for name, params in operation.presets:
        assert name.strip() == name and type(params) is operation.params
        check(params)


@every
def test_a_preview_is_of_the_whole_photo_or_declared(operation: Operation) -> None:
    assert operation.previews == (operation.scope is Scope.WHOLE if operation.live is None else operation.live)
    assert operation.halo >= 0
