"""Announcing, withdrawing and reinstating a scenario: what it does, the question, and the deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

import streamlit as st

from kampungkb.errors import KampungKBError
from kampungkb.i18n.translator import Translator
from kampungkb.store import scenarios as store
from kampungkb.tasks.scenario import Entry
from kampungkb.tasks.scenario_view import announce_says, withdraw_says
from kampungkb.ui import identity, load, markup, writing
from kampungkb.ui.faults import guarded
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity

Kind = Literal["announce", "withdraw", "reinstate"]
# Of the session: the deed that is being asked about, why it was refused, and what was done.
_ASKED: Final = "scenario_asked"
_REFUSED: Final = "scenario_refused"
_DONE: Final = "scenario_done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is to be done to a scenario as it was seen."""

    kind: Kind
    scenario_id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    kind: Kind
    scenario_id: int
    name: str


def show_deeds(page: Page, entry: Entry, found: Sequence[Entry]) -> None:
    """The buttons of a scenario, or the question that one of them has opened."""
    _show_done(page.t, entry)
    if not writing.guard(page):
        return
    asked = st.session_state.get(_ASKED)
    if isinstance(asked, Deed) and asked.scenario_id == entry.scenario_id:
        _question(page, asked, entry, found)
        return
    _refused()
    with st.container(key="scenario_deeds", horizontal=True):
        for kind in _possible(entry):
            st.button(
                _label(page.t, kind), key=f"scenario_{kind}", on_click=_ask,
                args=(Deed(kind=kind, scenario_id=entry.scenario_id, version=entry.version),),
                icon=_ICONS[kind],
            )  # fmt: skip


_ICONS: Final = {
    "announce": ":material/campaign:", "withdraw": ":material/archive:",
    "reinstate": ":material/undo:",
}  # fmt: skip


def _possible(entry: Entry) -> tuple[Kind, ...]:
    if entry.withdrawn:
        return ("reinstate",)
    return ("withdraw",) if entry.announced else ("announce", "withdraw")


def _label(t: Translator, kind: Kind) -> str:
    return {
        "announce": t("scenario.announce"),
        "withdraw": t("scenario.withdraw"),
        "reinstate": t("scenario.reinstate"),
    }[kind]


def _question(page: Page, asked: Deed, entry: Entry, found: Sequence[Entry]) -> None:
    t = page.t
    announced = next((one for one in found if one.announced), None)
    says = {
        "announce": announce_says(t, entry, announced),
        "withdraw": withdraw_says(t, entry),
        "reinstate": t("scenario.reinstate_says", name=entry.name),
    }[asked.kind]
    with st.container(key="scenario_question", border=True):
        markup.show("scenario_says.html", text=says)
        who = identity.asked(page, key="scenario_who")
        _refused()
        with st.container(horizontal=True):
            if who is not None:
                st.button(
                    _sure(t, asked.kind, entry.name), key=f"scenario_{asked.kind}_sure",
                    type="primary", on_click=_do, args=(t, asked, who),
                )  # fmt: skip
            st.button(t("scenario.cancel"), key="scenario_cancel", type="tertiary",
                      on_click=_close)  # fmt: skip


def _sure(t: Translator, kind: Kind, name: str) -> str:
    shown = markup.plain(name)
    return {
        "announce": t("scenario.announce_sure", name=shown),
        "withdraw": t("scenario.withdraw_sure", name=shown),
        "reinstate": t("scenario.reinstate_sure", name=shown),
    }[kind]


def _show_done(t: Translator, entry: Entry) -> None:
    done = st.session_state.get(_DONE)
    if not isinstance(done, _Done) or done.scenario_id != entry.scenario_id:
        return
    words = {
        "announce": t("scenario.announce_done", name=done.name),
        "withdraw": t("scenario.withdraw_done", name=done.name),
        "reinstate": t("scenario.reinstate_done", name=done.name),
    }[done.kind]
    markup.show("history_done.html", text=words)


def _refused() -> None:
    refused = st.session_state.get(_REFUSED)
    if refused is not None:
        markup.show("identity_refused.html", text=refused)


@guarded
def _do(t: Translator, asked: Deed, who: Identity) -> None:
    """What was asked about; runs before the page does, so that it shows the new state."""
    state = st.session_state
    try:
        made = perform(asked, who)
    except KampungKBError as error:
        # The question is closed: what it asked about is not there any more as it was seen.
        state[_REFUSED], state[_ASKED] = t.error(error), None
        return
    state[_DONE] = _Done(kind=asked.kind, scenario_id=made.scenario_id, name=made.name)
    state[_ASKED] = state[_REFUSED] = None


def perform(asked: Deed, who: Identity) -> store.Scenario:
    """Write a deed to the store.

    Raises
    ------
    KampungKBError
        As `kampungkb.store.scenarios.announce`; this server may not write.
    """
    run = {
        "announce": store.announce, "withdraw": store.withdraw, "reinstate": store.reinstate,
    }[asked.kind]  # fmt: skip
    return run(
        load.writer(), asked.scenario_id, expected_version=asked.version, author=who.name,
        agency=who.agency, now=datetime.now(UTC),
    )  # fmt: skip


def _ask(asked: Deed) -> None:
    st.session_state[_ASKED] = asked
    st.session_state[_REFUSED] = st.session_state[_DONE] = None


def _close() -> None:
    st.session_state[_ASKED] = st.session_state[_REFUSED] = None


def forget() -> None:
    """Another scenario is looked at: nothing is asked or said about this one any more."""
    st.session_state[_ASKED] = st.session_state[_REFUSED] = st.session_state[_DONE] = None
