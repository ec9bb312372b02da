"""What the actions of the Find menu do: one method each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from photofix.gui.window import Window


class FindCommands(QObject):
    """Look, judge, heal. Those of checkable actions are told whether it is on."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window

    def find(self) -> None:
        self._window.finding.find()

    def review(self, on: bool) -> None:
        session = self._window.finding.session
        if on:
            session.begin()
        else:
            session.leave()

    def judge(self, _on: bool) -> None:
        self._window.finding.session.begin()
        self._window.finding.judge()

    def protect(self, _on: bool) -> None:
        self._window.finding.protect()

    def next(self) -> None:
        self._step(1)

    def previous(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        self._window.finding.session.begin()
        self._window.finding.step(by)

    def toggle(self) -> None:
        session = self._window.finding.session
        if session.selected is not None:
            session.begin()
            session.toggle(session.selected.id)

    def dismiss(self) -> None:
        session = self._window.finding.session
        if session.selected is not None:
            session.begin()
            session.dismiss(session.selected.id)

    def accept_all(self) -> None:
        self._judge_all(accept=True)

    def reject_all(self) -> None:
        self._judge_all(accept=False)

    def _judge_all(self, *, accept: bool) -> None:
        session = self._window.finding.session
        session.begin()
        session.judge_all(accept=accept)

    def heal(self) -> None:
        self._window.finding.looking.heal()
