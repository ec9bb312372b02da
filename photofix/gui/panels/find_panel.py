"""The panel that finds wires, dust and scratches and has them healed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from photofix.core.finding import Kind
from photofix.gui import tips
from photofix.gui.canvas.spot_view import FIRST
from photofix.gui.panels.fields import NumberField
from photofix.gui.panels.finding_list import FindingRows
from photofix.gui.panels.flow import Flow
from photofix.gui.panels.short_list import fit_height, new_list
from photofix.gui.remembered import Remembered
from photofix.gui.review.looking import Looking
from photofix.gui.review.session import Session
from photofix.gui.review.wording import summary
from photofix.ops.detect import DEFAULT

MOST = 6  # rows that are seen at once
BUTTONS = ("previous_finding", "next_finding", "toggle_finding", "accept_all", "reject_all", "protect", "spots")


class FindPanel(QWidget):
    """What to look for and how sensitively; what was found; the button that heals it."""

    def __init__(
        self, session: Session, looking: Looking, remembered: Remembered, set_threshold: Callable[[float], None],
        go_to: Callable[[str], None],
    ) -> None:  # fmt: skip
        """set_threshold: of the view of spots, 0..1. go_to: show the finding with an id."""
        super().__init__()
        self._session, self._looking, self._remembered, self._go_to = session, looking, remembered, go_to
        self._filling = False
        self._make_kinds()
        self.sensitivity = NumberField(self.tr("Sensitivity"), 0, 100, 100 * DEFAULT, unit="%")
        self.sensitivity.setToolTip(
            self.tr("More finds more, also of what is none. Nothing is looked at again; double-click for 50 %")
        )
        self.sensitivity.changed.connect(lambda percent: looking.set_sensitivity(percent / 100))
        self.thorough = QCheckBox(self.tr("Thorough"))
        self.thorough.setToolTip(
            self.tr("Look at large photos three times: fewer mistakes, but slower. Small ones always are")
        )
        self.thorough.setChecked(remembered.find_thorough)
        self.thorough.toggled.connect(lambda on: setattr(remembered, "find_thorough", on))
        self.find_button = QPushButton(self.tr("Find"))
        self.state = QLabel(wordWrap=True)
        self.state.setObjectName("quiet")
        self.rows = FindingRows(self)
        self.rows.switched.connect(lambda finding_id, on: session.judge([finding_id], accept=on))
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setUniformItemSizes(True)
        new_list(self.list, self.tr("Findings"))
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.threshold = NumberField(self.tr("Threshold"), 0, 100, round(100 * FIRST), unit="%")
        self.threshold.setToolTip(self.tr("How much a spot must differ from its surroundings to be shown"))
        self.threshold.changed.connect(lambda percent: set_threshold(percent / 100))
        self.threshold.hide()
        self.heal_button = QPushButton(self.tr("Heal All"))
        for button in (self.find_button, self.heal_button):
            button.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lay_out()
        session.changed.connect(self._follow)
        looking.changed.connect(self._follow)

    def _make_kinds(self) -> None:
        names = {Kind.WIRES: self.tr("Wires"), Kind.DUST: self.tr("Dust"), Kind.SCRATCHES: self.tr("Scratches")}
        tips = {
            Kind.WIRES: self.tr("Look for power lines, cables and thin poles"),
            Kind.DUST: self.tr("Look for dust on the sensor, specks and fibres on film"),
            Kind.SCRATCHES: self.tr("Look for scratches, cracks, folds and tears"),
        }
        self.kinds: dict[Kind, QPushButton] = {}
        for kind, name in names.items():
            self.kinds[kind] = button = QPushButton(name)
            button.setToolTip(tips[kind])
            button.setChecked(True)
        self.all = QPushButton(self.tr("All"))
        self.all.setToolTip(self.tr("Look for all of them"))
        for button in (*self.kinds.values(), self.all):
            button.setObjectName("chip")
            button.setCheckable(True)
            button.setAutoDefault(False)
        wanted = self._remembered.find_kinds
        for kind, button in self.kinds.items():
            button.setChecked(kind.value in wanted or not wanted)
            button.clicked.connect(self._keep_kinds)
        self.all.clicked.connect(self._take_all)
        self._keep_kinds()

    def _lay_out(self) -> None:
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(2)
        self.results = QWidget()
        self.results.setAccessibleName(self.tr("What was found"))
        inner = QVBoxLayout(self.results)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        inner.addWidget(self.sensitivity)
        inner.addWidget(self.list)
        inner.addLayout(self._buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Flow([*self.kinds.values(), self.all]))
        for part in (self.thorough, self.find_button, self.state, self.results, self.threshold, self.heal_button):
            column.addWidget(part)

    def use_actions(self, actions: Mapping[str, QAction]) -> None:
        """Offer these as buttons."""
        for name in BUTTONS:
            button = QToolButton()
            button.setObjectName("small")
            button.setDefaultAction(actions[name])
            button.setIconSize(QSize(18, 18))
            button.setAccessibleName(actions[name].text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons.addWidget(button)
        self._buttons.addStretch()
        self._stands_for(self.find_button, actions["find"])
        self._stands_for(self.heal_button, actions["heal_all"])
        actions["spots"].toggled.connect(self.threshold.setVisible)
        self._follow()

    def _stands_for(self, button: QPushButton, action: QAction) -> None:
        button.clicked.connect(action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        button.setEnabled(action.isEnabled())
        tips.like(button, action)

    # What is asked for

    @property
    def wanted(self) -> tuple[Kind, ...]:
        """The kinds to be looked for."""
        return tuple(kind for kind, button in self.kinds.items() if button.isChecked())

    def _keep_kinds(self) -> None:
        if not self.wanted:  # the last one cannot be switched off: nothing would be looked for
            sender = self.sender()
            for button in self.kinds.values():
                button.setChecked(button is sender)
        self.all.setChecked(len(self.wanted) == len(self.kinds))
        self._remembered.find_kinds = [kind.value for kind in self.wanted]

    def _take_all(self) -> None:
        for button in self.kinds.values():
            button.setChecked(True)
        self._keep_kinds()

    def _choose(self, index: QModelIndex, _before: QModelIndex) -> None:
        finding_id = self.rows.id_of(index.row())
        if finding_id and not self._filling:
            self._session.begin()
            self._go_to(finding_id)

    # What is shown

    def _follow(self) -> None:
        session, review = self._session, self._session.review
        self._filling = True
        rows = self.rows.rowCount()
        self.rows.show(review)
        selected = session.selected
        row = self.rows.row_of(selected.id) if selected else -1
        if row != self.list.currentIndex().row():
            self.list.setCurrentIndex(self.rows.index(row) if row >= 0 else QModelIndex())
        self._filling = False
        self.results.setVisible(review is not None)
        self.list.setVisible(self.rows.rowCount() > 0)
        if rows != self.rows.rowCount():
            fit_height(self.list, MOST)
        self._say()

    def _say(self) -> None:
        review, stale = self._session.review, self._session.stale
        looked = self._session.looked
        texts = [summary(review)] if review is not None else []
        if looked is not None and looked.sighting.infrared is not None:
            texts.append(self.tr("Dust is what the scan's infrared plane shows."))
        if looked is not None:
            texts.extend(f"{note[:1].upper()}{note[1:]}" for note in looked.notes)
        if stale:
            texts.append(self.tr("The photo was changed since it was looked at."))
        elif review is not None and not review.listed:
            texts.append(self.tr("Raise the sensitivity, or add what you see by the wire pen and by clicks."))
        self.state.setText("\n".join(texts))
        self.state.setVisible(bool(texts))
        self.find_button.setText(self.tr("Find") if review is None else self.tr("Look Again"))
        count = len(review.accepted) if review is not None else 0
        self.heal_button.setText(self.tr("Heal {0}").format(f"{count:,}") if count else self.tr("Heal All"))
        self.heal_button.setVisible(review is not None)
        healable = count > 0 and not stale
        self._dress(self.heal_button, primary=healable)
        self._dress(self.find_button, primary=not healable)

    def _dress(self, button: QPushButton, *, primary: bool) -> None:
        """What is to be done next stands out."""
        name = "primary" if primary else "plain"
        if button.objectName() != name:
            button.setObjectName(name)
            button.style().unpolish(button)
            button.style().polish(button)
