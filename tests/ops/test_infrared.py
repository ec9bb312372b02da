"""Dust found by the infrared plane of made scans, and planes that cannot show any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from photofix.core.document import State, changed_outside
from photofix.core.finding import Finding, Kind, Shape
from photofix.core.finding_marks import marks
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.errors import Cancelled, UserError
from photofix.files.edited import edited
from photofix.files.load import load
from photofix.files.profiles import prophoto
from photofix.files.save import save
from photofix.ops import infrared
from photofix.ops.base import Context, Source, performed
from photofix.ops.detect import Detect, detect
from photofix.ops.heal import OPERATION, Heal
from tests.fakes import Roomy
from tests.infrared_scans import Floats, Scanner, scan, scores

HIGH, WIDE = 300, 400


def view(seed: int = 0) -> Floats:
    """A picture with soft colours, hard edges and texture: H×W×3 0..1."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(0.1, 0.9, (7, 9, 3)).astype(np.float32)
    out = cv2.resize(coarse, (WIDE, HIGH), interpolation=cv2.INTER_CUBIC)
    for _ in range(12):
        corner = (int(rng.integers(0, WIDE)), int(rng.integers(0, HIGH)))
        other = (corner[0] + int(rng.integers(10, 90)), corner[1] + int(rng.integers(10, 70)))
        cv2.rectangle(out, corner, other, tuple(rng.uniform(0.02, 0.95, 3).tolist()), -1)
    return np.clip(out + rng.normal(0, 0.01, out.shape), 0, 1).astype(np.float32)


def dust(seed: int = 0, count: int = 14) -> Floats:
    """Specks and hairs: H×W opacity 0..1."""
    rng = np.random.default_rng([seed, 7])
    out = np.zeros((HIGH, WIDE), np.float32)
    for index in range(count):
        strong = float(rng.uniform(0.5, 1))
        x, y = int(rng.integers(8, WIDE - 8)), int(rng.integers(8, HIGH - 8))
        if index % 4:
            axes = int(rng.integers(1, 6)), int(rng.integers(1, 6))
            cv2.ellipse(out, (x, y), axes, float(rng.uniform(0, 180)), 0, 360, strong, -1, cv2.LINE_AA)
        else:
            angle = np.linspace(0, rng.uniform(1, 4), 20)
            hair = np.stack([x + 25 * np.sin(angle), y + 18 * np.cos(angle)], axis=1).astype(np.int32)
            cv2.polylines(out, [hair], False, strong, 2, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(out, (0, 0), 0.5), np.float32)


def scanned(scanner: Scanner, seed: int = 0) -> tuple[Photo, NDArray[np.bool_]]:
    _, dusty, plane, truth = scan(view(seed), dust(seed), scanner, seed)
    return Photo(dusty, infrared=plane), truth


def found_in(photo: Photo, sensitivity: float = 0.5) -> tuple[Finding, ...]:
    return infrared.findings(infrared.look(Source(State.of(photo)), Progress.silent()), sensitivity)


def mask_of(findings: tuple[Finding, ...]) -> NDArray[np.bool_]:
    return marks(findings, WIDE, HIGH).read() > 0


@pytest.mark.parametrize(
    "scanner",
    [
        Scanner(),
        Scanner(shift=(2.7, -1.6), scale=1.001),
        Scanner(shift=(-3.0, 2.4), scale=0.999, blur=0.8),
        Scanner(shift=(0.5, 0.5), leak=(0.0, 0.0, 0.0)),
        Scanner(shift=(1.2, 0.3), leak=(0.25, 0.05, 0.03), noise=0.02, grain=0.06),
        Scanner(shift=(-1.4, 2.2), negative=True),
        Scanner(shift=(-1.4, 2.2), depth=8),
        Scanner(shift=(1.1, 1.9), gamma=1.0),
    ],
)
def test_recall_and_precision(scanner: Scanner) -> None:
    totals = []
    for seed in range(2):
        photo, truth = scanned(scanner, seed)
        totals.append(scores(mask_of(found_in(photo)), truth))
    recall, precision = np.mean(totals, axis=0)
    assert recall >= 0.98
    assert precision >= 0.95


def test_a_grey_scan_has_one_channel_to_leak() -> None:
    photo, truth = scanned(Scanner(leak=(0.0, 0.15, 0.0), shift=(1.3, -0.7)))
    grey = Photo(np.ascontiguousarray(photo.pixels[..., 1:2]), infrared=photo.infrared)
    recall, precision = scores(mask_of(found_in(grey)), truth)
    assert recall >= 0.98 and precision >= 0.95


def test_clean_film_has_no_dust() -> None:
    clean, _, plane, _ = scan(view(), dust() * 0, Scanner(shift=(2.0, 1.0)), 0)
    assert found_in(Photo(clean, infrared=plane)) == ()


def test_findings_are_dust_with_exact_pixels() -> None:
    photo, _ = scanned(Scanner())
    found = found_in(photo)
    assert {finding.shape for finding in found} == {Shape.SPOT, Shape.AREA}
    for finding in found:
        assert finding.kind is Kind.DUST and not finding.translucent
        assert finding.pixels is not None and finding.at is not None
        assert 0.5 <= finding.confidence <= 1
        assert set(np.unique(finding.pixels)) <= {0, 255}
        # The outline that is drawn says the same as the pixels.
        drawn = marks([replace(finding, pixels=None, at=None)], WIDE, HIGH).read() > 127
        exact = marks([finding], WIDE, HIGH).read() > 0
        assert (drawn & exact).sum() >= 0.6 * exact.sum()


def test_more_sensitive_finds_no_less() -> None:
    photo, _ = scanned(Scanner(noise=0.03))
    sighting = infrared.look(Source(State.of(photo)), Progress.silent())
    sizes = [int(mask_of(infrared.findings(sighting, value)).sum()) for value in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]


def test_tiles_leave_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    photo, _ = scanned(Scanner(shift=(1.5, -2.5)))
    source = Source(State.of(photo))
    whole = infrared.look(source, Progress.silent()).strength
    monkeypatch.setattr(infrared, "TILE", 128)
    small = infrared.look(source, Progress.silent()).strength
    # Noise is limited by what is usual in a tile, so that the strength may differ a little.
    assert np.mean((whole >= 40) != (small >= 40)) < 2e-3


def test_silver_film_is_refused_in_words(context: Context) -> None:
    photo, _ = scanned(Scanner(leak=(0.3, 0.4, 0.3), gamma=1.0))
    grey = np.ascontiguousarray(photo.pixels[..., 1:2].repeat(3, axis=2))
    light = (photo.pixels[..., 1] / 65535) ** 0.9
    silver = Photo(grey, infrared=np.rint(light * 60000).astype(np.uint16))
    with pytest.raises(infrared.Unsuitable, match="shows the picture") as caught:
        found_in(silver)
    assert "Kodachrome" in caught.value.hint
    notes: list[str] = []
    asked = replace(context, note=notes.append)
    assert infrared.usable(Source(State.of(silver)), "auto", 0.5, asked) is None
    assert "Kodachrome" in notes[0] and "--infrared" not in notes[0]
    with pytest.raises(infrared.Unsuitable):
        infrared.usable(Source(State.of(silver)), "on", 0.5, context)


@pytest.mark.parametrize(
    ("plane", "word"),
    [
        (np.full((HIGH, WIDE), 40000, np.uint16), "empty"),
        (
            np.kron(np.random.default_rng(0).choice([9000, 50000], (15, 20), p=[0.25, 0.75]), np.ones((20, 20))),
            "too many",
        ),
    ],
)
def test_planes_that_show_nothing_are_refused(plane: NDArray[np.uint16], word: str) -> None:
    photo, _ = scanned(Scanner())
    with pytest.raises(infrared.Unsuitable, match=word):
        found_in(replace(photo, infrared=plane.astype(np.uint16)))


def test_a_photo_without_a_plane(context: Context) -> None:
    source = Source(State.of(Photo(np.zeros((20, 30, 3), np.uint8))))
    assert infrared.usable(source, "auto", 0.5, context) is None
    with pytest.raises(UserError, match="no infrared plane"):
        infrared.usable(source, "on", 0.5, context)


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (40, 2), (33, 65)])
def test_tiny_photos_do_no_harm(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    plane = rng.integers(30000, 50000, size, np.uint16)
    photo = Photo(rng.integers(0, 65535, (*size, 3), np.uint16), infrared=plane)
    try:
        assert len(found_in(photo)) <= plane.size
    except infrared.Unsuitable as error:
        assert error.hint


def test_it_can_be_stopped() -> None:
    photo, _ = scanned(Scanner())
    progress = Progress(lambda fraction, text: progress.cancel() if fraction > 0.3 else None)
    with pytest.raises(Cancelled):
        infrared.look(Source(State.of(photo)), progress)


class NoFinder(Roomy):
    """Models of which the finder must not be asked for."""

    def __init__(self, models: Any) -> None:
        self.device, self._models = models.device, models

    def get(self, model_id: str) -> Callable[..., Any]:
        assert model_id != "finder"
        get: Callable[..., Any] = self._models.get(model_id)
        return get

    def sha256(self, model_id: str) -> str:
        assert model_id != "finder"
        return "0" * 64


def test_heal_by_infrared_keeps_depth_and_profile_and_all_the_rest(context: Context, tmp_path: Path) -> None:
    """What the issue asks to be shown: an RGBI file in, a repaired 16-bit RGB file with its profile out."""
    clean, dusty, plane, truth = scan(view(), dust(), Scanner(shift=(2.2, -1.4)), 0)
    tifffile.imwrite(tmp_path / "scan.tif", np.dstack([dusty, plane]), photometric="rgb", software="VueScan 9 x64",
                     extrasamples=["unspecified"], iccprofile=prophoto(),
                     resolution=(4000, 4000), metadata=None)  # fmt: skip
    photo = load(tmp_path / "scan.tif")
    models = NoFinder(context.models)
    state = State.of(photo)
    for edit in performed(OPERATION, state, Heal(kind="dust", engine="diffusion"), replace(context, models=models)):
        assert edit.label.startswith("Dust") and edit.record.params["kind"] == "dust"
        state = state.with_edit(edit)
    healed = load(save(edited(state), tmp_path / "out.tif").path)
    assert (healed.depth, healed.channels, healed.icc, healed.dpi) == (16, 3, prophoto(), (4000, 4000))
    np.testing.assert_array_equal(healed.infrared, plane)
    assert changed_outside(state, [Region.of(dusty)]) == 0
    near = cv2.dilate(truth.astype(np.uint8), np.ones((21, 21), np.uint8)) > 0
    np.testing.assert_array_equal(healed.pixels[~near], dusty[~near])

    def error(pixels: NDArray[np.uint16]) -> float:
        return float(np.abs(pixels.astype(float) - clean)[truth].mean())

    assert error(healed.pixels) < 0.35 * error(dusty)


def test_detect_by_infrared_asks_no_network(context: Context) -> None:
    photo, truth = scanned(Scanner())
    found = detect(Source(State.of(photo)), Detect(kind="dust"), replace(context, models=NoFinder(context.models)))
    assert found.models == {}
    assert scores(mask_of(found.findings), truth)[0] >= 0.98
