"""What is set for the tools, shared by them, their keys and their options."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

SMALLEST, LARGEST = 1.0, 5000.0
LARGEST_FEATHER = 250.0
WIDEST_WIRE, WIDEST_MARGIN = 40.0, 20.0
PLAIN_WIRE = 4.0  # from where a width is set by keys while none is known
SIZE_STEP = 1.15
HARDNESS_STEP = 0.1


class BrushSettings(QObject):
    """The brush's size (diameter in photo pixels), hardness and opacity (both 0..1); for all tools: erase (subtract);
    for shapes: feather (photo pixels over which their edge falls to either side); for the wire pen: the wire's width
    (None: measured), the margin marked to either side of it (photo pixels), whether the path snaps to it; and what
    that tool says: the width it found, what to do next. Values out of range are clamped.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._size, self._hardness, self._opacity = 40.0, 0.8, 1.0
        self._erase = False
        self._feather = 0.0
        self._pressure_scales_size = True
        self._wire_width: float | None = None
        self._wire_margin, self._wire_snap = 1.0, True
        self._wire_found: float | None = None
        self._advice = ""

    @property
    def size(self) -> float:
        return self._size

    @size.setter
    def size(self, size: float) -> None:
        self._set("_size", min(LARGEST, max(SMALLEST, float(size))))

    @property
    def hardness(self) -> float:
        return self._hardness

    @hardness.setter
    def hardness(self, hardness: float) -> None:
        self._set("_hardness", min(1.0, max(0.0, float(hardness))))

    @property
    def opacity(self) -> float:
        return self._opacity

    @opacity.setter
    def opacity(self, opacity: float) -> None:
        self._set("_opacity", min(1.0, max(0.01, float(opacity))))

    @property
    def erase(self) -> bool:
        return self._erase

    @erase.setter
    def erase(self, erase: bool) -> None:
        self._set("_erase", bool(erase))

    @property
    def feather(self) -> float:
        return self._feather

    @feather.setter
    def feather(self, feather: float) -> None:
        self._set("_feather", min(LARGEST_FEATHER, max(0.0, float(feather))))

    @property
    def pressure_scales_size(self) -> bool:
        return self._pressure_scales_size

    @pressure_scales_size.setter
    def pressure_scales_size(self, on: bool) -> None:
        self._set("_pressure_scales_size", bool(on))

    @property
    def wire_width(self) -> float | None:
        return self._wire_width

    @wire_width.setter
    def wire_width(self, width: float | None) -> None:
        self._set("_wire_width", None if width is None else min(WIDEST_WIRE, max(1.0, float(width))))

    @property
    def wire_margin(self) -> float:
        return self._wire_margin

    @wire_margin.setter
    def wire_margin(self, margin: float) -> None:
        self._set("_wire_margin", min(WIDEST_MARGIN, max(0.0, float(margin))))

    @property
    def wire_snap(self) -> bool:
        return self._wire_snap

    @wire_snap.setter
    def wire_snap(self, on: bool) -> None:
        self._set("_wire_snap", bool(on))

    @property
    def wire_found(self) -> float | None:
        """The width of the wire under the path; None where there is none."""
        return self._wire_found

    @wire_found.setter
    def wire_found(self, width: float | None) -> None:
        self._set("_wire_found", width)

    @property
    def advice(self) -> str:
        """What to do next."""
        return self._advice

    @advice.setter
    def advice(self, text: str) -> None:
        self._set("_advice", text)

    def step_wire_width(self, steps: int) -> None:
        """Wider (positive) or narrower by half pixels, from the width that was found."""
        self.wire_width = round(2 * (self._wire_width or self._wire_found or PLAIN_WIRE)) / 2 + steps / 2

    def step_size(self, steps: int) -> None:
        """Larger (positive) or smaller by steps of 15 %, at least one pixel each."""
        size = self._size
        for _ in range(abs(steps)):
            size = max(size * SIZE_STEP, size + 1) if steps > 0 else min(size / SIZE_STEP, size - 1)
        self.size = round(size)

    def step_hardness(self, steps: int) -> None:
        """Harder (positive) or softer by steps of 10 %."""
        self.hardness = round(self._hardness + steps * HARDNESS_STEP, 3)

    def _set(self, name: str, value: float | bool | str | None) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)
            self.changed.emit()
