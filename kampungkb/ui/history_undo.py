"""Undoing a revision and bringing it back: what it would change, the answers, and the deed."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from kampungkb.errors import KampungKBError
from kampungkb.i18n.translator import Translator
from kampungkb.tasks import history_view as view
from kampungkb.tasks.history import Document
from kampungkb.tasks.history_rows import stays_word
from kampungkb.tasks.history_view import Entry, Remedy
from kampungkb.ui import identity, load, markup, writing
from kampungkb.ui.faults import guarded
from kampungkb.ui.frame import Page
from kampungkb.ui.history_content import undo_preview
from kampungkb.ui.history_filters import set_revision
from kampungkb.ui.history_listings import stays_file
from kampungkb.ui.identity import Identity
from kampungkb.ui.listing_block import downloads

# Of the session: the remedy that is being prepared, what was wrong with it, what was done.
_OPEN: Final = "history_undo"
_REFUSED: Final = "history_undo_refused"
_DONE: Final = "history_undo_done"
_LONGEST_REASON: Final = 300
# More rows than people read one by one are confirmed together, from a file.
TICKS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """What was done, for the line that says so."""

    remedy: Remedy
    looked_at: int
    # None: nothing had to change.
    revision: int | None


def open_button(page: Page, remedy: Remedy) -> None:
    """The button that says what it would do before anything is done."""
    st.button(
        _label(page.t, remedy), key=f"undo_open_{remedy.number}", on_click=_open,
        args=(remedy,), icon=":material/undo:",
    )  # fmt: skip


def is_open(page: Page, one: Entry) -> bool:
    """Whether the remedy of a revision is being prepared."""
    remedy = view.remedy(one)
    asked = st.session_state.get(_OPEN)
    return remedy is not None and asked == remedy and writing.allowed(page)


def show_undo(page: Page, one: Entry) -> None:
    """What the chosen remedy would do, and the questions before it."""
    t, remedy = page.t, view.remedy(one)
    if remedy is None:
        return
    markup.show("block_title.html", title=_label(t, remedy))
    try:
        preview = undo_preview(page, remedy.number)
    except KampungKBError as error:
        st.session_state[_REFUSED] = t.error(error)
        _buttons(t, None)
        return
    _prepare(page, one, remedy, preview)


def show_done(t: Translator, one: Entry) -> None:
    """What was done to a revision just now."""
    done: _Done | None = st.session_state.get(_DONE)
    if done is None or done.looked_at != one.number:
        return
    if done.revision is None:
        markup.show("history_done.html", text=t("history.nothing_done"))
        return
    text = (
        t("history.undo_done", n=done.remedy.about)
        if done.remedy.action == "undo"
        else t("history.restore_done", n=done.remedy.about)
    )
    with st.container(key="history_done", horizontal=True, vertical_alignment="center"):
        st.html(markup.render("history_done.html", text=text), width="content")
        st.button(
            t("history.saved_as", n=done.revision), key="undo_see", type="tertiary",
            on_click=set_revision, args=(done.revision,),
        )  # fmt: skip


def _prepare(page: Page, one: Entry, remedy: Remedy, preview: Document) -> None:
    t, sha256, found = page.t, preview["change_sha256"], preview["findings"]
    if sha256 is None and not found:
        markup.show("sentence.html", text=t("history.nothing_to_undo"))
        _buttons(t, None)
        return
    markup.show("sentence.html", text=_says(t, remedy, preview))
    if found:
        _ticks(page, preview)
    who = identity.asked(page)
    if sha256 is None or who is None:
        _buttons(t, None)
        return
    st.text_input(
        t("history.reason"), key=_reason_key(remedy), placeholder=t("history.reason_hint"),
        max_chars=_LONGEST_REASON,
    )  # fmt: skip
    # What is handed over is what was shown: where the store moved on in between, it is refused.
    keys = tuple(one["key"] for one in found)
    _buttons(t, remedy, (t, one.number, remedy, keys, sha256, who))


def _buttons(t: Translator, remedy: Remedy | None, args: tuple[object, ...] = ()) -> None:
    refused = st.session_state.get(_REFUSED)
    if refused is not None:
        markup.show("identity_refused.html", text=refused)
    with st.container(horizontal=True):
        if remedy is not None:
            st.button(
                _label(t, remedy), key=f"undo_{remedy.number}", type="primary",
                on_click=_commit, args=args,
            )  # fmt: skip
        st.button(t("history.close"), key="undo_close", on_click=_close, type="tertiary")


def _ticks(page: Page, preview: Document) -> None:
    t, found = page.t, preview["findings"]
    markup.show("sentence.html", text=t("history.stays", n=len(found)))
    with st.container(key="history_stays"):
        for one in found[:TICKS]:
            st.checkbox(markup.plain(stays_word(t, page.snapshot, one)), key=_tick_key(one["key"]))
    rest = len(found) - TICKS
    if rest > 0:
        st.checkbox(t("history.stays_rest", n=rest), key=_tick_key("", rest, preview["undoes"]))
        with st.popover(t("common.download"), icon=":material/download:", key="stays_files"):
            downloads(t, stays_file(t, page.snapshot, preview), name="stays")


def _says(t: Translator, remedy: Remedy, preview: Document) -> str:
    changes = preview["changes"]
    new, ended = changes["new"], changes["retracted"]
    changed = changes["changed"] - ended
    counts = ", ".join([
        *([t("history.back_new", n=new)] if new else []),
        *([t("history.back_changed", n=changed)] if changed else []),
        *([t("history.back_ended", n=ended)] if ended else []),
    ]) or t("history.no_rows")  # fmt: skip
    if remedy.action == "undo":
        return t("history.undo_says", n=remedy.about, counts=counts)
    return t("history.restore_says", n=remedy.about, counts=counts)


def _label(t: Translator, remedy: Remedy) -> str:
    if remedy.action == "undo":
        return t("history.undo", n=remedy.about)
    return t("history.restore", n=remedy.about)


@guarded
def _commit(
    t: Translator, looked_at: int, remedy: Remedy, keys: tuple[str, ...], sha256: str, who: Identity
) -> None:
    """Undo exactly what was shown; runs before the page does, so that it shows the new state."""
    state = st.session_state
    reason = " ".join(str(state.get(_reason_key(remedy)) or "").split())
    if not reason:
        state[_REFUSED] = t("history.reason_missing")
        return
    accepted = _accepted(remedy, keys)
    if len(accepted) < len(keys):
        state[_REFUSED] = t("history.tick_missing")
        return
    before = load.last_revision()
    try:
        with st.spinner(t("history.storing")):
            document = view.undo(
                load.writer(), remedy.number, action=remedy.action, author=who.name,
                agency=who.agency, reason=reason, now=datetime.now(UTC), t=t, accepted=accepted,
                expected=sha256,
            )  # fmt: skip
    except KampungKBError as error:
        state[_REFUSED] = t.error(error)
        return
    if document["verdict"] == "decision":
        state[_REFUSED] = t("history.tick_missing")
        return
    made = document["revision"] if document["verdict"] == "accepted" else None
    if made is None and isinstance(state.get(_DONE), _Done) and before == state[_DONE].revision:
        return  # The second click of a double one: the first has said what it did.
    state[_DONE] = _Done(remedy=remedy, looked_at=looked_at, revision=made)
    state[_OPEN] = state[_REFUSED] = None


def _accepted(remedy: Remedy, keys: tuple[str, ...]) -> list[str]:
    state, first, rest = st.session_state, keys[:TICKS], keys[TICKS:]
    accepted = [key for key in first if state.get(_tick_key(key))]
    if rest and state.get(_tick_key("", len(rest), remedy.number)):
        accepted += rest
    return accepted


def _tick_key(*parts: object) -> str:
    return "tick_" + "|".join(map(str, parts))


def _reason_key(remedy: Remedy) -> str:
    return f"undo_reason_{remedy.number}"


def _open(remedy: Remedy) -> None:
    st.session_state[_OPEN] = remedy
    st.session_state[_REFUSED] = st.session_state[_DONE] = None


def _close() -> None:
    st.session_state[_OPEN] = st.session_state[_REFUSED] = None
