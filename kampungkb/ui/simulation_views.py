"""The switch between the parts of the simulation; each has an address of its own."""

from typing import Final

import streamlit as st

from kampungkb.ui.frame import Page
from kampungkb.ui.params import CARRIED, put_in_address, remember

VIEW: Final = "isi"
PLAN, INDICATOR, SCENARIO = "rencana", "indikator", "skenario"
VIEWS: Final = (PLAN, INDICATOR, SCENARIO)
# What every page's address has.
_COMMON: Final = (VIEW, "v", "lang", *CARRIED)


def chosen_view(page: Page) -> str:
    """The part that the session or the address names, before its switch is drawn."""
    key, dropped = remember(VIEW, VIEWS, PLAN)
    if dropped is not None:
        page.drop(VIEW, dropped)
    chosen: str = st.session_state[key]
    return chosen


def view_switch(page: Page) -> None:
    """The switch that `chosen_view` has read."""
    t = page.t
    names = {
        PLAN: t("simulation.view_plan"), INDICATOR: t("simulation.view_indicator"),
        SCENARIO: t("simulation.view_scenario"),
    }  # fmt: skip
    with st.container(key="simulation_switch"):
        chosen = st.segmented_control(
            t("simulation.view_label"), VIEWS, required=True, format_func=names.__getitem__,
            key=f"param_{VIEW}", label_visibility="collapsed", on_change=_leave,
        )  # fmt: skip
    put_in_address(VIEW, None if chosen == PLAN else chosen)


def _leave() -> None:
    """One part's address says nothing to another: ``mulai`` is a quarter here, a month there."""
    for name in [one for one in st.query_params if one not in _COMMON]:
        put_in_address(name, None)
