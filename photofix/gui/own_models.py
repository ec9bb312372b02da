"""Models in the window: what there is, downloads, imports, checks, and which one a panel begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from photofix import paths, settings
from photofix.core.model_id import of_file
from photofix.core.params import Param, declared
from photofix.core.passport import Passport
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.files.atomic import write_atomically
from photofix.gui import added_models
from photofix.gui.messages import Message
from photofix.gui.remembered import Remembered
from photofix.gui.workers import COMPUTE, FILES, NETWORK, Task
from photofix.models import hub, pack
from photofix.models.download import Network
from photofix.models.elsewhere import Elsewhere
from photofix.models.listing import BUILT_IN, Listed, listed
from photofix.models.published import KIND
from photofix.models.speed import Speeds, measure
from photofix.models.store import Entry
from photofix.models.weights_file import SUFFIXES as WEIGHTS
from photofix.ops.base import Operation

if TYPE_CHECKING:
    from photofix.gui.dialogs.models_dialog import ModelsDialog
    from photofix.gui.panels.operation_panel import OperationPanel
    from photofix.gui.window import Window

SUFFIXES = (*WEIGHTS, pack.SUFFIX)


def model_param(operation: Operation) -> Param | None:
    """The parameter of an operation for which a model can be chosen."""
    return next((param for param in declared(operation.params) if param.purposes), None)


class OwnModels(QObject):
    """The part "models" of the commands."""

    changed = Signal()  # the table, or what is worked on

    def __init__(self, window: Window, remembered: Remembered) -> None:
        super().__init__(window)
        self._window, self._remembered = window, remembered
        self.store = added_models.store()
        self.speeds = Speeds(paths.cache() / "model-speeds.json")
        self.rows: tuple[Listed, ...] = ()
        self.checked: set[str] = set()  # SHA-256 that were compared since the start
        self.dialog: ModelsDialog | None = None
        self._tasks: dict[Task, str] = {}  # the ids of the rows that they are about
        window.workers.removed.connect(self._removed)
        window.workers.progressed.connect(self._progressed)
        self._remembered.changed.connect(self._settings_changed)

    @property
    def elsewhere(self) -> Elsewhere:
        """The folder of the other program that the settings name."""
        return added_models.elsewhere(self._remembered.models_folder)

    @property
    def network(self) -> Network:
        return Network(settings.is_offline(self._remembered.settings))

    def task_of(self, row: Listed) -> Task | None:
        """What is being done with a model."""
        return next((task for task, name in self._tasks.items() if name == row.id), None)

    # The table

    def open(self) -> None:
        """Show the dialog; one that is open already comes to the front."""
        from photofix.gui.dialogs.models_dialog import ModelsDialog

        if self.dialog is None:
            self.dialog = ModelsDialog(self, self._window)
            self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.dialog.finished.connect(self._closed)
            self.dialog.show()
            self.refresh()
            self._look_elsewhere()
        self.dialog.activateWindow()

    def refresh(self) -> None:
        """Read the table again."""
        store, elsewhere, speeds = self.store, self.elsewhere, self.speeds
        self._window.workers.run_in_background(
            lambda: listed(store.entries(), elsewhere.known(), speeds), self._take_rows
        )

    def _take_rows(self, rows: tuple[Listed, ...]) -> None:
        self.rows = rows
        self.changed.emit()

    def _look_elsewhere(self) -> None:
        """Look at the files of the other program that were never looked at."""
        elsewhere = self.elsewhere
        if elsewhere.folder is not None:
            self._submit(self.tr("Look at model files"), lambda _none, progress: elsewhere.look(progress), self._looked)

    def _looked(self, _found: object) -> None:
        self.refresh()

    # What can be done

    def ask_import(self) -> None:
        path = self._window.asking.file_path(self.tr("Model files"), SUFFIXES)
        if path is not None:
            self.add(path)

    def add(self, path: Path, added: Callable[[Sequence[Entry]], None] = lambda _entries: None) -> None:
        """Keep a model file, or all models of a pack."""
        store = self.store

        def work(_none: None, progress: Progress) -> Sequence[Entry]:
            return pack.unpack(path, store, progress) if pack.is_pack(path) else (store.add(path, progress),)

        def finish(entries: Sequence[Entry]) -> None:
            self._added(entries)
            added(entries)

        self._submit(self.tr("Import {0}").format(path.name), work, finish)

    def _added(self, entries: Sequence[Entry]) -> None:
        self.checked |= {entry.passport.sha256 for entry in entries}
        if self.dialog is not None and entries:
            self.dialog.select(entries[0].path)
        self.refresh()

    def download(self, row: Listed) -> None:
        """Fetch a published model, or stop fetching it."""
        task = self.task_of(row)
        if task is not None:
            self._window.workers.cancel(task)
            return
        published, store, network = row.published, self.store, self.network
        if published is None:
            return
        self._submit(
            self.tr("Download {0}").format(row.title),
            lambda _none, progress: (store.download(published, network, progress),),
            self._added, about=row.id, lane=NETWORK,
        )  # fmt: skip

    def download_from_hub(self, name: str) -> None:
        """Fetch the model files of a repository, or one of them, by its name."""
        store, network = self.store, self.network

        def work(_none: None, progress: Progress) -> Sequence[Entry]:
            progress.report(0, "asking the Hub")
            wanted = hub.files(name, network)
            return [
                store.fetch(
                    each, hub.file_name(name, each.name), network, progress.part(at / len(wanted), 1 / len(wanted))
                )
                for at, each in enumerate(wanted)
            ]

        self._submit(self.tr("Download {0}").format(name), work, self._added, lane=NETWORK)

    def verify(self, row: Listed) -> None:
        """Compare a model with its checksum."""
        entry, store, models = row.entry, self.store, self._window.repairs.models

        def work(_none: None, progress: Progress) -> None:
            if entry is not None:
                store.verify(entry, progress)
            else:
                models().sha256(row.id)

        lane = FILES if entry is not None else COMPUTE
        self._submit(self.tr("Verify {0}").format(row.title), work, lambda _none: self._verified(row),
                     about=row.id, lane=lane)  # fmt: skip

    def _verified(self, row: Listed) -> None:
        self.checked.add(row.sha256 or "")
        self.changed.emit()

    def measure(self, row: Listed) -> None:
        """Measure how fast a model is here."""
        models, speeds = self._window.repairs.models, self.speeds

        def work(_none: None, progress: Progress) -> None:
            pool = models()
            model_id = row.id if row.spec is not None or row.file is None else of_file(KIND, row.file)
            speeds.put(row.sha256 or "", pool.device, measure(model_id, pool, progress))

        self._submit(
            self.tr("Measure {0}").format(row.title), work, self._looked, about=row.id, lane=COMPUTE
        )  # fmt: skip

    def export(self, rows: Sequence[Listed]) -> None:
        """Write models of the person's own to one file."""
        entries = [row.entry for row in rows if row.entry is not None]
        suggested = Path(f"{entries[0].path.stem if len(entries) == 1 else 'models'}{pack.SUFFIX}")
        asking = self._window.asking
        path = asking.file_to_save(self.tr("Export models"), self.tr("Packs of models"), suggested)
        if path is None:
            return
        target = path if path.suffix else path.with_name(path.name + pack.SUFFIX)

        def work(_none: None, progress: Progress) -> None:
            write_atomically(target, lambda file: pack.write(entries, file, progress), overwrite=True)

        self._submit(self.tr("Export models"), work, lambda _none: self._exported(target))

    def _exported(self, target: Path) -> None:
        text = self.tr("The models are in {0}.").format(target.name)
        self.say(text, self.tr("Import it on another machine; nothing else is needed there."))

    def remove(self, rows: Iterable[Listed]) -> None:
        """Delete models of the person's own."""
        entries = [row.entry for row in rows if row.entry is not None]
        store = self.store

        def work() -> None:
            for entry in entries:
                store.remove(entry)

        self._window.workers.run_in_background(work, self._looked)

    # What panels begin with

    def users(self, purpose: str) -> tuple[Operation, ...]:
        """The operations that can use models of a purpose."""
        return tuple(
            operation
            for operation in self._window.operation.operations
            if (param := model_param(operation)) is not None and purpose in param.purposes
        )

    def begun_with(self, row: Listed) -> tuple[Operation, ...]:
        """The operations that begin with a model: one that was chosen, or our own that comes first."""
        chosen, users = self._remembered.default_models, self.users(row.purpose)
        if row.kind != BUILT_IN:
            return tuple(operation for operation in users if chosen.get(operation.id) == str(row.file))
        first = next((each for each in self.rows if each.purpose == row.purpose), None)
        return tuple(operation for operation in users if operation.id not in chosen) if row is first else ()

    def can_begin(self, row: Listed) -> tuple[Operation, ...]:
        """The operations that could begin with a model and do not."""
        if row.kind == BUILT_IN and row is not next(each for each in self.rows if each.purpose == row.purpose):
            return ()  # what each of our own is called in a panel is the panel's matter
        now = self.begun_with(row)
        return tuple(operation for operation in self.users(row.purpose) if operation not in now)

    def set_default(self, row: Listed, operation: Operation) -> None:
        """Begin with this model from now on, also in the panel that there is."""
        others = {name: file for name, file in self._remembered.default_models.items() if name != operation.id}
        own = {} if row.kind == BUILT_IN else {operation.id: str(row.file)}
        self._remembered.default_models = others | own
        panel = self._window.operation.made(operation.id)
        if panel is not None:
            _put(panel, None if row.kind == BUILT_IN else row.file)
        self.changed.emit()

    def begin(self, panel: OperationPanel) -> None:
        """Give a new panel the model that it is to begin with."""
        file = self._remembered.default_models.get(panel.operation.id)
        if file is not None and Path(file).is_file():
            _put(panel, Path(file))

    def use(self, operation: Operation, file: Path) -> None:
        """Show an operation, with a model."""
        self._window.operation.choose_by_id(operation.id)
        _put(self._window.operation.current, file)

    # Files that are dropped

    def dropped(self, files: Sequence[Path]) -> None:
        """Show the passport of each before it is kept or used."""
        from photofix.gui.dialogs.passport_dialog import PassportDialog

        for file in files:
            dialog = PassportDialog(file, self, self._window)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.show()

    def look_at(self, file: Path, told: Callable[[Passport], None], failed: Callable[[BaseException], None]) -> Task:
        """Ask what a file is; nothing is kept."""
        store = self.store
        return self._window.workers.submit(
            "", lambda _none, _progress: store.look(file), told, lane=FILES, shown=False, failed=failed
        )

    def stop_looking(self, task: Task) -> None:
        self._window.workers.cancel(task)

    # Jobs

    def say(self, text: str, hint: str = "", *, warning: bool = False) -> None:
        """In the dialog if it is open, else over the photo."""
        if self.dialog is not None:
            self.dialog.say(text, hint, warning=warning)
        else:
            self._window.messages.show_message(Message(text, hint, warning))

    def _submit(
        self, label: str, work: Callable[[Any, Progress], Any], finish: Callable[[Any], None], *,
        about: str = "", lane: str = FILES,
    ) -> None:  # fmt: skip
        task = self._window.workers.submit(label, work, finish, lane=lane, failed=self.fail)
        self._tasks[task] = about
        self.changed.emit()

    def fail(self, error: BaseException) -> None:
        """Tell what went wrong."""
        if isinstance(error, UserError):
            self.say(error.message, error.hint, warning=True)
            self.refresh()
        else:
            self._window.show_error(error)

    def _removed(self, task: Task) -> None:
        if self._tasks.pop(task, None) is not None:
            self.changed.emit()

    def _progressed(self, task: Task) -> None:
        if self.dialog is not None and task in self._tasks:
            self.dialog.show_progress(self._tasks[task], task)

    def _settings_changed(self, name: str) -> None:
        if name == "models_folder" and self.dialog is not None:
            self._look_elsewhere()
            self.refresh()
        elif name == "offline":
            self.changed.emit()

    def _closed(self) -> None:
        self.dialog = None


def _put(panel: OperationPanel, file: Path | None) -> None:
    """Choose a model in a panel; None: the one that comes first."""
    param = model_param(panel.operation)
    if param is None:
        return
    if file is None:
        panel.params.set_values(replace(panel.values, **{param.name: param.default}))
    else:
        chosen = {param.name: param.or_file, f"{param.name}_file": str(file)}
        panel.params.set_values(replace(panel.values, **chosen))


def parted(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Model files, and all others."""
    models = [file for file in files if file.suffix.lower() in (*SUFFIXES, ".param", ".onnx")]
    return models, [file for file in files if file not in models]
