"""The question for a newer version, put to a server of our own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from photofix.errors import UserError
from photofix.updates import PAGE, newer


@dataclass
class Server:
    """Answers with `status` and `body`; keeps what it was sent."""

    address: str = ""
    status: int = 200
    body: bytes = b""
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def tells(self, version: str, page: str = f"{PAGE}/tag/v9") -> None:
        self.body = json.dumps({"tag_name": version, "html_url": page}).encode()


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.seen.append((self.path, dict(self.headers)))
            self.send_response(told.status)
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, *words: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    told.address = f"http://127.0.0.1:{http.server_port}/latest"
    yield told
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("current", "latest", "is_newer"),
    [
        ("1.9.0", "v1.10.0", True),
        ("1.10", "v1.9.9", False),
        ("1.0.0", "1.0", False),
        ("1.0.0rc1", "v1.0.0", True),
        ("1.0.0", "v1.0.0rc2", False),
        ("1.0.0", "nightly", False),
    ],
)
def test_which_is_newer(server: Server, current: str, latest: str, is_newer: bool) -> None:
    server.tells(latest)
    found = newer(current, server.address)
    assert (found is not None) == is_newer
    if found is not None:
        assert found.version == latest.removeprefix("v") and found.page == f"{PAGE}/tag/v9"


def test_nothing_of_the_person_is_sent(server: Server) -> None:
    server.tells("v2")
    newer("1.2.3", server.address)
    ((path, headers),) = server.seen
    assert path == "/latest"
    assert set(headers) == {"Accept", "Accept-Encoding", "Connection", "Host", "User-Agent"}
    assert headers["User-Agent"] == "photofix" and "1.2.3" not in str(headers)


def test_only_our_own_page_is_offered(server: Server) -> None:
    server.tells("v2", "https://elsewhere.example/photofix.exe")
    found = newer("1", server.address)
    assert found is not None and found.page == PAGE


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"tag_name": "v2"}', b"null"])
def test_a_strange_answer_is_told(server: Server, body: bytes) -> None:
    server.body = body
    with pytest.raises(UserError):
        newer("1", server.address)


def test_no_such_page_and_no_server(server: Server) -> None:
    server.status = 404
    with pytest.raises(UserError):
        newer("1", server.address)
    with pytest.raises(UserError):
        newer("1", "http://127.0.0.1:9/latest")
