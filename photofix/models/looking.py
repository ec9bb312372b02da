"""What any model file is: one that PhotoFix trained, or a published one."""

from __future__ import annotations

import hashlib
from math import prod
from pathlib import Path

from photofix.core.model_id import of_file
from photofix.core.passport import SUPER_RESOLUTION, Passport
from photofix.models import published
from photofix.models.own_file import is_upscaler, shapes

OURS = "PhotoFix upscaler"
LARGEST = 4  # times that it enlarges at most


def inspect(path: Path) -> Passport:
    """Nothing in the file is run. Takes as long as loading it. Raises UserError if it is no model that can run here."""
    return _upscaler(path) if is_upscaler(path) else published.inspect(path)


def id_of(path: Path) -> str:
    """The id by which operations and the pool name a model file."""
    return of_file("upscale" if is_upscaler(path) else published.KIND, path)


def _upscaler(path: Path) -> Passport:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Passport(
        name=path.name, architecture=OURS, purpose=SUPER_RESOLUTION, scale=LARGEST, inputs=3, outputs=3,
        parameters=sum(prod(shape) for shape in shapes(path).values()), bytes=path.stat().st_size, sha256=sha256,
        half=True, bfloat=True,
    )  # fmt: skip
