"""What holds for every operation in the table, and for running one."""

from __future__ import annotations

import json
from dataclasses import asdict, is_dataclass, replace

import numpy as np
import pytest

from photofix.core.document import State
from photofix.core.mask import Mask
from photofix.core.params import check, declared
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.ops.base import Context, Models, Operation, perform
from photofix.ops.table import OPERATIONS, operation
from tests.operations import CONTRAST, SOFTEN


@pytest.fixture
def state() -> State:
    mask = np.zeros((20, 30), np.uint8)
    mask[5:9, 6:12] = 255
    return State.of(Photo(np.full((20, 30, 3), 9, np.uint8))).with_mask(Mask.from_array(mask))


def test_ids_are_unique_and_found() -> None:
    assert len({op.id for op in OPERATIONS}) == len(OPERATIONS)
    assert all(operation(op.id) is op for op in OPERATIONS)
    with pytest.raises(KeyError):
        operation("nothing")


@pytest.mark.parametrize("op", OPERATIONS, ids=lambda op: op.id)
def test_every_operation_is_well_declared(op: Operation) -> None:
    assert is_dataclass(op.params) and op.params.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert op.id.isidentifier() and op.id.islower()
    assert op.title and op.verb and op.help.endswith(".")
    check(op.params())
    json.dumps(asdict(op.params()))
    for param in declared(op.params):
        assert param.title and param.help
        assert param.default is not None or param.automatic
        if param.kind in ("integer", "number"):
            assert param.low < param.high


def test_perform_records_how(state: State, paint_operation: Operation, fake_models: Models) -> None:
    params = paint_operation.params(model="shade", strength=0.5)
    edit = perform(paint_operation, state, params, Context(fake_models, Progress.silent()))
    assert edit.label == "Paint"
    assert edit.record.operation == "paint"
    assert edit.record.params == asdict(params)
    assert (list(edit.record.models), edit.record.device) == (["shade"], "fake")
    assert edit.mask is state.mask
    assert state.edits == ()
    assert (state.base.pixels == 9).all()


def test_without_a_model_the_device_is_the_processor(
    state: State, paint_operation: Operation, fake_models: Models
) -> None:
    edit = perform(paint_operation, state, paint_operation.params(), Context(fake_models, Progress.silent()))
    assert edit.record.device == "cpu"


def test_nothing_marked(state: State, paint_operation: Operation, fake_models: Models) -> None:
    with pytest.raises(UserError, match="marks nothing"):
        perform(
            paint_operation, State.of(state.base), paint_operation.params(), Context(fake_models, Progress.silent())
        )


def test_wrong_params(state: State, paint_operation: Operation, fake_models: Models) -> None:
    with pytest.raises(UserError, match="Shade"):
        perform(paint_operation, state, paint_operation.params(shade=-1), Context(fake_models, Progress.silent()))


def test_cancelled(state: State, paint_operation: Operation, fake_models: Models) -> None:
    progress = Progress.silent()
    progress.cancel()
    with pytest.raises(Cancelled):
        perform(paint_operation, state, paint_operation.params(), Context(fake_models, progress))


def test_steps_of_the_whole_photo_still_count_when_one_before_them_is_switched_off(
    state: State, fake_models: Models
) -> None:
    context = Context(fake_models, Progress.silent())
    start = State.of(Photo(np.random.default_rng(3).integers(60, 180, (90, 70, 3), np.uint8)))
    first = perform(SOFTEN, start, SOFTEN.params(), context)
    softened = start.with_edit(first)
    second = perform(CONTRAST, softened, CONTRAST.params(amount=0.2), context)
    both = softened.with_edit(second)
    whole = both.composite()
    off = both.with_changed(replace(first, enabled=False)).composite()
    change = whole.astype(int) - softened.composite()
    assert np.array_equal(off, np.clip(start.base.pixels + change, 0, 255))
    assert np.array_equal(both.without(second.id).composite(), softened.composite())


def test_what_lies_under_a_step_is_not_kept_twice(fake_models: Models) -> None:
    context = Context(fake_models, Progress.silent())
    start = State.of(Photo(np.random.default_rng(3).integers(60, 180, (90, 70, 3), np.uint8)))
    first = perform(SOFTEN, start, SOFTEN.params(), context)
    for hold, shared in ((first, True), (replace(first, opacity=0.5), False), (replace(first, enabled=False), False)):
        second = perform(SOFTEN, start.with_edit(hold), SOFTEN.params(), context)
        under = second.patches[0].under
        assert under is not None and np.shares_memory(under, first.patches[0].pixels) is shared
        assert np.array_equal(under, start.with_edit(hold).composite())
