"""How fast villages were formed, how fast they must be, and where the pace leads.

The projection is a model, and every place that shows it says so:

    formations a month ~ Poisson(rate), the same rate over the window and ever after;
    rate ~ Gamma(1/2, 0) before anything was seen (Jeffreys);
    rate ~ Gamma(k + 1/2, m) after k formations in m months;
    formations in the next h months ~ NegativeBinomial(k + 1/2, m / (m + h)).

All of it is exact (no draws). Counts are whole villages and months exact fractions; only
probabilities are floats. Source: Gelman et al., Bayesian Data Analysis (3rd ed.), section 2.6.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any, Final, Literal

import pandas as pd

from kampungkb.model.periods import period_end, quarter_of, quarters_between

# The middle 80 % of what the model expects.
_LOW, _MIDDLE, _HIGH = 0.1, 0.5, 0.9
_PRIOR: Final = 0.5
# Of a projection; a pace of one village in many years is no date that anybody plans with.
LAST_YEAR: Final = 2100


def months_between(start: date, end: date) -> Fraction:
    """Months from the end of one day to the end of another, exactly; negative backwards.

    Each calendar month is one, and a day of it one of its days: from 30 September to 15 November
    it is 1 1/2.
    """
    return _months(end) - _months(start)


def _months(day: date) -> Fraction:
    length = calendar.monthrange(day.year, day.month)[1]
    return day.year * 12 + day.month - 1 + Fraction(day.day, length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What it takes to have so many villages formed by a date."""

    state: Literal["reached", "past", "to_do"]
    # Villages to have, and still to form (never below 0).
    target: int
    to_form: int
    # From the last day of the as-of period; 0 where the date has passed.
    months: Fraction
    # Smallest whole number of villages a month that is enough; None unless there is something
    # to do and time for it.
    per_month: int | None


def needed(formed: int, target: int, start: date, by: date) -> Needed:
    """The pace that reaches a number of villages by a date.

    Parameters
    ----------
    formed, target : int
        Villages formed at the end of `start`, and to be formed at the end of `by`.
    start, by : date
    """
    months, to_form = months_between(start, by), max(0, target - formed)
    if to_form == 0:
        return Needed(state="reached", target=target, to_form=0, months=max(months, Fraction(0)),
                      per_month=None)  # fmt: skip
    if months <= 0:
        return Needed(state="past", target=target, to_form=to_form, months=Fraction(0),
                      per_month=None)  # fmt: skip
    return Needed(
        state="to_do", target=target, to_form=to_form, months=months,
        per_month=ceil(to_form / months),
    )  # fmt: skip


def reached_in(start: date, to_form: int, per_month: int) -> date | None:
    """Last day of the month in which a pace has formed so many villages.

    Parameters
    ----------
    start : date
        Last day of a month.
    to_form : int
    per_month : int
        Villages formed in each month after it, at least 1.

    Returns
    -------
    date or None
        `start` itself where nothing is left to form; None: not before 2100.
    """
    if to_form <= 0:
        return start
    months = start.year * 12 + start.month - 1 + ceil(Fraction(to_form, per_month))
    year, month = months // 12, months % 12 + 1
    if year > LAST_YEAR:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, kw_only=True)
class Course:
    """Formations over time."""

    # One row per quarter from the first formation with a known day to the as-of quarter: quarter,
    # official, illustrative (formed in it), formed (all that were formed by its end, those of an
    # unknown day among them from the first quarter on). No row: no day is known.
    quarters: pd.DataFrame
    # Formed villages whose day is unknown, official and illustrative.
    unknown_official: int
    unknown_illustrative: int

    @property
    def unknown(self) -> int:
        """Formed villages whose day is unknown."""
        return self.unknown_official + self.unknown_illustrative


def course(formed: pd.DataFrame, as_of: str) -> Course:
    """Formations by quarter.

    Parameters
    ----------
    formed : DataFrame, one row per formed village
        ``formed_on`` (date or None: day unknown), ``origin``; none formed after `as_of`.
    as_of : str
        A period.
    """
    is_official = formed["origin"] == "official"
    is_known = formed["formed_on"].map(lambda day: isinstance(day, date)).astype(bool)
    unknown = (int((~is_known & is_official).sum()), int((~is_known & ~is_official).sum()))
    in_quarter = formed.loc[is_known, "formed_on"].map(quarter_of)
    names = (
        quarters_between(min(in_quarter), quarter_of(period_end(as_of))) if len(in_quarter) else ()
    )
    index = pd.Index(names, dtype="str", name="quarter")

    def counts(chosen: pd.Series) -> pd.Series:
        own = in_quarter[chosen.reindex(in_quarter.index)]
        return own.value_counts().reindex(index, fill_value=0).astype("int64")

    frame = pd.DataFrame({"official": counts(is_official), "illustrative": counts(~is_official)})
    frame["formed"] = (frame["official"] + frame["illustrative"]).cumsum() + sum(unknown)
    return Course(
        quarters=frame.rename_axis("quarter").reset_index(),
        unknown_official=unknown[0],
        unknown_illustrative=unknown[1],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Formations with a known day in the last months."""

    months: int
    official: int
    illustrative: int

    @property
    def formations(self) -> int:
        """Official and illustrative together."""
        return self.official + self.illustrative

    @property
    def per_month(self) -> Fraction:
        """Villages a month, as they were counted."""
        return Fraction(self.formations, self.months)


def observed(formed: pd.DataFrame, as_of: str, months: int) -> Observed:
    """Formations in the last months of a period.

    Parameters
    ----------
    formed : DataFrame
        As for `course`; a village whose day is unknown is not counted.
    as_of : str
        A period; the window ends with its last day.
    months : int
        Whole calendar months of the window, at least 1.
    """
    end = period_end(as_of)
    last = end.year * 12 + end.month
    inside = (
        formed["formed_on"]
        .map(
            lambda day: (
                isinstance(day, date) and day <= end and last - (day.year * 12 + day.month) < months
            )
        )
        .astype(bool)
    )
    is_official = formed["origin"] == "official"
    return Observed(
        months=months,
        official=int((inside & is_official).sum()),
        illustrative=int((inside & ~is_official).sum()),
    )


@dataclass(frozen=True, kw_only=True)
class Projection:
    """Where the observed pace leads, as the model of this module has it."""

    seen: Observed
    formed: int
    villages: int
    start: date
    # One row per quarter after the start, oldest first: quarter, end (date), low, median, high
    # (villages formed by then; the band holds 80 %), never more than there are.
    path: pd.DataFrame

    def probability(self, target: int, by: date) -> float:
        """How likely so many villages are formed by the end of a day (0-1)."""
        to_form = target - self.formed
        if to_form <= 0:
            return 1.0
        if target > self.villages or by <= self.start:
            return 0.0
        return float(_ahead(self.seen, months_between(self.start, by)).sf(to_form - 1))


def projection(
    seen: Observed, formed: int, villages: int, start: date, by: date
) -> Projection | None:
    """Project the observed pace.

    Parameters
    ----------
    seen : Observed
    formed, villages : int
        Formed at the end of `start`, and all there are.
    start : date
        Last day of a period.
    by : date
        The path ends with the quarter of this day.

    Returns
    -------
    Projection or None
        None: no formation with a day in the window, which says nothing of a pace.
    """
    if seen.formations == 0:
        return None
    # Within a quarter, the rest of it is still ahead.
    names = quarters_between(quarter_of(start + timedelta(days=1)), quarter_of(by))
    rows = [_at(seen, formed, villages, start, name) for name in names]
    return Projection(
        seen=seen, formed=formed, villages=villages, start=start,
        path=pd.DataFrame(rows, columns=["quarter", "end", "low", "median", "high"]),
    )  # fmt: skip


def _at(
    seen: Observed, formed: int, villages: int, start: date, quarter: str
) -> tuple[str, date, int, int, int]:
    end = period_end(quarter)
    more = _ahead(seen, months_between(start, end)).ppf([_LOW, _MIDDLE, _HIGH])
    low, middle, high = (min(villages, formed + int(one)) for one in more)
    return quarter, end, low, middle, high


def _ahead(seen: Observed, months: Fraction) -> Any:
    """Formations in the coming months, as scipy's frozen distribution."""
    # Half a second to import: only who looks at a projection waits for it.
    from scipy.stats import nbinom

    share = Fraction(seen.months) / (seen.months + months)
    return nbinom(seen.formations + _PRIOR, float(share))
