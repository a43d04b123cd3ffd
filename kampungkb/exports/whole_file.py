"""Files that are there whole or not at all."""

import errno
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from kampungkb.errors import ExportUnwritableError

# Why the system refuses; their words are the messages ``error.reason.<reason>``.
_REASONS: Final = {
    errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EFBIG: "full", errno.EACCES: "no_access",
    errno.EPERM: "no_access", errno.EROFS: "read_only",
}  # fmt: skip


def write_whole(path: Path, write: Callable[[IO[bytes]], None]) -> int:
    """Write a file under another name, and give it its own once it is complete.

    Parameters
    ----------
    path : Path
        A file that is there already is replaced, at once and as a whole; its folder is made where
        it is missing. Of two writers at once, the last one's file stays.
    write : callable
        Is handed the open file. What it raises is raised on, and leaves nothing behind.

    Returns
    -------
    int
        Bytes of the file.

    Raises
    ------
    ExportUnwritableError
        The disk is full, or the place takes no files.
    """
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as file:
            write(file)
            # A full disk may say so only when the data reach it.
            file.flush()
            os.fsync(file.fileno())
            size = file.seek(0, os.SEEK_END)
        part.replace(path)
    except OSError as error:
        refused = ExportUnwritableError(path.name, str(error))
        refused.blanks["reason"] = _REASONS.get(error.errno or 0, "failing")
        raise refused from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return size
