"""The view of saved plans: the list, one of them, side by side, and the announced one anew."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.scenario import Entry, entries
from kampungkb.tasks.scenario_compare import side, source_titles
from kampungkb.tasks.scenario_view import finding
from kampungkb.ui import load
from kampungkb.ui.frame import Page
from kampungkb.ui.scenario_compare import show_compare
from kampungkb.ui.scenario_list import chosen_scenario, show_empty, show_list, show_scenario
from kampungkb.ui.scenario_replan import show_replan


def show(page: Page, head: DeltaGenerator | None = None) -> None:
    """The whole view, header and footer included.

    Parameters
    ----------
    head : DeltaGenerator, optional
        A place above what the page has drawn already, for the header; here unless given.
    """
    t = page.t
    place = st.container(key="scenario_head") if head is None else head
    # Asked at every run: what somebody else has saved meanwhile is there, too.
    found = entries(load.engine())
    basis = Basis(snapshot=page.snapshot, ledger=page.ledger())
    with place:
        page.header(t("scenario.title"), finding(t, found), page.snapshot.as_of)
    looked_at = chosen_scenario(page, found)
    if looked_at is None:
        show_empty(page)
        page.footer((), t("scenario.how"))
        return
    page.footer(_blocks(page, basis, found, looked_at), t("scenario.how"))


def _blocks(
    page: Page, basis: Basis, found: tuple[Entry, ...], looked_at: Entry
) -> tuple[str, ...]:
    """Everything between header and footer; returned are the titles of the sources."""
    own = side(load.engine(), looked_at)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        show_list(page, found, looked_at)
    with right:
        show_scenario(page, basis, found, own)
    show_compare(page, basis, found, looked_at)
    show_replan(page, basis, next((one for one in found if one.announced), None))
    return source_titles(basis, own.assumptions.weights if own.assumptions else {})
