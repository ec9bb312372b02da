"""An operation that inverts what is marked, and can be held in the middle of its work."""

from __future__ import annotations

import threading

from photofix.core.edit import Patch
from photofix.errors import UserError
from photofix.ops.base import Context, Operation, Result, Scope, Source
from photofix.ops.inpaint import Inpaint

PATIENCE = 20.0  # seconds after which a test that forgot to let go fails instead of hanging


class Held:
    """While `hold` was called and `let_go` was not, a repair stands still at half of its progress."""

    def __init__(self) -> None:
        self.operation = Operation(
            "invert", "Invert", "Repair", "Turns it inside out.", Inpaint, self._run, Scope.MASKED, 0
        )
        self.fault: BaseException | None = None
        self.runs: list[tuple[Inpaint, int]] = []  # params, and how many pixels were marked
        self._open = threading.Event()
        self._open.set()

    def hold(self) -> None:
        self._open.clear()

    def let_go(self) -> None:
        self._open.set()

    def _run(self, source: Source, params: Inpaint, context: Context) -> Result:
        region = source.mask.bounds
        self.runs.append((params, int((source.mask.read(region) > 0).sum())))
        context.progress.report(0.5, "half")
        if not self._open.wait(PATIENCE):
            raise UserError("The test forgot to let go.")
        if self.fault is not None:
            raise self.fault
        context.progress.check()
        return Result((Patch(region, 255 - source.read(region), source.mask.read(region)),))
