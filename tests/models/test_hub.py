"""Repositories of the Hub: asked by their library for names and hashes, fetched as everything else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from photofix.errors import UserError
from photofix.models import hub
from photofix.models.arriving import Wanted
from photofix.models.download import Network

huggingface_hub = pytest.importorskip("huggingface_hub")


def sibling(name: str, sha256: str | None) -> Any:
    return SimpleNamespace(rfilename=name, size=7, lfs=None if sha256 is None else {"sha256": sha256})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The repositories that were asked about; what is answered is always the same."""
    names: list[str] = []

    def model_info(_api: object, repo_id: str, *, files_metadata: bool, timeout: float) -> Any:
        assert files_metadata and timeout
        names.append(repo_id)
        files = [sibling("a.pth", "aa"), sibling("deep/b.safetensors", "bb"), sibling("README.md", None),
                 sibling("small.pth", None), sibling("c.onnx", "cc")]  # fmt: skip
        return SimpleNamespace(id=repo_id, sha="f00d", siblings=files)

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", model_info)
    return names


def test_the_model_files_of_a_repository(asked: list[str]) -> None:
    base = "https://huggingface.co/owner/name/resolve/f00d"
    assert hub.files("owner/name", Network()) == (
        Wanted(f"{base}/a.pth", "a.pth", 7, "aa"),
        Wanted(f"{base}/deep/b.safetensors", "deep/b.safetensors", 7, "bb"),
    )
    assert asked == ["owner/name"]


def test_one_file_of_a_repository(asked: list[str]) -> None:
    (wanted,) = hub.files("owner/name/deep/b.safetensors", Network())
    assert (wanted.name, wanted.sha256) == ("deep/b.safetensors", "bb")
    for missing in ("owner/name/none.pth", "owner/name/README.md", "owner/name/small.pth", "owner/name/c.onnx"):
        with pytest.raises(UserError, match="no model file of that name"):
            hub.files(missing, Network())


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        ("4x-Ultra.pth", "4x-Ultra.pth"),
        ("deep/model.safetensors", "name-model.safetensors"),
        ("net_g.pth", "name-net_g.pth"),
    ],
)
def test_names_that_many_files_have_are_told_apart(file: str, kept: str) -> None:
    assert hub.file_name("owner/name", file) == kept


def test_offline_nobody_is_asked(asked: list[str]) -> None:
    with pytest.raises(UserError, match="offline"):
        hub.files("owner/name", Network(offline=True))
    assert asked == []


@pytest.mark.parametrize("fault", ["RepositoryNotFoundError", "HTTPError", "OSError"])
def test_what_goes_wrong_is_said(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

    class Missing(RepositoryNotFoundError):
        def __init__(self) -> None:
            Exception.__init__(self, "404")

    broken = next(kind for kind in HfHubHTTPError.__mro__ if kind.__name__ == "HTTPError")
    errors = {"RepositoryNotFoundError": Missing(), "HTTPError": broken("no route"), "OSError": OSError("no route")}

    def model_info(_api: object, _repo_id: str, **_options: object) -> Any:
        raise errors[fault]

    monkeypatch.setattr(huggingface_hub.HfApi, "model_info", model_info)
    words = "does not give" if fault == "RepositoryNotFoundError" else "cannot be reached"
    with pytest.raises(UserError, match=words):
        hub.files("owner/name", Network())


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("owner/name", True), ("owner/name/a/b.pth", True), ("name", False), ("../x", False), ("a/b/../c", False),
     ("https://x/y", False), ("", False)],
)  # fmt: skip
def test_names(text: str, is_name: bool) -> None:
    assert hub.is_name(text) == is_name
