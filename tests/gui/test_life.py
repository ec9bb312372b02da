"""The window's life: random actions by mouse and keys; after each the picture must be what a slow reference says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from photofix import paths
from photofix.core.document import Document, State
from photofix.core.photo import Photo
from photofix.core.region import Region
from photofix.core.spill import SpillFolder, on_disk
from photofix.core.undo_memory import UndoMemory
from photofix.gui.file_store import FileStore
from photofix.gui.remembered import Remembered
from photofix.gui.window import Window
from photofix.ops.presets import PresetStore
from tests.fakes import FakeModels
from tests.gui.answers import Answers
from tests.gui.held import Held

Array = np.ndarray[Any, Any]
ACTIONS = 500
LOOK_EVERY = 5  # actions, and then the canvas is compared, too
BUDGET = 400_000  # bytes: a few strokes
WIDTH, HEIGHT = 300, 280  # four tiles of the mask
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
STEPS = 65535  # of opacity


@dataclass(frozen=True)
class Layer:
    """The reference's idea of an edit: pixels and alpha of the whole picture's size, in wide integers."""

    pixels: Array
    alpha: Array
    mask: Array
    label: str = "Invert"
    steps: int = STEPS
    on: bool = True


@dataclass(frozen=True)
class Moment:
    """The reference's idea of a state."""

    layers: tuple[Layer, ...]
    mask: Array

    def composite(self, base: Array) -> Array:
        """From scratch, with every pixel of every layer."""
        result = base.astype(np.int64)
        for layer in self.layers:
            if layer.on:
                weight = layer.alpha[:, :, None] * layer.steps
                result = result + ((layer.pixels - result) * weight + 255 * STEPS // 2) // (255 * STEPS)
        return result


class Person:
    """Uses the window at random, and keeps the books."""

    def __init__(self, window: Window, held: Held, qtbot: Any, seed: int) -> None:
        self.window, self.held, self.qtbot = window, held, qtbot
        self.random = random.Random(seed)
        self.base = self.state.base.pixels.copy()
        self.moments = [Moment((), np.zeros((HEIGHT, WIDTH), np.uint8))]
        self.at = 0
        self.done: Counter[str] = Counter()

    @property
    def document(self) -> Document:
        assert self.window.model.document is not None
        return self.window.model.document

    @property
    def state(self) -> State:
        return self.document.state

    @property
    def now(self) -> Moment:
        return self.moments[self.at]

    def expect(self, moment: Moment) -> None:
        self.moments[self.at + 1 :] = [moment]
        self.at += 1

    def until(self, true: Callable[[], Any]) -> None:
        self.qtbot.waitUntil(lambda: bool(true()), timeout=20_000)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.window.canvas, key, modifiers)

    def place(self) -> QPoint:
        x, y = self.random.randrange(WIDTH), self.random.randrange(HEIGHT)
        return self.window.canvas.canvas_point(x, y).toPoint()

    # Actions: each does something to the window, and the same to the reference

    def act(self) -> None:
        actions = (
            self.stroke, self.stroke, self.stroke, self.wipe, self.abandoned_stroke, self.repair, self.repair,
            self.cancelled_repair, self.undo, self.undo, self.redo, self.jump, self.clear, self.toggle, self.toggle_all,
            self.fade, self.rename, self.delete, self.mark_again, self.mark_over,
        )  # fmt: skip
        action = self.random.choice(actions)
        self.done[action.__name__] += 1
        action()

    def _stroke(self, modifiers: Qt.KeyboardModifier = NONE) -> None:
        before, start = self.state, self.place()
        QTest.mousePress(self.window.canvas, LEFT, modifiers, start)
        at = start
        for _ in range(2):
            at = start + QPoint(self.random.randint(-60, 60), self.random.randint(-60, 60))
            QTest.mouseMove(self.window.canvas, at)
        QTest.mouseRelease(self.window.canvas, LEFT, modifiers, at)
        if self.state is not before:  # wiping nothing, or marking what is marked, is no step
            self.expect(replace(self.now, mask=self.state.mask.read()))

    def stroke(self) -> None:
        self._stroke()

    def wipe(self) -> None:
        self._stroke(Qt.KeyboardModifier.AltModifier)

    def abandoned_stroke(self) -> None:
        start = self.place()
        QTest.mousePress(self.window.canvas, LEFT, NONE, start)
        QTest.mouseMove(self.window.canvas, start + QPoint(30, 20))
        self.key(Qt.Key.Key_Escape)
        QTest.mouseRelease(self.window.canvas, LEFT, NONE, start)

    def repair(self) -> None:
        self.key(Qt.Key.Key_Return)
        if not self.now.mask.any():
            return
        self.until(lambda: not self.window.repairs.busy)
        picture, mask = self.now.composite(self.base), self.now.mask
        layer = Layer(255 - picture, mask.astype(np.int64), mask)
        self.expect(Moment((*self.now.layers, layer), np.zeros_like(mask)))

    def cancelled_repair(self) -> None:
        self.held.hold()
        self.key(Qt.Key.Key_Return)
        if self.now.mask.any():
            self.until(self.window.actions_["cancel"].isEnabled)
            self.key(Qt.Key.Key_Escape)
        self.held.let_go()

    def undo(self) -> None:
        self.key(Qt.Key.Key_Z, CTRL)
        self.at = max(0, self.at - 1)

    def redo(self) -> None:
        self.key(Qt.Key.Key_Y, CTRL)
        self.at = min(len(self.moments) - 1, self.at + 1)

    def jump(self) -> None:
        self.at = self.random.randrange(max(0, self.at - 12), min(len(self.moments), self.at + 12))
        self.window.history.setCurrentIndex(self.window.history.rows.index(self.at))

    def clear(self) -> None:
        self.key(Qt.Key.Key_D, CTRL)
        if self.now.mask.any():
            self.expect(replace(self.now, mask=np.zeros_like(self.now.mask)))

    def pick(self, most: int = 1) -> list[int]:
        """Select edits in the panel; returns their places in the state, oldest first."""
        count = len(self.now.layers)
        if not count:
            return []
        picked = sorted(self.random.sample(range(count), min(count, self.random.randint(1, most))))
        panel = self.window.edits
        panel.list.clearSelection()
        panel.list.choose([self.state.edits[place].id for place in picked])
        return picked

    def exchange(self, picked: list[int], **changes: Any) -> None:
        layers = list(self.now.layers)
        for place in picked:
            layers[place] = replace(layers[place], **changes)
        self.expect(replace(self.now, layers=tuple(layers)))

    def toggle(self) -> None:
        if picked := self.pick():
            edits = self.window.edits
            index = edits.rows.index(len(self.now.layers) - 1 - picked[0])
            edits.list.scrollTo(index)
            eye = edits.list.visualRect(index).topLeft() + QPoint(15, 20)
            QTest.mouseClick(edits.list.viewport(), LEFT, pos=eye)
            self.exchange(picked, on=not self.now.layers[picked[0]].on)

    def toggle_all(self) -> None:
        if picked := self.pick(3):
            self.key(Qt.Key.Key_V, SHIFT)
            self.exchange(picked, on=not any(self.now.layers[place].on for place in picked))

    def fade(self) -> None:
        if not (picked := self.pick(2)):
            return
        slider, before, count = self.window.edits.opacity.slider, self.state, self.document.step
        slider.setSliderDown(True)
        for _ in range(3):
            slider.setValue(self.random.choice([0, 10, 370, 500, 990, 1000]))
        slider.setSliderDown(False)
        if self.state is not before:
            assert self.document.step == count + 1
            self.exchange(picked, steps=round(self.window.edits.opacity.box.value() / 100 * STEPS))

    def rename(self) -> None:
        if picked := self.pick():
            name = self.random.choice(["Wire", "Mast", "Spot"])
            self.key(Qt.Key.Key_F2)
            (editor,) = self.window.edits.list.findChildren(QLineEdit)
            editor.selectAll()
            QTest.keyClicks(editor, name)
            QTest.keyClick(editor, Qt.Key.Key_Return)
            self.until(lambda: not self.window.edits.list.findChildren(QLineEdit))
            self.window.canvas.setFocus()
            if self.now.layers[picked[0]].label != name:
                self.exchange(picked, label=name)

    def delete(self) -> None:
        if picked := self.pick(2):
            self.key(Qt.Key.Key_Delete)
            layers = [layer for place, layer in enumerate(self.now.layers) if place not in picked]
            self.expect(replace(self.now, layers=tuple(layers)))

    def _mark(self, picked: list[int], *, off: bool) -> None:
        mask = np.maximum.reduce([self.now.mask, *(self.now.layers[place].mask for place in picked)])
        if off:
            self.exchange(picked, on=False)
            self.moments[self.at] = replace(self.now, mask=mask)
        else:
            self.expect(replace(self.now, mask=mask))

    def mark_again(self) -> None:
        if picked := self.pick(2):
            self.key(Qt.Key.Key_M, CTRL | SHIFT)
            self._mark(picked, off=True)

    def mark_over(self) -> None:
        if picked := self.pick(2):
            self.key(Qt.Key.Key_M, CTRL | Qt.KeyboardModifier.AltModifier)
            self._mark(picked, off=False)

    # What must be so

    def check(self) -> None:
        state, moment = self.state, self.now
        assert (self.document.step, self.document.step_count) == (self.at, len(self.moments))
        np.testing.assert_array_equal(state.composite(), moment.composite(self.base))
        np.testing.assert_array_equal(state.mask.read(), moment.mask)
        np.testing.assert_array_equal(state.base.pixels, self.base)
        assert [edit.label for edit in state.edits] == [layer.label for layer in moment.layers]
        assert self.window.edits.rows.edits == state.edits[::-1]
        assert self.window.history.currentIndex().row() == self.at

    def look(self) -> None:
        """What is on the screen, pixel for pixel; and what is in memory once all is quiet."""
        window, canvas = self.window, self.window.canvas
        self.until(lambda: not window.workers.busy)
        memory = window.keeper.memory
        assert memory.nbytes is not None and memory.spare_nbytes <= memory.nbytes
        window.outline.clear()
        QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
        images: list[QImage] = []

        def finished() -> bool:
            images.append(canvas.grab().toImage())
            return canvas.settled

        self.until(finished)
        corner = canvas.canvas_point(0, 0).toPoint()
        image = images[-1].copy(corner.x(), corner.y(), WIDTH, HEIGHT).convertToFormat(QImage.Format.Format_RGBX8888)
        seen = np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)[:, :, :3]
        np.testing.assert_array_equal(seen, self.now.composite(self.base))


@pytest.fixture
def life(qtbot: Any, tmp_path: Path, answers: Answers, held: Held, fake_models: FakeModels) -> Iterator[Window]:
    """The window at 1:1 with a photo of noise, the mask hidden, and little memory for undo."""
    crashes: list[BaseException] = []
    folder = SpillFolder(tmp_path / "undo")
    window = Window(
        [held.operation], lambda: fake_models, Remembered(tmp_path / "window.ini"), paths.resources(),
        store=FileStore(10**8), presets=PresetStore(tmp_path / "presets"), asking=answers, crashed=crashes.append,
        undo_memory=UndoMemory(None, folder),
    )  # fmt: skip
    window.model.set_history_bytes(BUDGET)  # less than a person can choose
    window.resize(1000, 700)
    window.show()
    window.model.open(Photo(np.random.default_rng(3).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)))
    qtbot.waitUntil(lambda: window.canvas.settled and not window.workers.busy)
    window.canvas.actual_size()
    window.canvas.mask_visible = False
    window.canvas.setFocus()
    window.brush.size, window.brush.hardness = 30, 0.7
    yield window
    held.let_go()
    answers.unsaved_choice = answers.DISCARD
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    window.keeper.close()
    window.deleteLater()
    assert not crashes and not folder.folder


def test_five_hundred_random_actions_in_the_window(life: Window, held: Held, qtbot: Any) -> None:
    assert Region(0, 0, life.canvas.width(), life.canvas.height()).contains(Region(0, 0, WIDTH, HEIGHT))
    person = Person(life, held, qtbot, seed=20)
    for number in range(ACTIONS):
        person.act()
        person.check()
        if number % LOOK_EVERY == 0:
            person.look()
    person.look()
    assert len(person.done) == 16 and life.keeper.memory.folder is not None
    assert life.keeper.memory.folder.folder is not None  # memory did not suffice
    for step in range(person.document.step_count):  # whatever lies on the disk comes back
        life.model.go_to(step)
        person.at = step
        person.check()


def test_a_photo_that_waited_on_the_disk_is_shown_again(life: Window, held: Held, qtbot: Any) -> None:
    person = Person(life, held, qtbot, seed=1)
    person.stroke()
    person.repair()
    life.model.set_history_bytes(0)
    life.model.push("Crop", State.of(Photo(person.base[:100, :100].copy())))
    qtbot.waitUntil(lambda: not life.workers.busy)
    life.model.undo()
    assert on_disk(person.state.base.pixels) and on_disk(person.state.edits[0].patches[0].pixels)
    life.canvas.actual_size()
    person.moments.append(person.now)  # the crop, which is not gone to
    person.check()
    person.look()
