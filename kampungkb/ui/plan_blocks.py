"""The view of the plan, from the form to its limits."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kampungkb.charts.theme import VERDICT_SHAPES
from kampungkb.errors import AreaPackError, PlanCancelledError
from kampungkb.maps.area_map import with_selection
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_listings import source_titles
from kampungkb.tasks.plan_moves import change_sentence
from kampungkb.tasks.plan_view import (
    cards,
    cards_title,
    comparisons,
    fault_sentences,
    finding,
    formula,
    meaning,
    showing,
    status,
    unknown_sentence,
)
from kampungkb.ui import load, markup, scenario_save
from kampungkb.ui.filters import PLACE, set_place
from kampungkb.ui.frame import Page
from kampungkb.ui.params import put_in_address, remember
from kampungkb.ui.plan_content import (
    Drawn,
    PlanContent,
    bars,
    basis_of,
    calendar,
    content_of,
    course,
    map_of,
    plan_job,
    plan_key,
    today,
)
from kampungkb.ui.plan_effort import show_effort
from kampungkb.ui.plan_form import Wish, assume, reset_button, show_form, wish_of
from kampungkb.ui.plan_more import show_more
from kampungkb.ui.plan_pictures import offer_picture
from kampungkb.ui.plan_progress import is_stopped, show_progress, start_again
from kampungkb.ui.plan_table import choose_cell, show_table
from kampungkb.ui.plan_why import show_why
from kampungkb.ui.plot import plot

LOOK: Final = "lihat"
LOOKS: Final = ("peta", "kalender", "perjalanan", "perbandingan")
# Of the session: the plan that is shown, and the one before it.
_SHOWN: Final = "plan_shown"
_BEFORE: Final = "plan_before"


def show_plan(page: Page, head: DeltaGenerator) -> None:
    """The whole view; the header's sentence comes last, its place is first."""
    t = page.t
    wish = wish_of(page, basis_of(page), today())
    show_form(page, wish)
    show_effort(page, wish)
    _wish_line(page, wish)
    # How far the work is stands where its outcome will stand.
    with st.container(key="plan_status"):
        content, said = _content(page, wish)
        if content is not None and content.plan_key == plan_key(page, wish):
            _status(page, content.of)
    with head:
        page.header(t("simulation.title"), said, wish.basis.ledger.as_of)
    with st.container(key="plan_result"):
        if content is None:
            markup.show("plan_blank.html")
        else:
            _result(page, wish, content)
    if content is not None and content.plan_key == plan_key(page, wish):
        scenario_save.block(page, content.of)
    how = f"{formula(wish.basis, wish.assumptions, t)} {t('simulation.how')}"
    page.footer(() if content is None else source_titles(content.of), how)


def _content(page: Page, wish: Wish) -> tuple[PlanContent | None, str]:
    """The plan, or while it is searched for the one before; and the sentence of the header."""
    t, key = page.t, plan_key(page, wish)
    shown: PlanContent | None = st.session_state.get(_SHOWN)
    if is_stopped(key):
        _former(page, shown)
        st.button(t("simulation.again"), key="plan_again", on_click=start_again, args=(key,))
        return shown, t("simulation.finding_stopped")
    job = plan_job(page, wish)
    if not job.done.is_set():
        _former(page, shown)
        show_progress(t, job, t("simulation.working_plan"), name="plan")
        return shown, t("simulation.finding_waiting")
    try:
        of: Answer = job.result()
    except PlanCancelledError:
        # Ended by whoever asked first, a moment before this page did.
        st.rerun()
    content = content_of(page, key, of)
    if shown is not None and shown.plan_key != key:
        st.session_state[_BEFORE] = shown.of
    st.session_state[_SHOWN] = content
    return content, finding(of, t)


def _former(page: Page, shown: PlanContent | None) -> None:
    """Grey out the former plan, and say that it is the former one."""
    if shown is not None:
        markup.show("plan_former.html", text=page.t("simulation.former"))


def _wish_line(page: Page, wish: Wish) -> None:
    with st.container(key="plan_wish", horizontal=True, vertical_alignment="center"):
        st.html(
            markup.render("sentence.html", text=showing(wish.basis, wish.assumptions, page.t)),
            width="stretch",
        )  # fmt: skip
        reset_button(page.t, wish)


def _status(page: Page, of: Answer) -> None:
    """What cannot be, how good the plan is, and what has to be known of it."""
    t = page.t
    errors = fault_sentences(of, "error", t)
    if errors:
        markup.show("plan_remarks.html", remarks=errors)
    if of.problem is None or (of.plan is None and errors):
        return
    notes = fault_sentences(of, "note", t)
    before: Answer | None = st.session_state.get(_BEFORE)
    said, unknown = status(of, t), unknown_sentence(of, t)
    if unknown not in (None, said.sentence) and of.problem.to_form:
        notes.append(str(unknown))
    markup.show(
        "plan_status.html", t=t, status=said if of.problem.to_form else None,
        shape=VERDICT_SHAPES[said.verdict], notes=notes,
        meaning=meaning(of, t) if of.plan is not None and of.problem.to_form else None,
        change=None if before is None else change_sentence(before, of, t),
        compared=comparisons(of, t)[1:],
    )  # fmt: skip


def _result(page: Page, wish: Wish, content: PlanContent) -> None:
    of = content.of
    _cards(page, wish, of)
    if of.problem is None or of.plan is None or not of.problem.to_form:
        return
    _look_switch(page)
    left, right = st.columns([7, 4], gap="medium")
    with left:
        _figure(page, content)
    with right:
        show_why(page, wish, content)
    show_table(page, content)
    show_more(page, content)


def _cards(page: Page, wish: Wish, of: Answer) -> None:
    t, found_ = page.t, cards(of, page.t)
    if not found_:
        return
    markup.show("block_title.html", title=cards_title(of, t))
    with st.container(key="plan_cards"):
        for at, one in enumerate(found_):
            left, right = st.columns([5, 2], vertical_alignment="center")
            with left:
                markup.show("plan_card.html", card=one)
            with right:
                st.button(
                    one.action, key=f"plan_apply_{at}", on_click=assume,
                    args=(wish, one.assumptions), width="stretch",
                )  # fmt: skip


def _look_switch(page: Page) -> None:
    t = page.t
    names = {
        "peta": t("simulation.look_map"), "kalender": t("simulation.look_calendar"),
        "perjalanan": t("simulation.look_course"), "perbandingan": t("simulation.look_compare"),
    }  # fmt: skip
    key, dropped = remember(LOOK, LOOKS, LOOKS[0])
    if dropped is not None:
        page.drop(LOOK, dropped)
    with st.container(key="plan_look"):
        chosen = st.segmented_control(
            t("simulation.look"), LOOKS, required=True, format_func=names.__getitem__, key=key,
            label_visibility="collapsed",
        )  # fmt: skip
    put_in_address(LOOK, None if chosen == LOOKS[0] else chosen)


def _figure(page: Page, content: PlanContent) -> None:
    look = st.session_state[f"param_{LOOK}"]
    with st.container(key="plan_view"):
        if look == "peta":
            _map(page, content)
            return
        makers: dict[str, Callable[[str, Page, PlanContent], Drawn | None]] = {
            "kalender": calendar, "perjalanan": course, "perbandingan": bars,
        }  # fmt: skip
        drawn = makers[look](content.key, page, content)
        if drawn is not None:
            _plot(page, drawn, drawn.body, f"plan_{look}", content)
            offer_picture(page, content, drawn, _file(page, look))
        if look == "kalender":
            markup.show("sentence.html", text=page.t("simulation.cell_hint"))


def _file(page: Page, look: str) -> str:
    t = page.t
    return {
        "kalender": t("picture.file_calendar"), "perjalanan": t("picture.file_course"),
        "perbandingan": t("picture.file_comparison"),
    }[look]  # fmt: skip


def _map(page: Page, content: PlanContent) -> None:
    t, of = page.t, page.snapshot
    try:
        layers = load.layers(of, 60)
    except AreaPackError as error:
        sentence = t("map.no_geometry", reason=t.error(error))
        st.error(markup.plain(sentence), icon=":material/error:")
        return
    drawn = map_of(content.key, page, content, layers)
    place = st.session_state.get(f"param_{PLACE}")
    outlined = place if place in layers.bounds else None
    body = with_selection(drawn.body, outlined, None)
    _plot(page, drawn, body, "plan_map", content)
    st.html(drawn.legend)
    offer_picture(
        page, content, replace(drawn, body=body), t("picture.file_map"), outlined=outlined
    )


def _plot(page: Page, drawn: Drawn, body: dict[str, Any], name: str, content: PlanContent) -> None:
    known = content.of.basis.snapshot.parents

    def click(code: str) -> None:
        if code in known:
            set_place(code)
        else:
            choose_cell(content.of, code)

    plot(
        body, page.t, key=name, name=f"{name}-{_digest(content)}", alt=drawn.alt,
        height=drawn.height, on_click=click,
    )  # fmt: skip


def _digest(content: PlanContent) -> str:
    return sha256(content.key.encode()).hexdigest()[:8]
