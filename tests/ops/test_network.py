"""Networks whose device has too little memory: tiles shrink, then the CPU goes on, and nothing done is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.finding import Kind
from photofix.core.mask import Mask
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.core.tiles import OutOfMemory
from photofix.errors import UserError
from photofix.ops import inpaint, tiled, upscale
from photofix.ops.base import Context, Source, perform, reshaped
from photofix.ops.denoise import OPERATION as DENOISE
from photofix.ops.denoise import Denoise
from photofix.ops.looking import probabilities
from photofix.ops.network import Network
from photofix.ops.resampling import resampled
from tests.ops.conftest import SmoothModels, landscape

Floats = NDArray[np.float32]


class Device(SmoothModels):
    """Models on a device that refuses pictures of more than `most` pixels, from the call `since` on.

    on_cpu says whether there is a CPU to go on on, shown: the pixels that each was shown, by place.
    """

    device = "fake:0"

    def __init__(self, most: int = 0, since: int = 0, cpu: bool = True, room: int | None = None) -> None:
        super().__init__()
        self._most, self._since, self._cpu, self._room = most, since, cpu, room
        self.shown: dict[str, list[int]] = {"device": [], "cpu": [], "refused": []}
        self.notes: list[str] = []

    @property
    def context(self) -> Context:
        return Context(self, Progress.silent(), self.notes.append)

    def get(self, model_id: str) -> Callable[..., Any]:
        model = self._model(model_id)

        def on_device(picture: Floats, *args: Any) -> Any:
            pixels = picture[..., 0].size
            if len(self.shown["device"]) >= self._since and pixels > self._most:
                self.shown["refused"].append(pixels)
                raise OutOfMemory
            self.shown["device"].append(pixels)
            return model(picture, *args)

        return on_device

    def on_cpu(self, model_id: str) -> Callable[..., Any] | None:
        model = self._model(model_id)

        def on_cpu(picture: Floats, *args: Any) -> Any:
            self.shown["cpu"].append(picture[..., 0].size)
            return model(picture, *args)

        return on_cpu if self._cpu else None

    def room(self, model_id: str) -> int | None:
        return self._room

    def _model(self, model_id: str) -> Callable[..., Any]:
        return enlarged if model_id == "upscale-crisp" else super().get(model_id)


def enlarged(picture: Floats, scale: int) -> Floats:
    return resampled(picture, (picture.shape[1] * scale, picture.shape[0] * scale))


def state(height: int = 300, width: int = 420) -> State:
    return State.of(Photo(from_float(landscape(height, width), np.dtype(np.uint8))))


def marked(before: State) -> State:
    height, width = before.base.height, before.base.width
    values = np.zeros((height, width), np.uint8)
    values[20:24, 20:200] = 255
    return before.with_mask(Mask.from_array(values))


def upscaled(before: State, models: Device) -> NDArray[Any]:
    return reshaped(upscale.OPERATION, before, upscale.Upscale(2.0), models.context)[0].pixels


def denoised(before: State, models: Device) -> NDArray[Any]:
    return before.with_edit(perform(DENOISE, before, Denoise(sigma=20.0), models.context)).composite()


def inpainted(before: State, models: Device) -> NDArray[Any]:
    edit = perform(inpaint.OPERATION, marked(before), inpaint.Inpaint(), models.context)
    return before.with_edit(edit).composite()


def found(before: State, models: Device) -> NDArray[Any]:
    return probabilities(Source(before), models.context, [Kind.WIRES])[Kind.WIRES].read()


WAYS = pytest.mark.parametrize("way", [upscaled, denoised, inpainted, found])
Way = Callable[[State, Device], NDArray[Any]]


@WAYS
def test_a_device_without_memory_hands_over_to_the_cpu_and_the_picture_is_the_same(way: Way) -> None:
    models = Device()
    made = way(state(), models)
    assert models.shown["refused"] and models.shown["cpu"] and not models.shown["device"]
    assert models.notes[0] == "the memory of fake:0 was not enough: the rest was computed by the CPU, which is slower"
    assert sum("memory" in note for note in models.notes) == 1
    plenty = Device(most=10**9)
    assert np.abs(made.astype(int) - way(state(), plenty)).max() <= 1
    assert not plenty.shown["cpu"] and not any("memory" in note for note in plenty.notes)


@WAYS
def test_where_the_cpu_cannot_either_that_is_told(way: Way) -> None:
    with pytest.raises(UserError, match="memory"):
        way(state(), Device(cpu=False))


@pytest.mark.parametrize("way", [upscaled, denoised])
def test_tiles_that_were_done_on_the_device_are_not_done_again(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (upscale, tiled):
        monkeypatch.setattr(module, "TILE", 100)
    alone, models = Device(most=10**9), Device(since=5)
    expected, made = way(state(), alone), way(state(), models)
    assert np.abs(made.astype(int) - expected).max() <= 1
    assert models.shown["device"] == alone.shown["device"][:5]
    assert sum(models.shown["cpu"][-3:]) == sum(alone.shown["device"][-3:]), "large tiles again, on the CPU"


@pytest.mark.parametrize("way", [upscaled, denoised])
def test_what_did_not_fit_is_not_tried_again_for_every_tile(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (upscale, tiled):
        monkeypatch.setattr(module, "TILE", 160)
    models = Device(most=250 * 250)
    way(state(), models)
    assert len(models.shown["refused"]) <= 1 and not models.shown["cpu"]


@pytest.mark.parametrize(("room", "side"), [(None, 512), (10**9, 512), (400 * 400, 320), (50, 64)])
def test_tiles_are_as_large_as_the_free_memory_allows(room: int | None, side: int) -> None:
    assert Network("restorer", Device(room=room).context).side(24, most=512, least=64) == side


@pytest.mark.parametrize(("way", "reach"), [(upscaled, 26), (denoised, 64)])
def test_little_memory_is_seen_before_it_runs_out(way: Way, reach: int) -> None:
    models = Device(most=10**9, room=220 * 220)
    made = way(state(), models)
    assert max(models.shown["device"]) <= 220 * 220 and not models.shown["refused"]
    assert np.abs(made.astype(int) - way(state(), Device(most=10**9))).max() <= 1
