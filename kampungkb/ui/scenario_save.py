"""Saving a plan as a scenario, below its result; and taking that back."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from kampungkb.errors import KampungKBError
from kampungkb.i18n.translator import Translator
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.scenario import Entry, Offer, entries, offer_of, restored, save
from kampungkb.ui import identity, load, markup, writing
from kampungkb.ui.faults import guarded
from kampungkb.ui.frame import Page
from kampungkb.ui.identity import Identity
from kampungkb.ui.params import from_address
from kampungkb.ui.scenario_deeds import Deed, perform

# Key of the form below a plan's result.
OWN: Final = "scenario_save"
LONGEST_NAME: Final = 80
_LONGEST_NOTE: Final = 300
# In the address of a plan: the scenario that it was opened from.
FROM: Final = "dari"
# Of the session: the scenario that is open, as it was seen; by key of a form, what came of it.
_OPEN: Final = "scenario_open"
_DONE: Final = "scenario_saved"
_REFUSED: Final = "scenario_save_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """What was saved, or taken back."""

    offer: Offer
    scenario_id: int
    # The newest version, and the one before this save; None: there was none.
    version: int
    before: int | None
    name: str
    # saved, present (nothing was written), undone, undone_next
    kind: str

    def is_of(self, made: Scenario) -> bool:
        """Whether this is about just this version."""
        return (self.scenario_id, self.version) == (made.scenario_id, made.version)


def block(page: Page, answer: Answer) -> None:
    """Save the plan of an answer; nothing where there is none.

    Who has opened a scenario, by ``?dari=`` in the address, can save its next version.
    """
    offer = offer_of(answer)
    if offer is not None:
        saving(page, offer, key=OWN, title=page.t("scenario.save_title"))


def saving(page: Page, offer: Offer, *, key: str, title: str, proposed: str = "") -> None:
    """The form that saves a plan.

    Parameters
    ----------
    key : str
        Tells several of one page apart.
    proposed : str
        A name to begin with.
    """
    t = page.t
    with st.container(key=key, border=True):
        markup.show("block_title.html", title=title)
        _show_done(page, offer, key)
        if not writing.guard(page):
            return
        who = identity.asked(page, key=f"{key}_who")
        if who is None:
            return
        seen = _opened() if key == OWN else None
        if seen is not None:
            _over(page, key, seen)
            if from_address(FROM) and not seen.announced:
                proposed = seen.name
        fields = st.columns(2)
        with fields[0]:
            st.text_input(
                t("scenario.name"), key=f"{key}_name", max_chars=LONGEST_NAME,
                value=proposed[:LONGEST_NAME], placeholder=t("scenario.name_hint"),
            )  # fmt: skip
        with fields[1]:
            st.text_input(
                t("scenario.note"), key=f"{key}_note", max_chars=_LONGEST_NOTE,
                placeholder=t("scenario.note_hint"),
            )  # fmt: skip
        refused = st.session_state.get(_REFUSED, {}).get(key)
        if refused is not None:
            markup.show("identity_refused.html", text=refused)
        st.button(
            t("scenario.save"), key=f"{key}_button", type="primary", icon=":material/save:",
            on_click=_save, args=(t, key, offer, who, seen),
        )  # fmt: skip


def _over(page: Page, key: str, seen: Entry) -> None:
    """Whether the next version of the open scenario is to be saved, or a new one."""
    t = page.t
    words = {True: t("scenario.save_next", name=seen.name), False: t("scenario.save_new")}
    if seen.announced:
        markup.show("sentence.html", text=t("scenario.announced_stays", name=seen.name))
        return
    # Who has just saved a plan and made another one most likely wants to keep both.
    options = (True, False) if from_address(FROM) else (False, True)
    st.radio(
        t("scenario.save_as"), options, key=_over_key(key, seen), horizontal=True,
        format_func=lambda one: markup.plain(words[one]),
    )  # fmt: skip


def _opened() -> Entry | None:
    """The scenario of the address or of the last save, at the version that this session saw."""
    state, asked = st.session_state, from_address(FROM)
    seen = state.get(_OPEN)
    if isinstance(seen, Entry) and asked in (None, str(seen.scenario_id)):
        return seen
    known = {str(one.scenario_id): one for one in entries(load.engine()) if not one.withdrawn}
    found = known.get(asked or "")
    state[_OPEN] = found
    return found


def _show_done(page: Page, offer: Offer, key: str) -> None:
    t, done = page.t, st.session_state.get(_DONE, {}).get(key)
    if not isinstance(done, _Done) or done.offer != offer:
        return
    words = {
        "saved": t("scenario.saved", name=done.name),
        "present": t("scenario.saved_before", name=done.name),
        "undone": t("scenario.save_undone", name=done.name),
        "undone_next": t("scenario.save_undone_next", name=done.name),
    }[done.kind]
    with st.container(key=f"{key}_done", horizontal=True, vertical_alignment="center"):
        link = page.link("simulasi", isi="skenario", skenario=str(done.scenario_id))
        st.html(
            markup.render("scenario_saved.html", text=words, link=link, label=t("scenario.open")),
            width="content",
        )  # fmt: skip
        who = identity.known()
        if done.kind == "saved" and who is not None and writing.allowed(page):
            st.button(
                t("scenario.save_undo"), key=f"{key}_undo", type="tertiary",
                icon=":material/undo:", on_click=_undo, args=(t, key, done, who),
            )  # fmt: skip


def _over_key(key: str, seen: Entry) -> str:
    return f"{key}_over_{seen.scenario_id}"


@guarded
def _save(t: Translator, key: str, offer: Offer, who: Identity, seen: Entry | None) -> None:
    """Save what was shown; runs before the page does, so that it says so."""
    state = st.session_state
    # Read here: a click while the page is still drawn comes with the arguments of the run before.
    over = seen if seen is not None and state.get(_over_key(key, seen)) else None
    name = " ".join(str(state.get(f"{key}_name") or "").split())
    note = " ".join(str(state.get(f"{key}_note") or "").split())
    if not name or not name.isprintable():
        _told(_REFUSED, key, t("scenario.name_missing"))
        return
    try:
        made, new = save(
            load.writer(), offer, name=name, note=note or None, author=who.name,
            agency=who.agency, now=datetime.now(UTC), over=over,
        )  # fmt: skip
    except KampungKBError as error:
        _told(_REFUSED, key, t.error(error))
        return
    earlier = state.get(_DONE, {}).get(key)
    _told(_REFUSED, key, None)
    if not new and isinstance(earlier, _Done) and earlier.is_of(made):
        return  # The second click of a double one: the first has said what it did.
    done = _Done(
        offer=offer, scenario_id=made.scenario_id, version=made.version, name=made.name,
        before=made.version - 1 or None, kind="saved" if new else "present",
    )  # fmt: skip
    _told(_DONE, key, done)
    _reopen(made.scenario_id)


def _reopen(scenario_id: int) -> None:
    """What was written last is what this session has seen."""
    found = {one.scenario_id: one for one in entries(load.engine())}.get(scenario_id)
    st.session_state[_OPEN] = None if found is None or found.withdrawn else found


@guarded
def _undo(t: Translator, key: str, done: _Done, who: Identity) -> None:
    """Take a save back: the version before is the newest again, or the scenario is withdrawn."""
    try:
        if done.before is None:
            perform(Deed(kind="withdraw", scenario_id=done.scenario_id, version=done.version), who)
        else:
            restored(
                load.writer(), done.scenario_id, done.before, expected_version=done.version,
                author=who.name, agency=who.agency, now=datetime.now(UTC),
            )  # fmt: skip
    except KampungKBError as error:
        _told(_REFUSED, key, t.error(error))
        return
    kind = "undone" if done.before is None else "undone_next"
    undone = _Done(
        offer=done.offer, scenario_id=done.scenario_id, version=done.version + 1,
        before=done.version, name=done.name, kind=kind,
    )  # fmt: skip
    _told(_DONE, key, undone)
    _reopen(done.scenario_id)


def _told(name: str, key: str, what: object) -> None:
    kept = dict(st.session_state.get(name, {}))
    st.session_state[name] = kept | {key: what}
