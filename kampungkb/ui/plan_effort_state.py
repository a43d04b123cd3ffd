"""Efforts that plans of this session use: in the session, in the store, or in a saved scenario."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from kampungkb.errors import KampungKBError
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.plan_effort_kept import (
    EffortDays,
    KeptEffort,
    effort_id,
    keep_effort,
    kept_effort,
)
from kampungkb.tasks.scenario import assumptions_of, entries, plan_of
from kampungkb.ui import identity, load

# Of the session: efforts by their id, and why one of them could not be stored.
_KNOWN: Final = "plan_efforts"
_TROUBLE: Final = "plan_effort_trouble"
_MOST: Final = 8


def finder() -> Callable[[str], EffortDays | None]:
    """What finds the effort that an address names."""

    def find(own_id: str) -> EffortDays | None:
        found = known(own_id)
        return None if found is None else found.days

    return find


def known(own_id: str) -> KeptEffort | None:
    """The effort with an id: of this session, of the store, or of a scenario that has it."""
    held: dict[str, KeptEffort] = st.session_state.get(_KNOWN, {})
    if own_id in held:
        return held[own_id]
    found = kept_effort(load.engine(), own_id) or _of_scenario(own_id)
    if found is not None:
        _hold(own_id, found)
    return found


def _of_scenario(own_id: str) -> KeptEffort | None:
    """A scenario carries its effort, also to a server that never saw the file."""
    for entry in entries(load.engine()):
        of = assumptions_of(plan_of(load.engine(), entry))
        if of is not None and effort_id(of.effort) == own_id:
            return KeptEffort(days=of.effort, file_name=None)
    return None


def take(t: Translator, days: EffortDays, file_name: str) -> None:
    """Keep an effort that was just read, in the store where it may be written to."""
    _hold(effort_id(days), KeptEffort(days=days, file_name=file_name))
    st.session_state[_TROUBLE] = None
    if not load.settings().writable:
        return
    who = identity.known()
    try:
        keep_effort(
            load.writer(), days, file_name=file_name, author="" if who is None else who.name,
            now=datetime.now(UTC),
        )  # fmt: skip
    except KampungKBError as error:
        # The plan goes on with it; its link would not.
        st.session_state[_TROUBLE] = t.error(error)


def trouble() -> str | None:
    """Why the last effort could not be stored."""
    found: str | None = st.session_state.get(_TROUBLE)
    return found


def _hold(own_id: str, found: KeptEffort) -> None:
    held = dict(st.session_state.get(_KNOWN, {})) | {own_id: found}
    st.session_state[_KNOWN] = dict([*held.items()][-_MOST:])
