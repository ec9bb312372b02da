"""Every operation, in the order in which menus and help list them."""

from __future__ import annotations

from photofix.ops import inpaint
from photofix.ops.base import Operation

OPERATIONS: tuple[Operation, ...] = (inpaint.OPERATION,)


def operation(operation_id: str) -> Operation:
    """The operation with this id. Raises KeyError if there is none."""
    return {op.id: op for op in OPERATIONS}[operation_id]
