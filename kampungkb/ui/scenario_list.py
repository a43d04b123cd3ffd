"""The list of scenarios and the one that is looked at."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

import streamlit as st

from kampungkb.i18n.translator import Translator
from kampungkb.tasks import scenario as task
from kampungkb.tasks.plan_address import written
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.scenario import Entry
from kampungkb.tasks.scenario_compare import Side
from kampungkb.tasks.scenario_listing import scenarios_listing
from kampungkb.tasks.scenario_view import (
    SHAPES,
    facts,
    line,
    shown_name,
    state_of,
    state_word,
    step_rows,
)
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page
from kampungkb.ui.listing_block import downloads
from kampungkb.ui.params import put_in_address, remember
from kampungkb.ui.scenario_deeds import forget, show_deeds
from kampungkb.ui.scenario_save import FROM

# In the address: the scenario that is looked at.
SCENARIO: Final = "skenario"
# In the address: numbers of scenarios that are compared, the reference first.
COMPARED: Final = "banding"
LIST_HEIGHT: Final = 440
_WITHDRAWN: Final = "scenario_withdrawn"


def today() -> date:
    """The day on the server's clock."""
    return datetime.now(UTC).astimezone().date()


def chosen_scenario(page: Page, found: Sequence[Entry]) -> Entry | None:
    """The scenario that the address names, else the first of the list; None: there is none."""
    by_number = {str(one.scenario_id): one for one in found}
    key, dropped = remember(SCENARIO, tuple(by_number), None)
    if dropped is not None:
        page.drop(SCENARIO, dropped)
    asked: str | None = st.session_state[key]
    put_in_address(SCENARIO, asked)
    if asked is not None:
        return by_number[asked]
    return found[0] if found else None


def choose_scenario(scenario_id: int) -> None:
    """Look at a scenario from the next run on."""
    st.session_state[f"param_{SCENARIO}"] = str(scenario_id)
    put_in_address(COMPARED, None)
    forget()


def show_list(page: Page, found: Sequence[Entry], looked_at: Entry) -> None:
    """The scenarios: the announced one first, then the newest; withdrawn ones on demand."""
    t = page.t
    withdrawn = [one for one in found if one.withdrawn]
    heading, switch, download = st.columns([3, 4, 2.6], vertical_alignment="center")
    with heading:
        markup.show("block_title.html", title=t("scenario.list_title"))
    all_shown = looked_at.withdrawn
    with switch:
        if withdrawn and not looked_at.withdrawn:
            label = t("scenario.show_withdrawn", n=len(withdrawn))
            all_shown = st.checkbox(label, key=_WITHDRAWN)
    shown = [one for one in found if all_shown or not one.withdrawn]
    with download, st.popover(
        t("common.download"), icon=":material/download:", width="stretch", key="scenarios_files"
    ):  # fmt: skip
        downloads(t, scenarios_listing(page.snapshot, shown, t), name="scenarios")
    with st.container(key="scenario_list", height=LIST_HEIGHT, border=True):
        for one in shown:
            is_shown = one.scenario_id == looked_at.scenario_id
            words, button = st.columns([5, 1], vertical_alignment="center")
            with words:
                own = line(t, one, found, page.snapshot.last_revision)
                markup.show("scenario_line.html", one=own, shown=is_shown)
            with button:
                st.button(
                    t("scenario.seen") if is_shown else t("scenario.see"),
                    key=f"scenario_see_{one.scenario_id}", type="tertiary", disabled=is_shown,
                    on_click=choose_scenario, args=(one.scenario_id,),
                )  # fmt: skip


def show_scenario(page: Page, basis: Basis, found: Sequence[Entry], side: Side) -> None:
    """One scenario: what is known of it, what can be done with it, what became of it."""
    t, entry = page.t, side.entry
    with st.container(key="scenario_panel", border=True):
        trail = step_rows(t, task.steps(load.engine(), entry.scenario_id))
        markup.show(
            "scenario_panel.html", t=t, title=shown_name(entry, found, t), state=state_of(entry),
            shape=SHAPES[state_of(entry)], word=state_word(t, entry), note=entry.note,
            made_up=entry.summary.made_up, facts=facts(t, entry, page.snapshot.last_revision),
            trail=trail, link=_link(page, basis, side), version=t.number(entry.version),
        )  # fmt: skip
        show_deeds(page, entry, found)


def _link(page: Page, basis: Basis, side: Side) -> str:
    """Address of the plan in the view of plans; empty where its assumptions cannot be read."""
    of = side.assumptions
    if of is None or not of.quarters:
        return ""
    said = written(basis, today(), of)
    return page.link("simulasi", isi="rencana", **said, **{FROM: str(side.entry.scenario_id)})


def show_empty(page: Page) -> None:
    """No scenario yet: what one is for, and the way to the first."""
    t: Translator = page.t
    markup.show(
        "scenario_empty.html", text=t("scenario.empty_how"), label=t("scenario.empty_link"),
        link=page.link("simulasi", isi="rencana"),
    )  # fmt: skip
