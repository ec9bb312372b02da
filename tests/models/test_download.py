"""Downloads from a server that behaves badly: continued or refused, never half there, nothing left behind."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from photofix.core.progress import Progress
from photofix.errors import Cancelled, UserError
from photofix.models import connection, download
from photofix.models.arriving import Wanted
from photofix.models.connection import duration
from photofix.models.download import Network
from tests.models.web import Web, model, served


@pytest.fixture
def web() -> Iterator[Web]:
    with served(model()) as server:
        yield server


class Clock:
    """Waits that take no time."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self, seconds: float, progress: Progress) -> None:
        progress.check()
        self.waits.append(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def network(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Network:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return Network(timeout=0.3, tries=3, pause=clock)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def fetch(network: Network, web: Web, folder: Path, progress: Progress | None = None) -> bytes:
    """The content of what came; the file itself is removed again."""
    path = network.fetch(web.wanted(), folder, progress or Progress.silent())
    content = path.read_bytes()
    path.unlink()
    return content


def test_a_file_comes(web: Web, network: Network, tmp_path: Path) -> None:
    assert fetch(network, web, tmp_path) == web.content
    assert left(tmp_path) == []
    assert web.asked[0]["User-Agent"].startswith("PhotoFix/")


@pytest.mark.parametrize("seed", range(5))
def test_a_connection_cut_anywhere_is_continued(web: Web, network: Network, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    web.cuts = [chance.randrange(1, 9000) for _ in range(5)]
    sent = sum(web.cuts)
    assert fetch(network, web, tmp_path) == web.content
    assert [asked.get("Range") for asked in web.asked][-1] == f"bytes={sent}-"  # nothing was sent twice
    assert all(asked["If-Range"] == '"one"' for asked in web.asked[1:])


def test_it_goes_on_after_another_start_of_the_program(web: Web, network: Network, tmp_path: Path) -> None:
    web.cuts = [20_000, 0, 0, 0]
    with pytest.raises(UserError, match="the connection was cut") as raised:
        fetch(network, web, tmp_path)
    assert "kept" in raised.value.hint
    assert len(left(tmp_path)) == 2
    assert fetch(network, web, tmp_path) == web.content
    assert web.asked[-1]["Range"] == "bytes=20000-"
    assert left(tmp_path) == []


def test_what_had_arrived_whole_needs_no_connection(web: Web, network: Network, tmp_path: Path) -> None:
    wanted = web.wanted()
    (tmp_path / f"{wanted.sha256}.part").write_bytes(web.content)
    assert fetch(network, web, tmp_path) == web.content
    assert web.asked == []


def test_two_versions_are_never_put_together(web: Web, network: Network, tmp_path: Path) -> None:
    web.cuts = [20_000, 0, 0, 0]
    with pytest.raises(UserError):
        fetch(network, web, tmp_path)
    web.tag = '"two"'
    assert fetch(network, web, tmp_path) == web.content  # begun anew


@pytest.mark.parametrize("fault", [{"ranges": False}, {"tag": ""}, {"tag": 'W/"weak"'}])
def test_where_it_cannot_be_continued_it_begins_anew(
    web: Web, network: Network, tmp_path: Path, fault: dict[str, Any]
) -> None:
    for name, value in fault.items():
        setattr(web, name, value)
    web.cuts = [30_000]
    assert fetch(network, web, tmp_path) == web.content


def test_what_cannot_be_continued_is_not_kept(web: Web, network: Network, tmp_path: Path) -> None:
    web.tag, web.cuts = "", [1000] * 9
    with pytest.raises(UserError, match="the connection was cut"):
        fetch(network, web, tmp_path)
    assert left(tmp_path) == []


def test_a_continuation_at_another_place_is_refused(web: Web, network: Network, tmp_path: Path) -> None:
    web.cuts, web.shift = [20_000], 5
    assert fetch(network, web, tmp_path) == web.content
    assert "Range" not in web.asked[-1]  # begun anew


def test_more_than_is_there_is_begun_anew(web: Web, network: Network, tmp_path: Path) -> None:
    wanted = web.wanted()
    part = tmp_path / f"{wanted.sha256}.part"
    part.write_bytes(bytes(len(web.content) + 7))
    part.with_suffix(".part.json").write_text(json.dumps({"sign": '"one"'}))
    assert fetch(network, web, tmp_path) == web.content


@pytest.mark.parametrize("place", [0, 25_000, -1])
def test_a_corrupted_file_is_refused(web: Web, network: Network, tmp_path: Path, place: int) -> None:
    web.corrupt = place
    with pytest.raises(UserError, match="its checksum is another"):
        fetch(network, web, tmp_path)
    assert left(tmp_path) == []


def test_another_size_is_refused_before_anything_comes(web: Web, network: Network, tmp_path: Path) -> None:
    wanted = replace(web.wanted(), bytes=10)
    with pytest.raises(UserError, match="bytes instead of 10"):
        network.fetch(wanted, tmp_path, Progress.silent())
    assert left(tmp_path) == []


def test_a_file_that_does_not_end_is_refused(web: Web, network: Network, tmp_path: Path) -> None:
    web.length = False
    with pytest.raises(UserError, match="too long"):
        network.fetch(replace(web.wanted(), bytes=1000), tmp_path, Progress.silent())
    assert left(tmp_path) == []


def test_a_size_that_nobody_tells(web: Web, network: Network, tmp_path: Path) -> None:
    web.length = False
    path = network.fetch(replace(web.wanted(), bytes=0), tmp_path, Progress.silent())
    assert path.read_bytes() == web.content


def test_a_server_that_falls_silent(web: Web, network: Network, tmp_path: Path) -> None:
    web.silent = [10_000]
    assert fetch(network, web, tmp_path) == web.content
    assert web.asked[-1]["Range"] == "bytes=10000-"


def test_a_busy_server_is_asked_again(web: Web, network: Network, tmp_path: Path, clock: Clock) -> None:
    web.answers = [503, 429]
    assert fetch(network, web, tmp_path) == web.content
    assert clock.waits == [2, 3]  # what the server asks for, at least


def test_a_server_that_stays_busy(web: Web, network: Network, tmp_path: Path) -> None:
    web.answers = [503] * 9
    with pytest.raises(UserError, match=r"is busy \(503\)"):
        fetch(network, web, tmp_path)
    assert (left(tmp_path), len(web.asked)) == ([], 3)


@pytest.mark.parametrize(("code", "words"), [(404, "not there any more"), (410, "not there"), (403, "refuses")])
def test_what_is_not_given_is_not_asked_for_twice(
    web: Web, network: Network, tmp_path: Path, code: int, words: str
) -> None:
    web.answers = [code]
    with pytest.raises(UserError, match=words):
        fetch(network, web, tmp_path)
    assert (left(tmp_path), len(web.asked)) == ([], 1)


def test_redirects_are_followed_a_few_times(web: Web, network: Network, tmp_path: Path) -> None:
    web.redirects = 3
    assert fetch(network, web, tmp_path) == web.content


def test_redirects_without_end(web: Web, network: Network, tmp_path: Path) -> None:
    web.redirects = 99
    with pytest.raises(UserError, match="cannot be followed"):
        fetch(network, web, tmp_path)
    assert left(tmp_path) == []


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirect_leads_to_no_file_of_this_machine(web: Web, network: Network, tmp_path: Path, to: str) -> None:
    web.redirects, web.to = 1, to
    with pytest.raises(UserError, match=r"no address of the web|cannot be followed"):
        fetch(network, web, tmp_path)
    assert left(tmp_path) == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "x", "ftp://a/b", "http://"])
def test_only_addresses_of_the_web(network: Network, tmp_path: Path, address: str) -> None:
    with pytest.raises(UserError, match="no address"):
        network.fetch(Wanted(address, "x", 1, "0" * 64), tmp_path, Progress.silent())


def test_a_server_that_is_not_there(network: Network, tmp_path: Path) -> None:
    with served(b"x") as web:
        wanted = web.wanted()
    with pytest.raises(UserError, match="could not be downloaded"):
        network.fetch(wanted, tmp_path, Progress.silent())
    assert left(tmp_path) == []


@pytest.mark.parametrize("seed", range(4))
def test_cancelled_at_any_byte(web: Web, network: Network, tmp_path: Path, seed: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(connection, "CHUNK", 1000)
    at = random.Random(seed).random()
    progress = Progress(lambda fraction, _text: progress.cancel() if fraction >= at else None)
    with pytest.raises(Cancelled):
        fetch(network, web, tmp_path, progress)
    assert left(tmp_path) == []


def test_cancelled_while_it_waits(web: Web, network: Network, tmp_path: Path) -> None:
    web.cuts = [20_000, 0]
    progress = Progress()

    def wait(_seconds: float, heard: Progress) -> None:
        progress.cancel()
        heard.check()

    with pytest.raises(Cancelled):
        fetch(replace(network, pause=wait), web, tmp_path, progress)
    assert left(tmp_path) == []


def test_waiting_ends_with_a_cancel() -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        download.pause(60, progress)
    download.pause(0.001, Progress.silent())


def test_a_disk_that_is_too_small(web: Web, network: Network, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(connection, "SPARE", 2**70)
    with pytest.raises(UserError, match="too little room"):
        fetch(network, web, tmp_path)
    assert left(tmp_path) == []


def test_a_folder_that_cannot_be_written(web: Web, network: Network, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        fetch(network, web, tmp_path / "file" / "folder")


def test_the_proxy_of_the_environment(web: Web, network: Network, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("http_proxy", web.address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    wanted = replace(web.wanted(), address="http://models.invalid/model.pth")
    assert network.fetch(wanted, tmp_path, Progress.silent()).read_bytes() == web.content
    assert web.paths == ["http://models.invalid/model.pth"]


def test_offline_nothing_is_asked(web: Web, network: Network, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="offline"):
        fetch(replace(network, offline=True), web, tmp_path)
    assert web.asked == []


def test_the_bar_tells_how_far_it_is(web: Web, network: Network, tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    fetch(network, web, tmp_path, Progress(lambda fraction, text: told.append((fraction, text))))
    assert told[-1] == (1.0, "0.1 of 0.1 MB")
    assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (59, "59 s"), (90, "2 min"), (7200, "2.0 h")])
def test_times_as_people_say_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words
