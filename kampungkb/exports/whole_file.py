"""Files that are there whole or not at all."""

import errno
import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from kampungkb.errors import ExportUnwritableError

# Why the system refuses; their words are the messages ``error.reason.unwritten_<reason>``.
_REASONS: Final = {
    errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EFBIG: "full", errno.EACCES: "no_access",
    errno.EPERM: "no_access", errno.EROFS: "read_only", errno.ENAMETOOLONG: "name",
    errno.ENOTDIR: "no_folder", errno.EEXIST: "no_folder",
}  # fmt: skip


def write_whole(path: Path, write: Callable[[IO[bytes]], None]) -> int:
    """Write a file under another name, and give it its own once it is complete.

    Parameters
    ----------
    path : Path
        A file that is there already is replaced, at once and as a whole, and through a link the
        file that it leads to; its folder is made where it is missing. Of two writers at once, the
        last one's file stays.
    write : callable
        Is handed the open file. What it raises is raised on, and leaves nothing behind.

    Returns
    -------
    int
        Bytes of the file.

    Raises
    ------
    ExportUnwritableError
        The disk is full, the place takes no files, or what has this name is a folder or a device.
    """
    place = Path(os.path.realpath(path))
    part = place.with_name(f".{secrets.token_hex(8)}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        # Before the work, and before an administrator's computer loses its /dev/null.
        if _is_taken(place):
            raise _refused(path, "no_file", "it is a folder or a device")
        with _nameless(place.parent) or part.open("xb") as file:
            write(file)
            # A full disk may say so only when the data reach it.
            file.flush()
            os.fsync(file.fileno())
            size = file.seek(0, os.SEEK_END)
            if not part.exists():
                _give_name(file, part)
        part.replace(place)
    except OSError as error:
        raise _refused(path, _REASONS.get(error.errno or 0, "failing"), str(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return size


def _is_taken(place: Path) -> bool:
    """Whether a name belongs to what is no file; an OSError where there can be no such name."""
    try:
        return not stat.S_ISREG(place.stat().st_mode)
    except FileNotFoundError:
        return False


def _refused(path: Path, reason: str, detail: str) -> ExportUnwritableError:
    refused = ExportUnwritableError(path.name, detail)
    refused.blanks["reason"] = f"unwritten_{reason}"
    return refused


def _nameless(folder: Path) -> IO[bytes] | None:
    """A file that goes with this process, however that ends; None: the system has none there."""
    if not hasattr(os, "O_TMPFILE"):
        return None
    try:
        number = os.open(folder, os.O_TMPFILE | os.O_RDWR, 0o666)
    except OSError:  # a network's folder, mostly; whether it takes files at all is seen next
        return None
    return os.fdopen(number, "w+b")


def _give_name(file: IO[bytes], path: Path) -> None:
    source = os.open("/proc/self/fd", os.O_RDONLY)
    try:
        # Only with a folder as its start does `link` follow to the file itself.
        os.link(str(file.fileno()), path, src_dir_fd=source, follow_symlinks=True)
    finally:
        os.close(source)
