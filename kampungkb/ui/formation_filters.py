"""What the reader of the formation has set; all of it stands in the address."""

from datetime import date
from decimal import Decimal
from typing import Final

import streamlit as st

from kampungkb.analysis.milestones import FORMED_BY, FormedBy
from kampungkb.planning.pace import LAST_YEAR
from kampungkb.tasks import formation_view
from kampungkb.tasks.formation_sentences import definition_words
from kampungkb.tasks.formation_view import DEFAULT_PACE, Wish, default_date
from kampungkb.ui.filters import chosen_period, filter_row, period_filter
from kampungkb.ui.formation_content import counts_of
from kampungkb.ui.frame import Page
from kampungkb.ui.number_field import Number, number_field
from kampungkb.ui.params import choose, from_address, put_in_address

DEFINITION = "terbentuk"
DATE = "tanggal"
PACE = "laju"
WINDOW = "jendela"

WINDOWS: Final = ("12", "24", "36", "60", "120")
DEFAULT_WINDOW: Final = str(formation_view.DEFAULT_WINDOW)
# The programme began in January 2016.
_FIRST: Final = date(2016, 1, 1)
_LAST: Final = date(LAST_YEAR, 12, 31)
_MOST: Final = 999
_PACE: Final = Number(
    name=PACE, low=Decimal(1), high=Decimal(_MOST), default=Decimal(DEFAULT_PACE),
    example=Decimal(8),
)  # fmt: skip


def formation_choice(page: Page) -> tuple[str | None, Wish]:
    """Draw the filters, four in sight, and read what they say.

    Returns
    -------
    as_of, wish
    """
    t = page.t
    as_of = chosen_period(page)
    columns = filter_row(t, "formation", [3.4, 2.2, 2.2, 2.6, 1.4])
    with columns[0]:
        definition = _definition(page, as_of)
    with columns[1]:
        by = _date(page)
    with columns[2]:
        pace = _pace(page)
    with columns[3]:
        window = choose(
            WINDOW, t("formation.window"), WINDOWS, DEFAULT_WINDOW,
            lambda one: t("formation.window_months", n=int(one)), drop=page.drop,
        )  # fmt: skip
    with columns[4], st.popover(t("ui.more"), width="stretch"):
        period_filter(page, as_of)
    return as_of, Wish(
        definition=definition, by=by, pace=pace, window=int(window or DEFAULT_WINDOW)
    )


def _definition(page: Page, as_of: str | None) -> FormedBy:
    """What counts as formed, each choice with the number of villages that it counts."""
    t = page.t
    counts, words = counts_of(page, as_of), definition_words(t)
    chosen = choose(
        DEFINITION, t("formation.definition"), FORMED_BY, "list",
        lambda one: t("formation.definition_count", name=words[one], n=counts[one]),
        drop=page.drop,
    )  # fmt: skip
    return chosen or "list"


def _date(page: Page) -> date | None:
    """The date by which the target is to be reached; None: there is no period to count from."""
    default, key = default_date(page.snapshot), f"param_{DATE}"
    if default is None:
        put_in_address(DATE, None)
        return None
    if key not in st.session_state:
        asked = from_address(DATE)
        found = None if asked is None else _day(asked)
        if asked is not None and found is None:
            page.drop(DATE, asked)
        st.session_state[key] = found or default
    chosen: date = st.date_input(
        page.t("formation.date"), key=key, min_value=_FIRST, max_value=_LAST, format="DD/MM/YYYY"
    )
    put_in_address(DATE, None if chosen == default else chosen.isoformat())
    return chosen


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST <= found <= _LAST else None


def _pace(page: Page) -> int:
    """A pace to try: whole villages a month."""
    return int(number_field(page, _PACE, page.t("formation.pace")) or DEFAULT_PACE)
