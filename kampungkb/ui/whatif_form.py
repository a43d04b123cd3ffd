"""What the reader of an indicator what-if wishes and assumes; all of it stands in the address."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import streamlit as st

from kampungkb.model.indicators import Indicator
from kampungkb.planning.least_effort import Effort
from kampungkb.planning.whatif import LIMITS, Limit, month_after
from kampungkb.tasks.gaps_view import first_indicator
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.whatif import WAYS, Way, Wish, possible
from kampungkb.tasks.whatif_view import way_words
from kampungkb.ui.filters import filter_row, indicator_filter, period_filter
from kampungkb.ui.frame import Page
from kampungkb.ui.number_field import Number, number_field
from kampungkb.ui.params import choose
from kampungkb.ui.whatif_fields import exact_share, places_field

WAY, RISE, AREAS = "cara", "naik", "di"
# Not "mulai": that is the first quarter of a plan, on the same page.
PER_MONTH, MONTHS, START = "orang", "bulan", "sejak"
SHARE, LIMIT, VISIT, PER_DAY = "jangkau", "batas", "hari", "laju"

# The words of the address for what the code calls otherwise.
_WAYS: Final[dict[str, Way]] = dict(zip(("poin", "sasaran", "orang"), WAYS, strict=True))
_LIMITS: Final[dict[str, Limit]] = dict(zip(("sasaran", "semua"), LIMITS, strict=True))
# Months from which work can start: nobody plans it further ahead.
_AHEAD: Final = 36

_RISE: Final = Number(
    name=RISE, low=Decimal("0.01"), high=Decimal(100), default=Decimal(5), places=2,
    example=Decimal("12.5"),
)  # fmt: skip
_RISE_PER_1000: Final = Number(
    name=RISE, low=Decimal("0.1"), high=Decimal(1000), default=Decimal(5), places=1,
    example=Decimal("12.5"),
)  # fmt: skip
_PER_MONTH: Final = Number(
    name=PER_MONTH, low=Decimal(1), high=Decimal(9_999_999), default=None, example=Decimal(500)
)
_MONTHS: Final = Number(
    name=MONTHS, low=Decimal(1), high=Decimal(120), default=Decimal(12), example=Decimal(18)
)
_SHARE: Final = Number(
    name=SHARE, low=Decimal(1), high=Decimal(100), default=Decimal(100), places=2,
    example=Decimal(80),
)  # fmt: skip
_VISIT: Final = Number(
    name=VISIT, low=Decimal(0), high=Decimal(60), default=Decimal(1), places=2,
    example=Decimal("1.5"),
)  # fmt: skip
_PER_DAY: Final = Number(
    name=PER_DAY, low=Decimal(1), high=Decimal(9_999), default=Decimal(25), example=Decimal(40)
)


def whatif_form(page: Page, ledger: Ledger, as_of: str | None, today: date) -> Wish | None:
    """Draw the fields, four in sight and the assumptions behind a button, and read them.

    Returns
    -------
    Wish or None
        None: no indicator can be raised; then nothing is drawn.
    """
    codes = possible(page.snapshot, ledger)
    usual = first_indicator(ledger, codes)
    if usual is None:
        return None
    t = page.t
    columns = filter_row(t, "whatif", [3, 2.4, 3, 2, 1.4])
    with columns[0]:
        code = indicator_filter(page, codes, usual) or usual
    indicator = page.snapshot.dictionary.get(code)
    counted = t.words(indicator.counted)
    with columns[1]:
        way = _way(page)
    with columns[2]:
        areas = places_field(
            page, AREAS, t("whatif.areas"), placeholder=t("whatif.areas_all"),
            hint=t("whatif.areas_hint"),
        )  # fmt: skip
    points, per_month = Fraction(0), None
    with columns[3]:
        if way == "points":
            points = _points(page, indicator)
        else:
            per_month = _per_month(page, counted)
    with columns[4], st.popover(t("whatif.assumptions"), width="stretch", key="whatif_assumptions"):
        if way == "points":
            per_month = _per_month(page, counted)
        assumed = _assumptions(page, counted, today)
        period_filter(page, as_of)
    return Wish(
        indicator=code, way=way, points=points, per_month=per_month, areas=tuple(areas), **assumed
    )  # fmt: skip


def _way(page: Page) -> Way:
    t = page.t
    names = {
        "points": t("whatif.way_points"),
        "target": t("whatif.way_target"),
        "people": t("whatif.way_people"),
    }
    chosen = choose(
        WAY, t("whatif.way"), tuple(_WAYS), "poin", lambda one: names[_WAYS[one]], drop=page.drop
    )
    return _WAYS[chosen or "poin"]


def _points(page: Page, indicator: Indicator) -> Fraction:
    is_rate = indicator.unit == "per_1000"
    spec = _RISE_PER_1000 if is_rate else _RISE
    said = number_field(page, spec, way_words(indicator, page.t))
    return exact_share(_given(said), 1000 if is_rate else 100)


def _per_month(page: Page, counted: str) -> int | None:
    t = page.t
    said = number_field(
        page, _PER_MONTH, t("whatif.per_month", counted=counted),
        placeholder=t("whatif.per_month_auto"), hint=t("whatif.per_month_hint"),
    )  # fmt: skip
    return None if said is None else int(said)


def _assumptions(page: Page, counted: str, today: date) -> dict[str, Any]:
    t = page.t
    months = number_field(page, _MONTHS, t("whatif.months"))
    start = _start(page, today)
    share = number_field(page, _SHARE, t("whatif.share"))
    names = {"target": t("whatif.limit_target"), "all": t("whatif.limit_all")}
    limit = choose(
        LIMIT, t("whatif.limit"), tuple(_LIMITS), "sasaran", lambda one: names[_LIMITS[one]],
        drop=page.drop,
    )  # fmt: skip
    visit = number_field(page, _VISIT, t("whatif.visit_days"))
    per_day = number_field(page, _PER_DAY, t("whatif.per_day", counted=counted))
    return {
        "months": int(_given(months)),
        "start": start,
        "share": exact_share(_given(share)),
        "limit": _LIMITS[limit or "sasaran"],
        "effort": Effort(visit_days=Fraction(_given(visit)), per_day=int(_given(per_day))),
    }


def _start(page: Page, today: date) -> str:
    # The month after this one is the first that is whole.
    first = month_after(f"{today:%Y-%m}", 2)
    months = tuple(month_after(first, n) for n in range(1, _AHEAD + 1))
    chosen = choose(START, page.t("whatif.start"), months, first, page.t.period, drop=page.drop)
    return chosen or first


def _given(said: Decimal | None) -> Decimal:
    """Of a field that has a default."""
    if said is None:
        raise ValueError("a field without a default may be empty")
    return said
