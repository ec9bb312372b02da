"""What the operations panel, the live preview and the repairs say to each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication

from photofix.core.document import State
from photofix.errors import UserError
from photofix.gui.document_model import DocumentModel
from photofix.gui.live_preview import LivePreview
from photofix.gui.panels.operations_panel import OperationsPanel
from photofix.gui.repairs import Repairs
from photofix.ops.base import Operation


def connect_operations(
    panel: OperationsPanel, preview: LivePreview, repairs: Repairs, model: DocumentModel,
    replaced_by: Callable[[Operation], str],
) -> None:  # fmt: skip
    """Changes are previewed; what is applied keeps its preview until it is in the document or was given up.

    Of what changes the photo's size the panel says which size it will be. replaced_by: see `Repairs.start`.
    """

    def apply(operation: Operation, params: Any) -> None:
        preview.hold()
        repairs.start(operation, params, replaced_by(operation))

    def settle() -> None:
        if not repairs.busy:
            preview.settle()

    def tell_size() -> None:
        operation, state = panel.current.operation, model.state
        if operation.size is not None:
            panel.current.say(_becomes(operation, panel.values, state) if state is not None else "")

    preview.show_panel(panel.current)
    for signal in (panel.chosen, panel.changed, model.replaced):
        signal.connect(tell_size)
    panel.wanted.connect(apply)
    panel.chosen.connect(preview.show_panel)
    panel.changed.connect(preview.touch)
    panel.previewing.connect(preview.switch)
    panel.reset.connect(preview.drop)
    repairs.queue_changed.connect(settle)


def _becomes(operation: Operation, params: Any, state: State) -> str:
    """What size the photo gets, in words."""
    assert operation.size is not None
    try:
        width, height = operation.size(state.base.width, state.base.height, params)
    except UserError as error:
        return f"{error.message} {error.hint}".strip()
    text = QCoreApplication.translate("Operations", "Becomes {0} × {1} pixels, {2} megapixels")
    return text.format(f"{width:,}", f"{height:,}", f"{width * height / 1e6:.1f}")
