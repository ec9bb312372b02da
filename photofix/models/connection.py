"""The one place from which PhotoFix opens a connection: one try to get a file, or what is missing of it."""

from __future__ import annotations

import hashlib
import http.client
import re
import shutil
import ssl
import time
from email.message import Message
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from photofix import __version__
from photofix.core.progress import Progress
from photofix.errors import UserError
from photofix.models.arriving import Broken, Part, Wanted

REDIRECTS = 5
CHUNK = 2**18
LIMIT = 16 * 2**30  # bytes of a file whose size is not known
SPARE = 64 * 2**20  # bytes of the disk that are left free
LATER = (408, 425, 429, 500, 502, 503, 504)  # answers that may be others in a moment


def received(wanted: Wanted, part: Part, progress: Progress, timeout: float) -> str:
    """One connection. Returns the SHA-256 of the whole file. Raises Broken, UserError, Cancelled, OSError of disks."""
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
        raise Broken("the connection was cut")
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
        raise Broken(f"{host} cannot be reached") from error
    except (OSError, http.client.HTTPException) as error:
        raise Broken(f"{host} does not answer") from error


def _refusal(error: HTTPError, wanted: Wanted, host: str) -> Exception:
    """What an answer of the kinds 3xx to 5xx means."""
    if error.code in LATER:
        return Broken(f"{host} is busy ({error.code})", wait=_number(error.headers.get("Retry-After")))
    if error.code == 416:
        return Broken(f"{wanted.name} has another size than before", anew=True)
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
        raise Broken("the server continued at another place", anew=True)
    return _number(found[2])


def _receive(answer: http.client.HTTPResponse, file: IO[bytes], digest: Any, bar: _Bar, wanted: Wanted) -> None:
    """All that comes, to the file and into the hash."""
    while True:
        bar.report()
        try:
            chunk = answer.read1(CHUNK)
        except TimeoutError as error:
            raise Broken("the server has fallen silent") from error
        except (OSError, http.client.HTTPException) as error:
            raise Broken("the connection was cut") from error
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
