"""Tells of a newer version, if the person has asked to be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from photofix import __version__
from photofix.errors import UserError
from photofix.gui.messages import Message
from photofix.gui.remembered import Remembered
from photofix.gui.workers import Workers
from photofix.settings import is_offline
from photofix.updates import Release, newer


class Updates(QObject):
    """Asks at most once a day; what goes wrong meanwhile is nobody's concern."""

    def __init__(
        self,
        remembered: Remembered,
        workers: Workers,
        say: Callable[[Message], None],
        parent: QObject | None = None,
        ask: Callable[[str], Release | None] = newer,
    ) -> None:
        super().__init__(parent)
        self._remembered, self._workers, self._say, self._ask = remembered, workers, say, ask

    def look(self) -> None:
        """Ask in the background, if it is wanted, allowed and not done today."""
        today = date.today().isoformat()
        remembered = self._remembered
        if not remembered.updates or is_offline(remembered.settings) or remembered.updates_asked == today:
            return
        remembered.updates_asked = today
        self._workers.run_in_background(self._asked, self._tell)

    def _asked(self) -> Release | None:
        try:
            return self._ask(__version__)
        except UserError:
            return None

    def _tell(self, release: Release | None) -> None:
        if release is None:
            return

        def show() -> None:
            QDesktopServices.openUrl(QUrl(release.page))

        text = self.tr("PhotoFix {0} is there; this is {1}.").format(release.version, __version__)
        self._say(Message(text, button=(self.tr("Show"), show)))
