"""What is set for the tools, shared by them, their keys and their options."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

SMALLEST, LARGEST = 1.0, 5000.0
LARGEST_FEATHER = 250.0
SIZE_STEP = 1.15
HARDNESS_STEP = 0.1


class BrushSettings(QObject):
    """The brush's size (diameter in photo pixels), hardness and opacity (both 0..1); for all tools: erase (subtract);
    for shapes: feather (photo pixels over which their edge falls to either side). Values out of range are clamped.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._size, self._hardness, self._opacity = 40.0, 0.8, 1.0
        self._erase = False
        self._feather = 0.0
        self._pressure_scales_size = True

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

    def step_size(self, steps: int) -> None:
        """Larger (positive) or smaller by steps of 15 %, at least one pixel each."""
        size = self._size
        for _ in range(abs(steps)):
            size = max(size * SIZE_STEP, size + 1) if steps > 0 else min(size / SIZE_STEP, size - 1)
        self.size = round(size)

    def step_hardness(self, steps: int) -> None:
        """Harder (positive) or softer by steps of 10 %."""
        self.hardness = round(self._hardness + steps * HARDNESS_STEP, 3)

    def _set(self, name: str, value: float | bool) -> None:
        if getattr(self, name) != value:
            setattr(self, name, value)
            self.changed.emit()
