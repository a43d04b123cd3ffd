"""Which unit the reader looks at, and how closely; all of it stands in the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from kampungkb.tasks.ledger import Ledger
from kampungkb.ui.filters import (
    INDICATOR,
    PLACE,
    chosen_period,
    filter_row,
    period_filter,
    place_filter,
    recall_place,
)
from kampungkb.ui.frame import Page
from kampungkb.ui.params import choose

# The programme's reference village: candidate of the national competition of 2023.
_REFERENCE = "36.04.23.2015"
Grouping = Literal["pillar", "agency"]
GROUPINGS: tuple[Grouping, ...] = ("pillar", "agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChoice:
    """One state of the page."""

    as_of: str | None
    # Code of a village or district; None: the register has none.
    place: str | None
    # Code of the indicator to look at closely; None: the one with most people short.
    indicator: str | None
    grouping: Grouping


def profile_choice(page: Page) -> tuple[ProfileChoice, Ledger, Sequence[Any]]:
    """Draw the filters and read what they say.

    Returns
    -------
    choice, ledger, places
        The places beside the filters for what a reader can do: download, copy the link, print.
    """
    t = page.t
    as_of = chosen_period(page)
    ledger = page.ledger(as_of)
    columns = filter_row(t, "profile", [3.4, 2.6, 1.2, 1.5, 2.1, 1.6])
    with columns[0]:
        place = _place(page)
    with columns[1]:
        indicator = _indicator(page, ledger)
    with columns[2], st.popover(t("ui.more"), width="stretch"):
        grouping = _grouping(page)
        period_filter(page, as_of)
    choice = ProfileChoice(as_of=as_of, place=place, indicator=indicator, grouping=grouping)
    return choice, ledger, columns[3:]


def _place(page: Page) -> str | None:
    villages = page.snapshot.villages["code"]
    if villages.empty:
        return None
    first = str(villages.iloc[0])
    default = _REFERENCE if _REFERENCE in page.snapshot.parents else first
    recall_place()
    key = f"param_{PLACE}"
    if key in st.session_state:
        # On other pages one may choose no place; here there is one.
        st.session_state[key] = st.session_state[key] or default
    return place_filter(page, default) or default


def _indicator(page: Page, ledger: Ledger) -> str | None:
    t, dictionary = page.t, page.snapshot.dictionary
    return choose(
        INDICATOR, t("profile.indicator"), ledger.indicators, None,
        lambda code: t.words(dictionary.get(code).short), drop=page.drop,
        placeholder=t("profile.most_short"),
    )  # fmt: skip


def _grouping(page: Page) -> Grouping:
    t = page.t
    names = {"pillar": t("ui.pillar"), "agency": t("ui.agency")}
    chosen = choose(
        "kelompok", t("profile.grouping"), GROUPINGS, "pillar", names.__getitem__, drop=page.drop
    )  # fmt: skip
    return chosen or "pillar"
