"""Files that appear whole or not at all: written beside the target, then renamed."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from photofix.errors import UserError

_REASONS = {
    errno.ENOSPC: ("the disk is full", "Free some space or choose another folder."),
    errno.EACCES: ("there is no permission to write there", "Choose another folder or change its permissions."),
    errno.EPERM: ("there is no permission to write there", "Choose another folder or change its permissions."),
    errno.EROFS: ("the disk is read-only", "Choose another folder."),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
    errno.EINVAL: ("the system does not accept this name", "Choose another name."),
}  # fmt: skip


def write_atomically(path: Path, write: Callable[[Path], None], *, overwrite: bool) -> None:
    """Let `write` fill a temporary file in the folder of `path`, flush it to the disk and rename it to `path`.

    Whatever goes wrong, the temporary file is removed and a file already at `path` is as it was. A symbolic link
    stays one: the file it leads to is replaced. Raises UserError if the folder is missing, if `path` exists and
    `overwrite` is False, or on an error of the system.
    """
    refuse_early(path, overwrite=overwrite)
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".photofix-{secrets.token_hex(8)}.tmp")
    try:
        # Made here and exclusively, so that the permissions are those of any new file.
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o777)
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if not overwrite and target.exists():
            raise _exists(path)
        temporary.replace(target)
    except OSError as error:
        reason, hint = _REASONS.get(error.errno or 0, (error.strerror or str(error), "Choose another folder."))
        raise UserError(f"“{path.name}” could not be written: {reason}.", hint=hint) from error
    finally:
        temporary.unlink(missing_ok=True)


def refuse_early(path: Path, *, overwrite: bool) -> None:
    """Raise the UserErrors that can be told before the work is done."""
    try:
        if not path.parent.is_dir():
            raise UserError(f"The folder “{path.parent}” does not exist.", hint="Make it first or choose another.")
        if path.is_dir():
            raise UserError(f"“{path.name}” is a folder, not a file.", hint="Choose a file name.")
        if path.exists() and not path.is_file():
            raise UserError(f"“{path}” is a device, not a file.", hint="Choose a file name.")
        if not overwrite and os.path.lexists(path):
            raise _exists(path)
    except OSError as error:
        raise UserError(f"“{path.name}” cannot be used: {error.strerror}.", hint="Choose another name.") from error


def _exists(path: Path) -> UserError:
    return UserError(f"“{path.name}” exists already.", hint="Choose another name, or allow it to be overwritten.")
