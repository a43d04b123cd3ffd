"""The steps after typing: check, look at what changes, confirm, save, and where to undo it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from kampungkb.errors import KampungKBError, PreviewOutdatedError
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.dictionary_entry import PreparedDictionary
from kampungkb.tasks.entry import LONGEST, PreparedEntry, Remark, remark_words
from kampungkb.tasks.entry_saving import note_refused, save_form
from kampungkb.ui import load, markup
from kampungkb.ui.entry_content import previewed
from kampungkb.ui.entry_fields import Fields, accept_key, start_afresh
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity
from kampungkb.ui.preview_blocks import preview_blocks

# Of the session: which form was asked to be checked, which was to be saved, what was saved.
_ASKED: Final = "entry_asked"
_UNSAID: Final = "entry_unsaid"
_WANTED: Final = "entry_wanted"
_DONE: Final = "entry_done"
_REASON_MISSING: Final = "entry_reason_missing"


Prepared = PreparedEntry | PreparedDictionary


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was saved last."""

    number: int
    saved: bool
    # None: the dictionary.
    village: str | None


def is_asked(context: str) -> bool:
    """Whether a form was asked to be checked."""
    return bool(st.session_state.get(_ASKED) == context)


def check_button(t: Translator, context: str) -> None:
    """Send the form; Enter in one of its fields does the same."""
    st.form_submit_button(
        t("entry.check"), on_click=_ask, args=(context,), type="primary",
        key=f"entry_check_{context}",
    )  # fmt: skip


def _show_done(page: Page) -> None:
    """What was saved last, quietly, and where to see it or take it back."""
    done: Done | None = st.session_state.get(_DONE)
    if done is None:
        return
    t = page.t
    said = t("entry.saved", n=done.number) if done.saved else t("entry.already", n=done.number)
    links = []
    if done.village is not None:
        name = page.snapshot.names.get(done.village, done.village)
        links.append((t("entry.to_profile", name=name), page.link("profil", wilayah=done.village)))
    links.append((t("entry.to_history"), page.link("riwayat", revisi=str(done.number))))
    markup.show("entry_done.html", text=said, links=links)


def show_steps(
    page: Page,
    who: Identity,
    fields: Fields,
    prepared: Prepared | None,
    *,
    kind: str,
    village: str | None,
) -> None:
    """What follows the check of a form: its preview, confirmations, and the button that saves.

    Before a check it is what was saved last: there is where the reader has just pressed a button.
    """
    if prepared is None:
        _show_done(page)
        return
    context, t = fields.context, page.t
    fields.below(None)
    if st.session_state.pop(_UNSAID, None) == context and prepared.verdict == "refused":
        note_refused(
            load.writer(), prepared.remarks, kind=kind, author=who.name, agency=who.agency,
            now=datetime.now(UTC),
        )  # fmt: skip
    wanted: tuple[str, str, str] | None = st.session_state.pop(_WANTED, None)
    if wanted is not None and wanted[0] == context:
        _save(page, who, prepared, wanted[1], wanted[2], kind=kind, village=village)
    sha256 = None if prepared.planned is None else prepared.planned.content_sha256
    if prepared.verdict == "refused":
        wrong = sum(one.finding.severity == "error" for one in prepared.remarks)
        markup.show("entry_note.html", text=t("entry.refused", n=wrong))
    elif sha256 is None:
        markup.show("entry_note.html", text=t("entry.unchanged"))
    else:
        with st.spinner(t("entry.working")):
            shown = previewed(page, prepared.change, sha256)
        preview_blocks(page, shown, key=f"entry_{sha256[:16]}")
        _confirmations(t, context, prepared.remarks)
        _save_form(page, context, sha256, ready=prepared.verdict == "ready")


def _ask(context: str) -> None:
    st.session_state[_ASKED] = st.session_state[_UNSAID] = context
    st.session_state[_DONE] = None


def _want(context: str, sha256: str) -> None:
    reason = " ".join(str(st.session_state.get(_reason_key(context), "")).split())
    if reason:
        st.session_state[_WANTED] = (context, sha256, reason)
    st.session_state[_REASON_MISSING] = None if reason else context


def _reason_key(context: str) -> str:
    return f"entry_field_{context}_reason"


def _confirmations(t: Translator, context: str, remarks: Sequence[Remark]) -> None:
    """One check for each warning, and one only."""
    warnings = [one for one in remarks if one.finding.severity == "warning"]
    if not warnings:
        return
    with st.container(key="entry_confirm"):
        markup.show("block_title.html", title=t("entry.confirm_title"))
        for one in warnings:
            st.checkbox(
                markup.plain(remark_words(t, one)), key=accept_key(context, one.finding.key)
            )


def _save_form(page: Page, context: str, sha256: str, *, ready: bool) -> None:
    t = page.t
    with st.form(key=f"entry_save_{context}"):
        st.text_input(
            t("entry.reason"), key=_reason_key(context), max_chars=LONGEST,
            placeholder=t("entry.reason_hint"),
        )  # fmt: skip
        if st.session_state.get(_REASON_MISSING) == context:
            remarks = [("error", t("entry.reason_missing"))]
            markup.show("entry_remarks.html", remarks=remarks)
        st.form_submit_button(
            t("entry.save", n=page.snapshot.last_revision + 1), type="primary", disabled=not ready,
            on_click=_want, args=(context, sha256), key=f"entry_save_button_{context}",
        )  # fmt: skip
        if not ready:
            markup.show("entry_note.html", text=t("entry.confirm_first"))


def _save(
    page: Page,
    who: Identity,
    prepared: Prepared,
    sha256: str,
    reason: str,
    *,
    kind: str,
    village: str | None,
) -> None:
    """Save what was shown, or say why not."""
    try:
        if prepared.planned is None or prepared.verdict not in ("ready", "unchanged"):
            raise PreviewOutdatedError(page.snapshot.revision)
        saved = save_form(
            load.writer(), prepared.change, kind=kind, expected=sha256, author=who.name,
            agency=who.agency, reason=reason, now=datetime.now(UTC),
        )  # fmt: skip
    except KampungKBError as error:
        st.error(markup.plain(page.t.error(error)), icon=":material/error:")
        return
    st.session_state[_DONE] = Done(number=saved.number, saved=saved.saved, village=village)
    st.session_state[_ASKED] = None
    start_afresh()
    st.rerun()
