"""Is there a newer version? Asked only by someone who has switched it on; nothing else here asks a network anything."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from photofix.errors import UserError

REPOSITORY = "photofix/photofix"
ADDRESS = f"https://api.github.com/repos/{REPOSITORY}/releases/latest"
PAGE = f"https://github.com/{REPOSITORY}/releases"
SECONDS = 5.0  # to wait for an answer
LONGEST = 1_000_000  # bytes of an answer


@dataclass(frozen=True)
class Release:
    """A published version, and the page where a person finds it."""

    version: str
    page: str


def newer(current: str, address: str = ADDRESS, seconds: float = SECONDS) -> Release | None:
    """The latest release if it is newer than `current`, else None. Blocks. Raises UserError if nothing answers well.

    What is sent says nothing of the person, the machine or the version that asks.
    """
    import urllib.request  # which takes its time, and hardly anyone asks

    request = urllib.request.Request(address, headers={"User-Agent": "photofix", "Accept": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            told = json.loads(answer.read(LONGEST))
        version, page = str(told["tag_name"]).removeprefix("v"), str(told["html_url"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError("Whether there is a newer version cannot be told.", hint="Is there a network?") from error
    # Whatever the answer says, only this page is shown to be opened.
    return Release(version, page if page.startswith(PAGE) else PAGE) if _order(version) > _order(current) else None


def _order(version: str) -> tuple[tuple[int, ...], int]:
    """What versions are sorted by: 1.10 is after 1.9, and 1.0 after 1.0rc1. Raises nothing; of other words, least."""
    found = re.fullmatch(r"(\d+(?:\.\d+)*)([-.]?(?:a|b|rc|dev|alpha|beta).*)?", version)
    if found is None:
        return (), 0
    numbers = [int(number) for number in found[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers), 0 if found[2] else 1
