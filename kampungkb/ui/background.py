"""Work besides the page: with progress, to be ended, shared by all who ask the same."""

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

# Seconds in which most plans are found: until then the page stays as it was.
PATIENCE: float = 1.5
_OWNER: Final = "background_owner"
# A plan of 326 villages with all that explains it takes about half a megabyte.
_KEPT: Final = 48


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """One piece of work in a thread of its own."""

    key: Hashable
    # What of its owner's work it replaces.
    kind: str
    owners: set[str]
    started: float = field(default_factory=time.monotonic)
    # 0-1 where the work knows how much there is; otherwise the gap of a search is told.
    share: float | None = None
    gap: float | None = None
    # What the work tells of itself, in its own terms; None: it has not begun.
    told: Any = None
    cancelled: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    value: Any = None
    error: Exception | None = None

    @property
    def seconds(self) -> float:
        """Since it was begun."""
        return time.monotonic() - self.started

    def watch(self, _seconds: float, gap: float | None) -> bool:
        """For a search: note how far it is, and say whether to go on."""
        self.gap = gap
        return not self.cancelled.is_set()

    def progress(self, share: float) -> bool:
        """For a series: note how much is done, and say whether to go on."""
        self.share = share
        return not self.cancelled.is_set()

    def result(self) -> Any:
        """What came of it.

        Raises
        ------
        Exception
            What the work itself raised.
        """
        if self.error is not None:
            raise self.error
        return self.value


class Desk:
    """All work of one kind on this server; `kept` pieces of it stay at hand."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()

    def find(self, key: Hashable) -> Job | None:
        """Work that was begun before."""
        with self._lock:
            return self._jobs.get(key)

    def job(self, key: Hashable, kind: str, owner: str, work: Callable[[Job], Any]) -> Job:
        """The work under a key; where it is new, the owner's earlier one of its kind is ended.

        What several readers wait for is ended when the last of them has turned to something else.
        """
        with self._lock:
            self._leave(owner, kind, key)
            present = self._jobs.get(key)
            if present is not None and not (present.done.is_set() and present.error is not None):
                present.owners.add(owner)
                self._jobs.move_to_end(key)
                return present
            job = Job(key=key, kind=kind, owners={owner})
            self._jobs[key] = job
            while len(self._jobs) > self._kept:
                self._jobs.popitem(last=False)[1].cancelled.set()
        threading.Thread(target=_run, args=(job, work), daemon=True).start()
        return job

    def _leave(self, owner: str, kind: str, key: Hashable) -> None:
        for one in [*self._jobs.values()]:
            if one.kind == kind and one.key != key:
                self._abandon(owner, one)

    def _abandon(self, owner: str, one: Job) -> None:
        one.owners.discard(owner)
        if not one.owners and not one.done.is_set():
            one.cancelled.set()
            self._jobs.pop(one.key, None)

    def leave(self, owner: str, job: Job) -> None:
        """Wait no longer for it; with nobody left who waits, the work is ended."""
        with self._lock:
            self._abandon(owner, job)


def _run(job: Job, work: Callable[[Job], Any]) -> None:
    try:
        job.value = work(job)
    except Exception as error:  # noqa: BLE001  the page raises it again, in its own guard
        job.error = error
    finally:
        job.done.set()


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """The one desk of this server for plans."""
    return Desk()


def owner() -> str:
    """Who asks: this session."""
    name: str = st.session_state.setdefault(_OWNER, uuid.uuid4().hex)
    return name


def begun(key: Hashable, kind: str, work: Callable[[Job], Any]) -> Job:
    """The work under a key, done where that takes no longer than a reader waits gladly."""
    job = desk().job(key, kind, owner(), work)
    job.done.wait(PATIENCE)
    return job
