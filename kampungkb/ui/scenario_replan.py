"""The announced plan made anew on the page: in the background, with what keeping it costs."""

from typing import Final

import streamlit as st

from kampungkb.i18n.translator import Translator
from kampungkb.tasks.plan_address import written
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.scenario import Entry
from kampungkb.tasks.scenario_compare import Side, side, source_titles
from kampungkb.tasks.scenario_replan import Replan, replan
from kampungkb.tasks.scenario_replan_view import (
    CHANGED,
    invitation,
    offer_for,
    promises_frame,
    promises_listing,
    told,
)
from kampungkb.ui import load, markup
from kampungkb.ui.background import begun
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import listing_block
from kampungkb.ui.params import from_address, put_in_address
from kampungkb.ui.plan_progress import is_stopped, show_progress, start_again
from kampungkb.ui.scenario_list import today
from kampungkb.ui.scenario_save import saving

# In the address: the scenario that is being planned anew.
REPLANNED: Final = "susun"
_KEY: Final = f"param_{REPLANNED}"


def show_replan(page: Page, basis: Basis, announced: Entry | None) -> None:
    """What has changed since a plan was announced, and the plan made anew."""
    t = page.t
    with st.container(key="scenario_replan_block"):
        markup.show("block_title.html", title=t("scenario.replan_title"))
        if announced is None:
            put_in_address(REPLANNED, None)
            markup.show("sentence.html", text=t("scenario.replan_none"))
            return
        says = invitation(t, announced, page.snapshot.last_revision)
        markup.show("scenario_says.html", text=says)
        if not _is_open(announced):
            st.button(
                t("scenario.replan_button", name=markup.plain(announced.name)),
                key="scenario_replan", icon=":material/sync:", on_click=_open,
                args=(announced.scenario_id,),
            )  # fmt: skip
            return
        found = _replanned(page, basis, side(load.engine(), announced))
        if found is not None:
            _show(page, basis, found)


def _is_open(announced: Entry) -> bool:
    state, own = st.session_state, str(announced.scenario_id)
    if _KEY not in state:
        state[_KEY] = from_address(REPLANNED)
    is_open: bool = state[_KEY] == own
    put_in_address(REPLANNED, own if is_open else None)
    return is_open


def _replanned(page: Page, basis: Basis, of: Side) -> Replan | None:
    """The plan made anew; None while it is being made."""
    entry, day = of.entry, today()
    key = ("replan", *load.key_of(page.snapshot), entry.scenario_id, entry.version, day)
    if is_stopped(key):
        start_again(key)
        _close()
        st.rerun()
    job = begun(key, "replan", lambda _: replan(basis, of, day))
    if not job.done.is_set():
        show_progress(page.t, job, page.t("scenario.replan_working"), name="replan")
        return None
    found: Replan = job.result()
    return found


def _show(page: Page, basis: Basis, of: Replan) -> None:
    t, words = page.t, told(of, basis, page.t)
    if words.refused:
        markup.show("scenario_lines.html", lines=words.result)
        _close_button(t)
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        n = len(of.promises(*CHANGED))
        markup.show(
            "scenario_replan.html", told=words, changed=t("scenario.replan_changed", n=n),
            link=_link(page, basis, of), label=t("scenario.replan_open"),
        )  # fmt: skip
        _close_button(t)
    offer = offer_for(of)
    if offer is not None:
        name = t(
            "scenario.replan_name", name=of.side.entry.name,
            revision=t.number(offer.data_revision),
        )  # fmt: skip
        with right:
            saving(page, offer, key="scenario_replan_save", title=t("scenario.replan_save"),
                   proposed=name)  # fmt: skip
    _table(page, basis, of)


def _table(page: Page, basis: Basis, of: Replan) -> None:
    t, entry = page.t, of.side.entry
    if of.answer is None:
        return
    frame, formats = promises_frame(of, page.snapshot, t)
    sources = source_titles(basis, of.answer.assumptions.weights)
    parts = (*load.key_of(page.snapshot), entry.scenario_id, entry.version, today(), t.language)
    listing_block(
        t, "|".join(map(str, parts)), t("scenario.promises_title", n=len(frame)), frame, formats,
        promises_listing(of, basis, sources, t), name="scenario_promises", with_link=False,
    )  # fmt: skip


def _link(page: Page, basis: Basis, of: Replan) -> str:
    if of.answer is None:
        return ""
    return page.link(
        "simulasi", isi="rencana", **written(basis, today(), of.answer.assumptions)
    )  # fmt: skip


def _close_button(t: Translator) -> None:
    st.button(t("scenario.replan_close"), key="scenario_replan_close", type="tertiary",
              on_click=_close)  # fmt: skip


def _open(scenario_id: int) -> None:
    st.session_state[_KEY] = str(scenario_id)


def _close() -> None:
    st.session_state[_KEY] = None
