"""The way back from a page to the slide of a meeting from which it was opened."""

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

import streamlit as st

from kampungkb.ui import markup
from kampungkb.ui.params import from_address, put_in_address

if TYPE_CHECKING:
    from kampungkb.ui.frame import Page

RETURN: Final = "rapat"
# Of the session, so that it goes along over the pages that the reader opens from there.
_STATE: Final = "meeting_return"
# What the address of a meeting may hold; anything else of a link is left out.
_PARTS: Final = frozenset({"slide", "tunjuk", "agenda"})
_LONGEST: Final = 8000


def way_back(page: "Page") -> None:
    """A link back to the meeting, on pages that were opened from one."""
    if page.name == "meeting":
        st.session_state.pop(_STATE, None)
        put_in_address(RETURN, None)
        return
    wanted = from_address(RETURN)
    if wanted is not None:
        st.session_state[_STATE] = wanted[:_LONGEST]
    kept = st.session_state.get(_STATE)
    if kept is None:
        return
    put_in_address(RETURN, kept)
    parts = {name: value for name, value in parse_qsl(kept) if name in _PARTS}
    with st.container(key="meeting_return"):
        markup.show(
            "meeting_return.html", href=page.link("rapat", **parts), text=page.t("meeting.back")
        )
