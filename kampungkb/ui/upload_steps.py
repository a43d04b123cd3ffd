"""The steps of an upload below each other, as far as the file has come."""

from typing import Final

import streamlit as st

from kampungkb.errors import KampungKBError, UnreadableFileError
from kampungkb.i18n.translator import Translator
from kampungkb.store.drafts import Draft
from kampungkb.tasks.finding_words import finding_message
from kampungkb.ui import identity, load, markup, upload_state, upload_work, writing
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity
from kampungkb.ui.upload_findings import show_findings
from kampungkb.ui.upload_reading import show_reading
from kampungkb.ui.upload_saving import (
    finish_unchanged,
    show_done,
    show_preview,
    show_save,
    show_since,
    start_next,
)
from kampungkb.ui.upload_start import discard, show_file, show_start, show_waiting
from kampungkb.ui.upload_work import Job, Worked

# Seconds between two looks at a job.
_EVERY: Final = 0.5


def show_upload(page: Page) -> None:
    """The whole page below its header."""
    allowed = writing.guard(page)
    if page.snapshot.revision != page.snapshot.last_revision:
        return
    draft = upload_state.current(page)
    if draft is None:
        show_done(page)
        _refused(page.t)
    who = identity.asked(page) if allowed else None
    told = upload_state.trouble()
    if told is not None:
        markup.show("upload_remark.html", text=page.t("upload.draft_not_kept", reason=told))
    if draft is None:
        if allowed:
            show_waiting(page)
        show_start(page, who, can_send=who is not None or not allowed)
        return
    start_next_once(draft)
    show_file(page, draft)
    worked = _worked(page, draft, who)
    if worked is None:
        return
    _show_steps(page, draft, worked, who, allowed=allowed)


def start_next_once(draft: Draft) -> None:
    """With a new file the last one's outcome is not said any more; a refused save is."""
    if st.session_state.get(_SEEN) != draft.draft_id:
        st.session_state[_SEEN] = draft.draft_id
        start_next()


_SEEN: Final = "upload_seen"


def _show_steps(
    page: Page, draft: Draft, worked: Worked, who: Identity | None, *, allowed: bool
) -> None:
    checked = worked.prepared.checked
    if not checked.keep_file:
        messages = tuple(finding_message(page.t, one) for one in checked.errors)
        _refuse(page, draft, who, messages, "personal_data")
    if checked.errors:
        kinds = dict.fromkeys(one.kind for one in checked.errors)
        upload_state.note_attempt(draft, who, verdict="refused", detail=", ".join(kinds))
    if worked.prepared.verdict == "unchanged":
        upload_state.note_attempt(
            draft, who, verdict="unchanged", revision=page.snapshot.last_revision
        )
        finish_unchanged(page, draft, worked)
        st.rerun()
    show_since(page, draft)
    show_reading(page, draft, worked)
    show_findings(page, draft, worked)
    show_preview(page, worked)
    if allowed and worked.effect is not None:
        show_save(page, draft, worked, who)


def _worked(page: Page, draft: Draft, who: Identity | None) -> Worked | None:
    """What the file would do; None while it is being worked on, or where it cannot be."""
    job = upload_work.job_of(page, draft)
    if not job.done.wait(upload_work.PATIENCE):
        _watch(page.t, draft.draft_id, job)
        return None
    try:
        return job.result()
    except UnreadableFileError as error:
        upload_work.desk().drop(draft.draft_id)
        if error.reason == "cancelled":
            st.rerun()
        _refuse(page, draft, who, (page.t.error(error),), f"file_{error.reason}")
    except KampungKBError as error:
        # The store cannot be read now: the draft stays, and another try may do.
        upload_work.desk().drop(draft.draft_id)
        markup.show("upload_remark.html", text=page.t.error(error))
        st.button(page.t("ui.retry"), key="upload_retry")
    except Exception:
        upload_work.desk().drop(draft.draft_id)
        raise
    return None


@st.fragment(run_every=_EVERY)
def _watch(t: Translator, draft_id: str, job: Job) -> None:
    """How far the work has come, with a button that ends it."""
    if job.done.is_set():
        st.rerun()
    words = {
        "reading": t("upload.stage_reading"),
        "checking": t("upload.stage_checking"),
        "effect": t("upload.stage_effect"),
    }
    stages = list(words)
    with st.container(key="upload_progress", horizontal=True, vertical_alignment="center"):
        body = markup.render(
            "upload_progress.html", words=words.values(), at=stages.index(job.stage)
        )
        st.html(body, width="stretch")
        if st.button(t("upload.cancel"), key="upload_cancel"):
            discard(t, draft_id)
            st.rerun()


def _refuse(
    page: Page, draft: Draft, who: Identity | None, messages: tuple[str, ...], detail: str
) -> None:
    """Nothing of the file stays; the page begins again and says why."""
    upload_state.note_attempt(draft, who, verdict="refused", detail=detail)
    upload_work.desk().drop(draft.draft_id)
    upload_state.refuse(page.t, draft, messages)
    st.rerun()


def _refused(t: Translator) -> None:
    found = upload_state.refused()
    if found is not None:
        markup.show(
            "upload_refused.html", title=t("upload.refused", name=found.file_name),
            messages=found.messages, writable=load.settings().writable,
        )  # fmt: skip
