"""The dust of a whole shoot: learnt from busy frames, kept, shown, and healed in one command."""

from __future__ import annotations

import json
import tempfile
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from photofix.cli.main import main
from photofix.core.document import State
from photofix.core.dust_map import Camera
from photofix.core.finding import Kind, Shape
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.files.dust_maps import load_dust_map, save_dust_map
from photofix.files.load import load
from photofix.files.shot import shot
from photofix.ops.base import Source
from photofix.ops.dust_from_map import dust_from_map
from photofix.ops.learn_dust import Frame, Learnt, learn
from tests.benchmarks.dust_map import APERTURES, Shot, around, jpeg, psnr
from tests.dust.conftest import COUNT, DISTANCE, HEIGHT, Shoot, busy, sky
from tests.fakes import FakeModels


def load_bytes(taken: Shot, shoot: Shoot | None = None) -> Photo:
    """The frame that a camera would write, with the dust of a shoot or none."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "frame.jpg"
        file.write_bytes(jpeg(taken, shoot.dust if shoot else [], DISTANCE, 5))
        return load(file)


def test_the_map_finds_the_spots_and_nothing_else(shoot: Shoot, learnt: Learnt) -> None:
    assert len(shoot.missed(learnt.dust)) <= 1 and shoot.false(learnt.dust) == 0
    assert len(learnt.used) == len(APERTURES) and learnt.dust.frames == len(APERTURES)
    assert learnt.dust.camera == Camera("Aperta", "Aperta D7", "1234567")
    assert DISTANCE / 2 < learnt.dust.distance < DISTANCE * 2


def test_another_camera_is_left_out(learnt: Learnt) -> None:
    (skip,) = learnt.skipped
    assert skip.name == "12.jpg" and "another camera: Aperta D7 no. 7654321" in skip.reason


def test_one_command_heals_all_frames(
    shoot: Shoot, learnt: Learnt, tmp_path: Path, fake_models: FakeModels, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = tmp_path / "shoot.dustmap"
    save_dust_map(learnt.dust, saved)
    frames = shoot.files[: len(APERTURES)]
    words = ["heal", *frames, "-o", f"{tmp_path}/out/", "--kind", "dust", "--dust-map", saved, "--engine", "diffusion"]
    (tmp_path / "out").mkdir()
    assert main([*map(str, words), "--quality", "97", "--json"], lambda *_: fake_models) == 0
    assert fake_models.asked == []  # nothing was looked for: the map knows
    reports = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [report["changed_outside"] for report in reports] == [0] * len(frames)
    before, after = [], []
    for frame, taken in zip(frames, shoot.shots, strict=False):
        truth = load(shoot.folder / "clean" / frame.name).pixels
        where = around(shoot.dust, DISTANCE, taken, HEIGHT)
        before.append(psnr(load(frame).pixels, truth, where))
        after.append(psnr(load(tmp_path / "out" / frame.name).pixels, truth, where))
    gains = np.subtract(after, before)
    assert gains.mean() > 3 and gains.min() > -1


def test_findings_lie_on_the_spots_however_the_frame_was_turned(shoot: Shoot, learnt: Learnt) -> None:
    for number in (5, 3, 7, 9):  # as it lay, turned by EXIF to either side, turned by a program
        photo = load(shoot.files[number])
        found = dust_from_map(Source(State.of(photo)), learnt.dust, shot(photo))
        where = around(shoot.dust, DISTANCE, shoot.shots[number], HEIGHT)
        for finding in found:
            assert finding.kind is Kind.DUST and finding.shape is Shape.SPOT and finding.at is not None
            x, y = finding.points[0].astype(int)
            assert where[y, x] and finding.translucent == (finding.shadow is not None)
        assert len(found) >= COUNT - 3


def test_stopped_down_spots_are_smaller_and_darker(learnt: Learnt) -> None:
    for spot in learnt.dust.spots:
        wide, narrow = learnt.dust.shadow(spot, 4.0), learnt.dust.shadow(spot, 22.0)
        assert narrow.diameter < wide.diameter and narrow.density > wide.density


def test_where_the_sensor_was_wiped_nothing_is_changed(learnt: Learnt) -> None:
    photo = load_bytes(Shot(sky(np.random.default_rng(3)), 16.0))
    assert dust_from_map(Source(State.of(photo)), learnt.dust, shot(photo)) == ()


def test_one_photo_of_the_sky_is_enough(shoot: Shoot) -> None:
    taken = Shot(sky(np.random.default_rng(2)), 16.0, noise=0.004)
    found = learn([Frame("sky", partial(load_bytes, taken, shoot))], Progress.silent()).dust
    assert len(shoot.missed(found)) <= 1 and shoot.false(found) == 0


def test_one_busy_photo_is_not(shoot: Shoot) -> None:
    with pytest.raises(UserError, match="plain sky"):
        learn([Frame("one", partial(load, shoot.files[3]))], Progress.silent())


def test_cropped_frames_and_repeated_scenes_are_left_out_with_the_reason(shoot: Shoot, tmp_path: Path) -> None:
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(jpeg(Shot(busy(np.random.default_rng(4), 600, 400), 8.0), [], DISTANCE, 1))
    again = tmp_path / "again.jpg"
    again.write_bytes(jpeg(shoot.shots[4], shoot.dust, DISTANCE, 77))
    files = [*shoot.files[4:7], cut, again]
    found = learn([Frame(file.name, partial(load, file)) for file in files], Progress.silent())
    reasons = {skip.name: skip.reason for skip in found.skipped}
    assert "cropped" in reasons["cut.jpg"] and "shows the same as 04.jpg" in reasons["again.jpg"]


def test_a_frame_of_another_camera_or_size_is_refused(shoot: Shoot, learnt: Learnt) -> None:
    other = load(shoot.files[12])
    with pytest.raises(UserError, match="dust map is of"):
        dust_from_map(Source(State.of(other)), learnt.dust, shot(other))
    small = load_bytes(Shot(busy(np.random.default_rng(4), 600, 400), 8.0))
    with pytest.raises(UserError, match="600 × 400") as error:
        dust_from_map(Source(State.of(small)), learnt.dust, shot(small))
    assert "cropped" in error.value.hint


def test_frames_without_dust_teach_an_empty_map(shoot: Shoot) -> None:
    files = sorted((shoot.folder / "clean").glob("0[0-7].jpg"))
    found = learn([Frame(file.name, partial(load, file)) for file in files], Progress.silent())
    assert found.dust.spots == () and len(found.used) == len(files)


def test_learning_can_be_cancelled(shoot: Shoot) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        learn([Frame("one", partial(load, shoot.files[0]))], progress)


def test_the_command_line_learns_and_shows(
    shoot: Shoot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    saved = tmp_path / "some.dustmap"
    assert main(["dustmap", "learn", *map(str, shoot.files[2:6]), "-o", str(saved)]) == 0
    said = capsys.readouterr().out
    assert "4 frames used, 0 skipped" in said and "Aperta D7 no. 1234567, 960 × 640 pixels" in said
    assert main(["dustmap", "learn", *map(str, shoot.files[2:6]), "-o", str(saved)]) == 1  # it exists
    picture = tmp_path / "map.png"
    assert main(["dustmap", "show", str(saved), "-o", str(picture), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["spots"] == load_dust_map(saved).to_json()["spots"]
    assert load(picture).width == 1600
