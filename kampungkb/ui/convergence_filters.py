"""What the reader of the convergence page has chosen; all of it stands in the address."""

from dataclasses import dataclass

import streamlit as st

from kampungkb.analysis.convergence import counted_indicators
from kampungkb.tasks.convergence_view import SHOWN, Shown
from kampungkb.tasks.ledger import Ledger
from kampungkb.ui.filters import (
    INDICATOR,
    agency_filter,
    chosen_period,
    district_filter,
    filter_row,
    period_filter,
)
from kampungkb.ui.frame import Page
from kampungkb.ui.params import choose, put_in_address

# As on the page of the gaps.
FORMATION = "kampung"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvergenceChoice:
    """One state of the page."""

    as_of: str | None
    # None: the matrix of all.
    agency: str | None
    shown: Shown
    district: str | None
    # By which an agency's villages are ranked; None: all its indicators together.
    indicator: str | None


def convergence_choice(page: Page) -> tuple[ConvergenceChoice, Ledger]:
    """Draw the filters, at most four in sight, and read what they say."""
    t = page.t
    as_of = chosen_period(page)
    ledger = page.ledger(as_of)
    columns = filter_row(t, "convergence", [3, 3, 3, 3, 1.4])
    with columns[0]:
        agency = agency_filter(page, page.snapshot.dictionary.agencies)
    with columns[1]:
        shown = _shown(page, "formed" if agency is None else "all")
    with columns[2]:
        district = district_filter(page, t("convergence.all_districts"))
    with columns[3]:
        indicator = _indicator(page, ledger, agency)
    with columns[4], st.popover(t("ui.more"), width="stretch"):
        period_filter(page, as_of)
    choice = ConvergenceChoice(
        as_of=as_of, agency=agency, shown=shown, district=district, indicator=indicator
    )
    return choice, ledger


def _shown(page: Page, default: Shown) -> Shown:
    t = page.t
    names = {"formed": t("convergence.villages_formed"), "all": t("convergence.villages_all")}
    chosen = choose(
        FORMATION, t("convergence.villages"), SHOWN, default, names.__getitem__, drop=page.drop
    )  # fmt: skip
    return chosen or default


def _indicator(page: Page, ledger: Ledger, agency: str | None) -> str | None:
    """Only where an agency has several whose shortfalls add up is there anything to choose."""
    counted = () if agency is None else counted_indicators(ledger.terms, agency)
    options = tuple(one for one in ledger.indicators if one in counted)
    if len(options) < 2:
        put_in_address(INDICATOR, None)
        return None
    t, dictionary = page.t, page.snapshot.dictionary
    return choose(
        INDICATOR, t("convergence.rank_by"), options, None,
        lambda code: t.words(dictionary.get(code).short), drop=page.drop,
        placeholder=t("convergence.all_counted"),
    )  # fmt: skip
