"""The one place from which PhotoFix opens a connection: fetches a published file, checked and resumable.

Plain HTTP as in RFC 9110: a part that is there is continued by Range, under If-Range, so that parts of two versions
are never put together. Proxies are those of the environment. Nothing is handed on that has not the hash it should.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import shutil
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from photofix import __version__
from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError

TIMEOUT = 20.0  # seconds without a byte after which a connection counts as cut
TRIES = 5  # in a row that brought nothing
WAITS = (0.5, 1.0, 3.0, 8.0)  # seconds before the next try
LONGEST_WAIT = 30.0  # of what a server may ask for
REDIRECTS = 5
CHUNK = 2**18
LIMIT = 16 * 2**30  # bytes of a file whose size is not known
SPARE = 64 * 2**20  # bytes of the disk that are left free
LATER = (408, 425, 429, 500, 502, 503, 504)  # answers that may be others in a moment

OFFLINE_HINT = "Allow connections in the settings, leave out --offline, or import the file from another machine."


@dataclass(frozen=True)
class Wanted:
    """A file at an address. name: as the person knows it. bytes: 0 if not known."""

    address: str
    name: str
    bytes: int
    sha256: str


class _Broken(Exception):
    """The connection ended too early, or never began: another try may do better.

    wait: seconds that the server asks for. anew: what has arrived is of no use.
    """

    def __init__(self, reason: str, *, wait: float = 0.0, anew: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.wait, self.anew = reason, wait, anew


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
        part = _Part(folder / f"{wanted.sha256}.part")
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

    def _tried(self, wanted: Wanted, part: _Part, progress: Progress) -> None:
        """Get it in as many connections as bring something new."""
        farthest, fruitless = part.size, 0
        while True:
            part.keep = False
            try:
                if _once(wanted, part, progress, self.timeout) == wanted.sha256:
                    return
                raise UserError(
                    f"{wanted.name} is not the published file: its checksum is another.",
                    hint="It was exchanged or damaged on its way, and was thrown away. Try again later.",
                )
            except _Broken as fault:
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


class _Part:
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


def _once(wanted: Wanted, part: _Part, progress: Progress, timeout: float) -> str:
    """One connection. Returns the SHA-256 of the whole file. Raises _Broken, UserError, Cancelled, OSError of disks."""
    progress.report(0, "connecting")
    if wanted.bytes and part.size == wanted.bytes:  # the program ended just before it could be used
        with part.path.open("rb") as there:
            return hashlib.file_digest(there, "sha256").hexdigest()
    offset = part.size if part.can_go_on else 0
    with _answer(wanted, offset, part.sign, timeout) as answer:
        headers = answer.headers
        if answer.status == 206:
            total = _continued(headers, offset)
        else:
            offset, total = 0, _number(headers.get("Content-Length"))
            part.begin(_sign(headers))
        if wanted.bytes and total and total != wanted.bytes:
            raise UserError(
                f"{wanted.name} is not the published file: {total:,} bytes instead of {wanted.bytes:,}.",
                hint="Nothing was installed.",
            )
        _check_room(part.path.parent, (total or wanted.bytes) - offset)
        with part.path.open("rb") as there:
            digest = hashlib.file_digest(there, "sha256")
        with part.path.open("ab") as file:
            _receive(answer, file, digest, _Bar(offset, total or wanted.bytes, progress), wanted)
    if total and part.size < total:
        raise _Broken("the connection was cut")
    return digest.hexdigest()


def _answer(wanted: Wanted, offset: int, sign: str, timeout: float) -> http.client.HTTPResponse:
    """The server's answer, 200 or 206."""
    headers = {"User-Agent": f"PhotoFix/{__version__}", "Accept-Encoding": "identity"}
    if offset:
        headers |= {"Range": f"bytes={offset}-", "If-Range": sign}
    host = _checked(wanted.address)
    try:
        answer: http.client.HTTPResponse = _opener().open(Request(wanted.address, headers=headers), timeout=timeout)
        return answer
    except HTTPError as error:
        with error:
            raise _refusal(error, wanted, host) from error
    except URLError as error:
        if isinstance(error.reason, ssl.SSLCertVerificationError):
            raise UserError(
                f"{host} does not prove who it is: {error.reason.verify_message}.",
                hint="Somebody may be listening. Check the clock of this machine and its network.",
            ) from error
        raise _Broken(f"{host} cannot be reached") from error
    except (OSError, http.client.HTTPException) as error:
        raise _Broken(f"{host} does not answer") from error


def _refusal(error: HTTPError, wanted: Wanted, host: str) -> Exception:
    """What an answer of the kinds 3xx to 5xx means."""
    if error.code in LATER:
        return _Broken(f"{host} is busy ({error.code})", wait=_number(error.headers.get("Retry-After")))
    if error.code == 416:
        return _Broken(f"{wanted.name} has another size than before", anew=True)
    if error.code in (404, 410):
        return UserError(
            f"{wanted.name} is not there any more: {host} says {error.code}.",
            hint="Look at the model's page for another place, and import the file from there.",
        )
    if error.code in (301, 302, 303, 307, 308):
        return UserError(f"{host} sends to an address that cannot be followed.", hint="Try again later.")
    return UserError(f"{host} refuses to give {wanted.name}: it says {error.code}.", hint="Look at the model's page.")


def _continued(headers: Message, offset: int) -> int:
    """The size of the whole of what is being continued; 0 if the server does not say."""
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", headers.get("Content-Range", "").strip())
    if found is None or int(found[1]) != offset:
        raise _Broken("the server continued at another place", anew=True)
    return _number(found[2])


def _receive(answer: http.client.HTTPResponse, file: IO[bytes], digest: Any, bar: _Bar, wanted: Wanted) -> None:
    """All that comes, to the file and into the hash."""
    while True:
        bar.report()
        try:
            chunk = answer.read1(CHUNK)
        except TimeoutError as error:
            raise _Broken("the server has fallen silent") from error
        except (OSError, http.client.HTTPException) as error:
            raise _Broken("the connection was cut") from error
        if not chunk:
            return
        file.write(chunk)
        digest.update(chunk)
        bar.done += len(chunk)
        if bar.done > (wanted.bytes or LIMIT):
            raise UserError(f"{wanted.name} is not the published file: it is too long.", hint="Nothing was installed.")


class _Bar:
    """How far it is, and how long it will take."""

    def __init__(self, done: int, total: int, progress: Progress) -> None:
        self.done, self._total, self._progress = done, total, progress
        self._begun, self._from = time.monotonic(), done

    def report(self) -> None:
        """Raises Cancelled."""
        if not self._total:
            self._progress.report(0, f"{self.done / 1e6:.1f} MB")
            return
        text = f"{self.done / 1e6:.1f} of {self._total / 1e6:.1f} MB"
        passed, new = time.monotonic() - self._begun, self.done - self._from
        if passed > 1 and new:
            text += f", {duration(passed / new * (self._total - self.done))} left"
        self._progress.report(self.done / self._total, text)


def duration(seconds: float) -> str:
    """A time as people say it."""
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


class _Redirects(HTTPRedirectHandler):
    """A few, and never to something less safe than what was asked for."""

    max_redirections = max_repeats = REDIRECTS

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str
    ) -> Request | None:
        _checked(newurl)
        if req.type == "https" and urlsplit(newurl).scheme != "https":
            raise UserError(f"{req.host} sends to an address that is not secure.", hint="Nothing was downloaded.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> OpenerDirector:
    return build_opener(_Redirects)


def _checked(address: str) -> str:
    """The host of an address of the web. Raises UserError if it is none."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError(f"{address!r} is no address of the web.", hint="It begins with https://.")
    return parts.hostname


def _check_room(folder: Path, need: int) -> None:
    free = shutil.disk_usage(folder).free
    if need + SPARE > free:
        raise UserError(
            f"The disk has too little room: {need / 1e6:,.0f} MB are needed, {free / 1e6:,.0f} MB are free.",
            hint="Free some space, or set another folder.",
        )


def _sign(headers: Message) -> str:
    """What to name in If-Range; empty if the server gives nothing strong enough, or cannot continue."""
    if headers.get("Accept-Ranges", "").strip().lower() == "none":
        return ""
    tag = headers.get("ETag", "").strip()
    return tag if tag and not tag.startswith("W/") else headers.get("Last-Modified", "").strip()


def _number(text: str | None) -> int:
    """A whole number of a header; 0 if it is none."""
    return int(text) if text is not None and text.strip().isdecimal() else 0
