"""Dust maps in the window: learnt from the open photos, kept as files, applied to photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from photofix.core.document import State
from photofix.core.dust_map import DustMap
from photofix.core.edit import Edit
from photofix.core.photo import Photo
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.gui.messages import Message
from photofix.gui.open_photos import OpenPhoto
from photofix.gui.resized import check_size
from photofix.gui.workers import COMPUTE, Task

if TYPE_CHECKING:
    from photofix.gui.dialogs.dust_map_dialog import DustMapDialog
    from photofix.gui.window import Window
    from photofix.ops.learn_dust import Learnt

MADE_BY = "dust_map"  # in the record of edits that a map made: the camera


@dataclass(frozen=True)
class _Cleaned:
    """What a map did to a photo. photo: its pixels, where they had to be read for it; state: before it."""

    photo: Photo | None
    state: State
    before: tuple[str, ...]  # ids of edits that an earlier use of a map made
    edits: tuple[Edit, ...]


class DustMaps(QObject):
    """The part "dust" of the commands."""

    changed = Signal()  # another map, or what is worked on
    listed = Signal()  # other photos are open

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.dust: DustMap | None = None
        self.learnt: Learnt | None = None  # how the map came about, if it was learnt here
        self.dialog: DustMapDialog | None = None
        self._tasks: set[Task] = set()
        window.workers.removed.connect(self._removed)
        window.model.photos.listed.connect(self.listed)

    @property
    def busy(self) -> bool:
        return bool(self._tasks)

    @property
    def photos(self) -> tuple[OpenPhoto, ...]:
        return self._window.model.photos.all

    @property
    def current(self) -> OpenPhoto | None:
        return self._window.model.current

    def open(self) -> None:
        """Show the dialog; one that is open already comes to the front."""
        from photofix.gui.dialogs.dust_map_dialog import DustMapDialog

        if self.dialog is None:
            self.dialog = DustMapDialog(self, self._window)
            self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.dialog.finished.connect(self._closed)
            self.dialog.show()
        self.dialog.activateWindow()

    def learn(self) -> None:
        """Learn from all open photos, as one job."""
        photos = [(photo.name, _state(photo), photo.path) for photo in self.photos]
        store = self._window.store

        def read(known: State | None, path: Path | None) -> Photo:
            if known is not None:
                return known.base
            assert path is not None
            return store.load(path)

        def work(_prepared: None, progress: Progress) -> Learnt:
            from photofix.ops.learn_dust import Frame, learn

            return learn([Frame(name, partial(read, known, path)) for name, known, path in photos], progress)

        self._submit(self.tr("Learn dust map"), work, self._take_learnt)

    def load(self) -> None:
        from photofix.files.dust_maps import SUFFIX, load_dust_map

        path = self._window.asking.file_path(self.tr("Dust maps"), (SUFFIX,))
        if path is not None:
            self._window.workers.run_in_background(lambda: _tried(load_dust_map, path), self._take_loaded)

    def save(self) -> None:
        from photofix.files.dust_maps import SUFFIX, save_dust_map

        dust = self.dust
        if dust is None:
            return
        folder = self._window.model.path.parent if self._window.model.path else Path()
        name = "".join(c if c.isalnum() or c in " -_" else "-" for c in dust.camera.name)
        path = self._window.asking.file_to_save(
            self.tr("Save the dust map"), self.tr("Dust maps"), folder / f"{name}{SUFFIX}"
        )
        if path is not None:
            wanted = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
            self._window.workers.run_in_background(
                lambda: _tried(partial(save_dust_map, dust, overwrite=True), wanted), self._saved
            )

    def apply(self, photos: Sequence[OpenPhoto]) -> None:
        """Take the map's dust off photos, a job for each. What a map did to one before is replaced."""
        dust = self.dust
        for photo in photos if dust is not None else ():
            assert dust is not None
            self._submit(
                self.tr("Remove dust"), partial(self._work, photo.path, dust), partial(self._cleaned, photo),
                prepare=partial(_state, photo), about=photo,
            )  # fmt: skip

    def _work(self, path: Path | None, dust: DustMap, state: State | None, progress: Progress) -> _Cleaned:
        from photofix.files.shot import shot
        from photofix.ops.base import Context, Source
        from photofix.ops.dust_from_map import dust_from_map
        from photofix.ops.heal import Heal, heal

        read = None
        if state is None:
            assert path is not None
            read = self._window.store.load(path)
            state = State.of(read)
        before = tuple(edit.id for edit in state.edits if MADE_BY in edit.record.params)
        source = Source(state.without(*before))
        found = dust_from_map(source, dust, shot(state.base))
        edits = heal(source, found, Heal(), Context(self._window.repairs.models(), progress))
        return _Cleaned(read, state, before, tuple(_named(edit, dust) for edit in edits))

    def _cleaned(self, photo: OpenPhoto, cleaned: _Cleaned) -> None:
        model = self._window.model
        if photo not in model.photos.all or not cleaned.edits:
            return
        if photo.document is None and cleaned.photo is not None:
            model.load(photo, cleaned.photo)
        if photo.document is None:
            return
        try:
            check_size(cleaned.state, photo.document.state)
        except UserError as error:
            self._failed(photo, error)
            return
        state = photo.document.state.without(*cleaned.before)
        for edit in cleaned.edits:
            state = state.with_edit(edit)
        model.push(self.tr("Remove dust"), state, of=photo.document)

    def _submit(
        self, label: str, work: Callable[[Any, Progress], Any], finish: Callable[[Any], None], *,
        prepare: Callable[[], Any] = lambda: None, about: OpenPhoto | None = None,
    ) -> None:  # fmt: skip
        failed = partial(self._failed, about)
        submit = self._window.workers.submit
        self._tasks.add(submit(label, work, finish, prepare=prepare, lane=COMPUTE, failed=failed, about=about))
        self.changed.emit()

    def _removed(self, task: Task) -> None:
        if task in self._tasks:
            self._tasks.remove(task)
            self.changed.emit()

    def _failed(self, photo: OpenPhoto | None, error: BaseException) -> None:
        if isinstance(error, UserError) and photo is not None:
            error = UserError(self.tr("“{0}”: {1}").format(photo.name, error.message), hint=error.hint)
        if isinstance(error, UserError) and self.dialog is not None and photo is None:
            self.dialog.say(error.message, error.hint)
        else:
            self._window.show_error(error)

    def _take_learnt(self, learnt: Learnt) -> None:
        self.dust, self.learnt = learnt.dust, learnt
        self.changed.emit()

    def _take_loaded(self, found: object) -> None:
        if isinstance(found, DustMap):
            self.dust, self.learnt = found, None
            self.changed.emit()
        elif isinstance(found, UserError):
            self._failed(None, found)

    def _saved(self, error: object) -> None:
        if isinstance(error, UserError):
            self._failed(None, error)
        else:
            self._window.messages.show_message(Message(self.tr("The dust map is saved.")))

    def _closed(self) -> None:
        self.dialog = None


def _state(photo: OpenPhoto) -> State | None:
    return photo.document.state if photo.document else None


def _named(edit: Edit, dust: DustMap) -> Edit:
    return replace(edit, record=replace(edit.record, params={**edit.record.params, MADE_BY: dust.camera.name}))


def _tried(work: Callable[[Path], Any], path: Path) -> Any:
    """What `work` makes of the path, or the UserError that it raises."""
    try:
        return work(path)
    except UserError as error:
        return error
