"""Pictures of the window for the README: python packaging/screenshots.py PHOTO MASK FOLDER [SCALE]."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from photofix.core.dust_map import DustMap
    from photofix.core.photo import Photo
    from photofix.gui.window import Window

LIMIT = 600.0  # seconds for a step
SETTLE = 0.3  # seconds in which what was shown or hidden gets its place
SIZE = (1440, 900)
WIRE = ((100, 1219), (3000, 970))  # where the lowest wire of the sample picture begins and, about, meets the pole

# Places of the sample picture, and what the person says of them: grass, sky, crown, mountain, water, trunk.
HINTS = (
    (2700, 2500, (132, 156, 72)), (1500, 330, (98, 150, 204)), (420, 1250, (92, 122, 56)),
    (1480, 1050, (178, 140, 110)), (1300, 1790, (58, 104, 134)), (268, 2200, (104, 70, 46)),
    (3900, 2250, (132, 156, 72)), (2600, 1760, (58, 104, 134)), (3300, 1400, (70, 98, 78)),
    (2300, 1980, (178, 140, 110)), (600, 1950, (70, 110, 134)),
)  # fmt: skip


def main(photo: Path, mask: Path, folder: Path) -> None:
    """Open the photo, mark what the mask marks, repair it, and grab the window at each step."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from studio_pictures import studio_pictures, training_pictures

    from photofix.core.finding import Kind
    from photofix.files.masks import load_mask
    from photofix.gui.app import make_application, make_window
    from photofix.gui.dialogs.restore_dialog import RestoreDialog
    from photofix.gui.dialogs.upscale_trial import UpscaleTrial

    app, crashes = make_application()
    window = make_window(crashes)
    window.resize(*SIZE)
    window.show()
    window.open_files([photo])
    folder.mkdir(parents=True, exist_ok=True)

    def until(done: Callable[[], object]) -> None:
        end = time.monotonic() + LIMIT
        while not done():
            app.processEvents()
            time.sleep(0.02)  # a loop without rest would take half of the machine from the repair
            if time.monotonic() > end:
                raise TimeoutError

    def grab(name: str) -> None:
        shown = time.monotonic() + SETTLE
        until(lambda: time.monotonic() > shown and window.canvas.settled)
        window.grab().save(str(folder / f"{name}.png"))

    until(lambda: window.model.state is not None and not window.workers.busy)
    state = window.model.state
    assert state is not None
    grab("first-start")
    window.hints.close_button.click()
    window.actions_["wire"].trigger()
    for x, y in WIRE:
        QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=window.canvas.canvas_point(x, y).toPoint())
    until(lambda: window.brush.wire_found)
    grab("wire-pen")
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    window.actions_["brush"].trigger()
    window.model.push("Brush stroke", state.with_mask(load_mask(mask, state.base)))
    grab("mask")
    window.operation.start()
    working = window.queue.rows.values()
    until(lambda: not window.repairs.busy or (window.queue.isVisible() and any(row.bar.value() for row in working)))
    grab("queue")
    until(lambda: not window.repairs.busy)
    window.edits.list.setCurrentIndex(window.edits.list.model().index(0, 0))
    grab("edits")
    window.edits.list.clearSelection()
    grab("dark")
    window.set_theme("light")
    grab("light")
    window.set_theme("dark")
    window.set_compare("split")
    grab("split")
    window.set_compare("side_by_side")
    grab("side-by-side")
    window.set_compare("difference")
    grab("difference")
    window.set_compare("none")
    window.helpers.find()
    assert window.helpers.palette is not None
    window.helpers.palette.field.setText("mask")
    grab("palette")
    window.helpers.palette.dismiss()
    for name in ("settings", "shortcuts"):
        dialog = window.helpers.open_dialog(name)
        app.processEvents()
        dialog.grab().save(str(folder / f"{name}.png"))
        dialog.close()
    _show_models(window, until, folder)
    window.model.undo()  # the photo as it was, with all its wires
    window.finding.panel.kinds[Kind.SCRATCHES].click()
    window.actions_["find"].trigger()
    until(lambda: window.finding.session.review is not None and not window.finding.looking.busy)
    found = window.finding.session.review
    assert found is not None
    window.finding.session.push("Reject", found.judged([finding.id for finding in found.listed[-2:]], accept=False))
    window.finding.session.select(found.listed[0].id)
    grab("review")
    window.actions_["spots"].trigger()
    grab("spots")
    window.actions_["spots"].trigger()
    window.commands.dust.dust = _example_map()
    window.commands.dust.open()
    app.processEvents()
    shown = window.commands.dust.dialog
    assert shown is not None
    shown.grab().save(str(folder / "dust-map.png"))
    shown.close()
    window.set_theme("dark")
    window.model.open(_old_print(state.base))
    until(lambda: window.canvas.settled)
    window.actions_["restore"].trigger()
    recipe = window.findChild(RestoreDialog)
    assert recipe is not None
    recipe.resize(1210, 640)
    until(lambda: recipe.tried is not None and not recipe.busy)
    recipe.grab().save(str(folder / "restore.png"))
    recipe.start.click()
    until(lambda: window.model.state is not None and window.model.state.edits and not window.repairs.busy)
    window.messages.clear()
    grab("restored")
    window.model.open(_black_and_white(state.base))
    until(lambda: window.canvas.settled)
    window.actions_["colour_hints"].trigger()
    for *place, rgb in HINTS:
        window.hinting.session.add([tuple(place)], rgb)
    window.hinting.session.select(0)
    until(lambda: window.preview.active and not window.workers.busy and window.hinting.panel.likely.isVisible())
    grab("colour-hints")
    window.hinting.session.leave()
    window.preview.drop()
    window.model.open(state.base)
    until(lambda: window.canvas.settled)
    window.actions_["stylize"].trigger()
    window.operation.current.params.fields["style"].write("hokusai")
    until(lambda: window.preview.active and not window.workers.busy)
    grab("painting")
    window.preview.drop()
    window.actions_["upscale_trial"].trigger()
    trial = window.findChild(UpscaleTrial)
    assert trial is not None
    until(lambda: not any(side.picture.pixmap().isNull() for side in trial.sides))
    trial.grab().save(str(folder / "upscale-trial.png"))
    trial.close()
    studio_pictures(window, until, folder)
    training_pictures(window, until, folder)
    until(lambda: not window.workers.busy)
    window.workers.stop()


def _show_models(window: Window, until: Callable[[Callable[[], object]], None], folder: Path) -> None:
    """The table of models with one that was added, and the passport of a file before it is."""
    import shutil

    from photofix import paths
    from photofix.gui.dialogs.passport_dialog import PassportDialog

    own = Path(tempfile.gettempdir()) / "old-postcards.safetensors"  # as photofix train upscale-photo would leave it
    shutil.copyfile(paths.resources() / "models" / "upscale-photo.safetensors", own)
    models = window.commands.models
    models.dropped([own])
    passport = window.findChild(PassportDialog)
    assert passport is not None
    until(passport.keep.isEnabled)
    _settled(until)
    passport.grab().save(str(folder / "passport.png"))
    passport.keep.click()
    until(lambda: models.store.find(own.stem) is not None and not window.workers.busy)
    models.open()
    until(lambda: models.rows and not window.workers.busy)
    for name in ("upscale-crisp", "upscale-photo", "restorer", own.stem):
        models.measure(next(row for row in models.rows if row.id == name))
        until(lambda: not window.workers.busy)
    shown = models.dialog
    assert shown is not None
    shown.select(paths.own_models() / own.name)
    _settled(until)
    shown.grab().save(str(folder / "models.png"))
    shown.close()
    own.unlink()


def _settled(until: Callable[[Callable[[], object]], None]) -> None:
    """What was shown or hidden has got its place."""
    shown = time.monotonic() + SETTLE
    until(lambda: time.monotonic() > shown)


def _black_and_white(photo: Photo) -> Photo:
    """The sample picture as a photographer before the age of colour would have taken it."""
    import cv2
    import numpy as np

    from photofix.core.photo import Photo

    grey = cv2.cvtColor(photo.pixels[..., :3], cv2.COLOR_RGB2GRAY)
    return Photo(np.asarray(grey[..., None], np.uint8), path=Path("lake, 1936.jpg"))


def _old_print(photo: Photo) -> Photo:
    """The sample picture as a print of it would look after fifty years: faded, soft, grainy, scratched."""
    import cv2
    import numpy as np

    from photofix.core.photo import Photo
    from photofix.training.faded import fade

    rng = np.random.default_rng(11)
    size = 1400, 1400 * photo.height // photo.width
    picture = cv2.resize(photo.pixels[..., :3], size, interpolation=cv2.INTER_AREA)
    values = cv2.GaussianBlur(picture.astype(np.float32) / 255, (0, 0), 0.9)
    values += rng.normal(0, 0.03, (*values.shape[:2], 1)).astype(np.float32)
    for _ in range(14):
        start = rng.uniform(0, 1, 2) * values.shape[1::-1]
        end = start + rng.normal(0, 60, 2)
        cv2.line(values, start.astype(int).tolist(), end.astype(int).tolist(), (0.95, 0.93, 0.9), 2, cv2.LINE_AA)
    aged = np.rint(fade(rng, np.clip(values, 0, 1)) * 255).astype(np.uint8)
    coded = cv2.imencode(".jpg", aged[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
    return Photo(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR_RGB), np.uint8), path=Path("grandmother's print.jpg"))


def _example_map() -> DustMap:
    """A map as a shoot of some weeks leaves it."""
    import numpy as np

    from photofix.core.dust_map import Camera, DustMap, Spot

    rng = np.random.default_rng(7)
    places = rng.uniform((200, 200), (5800, 3800), (14, 2)).tolist()
    spots = tuple(
        Spot(x, y, float(rng.gamma(3, 5) + 4), float(rng.uniform(0.4, 1)), 0.9, int(rng.integers(6, 24)))
        for x, y in places
    )
    return DustMap(Camera("Aperta", "Aperta D7", "1234567"), 6000, 4000, 270.0, 24, spots)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if len(sys.argv) > 4:
        os.environ["QT_SCALE_FACTOR"] = sys.argv[4]
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    with tempfile.TemporaryDirectory() as home:
        os.environ["PHOTOFIX_HOME"] = home
        main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
