"""Enlarging on the command line: the models by name, and one of the person's own by its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from photofix.core.model_id import of_file
from photofix.ops.resampling import resampled
from photofix.ops.upscale import OPERATION


def enlarge(picture: Any, scale: int) -> Any:
    return resampled(picture, (picture.shape[1] * scale, picture.shape[0] * scale))


def asked(shop: Any, fake_models: Any, *words: object) -> list[str]:
    """The models that a command line asks for, which does what it should."""
    done = shop.run("upscale", shop.folder / "photo.png", "-o", shop.folder / "o.png", *words, operation=OPERATION)
    assert (done.code, done.err) == (0, "")
    assert shop.read("o.png").shape == (96, 128, 3)
    return list(fake_models.asked)


@pytest.mark.parametrize(
    ("words", "model"), [((), "crisp"), (("--model", "crisp"), "crisp"), (("--model", "photo"), "photo")]
)
def test_models_by_name(shop: Any, fake_models: Any, words: tuple[str, ...], model: str) -> None:
    fake_models.scripts[f"upscale-{model}"] = enlarge
    assert asked(shop, fake_models, *words) == [f"upscale-{model}"]


@pytest.mark.parametrize("words", [("--model",), ("--model", "own", "--model-file")])
def test_a_model_by_its_file(shop: Any, fake_models: Any, words: tuple[str, ...]) -> None:
    save_file({"enter.weight": np.zeros((1, 1), np.float32)}, shop.folder / "mine.safetensors")  # as training names it
    own = of_file("upscale", shop.folder / "mine.safetensors")
    fake_models.scripts[own] = enlarge
    assert asked(shop, fake_models, *words, shop.folder / "mine.safetensors") == [own]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--model", "own"), 1, "No model file was chosen"),
        (("--model", "sharp"), 2, "'sharp' is none of crisp, photo, plain, own and no file"),
        (("--model", "mine.onnx"), 1, "ends in .safetensors"),
    ],
)
def test_what_is_no_model_is_said(shop: Any, words: tuple[str, ...], code: int, said: str) -> None:
    done = shop.run("upscale", shop.folder / "photo.png", "-o", shop.folder / "o.png", *words, operation=OPERATION)
    assert done.code == code and said in done.err
    assert not Path(shop.folder / "o.png").exists()
