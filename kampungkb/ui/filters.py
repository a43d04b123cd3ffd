"""Filters that several pages share; each choice stands in the address."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kampungkb.i18n.translator import Language, Translator, translator
from kampungkb.model.indicators import Pillar
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.words import pillar_word
from kampungkb.ui import load, markup
from kampungkb.ui.frame import Page, period_of
from kampungkb.ui.params import choose, put_in_address, remember

PLACE = "wilayah"
PERIOD = "periode"
AGENCY = "opd"
PILLAR = "pilar"
INDICATOR = "indikator"
# A village that was chosen on another page, while one looks at a page that chooses districts.
_WAITING = "place_waiting"


def filter_row(t: Translator, page_name: str, widths: Sequence[float]) -> list[DeltaGenerator]:
    """Places for filters in a row; on a phone they fold behind a switch: what they say comes first.

    Parameters
    ----------
    page_name : str
        Of the container, ``<page_name>_filters``, which the style sheet folds by its ending.
    widths : sequence of float
        Of the places, in proportion.
    """
    # Away from a phone the style sheet hides it before it is there: nothing moves up later.
    with st.container(key="filter_switch"):
        markup.show("filter_switch.html", t=t)
    with st.container(key=f"{page_name}_filters"):
        return st.columns(widths, vertical_alignment="bottom")


def chosen_period(page: Page) -> str | None:
    """The period of the session or the address, before its widget is drawn.

    A page needs it for its ledger, and the filters that are drawn before it need the ledger.
    """
    key, dropped = remember(PERIOD, page.snapshot.periods, page.snapshot.as_of)
    if dropped is not None:
        # A period without values of its own is a period all the same.
        st.session_state[key] = page.snapshot.as_of
        period = period_of(page, dropped)
        if period in page.snapshot.periods:
            st.session_state[key] = period
        else:
            page.drop(PERIOD, dropped)
    chosen: str | None = st.session_state[key]
    return chosen


def period_filter(page: Page, as_of: str | None) -> None:
    """The widget of the period that `chosen_period` returned."""
    choose(
        PERIOD, page.t("ui.period"), page.snapshot.periods, page.snapshot.as_of, page.t.period,
        drop=page.drop,
    )  # fmt: skip
    put_in_address(PERIOD, None if as_of == page.snapshot.as_of else as_of)


@st.cache_resource(show_spinner=False, max_entries=16)
def _place_names(key: tuple[object, ...], language: Language, _of: Snapshot) -> dict[str, str]:
    t, names = translator(language), _of.names
    found = {code: t("map.place_district", name=names[code]) for code in _of.districts["code"]}
    for code, district in _of.parents.items():
        found[code] = t("map.place_village", name=names[code], district=names[district])
    return found


def place_names(page: Page) -> dict[str, str]:
    """Names that cannot be mistaken, by code: districts, then villages."""
    return _place_names(load.key_of(page.snapshot), page.t.language, page.snapshot)


def place_filter(page: Page, default: str | None = None) -> str | None:
    """A village or district, found by name."""
    names = place_names(page)
    return choose(
        PLACE, page.t("map.search"), tuple(names), default, names.__getitem__,
        drop=page.drop, placeholder=page.t("map.search_hint"),
    )  # fmt: skip


def recall_place() -> None:
    """Choose the village again that had to wait on a page of districts, before the widget."""
    village = st.session_state.pop(_WAITING, None)
    key = f"param_{PLACE}"
    if village is not None and st.session_state.get(key) is None:
        st.session_state[key] = village


def district_filter(page: Page, placeholder: str) -> str | None:
    """A district, for pages that are about many villages; None: all."""
    of, key = page.snapshot, f"param_{PLACE}"
    if st.session_state.get(key) in of.parents:
        st.session_state[_WAITING] = st.session_state[key]
        st.session_state[key] = None
    chosen = choose(
        PLACE, page.t("map.column_district"), tuple(of.districts["code"]), None,
        of.names.__getitem__, drop=page.drop, placeholder=placeholder,
    )  # fmt: skip
    if chosen is not None:
        st.session_state.pop(_WAITING, None)
    return chosen


def set_place(code: str) -> None:
    """Choose a unit before the next run (a click on its mark)."""
    st.session_state[f"param_{PLACE}"] = code


def agency_filter(page: Page, agencies: tuple[str, ...], default: str | None = None) -> str | None:
    """An agency; without a default "all"."""
    t = page.t
    return choose(
        AGENCY, t("ui.agency"), agencies, default, str, drop=page.drop,
        placeholder=t("ui.all_agencies"),
    )  # fmt: skip


def pillar_filter(page: Page, pillars: tuple[Pillar, ...]) -> Pillar | None:
    """A pillar of the programme; None: all."""
    t = page.t
    return choose(
        PILLAR, t("ui.pillar"), pillars, None, lambda one: pillar_word(t, one), drop=page.drop,
        placeholder=t("ui.all_pillars"),
    )  # fmt: skip


def indicator_filter(page: Page, codes: tuple[str, ...], default: str | None) -> str | None:
    """An indicator by its short name."""
    dictionary = page.snapshot.dictionary
    return choose(
        INDICATOR, page.t("ui.indicator"), codes, default,
        lambda code: page.t.words(dictionary.get(code).short), drop=page.drop,
        placeholder=page.t("ui.all_indicators"),
    )  # fmt: skip
