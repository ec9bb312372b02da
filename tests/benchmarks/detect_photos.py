"""The photographs of the detection benchmark: defects rendered over them with truth, and which are really clean."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.training import damage, dust, scratches, wires
from photofix.training.photos import read_rgb
from photofix.training.rendered import Floats, Rendered
from tests.benchmarks.detect_metrics import Marked

Picture = NDArray[np.uint8]
KINDS = ("wires", "dust", "scratches")
QUALITY = (86, 95)  # JPEG, as cameras write
SEED = 4

# Val photos in which something is really there, as seen at twice their size, so that finding it is no false alarm.
# Railings, branches, rigging-like trusses, stars, spray and splinters are none: they are what must not be found.
REAL: dict[str, tuple[tuple[str, ...], str]] = {
    "162065dc": (("wires",), "a yellow cable hangs on the wall"),
    "1aa2afd4": (("wires",), "the crane's ropes, power lines on the right"),
    "20dbae28": (("wires",), "stands of microphones and lights"),
    "38e2e374": (("wires",), "street lamp and signal mast"),
    "39618008": (("dust",), "white specks of an old print, retouched"),
    "470cf6c4": (("wires",), "a sculpture of wires"),
    "4f6a4114": (("wires",), "the ship's rigging, cables over the water"),
    "59163cb8": (("wires",), "a row of thin posts on the left"),
    "5d776fac": (("wires",), "bent steel cables, a power pole with its lines"),
    "65a2adcc": (("dust", "scratches"), "specks and streaks in the sky"),
    "6f5339b8": (("wires", "dust", "scratches"), "specks and small cracks, a utility pole"),
    "82c9570c": (("wires",), "tram lines, barriers, signal masts"),
    "911ee4d4": (("wires",), "power lines at the left edge"),
    "a9ed7048": (("wires",), "cables with lamps through the whole hall"),
    "ab048854": (("dust",), "specks in the sky"),
    "bcd9dd90": (("dust", "scratches"), "specks, a number scratched into the plate"),
    "c5221f6c": (("wires",), "rods that hold the telescope's mirror"),
    "c7f2e424": (("wires",), "a torn cable over the wheel, an aerial, a lamp post"),
    "dbaef5fc": (("wires",), "microphones on thin necks, the prompter's pole"),
    "e4739d00": (("wires",), "cables of microphones and lamp"),
    "e4c24978": (("wires",), "power lines of a substation"),
    "eeeeab94": (("wires", "dust", "scratches"), "specks, hairs and scratches; a bent thin pole"),
}


@dataclass(frozen=True)
class Case:
    """One photo with rendered defects. picture: h×w×3 uint8. truth, faint: h×w bool, what can be seen and what not."""

    name: str
    picture: Picture
    truth: Marked
    faint: Marked


def real(name: str, kind: str) -> bool:
    """Whether a photo really shows a kind of defect, so that the rendered truth is not the whole truth."""
    return kind in REAL.get(name, ((), ""))[0]


class Renderer:
    """Renders defects over photos; what it draws depends on the photo's name and the kind alone."""

    def __init__(self, shapes: Path, *, exam: bool = True) -> None:
        """shapes: the folder of film damage. exam: with the shapes that are held back from training."""
        dusty, scratched, stained = (
            damage.Shapes(shapes, classes, exam=exam) for classes in (damage.DUST, damage.SCRATCHES, damage.STAINS)
        )
        self._render: dict[str, Callable[..., Rendered]] = {
            "wires": wires.render,
            "dust": partial(dust.render, shapes=dusty),
            "scratches": partial(scratches.render, scratched=scratched, stained=stained),
        }

    def case(self, path: Path, kind: str) -> Case:
        """The photo with defects of one kind; with scratches it may be an old one, without colours."""
        made = self._render[kind](seeded(path, kind), _floats(read_rgb(path)))
        return Case(path.stem, compressed(path, made.picture), made.truth > 0, made.faint > 0)

    def everything(self, path: Path) -> tuple[Case, Picture]:
        """(the photo with defects of all kinds, the same file without them, as compressed)."""
        whole = picture = _floats(read_rgb(path))
        truth, faint = np.zeros((2, *whole.shape[:2]), bool)
        for kind, render in self._render.items():
            options = {"aged": False} if kind == "scratches" else {}
            made = render(seeded(path, kind), picture, **options)
            picture, truth, faint = made.picture, truth | (made.truth > 0), faint | (made.faint > 0)
        return Case(path.stem, compressed(path, picture), truth, faint), compressed(path, whole)


def seeded(path: Path, kind: str) -> np.random.Generator:
    return np.random.default_rng([SEED, KINDS.index(kind), zlib.crc32(path.stem.encode())])


def compressed(path: Path, picture: Floats) -> Picture:
    """H×W×3 uint8 of a float picture, after it was a JPEG file of a quality that depends on the photo's name."""
    quality = int(np.random.default_rng(zlib.crc32(path.stem.encode())).integers(*QUALITY, endpoint=True))
    levels = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    file = cv2.imencode(".jpg", levels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR_RGB), np.uint8)


def _floats(picture: Picture) -> Floats:
    return np.asarray(picture, np.float32) / np.float32(255)
