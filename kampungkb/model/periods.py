"""Periods: a year, a half-year, a quarter or a month, as text.

``2026``, ``2026-S1``, ``2026-Q1`` and ``2026-03`` are ordered by their last day, then the
shorter first.
"""

import calendar
import re
from datetime import date
from functools import lru_cache

from kampungkb.errors import BadPeriodError

_FORM = re.compile(
    r"(?P<year>[12]\d{3})(?:-(?:S(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?"
)


@lru_cache(maxsize=4096)
def _last_month(period: str) -> tuple[int, int, int]:
    """Year, last month and length in months."""
    match = _FORM.fullmatch(period)
    if match is None:
        raise BadPeriodError(period)
    year = int(match["year"])
    if match["half"]:
        return year, 6 * int(match["half"]), 6
    if match["quarter"]:
        return year, 3 * int(match["quarter"]), 3
    if match["month"]:
        return year, int(match["month"]), 1
    return year, 12, 12


def period_end(period: str) -> date:
    """Last day of a period.

    Raises
    ------
    BadPeriodError
        The text names no period.
    """
    year, month, _ = _last_month(period)
    return date(year, month, calendar.monthrange(year, month)[1])


def period_months(period: str) -> int:
    """Length of a period in months: 12, 6, 3 or 1."""
    return _last_month(period)[2]


def period_year(period: str) -> int:
    """Year of a period's last day."""
    return _last_month(period)[0]


def period_key(period: str) -> tuple[date, int]:
    """Sort key: last day, then the shorter first (design: December comes before the year)."""
    return period_end(period), period_months(period)


def quarter_of(day: date) -> str:
    """The quarter of a day, such as 2027-Q1."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_after(period: str) -> str:
    """The quarter in which the day after a period lies.

    Raises
    ------
    BadPeriodError
        The text names no period.
    """
    end = period_end(period)
    return quarter_of(date(end.year + end.month // 12, end.month % 12 + 1, 1))


def quarters_between(first: str, last: str) -> tuple[str, ...]:
    """The quarters from one to another, both among them; none when the last lies before.

    Raises
    ------
    BadPeriodError
        One of them is no quarter.
    """
    for one in (first, last):
        if period_months(one) != 3:
            raise BadPeriodError(one)
    if period_end(first) > period_end(last):
        return ()
    found = [first]
    # The quarter after the last one need not have a name: four digits end with 2999.
    while found[-1] != last:
        found.append(quarter_after(found[-1]))
    return tuple(found)


def latest_period(periods: "set[str] | list[str]") -> str | None:
    """The last of several periods; None when there are none."""
    return max(periods, key=period_key, default=None)
