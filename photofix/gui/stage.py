"""The middle of the window: the canvas, with bars that lie over it, so that the photo never jumps."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

GAP = 12
WIDEST = 720


class Stage(QWidget):
    """The canvas fills it; `top` bars hang from the top edge, `bottom` ones stand on the bottom edge, centred."""

    def __init__(
        self, canvas: QWidget, top: list[QWidget], bottom: list[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._canvas, self._top, self._bottom = canvas, top, bottom
        canvas.setParent(self)
        for bar in (*top, *bottom):
            bar.setParent(self)
            bar.raise_()
            resized = getattr(bar, "resized", None)
            if resized is not None:
                resized.connect(self.arrange)

    def arrange(self) -> None:
        """Put everything in its place."""
        self._canvas.setGeometry(self.rect())
        y = GAP
        for bar in self._top:
            y = self._place(bar, y, up=False)
        y = self.height() - GAP
        for bar in reversed(self._bottom):
            y = self._place(bar, y, up=True)

    def _place(self, bar: QWidget, y: int, *, up: bool) -> int:
        """Place a bar with its nearer edge at y; returns where the next one goes."""
        if bar.isHidden():
            return y
        bar.ensurePolished()
        for part in bar.findChildren(QWidget):
            part.ensurePolished()
        layout = bar.layout()
        assert layout is not None
        layout.invalidate()
        layout.activate()
        width = min(WIDEST, self.width() - 2 * GAP)
        if not layout.hasHeightForWidth():
            height = layout.totalSizeHint().height()
            if not up:
                width = min(width, layout.totalSizeHint().width())
        else:
            height = layout.totalHeightForWidth(width)
        top = y - height if up else y
        bar.setGeometry(QRect((self.width() - width) // 2, top, width, height))
        return top - GAP if up else top + height + GAP

    def resizeEvent(self, _event: Any) -> None:
        self.arrange()
