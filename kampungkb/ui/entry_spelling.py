"""Spellings that uploads have taught the program: seen, and forgotten where one was wrong."""

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from kampungkb.tasks.entry import LONGEST
from kampungkb.tasks.spellings import confirmed_spellings, forget_spelling, spellings_listing
from kampungkb.ui import faults, load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity
from kampungkb.ui.listing_block import listing_block

_CHOSEN: Final = "spelling_chosen"
_REASON: Final = "spelling_reason"
_SAID: Final = "spelling_said"


def show_spellings(page: Page, who: Identity) -> None:
    """The list, and a form that takes one out of it."""
    t, rows = page.t, confirmed_spellings(page.snapshot)
    said: tuple[str, str] | None = st.session_state.pop(_SAID, None)
    if said is not None:
        markup.show("entry_done.html", text=said[0], links=[(t("entry.to_history"), said[1])])
    if rows.empty:
        markup.show("entry_note.html", text=t("entry.spelling_none"))
        return
    markup.show("entry_note.html", text=t("entry.spelling_what"))
    listing = spellings_listing(page.snapshot, t)
    shown = rows[["name", "village", "district", "code"]].set_axis(
        [
            t("entry.spelling_typed"), t("export.village_name"), t("export.district_name"),
            t("export.village_code"),
        ],
        axis="columns",
    )  # fmt: skip
    listing_block(
        t, "|".join(map(str, (*load.key_of(page.snapshot), t.language, "spellings"))),
        listing.title, shown, {}, listing, name="spellings",
    )  # fmt: skip
    pairs = list(zip(rows["name"], rows["code"], strict=True))
    words = {
        (one.name, one.code): t(
            "entry.spelling_means", typed=str(one.name),
            place=t("map.place_village", name=str(one.village), district=str(one.district)),
        )
        for one in rows.itertuples(index=False)
    }  # fmt: skip
    with st.form(key="spelling_form"):
        chosen = st.selectbox(
            t("entry.spelling_choose"), pairs, index=None, format_func=words.__getitem__,
            key=_CHOSEN, placeholder=t("entry.spelling_hint"),
        )  # fmt: skip
        st.text_input(
            t("entry.reason"), key=_REASON, max_chars=LONGEST,
            placeholder=t("entry.spelling_reason_hint"),
        )  # fmt: skip
        missing = st.form_submit_button(
            t("entry.spelling_forget"), type="primary", key="spelling_forget",
            on_click=faults.guarded(_forget), args=(page, who),
        )  # fmt: skip
        if missing and said is None:
            lacking = t("entry.spelling_choose_first") if chosen is None else t(
                "entry.reason_missing"
            )  # fmt: skip
            markup.show("entry_remarks.html", remarks=[("error", lacking)])


def _forget(page: Page, who: Identity) -> None:
    chosen: tuple[str, str] | None = st.session_state.get(_CHOSEN)
    reason = " ".join(str(st.session_state.get(_REASON, "")).split())
    if chosen is None or not reason:
        return
    name, code = chosen
    saved = forget_spelling(
        load.writer(), name, code, author=who.name, agency=who.agency, reason=reason,
        now=datetime.now(UTC),
    )  # fmt: skip
    words = page.t("entry.spelling_forgotten", typed=name, n=saved.number)
    st.session_state[_SAID] = (words, page.link("riwayat", revisi=str(saved.number)))
    st.session_state[_CHOSEN], st.session_state[_REASON] = None, ""
