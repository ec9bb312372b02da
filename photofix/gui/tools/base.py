"""What a tool is: a gesture is a generator that is sent the pointer's events."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt

from photofix.core.document import State
from photofix.core.mask import Cell
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
    """

    kind: Pointing
    x: float
    y: float
    button: Qt.MouseButton = Qt.MouseButton.LeftButton
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    pressure: float = 1.0
    zoom: float = 1.0
    eraser: bool = False


@dataclass(frozen=True)
class Preview:
    """What a gesture asks the canvas to show while it lasts.

    mask: shown in place of the document's, from which it (or the last preview) differs in regions.
    outline_at: where to hold the cursor's outline, in photo pixels; None: under the pointer.
    """

    mask: MaskTiles | None = None
    regions: Iterable[Region] = ()
    outline_at: tuple[float, float] | None = None


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


class Tool(Protocol):
    """A tool of the canvas. `settings` (or another QObject) has a signal `changed` for when the outline is new."""

    id: str
    title: str

    @property
    def settings(self) -> QObject: ...

    def press(self, event: PointerEvent) -> Gesture | None:
        """Begin a gesture, or None if this press means nothing to the tool."""

    def outline(self) -> Outline | None:
        """The cursor; None for the plain arrow."""
