"""A web server on this machine that gives one file and can be told to do it badly; models that are no networks."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from photofix.core.passport import SUPER_RESOLUTION, Passport
from photofix.errors import UserError
from photofix.models.arriving import Wanted

MAGIC = b"a model of the tests\n"


@dataclass
class Web:
    """What the server gives, and how it behaves.

    cuts: after how many bytes each connection is cut, one after the other; then no more. answers: what it answers
    instead, one after the other. silent: bytes after which it says nothing until it is let go. tag: its ETag; ranges:
    whether it can continue. asked: the headers of all requests.
    """

    content: bytes
    cuts: list[int] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    silent: list[int] = field(default_factory=list)
    redirects: int = 0
    to: str = ""
    tag: str = '"one"'
    ranges: bool = True
    length: bool = True
    corrupt: int | None = None
    shift: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    address: str = ""
    let_go: threading.Event = field(default_factory=threading.Event)

    def wanted(self, name: str = "model.pth") -> Wanted:
        return Wanted(f"{self.address}/{name}", name, len(self.content), hashlib.sha256(self.content).hexdigest())


class _Handler(BaseHTTPRequestHandler):
    web: Web

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        web = self.web
        web.asked.append(dict(self.headers))
        web.paths.append(self.path)
        if web.answers:
            self._plain(web.answers.pop(0))
        elif web.redirects:
            web.redirects -= 1
            self.send_response(302)
            self.send_header("Location", web.to or f"/again{web.redirects}")
            self.end_headers()
        else:
            self._file(web)

    def _plain(self, code: int) -> None:
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.send_header("Retry-After", "2")
        self.end_headers()

    def _file(self, web: Web) -> None:
        asked = self.headers.get("Range", "")
        go_on = bool(asked) and web.ranges and self.headers.get("If-Range") == web.tag
        start = int(asked.removeprefix("bytes=").rstrip("-")) if go_on else 0
        if go_on and start >= len(web.content):
            self._plain(416)
            return
        self.send_response(206 if go_on else 200)
        if go_on:
            self.send_header("Content-Range", f"bytes {start + web.shift}-{len(web.content) - 1}/{len(web.content)}")
        if web.length:
            self.send_header("Content-Length", str(len(web.content) - start))
        if web.tag:
            self.send_header("ETag", web.tag)
        self.end_headers()
        content = bytearray(web.content)
        if web.corrupt is not None:
            content[web.corrupt] ^= 0xFF
        end = min(len(content), start + web.cuts.pop(0)) if web.cuts else len(content)
        if web.silent:
            end = min(end, start + web.silent.pop(0))
            self.wfile.write(content[start:end])
            self.wfile.flush()
            web.let_go.wait(5)
        else:
            self.wfile.write(content[start:end])
        self.close_connection = True


@contextmanager
def served(content: bytes) -> Iterator[Web]:
    """A server for the time of a test."""
    web = Web(content)
    handler = type("Handler", (_Handler,), {"web": web})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        web.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield web
        finally:
            web.let_go.set()
            server.shutdown()
            thread.join()


def look(purpose: str = SUPER_RESOLUTION) -> Callable[[Path], Passport]:
    """Says of files that begin as the tests' models do that they are models."""

    def inspect(path: Path) -> Passport:
        content = path.read_bytes()
        if not content.startswith(MAGIC):
            raise UserError(f"{path.name} is no model.")
        sha = hashlib.sha256(content).hexdigest()
        return Passport(path.name, "Test", purpose, 4, 3, 3, 7, len(content), sha)

    return inspect


def model(seed: int = 0, size: int = 50_000) -> bytes:
    """The content of a model file."""
    return MAGIC + hashlib.shake_256(bytes([seed])).digest(size)
