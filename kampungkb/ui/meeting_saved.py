"""Agendas that were saved by name: open one, save this one, take one off the list."""

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from kampungkb.errors import KampungKBError
from kampungkb.i18n.translator import Translator
from kampungkb.store.agendas import SavedAgenda, agendas, save_agenda, withdraw_agenda
from kampungkb.store.engine import read_transaction
from kampungkb.tasks.meeting_agenda import from_text, to_text
from kampungkb.tasks.meeting_view import known_keys
from kampungkb.ui import identity, load, markup
from kampungkb.ui.faults import guarded
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity
from kampungkb.ui.meeting_choice import choose_agenda, current_agenda

_CHOSEN: Final = "meeting_saved"
_NAME: Final = "meeting_name"
_LONGEST_NAME: Final = 80
# Of the session: the row that was opened or saved last, and what came of the last deed.
_SEEN: Final = "meeting_seen"
_SAID: Final = "meeting_said"


def show_saved(page: Page) -> None:
    """The list of saved agendas, and the form that saves the one on the screen."""
    t = page.t
    with read_transaction(load.engine()) as conn:
        found = agendas(conn)
    markup.show("block_title.html", title=t("meeting.saved_title"))
    _list(page, found)
    said = st.session_state.pop(_SAID, None)
    if not load.settings().writable:
        markup.show("sentence.html", text=t("meeting.in_address"))
        return
    who = identity.asked(page, key="meeting_identity")
    if who is not None:
        _form(page, who)
    if said is not None:
        with st.container(key="meeting_said"):
            markup.show("sentence.html", text=said)


def _list(page: Page, found: tuple[SavedAgenda, ...]) -> None:
    t = page.t
    if not found:
        markup.show("sentence.html", text=t("meeting.saved_none"))
        return
    named = {one.number: one for one in found}
    if st.session_state.get(_CHOSEN) not in named:
        st.session_state[_CHOSEN] = None
    chosen = st.selectbox(
        t("meeting.saved_label"), list(named), key=_CHOSEN, placeholder=t("meeting.saved_hint"),
        index=None, format_func=lambda number: _words(t, named[number]),
    )  # fmt: skip
    if chosen is None:
        return
    with st.container(horizontal=True):
        st.button(t("meeting.open"), key="meeting_open", on_click=_open,
                  args=(page, named[chosen]))  # fmt: skip
        who = identity.known()
        if who is not None and load.settings().writable:
            st.button(t("meeting.withdraw"), key="meeting_withdraw", on_click=_withdraw,
                      args=(t, named[chosen], who))  # fmt: skip


def _words(t: Translator, one: SavedAgenda) -> str:
    return t("meeting.saved_by", name=one.name, author=one.author, date=t.date(one.saved_at))


def _open(page: Page, saved: SavedAgenda) -> None:
    # What the register no longer has is left out, as in an address.
    agenda, dropped = from_text(saved.items, frozenset(known_keys(page.snapshot)))
    if agenda:
        choose_agenda(agenda)
    if dropped:
        st.session_state[_SAID] = page.t("meeting.left_out", keys=page.t.listing(dropped))
    st.session_state[_SEEN] = saved.number
    st.session_state[_NAME] = saved.name


def _form(page: Page, who: Identity) -> None:
    t = page.t
    markup.show("block_title.html", title=t("meeting.save_title"))
    st.text_input(t("meeting.save_name"), key=_NAME, max_chars=_LONGEST_NAME)
    st.button(t("meeting.save"), key="meeting_save", on_click=_save, args=(t, who))


@guarded
def _save(t: Translator, who: Identity) -> None:
    """Save what is shown; runs before the page does, so that it says so."""
    state, agenda = st.session_state, current_agenda()
    name = " ".join(str(state.get(_NAME) or "").split())
    if not name or not name.isprintable():
        state[_SAID] = t("meeting.save_missing")
        return
    try:
        saved = save_agenda(
            load.writer(), name=name, author=who.name, agency=who.agency, items=to_text(agenda),
            seen=state.get(_SEEN), now=datetime.now(UTC),
        )  # fmt: skip
    except KampungKBError as error:
        state[_SAID] = t.error(error)
        return
    state[_SEEN] = saved.number
    state[_SAID] = t("meeting.save_done", name=saved.name, n=len(agenda))


@guarded
def _withdraw(t: Translator, saved: SavedAgenda, who: Identity) -> None:
    state = st.session_state
    try:
        withdraw_agenda(
            load.writer(), saved.name, seen=saved.number, author=who.name, agency=who.agency,
            now=datetime.now(UTC),
        )  # fmt: skip
    except KampungKBError as error:
        state[_SAID] = t.error(error)
        return
    state[_SAID] = t("meeting.withdrawn", name=saved.name)
