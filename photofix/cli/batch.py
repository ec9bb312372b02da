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
            console.report(work(item, part))
        except Cancelled:
            console.complain(f"Cancelled; {index} of {len(items)} photos done.")
            return CANCELLED
        except UserError as error:
            console.report(Report(item.source, item.output, "failed", error=error.message, hint=error.hint))
            code = max(code, FAILED)
        except MemoryError:
            hint = "Close other programs, or work on a smaller picture."
            console.report(Report(item.source, item.output, "failed", error="The memory is not enough.", hint=hint))
            code = max(code, FAILED)
        except Exception as error:
            text = crashed(error)
            console.report(Report(item.source, item.output, "crashed", error="PhotoFix has a bug.", hint=text))
            code = BUG
    return code
