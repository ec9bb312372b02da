"""Looking: the network sees every place that is worth it once, at any size, depth and memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core.document import State
from photofix.core.finding import Kind
from photofix.core.photo import Photo, from_float
from photofix.core.progress import Progress
from photofix.core.region import Region
from photofix.core.tiles import OutOfMemory
from photofix.errors import Cancelled
from photofix.ops.base import Context, Source
from photofix.ops.detect import Detect, detect, findings, look
from photofix.ops.worth import worth
from tests.fakes import Roomy
from tests.ops.conftest import landscape, standing_out

Floats = NDArray[np.float32]
Values = NDArray[np.uint8]


class Finder(Roomy):
    """Models with one finder; remembers the sizes of the tiles that it was shown."""

    device = "cpu"

    def __init__(self, find: Callable[[Floats], Values] = standing_out, device: str = "cpu", most: int = 10**9) -> None:
        self._find, self.device, self._most = find, device, most
        self.shown: list[tuple[int, ...]] = []

    def get(self, model_id: str) -> Callable[..., Any]:
        assert model_id == "finder"

        def find(pictures: Floats) -> Values:
            if pictures.size > self._most:
                raise OutOfMemory
            assert pictures.dtype == np.float32 and pictures.min() >= 0 and pictures.max() <= 1
            self.shown.append(pictures.shape)
            return self._find(pictures)

        return find

    def sha256(self, model_id: str) -> str:
        return "f" * 64


def context(models: Finder) -> Context:
    return Context(models, Progress.silent())


def wired(height: int, width: int, dtype: Any = np.uint8, channels: int = 3) -> Source:
    picture = landscape(height, width)
    line = np.zeros((height, width), np.uint8)
    cv2.line(line, (0, height // 3), (width, height // 2), 255, 3)
    picture[line > 0] *= 0.4
    picture = np.concatenate([picture, picture[..., :1]], axis=2)[..., [0, 1, 2, 3] if channels > 2 else [0, 1]]
    return Source(State.of(Photo(from_float(np.ascontiguousarray(picture[..., :channels]), np.dtype(dtype)))))


@pytest.mark.parametrize(("dtype", "channels"), [(np.uint8, 3), (np.uint16, 3), (np.uint8, 1), (np.uint16, 4)])
def test_a_wire_is_found_in_any_kind_of_photo(dtype: Any, channels: int) -> None:
    source = wired(300, 420, dtype, channels)
    (one,) = detect(source, Detect("wires"), context(Finder())).findings
    assert np.ptp(one.points[:, 0]) > 400


def test_tiles_answer_for_every_pixel_as_the_whole_would() -> None:
    source = wired(700, 1300)
    models = Finder()
    seen = look(source, context(models), [Kind.WIRES]).maps[Kind.WIRES].read()
    whole = standing_out(source.read(Region(0, 0, 1300, 700))[None].astype(np.float32) / 255)[0, ..., 0]
    assert len(models.shown) > 3 and all(max(shape[1:3]) <= 512 for shape in models.shown)
    inner = whole[8:-8, 8:-8].astype(int)
    inner[inner < 20] = 0
    assert (np.abs(seen[8:-8, 8:-8] - inner) > 2).mean() < 0.01
    assert (seen > 100).any()


@pytest.mark.parametrize("most", [3 * 512 * 512, 3 * 200 * 200])
def test_too_little_memory_makes_smaller_tiles_and_finds_the_same(most: int) -> None:
    source = wired(600, 1000)
    models = Finder(device="cuda:0", most=most)
    (one,) = detect(source, Detect("wires"), context(models)).findings
    assert np.ptp(one.points[:, 0]) > 980
    assert max(np.prod(shape) for shape in models.shown) <= most


def test_cancel_is_seen_between_tiles() -> None:
    progress = Progress.silent()
    models = Finder(lambda pictures: progress.cancel() or standing_out(pictures))
    with pytest.raises(Cancelled):
        look(wired(600, 1000), Context(models, progress))
    assert len(models.shown) == 1


def test_progress_only_grows() -> None:
    told: list[float] = []
    look(wired(300, 700), Context(Finder(), Progress(lambda share, _: told.append(share))))
    assert told == sorted(told) and told[-1] == 1 and len(told) > 5


def test_what_was_not_looked_for_is_not_there() -> None:
    source = wired(200, 200)
    sighting = look(source, context(Finder()), [Kind.DUST])
    with pytest.raises(KeyError):
        findings(sighting, source, Kind.WIRES)


def test_a_large_photo_is_looked_at_reduced_too_and_wide_spots_come_from_there() -> None:
    def dark(pictures: Floats) -> Values:
        """Sees dark things up to 30 pixels, as a network that sees but so far."""
        grey = pictures.mean(axis=3)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (61, 61))
        found = [cv2.morphologyEx(one, cv2.MORPH_BLACKHAT, disc) > 0.05 for one in grey]
        wide = [cv2.morphologyEx(one.astype(np.uint8), cv2.MORPH_OPEN, np.ones((41, 41), np.uint8)) for one in found]
        values = (np.stack(found) & (np.stack(wide) == 0)).astype(np.uint8) * np.uint8(255)
        return np.stack([values * 0, values, values * 0], axis=3)

    y, x = np.mgrid[:2000, :2600]
    pixels = np.full((2000, 2600, 3), 180, np.uint8)
    for centre, diameter in (((600, 600), 90), ((1800, 1300), 20)):
        pixels[np.hypot(x - centre[0], y - centre[1]) < diameter / 2] = 140
    source = Source(State.of(Photo(pixels)))
    found = detect(source, Detect("dust"), context(Finder(dark))).findings
    sizes = sorted(round(one.width) for one in found)
    assert len(sizes) == 2
    assert sizes == pytest.approx([20, 90], abs=5)


def half_blind(pictures: Floats) -> Values:
    """Sees dark things, but nothing at the left border of what it is shown."""
    seen = standing_out(pictures).copy()
    seen[:, :, :8] = 0
    return seen


@pytest.mark.parametrize(
    ("height", "thorough", "views"),
    [(1400, False, 3), (1450, False, 1), (1450, True, 3)],
    ids=["small", "large", "asked"],
)
def test_small_photos_are_seen_in_three_views_and_others_if_asked(height: int, thorough: bool, views: int) -> None:
    source = wired(height, 1400)
    models = Finder(half_blind)
    seen = look(source, context(models), [Kind.WIRES], thorough=thorough).maps[Kind.WIRES].read()
    once = Finder()
    look(source, context(once), [Kind.WIRES], thorough=False)
    tiles = len(once.shown) // (3 if height == 1400 else 1)
    assert len(models.shown) == views * tiles
    line = seen[height // 3 - 3 : height // 3 + 4]
    assert line[:, 10:20].max() > 150
    assert (line[:, 2:6].max() > 50) == (views > 1), "the mirrored one sees it, and is turned back to its place"


def test_a_wide_shadow_in_a_small_photo_is_seen_at_half_size_and_wires_there_are_not_looked_for_so() -> None:
    shown: list[int] = []

    def narrow(pictures: Floats) -> Values:
        """Sees all that is dark, but only in pictures as small as the reduced one."""
        shown.append(pictures.shape[2])
        values = (pictures.mean(axis=3) < 0.6).astype(np.uint8) * np.uint8(255)
        if pictures.shape[2] > 160:
            values[:] = 0
        return np.stack([values, values, values], axis=3)

    pixels = np.full((300, 300, 3), 180, np.uint8)
    cv2.circle(pixels, (150, 120), 30, (120, 120, 120), -1)
    source = Source(State.of(Photo(pixels)))
    (one,) = detect(source, Detect("dust"), context(Finder(narrow))).findings
    assert one.width == pytest.approx(60, abs=5)
    assert {150, 300} == set(shown)
    shown.clear()
    assert detect(source, Detect("wires"), context(Finder(narrow))).findings == ()
    assert set(shown) == {300}


def sky(seed: int = 0, noise: float = 0.006, size: int = 256) -> Floats:
    rng = np.random.default_rng(seed)
    ramp = np.linspace(0.6, 0.7, size, dtype=np.float32)[:, None]
    return np.asarray(ramp + rng.normal(0, noise, (size, size)), np.float32)


def test_calm_parts_are_not_worth_the_network() -> None:
    assert not any(worth(sky(seed)) for seed in range(8))
    assert not worth(np.full((64, 64), 0.3, np.float32))


@pytest.mark.parametrize("angle", [0.1, 0.9, 1.5, 2.3])
def test_a_faint_wire_in_grain_is_worth_it(angle: float) -> None:
    """As faint as the grain itself, one pixel wide in the reduced picture."""
    luma = sky(3)
    line = np.zeros(luma.shape, np.uint8)
    way = np.array([np.cos(angle), np.sin(angle)]) * 400
    cv2.line(line, tuple((128 - way).astype(int)), tuple((128 + way).astype(int)), 255, 1, cv2.LINE_AA)
    assert worth(luma - np.float32(0.012) * (line / np.float32(255)))


def test_a_soft_faint_spot_is_worth_it() -> None:
    y, x = np.mgrid[:256, :256]
    spot = np.exp(-((x - 120) ** 2 + (y - 90) ** 2) / (2 * 8.0**2)).astype(np.float32)
    assert worth(sky(4) - np.float32(0.012) * spot)
