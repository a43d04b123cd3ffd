"""The slides on the whole screen: what the reader looks at stands in the address."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import streamlit as st

from kampungkb.tasks.meeting_agenda import Agenda
from kampungkb.tasks.meeting_view import known_keys
from kampungkb.ui import assets
from kampungkb.ui.frame import Page
from kampungkb.ui.meeting_content import deck
from kampungkb.ui.params import from_address, put_in_address

SLIDE: Final = "slide"
POINT: Final = "tunjuk"
AGENDA: Final = "agenda"
VIEW: Final = "tampil"
EDITOR: Final = "agenda"
_KEY: Final = "rapat_salindia"
# Of the session: where the slides began, and the one that was asked for beside the agenda. Both
# stay as they are, so that a key that is pressed sends nothing to the browser but the address.
_BEGAN: Final = "param_meeting_began"
_EXTRA: Final = "param_meeting_extra"
# A key of a figure: of an indicator, a place, a quarter or an agency.
_LONGEST: Final = 60


@lru_cache(maxsize=1)
def _mount() -> Callable[..., Any]:
    address = assets.asset(Path(__file__).parent / "meeting.js").address
    js = (
        f"const m = import(new URL({address!r}, window.location.origin));\n"
        "export default c => { let end = () => {}, over = false;"
        " m.then(x => { if (!over) end = x.default(c) });"
        " return () => { over = true; end() } }\n"
    )
    mount: Callable[..., Any] = st.components.v2.component(
        "kampungkb_meeting", js=js, isolate_styles=False
    )
    return mount


def looked_at(page: Page, agenda: Agenda) -> tuple[str, str | None]:
    """The slide and the figure that the reader is at, from the session or else the address."""
    state = st.session_state
    if f"param_{SLIDE}" not in state:
        wanted = from_address(SLIDE)
        if wanted is not None and wanted not in known_keys(page.snapshot):
            page.drop(SLIDE, wanted[:_LONGEST])
            wanted = None
        state[f"param_{SLIDE}"] = wanted
        state[f"param_{POINT}"] = (from_address(POINT) or "")[:_LONGEST] or None
    first = agenda[0].key
    return state[f"param_{SLIDE}"] or first, state.get(f"param_{POINT}")


def show_stage(page: Page, agenda: Agenda, agenda_text: str | None) -> None:
    """The slides.

    Parameters
    ----------
    agenda : Agenda
        With one slide at least.
    agenda_text : str, optional
        As it stands in the address; None: the usual one.
    """
    at, point = looked_at(page, agenda)
    keys = [one.key for one in agenda]
    put_in_address(SLIDE, None if at == keys[0] else at)
    put_in_address(POINT, point)
    state = st.session_state
    began = state.setdefault(_BEGAN, {"slide": at, "point": point})
    if at not in keys:
        state[_EXTRA] = at
    extra = state.get(_EXTRA)
    html = deck(page, agenda, None if extra in keys else extra)
    known = frozenset(known_keys(page.snapshot))

    def went() -> None:
        told = state[_KEY].get("at")
        if isinstance(told, dict) and told.get("slide") in known:
            _look(told["slide"], told.get("point"))

    def left() -> None:
        state[f"param_{VIEW}"] = EDITOR
        for name in (_BEGAN, _EXTRA):
            state.pop(name, None)

    with st.container(key="rapat_layar"):
        _mount()(
            data={"html": html, "at": began, "agenda": agenda_text or ""},
            key=_KEY, on_at_change=went, on_leave_change=left,
        )  # fmt: skip


def _look(slide: str, point: object) -> None:
    st.session_state[f"param_{SLIDE}"] = slide
    st.session_state[f"param_{POINT}"] = point[:_LONGEST] if isinstance(point, str) else None
