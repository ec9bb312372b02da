"""Every operation, in the order in which menus and help list them."""

from __future__ import annotations

from photofix.ops import (
    colorize,
    dejpeg,
    denoise,
    descreen,
    faces,
    fade,
    heal,
    inpaint,
    restore,
    sharpen,
    stylize,
    translate,
    upscale,
)
from photofix.ops.base import Operation

OPERATIONS: tuple[Operation, ...] = (
    inpaint.OPERATION,
    heal.OPERATION,
    restore.OPERATION,
    upscale.OPERATION,
    dejpeg.OPERATION,
    denoise.OPERATION,
    fade.OPERATION,
    sharpen.OPERATION,
    descreen.OPERATION,
    faces.OPERATION,
    colorize.OPERATION,
    stylize.OPERATION,
    translate.OPERATION,
)

# Those that the window shows as a panel of parameters and a button; what heal finds is reviewed first.
IN_PANEL: tuple[Operation, ...] = tuple(op for op in OPERATIONS if op is not heal.OPERATION)


def operation(operation_id: str) -> Operation:
    """The operation with this id. Raises KeyError if there is none."""
    return {op.id: op for op in OPERATIONS}[operation_id]
