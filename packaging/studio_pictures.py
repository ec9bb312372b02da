"""Pictures of the studio and of a training for the README: python packaging/studio_pictures.py FOLDER [SCALE]."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photofix.gui.window import Window

    Until = Callable[[Callable[[], object]], None]

SIZE = (1440, 900)
SETTLE = 0.3  # seconds in which what was shown or hidden gets its place
PAIRS, PAIR = 60, 256  # of the training that is shown, and pixels a side
WIDTH, MEASURED = 16, 5  # channels of its networks; how often it has been measured when the picture is taken
TRANSLATORS = ("labels-to-facade", "edges-to-photo", "grey-to-color", "dark-to-bright")


def studio_pictures(window: Window, until: Until, folder: Path) -> None:
    """The studio with each of the translators, and with labels in the light theme, too."""
    window.actions_["studio"].trigger()
    studio = window.commands.translate.opened
    assert studio is not None
    studio.resize(*SIZE)

    def grab(name: str) -> None:
        shown = time.monotonic() + SETTLE
        until(lambda: time.monotonic() > shown and studio.result is not None and not studio.translating.busy)
        studio.grab().save(str(folder / f"{name}.png"))

    for name in TRANSLATORS:
        studio.chooser.choose(name)
        until(lambda: not studio.beginnings.busy)
        grab(f"studio-{name}")
    studio.chooser.choose(TRANSLATORS[0])
    window.set_theme("light")
    grab("studio-light")
    window.set_theme("dark")
    studio.close()


def training_pictures(window: Window, until: Until, folder: Path) -> None:
    """A training of facades that has gone on for some minutes, in both themes."""
    with tempfile.TemporaryDirectory() as place:
        _write_pairs(Path(place) / "facades")
        window.actions_["train_translator"].trigger()
        dialog = window.commands.translate.dialog
        assert dialog is not None
        dialog.resize(1180, 800)
        dialog.form.width_.set_value(WIDTH)
        dialog.form.direction.set_value("BtoA")
        dialog.form.first.set_value(str(Path(place) / "facades"))
        dialog.form.minutes.set_value(20)
        until(dialog.run.isEnabled)
        dialog.run.click()
        until(lambda: dialog.curves.measured(0, 1) >= MEASURED and not dialog.pictures.empty)
        dialog.grab().save(str(folder / "training.png"))
        window.set_theme("light")
        dialog.grab().save(str(folder / "training-light.png"))
        window.set_theme("dark")
        dialog.close()


def _write_pairs(folder: Path) -> None:
    """Facades and their labels, side by side as in the original data set: the facade at the left."""
    import cv2
    import numpy as np

    from photofix.training.facades import facade

    folder.mkdir()
    for number in range(PAIRS):
        labels, picture = facade(np.random.default_rng(number), PAIR)
        cv2.imwrite(str(folder / f"{number:03}.png"), np.hstack([picture, labels])[..., ::-1])


def main(folder: Path) -> None:
    """Both, in a window of their own."""
    from photofix.gui.app import make_application, make_window

    app, crashes = make_application()
    window = make_window(crashes)
    window.show()
    folder.mkdir(parents=True, exist_ok=True)

    def until(done: Callable[[], object]) -> None:
        while not done():
            app.processEvents()
            time.sleep(0.02)

    studio_pictures(window, until, folder)
    training_pictures(window, until, folder)
    window.close()
    until(lambda: not window.isVisible())


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if len(sys.argv) > 2:
        os.environ["QT_SCALE_FACTOR"] = sys.argv[2]
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    with tempfile.TemporaryDirectory() as home:
        os.environ["PHOTOFIX_HOME"] = home
        main(Path(sys.argv[1]))
