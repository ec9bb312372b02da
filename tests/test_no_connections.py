"""PhotoFix opens no connection: every operation with its real weights, files, and the command line, online and off."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import photofix
from photofix import paths
from photofix.__main__ import main
from photofix.core.photo import from_float
from photofix.models.pool import Pool
from photofix.ops.base import Operation, Scope
from photofix.ops.table import OPERATIONS
from photofix.settings import OFFLINE_VARIABLE
from tests.models.web import look, model
from tests.ops.conftest import landscape
from tests.sockets import no_sockets


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(OFFLINE_VARIABLE, "")
    return tmp_path


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool("cpu", "fp32")


@pytest.fixture(scope="module")
def picture() -> Any:
    return from_float(landscape(40, 56), np.dtype(np.uint8))


def test_the_guard_hears_what_opens_a_connection() -> None:
    for reach in (
        socket.socket,
        lambda: socket.create_connection(("127.0.0.1", 9)),
        lambda: socket.getaddrinfo("localhost", 80),
    ):
        with pytest.raises(AssertionError, match="a connection"), no_sockets():
            reach()
    with no_sockets():
        pass
    socket.socket().close()  # nobody listens any more


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_operations_open_no_connection(operation: Operation, picture: Any, pool: Pool) -> None:
    marks = np.zeros(picture.shape[:2], np.uint8)
    marks[10:14, 8:40] = 255
    mask = [marks] if operation.scope is Scope.MASKED else []
    with no_sockets():
        getattr(photofix, operation.id)(picture, *mask, models=pool)


def test_files_open_no_connection(picture: Any, home: Path) -> None:
    with no_sockets():
        made = photofix.inpaint  # the API itself is loaded only now
        assert made is not None
        from photofix.core.photo import Photo
        from photofix.files.save import save

        for suffix in (".png", ".tif", ".jpg", ".webp"):
            save(Photo(picture), home / f"photo{suffix}")
            assert photofix.open(home / f"photo{suffix}").pixels.shape == picture.shape


WORDS = (
    ["formats"], ["presets"], ["models"], ["models", "list"], ["models", "list", "--json"],
    ["models", "info", "eraser"], ["models", "info", "big-lama"], ["models", "verify", "eraser"],
    ["models", "import", "mine.pth"], ["models", "export", "mine", "-o", "pack"], ["models", "remove", "mine"],
    ["models", "import", "pack"],
    ["detect", "photo.png", "-o", "mask.png"], ["denoise", "photo.png", "-o", "out.png"],
)  # fmt: skip


@pytest.mark.parametrize("offline", [False, True])
def test_the_command_line_opens_no_connection(
    offline: bool, picture: Any, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = ModuleType("photofix.models.published")
    module.inspect = look()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "photofix.models.published", module)
    monkeypatch.chdir(home)
    (home / "mine.pth").write_bytes(model())
    from photofix.core.photo import Photo
    from photofix.files.save import save

    save(Photo(picture), home / "photo.png")
    with no_sockets():
        for words in WORDS:
            assert main([*words, *(["--offline"] if offline else [])]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("name", ["realesrgan-x4plus", "owner/repository", "owner/repository/file.pth"])
def test_offline_even_downloads_open_none(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with no_sockets():
        assert main(["--offline", "models", "download", name]) == 1
    assert "PhotoFix is offline" in capsys.readouterr().err
