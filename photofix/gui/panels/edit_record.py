"""The record of an edit in words: what made it, with which settings, and how much it changed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from photofix.core.edit import Edit
from photofix.core.params import Param, declared
from photofix.gui.wording import of_operation
from photofix.ops.base import Operation
from photofix.ops.table import OPERATIONS

DIGITS = 12  # of a hash: enough to tell files apart at a glance; the whole one is copied


def summary(edit: Edit) -> str:
    """ "Automatic · 1.3 s": what was chosen, and how long it took."""
    return "  ·  ".join([*(of_operation(title) for title in _chosen(edit)), f"{edit.record.seconds:.1f} s"])


def rows(edit: Edit, changed: int | None, pixels: int, *, short: bool = True) -> list[tuple[str, str]]:
    """Names and values. changed: how many of the photo's pixels it touches, None if not known yet."""
    record = edit.record
    operation = _operation(edit)
    found = [(_tr("Operation"), of_operation(operation.title) if operation else record.operation)]
    params = {param.name: param for param in declared(operation.params)} if operation else {}
    for name, value in record.params.items():
        param = params.get(name)
        found.append((of_operation(param.title) if param else name, _value(param, value)))
    for model, digest in record.models.items():
        found.append((_tr("Model"), f"{model}  {digest[:DIGITS]}…" if short else f"{model}  SHA-256 {digest}"))
    found.append((_tr("Device"), record.device))
    found.append((_tr("Time"), f"{record.seconds:.2f} s"))
    if changed is not None:
        share = 100 * changed / pixels
        found.append((_tr("Changed"), _tr("{0} pixels ({1} %)").format(f"{changed:,}", f"{share:.2g}")))
    return found


def as_text(edit: Edit, changed: int | None, pixels: int) -> str:
    """All of it as lines, to be copied."""
    lines = [f"{name}: {value}" for name, value in rows(edit, changed, pixels, short=False)]
    return "\n".join([of_operation(edit.label), *lines])


def _operation(edit: Edit) -> Operation | None:
    return next((known for known in OPERATIONS if known.id == edit.record.operation), None)


def _chosen(edit: Edit) -> list[str]:
    """The titles of what was chosen for it, as far as its operation is still known."""
    operation = _operation(edit)
    params = declared(operation.params) if operation else ()
    return [title for param in params for value, title in param.choices if value == edit.record.params.get(param.name)]


def _value(param: Param | None, value: object) -> str:
    if value is None:
        return of_operation(param.automatic) if param and param.automatic else _tr("automatic")
    if isinstance(value, bool):
        return _tr("yes") if value else _tr("no")
    titles = [title for known, title in (param.choices if param else ()) if known == value]
    if titles:
        return of_operation(titles[0])
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{text} {param.unit}" if param and param.unit else text


def _tr(text: str) -> str:
    return QCoreApplication.translate("edit record", text)
