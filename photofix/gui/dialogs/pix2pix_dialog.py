"""Trains a translator of the person's own: pairs of pictures, a name; then curves and pictures show how it learns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from photofix.core.own_translator import WEIGHTS, preview
from photofix.gui.asking import Asking
from photofix.gui.curves import Curve, Curves, Plot
from photofix.gui.dialogs.pix2pix_form import Pix2PixForm
from photofix.gui.panels.side_panel import Whole
from photofix.gui.panels.triptychs import Triptychs
from photofix.gui.pix2pix_training import Checked, Line, Pix2PixTraining
from photofix.gui.workers import Workers

MOST_PROBLEMS = 4  # that are listed; the tooltip has them all
FORM_WIDTH = 330


class Pix2PixDialog(QDialog):
    """Closing it stops the training; the same name goes on with it."""

    wanted = Signal(object)  # Path: the translator is to be used
    trained = Signal(object)  # Path: it is among the translators now, or another than before

    def __init__(self, folder: Path, asking: Asking, workers: Workers, parent: QWidget | None = None) -> None:
        """folder: where translators are kept."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Train a Translator"))
        self._folder = folder
        self._lines: list[Line] = []
        self._fit = False  # can the chosen pairs be learnt from?
        self.training = Pix2PixTraining(workers, self)
        self.form = Pix2PixForm(asking)
        self.form.pairs_changed.connect(self._check)
        self.form.name_changed.connect(self._follow_name)
        self.findings = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.findings.setObjectName("quiet")
        self.findings.setText(self.tr("The pairs are checked as soon as they are chosen."))
        self.curves = Curves(_plots())
        self.curves.setAccessibleName(self.tr("Curves of the errors"))
        self.curves.words = self.tr("Errors are drawn here while it learns: the lower the validation, the better.")
        self.pictures = Triptychs()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.words = QLabel(self.tr("Choose pairs of pictures; then it can begin."), wordWrap=True)
        self.run, self.keep = QPushButton(self.tr("Start")), QPushButton(self.tr("Stop"))
        self.run.setObjectName("primary")
        self.keep.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)  # as high as that
        self.run.setToolTip(self.tr("Learn, pause, and go on; what was learnt is kept, also when this is closed"))
        self.keep.setToolTip(self.tr("End here: what it has learnt so far becomes the translator"))
        self.use, close = QPushButton(self.tr("Use in the Studio")), QPushButton(self.tr("Close"))
        self.use.setToolTip(self.tr("Draw with this translator"))
        close.setToolTip(self.tr("Pause and close; the same name goes on later"))
        self._connect(close)
        self._lay_out([self.use, close])
        self._follow()

    def _connect(self, close: QPushButton) -> None:
        self.run.clicked.connect(self._switch)
        self.keep.clicked.connect(self._keep)
        self.use.clicked.connect(lambda: self.wanted.emit(self.file))
        close.clicked.connect(self.close)
        training = self.training
        training.told.connect(self._tell)
        training.pictured.connect(self.pictures.show_pixels)
        training.checked.connect(self._take_check)
        training.unfit.connect(self._take_fault)
        training.done.connect(self._done)
        training.failed.connect(self._failed)
        application = QCoreApplication.instance()
        assert application is not None
        application.aboutToQuit.connect(training.stop)

    def _lay_out(self, buttons: Sequence[QPushButton]) -> None:
        inner = Whole()
        asked = QVBoxLayout(inner)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(12)
        asked.addWidget(self.form)
        asked.addWidget(self.findings)
        asked.addStretch(1)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setMinimumWidth(FORM_WIDTH)
        self._area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)  # the buttons come first
        self._area.setWidget(inner)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._area, 1)
        start = QHBoxLayout()
        start.setSpacing(8)
        start.addWidget(self.run, 1)
        start.addWidget(self.keep)
        left.addLayout(start)
        right = QVBoxLayout()
        right.setSpacing(14)
        right.addWidget(self.curves, 7)
        right.addWidget(self.pictures, 6)
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 18, 20, 16)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(14)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)
        grid.addWidget(self.bar, 1, 0, 1, 2)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.words, 1)
        for button in buttons:
            foot.addWidget(button)
        grid.addLayout(foot, 2, 0, 1, 2)
        self.resize(1080, 760)

    # Closing asks nothing

    def done(self, result: int) -> None:
        self.training.end()
        super().done(result)

    def reject(self) -> None:
        """The Escape key, which is easily hit, closes nothing while it learns."""
        if not self.training.running:
            super().reject()

    def closeEvent(self, event: Any) -> None:
        self.training.end()
        super().closeEvent(event)

    @property
    def file(self) -> Path:
        """Where the translator is, or will be."""
        return self._folder / f"{self.form.safe_name}{WEIGHTS}"

    # Pairs

    def _check(self) -> None:
        self._fit = False
        wanted = self.form.wanted(self.file)
        if wanted is None:
            self.findings.setText(self.tr("The pairs are checked as soon as they are chosen."))
        else:
            self.findings.setText(self.tr("Checking the pairs…"))
            self.training.check(wanted)
        self.findings.setToolTip("")
        self._warn(False)
        self._follow()

    def _take_check(self, found: Checked) -> None:
        self._fit = True
        lines = [self.tr("{0} pairs; {1} of them are kept for validation.").format(found.pairs + found.val, found.val)]
        if found.problems:
            lines.append(self.tr("{0} could not be used:").format(len(found.problems)))
            lines += [f"· {problem}" for problem in found.problems[:MOST_PROBLEMS]]
            if len(found.problems) > MOST_PROBLEMS:
                lines.append(self.tr("and {0} more").format(len(found.problems) - MOST_PROBLEMS))
        self.findings.setText("\n".join(lines))
        self.findings.setToolTip("\n".join(found.problems))
        if not self.training.running and not self._lines:
            self.words.setText(self.tr("The pairs are fit to learn from."))
        self._follow()

    def _take_fault(self, words: str) -> None:
        self.findings.setText(words)
        self._warn(True)
        self._follow()

    def _warn(self, on: bool) -> None:
        self.findings.setObjectName("warning" if on else "quiet")
        self.findings.style().unpolish(self.findings)
        self.findings.style().polish(self.findings)

    # Learning

    def _follow(self) -> None:
        """Bring the buttons in step."""
        running = self.training.running
        begun = bool(self._lines) or preview(self.file).is_file()
        self.run.setEnabled(running or self._fit)
        self.run.setText(self.tr("Pause") if running else self.tr("Go On") if begun else self.tr("Start"))
        self.keep.setEnabled(begun and preview(self.file).is_file())
        self.form.set_enabled(not running)
        self.use.setEnabled(self.file.is_file() and not running)

    def _follow_name(self) -> None:
        if not self.training.running:
            self.training.follow(self.file)
        self._follow()

    def _switch(self) -> None:
        if self.training.running:
            self.training.stop()
            self.words.setText(self.tr("Paused. What it has learnt is kept."))
        else:
            wanted = self.form.wanted(self.file)
            if wanted is not None:
                self.training.start(wanted)
                self.words.setText(self.tr("It begins to learn…"))
        self._follow()

    def _keep(self) -> None:
        self.training.keep()
        self._follow()

    def _tell(self, lines: list[Line], anew: bool) -> None:
        if anew:
            self._lines = []
            self.curves.clear()
            self.bar.setValue(0)
        for line in lines:
            self._lines.append(line)
            self.curves.add(line.seconds, ((line.l1, line.val_l1), (line.critic, line.gan)))
        if anew and not lines:
            self.pictures.clear()
        if lines and self.training.running:
            self.words.setText(self._progress(lines[-1]))
        if lines:
            self.bar.setValue(round(1000 * _share(lines[-1])))
        self._follow()

    def _progress(self, line: Line) -> str:
        epochs = self.tr("Epoch {0} of {1}").format(int(line.epoch) + 1, line.epochs)
        known = epochs if line.epochs else self.tr("Epoch {0}").format(int(line.epoch) + 1)
        if line.left is None:
            return known
        return self.tr("{0} · {1} left").format(known, self._duration(line.left))

    def _duration(self, seconds: float) -> str:
        minutes = max(1, round(seconds / 60))
        if minutes == 1:
            return self.tr("a minute")
        if minutes < 90:
            return self.tr("{0} minutes").format(minutes)
        return self.tr("{0} hours").format(f"{minutes / 60:.1f}")

    def _done(self, file: Path) -> None:
        self.bar.setValue(1000)
        self.words.setText(self.tr("“{0}” is now among the translators.").format(file.stem))
        self._follow()
        self.trained.emit(file)

    def _failed(self, words: str) -> None:
        self.words.setText(words or self.tr("The training ended for no reason that it told."))
        self._follow()


def _plots() -> tuple[Plot, ...]:
    tr = partial(QCoreApplication.translate, "Pix2PixDialog")
    return (
        Plot(tr("Distance from the truth (L1)"), (
            Curve(tr("training"), "#56b4e9", "#0072b2"), Curve(tr("validation"), "#f0a830", "#b85600", dots=True),
        )),
        Plot(tr("Critic against generator"), (
            Curve(tr("critic"), "#3fc8a0", "#00795a", dashed=True), Curve(tr("generator"), "#d98bb6", "#a03a78"),
        )),
    )  # fmt: skip


def _share(line: Line) -> float:
    """Of the training that is over, 0..1."""
    if line.epochs:
        return min(1.0, line.epoch / line.epochs)
    return 0.0 if line.left is None else line.seconds / max(1e-9, line.seconds + line.left)
