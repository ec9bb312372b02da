"""What is known of a model, in lines for people: a title and a text each."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QLocale

from photofix.core.passport import UNKNOWN, Passport
from photofix.models.listing import Listed

Line = tuple[str, str]


def tr(text: str) -> str:
    return QCoreApplication.translate("Passport", text)


def size(count: int) -> str:
    """Bytes as people say them; empty if not known."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat) if count else ""


def purpose(name: str) -> str:
    """What a model is for."""
    return tr(name).capitalize()


def commercial(allowed: bool | None) -> str:
    """May results be used commercially?"""
    return {True: tr("yes"), False: tr("no"), None: tr("unclear")}[allowed]


def speed(seconds: float | None) -> str:
    """Seconds per megapixel; empty if not measured."""
    if seconds is None:
        return ""
    return tr("{0} s/MP").format(f"{seconds:.2f}" if seconds < 10 else f"{seconds:.0f}")


def of_row(row: Listed) -> Iterator[Line]:
    """All that is known of a model in the table."""
    if row.entry is not None:
        yield from of_passport(row.entry.passport, row.training_data)
    else:
        yield tr("For"), purpose(row.purpose)
        yield tr("Size"), size(row.bytes)
        yield tr("Licence"), row.licence
        yield tr("Commercial use"), commercial(row.commercial)
        yield tr("Trained on"), row.training_data
    yield tr("Speed here"), speed(row.seconds) or tr("not measured")
    yield tr("Source"), row.source
    if row.entry is not None:
        yield tr("Came from"), row.entry.address
        yield tr("Added"), row.entry.added.replace("T", " ")[:16]
    yield tr("File"), str(row.file) if row.file is not None else ""
    if row.entry is None:
        yield tr("SHA-256"), row.sha256 or tr("not published")


def of_passport(about: Passport, training_data: str = "") -> Iterator[Line]:
    """All that a model file says, and what is known about it."""
    yield tr("For"), purpose(about.purpose)
    yield tr("Architecture"), about.architecture
    if about.scale > 1:
        yield tr("Enlarges"), tr("{0} times").format(about.scale)
    yield tr("Parameters"), tr("{0} million").format(f"{about.parameters / 1e6:.1f}")
    yield tr("Size"), size(about.bytes)
    yield tr("Pictures"), tr("of any size, in tiles") if about.tiling else tr("as a whole")
    yield tr("Licence"), about.licence if about.licence != UNKNOWN else tr("not known: ask where you got it from")
    yield tr("Commercial use"), commercial(about.commercial)
    if training_data:
        yield tr("Trained on"), training_data
    yield tr("SHA-256"), about.sha256
