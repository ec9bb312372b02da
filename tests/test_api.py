"""The Python interface, on an operation whose result is known."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import photofix
from photofix import api
from photofix.core.mask import Mask
from photofix.core.params import declared
from photofix.core.photo import Photo
from photofix.errors import UserError
from photofix.ops.base import Models, Operation
from photofix.ops.table import OPERATIONS
from tests.operations import CONTRAST, EVERYTHING

HOLE = (slice(2, 5), slice(3, 9))


@pytest.fixture
def mask() -> Any:
    mask = np.zeros((12, 16), np.uint8)
    mask[HOLE] = 255
    return mask


@pytest.fixture
def paint(paint_operation: Operation, fake_models: Models) -> Callable[..., Any]:
    function = api.function(paint_operation)
    return lambda *words, **options: function(*words, models=fake_models, **options)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_every_operation_is_a_function(operation: Operation) -> None:
    function = getattr(photofix, operation.id)
    params = inspect.signature(function).parameters
    for param in declared(operation.params):
        assert params[param.name].default == param.default
        assert param.help in function.__doc__
    assert operation.id in dir(photofix)
    assert function is getattr(photofix, operation.id)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_an_operation_on_the_whole_photo_needs_no_mask(dtype: Any, fake_models: Models) -> None:
    photo = (np.random.default_rng(2).random((12, 16, 3)) * (200 if dtype != np.float32 else 1)).astype(dtype)
    result = api.function(CONTRAST)(photo, amount=1.0, models=fake_models)
    assert (result.shape, result.dtype) == (photo.shape, photo.dtype)
    assert not np.array_equal(result, photo)
    assert np.array_equal(api.function(CONTRAST)(photo, amount=0.0, models=fake_models), photo)


def test_every_kind_of_parameter_is_a_keyword(fake_models: Models) -> None:
    function = api.function(EVERYTHING)
    params = inspect.signature(function).parameters
    assert all(params[param.name].default == param.default for param in declared(EVERYTHING.params))
    photo = np.zeros((4, 4, 3), np.uint8)
    assert np.array_equal(function(photo, tint="#000000", style="a.png", models=fake_models), photo)
    with pytest.raises(UserError, match="Tint cannot be"):
        function(photo, tint="black", models=fake_models)


def test_what_does_not_exist() -> None:
    with pytest.raises(AttributeError, match="no attribute 'inpiant'"):
        _ = photofix.inpiant


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(12, 16), (12, 16, 1), (12, 16, 3), (12, 16, 4)])
def test_an_array_gives_an_array_of_its_kind(paint: Callable[..., Any], mask: Any, dtype: Any, shape: Any) -> None:
    rng = np.random.default_rng(3)
    photo = rng.random(shape).astype(dtype) if np.dtype(dtype).kind == "f" else rng.integers(0, 99, shape, dtype)
    before = photo.copy()
    result = paint(photo, mask, shade=180)
    assert (result.shape, result.dtype) == (photo.shape, photo.dtype)
    assert np.array_equal(photo, before)
    keep = mask == 0
    assert np.array_equal(result[keep], photo[keep])
    assert np.allclose(result[HOLE], 180 / 65535 if np.dtype(dtype).kind == "f" else 180)


def test_masks_of_every_kind(paint: Callable[..., Any], mask: Any) -> None:
    photo = np.zeros((12, 16, 3), np.uint8)
    wanted = paint(photo, mask)
    kinds = [mask > 0, mask.astype(np.uint16) * 257, mask / 255.0, mask[..., None], Mask.from_array(mask)]
    for kind in kinds:
        assert np.array_equal(paint(photo, kind), wanted)


@pytest.mark.parametrize(
    ("photo", "mask"),
    [
        (np.zeros((12, 16), np.int64), np.ones((12, 16), bool)),
        (np.zeros((12, 16, 5), np.uint8), np.ones((12, 16), bool)),
        (np.zeros((0, 16), np.uint8), np.ones((0, 16), bool)),
        (np.zeros((12, 16), np.uint8), np.ones((16, 12), bool)),
        (np.zeros((12, 16), np.uint8), np.ones((12, 16, 3), bool)),
        (np.zeros((12, 16), np.uint8), np.ones((12, 16), np.int64)),
        (np.zeros((12, 16), np.uint8), np.zeros((12, 16), bool)),
        (np.zeros((12, 16), np.uint8), Mask(4, 4)),
    ],
)
def test_what_cannot_be_done_is_said(paint: Callable[..., Any], photo: Any, mask: Any) -> None:
    with pytest.raises(UserError):
        paint(photo, mask)


def test_wrong_arguments_are_type_errors(paint: Callable[..., Any], mask: Any) -> None:
    photo = np.zeros((12, 16), np.uint8)
    for words, options in [((photo,), {}), ((photo, mask), {"colour": 1}), (([1, 2], mask), {})]:
        with pytest.raises(TypeError):
            paint(*words, **options)
    with pytest.raises(UserError, match="Shade cannot be 256"):
        paint(photo, mask, shade=256)


def test_a_photo_gives_a_picture_with_its_facts(paint: Callable[..., Any], mask: Any) -> None:
    photo = Photo(np.zeros((12, 16, 3), np.uint16), icc=b"profile", dpi=(300.0, 300.0))
    first = paint(photo, mask, shade=10)
    second = paint(first, mask, model="shade")
    assert (first.pixels[HOLE] == 10).all()
    assert (second.pixels[HOLE] == 77).all()
    assert (second.photo.icc, second.photo.dpi) == (photo.icc, photo.dpi)
    assert [dict(edit.record.models) for edit in second.edits] == [{}, {"shade": "7368616465" * 6 + "7368"}]
    assert second.edits[1].record.device == "fake"


def test_open_repair_save(paint: Callable[..., Any], mask: Any, tmp_path: Path) -> None:
    from PIL import Image

    pixels = np.random.default_rng(5).integers(0, 255, (12, 16, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    Image.fromarray(mask).save(tmp_path / "mask.png")
    result = paint(photofix.open(tmp_path / "photo.png"), tmp_path / "mask.png")
    report = result.save(str(tmp_path / "out.png"))
    assert report.path == tmp_path / "out.png"
    pixels[HOLE] = 200
    assert np.array_equal(photofix.open(str(report.path)).pixels, pixels)
    with pytest.raises(UserError):
        result.save(tmp_path / "out.png")
    result.save(tmp_path / "out.png", overwrite=True)
    with pytest.raises(UserError):
        photofix.open(tmp_path / "photo.png", max_pixels=10)
