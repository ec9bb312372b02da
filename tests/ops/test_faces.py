"""Faces: which are found and wanted, each an edit of its own; aligned and laid back where they were."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photofix.core import passport as purposes
from photofix.core.document import State, changed_outside
from photofix.core.passport import Passport
from photofix.core.photo import Photo, from_float, to_float
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.models.pool import Pool
from photofix.ops.base import Context, Source, performed
from photofix.ops.face_crop import SIDE, UPRIGHT, crop_of, similar
from photofix.ops.faces import OPERATION, Faces, chosen
from photofix.ops.find_faces import MODEL, Face, faces
from photofix.ops.network import Network
from photofix.ops.table import OPERATIONS
from tests.fakes import Roomy
from tests.ops.conftest import landscape

Floats = NDArray[np.float32]
LAYOUT = np.array([[-0.25, -0.15], [0.25, -0.15], [0, 0.05], [-0.2, 0.3], [0.2, 0.3]], np.float32)  # of a box


def values(x: float, y: float, side: float, certainty: float = 0.9, turn: float = 0.0) -> Floats:
    """What the finder tells of a face with its middle at x, y, turned by so many degrees."""
    angle = np.deg2rad(turn)
    rotated = LAYOUT @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    points = rotated * side + (x, y)
    return np.float32([x - side / 2, y - side / 2, side, side, *points.ravel(), certainty])


class People(Roomy):
    """A pool whose finder finds what it was told of (in pixels of a photo of `width`), and whose networks change it."""

    device = "cpu"

    def __init__(self, width: int, *found: Floats, restore: Callable[..., Any] | None = None, **facts: Any) -> None:
        self.width, self.found, self.shown = width, found, []  # type: ignore[var-annotated]
        self.restore = restore or (lambda face, fidelity: np.clip(face + 0.2, 0, 1))
        architecture = facts.pop("architecture", "CodeFormer")
        self.passport = Passport(
            "face.pth", architecture, purposes.FACE_RESTORATION, 1, 3, 3, 1, 1, "0" * 64, multiple=SIDE, smallest=SIDE,
            tiling=False, warning="Faces are made up.", **facts,
        )  # fmt: skip

    def get(self, model_id: str) -> Any:
        if model_id == MODEL:
            return self.find
        if model_id == "upscale-photo":
            return lambda picture, scale: np.repeat(np.repeat(picture + 0.1, scale, axis=0), scale, axis=1)
        return self

    def find(self, picture: Floats) -> Floats:
        scale = picture.shape[1] / self.width
        return np.array([[*each[:14] * scale, each[14]] for each in self.found], np.float32).reshape(-1, 15)

    def __call__(self, face: Floats, fidelity: float) -> Floats:
        self.shown.append((face, fidelity))
        return np.asarray(self.restore(face, fidelity), np.float32)

    def sha256(self, model_id: str) -> str:
        return "c" * 64


def state(height: int = 300, width: int = 400, dtype: Any = np.uint8) -> State:
    return State.of(Photo(from_float(landscape(height, width), np.dtype(dtype))))


def edits(models: Any, params: Faces, of: State, notes: list[str] | None = None) -> tuple[Any, ...]:
    told = notes if notes is not None else []
    return performed(OPERATION, of, params, Context(models, Progress.silent(), told.append))


TWO = values(100, 150, 90), values(280, 140, 100)


def test_each_face_is_an_edit_of_its_own_and_nothing_else_changes() -> None:
    before = state()
    made = edits(People(400, *TWO[::-1]), Faces(), before)
    assert [edit.label for edit in made] == ["Face 1", "Face 2"]
    after = reduce(State.with_edit, made, before)
    assert changed_outside(after, [edit.bounds for edit in made]) == 0
    one = before.with_edit(made[0]).composite()
    assert not np.array_equal(one[:, :200], before.base.pixels[:, :200])
    assert np.array_equal(one[:, 200:], before.base.pixels[:, 200:])
    record = made[1].record
    assert (record.params["kind"], record.params["number"], record.params["method"]) == ("face", 2, "built-in")
    assert record.models.keys() == {MODEL, "upscale-photo"}
    assert made[0].mask is not None and made[0].mask.read()[150, 100] == 255


def test_without_a_face_nothing_is_done_and_that_is_said() -> None:
    notes: list[str] = []
    assert edits(People(400), Faces(), state(), notes) == ()
    assert notes == ["no faces were found"]


def test_what_is_uncertain_small_or_askew_is_no_face() -> None:
    squinting = values(200, 150, 90)
    squinting[6] = squinting[4] + 5  # the eyes nearly coincide
    upside_down = values(200, 150, 90)
    upside_down[11] = upside_down[13] = 60  # the mouth is above the eyes
    for wrong in (values(200, 150, 90, 0.7), values(200, 150, 15), squinting, upside_down):
        assert edits(People(400, wrong), Faces(), state()) == ()
    assert len(edits(People(400, values(200, 150, 90, 0.7)), Faces(certainty=0.6), state())) == 1
    assert len(edits(People(400, values(200, 150, 90, turn=70)), Faces(), state())) == 1


def test_a_face_that_is_found_at_two_sizes_is_one() -> None:
    before = state(700, 2000)
    models = People(2000, values(1000, 350, 300))
    context = Context(models, Progress.silent())
    found = faces(Source(before), Network(MODEL, context), 0.8)
    assert len(found) == 1 and np.allclose(found[0].box, (850, 200, 300, 300), atol=2)


FOUND = [Face((60, 100, 90, 90), UPRIGHT, 0.9), Face((230, 90, 100, 100), UPRIGHT, 0.9)]


@pytest.mark.parametrize(
    ("which", "wanted"),
    [(None, [0, 1]), ("", [0, 1]), ("2", [1]), ("2, 1", [0, 1]), ("240:100", [1]), ("100:120,1", [0]), ("2,2", [1])],
)
def test_faces_are_chosen_by_number_or_place(which: str | None, wanted: list[int]) -> None:
    assert chosen(FOUND, which) == wanted


@pytest.mark.parametrize("which", ["3", "0", "-1", "10:10", "left", "1,x", "a:b", "1.5"])
def test_a_face_that_is_not_there_is_said(which: str) -> None:
    with pytest.raises(UserError, match="face"):
        chosen(FOUND, which)


# By a network


def test_the_network_is_shown_the_face_upright_and_its_change_is_laid_back() -> None:
    before = state(dtype=np.uint16)
    models = People(400, values(200, 150, 90, turn=25))
    notes: list[str] = []
    (edit,) = edits(models, Faces(fidelity=0.4, model="own", model_file="face.pth"), before, notes)
    ((face, fidelity),) = models.shown
    assert face.shape == (SIDE, SIDE, 3) and fidelity == 0.4
    change = to_float(before.with_edit(edit).composite()) - to_float(before.base.pixels)
    assert abs(change[150, 200].mean() - 0.2) < 0.01
    assert notes[0] == "faces: 1 found, 1 restored"
    assert "Faces are made up." in notes and "licence of face.pth is not known" in notes[-1]
    rim = edit.patches[0].alpha
    assert max(rim[0].max(), rim[-1].max(), rim[:, 0].max(), rim[:, -1].max()) < 16  # it ends softly


def test_a_network_without_a_dial_is_blended() -> None:
    before = state(dtype=np.uint16)
    middle = []
    for fidelity in (0.0, 1.0):
        models = People(400, values(200, 150, 90), architecture="GFPGAN", licence="Apache-2.0", commercial=True)
        notes: list[str] = []
        (edit,) = edits(models, Faces(fidelity=fidelity, model="own", model_file="face.pth"), before, notes)
        change = to_float(before.with_edit(edit).composite()) - to_float(before.base.pixels)
        middle.append(float(change[150, 200].mean()))
        assert notes[-1] == "the licence of face.pth: Apache-2.0, which allows commercial use"
    assert abs(middle[0] - 0.2) < 0.01 and abs(middle[1] - 0.1) < 0.01


def test_a_network_that_changes_nothing_changes_nothing() -> None:
    """What is finer than its picture is not lost, however large the face."""
    rng = np.random.default_rng(0)
    pixels = from_float(np.clip(landscape(900, 900) + rng.normal(0, 0.05, (900, 900, 3)), 0, 1), np.dtype(np.uint8))
    before = State.of(Photo(pixels))
    models = People(900, values(450, 450, 600), restore=lambda face, _: face)
    (edit,) = edits(models, Faces(model="own", model_file="face.pth"), before)
    assert np.abs(before.with_edit(edit).composite().astype(int) - pixels).max() <= 1


@pytest.mark.parametrize("turn", [0, 30, -80, 180])
@pytest.mark.parametrize("side", [40, 300, 1200])
def test_a_face_is_aligned_as_networks_know_it(turn: float, side: float) -> None:
    told = values(700, 700, side, turn=turn)
    face = Face((*map(float, told[:4]),), told[4:14].reshape(5, 2), 0.9)  # type: ignore[arg-type]
    picture = np.zeros((1400, 1400, 3), np.float32)
    for number, (x, y) in enumerate(face.points):
        cv2.circle(picture, (round(float(x)), round(float(y))), max(2, round(side / 40)), (0.2 + number * 0.2,) * 3, -1)
    crop = crop_of(face, 1400, 1400)
    assert crop is not None
    aligned = crop.aligned(picture[crop.region.slices])
    here = face.points - (crop.region.x, crop.region.y)
    places = here @ crop.way[:, :2].T + crop.way[:, 2]
    for number, (x, y) in enumerate(places):
        assert abs(aligned[round(float(y)), round(float(x)), 0] - (0.2 + number * 0.2)) < 0.12
    assert np.abs(places - UPRIGHT).max() < 60  # as near as a face of other proportions comes


def test_a_similarity_is_found_again() -> None:
    points = np.float32([[10, 20], [60, 25], [35, 50], [20, 70], [55, 72]])
    angle, scale, shift = 0.7, 3.0, (40, -9)
    way = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    found = similar(points, (points @ way.T + shift).astype(np.float32))
    assert np.allclose(found, np.hstack([way, np.array(shift)[:, None]]), atol=1e-3)


def test_a_face_at_the_border_is_cut() -> None:
    before = state()
    (edit,) = edits(People(400, values(10, 150, 90)), Faces(model="own", model_file="x.pth"), before)
    assert edit.bounds.x == 0
    assert crop_of(Face((0, 0, 9, 9), UPRIGHT / 100 - 900, 0.9), 400, 300) is None


def test_large_faces_are_restored_by_ourselves_too() -> None:
    before = state(1000, 1000)
    (edit,) = edits(People(1000, values(500, 500, 700)), Faces(fidelity=0.0), before)
    change = to_float(before.with_edit(edit).composite()) - to_float(before.base.pixels)
    assert abs(change[500, 500].mean() - 0.1) < 0.01


# The finder itself


def test_the_finder_finds_a_drawn_face_and_none_in_a_landscape(capfd: pytest.CaptureFixture[str]) -> None:
    find = Pool("cpu", "fp32").get(MODEL)
    assert find(landscape(240, 320)).shape == (0, 15)
    found = find(drawn())
    assert len(found) == 1 and found[0, -1] > 0.6
    x, y, w, h = found[0, :4]
    assert 90 < x + w / 2 < 166 and 90 < y + h / 2 < 180
    assert found[0, 4] < found[0, 6]  # the eye at the left comes first
    assert capfd.readouterr().err == ""


def drawn() -> Floats:
    """A face, drawn: a head, hair, eyes, nose and mouth."""
    picture = np.full((256, 256, 3), (0.55, 0.6, 0.65), np.float32)
    skin = (0.85, 0.65, 0.52)
    cv2.ellipse(picture, (128, 112), (66, 82), 0, 0, 360, (0.25, 0.16, 0.1), -1)
    cv2.ellipse(picture, (128, 132), (54, 72), 0, 0, 360, skin, -1)
    cv2.rectangle(picture, (106, 190), (150, 256), (0.78, 0.58, 0.46), -1)
    for x in (106, 150):
        cv2.ellipse(picture, (x, 118), (12, 6), 0, 0, 360, (0.97, 0.97, 0.97), -1)
        cv2.circle(picture, (x, 118), 5, (0.15, 0.1, 0.08), -1)
        cv2.ellipse(picture, (x, 104), (14, 5), 0, 180, 360, (0.25, 0.16, 0.1), 3)
    cv2.ellipse(picture, (128, 146), (9, 8), 0, 0, 180, (0.6, 0.42, 0.33), 2)
    cv2.line(picture, (124, 118), (121, 144), (0.74, 0.54, 0.43), 2)
    cv2.ellipse(picture, (128, 168), (22, 9), 0, 0, 180, (0.7, 0.25, 0.25), -1)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.2), np.float32)


def test_faces_are_touched_by_no_other_operation() -> None:
    """None of the others asks for the finder."""
    import inspect as code

    users = [op.id for op in OPERATIONS if "find_faces" in code.getsource(code.getmodule(op.run))]  # type: ignore[arg-type]
    assert users == ["faces"]
