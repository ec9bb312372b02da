"""What the operations panel, the live preview and the repairs say to each other."""

from __future__ import annotations

from typing import Any

from photofix.gui.live_preview import LivePreview
from photofix.gui.panels.operations_panel import OperationsPanel
from photofix.gui.repairs import Repairs
from photofix.ops.base import Operation


def connect_operations(panel: OperationsPanel, preview: LivePreview, repairs: Repairs) -> None:
    """Changes are previewed; what is applied keeps its preview until it is in the document or was given up."""

    def apply(operation: Operation, params: Any) -> None:
        preview.hold()
        repairs.start(operation, params)

    def settle() -> None:
        if not repairs.busy:
            preview.settle()

    preview.show_panel(panel.current)
    panel.wanted.connect(apply)
    panel.chosen.connect(preview.show_panel)
    panel.changed.connect(preview.touch)
    panel.previewing.connect(preview.switch)
    panel.reset.connect(preview.drop)
    repairs.queue_changed.connect(settle)
