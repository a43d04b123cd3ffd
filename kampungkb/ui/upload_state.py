"""The upload that somebody is at: kept in the session, and in the store so that it survives."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from kampungkb.errors import KampungKBError
from kampungkb.i18n.translator import Translator
from kampungkb.intake.reading import shown_name
from kampungkb.store.attempts import record_attempt
from kampungkb.store.drafts import Draft, discard_draft, list_drafts, read_draft, save_draft
from kampungkb.tasks.draft import Choices, choices_text, read_choices
from kampungkb.tasks.upload import file_hash
from kampungkb.ui import load
from kampungkb.ui.faults import guarded
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity
from kampungkb.ui.params import from_address, put_in_address

_LOG: Final = logging.getLogger(__name__)
ACTION: Final = "upload"
# In the address: a reload, another browser or a restarted server goes on with it.
PARAMETER: Final = "draf"
# Of the session.
_DRAFT: Final = "upload_draft"
_TROUBLE: Final = "upload_trouble"
_ROUND: Final = "upload_round"
_REFUSED: Final = "upload_refused"
_NOTED: Final = "upload_noted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that was not kept at all."""

    file_name: str
    messages: tuple[str, ...]


def current(page: Page) -> Draft | None:
    """The draft that is worked on; what the address names and nobody has any more is dropped."""
    mine: Draft | None = st.session_state.get(_DRAFT)
    wanted = from_address(PARAMETER)
    if not load.settings().writable:
        if wanted is not None:
            mine = _from_store(page, wanted)
        return mine
    if mine is not None and wanted in (None, mine.draft_id):
        # Other pages do not carry it: whoever comes back goes on where they were.
        put_in_address(PARAMETER, mine.draft_id)
        return mine
    return None if wanted is None else _from_store(page, wanted)


def _from_store(page: Page, wanted: str) -> Draft | None:
    mine: Draft | None = st.session_state.get(_DRAFT)
    if mine is not None and mine.draft_id == wanted:
        return mine
    found = read_draft(load.engine(), wanted)
    if found is None or found.content is None:
        page.drop(PARAMETER, wanted[:40])
        return None
    st.session_state[_DRAFT] = found
    return found


def waiting() -> list[Draft]:
    """Drafts of files in the store, newest first; without their content."""
    return [one for one in list_drafts(load.engine()) if one.file_name is not None]


def begin(t: Translator, file_name: str, data: bytes, *, author: str, agency: str | None) -> None:
    """Take a file that was just sent; it is in the store before anything reads it."""
    now = datetime.now(UTC)
    draft = Draft(
        draft_id=uuid.uuid4().hex, started_at=now, changed_at=now, author=author, agency=agency,
        file_name=file_name, file_sha256=file_hash(data), content=data,
        choices=choices_text(Choices(agency=agency)), base_revision=load.last_revision(),
    )  # fmt: skip
    st.session_state[_REFUSED] = None
    _keep(t, draft)
    if load.settings().writable:
        put_in_address(PARAMETER, draft.draft_id)


def replace_file(t: Translator, draft: Draft, file_name: str, data: bytes) -> None:
    """Take a corrected file in place of the first; what was chosen stays."""
    choices = read_choices(draft.choices)
    sha256 = file_hash(data)
    if sha256 != draft.file_sha256:
        choices = choices.for_another_file()
    _keep(t, replace(
        draft, file_name=file_name, file_sha256=sha256, content=data,
        choices=choices_text(choices), changed_at=datetime.now(UTC),
    ))  # fmt: skip


def amend(t: Translator, how: Callable[[Choices], Choices]) -> None:
    """Change the choices as they are now: two clicks in a row are two changes."""
    draft: Draft | None = st.session_state.get(_DRAFT)
    if draft is not None:
        choices = choices_text(how(read_choices(draft.choices)))
        _keep(t, replace(draft, choices=choices, changed_at=datetime.now(UTC)))


@guarded
def seen_until(t: Translator, revision: int) -> None:
    """What others saved until a revision was looked at."""
    draft: Draft | None = st.session_state.get(_DRAFT)
    if draft is not None:
        _keep(t, replace(draft, base_revision=revision))


def forget(t: Translator, draft_id: str, *, stored: bool = True) -> None:
    """Leave nothing of a draft behind.

    Parameters
    ----------
    stored : bool
        Whether it may still be in the store.
    """
    state = st.session_state
    mine: Draft | None = state.get(_DRAFT)
    if stored and load.settings().writable:
        try:
            discard_draft(load.writer(), draft_id)
        except KampungKBError as error:
            state[_TROUBLE] = t.error(error)
            return
    if mine is not None and mine.draft_id == draft_id:
        state[_DRAFT] = None
    if from_address(PARAMETER) == draft_id:
        put_in_address(PARAMETER, None)
    next_round()


def refuse(t: Translator, draft: Draft, messages: tuple[str, ...]) -> None:
    """Delete a file that cannot be read or must not be kept, and remember to say so."""
    forget(t, draft.draft_id)
    st.session_state[_REFUSED] = Refused(file_name=draft.file_name or "", messages=messages)


def refused() -> Refused | None:
    """The file that was refused last."""
    found: Refused | None = st.session_state.get(_REFUSED)
    return found


def trouble() -> str | None:
    """Why the draft could not be stored; asked once."""
    found: str | None = st.session_state.pop(_TROUBLE, None)
    return found


def file_key(name: str) -> str:
    """Key of a file's widget; another one after each file, so that it is empty again."""
    return f"upload_{name}_{st.session_state.get(_ROUND, 0)}"


def next_round() -> None:
    """Empty the widgets of files."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def is_current(draft_id: str) -> bool:
    """Whether this session still works on a draft."""
    mine: Draft | None = st.session_state.get(_DRAFT)
    return mine is not None and mine.draft_id == draft_id


def note_attempt(
    draft: Draft,
    who: Identity | None,
    *,
    verdict: str,
    detail: str = "",
    revision: int | None = None,
) -> None:
    """Write to the audit trail what became of a file; the same outcome of one file once.

    Whoever is at work is named, else who sent the file. Nothing of its content is written.
    """
    if not load.settings().writable:
        return
    outcome = (draft.draft_id, draft.file_sha256, verdict, detail, revision)
    noted: set[object] = st.session_state.setdefault(_NOTED, set())
    if outcome in noted:
        return
    try:
        record_attempt(
            load.writer(), at=datetime.now(UTC), author=draft.author if who is None else who.name,
            agency=draft.agency, action=ACTION, file_name=shown_name(draft.file_name or ""),
            file_sha256=draft.file_sha256, verdict=verdict, detail=detail, revision=revision,
        )  # fmt: skip
    except KampungKBError as error:
        # What was saved is saved: nobody is to hear otherwise because the trail lacks a line.
        _LOG.warning("attempt was not recorded: %s", error)
        return
    noted.add(outcome)


def _keep(t: Translator, draft: Draft) -> None:
    st.session_state[_DRAFT] = draft
    next_round()
    if not load.settings().writable:
        return
    try:
        save_draft(load.writer(), draft)
    except KampungKBError as error:
        # It goes on in this session; a lost connection would lose it.
        st.session_state[_TROUBLE] = t.error(error)
