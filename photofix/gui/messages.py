"""The bar over the canvas that says what went wrong or was left out, with at most one button."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from photofix.errors import Remedy, UserError
from photofix.gui.wording import of_remedy

Offers = Mapping[Remedy, Callable[[], None]]
NONE: Offers = MappingProxyType({})


@dataclass(frozen=True)
class Message:
    """What to say. hint: what to do about it. button: its text, and what it does.

    about: the open photo that it is about; it is not said while another is shown. None: it is said anyway.
    """

    text: str
    hint: str = ""
    warning: bool = False
    button: tuple[str, Callable[[], None]] | None = None
    about: object = None

    @classmethod
    def of(cls, error: UserError, offers: Offers = NONE) -> Message:
        """offers: what can be done here; the one that the error names becomes the button."""
        do = offers.get(error.action) if error.action else None
        button = (of_remedy(error.action), do) if error.action and do else None
        return cls(error.message, error.hint, True, button)


class MessageBar(QFrame):
    """Shows one message at a time; the next comes when it is dismissed. `resized`: it appeared, went or changed."""

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._waiting: deque[Message] = deque()
        self.message: Message | None = None
        self._text = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._hint.setObjectName("quiet")
        self.button = QPushButton()
        self.button.setObjectName("offer")
        self.close_button = QPushButton()
        self.close_button.setObjectName("flat")
        self.close_button.setToolTip(self.tr("Dismiss"))
        self.close_button.setAccessibleName(self.tr("Dismiss the message"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._text)
        words.addWidget(self._hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 8, 9)
        row.setSpacing(10)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.button.clicked.connect(self._press)
        self.close_button.clicked.connect(self.dismiss)
        self.hide()

    def dress(self, icon: Callable[[str], QIcon]) -> None:
        self.close_button.setIcon(icon("close"))

    def show_message(self, message: Message) -> None:
        """Say it, after what is said now; a warning goes before what asks for nothing. The same is not said twice."""
        if message == self.message or message in self._waiting:
            return
        harmless = self.message is None or not (self.message.warning or self.message.button)
        if message.warning and harmless:
            self._waiting.appendleft(message)
            self._next()
            return
        self._waiting.append(message)
        if self.message is None:
            self._next()

    def dismiss(self) -> None:
        self.message = None
        self._next()

    def clear(self) -> None:
        """Forget all messages."""
        self._waiting.clear()
        self.dismiss()

    def keep_about(self, photo: object) -> None:
        """Forget the messages about any other photo than this one."""
        self._waiting = deque(message for message in self._waiting if message.about in (None, photo))
        if self.message is not None and self.message.about not in (None, photo):
            self.dismiss()

    def _next(self) -> None:
        self.message = self._waiting.popleft() if self._waiting else None
        if self.message is not None:
            self._text.setText(self.message.text)
            self._hint.setText(self.message.hint)
            self._hint.setVisible(bool(self.message.hint))
            self.button.setVisible(self.message.button is not None)
            self.button.setText(self.message.button[0] if self.message.button else "")
            self.setProperty("warning", self.message.warning)
            self.style().polish(self)
            self.setAccessibleName(f"{self.message.text} {self.message.hint}".strip())
        self.setVisible(self.message is not None)
        self.resized.emit()

    def _press(self) -> None:
        button = self.message.button if self.message else None
        self.dismiss()
        if button is not None:
            button[1]()
