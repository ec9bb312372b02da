"""Model files of Hugging Face Hub repositories, by the repository's name. Its library is asked for names and hashes;
the files themselves are fetched as all others are (photofix.models.download)."""

from __future__ import annotations

import re
from typing import Any

from photofix.errors import UserError
from photofix.models.arriving import Wanted
from photofix.models.download import Network
from photofix.models.weights_file import SUFFIXES

COMMON = ("model", "pytorch_model", "diffusion_pytorch_model", "weights", "net_g", "best")
NAME = re.compile(r"[\w.-]+/[\w.-]+(/.+)?")


def is_name(text: str) -> bool:
    """Could it be OWNER/REPOSITORY, or OWNER/REPOSITORY/FILE?"""
    return NAME.fullmatch(text) is not None and ".." not in text


def file_name(name: str, file: str) -> str:
    """What a file of a repository is called when it is kept: names that many have are told apart."""
    base = file.rsplit("/", 1)[-1]
    return f"{name.split('/')[1]}-{base}" if base.split(".")[0] in COMMON else base


def files(name: str, network: Network) -> tuple[Wanted, ...]:
    """The model files of a repository, or the one that is named, with their hashes.

    Raises UserError if there is none, or the Hub cannot be asked.
    """
    network.check()
    owner, repository, *inner = name.split("/", 2)
    about = _asked(f"{owner}/{repository}", network)
    wanted = tuple(
        Wanted(_address(about, file.rfilename), file.rfilename, int(file.size or 0), str(file.lfs["sha256"]))
        for file in about.siblings or ()
        if file.lfs and file.rfilename.lower().endswith(SUFFIXES) and inner in ([], [file.rfilename])
    )
    if not wanted:
        raise UserError(
            f"There is no model file of that name in {owner}/{repository}.",
            hint=f"PhotoFix uses files whose names end in {', '.join(SUFFIXES)}, and whose checksum the Hub knows.",
        )
    return wanted


def _asked(repository: str, network: Network) -> Any:
    """What the Hub says of a repository."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    # Of the library that it opens connections with, which is another one from version to version.
    broken: type[BaseException] = next(kind for kind in HfHubHTTPError.__mro__ if kind.__name__ == "HTTPError")
    try:
        return HfApi(library_name="photofix").model_info(repository, files_metadata=True, timeout=network.timeout)
    except HFValidationError as error:
        raise UserError(f"{repository} cannot be the name of a repository.") from error
    except HfHubHTTPError as error:
        raise UserError(f"The Hub does not give {repository}.", hint="Is the name right, and is it public?") from error
    except (OSError, broken) as error:
        raise UserError("The Hub cannot be reached.", hint="Try again later.") from error


def _address(about: Any, file: str) -> str:
    """The address of a file, at the revision that was asked about."""
    from huggingface_hub import hf_hub_url

    return str(hf_hub_url(about.id, file, revision=about.sha))
