"""The recipe of the judgement of lines: the fit parts what can be parted, and a run is remembered."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from photofix.ops import judging
from photofix.training import finder_judge


def test_what_counts_more_is_parted_first() -> None:
    """Two thirds of the right ones lie on the wrong side, but count next to nothing."""
    value = np.concatenate([np.full(40, -1.0), np.full(20, 1.0), np.full(60, 0.0)])
    right, rows = np.arange(120) < 60, np.stack([value, np.ones(120)], axis=1)
    light = np.where(value < 0, 1e-3, 1.0)
    assert finder_judge.fitted(rows, right, np.ones(120))[0] < 0 < finder_judge.fitted(rows, right, light)[0]


def test_the_fit_parts_lines_whichever_are_more() -> None:
    rng = np.random.default_rng(0)
    right = np.arange(400) < 60
    rows = np.stack([rng.normal(right * 3.0, 1), 1e3 * rng.normal(size=400), np.ones(400)], axis=1)
    odds = 1 / (1 + np.exp(-rows @ finder_judge.fitted(rows, right, np.ones(400))))
    assert (odds[right] > 0.5).mean() > 0.85
    assert (odds[~right] < 0.5).mean() > 0.85


def test_a_run_goes_on_where_it_stopped(folder: Path, tmp_path: Path) -> None:
    said: list[str] = []
    finder_judge.run(folder, tmp_path, minutes=0, say=said.append)
    before = {kind: dict(np.load(tmp_path / f"{kind.value}.npz")) for kind in judging.WEIGHTS}
    finder_judge.run(folder, tmp_path, minutes=0, resume=True, say=said.append)
    for kind, weights in judging.WEIGHTS.items():
        first, now = before[kind], dict(np.load(tmp_path / f"{kind.value}.npz"))
        assert (int(first["seen"]), int(now["seen"])) == (1, 2)
        assert len(now["rows"]) == len(now["right"]) == len(now["counts"]) > len(first["rows"]) > 0
        assert now["rows"].shape[1] == len(weights)
        np.testing.assert_array_equal(now["rows"][: len(first["rows"])], first["rows"])
        assert now["right"].any(), "the finder sees what is rendered"
    assert said
