"""The agenda that a reader looks at or edits; it stands in the address unless it is the usual."""

import streamlit as st

from kampungkb.tasks.meeting_agenda import Agenda, agenda_of, from_text, to_text
from kampungkb.tasks.meeting_view import default_agenda, known_keys
from kampungkb.ui.frame import Page
from kampungkb.ui.meeting_stage import AGENDA, EDITOR, VIEW
from kampungkb.ui.params import from_address, put_in_address

# Before the key of a slide: the key of the field of its comment.
COMMENT = "meeting_comment_"
_STATE = f"param_{AGENDA}"
_VIEW = f"param_{VIEW}"


def usual(page: Page) -> Agenda:
    """The agenda that nobody has prepared."""
    return agenda_of(default_agenda(page.snapshot))


def chosen_agenda(page: Page) -> Agenda:
    """The agenda of the session, else of the address, else the usual one; never empty."""
    if _STATE not in st.session_state:
        known = frozenset(known_keys(page.snapshot))
        found, dropped = from_text(from_address(AGENDA) or "", known)
        for one in dropped:
            page.dropped.append(f"{AGENDA}={one}")
        st.session_state[_STATE] = found or usual(page)
    agenda: Agenda = st.session_state[_STATE]
    put_in_address(AGENDA, agenda_text(page, agenda))
    return agenda


def agenda_text(page: Page, agenda: Agenda) -> str | None:
    """An agenda as it stands in the address; None: the usual one."""
    return None if agenda == usual(page) else to_text(agenda)


def current_agenda() -> Agenda:
    """The agenda of the session, inside what a button does: the page has chosen one before."""
    agenda: Agenda = st.session_state[_STATE]
    return agenda


def choose_agenda(agenda: Agenda) -> None:
    """Make this the agenda of the session; the fields of its comments begin with what it says."""
    st.session_state[_STATE] = agenda
    for key in [one for one in st.session_state if str(one).startswith(COMMENT)]:
        del st.session_state[key]


def is_editing(page: Page) -> bool:
    """Whether the reader is at the agenda, not at the slides."""
    if _VIEW not in st.session_state:
        wanted = from_address(VIEW)
        if wanted not in (None, EDITOR):
            page.drop(VIEW, str(wanted)[:20])
            wanted = None
        st.session_state[_VIEW] = wanted
    editing = bool(st.session_state[_VIEW] == EDITOR)
    put_in_address(VIEW, EDITOR if editing else None)
    return editing


def present() -> None:
    """Go to the slides, at the first one."""
    st.session_state[_VIEW] = None
