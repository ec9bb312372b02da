"""The recipe of the judgement of lines: the fit parts what can be parted, and a run is remembered."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from photofix.ops import judging
from photofix.training import finder_judge


def test_the_fit_parts_lines_whichever_are_more() -> None:
    rng = np.random.default_rng(0)
    right = np.arange(400) < 60
    rows = np.stack([rng.normal(right * 3.0, 1), 1e3 * rng.normal(size=400), np.ones(400)], axis=1)
    odds = 1 / (1 + np.exp(-rows @ finder_judge.fitted(rows, right)))
    assert (odds[right] > 0.5).mean() > 0.85
    assert (odds[~right] < 0.5).mean() > 0.85


def test_a_run_goes_on_where_it_stopped(folder: Path, tmp_path: Path) -> None:
    said: list[str] = []
    finder_judge.run(folder, tmp_path, minutes=0, say=said.append)
    with np.load(tmp_path / "lines.npz") as known:
        seen, first = int(known["seen"]), known["rows"]
    assert seen == 1
    finder_judge.run(folder, tmp_path, minutes=0, resume=True, say=said.append)
    with np.load(tmp_path / "lines.npz") as known:
        assert int(known["seen"]) == 2
        rows, right = known["rows"], known["right"]
    assert len(rows) == len(right) > len(first) > 0
    assert rows.shape[1] == len(judging.WEIGHTS[judging.Kind.WIRES])
    np.testing.assert_array_equal(rows[: len(first)], first)
    assert right.any(), "the finder sees rendered wires"
    assert said
