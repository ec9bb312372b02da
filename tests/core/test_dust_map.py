"""Dust maps as data: which photos they are for, where a spot lies in a turned photo, nothing trusted that is read."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from photofix.core.dust_map import Camera, DustMap, Shot, Spot, from_json, from_sensor, to_sensor
from photofix.core.dust_shadow import distances, shadow
from photofix.errors import UserError
from photofix.files.load import turn
from photofix.ops.dust_evidence import straightened

CAMERA = Camera("Aperta", "Aperta D7", "12")
MAP = DustMap(CAMERA, 600, 400, 45.0, 12, (Spot(10.25, 20.5, 4.0, 0.8, 0.9, 7), Spot(599.0, 1.0, 9.5, 0.5)))


def test_json_round_trip() -> None:
    assert from_json(MAP.to_json()) == MAP


@pytest.mark.parametrize(
    "change",
    [
        {"format": "something else"}, {"version": 2}, {"width": 0}, {"width": 1.5}, {"width": True}, {"height": "400"},
        {"distance": float("nan")}, {"distance": float("inf")}, {"distance": -1}, {"frames": 0}, {"camera": []},
        {"camera": {"model": 5}}, {"camera": {"model": "a\nb"}}, {"camera": {"model": "x" * 1000}}, {"spots": {}},
        {"spots": [[]]}, {"spots": [{}]}, {"spots": [{}] * 6000},
        {"spots": [{"x": 601, "y": 1, "particle": 1, "opacity": 1, "confidence": 1, "frames": 1}]},
        {"spots": [{"x": 1, "y": 1, "particle": 0, "opacity": 1, "confidence": 1, "frames": 1}]},
    ],
)  # fmt: skip
def test_what_is_damaged_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UserError):
        from_json({**MAP.to_json(), **change})


@pytest.mark.parametrize("values", [None, [], "text", 5, {}])
def test_what_is_no_map_is_refused(values: Any) -> None:
    with pytest.raises(UserError, match="no dust map"):
        from_json(values)


@pytest.mark.parametrize("turned", range(1, 9))
def test_places_follow_the_turned_picture(turned: int) -> None:
    sensor = np.zeros((4, 6, 1), np.uint8)
    sensor[1, 4] = 255
    upright = turn(sensor, turned)
    row, column = np.argwhere(upright[..., 0])[0]
    assert from_sensor(4.5, 1.5, 6, 4, turned) == (column + 0.5, row + 0.5)
    assert to_sensor(column + 0.5, row + 0.5, 6, 4, turned) == (4.5, 1.5)
    np.testing.assert_array_equal(straightened(upright, turned), sensor)


def test_which_photos_a_map_is_for() -> None:
    assert MAP.turns(Shot(CAMERA, 600, 400)) == (1,)
    assert MAP.turns(Shot(CAMERA, 400, 600, 6)) == (6,)
    assert MAP.turns(Shot(CAMERA, 600, 400, 3)) == (3,)
    assert MAP.turns(Shot(CAMERA, 400, 600)) == (6, 8)  # a program turned it
    assert MAP.turns(Shot(Camera("Aperta", "Aperta D7"), 600, 400)) == (1,)  # an export without the serial number
    for other in (Shot(Camera("Aperta", "Aperta D7", "13"), 600, 400), Shot(Camera(), 600, 400)):
        with pytest.raises(UserError, match=r"The dust map is of Aperta D7 no\. 12"):
            MAP.turns(other)
    for size in ((599, 400), (300, 200), (600, 600)):
        with pytest.raises(UserError, match="pixels"):
            MAP.turns(Shot(CAMERA, *size))


def test_the_name_of_a_camera_is_said_once() -> None:
    assert Camera("Canon", "Canon EOS R5").name == "Canon EOS R5"
    assert Camera("NIKON", "Z 6", "77").name == "NIKON Z 6 no. 77"
    assert Camera().name == "an unknown camera"


@pytest.mark.parametrize("f_number", [2.0, 4.0, 8.0, 22.0])
def test_a_particle_takes_the_same_light_at_every_aperture(f_number: float) -> None:
    shade = shadow(6.0, 0.7, 100.0, f_number)
    side = 2 * math.ceil(shade.reach) + 3
    lost = 1 - shade.transmission(distances(side, side, side / 2, side / 2)).astype(float)
    assert lost.sum() == pytest.approx(0.7 * math.pi * 9, rel=0.02)
    assert lost.max() == pytest.approx(shade.deepest, rel=0.02)
    away = distances(side, side, side / 2, side / 2).astype(float) ** 2
    assert 8 * (lost * away).sum() / lost.sum() == pytest.approx(shade.diameter**2, rel=0.05)
