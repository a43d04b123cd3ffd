"""Whether a course leads to its target in time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pandas as pd

from kampungkb.model.indicators import Better
from kampungkb.model.periods import period_end, period_year

PaceVerdict = Literal[
    "reached", "on_course", "too_slow", "moving_away", "overdue", "no_target", "unknown"
]
Sign = Literal[1, -1]

# RPJMD Kabupaten Serang 2025-2029, set on 16 October 2025: where a target's own year has passed,
# the end of the plan in force is the next date by which the regency has to answer for it.
RPJMD_LAST_YEAR: Final = 2029

# Older periods say how it went once, not how it goes now.
_LAST_PERIODS: Final = 8
_INTERVAL_FROM: Final = 5
_YEAR_DAYS: Final = 365.25
# A change per year that two decimals of a percentage cannot show is no change.
_NOTHING: Final = 5e-5
# Shares and targets that are decimals meet to nine places, as in `kampungkb.analysis.gaps`.
_EPS: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast an indicator moves, and how fast it would have to.

    Values are in the indicator's own unit (a share of 1), changes in that unit per year; a
    minus is a fall, whichever direction is better.
    """

    # What `pace` concludes.
    verdict: PaceVerdict
    # The last covered value and its period; None: there is none.
    value: float | None
    period: str | None
    # The slope; None with fewer than two covered periods.
    per_year: float | None
    # Its 95 % interval; None with fewer than four.
    per_year_low: float | None
    per_year_high: float | None
    # The constant change that reaches the target just in time, 0 where it is reached; None
    # without a target, without a value, and where no time is left.
    needed_per_year: float | None
    # From the end of the last covered period; 0 or less: none are left.
    years_left: float | None
    # Where the slope and the ends of its interval lead; None where no time is left.
    at_deadline: float | None
    at_deadline_low: float | None
    at_deadline_high: float | None


def pace(
    course: pd.DataFrame,
    target: float | None,
    better: Better,
    deadline: date,
    *,
    bounds: tuple[float, float] | None = None,
) -> Pace:
    """Hold the pace of a course against the pace that its target needs.

    Parameters
    ----------
    course : DataFrame
        What `kampungkb.analysis.course.course` returns.
    target : float or None
        A share of 1, or the indicator's own unit; None or NaN: there is none.
    better : {"higher", "lower"}
    deadline : date
        The day by which the target is to be reached; see `deadline_for`.
    bounds : tuple of two floats, optional
        Ends of the scale, at which the projection stops: (0, 1) for a share. None: it has none
        (a count, an index in years).

    Returns
    -------
    Pace
        ``verdict`` is the first that holds: ``unknown`` (no covered period), ``no_target``,
        ``reached``, ``overdue`` (the deadline is not after the last period), ``unknown`` (a
        single covered period), ``moving_away``, ``on_course`` (at least the pace needed),
        ``too_slow``.

    Notes
    -----
    Periods below 80 % coverage are left out: their jumps show who reported. Of several that
    end on the same day the longest counts. The slope is that of Theil and Sen over the last
    eight, the median of the slopes between all pairs, which one wrong report cannot turn: Sen,
    P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal of the
    American Statistical Association 63, 1379-1389. The interval is Sen's, from five points
    on: all slopes between four cover 92 %, less than is claimed. It holds the noise of the slope
    alone, not the chance that something changes.
    """
    covered = course[~course["low_coverage"]]
    if covered.empty:
        return _nothing_known()
    value, period = float(covered["value"].iloc[-1]), str(covered["period"].iloc[-1])
    goal = None if target is None or math.isnan(target) else float(target)
    sign: Sign = 1 if better == "higher" else -1
    years_left = (deadline - period_end(period)).days / _YEAR_DAYS
    is_reached = goal is not None and sign * (value - goal) >= -_EPS
    needed = None
    if goal is not None and years_left > 0:
        needed = 0.0 if is_reached else (goal - value) / years_left
    slope, low, high = _slope(covered)

    def projected(per_year: float | None) -> float | None:
        if per_year is None or years_left <= 0:
            return None
        end = value + per_year * years_left
        return end if bounds is None else min(max(end, bounds[0]), bounds[1])

    return Pace(
        verdict=_verdict(goal, needed, slope, sign, is_reached=is_reached),
        value=value,
        period=period,
        per_year=slope,
        per_year_low=low,
        per_year_high=high,
        needed_per_year=needed,
        years_left=years_left,
        at_deadline=projected(slope),
        at_deadline_low=projected(low),
        at_deadline_high=projected(high),
    )


def target_path(pace: Pace, target: float | None, deadline: date) -> list[tuple[date, float]]:
    """The straight line from the last covered value to the target at the deadline.

    Returns
    -------
    list of two points (day, value)
        Empty where there is nothing left to draw: no value, no target, the target reached, or
        no time left.
    """
    if pace.value is None or pace.period is None or target is None or math.isnan(target):
        return []
    if pace.verdict in ("reached", "overdue", "no_target"):
        return []
    return [(period_end(pace.period), pace.value), (deadline, float(target))]


def deadline_for(target_year: int | None, as_of: str) -> tuple[date, bool]:
    """The day by which a target is to be reached.

    Parameters
    ----------
    target_year : int or None
        Year of the target; None or missing: undated.
    as_of : str
        A period.

    Returns
    -------
    deadline : date
        31 December of the target's year where that is after the end of `as_of`; otherwise of
        RPJMD_LAST_YEAR; where that has passed too, of the year after `as_of`.
    has_passed : bool
        Whether the target's own year has passed; False for an undated one.
    """
    end = period_end(as_of)
    own = None if target_year is None or pd.isna(target_year) else date(int(target_year), 12, 31)
    if own is not None and own > end:
        return own, False
    plan_end = date(RPJMD_LAST_YEAR, 12, 31)
    deadline = plan_end if plan_end > end else date(period_year(as_of) + 1, 12, 31)
    return deadline, own is not None


def _verdict(
    goal: float | None,
    needed: float | None,
    slope: float | None,
    sign: Sign,
    *,
    is_reached: bool,
) -> PaceVerdict:
    if goal is None:
        return "no_target"
    if is_reached:
        return "reached"
    if needed is None:
        return "overdue"
    if slope is None:
        return "unknown"
    if sign * slope < -_NOTHING:
        return "moving_away"
    return "on_course" if sign * slope >= sign * needed - _EPS else "too_slow"


def _slope(covered: pd.DataFrame) -> tuple[float | None, float | None, float | None]:
    """Slope per year and the ends of its interval."""
    values = dict(zip(map(period_end, covered["period"]), covered["value"], strict=True))
    days = list(values)[-_LAST_PERIODS:]
    if len(days) < 2:
        return None, None, None
    # A second to import, which only a page with a pace should wait for.
    from scipy.stats import theilslopes

    years = [(day - days[0]).days / _YEAR_DAYS for day in days]
    found = theilslopes([values[day] for day in days], years, alpha=0.95)
    if len(days) < _INTERVAL_FROM:
        return float(found.slope), None, None
    low, high = _known([found.low_slope, found.high_slope])
    return float(found.slope), low, high


def _known(ends: Sequence[float]) -> list[float | None]:
    return [None if math.isnan(end) else float(end) for end in ends]


def _nothing_known() -> Pace:
    return Pace(
        verdict="unknown", value=None, period=None, per_year=None, per_year_low=None,
        per_year_high=None, needed_per_year=None, years_left=None, at_deadline=None,
        at_deadline_low=None, at_deadline_high=None,
    )  # fmt: skip
