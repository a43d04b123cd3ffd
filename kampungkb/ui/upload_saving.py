"""The last steps of an upload: look at what changes, say why, save, and where to go from there."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from kampungkb.errors import KampungKBError, PreviewOutdatedError
from kampungkb.i18n.translator import Translator
from kampungkb.intake.reading import shown_name
from kampungkb.store.drafts import Draft
from kampungkb.tasks import upload_view as view
from kampungkb.tasks.upload import Prepared, save
from kampungkb.ui import load, markup, upload_state
from kampungkb.ui.faults import guarded
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity
from kampungkb.ui.preview_blocks import preview_blocks
from kampungkb.ui.upload_work import Worked, desk

LONGEST_REASON: Final = 300
# Of the session.
_DONE: Final = "upload_done"
_NOT_SAVED: Final = "upload_not_saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of the last file."""

    file_name: str
    # The revision made; the present one where nothing was to be saved.
    revision: int
    saved: bool
    rows: int
    # What to look at on the map.
    indicator: str | None
    period: str | None


def show_done(page: Page) -> None:
    """What became of the last file, and where to see it or take it back."""
    done: Done | None = st.session_state.get(_DONE)
    if done is None:
        return
    t = page.t
    if not done.saved:
        text = t("upload.unchanged", name=done.file_name, n=done.revision)
        markup.show("upload_done.html", text=text, links=[], after="")
        return
    text = t("upload.saved", name=done.file_name, rows=t.number(done.rows), n=done.revision)
    at_map = page.link("peta", warna=done.indicator, periode=done.period)
    links = [
        (t("upload.to_map"), at_map),
        (t("upload.to_history"), page.link("riwayat", revisi=str(done.revision))),
    ]
    markup.show("upload_done.html", text=text, links=links, after=t("upload.undo_there"))


def start_next() -> None:
    """What became of the last file need not be said any more."""
    st.session_state[_DONE] = st.session_state[_NOT_SAVED] = None


def finish_unchanged(page: Page, draft: Draft, worked: Worked) -> None:
    """A file that says what the store has: nothing is saved and the draft goes."""
    _finish(page.t, draft, worked.prepared, page.snapshot.last_revision, saved=False)


def show_since(page: Page, draft: Draft) -> None:
    """What others saved since this file was sent."""
    t = page.t
    lines = view.changed_since(t, page.snapshot, draft.base_revision)
    if not lines:
        return
    with st.container(key="upload_since"):
        markup.show("upload_since.html", title=t("upload.since", n=len(lines)), lines=lines[:5])
        st.button(
            t("upload.since_seen"), key="upload_since_seen", type="tertiary",
            on_click=upload_state.seen_until, args=(t, page.snapshot.last_revision),
        )  # fmt: skip


def show_preview(page: Page, worked: Worked) -> None:
    """What saving would change."""
    prepared, planned = worked.prepared, worked.prepared.planned
    if worked.effect is None or planned is None or planned.content_sha256 is None:
        return
    markup.show("upload_step.html", number=4, title=page.t("upload.step_preview"), note="")
    key = f"upload_{page.snapshot.last_revision}_{planned.content_sha256[:16]}"
    missing = view.missing_by_subject(prepared.checked)
    preview_blocks(page, worked.effect, key=key, missing=missing or None)


def show_save(page: Page, draft: Draft, worked: Worked, who: Identity | None) -> None:
    """The reason and the button."""
    t, prepared = page.t, worked.prepared
    waiting = len(prepared.checked.open)
    ready = prepared.verdict == "ready" and who is not None
    with st.container(key="upload_step_save"):
        markup.show("upload_step.html", number=5, title=t("upload.step_save"), note="")
        name = worked.choices.title or shown_name(draft.file_name or "")
        reason_key = f"upload_reason_{draft.draft_id}_{(draft.file_sha256 or '')[:8]}"
        st.text_input(
            t("upload.reason"), value=name[:LONGEST_REASON], max_chars=LONGEST_REASON,
            key=reason_key,
        )  # fmt: skip
        refused: str | None = st.session_state.get(_NOT_SAVED)
        if refused is not None:
            markup.show("upload_remark.html", text=refused)
        st.button(
            t("upload.save", n=page.snapshot.last_revision + 1), type="primary",
            disabled=not ready, key="upload_save_button", on_click=_commit,
            args=(t, draft, prepared, who, reason_key),
        )  # fmt: skip
        if waiting:
            markup.show("sentence.html", text=t("upload.save_waits", n=waiting))
        elif who is None:
            markup.show("sentence.html", text=t("upload.save_who"))


@guarded
def _commit(
    t: Translator, draft: Draft, prepared: Prepared, who: Identity | None, reason_key: str
) -> None:
    """Save exactly what was shown; runs before the page does, so that it shows the new state."""
    state = st.session_state
    reason = " ".join(str(state.get(reason_key) or "").split())
    if not reason:
        state[_NOT_SAVED] = t("upload.reason_missing")
        return
    if who is None or not upload_state.is_current(draft.draft_id):
        return  # The second click of a double one.
    state[_NOT_SAVED] = None
    try:
        with st.spinner(t("history.storing")):
            saved = save(
                load.writer(), prepared, author=who.name, reason=reason, now=datetime.now(UTC),
                draft_id=draft.draft_id,
            )  # fmt: skip
    except KampungKBError as error:
        outdated = isinstance(error, PreviewOutdatedError)
        state[_NOT_SAVED] = t("upload.outdated") if outdated else t.error(error)
        upload_state.note_attempt(draft, who, verdict="refused", detail=type(error).__name__)
        return
    verdict = "accepted" if saved.saved else "unchanged"
    upload_state.note_attempt(draft, who, verdict=verdict, revision=saved.number)
    _finish(t, draft, prepared, saved.number, saved=saved.saved)


def _finish(t: Translator, draft: Draft, prepared: Prepared, revision: int, *, saved: bool) -> None:
    rows = prepared.checked.observations
    planned = prepared.planned
    st.session_state[_DONE] = Done(
        file_name=shown_name(draft.file_name or ""),
        revision=revision,
        saved=saved,
        rows=0 if planned is None else planned.new + planned.changed + planned.retracted,
        indicator=None if rows.empty else str(rows["indicator"].iloc[0]),
        period=None if rows.empty else str(max(rows["period"])),
    )
    desk().drop(draft.draft_id)
    upload_state.forget(t, draft.draft_id, stored=not saved)
