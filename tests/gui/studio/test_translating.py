"""The result follows the sketch: bundled, newest first, never two at a time, and nothing that is out of date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from photofix.core.tiles import OutOfMemory
from photofix.errors import UserError
from photofix.gui.studio.translating import Made, Translating, Wish
from photofix.gui.workers import Workers
from tests.fakes import FakeModels
from tests.gui.studio.conftest import Inverting


class Followed:
    """Wishes for a picture of one shade, which the test changes."""

    def __init__(self, workers: Workers, models: FakeModels) -> None:
        self.shade: int | None = 10
        self.model = "inverting"
        self.made: list[Made] = []
        self.refused: list[UserError] = []
        self.translating = Translating(workers, lambda: models, self.wish, workers)
        self.translating.made.connect(self.made.append)
        self.translating.refused.connect(self.refused.append)

    def wish(self) -> Wish | None:
        if self.shade is None:
            return None
        return Wish(np.full((4, 4, 3), self.shade, np.uint8), self.model, None)

    def draw(self, shade: int) -> None:
        self.shade = shade
        self.translating.touch()

    @property
    def shades(self) -> list[int]:
        """Of the pictures that were translated and told."""
        return [int(made.wish.picture[0, 0, 0]) for made in self.made]


@pytest.fixture
def followed(workers: Workers, translator: Inverting, fake_models: FakeModels) -> Followed:
    fake_models.scripts = {"inverting": translator, "other": Inverting()}
    return Followed(workers, fake_models)


def idle(followed: Followed) -> Callable[[], bool]:
    return lambda: not followed.translating.busy


def test_strokes_close_after_each_other_are_one_translation(followed: Followed, qtbot: Any) -> None:
    for shade in (1, 2, 3):
        followed.draw(shade)
    assert followed.translating.busy
    qtbot.waitUntil(idle(followed))
    assert followed.shades == [3]
    made = followed.made[0]
    assert (made.picture == 252).all() and made.device == "fake" and made.about.size == 256


def test_the_newest_wins_while_one_is_computed(followed: Followed, translator: Inverting, qtbot: Any) -> None:
    translator.hold()
    followed.draw(1)
    qtbot.waitUntil(lambda: len(translator.seen) == 1)
    for shade in (2, 3, 4):
        followed.draw(shade)
        qtbot.wait(1)
    qtbot.waitUntil(lambda: followed.translating._again)
    followed.shade = 5  # what is drawn until its turn comes counts, too
    translator.let_go()
    qtbot.waitUntil(idle(followed))
    assert followed.shades == [1, 5]


def test_another_translator_lets_go_of_what_is_computed(followed: Followed, translator: Inverting, qtbot: Any) -> None:
    translator.hold()
    followed.draw(1)
    qtbot.waitUntil(lambda: len(translator.seen) == 1)
    followed.model = "other"
    followed.translating.restart()
    translator.let_go()
    qtbot.waitUntil(idle(followed))
    assert [made.wish.model for made in followed.made] == ["other"]


def test_errors_for_the_person_are_told_and_it_goes_on(followed: Followed, translator: Inverting, qtbot: Any) -> None:
    translator.fault = UserError("This is no translator.")
    followed.draw(1)
    qtbot.waitUntil(idle(followed))
    assert [error.message for error in followed.refused] == ["This is no translator."]
    translator.fault = None
    followed.draw(2)
    qtbot.waitUntil(idle(followed))
    assert followed.shades == [2]


def test_bugs_are_the_crash_dialogs(followed: Followed, translator: Inverting, workers: Workers, qtbot: Any) -> None:
    crashes: list[BaseException] = []
    workers.failed.connect(crashes.append)
    translator.fault = ZeroDivisionError()
    followed.draw(1)
    qtbot.waitUntil(idle(followed))
    assert [type(error) for error in crashes] == [ZeroDivisionError] and not followed.refused


def test_nothing_wanted_is_nothing_done(followed: Followed, translator: Inverting, qtbot: Any) -> None:
    followed.shade = None
    followed.translating.touch()
    qtbot.waitUntil(idle(followed))
    followed.draw(1)
    followed.translating.restart()
    followed.shade = None  # before its turn comes
    qtbot.waitUntil(idle(followed))
    assert not translator.seen


@pytest.mark.parametrize("cpu", [True, False])
def test_what_does_not_fit_goes_to_the_cpu_or_is_said(
    followed: Followed, translator: Inverting, monkeypatch: pytest.MonkeyPatch, cpu: bool, qtbot: Any
) -> None:
    translator.fault = OutOfMemory()
    monkeypatch.setattr(FakeModels, "on_cpu", lambda _models, _model: Inverting() if cpu else translator)
    followed.draw(1)
    qtbot.waitUntil(idle(followed))
    assert followed.shades == ([1] if cpu else [])
    assert [error.hint for error in followed.refused] == ([] if cpu else ["Begin with a smaller one."])
