"""Files that are made besides the page, each once for all who ask for the same."""

import os
import tempfile
import threading
import weakref
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Final

import streamlit as st

from kampungkb.errors import ExportCancelledError, ExportUnwritableError
from kampungkb.tasks.export_kinds import ExportSource, Kind, Wish, export_file
from kampungkb.ui.background import Desk, Job, owner

# Seconds in which a small file is done: until then the page stays as it was.
PATIENCE: float = 0.4
# Finished files that stay at hand, on the temporary disk: the largest ZIP has 52 MB, so all of
# them at most some 830 MB.
_KEPT: Final = 16
# Made at the same time: more would only be late together, and the pages with them.
_AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How far a file is: the part that is being made, of all of them."""

    done: int
    count: int
    title: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Ready:
    """A finished file, without a name on the disk: it goes with the last who can ask for it.

    However the server ends, nothing of it stays behind, and nobody else on the machine reads it.
    """

    file: IO[bytes]
    file_name: str
    size: int
    made_at: datetime
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        weakref.finalize(self, self.file.close)

    def read(self) -> bytes:
        """What is in it; several readers may ask at once."""
        with self.lock:
            self.file.seek(0)
            return self.file.read()


class ExportDesk(Desk):
    """All files of this server."""

    def __init__(self, kept: int = _KEPT) -> None:
        super().__init__(kept)
        self.turns = threading.BoundedSemaphore(_AT_ONCE)


@st.cache_resource(show_spinner=False)
def desk() -> ExportDesk:
    """The one desk of this server for files."""
    return ExportDesk()


def begin(key: Hashable, kind: Kind, wish: Wish, source: Callable[[], ExportSource]) -> Job:
    """Make a file, unless it is there or being made; the asker's earlier one of its kind is ended.

    Parameters
    ----------
    key : Hashable
        Everything that the file depends on.
    source : callable
        Read by the work itself, so that it carries the time at which it is made.

    Returns
    -------
    Job
        Its result is `Ready`; `told` is a `Told` once it has its turn.
    """
    at = desk()

    def work(job: Job) -> Ready:
        return _made(at, job, kind, wish, source)

    job = at.job(key, kind, owner(), work)
    job.done.wait(PATIENCE)
    return job


def _made(
    at: ExportDesk, job: Job, kind: Kind, wish: Wish, source: Callable[[], ExportSource]
) -> Ready:
    with at.turns:
        job.told = Told(done=0, count=1, title="")
        if job.cancelled.is_set():
            raise ExportCancelledError
        read = source()

        def told(done: int, count: int, title: str) -> bool:
            job.told = Told(done=done, count=count, title=title)
            return job.progress(done / count)

        file = tempfile.TemporaryFile()  # noqa: SIM115  `Ready` closes it
        try:
            made = export_file(kind, read, wish, file, told)
            # A full disk may say so only when the data reach it.
            file.flush()
            size = file.seek(0, os.SEEK_END)
        except OSError as error:
            file.close()
            raise ExportUnwritableError(kind, str(error)) from error
        except BaseException:
            file.close()
            raise
    return Ready(file=file, file_name=made.file_name, size=size, made_at=datetime.now(UTC))
