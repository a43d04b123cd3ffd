"""What the reader of the gaps has chosen; all of it stands in the address."""

import streamlit as st

from kampungkb.model.indicators import Indicator
from kampungkb.tasks.gaps_time import deadline_years, earlier_periods
from kampungkb.tasks.gaps_view import (
    FORMED,
    LEVELS,
    VIEWS,
    Formed,
    GapChoice,
    UnitLevel,
    View,
    chosen_indicators,
    first_indicator,
)
from kampungkb.tasks.ledger import Ledger
from kampungkb.ui.filters import (
    INDICATOR,
    PLACE,
    agency_filter,
    chosen_period,
    filter_row,
    indicator_filter,
    period_filter,
    pillar_filter,
    place_filter,
    place_names,
    recall_place,
    set_place,
)
from kampungkb.ui.frame import Page
from kampungkb.ui.params import choose, put_in_address, remember

VIEW, LEVEL, FORMATION, BEFORE, DEADLINE = "lihat", "tingkat", "kampung", "banding", "tenggat"
# The unit that was chosen in the last run: who chooses a village wants to see villages.
_SEEN = "gaps_place_seen"
# The level before a choice changed it: whoever takes the choice back wants it again.
_LEVEL_BEFORE = "gaps_level_before"


def gap_choice(page: Page) -> tuple[GapChoice, Ledger]:
    """Draw the filters, at most four in sight, and read what they say."""
    t, of = page.t, page.snapshot
    as_of = chosen_period(page)
    ledger = page.ledger(as_of)
    place = _chosen_place(page)
    pillars = tuple(dict.fromkeys(of.dictionary.get(code).pillar for code in ledger.indicators))
    agencies = tuple(
        dict.fromkeys(of.dictionary.get(code).responsible for code in ledger.indicators)
    )
    columns = filter_row(t, "gaps", [3, 2, 3, 3, 1.4])
    with columns[2]:
        agency = agency_filter(page, agencies)
    with columns[4], st.popover(t("ui.more"), width="stretch"):
        period_filter(page, as_of)
        pillar = pillar_filter(page, pillars)
        before = _before(page, as_of)
        deadline = _deadline(page, as_of)
    codes = chosen_indicators(of, ledger, agency=agency, pillar=pillar)
    with columns[0]:
        indicator = _indicator(page, ledger, codes)
    with columns[1]:
        level = _level(page, place)
    with columns[3]:
        formed = _formed(page)
    choice = GapChoice(
        as_of=as_of, indicator=indicator, codes=codes, level=level, formed=formed, before=before,
        deadline_year=deadline, place=place, view=_chosen_view(page),
    )  # fmt: skip
    return choice, ledger


def _chosen_place(page: Page) -> str | None:
    """The unit of the session or the address, before its widget is drawn."""
    names = place_names(page)
    recall_place()
    key, dropped = remember(PLACE, tuple(names), None)
    if dropped is not None:
        page.drop(PLACE, dropped)
    place: str | None = st.session_state[key]
    if place != st.session_state.get(_SEEN, place) and place in page.snapshot.parents:
        show_villages()
    st.session_state[_SEEN] = place
    return place


def place_search(page: Page) -> None:
    """The widget of the unit that is looked at."""
    place_filter(page)


def _indicator(page: Page, ledger: Ledger, codes: tuple[str, ...]) -> Indicator | None:
    chosen = indicator_filter(page, codes, first_indicator(ledger, codes))
    return None if chosen is None else page.snapshot.dictionary.get(chosen)


def _level(page: Page, place: str | None) -> UnitLevel:
    t = page.t
    names = {"village": t("map.level_village"), "district": t("map.level_district")}
    # A link to a village means its neighbours, not the districts.
    default: UnitLevel = "village" if place in page.snapshot.parents else "district"
    chosen = choose(LEVEL, t("gaps.level"), LEVELS, default, names.__getitem__, drop=page.drop)
    return chosen or default


def _formed(page: Page) -> Formed:
    t = page.t
    names = {
        "all": t("gaps.formed_all"),
        "formed": t("gaps.formed_only"),
        "unformed": t("gaps.formed_not"),
    }
    chosen = choose(
        FORMATION, t("gaps.formed"), FORMED, "all", names.__getitem__, drop=page.drop
    )  # fmt: skip
    return chosen or "all"


def _before(page: Page, as_of: str | None) -> str | None:
    t = page.t
    return choose(
        BEFORE, t("gaps.before"), earlier_periods(page.snapshot, as_of), None, t.period,
        drop=page.drop, placeholder=t("gaps.before_auto"),
    )  # fmt: skip


def _deadline(page: Page, as_of: str | None) -> int | None:
    t = page.t
    years = tuple(map(str, deadline_years(as_of)))
    chosen = choose(
        DEADLINE, t("gaps.deadline"), years, None, str, drop=page.drop,
        placeholder=t("gaps.deadline_auto"),
    )  # fmt: skip
    return None if chosen is None else int(chosen)


def _chosen_view(page: Page) -> View:
    """The view of the session or the address, before its switch is drawn."""
    key, dropped = remember(VIEW, VIEWS, VIEWS[0])
    if dropped is not None:
        page.drop(VIEW, dropped)
    chosen: View = st.session_state[key]
    return chosen


def view_switch(page: Page) -> None:
    """The switch of the view that `gap_choice` has read."""
    t = page.t
    names = {
        "achieved": t("gaps.view_achieved"),
        "indicators": t("gaps.view_indicators"),
        "shortfall": t("gaps.view_shortfall"),
        "distribution": t("gaps.view_distribution"),
        "course": t("gaps.view_course"),
        "ranking": t("gaps.view_ranking"),
    }
    chosen = st.segmented_control(
        t("gaps.view"), VIEWS, required=True, format_func=names.__getitem__,
        key=f"param_{VIEW}", label_visibility="collapsed",
    )  # fmt: skip
    put_in_address(VIEW, None if chosen == VIEWS[0] else chosen)


def select_mark(clicked: str) -> None:
    """Choose the unit, and the indicator, of a mark before the next run (a click on it)."""
    code, _, indicator = clicked.partition("|")
    set_place(code)
    if indicator:
        st.session_state[f"param_{INDICATOR}"] = indicator


def clear_place() -> None:
    """Take the choice of a unit back, and the level that it brought."""
    st.session_state[f"param_{PLACE}"] = None
    before = st.session_state.pop(_LEVEL_BEFORE, None)
    if before is not None:
        st.session_state[f"param_{LEVEL}"] = before


def show_villages() -> None:
    """Look at villages: those of the chosen district, or those around the chosen village."""
    key = f"param_{LEVEL}"
    st.session_state.setdefault(_LEVEL_BEFORE, st.session_state.get(key, "district"))
    st.session_state[key] = "village"
