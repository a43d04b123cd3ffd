"""The agenda of a meeting on the normal page: choose, order, comment."""

from functools import partial
from typing import Final

import streamlit as st

from kampungkb.i18n.translator import Translator
from kampungkb.tasks.meeting_agenda import (
    LONGEST,
    MOST,
    Agenda,
    Item,
    commented,
    moved,
    with_slides,
    without,
)
from kampungkb.tasks.meeting_view import known_keys, slide_name
from kampungkb.ui import markup
from kampungkb.ui.copy_link import copy_link
from kampungkb.ui.frame import Page
from kampungkb.ui.meeting_choice import COMMENT, choose_agenda, current_agenda, present, usual
from kampungkb.ui.meeting_saved import show_saved

_ADD: Final = "meeting_add"


def finding(page: Page, agenda: Agenda) -> str:
    """What the meeting looks at, in one sentence."""
    return page.t("meeting.finding", n=len(agenda))


def show_editor(page: Page, agenda: Agenda) -> None:
    """The slides in their order, and beside them the saved agendas and the keys."""
    left, right = st.columns([7, 4], gap="large")
    with left:
        with st.container(horizontal=True):
            st.button(page.t("meeting.present"), key="meeting_present", type="primary",
                      on_click=present)  # fmt: skip
            if agenda != usual(page):
                st.button(page.t("meeting.reset"), key="meeting_reset",
                          on_click=choose_agenda, args=(usual(page),))  # fmt: skip
        markup.show("block_title.html", title=page.t("meeting.order_title"))
        for i, item in enumerate(agenda, 1):
            _row(page, item, i, len(agenda))
        _adding(page, agenda)
    with right:
        copy_link(page.t)
        show_saved(page)
        markup.show("block_title.html", title=page.t("meeting.keys_title"))
        markup.show("meeting_keys.html", keys=_keys(page.t))


def _row(page: Page, item: Item, number: int, last: int) -> None:
    t, key = page.t, item.key
    name = slide_name(page.snapshot, t, key)
    said = markup.plain(name)
    names, comment, buttons = st.columns([5, 6, 4], gap="small")
    with names:
        markup.show("meeting_item.html", number=str(number), words=name)
    with comment:
        field = f"{COMMENT}{key}"
        if field not in st.session_state:
            st.session_state[field] = item.comment
        st.text_input(
            t("meeting.comment_label", name=said), key=field, max_chars=LONGEST,
            label_visibility="collapsed", placeholder=t("meeting.comment_hint"),
            on_change=_comment, args=(key,),
        )  # fmt: skip
    with buttons, st.container(horizontal=True, gap="small", key=f"meeting_buttons_{key}"):
        st.button("", icon=":material/arrow_upward:", key=f"meeting_up_{key}",
                  help=t("meeting.earlier", name=said), disabled=number == 1,
                  on_click=_change, args=(partial(moved, key=key, steps=-1),))  # fmt: skip
        st.button("", icon=":material/arrow_downward:", key=f"meeting_down_{key}",
                  help=t("meeting.later", name=said), disabled=number == last,
                  on_click=_change, args=(partial(moved, key=key, steps=1),))  # fmt: skip
        st.button("", icon=":material/close:", key=f"meeting_out_{key}",
                  help=t("meeting.remove", name=said), disabled=last == 1,
                  on_click=_change, args=(partial(without, key=key),))  # fmt: skip


def _change(step: "partial[Agenda]") -> None:
    choose_agenda(step(current_agenda()))


def _comment(key: str) -> None:
    choose_agenda(commented(current_agenda(), key, str(st.session_state[f"{COMMENT}{key}"])))


def _adding(page: Page, agenda: Agenda) -> None:
    t = page.t
    present_keys = {one.key for one in agenda}
    left_over = [key for key in known_keys(page.snapshot) if key not in present_keys]
    if len(agenda) >= MOST:
        markup.show("sentence.html", text=t("meeting.full", n=str(MOST)))
        return
    st.multiselect(
        t("meeting.add_label"), left_over, key=_ADD, placeholder=t("meeting.add_hint"),
        max_selections=MOST - len(agenda),
        format_func=lambda key: slide_name(page.snapshot, t, key),
    )  # fmt: skip
    st.button(t("meeting.add"), key="meeting_add_button", on_click=_add)


def _add() -> None:
    choose_agenda(with_slides(current_agenda(), st.session_state.get(_ADD) or []))
    st.session_state[_ADD] = []


def _keys(t: Translator) -> list[tuple[str, str]]:
    return [
        (t("meeting.key_next"), t("meeting.key_next_means")),
        (t("meeting.key_before"), t("meeting.key_before_means")),
        (t("meeting.key_ends"), t("meeting.key_ends_means")),
        (t("meeting.key_point"), t("meeting.key_point_means")),
        (t("meeting.key_open"), t("meeting.key_open_means")),
        (t("meeting.key_whole"), t("meeting.key_whole_means")),
        (t("meeting.key_leave"), t("meeting.key_leave_means")),
    ]
