"""Fetches a published file, checked and resumable: in as many connections as it takes.

Plain HTTP as in RFC 9110: a part that is there is continued by Range, under If-Range, so that parts of two versions
are never put together. Proxies are those of the environment. Nothing is handed on that has not the hash it should.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.models.arriving import Broken, Part, Wanted

TIMEOUT = 20.0  # seconds without a byte after which a connection counts as cut
TRIES = 5  # in a row that brought nothing
WAITS = (0.5, 1.0, 3.0, 8.0)  # seconds before the next try
LONGEST_WAIT = 30.0  # of what a server may ask for

OFFLINE_HINT = "Allow connections in the settings, leave out --offline, or import the file from another machine."


def pause(seconds: float, progress: Progress) -> None:
    """Wait, but not longer than the person does. Raises Cancelled."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        progress.check()
        time.sleep(min(0.1, left))


@dataclass(frozen=True)
class Network:
    """How connections are made; offline: that none is. pause: what waits between two tries."""

    offline: bool = False
    timeout: float = TIMEOUT
    tries: int = TRIES
    pause: Callable[[float, Progress], None] = pause

    def check(self) -> None:
        """Raise UserError if no connection may be opened."""
        if self.offline:
            raise UserError("PhotoFix is offline: nothing is downloaded.", hint=OFFLINE_HINT)

    def fetch(self, wanted: Wanted, folder: Path, progress: Progress) -> Path:
        """The file, under a temporary name in `folder`, with the size and hash that were wanted.

        Raises UserError if it cannot be had, or is another than was wanted; Cancelled. A part that can be continued
        is left in the folder only if the connection failed: after a refusal or a cancel nothing is left.
        """
        self.check()
        part = Part(folder / f"{wanted.sha256}.part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._tried(wanted, part, progress)
        except OSError as error:
            part.remove()
            raise UserError(f"{wanted.name} cannot be written to {folder}: {error.strerror or error}.") from error
        except (UserError, Cancelled):
            if not part.keep:
                part.remove()
            raise
        part.forget()
        return part.path

    def _tried(self, wanted: Wanted, part: Part, progress: Progress) -> None:
        """Get it in as many connections as bring something new."""
        # Imported when there is something to fetch: what speaks HTTP takes a thirtieth of the window's start.
        from photofix.models.connection import received

        farthest, fruitless = part.size, 0
        while True:
            part.keep = False
            try:
                if received(wanted, part, progress, self.timeout) == wanted.sha256:
                    return
                raise UserError(
                    f"{wanted.name} is not the published file: its checksum is another.",
                    hint="It was exchanged or damaged on its way, and was thrown away. Try again later.",
                )
            except Broken as fault:
                if fault.anew:
                    part.remove()
                fruitless = 0 if part.size > farthest else fruitless + 1
                farthest = max(farthest, part.size)
                if fruitless >= self.tries:
                    part.keep = part.can_go_on
                    raise UserError(
                        f"{wanted.name} could not be downloaded: {fault.reason}.",
                        hint="What has arrived is kept; try again later." if part.keep else "Try again later.",
                    ) from fault
                wait = WAITS[min(fruitless, len(WAITS) - 1)]
                self.pause(min(max(wait, fault.wait), LONGEST_WAIT), progress)
