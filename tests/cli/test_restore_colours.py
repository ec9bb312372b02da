"""Restoring and colorizing in one go on the command line and from Python: grey files become RGB only then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from photofix import api
from photofix.core.photo import Photo
from photofix.files.load import load
from photofix.files.profiles import colour_space
from photofix.files.save import save
from photofix.ops.restore import OPERATION
from tests.ops.conftest import landscape, smoothed, standing_out, tinted


@pytest.fixture(autouse=True)
def models(fake_models: Any) -> Any:
    fake_models.scripts |= {"colorizer": tinted, "restorer": smoothed, "finder": standing_out}
    return fake_models


@pytest.fixture
def grey() -> Any:
    return np.rint(landscape(120, 160)[..., :1] * 255).astype(np.uint8)


WORDS = ("--scratches", "0", "--json")


@pytest.mark.parametrize("colours", [0, 1])
def test_a_grey_file_of_16_bits_with_a_profile(
    shop: Any, grey: Any, make_icc: Callable[..., bytes], colours: int
) -> None:
    photo = replace(Photo(grey.astype(np.uint16) * 257), icc=make_icc(primaries=None, curve=1.8))
    save(photo, shop.folder / "grey.tif")
    words = ("restore", shop.folder / "grey.tif", "-o", shop.folder / "o.tif", "--colours", str(colours), *WORDS)
    done = shop.run(*words, operation=OPERATION)
    assert (done.code, done.err) == (0, "")
    made = load(shop.folder / "o.tif")
    assert made.pixels.dtype == np.uint16 and made.channels == (3 if colours else 1)
    assert made.icc is not None and colour_space(made.icc) == ("RGB" if colours else "GRAY")
    (line,) = done.lines
    assert any("grey and is RGB now" in note for note in line["notes"]) == bool(colours)
    assert ("has no colours of its own" in line["notes"][-1]) == bool(colours)
    assert ("colorize" in [step["operation"] for step in line["steps"]]) == bool(colours)


def test_a_sepia_jpeg(shop: Any, grey: Any) -> None:
    save(Photo(np.rint(grey * np.array([1.0, 0.85, 0.65])).astype(np.uint8)), shop.folder / "sepia.jpg", quality=95)
    words = ("restore", shop.folder / "sepia.jpg", "-o", shop.folder / "o.png", "--colours", "0.8", *WORDS)
    done = shop.run(*words, operation=OPERATION)
    assert done.code == 0 and done.lines[0]["steps"][-1]["params"]["saturation"] == 0.8


@pytest.mark.parametrize("colours", [0.0, 1.0])
def test_a_grey_array_keeps_its_shape_unless_colours_are_wanted(models: Any, grey: Any, colours: float) -> None:
    made = api.function(OPERATION)(grey[..., 0], scratches=0.0, colours=colours, models=models)
    assert made.shape == ((120, 160, 3) if colours else (120, 160))
