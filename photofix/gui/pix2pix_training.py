"""Runs the training of a translator as a process of its own, and follows what it writes about itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from photofix.core.own_style import THUMBNAIL
from photofix.core.own_translator import PROGRESS, TRIPTYCHS, preview, workshop
from photofix.errors import UserError
from photofix.files.atomic import write_atomically
from photofix.gui.panels.triptychs import tiles
from photofix.gui.training_process import TrainingProcess
from photofix.gui.workers import Task, Workers

LOOK_MS = 500  # how often is looked whether there is something new
THUMBNAIL_SIZE, THUMBNAIL_SHAPE, QUALITY = (222, 150), 150 / 222, 88  # pixels, height by width, of JPEG
MOST_TOLD = 5  # problems of pairs from which nothing can be learnt
MOST_CHUNK = 2**20  # bytes that are read at a time


class Line(NamedTuple):
    """How far the training was at a time. seconds since its begin, pauses left out; None where it is not known."""

    step: int
    epoch: float
    epochs: int | None
    seconds: float
    left: float | None
    critic: float
    gan: float
    l1: float
    val_l1: float | None


@dataclass(frozen=True)
class Wanted:
    """What is to be trained. places: one folder or two. derive: of what in single pictures the input is made."""

    places: tuple[Path, ...]
    derive: str | None
    direction: str
    out: Path
    minutes: float | None
    epochs: int | None
    generator: str
    critic: str
    size: int
    width: int

    def words(self) -> list[str]:
        """The command line of the check; the training's has more."""
        places = [str(place) for place in self.places]
        if self.derive:
            pairs = ["--photos", *places, "--derive", self.derive]
        else:
            pairs = ["--pairs", *places, "--direction", self.direction]
        return ["train", "pix2pix", *pairs, "--out", str(self.out), "--size", str(self.size)]

    def training(self) -> list[str]:
        long = ["--epochs", str(self.epochs)] if self.minutes is None else ["--minutes", f"{self.minutes:.2f}"]
        how = ["--generator", self.generator, "--critic", self.critic, "--width", str(self.width)]
        return [*self.words(), *long, *how, "--resume"]


class Checked(NamedTuple):
    """What the check of the pairs found."""

    pairs: int
    val: int
    size: int
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _Place:
    """How far the files of a training were read."""

    begun: int = 0  # which file it is: a training that goes on writes a new one
    read: int = 0  # bytes
    drawn: int = 0  # when the triptychs were written, in nanoseconds
    rest: bytes = field(default=b"", repr=False)  # a line that was not whole yet


class _News(NamedTuple):
    place: _Place
    lines: list[Line]
    anew: bool  # what was told before is no more
    triptychs: NDArray[np.uint8] | None


class Pix2PixTraining(QObject):
    """One training at a time. Files are read on workers; what comes from another training than the last is dropped."""

    told = Signal(object, bool)  # list of Line; True: those that were told before are no more
    pictured = Signal(object)  # H×W×3 uint8: rows of input, output and truth
    checked = Signal(object)  # Checked
    unfit = Signal(str)  # why the pairs cannot be learnt from
    done = Signal(object)  # Path: the finished translator
    failed = Signal(str)  # what the process said last

    def __init__(self, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._workers = workers
        self._process, self._check = TrainingProcess(self), TrainingProcess(self)
        self._process.done.connect(self._finished)
        self._process.failed.connect(self._broke)
        self._check.said.connect(self._hear)
        self._check.done.connect(self._tell_check)
        self._check.failed.connect(self.unfit)
        self._found = ""
        self._out: Path | None = None
        self._place = _Place()
        self._task: Task | None = None
        self._then: Callable[[], object] | None = None  # to be done once what is there was read
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def running(self) -> bool:
        return self._process.running

    @property
    def checking(self) -> bool:
        return self._check.running

    def check(self, wanted: Wanted) -> None:
        """Look through the pairs; a check that runs is given up."""
        self._check.stop()
        self._found = ""
        self._check.start([*wanted.words(), "--check", "--json"])

    def follow(self, out: Path) -> None:
        """Tell what an earlier training of that name has come to, if there was one."""
        self._out, self._place = out, _Place()
        self.told.emit([], True)
        self._look()

    def start(self, wanted: Wanted) -> None:
        """Begin, or go on with what was stopped."""
        wanted.out.parent.mkdir(parents=True, exist_ok=True)
        if wanted.out != self._out:
            self.follow(wanted.out)
        self._process.start(wanted.training())
        self._timer.start()

    def stop(self) -> None:
        """End it now; what it has learnt since the last checkpoint, a minute at most, is lost."""
        self._timer.stop()
        self._process.stop()

    def keep(self) -> None:
        """Make what it has learnt so far the translator, as if it had ended."""
        self.stop()
        out = self._out
        assert out is not None

        def work(_prepared: None, _progress: Any) -> Path:
            _write(out, preview(out).read_bytes())
            _draw(out)
            return out

        # Closed or not: the person has asked for the file.
        self._workers.submit("", work, self.done.emit, shown=False, failed=self._unkept, asker=self)

    def end(self) -> None:
        """Nobody is interested any more."""
        self._check.stop()
        self.stop()
        if self._task is not None:
            self._workers.cancel(self._task)

    # Following

    def _look(self) -> None:
        if self._task is not None or self._out is None:
            return
        out, place = self._out, self._place

        def finish(news: _News) -> None:
            self._task = None
            if out == self._out:
                self._tell(news)
            if self._then is not None:
                then, self._then = self._then, None
                then()

        self._task = self._workers.submit(
            "", lambda _prepared, _progress: _news(workshop(out), place), finish, shown=False
        )

    def _tell(self, news: _News) -> None:
        self._place = news.place
        if news.lines or news.anew:
            self.told.emit(news.lines, news.anew)
        if news.triptychs is not None:
            self.pictured.emit(news.triptychs)

    def _finished(self) -> None:
        out = self._out
        assert out is not None

        def work(_prepared: None, _progress: Any) -> Path:
            _draw(out)
            return out

        self._last_look(lambda: self._workers.submit("", work, self.done.emit, shown=False, asker=self))

    def _broke(self, words: str) -> None:
        self._last_look(lambda: self.failed.emit(words))

    def _last_look(self, then: Callable[[], object]) -> None:
        """Read what the process wrote last, then go on."""
        self._timer.stop()
        self._then = then
        self._look()

    def _unkept(self, error: BaseException) -> None:
        if isinstance(error, FileNotFoundError):
            self.failed.emit(self.tr("It has not learnt anything yet that could be kept."))
        elif isinstance(error, UserError):
            self.failed.emit(f"{error.message} {error.hint}".strip())
        else:
            self._workers.failed.emit(error)

    # The check

    def _hear(self, line: str) -> None:
        if line.startswith("{"):
            self._found = line

    def _tell_check(self) -> None:
        try:
            found = json.loads(self._found)
            said = Checked(found["pairs"], found["val"], found["size"], tuple(found["problems"]))
        except (ValueError, KeyError, TypeError):
            self.unfit.emit(self.tr("The check of the pairs ended without a result."))
            return
        if said.pairs and said.val:
            self.checked.emit(said)
        else:
            few = self.tr("There are {0} pairs; at least two are needed.").format(said.pairs + said.val)
            self.unfit.emit("\n".join([few, *(f"· {problem}" for problem in said.problems[:MOST_TOLD])]))


def _news(folder: Path, place: _Place) -> _News:
    """What a training has written since. Called on a worker."""
    lines, anew = [], False
    begun, read, rest = place.begun, place.read, place.rest
    path = folder / PROGRESS
    try:
        with path.open("rb") as file:
            now = path.stat().st_ino
            if now != begun or path.stat().st_size < read:
                anew, begun, read, rest = begun != 0, now, 0, b""
            file.seek(read)
            while chunk := file.read(MOST_CHUNK):
                read += len(chunk)
                *whole, rest = (rest + chunk).split(b"\n")
                lines += [line for text in whole if (line := _line(text)) is not None]
    except OSError:  # not written yet
        pass
    drawn, pictures = _triptychs(folder / TRIPTYCHS, place.drawn)
    return _News(_Place(begun, read, drawn, rest), lines, anew, pictures)


def _line(text: bytes) -> Line | None:
    try:
        found = json.loads(text)
        return Line(**{name: found.get(name) for name in Line._fields})
    except (ValueError, TypeError, AttributeError):
        return None


def _triptychs(path: Path, drawn: int) -> tuple[int, NDArray[np.uint8] | None]:
    """When they were written, and the pictures if that is another time than `drawn`."""
    try:
        now = path.stat().st_mtime_ns
        if now == drawn:
            return drawn, None
        pixels = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR_RGB)
    except OSError:  # not there yet, or just being replaced
        return drawn, None
    return (drawn, None) if pixels is None else (now, np.asarray(pixels, np.uint8))


def _draw(out: Path) -> None:
    """The picture to choose a translator by: what it has made of the first pair that it did not learn from."""
    _, pictures = _triptychs(workshop(out) / TRIPTYCHS, 0)
    if pictures is None:
        return
    made = tiles(pictures)[0][1]
    height = min(made.shape[0], round(made.shape[1] * THUMBNAIL_SHAPE))
    top = (made.shape[0] - height) // 2
    small = cv2.resize(made[top : top + height], THUMBNAIL_SIZE, interpolation=cv2.INTER_AREA)
    coded = cv2.imencode(THUMBNAIL, small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1]
    _write(out.with_suffix(THUMBNAIL), coded.tobytes())


def _write(path: Path, data: bytes) -> None:
    def write(temporary: Path) -> None:
        temporary.write_bytes(data)

    write_atomically(path, write, overwrite=True)
