"""What the reader of the page on data quality has chosen; all of it stands in the address."""

from dataclasses import dataclass

import streamlit as st

from kampungkb.analysis.quality import KINDS
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.quality_words import kind_word
from kampungkb.ui.filters import (
    agency_filter,
    chosen_period,
    district_filter,
    filter_row,
    period_filter,
)
from kampungkb.ui.frame import Page
from kampungkb.ui.params import choose, put_in_address, remember

KIND = "jenis"
FINDING = "temuan"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityChoice:
    """One state of the page, but for the finding that is looked at."""

    as_of: str | None
    agency: str | None
    district: str | None
    kind: str | None


def quality_choice(page: Page) -> tuple[QualityChoice, Ledger]:
    """Draw the filters and read what they say."""
    t, of = page.t, page.snapshot
    as_of = chosen_period(page)
    ledger = page.ledger(as_of)
    columns = filter_row(t, "quality", [3, 3, 3, 1])
    with columns[0]:
        agency = agency_filter(page, of.dictionary.agencies)
    with columns[1]:
        district = district_filter(page, t("quality.all_districts"))
    with columns[2]:
        kind = choose(
            KIND, t("quality.kind"), KINDS, None, lambda one: kind_word(t, one),
            drop=page.drop, placeholder=t("quality.all_kinds"),
        )  # fmt: skip
    with columns[3], st.popover(t("ui.more"), width="stretch"):
        period_filter(page, as_of)
    return QualityChoice(as_of=as_of, agency=agency, district=district, kind=kind), ledger


def chosen_finding(page: Page, keys: tuple[str, ...]) -> str | None:
    """The finding whose rows are shown; the first one until the reader chooses."""
    key, dropped = remember(FINDING, keys, None)
    if dropped is not None:
        page.drop(FINDING, dropped)
    chosen: str | None = st.session_state[key]
    put_in_address(FINDING, chosen)
    return chosen if chosen is not None or not keys else keys[0]


def set_finding(key: str) -> None:
    """Choose a finding before the next run (a click on its button)."""
    st.session_state[f"param_{FINDING}"] = key
