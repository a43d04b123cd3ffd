"""What the reader of the map has chosen; all of it stands in the address."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from kampungkb.analysis.classes import CLASS_COUNTS, METHODS, Method
from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.map_view import MEASURES, Measure, measures_of
from kampungkb.ui.filters import (
    PLACE,
    chosen_period,
    filter_row,
    period_filter,
    place_names,
    recall_place,
    set_place,
)
from kampungkb.ui.frame import Page
from kampungkb.ui.params import choose, from_address, put_in_address

LevelChoice = Literal["village", "district"]
LEVELS: tuple[LevelChoice, ...] = ("village", "district")
FOCUS = "fokus"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapChoice:
    """One state of the map."""

    as_of: str | None
    indicator: Indicator
    measure: Measure
    level: LevelChoice
    method: Method
    count: int
    # The unit whose figures are shown, and the one the view has flown to.
    place: str | None
    focus: str | None


def map_choice(page: Page) -> tuple[MapChoice, Ledger]:
    """Draw the filters, at most four in sight, and read what they say."""
    t = page.t
    columns = filter_row(t, "map", [3, 2, 2, 3, 1])
    with columns[1]:
        level = _level(page)
    as_of = chosen_period(page)
    ledger = page.ledger(as_of)
    with columns[0]:
        indicator = _indicator(page, ledger)
    with columns[2]:
        measure = _measure(page, indicator, level)
    with columns[3]:
        place, focus = _place(page)
    with columns[4], st.popover(t("ui.more"), width="stretch"):
        period_filter(page, as_of)
        method, count = _classes(page)
    choice = MapChoice(
        as_of=as_of, indicator=indicator, measure=measure, level=level, method=method,
        count=count, place=place, focus=focus,
    )  # fmt: skip
    return choice, ledger


def _level(page: Page) -> LevelChoice:
    t = page.t
    names = {"village": t("map.level_village"), "district": t("map.level_district")}
    chosen = choose(
        "tingkat", t("map.level"), LEVELS, "village", names.__getitem__, drop=page.drop
    )  # fmt: skip
    return chosen or "village"


def _indicator(page: Page, ledger: Ledger) -> Indicator:
    codes = ledger.indicators or (FORMED_INDICATOR,)
    dictionary = page.snapshot.dictionary
    chosen = choose(
        "warna",
        page.t("map.colour_by"),
        codes,
        FORMED_INDICATOR,
        lambda code: page.t.words(dictionary.get(code).short),
        drop=page.drop,
    )
    return dictionary.get(chosen or FORMED_INDICATOR)


def _measure(page: Page, indicator: Indicator, level: LevelChoice) -> Measure:
    t = page.t
    names = {
        "value": t("map.measure_value"),
        "verdict": t("map.measure_verdict"),
        "shortfall": t("map.measure_shortfall"),
    }
    possible = measures_of(indicator, level)
    wanted = from_address("tampil")
    if wanted in MEASURES and wanted not in possible:
        put_in_address("tampil", None)
    chosen = choose(
        "tampil", t("map.measure"), possible, "value", names.__getitem__, drop=page.drop
    )  # fmt: skip
    return chosen or "value"


def _place(page: Page) -> tuple[str | None, str | None]:
    t = page.t
    names = place_names(page)
    codes = tuple(names)
    if "map_focus" not in st.session_state:
        wanted = from_address(FOCUS)
        st.session_state["map_focus"] = wanted if wanted in names else None
        if wanted is not None and wanted not in names:
            page.drop(FOCUS, wanted)
    recall_place()
    place = choose(
        PLACE, t("map.search"), codes, None, names.__getitem__,
        drop=page.drop, placeholder=t("map.search_hint"),
    )  # fmt: skip
    # Who searches wants to be taken there; who clicks on the map, or follows a link, is there.
    if place != st.session_state.get("map_place_seen", place):
        st.session_state["map_focus"] = place
    st.session_state["map_place_seen"] = place
    focus: str | None = st.session_state["map_focus"]
    put_in_address(FOCUS, focus)
    return place, focus


def select_place(code: str) -> None:
    """Show a unit's figures without moving the map (a click on it)."""
    set_place(code)
    st.session_state["map_place_seen"] = code


def _classes(page: Page) -> tuple[Method, int]:
    t = page.t
    names = {
        "quantiles": t("map.method_quantiles"),
        "natural": t("map.method_natural"),
        "equal": t("map.method_equal"),
        "target": t("map.method_target"),
    }
    method = choose(
        "metode", t("map.method"), METHODS, "quantiles", names.__getitem__, drop=page.drop
    )  # fmt: skip
    counts = tuple(map(str, CLASS_COUNTS))
    count = choose("kelas", t("map.classes"), counts, "5", str, drop=page.drop)
    return method or "quantiles", int(count or 5)
