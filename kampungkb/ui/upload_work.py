"""Reading and checking an upload besides the page, so that it shows progress and can be ended."""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, TypeVar

import streamlit as st
from sqlalchemy import Engine

from kampungkb.intake.request import Known
from kampungkb.store.drafts import Draft
from kampungkb.tasks.draft import Choices, read_choices
from kampungkb.tasks.preview import Preview, preview
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.upload import Prepared, Upload, prepare, read_upload
from kampungkb.ui import load
from kampungkb.ui.entry_content import known
from kampungkb.ui.frame import Page

Stage = Literal["reading", "checking", "effect"]
T = TypeVar("T")

# Seconds in which most files are done: until then the page stays as it was.
PATIENCE: float = 0.8
_OWNER: Final = "upload_owner"
_BOOKS: Final = 2
_RESULTS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What a file with these choices would do."""

    choices: Choices
    prepared: Prepared
    # None where there is nothing to look at yet: refused, unchanged, a question is open.
    effect: Preview | None


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """One file that is being worked on in a thread of its own."""

    draft_id: str
    # The session that asked for it.
    owner: str
    stage: Stage = "reading"
    cancelled: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    worked: Worked | None = None
    error: Exception | None = None

    def result(self) -> Worked:
        """What came of it.

        Raises
        ------
        UnreadableFileError
            The file cannot be read, or reading it was cancelled.
        """
        if self.error is not None:
            raise self.error
        if self.worked is None:
            raise RuntimeError("the work is not done yet")
        return self.worked


class Desk:
    """All jobs of this server, and what they have read."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._books: OrderedDict[Hashable, Upload] = OrderedDict()
        self._effects: OrderedDict[Hashable, Preview] = OrderedDict()

    def job(self, key: Hashable, owner: str, task: "Task") -> Job:
        """The job under a key; a new one is started, the owner's earlier one is ended."""
        with self._lock:
            present = self._jobs.get(key)
            if present is not None:
                self._jobs.move_to_end(key)
                return present
            for one in self._jobs.values():
                if one.owner == owner:
                    one.cancelled.set()
            job = Job(draft_id=task.draft.draft_id, owner=owner)
            _put(self._jobs, key, job, _RESULTS)
        threading.Thread(target=task.run, args=(self, job), daemon=True).start()
        return job

    def drop(self, draft_id: str) -> None:
        """End the work on a draft and forget what it came to."""
        with self._lock:
            for key in [key for key, one in self._jobs.items() if one.draft_id == draft_id]:
                self._jobs.pop(key).cancelled.set()
            self._books.clear()

    def book(self, key: Hashable) -> Upload | None:
        """A file that was read before."""
        with self._lock:
            return self._books.get(key)

    def keep_book(self, key: Hashable, upload: Upload) -> None:
        """Keep a file that was read: other choices need not read it again."""
        with self._lock:
            _put(self._books, key, upload, _BOOKS)

    def effect(self, key: Hashable) -> Preview | None:
        """A preview that was made before."""
        with self._lock:
            return self._effects.get(key)

    def keep_effect(self, key: Hashable, made: Preview) -> None:
        """Keep a preview: confirming a warning changes nothing of it."""
        with self._lock:
            _put(self._effects, key, made, _RESULTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Everything that a job needs; it asks nothing of the session."""

    engine: Engine
    snapshot: Snapshot
    snapshot_key: tuple[object, ...]
    known: Known
    draft: Draft

    def run(self, desk: Desk, job: Job) -> None:
        """Read, check and look at what would change; whatever happens, the job is done then."""
        try:
            job.worked = self._worked(desk, job)
        except Exception as error:  # noqa: BLE001  the page raises it again, in its own guard
            job.error = error
        finally:
            job.done.set()

    def _worked(self, desk: Desk, job: Job) -> Worked:
        draft = self.draft
        name, data = draft.file_name or "", draft.content or b""
        key = (draft.file_sha256, name)
        upload = desk.book(key)
        if upload is None:
            upload = read_upload(data, name, job.cancelled.is_set)
            if not job.cancelled.is_set():  # what was thrown away meanwhile is not kept here either
                desk.keep_book(key, upload)
        job.stage = "checking"
        choices = read_choices(draft.choices).fitting(upload.book)
        prepared = prepare(
            self.engine, self.snapshot, self.known, upload, choices.request, title=choices.title
        )
        open_questions = any(one.severity == "question" for one in prepared.checked.open)
        planned = prepared.planned
        if planned is None or planned.content_sha256 is None or open_questions:
            return Worked(choices=choices, prepared=prepared, effect=None)
        job.stage = "effect"
        effect_key = (self.snapshot_key, planned.content_sha256)
        made = desk.effect(effect_key)
        if made is None and not job.cancelled.is_set():
            made = preview(self.snapshot, prepared.change)
            desk.keep_effect(effect_key, made)
        return Worked(choices=choices, prepared=prepared, effect=made)


def job_of(page: Page, draft: Draft) -> Job:
    """The work on a draft as of this page's data; started where it was not yet."""
    today = datetime.now(UTC).date()
    snapshot_key = load.key_of(page.snapshot)
    key = (draft.draft_id, draft.file_sha256, draft.file_name, draft.choices, today, snapshot_key)
    task = Task(
        engine=load.engine(), snapshot=page.snapshot, snapshot_key=snapshot_key,
        known=known(page), draft=draft,
    )  # fmt: skip
    owner = st.session_state.setdefault(_OWNER, uuid.uuid4().hex)
    return desk().job((*key, owner), owner, task)


@st.cache_resource(show_spinner=False)
def desk() -> Desk:
    """The one desk of this server."""
    return Desk()


def _put(kept: OrderedDict[Hashable, T], key: Hashable, value: T, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
