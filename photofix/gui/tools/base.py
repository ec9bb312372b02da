"""What a tool is: a gesture is a generator that is sent the pointer's events."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt

from photofix.core.document import State
from photofix.core.mask import Cell, Mask
from photofix.core.region import Region


class MaskTiles(Protocol):
    """What is shown of a mask, be it a core Mask or one being painted: 256×256 uint8 tiles, all 0 where none is."""

    @property
    def tiles(self) -> Mapping[Cell, NDArray[np.uint8]]: ...


class Pointing(Enum):
    PRESS = "press"
    MOVE = "move"
    RELEASE = "release"


@dataclass(frozen=True)
class PointerEvent:
    """One event of the mouse or pen, in photo pixels (pixel i covers i..i+1; may lie outside the photo).

    pressure: 0..1, 1 for a mouse. zoom: device pixels per photo pixel. eraser: the pen's other end is used.
    clicks: 2 for the second press of a double click. space: the space bar is held. A key that goes down or up during
    a gesture is sent as one more MOVE.
    """

    kind: Pointing
    x: float
    y: float
    button: Qt.MouseButton = Qt.MouseButton.LeftButton
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    pressure: float = 1.0
    zoom: float = 1.0
    eraser: bool = False
    clicks: int = 1
    space: bool = False


@dataclass(frozen=True, eq=False)
class Line:
    """A line over the photo through N×2 float points in photo pixels, dark and light to be seen on any photo.

    Its thickness does not grow with the zoom. width: a band of that many photo pixels lies under it, in the mask's
    colour. handles: small squares at the points.
    """

    points: NDArray[np.floating[Any]]
    closed: bool = False
    width: float | None = None
    handles: bool = False


@dataclass(frozen=True)
class Preview:
    """What a tool asks the canvas to show, during a gesture or between two.

    mask: shown in place of the document's, from which it (or the last preview) differs in regions.
    outline_at: where to hold the cursor's outline, in photo pixels; None: under the pointer.
    lines: all there are; those of the last preview are gone.
    """

    mask: MaskTiles | None = None
    regions: Iterable[Region] = ()
    outline_at: tuple[float, float] | None = None
    lines: tuple[Line, ...] = ()


# Code up to the first yield is the press, the loop the drag, what follows the release. Closed early = rolled back:
# a gesture changes the document only after the release.
Gesture = Generator[Preview | None, PointerEvent, None]


class Outline(NamedTuple):
    """The cursor's circle and where its feather begins; radii in photo pixels."""

    radius: float
    inner: float


class Writer(Protocol):
    """What tools need of the document model."""

    @property
    def state(self) -> State | None: ...

    def push(self, label: str, state: State) -> None: ...


class MaskWriter(Writer, Protocol):
    """What tools that mark areas need: those may be large."""

    def change_mask(self, label: str, change: Callable[[Mask], Mask], pixels: int) -> None:
        """Push a change of the mask, perhaps only in a moment if it goes through many pixels; none if it is nothing.

        change may be called on another thread, and again if another mask has come meanwhile.
        """


class RunInBackground(Protocol):
    """Does `work` on another thread and hands what it returns to `done`, or its error to `failed`, on this one."""

    def __call__(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> object: ...


class BackgroundWriter(MaskWriter, Protocol):
    """What tools that compute need.

    take_line: where lines (N×2 points, width; photo pixels) go instead of being painted into the mask, if anywhere.
    """

    take_line: Callable[[NDArray[np.floating[Any]], float], None] | None

    def run_in_background(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[BaseException], None]
    ) -> object:
        """As `RunInBackground`."""


class Tool(Protocol):
    """A tool of the canvas. `settings` (or another QObject) has a signal `changed`: outline or `shown` are new.

    A tool of several clicks keeps what is not finished between its gestures, and is `pending` meanwhile.
    """

    id: str
    title: str

    @property
    def settings(self) -> QObject: ...

    def press(self, event: PointerEvent) -> Gesture | None:
        """Begin a gesture, or None if this press means nothing to the tool."""

    def outline(self) -> Outline | None:
        """The cursor; None for a plain cross."""

    @property
    def pending(self) -> bool:
        """Is something begun that Enter would finish and Esc drop? The keys of PENDING_KEYS are the tool's then."""

    def shown(self) -> Preview | None:
        """What is to be seen between gestures."""

    def hover(self, event: PointerEvent) -> Preview | None:
        """The pointer (a MOVE without a button) is here; what to show in the place of `shown`, if anything else."""

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """One of PENDING_KEYS while pending; True if it was used."""

    def cancel(self) -> None:
        """Drop what is pending: another tool is chosen, or the photo is replaced."""


# A tool may have `own_keys`, too: keys of the canvas that are always its own while it is in hand, Space as a tap.
PENDING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class OneGesture:
    """The rest of a tool that keeps nothing between its gestures."""

    pending = False

    def shown(self) -> Preview | None:
        return None

    def hover(self, _event: PointerEvent) -> Preview | None:
        return None

    def key(self, _key: Qt.Key, _modifiers: Qt.KeyboardModifier) -> bool:
        return False

    def cancel(self) -> None:
        """Nothing is ever pending."""
