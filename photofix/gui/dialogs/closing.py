"""Shown while the window waits for its threads to come to an end."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

PATIENCE_MS = 3000


class ClosingDialog(QDialog):
    """Accepted when the work has ended; rejected by "Quit anyway", which comes after a few seconds."""

    def __init__(self, parent: QWidget | None = None, *, patience_ms: int = PATIENCE_MS) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Closing"))
        bar = QProgressBar(maximum=0, textVisible=False)
        bar.setAccessibleName(self.tr("Closing"))
        self.anyway = QPushButton(self.tr("Quit anyway"))
        self.anyway.setVisible(False)
        self.anyway.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(14)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)  # it grows when the button comes
        column.addWidget(QLabel(self.tr("Finishing what cannot be interrupted…")))
        column.addWidget(bar)
        column.addWidget(self.anyway)
        QTimer.singleShot(patience_ms, self, self.anyway.show)
