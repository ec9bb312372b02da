"""What is said of findings: one by one, and how many there are."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from photofix.core.finding import Finding, Kind
from photofix.gui.review.review import Review
from photofix.gui.wording import of_operation

ONE = {Kind.WIRES: "{0} wire", Kind.DUST: "{0} dust spot", Kind.SCRATCHES: "{0} scratch"}
SEVERAL = {Kind.WIRES: "{0} wires", Kind.DUST: "{0} dust spots", Kind.SCRATCHES: "{0} scratches"}


def label_of(review: Review, finding: Finding) -> str:
    """ "Wire 3 · 92 %", and "rejected" or "protected" where it will not be healed."""
    name = review.names.get(finding.id, "")
    sure = _of("by hand") if finding.id in review.own else _of("{0} %").format(round(100 * finding.confidence))
    parts = [f"{of_operation(name.split()[0])} {name.split()[-1]}" if name else "", sure]
    if finding.id in review.off:
        parts.append(_of("rejected"))
    elif finding.id in review.shielded:
        parts.append(_of("protected"))
    return " · ".join(part for part in parts if part)


def summary(review: Review) -> str:
    """ "7 wires, 31 dust spots; 2 rejected, 1 protected"."""
    kinds = [counted(kind, review.count(kind)) for kind in Kind if review.count(kind)]
    off = sum(finding.id in review.off for finding in review.listed)
    shielded = len(review.listed) - len(review.accepted) - off
    rest = [
        _of(text).format(count)
        for text, count in (("{0} rejected", off), ("{0} protected", max(0, shielded)))
        if count > 0
    ]
    told = ", ".join(kinds) or _of("Nothing found" if not review.listed else "Nothing to heal")
    return "; ".join(part for part in (told, ", ".join(rest)) if part)


def counted(kind: Kind, count: int) -> str:
    return _of((ONE if count == 1 else SEVERAL)[kind]).format(f"{count:,}")


def _of(text: str) -> str:
    return QCoreApplication.translate("review", text)
