"""What marks are judged by, and that a judgement decides which are scratches."""

from __future__ import annotations

import numpy as np
import pytest

from photofix.core.finding import Kind
from photofix.ops import judging
from photofix.ops.components import components
from photofix.ops.detect import findings
from photofix.ops.mark_features import features
from tests.ops.sightings import Values, likely, plain, sighting, wire


def line(value: int, height: int = 3, length: int = 80) -> Values:
    odds = np.zeros((100, 120), np.uint8)
    odds[50 : 50 + height, 20 : 20 + length] = value
    return odds


def measured(odds: Values) -> list[float]:
    (part,) = components(sighting(odds, Kind.SCRATCHES).maps[Kind.SCRATCHES], 70)
    return features(part).tolist()


def test_they_are_measured() -> None:
    odds = line(90)
    odds[50, 20:100] = 255
    count, peak, mean, sure, extent, one = measured(odds)
    assert count == pytest.approx(np.log(240)) and extent == pytest.approx(np.log(np.hypot(80, 3)))
    assert peak == pytest.approx(np.log(101)) and mean == pytest.approx(np.log(0.5786 / 0.4414), abs=1e-3)
    assert sure == pytest.approx(1 / 3) and one == 1
    assert measured(line(255, 1, 1))[0] == 0


def test_long_and_sure_is_likelier_than_short_or_doubtful() -> None:
    def odds(values: Values) -> float:
        return judging.odds(Kind.SCRATCHES, np.array(measured(values)))

    assert odds(line(250)) > 0.8 > 0.5 > odds(line(110, 2, 9)) and odds(line(250)) > odds(line(140))


@pytest.mark.parametrize(("constant", "found"), [(9.0, True), (-9.0, False)])
def test_the_judgement_decides(monkeypatch: pytest.MonkeyPatch, constant: float, found: bool) -> None:
    values = likely(wire(300, 400, 60, 90, thick=3))
    monkeypatch.setitem(judging.WEIGHTS, Kind.SCRATCHES, (0, 0, 0, 0, 0, constant))
    made = findings(sighting(values, Kind.SCRATCHES), plain(values), Kind.SCRATCHES)
    assert bool(made) == found
    assert not made or made[0].confidence > 0.99, "what it is judged to be, not what the network says"
