"""Models in the window: the dialog, downloads, dropped files, and what panels offer and begin with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QMenu, QPushButton

from photofix import paths
from photofix.core.params import When, choice, file
from photofix.core.passport import RESTORATION, SUPER_RESOLUTION
from photofix.core.progress import Progress
from photofix.gui import added_models, own_models
from photofix.gui.arrivals import read
from photofix.gui.choose_operation import choose_operation
from photofix.gui.dialogs.models_dialog import NAME, SPEED, STATE, ModelsDialog
from photofix.gui.dialogs.passport_dialog import PassportDialog
from photofix.gui.dialogs.upscale_trial import ways
from photofix.gui.own_models import OwnModels, parted
from photofix.gui.panels.model_field import FILE, ModelField
from photofix.gui.window import Window
from photofix.models import hub, pack
from photofix.models.catalogue import CATALOGUE, Published
from photofix.models.listing import BUILT_IN, DOWNLOADABLE, Listed
from photofix.models.store import Store
from photofix.ops import denoise, sharpen
from photofix.ops.base import Context, Operation, Result, Scope, Source
from photofix.ops.table import IN_PANEL
from photofix.ops.upscale import Upscale
from photofix.settings import OFFLINE_VARIABLE
from tests.gui.answers import Answers
from tests.gui.held import Held
from tests.models.web import Web, look, model, served

Until = Callable[[Callable[[], object]], None]


@dataclass(frozen=True)
class Enlarge:
    """Parameters of an operation that takes models."""

    engine: str = choice(
        "ours", "Model", "What enlarges.", (("ours", "Ours"), ("other", "Another of ours"), ("own", "Own file")),
        or_file="own", purposes=(SUPER_RESOLUTION,),
    )  # fmt: skip
    engine_file: str | None = file(None, "File", "Which file.", automatic="none", when=When("engine", ("own",)))


def run(_source: Source, _params: Enlarge, _context: Context) -> Result:
    return Result(())


ENLARGE = Operation("enlarge", "Enlarge", "Enlarge", "Enlarge it.", Enlarge, run, Scope.WHOLE, 0)


@pytest.fixture
def operations(held: Held) -> tuple[Operation, ...]:
    return held.operation, ENLARGE


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own, in which only the tests' files are models."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.delenv(OFFLINE_VARIABLE, raising=False)
    monkeypatch.setattr(added_models, "inspect", look())
    return tmp_path / "home"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.pth"
    path.write_bytes(model())
    return path


@pytest.fixture
def models(window: Window) -> OwnModels:
    return window.commands.models


@pytest.fixture
def until(qtbot: Any, window: Window) -> Until:
    """Waits for something, and then for the threads."""

    def wait(done: Callable[[], object]) -> None:
        qtbot.waitUntil(lambda: bool(done()) and not window.workers.busy, timeout=10_000)

    return wait


@pytest.fixture
def dialog(window: Window, models: OwnModels, until: Until) -> Iterator[ModelsDialog]:
    window.actions_["models"].trigger()
    until(lambda: models.rows)
    assert models.dialog is not None
    yield models.dialog
    if models.dialog is not None:
        models.dialog.close()


def row(models: OwnModels, name: str) -> Listed:
    return next(row for row in models.rows if row.id == name)


def choose(dialog: ModelsDialog, *names: str) -> None:
    dialog.tree.clearSelection()
    for name in names:
        dialog._items[name].setSelected(True)


def enabled(dialog: ModelsDialog) -> set[str]:
    names = ("export", "verify", "measure", "remove", "default", "download")
    return {name for name in names if getattr(dialog, name).isEnabled()}


def test_the_table_has_all_models_and_the_passport_of_the_chosen_one(dialog: ModelsDialog, models: OwnModels) -> None:
    groups = [dialog.tree.topLevelItem(number).text(0) for number in range(dialog.tree.topLevelItemCount())]
    assert groups == ["Built in", "To download"]
    assert [each.id for each in dialog.chosen] == ["eraser"]
    assert dialog.passport.title.text() == "Eraser" and dialog.passport.text("Licence") == "Apache-2.0"
    choose(dialog, "codeformer")
    assert dialog.passport.text("Commercial use") == "no"
    assert dialog.passport.text("SHA-256") == next(e.sha256 for e in CATALOGUE if e.id == "codeformer")
    assert enabled(dialog) == {"download"}
    choose(dialog, "mi-gan")
    assert "Not offered" in dialog.passport.warning.text() and enabled(dialog) == set()
    choose(dialog, "eraser", "finder")
    assert dialog.passport.title.text() == "2 models" and enabled(dialog) == set()


def test_searched_by_words_and_by_purpose(dialog: ModelsDialog) -> None:
    def shown() -> list[str]:
        return [name for name, item in dialog._items.items() if not item.isHidden()]

    dialog.search.setText("swinir real")
    assert shown() == ["swinir-m-real-x4", "swinir-l-real-x4"]
    dialog.search.clear()
    dialog.purposes.setCurrentIndex(dialog.purposes.findData("face restoration"))
    assert shown() == ["gfpgan-1.4", "restoreformer", "codeformer"]
    assert dialog.tree.topLevelItem(0).isHidden()


def test_the_choice_stays_when_the_table_is_filled_anew_whatever_key_is_held(
    dialog: ModelsDialog, models: OwnModels, mine: Path, answers: Answers, until: Until, qtbot: Any
) -> None:
    choose(dialog, "eraser", "finder")
    qtbot.keyPress(dialog.tree, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    try:
        answers.file = mine
        dialog.import_.click()
        until(lambda: "mine" in dialog._items)
        assert [each.id for each in dialog.chosen] == ["mine"]
        choose(dialog, "eraser", "finder")
        models.remove([row(models, "mine")])
        until(lambda: "mine" not in dialog._items)
        assert [each.id for each in dialog.chosen] == ["eraser", "finder"]
    finally:
        qtbot.keyRelease(dialog.tree, Qt.Key.Key_Control)


def test_imported_verified_exported_and_removed(
    dialog: ModelsDialog, models: OwnModels, answers: Answers, mine: Path, until: Until, tmp_path: Path
) -> None:
    answers.file, answers.path = mine, tmp_path / "pack"
    dialog.import_.click()
    until(lambda: "mine" in dialog._items)
    assert [each.id for each in dialog.chosen] == ["mine"]
    assert dialog.passport.text("Architecture") == "Test" and dialog.passport.text("Came from") == str(mine)
    assert enabled(dialog) == {"export", "verify", "measure", "remove", "default"}
    models.checked.clear()
    dialog.verify.click()
    until(lambda: dialog._items["mine"].text(STATE) == "verified")
    dialog.export.click()
    until(lambda: "The models are in" in dialog.note.text())
    assert pack.is_pack(tmp_path / f"pack{pack.SUFFIX}")
    dialog.remove.click()
    until(lambda: "mine" not in dialog._items)
    answers.file = tmp_path / f"pack{pack.SUFFIX}"
    dialog.import_.click()
    until(lambda: "mine" in dialog._items)


def test_what_went_wrong_is_said_in_the_dialog(
    dialog: ModelsDialog, models: OwnModels, answers: Answers, mine: Path, until: Until, home: Path
) -> None:
    answers.file = mine.with_name("x.param")
    answers.file.write_text("")
    dialog.import_.click()
    until(lambda: "Upscayl" in dialog.note.text())
    answers.file = mine
    dialog.import_.click()
    until(lambda: "mine" in dialog._items)
    (home / "data" / "models" / "mine.pth").write_bytes(model(3))
    dialog.verify.click()
    until(lambda: "damaged or was exchanged" in dialog.note.text())


def test_built_in_models_are_verified_too(dialog: ModelsDialog, until: Until) -> None:
    choose(dialog, "finder")
    dialog.verify.click()
    until(lambda: dialog._items["finder"].text(STATE) == "verified")


def test_speed_is_measured_and_kept(
    dialog: ModelsDialog, models: OwnModels, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def measure(model_id: str, _models: object, _progress: Progress) -> float:
        asked.append(model_id)
        return 2.5

    monkeypatch.setattr(own_models, "measure", measure)
    choose(dialog, "restorer")
    dialog.measure.click()
    until(lambda: dialog._items["restorer"].text(SPEED) == "2.50 s/MP")
    assert asked == ["restorer"]


# Downloads


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A server with one published model."""
    with served(model(5)) as server:
        wanted = server.wanted("published.pth")
        entry = Published(
            "published", "A Published One", SUPER_RESOLUTION, wanted.name, wanted.address, wanted.bytes, wanted.sha256,
            "MIT", True, "photos", "https://example.org",
        )  # fmt: skip
        for module in ("photofix.models.catalogue", "photofix.models.listing"):
            monkeypatch.setattr(f"{module}.CATALOGUE", (*CATALOGUE, entry))
        yield server


def test_downloaded_with_its_progress_in_the_queue(
    web: Web, dialog: ModelsDialog, models: OwnModels, window: Window, until: Until
) -> None:
    choose(dialog, "published")
    assert dialog.download.text() == "Download"
    dialog.download.click()
    assert [task.job.label for task in window.workers.tasks] == ["Download A Published One"]
    assert list(window.queue.rows) == list(window.workers.tasks)
    assert dialog.download.text() == "Cancel Download" and dialog._items["published"].text(STATE) == "waiting"
    dialog.show_progress("published", next(iter(window.workers.tasks)))
    until(lambda: row(models, "published").kind == "downloaded")
    assert [each.id for each in dialog.chosen] == ["published"]
    assert dialog.passport.text("Trained on") == "photos"


def test_a_download_is_cancelled_and_leaves_nothing(
    web: Web, dialog: ModelsDialog, models: OwnModels, window: Window, until: Until, home: Path, qtbot: Any
) -> None:
    web.silent = [5000]
    choose(dialog, "published")
    dialog.download.click()
    qtbot.waitUntil(lambda: len(web.asked) == 1)
    dialog.download.click()
    assert window.workers.tasks == () and dialog.download.text() == "Download"
    web.let_go.set()
    until(lambda: True)
    assert row(models, "published").kind == DOWNLOADABLE
    assert not [path for path in (home / "data").rglob("*") if path.is_file()]


def test_a_repository_of_the_hub_is_named_in_the_search_field(
    web: Web, dialog: ModelsDialog, models: OwnModels, window: Window, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(hub, "files", lambda name, _network: asked.append(name) or (web.wanted("deep/their.pth"),))
    dialog.search.setText("owner/name")
    assert dialog.chosen == [] and dialog.passport.title.text() == "owner/name"
    assert enabled(dialog) == {"download"}
    dialog.download.click()
    dialog.search.clear()
    until(lambda: models.store.find("their.pth") is not None and any(each.entry for each in models.rows))
    assert asked == ["owner/name"]
    dialog.search.setText("owner/name")
    window.preferences.remembered.offline = True
    assert enabled(dialog) == set()


def test_a_download_that_fails_says_why(web: Web, dialog: ModelsDialog, until: Until) -> None:
    web.answers = [404]
    choose(dialog, "published")
    dialog.download.click()
    until(lambda: "not there any more" in dialog.note.text())


def test_offline_there_is_no_download(web: Web, dialog: ModelsDialog, models: OwnModels, window: Window) -> None:
    choose(dialog, "published")
    assert dialog.download.isEnabled()
    window.preferences.remembered.offline = True
    assert not dialog.download.isEnabled() and "offline" in dialog.download.toolTip()
    assert web.asked == []


# Files that are dropped


def dropped(window: Window, *files: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    window._take(read(mime))


def test_a_dropped_file_shows_its_passport_before_it_is_kept(
    window: Window, models: OwnModels, mine: Path, until: Until, home: Path
) -> None:
    dropped(window, mine)
    dialog = window.findChild(PassportDialog)
    assert dialog is not None and not dialog.keep.isEnabled()
    until(dialog.keep.isEnabled)
    assert (dialog.view.title.text(), dialog.view.text("Architecture")) == ("mine.pth", "Test")
    assert not (home / "data" / "models" / "mine.pth").exists()
    dialog.use.click()
    until((home / "data" / "models" / "mine.pth").exists)
    panel = window.operation.current
    assert panel.operation is ENLARGE
    assert panel.values == Enlarge("own", str(home / "data" / "models" / "mine.pth"))
    assert panel.params.fields["engine"].widget.currentText() == "mine"  # type: ignore[attr-defined]


def test_a_dropped_file_that_is_no_model_says_so(window: Window, tmp_path: Path, until: Until) -> None:
    (tmp_path / "bad.pth").write_bytes(b"nothing")
    dropped(window, tmp_path / "bad.pth")
    dialog = window.findChild(PassportDialog)
    assert dialog is not None
    until(lambda: "no model" in dialog.view.warning.text())
    assert not dialog.keep.isEnabled() and not dialog.use.isEnabled()
    dialog.cancel.click()


def test_what_is_looked_at_may_be_let_go(window: Window, mine: Path, until: Until) -> None:
    dropped(window, mine)
    dialog = window.findChild(PassportDialog)
    assert dialog is not None
    dialog.cancel.click()
    until(lambda: True)


def test_photos_and_models_are_dropped_together(window: Window, mine: Path) -> None:
    models, photos = parted([mine, Path("photo.jpg"), Path("x.PARAM"), Path("a.photofix-models"), Path("folder")])
    assert [path.name for path in models] == ["mine.pth", "x.PARAM", "a.photofix-models"]
    assert [path.name for path in photos] == ["photo.jpg", "folder"]


def test_a_dropped_pack_is_kept(window: Window, models: OwnModels, mine: Path, until: Until, tmp_path: Path) -> None:
    other = Store(tmp_path / "other", look())
    other.add(mine, Progress.silent())
    pack.write(other.entries(), tmp_path / f"p{pack.SUFFIX}", Progress.silent())
    dropped(window, tmp_path / f"p{pack.SUFFIX}")
    dialog = window.findChild(PassportDialog)
    assert dialog is not None and not dialog.use.isEnabled()
    dialog.keep.click()
    until(models.store.entries)


# What panels offer and begin with


def field(window: Window) -> ModelField:
    window.operation.choose(ENLARGE)
    widget = window.operation.current.params.fields["engine"].widget
    assert isinstance(widget, ModelField)
    return widget


def titles(widget: ModelField) -> list[str]:
    return [widget.itemText(index) for index in range(widget.count())]


def added(mine: Path, home: Path, purpose: str = SUPER_RESOLUTION) -> Path:
    return Store(home / "data" / "models", look(purpose)).add(mine, Progress.silent()).path


def test_a_panel_offers_the_models_that_can_do_its_job_built_in_first(window: Window, mine: Path, home: Path) -> None:
    widget = field(window)
    assert titles(widget) == ["Ours", "Another of ours", "Own file"]
    path = added(mine, home)
    widget.refresh()
    assert titles(widget) == ["Ours", "Another of ours", "mine", "Own file"]
    index = widget.findData(str(path), FILE)
    widget.setCurrentIndex(index)
    widget.activated.emit(index)
    assert window.operation.values == Enlarge("own", str(path))
    path.unlink()
    widget.refresh()
    assert titles(widget) == ["Ours", "Another of ours", "Own file"]
    assert window.operation.values == Enlarge("own", str(path)) and widget.currentText() == "Own file"


def test_models_for_something_else_are_not_offered(window: Window, mine: Path, home: Path) -> None:
    added(mine, home, RESTORATION)
    widget = field(window)
    widget.refresh()
    assert titles(widget) == ["Ours", "Another of ours", "Own file"]


def test_the_folder_of_another_program_is_offered_once_it_was_looked_at(
    window: Window, models: OwnModels, mine: Path, home: Path, until: Until
) -> None:
    folder = mine.parent / "comfy"
    folder.mkdir()
    mine.rename(folder / "theirs.pth")
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.json").write_text(json.dumps({"models_folder": str(folder)}))
    window.preferences.remembered.models_folder = str(folder)
    models.open()
    until(lambda: any(each.id == "theirs" for each in models.rows))
    widget = field(window)
    widget.refresh()
    assert titles(widget) == ["Ours", "Another of ours", "theirs", "Own file"]
    assert models.dialog is not None
    choose(models.dialog, "theirs")
    assert enabled(models.dialog) == {"verify", "measure", "default"}
    models.dialog.close()


def test_the_default_is_what_panels_begin_with(
    window: Window, models: OwnModels, dialog: ModelsDialog, mine: Path, home: Path, until: Until
) -> None:
    path = added(mine, home)
    models.refresh()
    until(lambda: "mine" in dialog._items)
    assert models.begun_with(row(models, "upscale-crisp")) == (ENLARGE,) and not models.begun_with(row(models, "mine"))
    choose(dialog, "mine")
    dialog.default.click()
    assert dialog._items["mine"].text(STATE) == "default" and not dialog.default.isEnabled()
    assert window.preferences.remembered.default_models == {"enlarge": str(path)}
    field(window)  # the panel is made now
    assert window.operation.values == Enlarge("own", str(path))
    choose(dialog, "upscale-photo")
    assert not dialog.default.isEnabled()
    choose(dialog, "upscale-crisp")
    dialog.default.click()
    assert window.preferences.remembered.default_models == {}
    assert window.operation.values.engine == "ours"


def test_a_default_that_is_gone_is_passed_over(window: Window, home: Path) -> None:
    window.preferences.remembered.default_models = {"enlarge": str(home / "gone.pth")}
    field(window)
    assert window.operation.values == Enlarge()


def test_a_model_without_a_place_cannot_be_the_default(dialog: ModelsDialog) -> None:
    choose(dialog, "finder")
    assert "default" not in enabled(dialog) and dialog._items["finder"].text(STATE) == ""


def test_the_dialog_comes_to_the_front_and_keeps_the_choice(
    window: Window, models: OwnModels, dialog: ModelsDialog
) -> None:
    choose(dialog, "painter")
    window.actions_["models"].trigger()
    assert models.dialog is dialog
    models.rows = tuple(replace(each, seconds=1.0) for each in models.rows)
    models.changed.emit()
    assert [each.id for each in dialog.chosen] == ["painter"] and dialog._items["painter"].text(SPEED) == "1.00 s/MP"
    assert {each.kind for each in models.rows} == {BUILT_IN, DOWNLOADABLE}
    assert dialog._items["painter"].data(NAME, Qt.ItemDataRole.UserRole) == "painter"


@pytest.mark.qt_log_ignore("This plugin does not support")  # raise, grab: the platform without a screen
def test_where_several_operations_can_use_it_a_menu_asks(qtbot: Any) -> None:
    done: list[str] = []
    button = QPushButton()
    qtbot.addWidget(button)
    choose_operation(button, (ENLARGE,), lambda operation: done.append(operation.id))
    assert done == ["enlarge"]
    choose_operation(button, (denoise.OPERATION, sharpen.OPERATION), lambda operation: done.append(operation.id))
    menu = button.findChild(QMenu)
    assert menu is not None and [action.text() for action in menu.actions()] == ["Denoise", "Sharpen"]
    menu.actions()[1].trigger()
    assert done == ["enlarge", "sharpen"]
    menu.close()


def test_every_operation_that_takes_models_says_for_what() -> None:
    purposes = {op.id: param.purposes for op in IN_PANEL if (param := own_models.model_param(op)) is not None}
    assert purposes["upscale"] == (SUPER_RESOLUTION,) and purposes["denoise"] == (RESTORATION,)
    assert {"inpaint", "faces", "colorize", "dejpeg", "sharpen"} <= set(purposes)


def test_the_trial_compares_added_models_too(mine: Path, home: Path) -> None:
    path = added(mine, home)
    params = Upscale(2.0)
    names = [name for name, _ in ways(params, [("mine", path)])]
    assert names[0] == "mine" and not any("Own" in name for name in names)
    shown = [way for _, way in ways(replace(params, model="own", model_file=str(path)), [("mine", path)])]
    assert [way.model for way in shown].count("own") == 1
    other = [name for name, _ in ways(replace(params, model="own", model_file="/else.pth"), [("mine", path)])]
    assert "mine" in other and any("Own" in name for name in other)
