"""Many photos one after the other: one that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from photofix.cli.console import Console, Report
from photofix.cli.plan import Item
from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError

DONE, FAILED, USAGE, BUG, CANCELLED = 0, 1, 2, 70, 130


def run(
    items: Sequence[Item],
    work: Callable[[Item, Progress], Report],
    console: Console,
    progress: Progress,
    crashed: Callable[[Exception], str],
) -> int:
    """Work through the items and report each. Returns the exit code.

    crashed: told of an exception that is a bug; returns what to tell the person.
    """
    code = DONE
    for index, item in enumerate(items):
        console.subject = item.source.name
        part = progress.part(index / len(items), 1 / len(items))
        try:
            report = work(item, part)
        except Cancelled:
            console.complain(f"Cancelled; {index} of {len(items)} photos done.")
            return CANCELLED
        except UserError as error:
            report, code = _failed(item, error.message, error.hint), max(code, FAILED)
        except MemoryError:
            hint = "Close other programs, or work on a smaller picture."
            report, code = _failed(item, "The memory is not enough.", hint), max(code, FAILED)
        except Exception as error:
            report, code = _failed(item, "PhotoFix has a bug.", crashed(error), "crashed"), BUG
        console.report(report)
    return code


def _failed(item: Item, error: str, hint: str, status: str = "failed") -> Report:
    return Report(item.source, item.output, status, error=error, hint=hint)
