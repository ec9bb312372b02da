"""The card that explains an operation and each of its parameters."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from photofix.core.params import declared
from photofix.gui.wording import of_operation
from photofix.ops.base import Operation

WIDTH = 340


class OperationHelp(QFrame):
    """Shown beside the panel until something else is clicked or Esc is pressed."""

    def __init__(self, operation: Operation, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDTH)
        self.text = QLabel(_page(operation), wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self.setAccessibleName(of_operation(operation.title))
        self.setAccessibleDescription(of_operation(operation.help))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addWidget(self.text)

    def show_beside(self, widget: QWidget) -> None:
        """To the left of a widget's left edge, within the screen."""
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(-self.width() - 8, 0))
        screen = widget.screen().availableGeometry()
        self.move(max(screen.left(), corner.x()), max(screen.top(), min(corner.y(), screen.bottom() - self.height())))
        self.show()


def _page(operation: Operation) -> str:
    lines = [f"<p><b>{escape(of_operation(operation.title))}</b><br>{escape(of_operation(operation.help))}</p>"]
    for param in declared(operation.params):
        title, text = escape(of_operation(param.title)), escape(of_operation(param.help))
        lines.append(f"<p style='margin-top: 8px'><b>{title}</b><br>{text}</p>")
    return "".join(lines)
