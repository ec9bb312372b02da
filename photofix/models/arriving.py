"""A published file on its way: what is wanted, what of it is there, and what went wrong."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Wanted:
    """A file at an address. name: as the person knows it. bytes: 0 if not known."""

    address: str
    name: str
    bytes: int
    sha256: str


class Broken(Exception):
    """The connection ended too early, or never began: another try may do better.

    wait: seconds that the server asks for. anew: what has arrived is of no use.
    """

    def __init__(self, reason: str, *, wait: float = 0.0, anew: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.wait, self.anew = reason, wait, anew


class Part:
    """What has arrived of a file, and by which sign the server knows whether it still has the same one."""

    def __init__(self, path: Path) -> None:
        self.path, self._note, self.keep = path, path.with_suffix(".part.json"), False

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def sign(self) -> str:
        """The strong validator (RFC 9110, 8.8) that came with it; empty if it cannot be continued."""
        try:
            return str(json.loads(self._note.read_text(encoding="utf-8"))["sign"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    @property
    def can_go_on(self) -> bool:
        return self.size > 0 and bool(self.sign)

    def begin(self, sign: str) -> None:
        """Forget what is there, and begin anew."""
        self.path.write_bytes(b"")
        self._note.write_text(json.dumps({"sign": sign}), encoding="utf-8")

    def forget(self) -> None:
        self._note.unlink(missing_ok=True)

    def remove(self) -> None:
        with suppress(NotADirectoryError):  # a folder that could not be made
            self.path.unlink(missing_ok=True)
            self.forget()
