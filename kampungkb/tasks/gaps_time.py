"""The gaps over time: change against an earlier state, and the course towards a target."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import pandas as pd

from kampungkb.analysis.course import course
from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.latest import latest_values
from kampungkb.analysis.pace import Pace, deadline_for, pace
from kampungkb.analysis.unit_changes import unit_changes
from kampungkb.model.indicators import Indicator, Target
from kampungkb.model.periods import period_key, period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.gaps_view import GapScope
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot

_BOUNDS: Final[dict[str, tuple[float, float]]] = {
    "share": (0.0, 1.0), "per_1000": (0.0, 1.0), "index": (0.0, 1.0), "index_100": (0.0, 100.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValues:
    """All that the store has of one indicator, and its values now and earlier."""

    # OBSERVATIONS.
    observations: pd.DataFrame
    # As `kampungkb.analysis.latest.latest_values`.
    now: pd.DataFrame
    earlier: pd.DataFrame


def indicator_values(
    snapshot: Snapshot, ledger: Ledger, code: str, before: str | None
) -> IndicatorValues:
    """The values of an indicator, to be compared.

    Parameters
    ----------
    before : str or None
        A period: each village's last value at or before it. None: the values before the
        indicator's last period.
    """
    own = snapshot.observations[snapshot.observations["indicator"] == code]
    now = ledger.latest[ledger.latest["indicator"] == code]
    if before is None:
        earlier = ledger.earlier[ledger.earlier["indicator"] == code]
    else:
        earlier = latest_values(own, before)
    if code == FORMED_INDICATOR:
        # The formation list holds days, not reports of an earlier period.
        earlier = earlier.iloc[:0]
    return IndicatorValues(observations=own, now=now, earlier=earlier)


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseView:
    """One unit over time, and whether it gets to its target."""

    # As `kampungkb.analysis.course.course`.
    course: pd.DataFrame
    # The units around it: their codes and courses.
    others: tuple[tuple[str, pd.DataFrame], ...]
    pace: Pace
    target: Target | None
    deadline: date
    # The target's own year is over; `deadline` is a later one.
    target_passed: bool


def course_view(
    snapshot: Snapshot, ledger: Ledger, scope: GapScope, values: IndicatorValues,
    indicator: Indicator, *, place: str | None, deadline_year: int | None,
) -> CourseView | None:  # fmt: skip
    """The course of a village, a district or the whole area.

    Returns
    -------
    CourseView or None
        None in a store without values, and for the formation of villages: it is a list of days
        and not a report per period.
    """
    if ledger.as_of is None or indicator.code == FORMED_INDICATOR:
        return None
    as_of = ledger.as_of
    parents, asked = snapshot.parents, scope.villages
    if indicator.population == "formed":
        asked = asked[asked["code"].isin(ledger.rollout.formed_codes)]

    def villages_of(code: str) -> list[str]:
        # A village that was chosen is shown, whatever else was asked for.
        if code in parents:
            return [code]
        inside = (asked["parent_code"] == code) | (code == snapshot.area_code)
        return list(asked.loc[inside, "code"])

    def of(code: str) -> pd.DataFrame:
        return course(
            values.observations, villages_of(code), ledger.terms, indicator.code, as_of
        )  # fmt: skip

    units = [snapshot.area_code]
    if place is not None:
        units = list(dict.fromkeys([place, parents.get(place, place), snapshot.area_code]))
    target = target_in_use(indicator, period_year(as_of))
    automatic, passed = deadline_for(None if target is None else target.year, as_of)
    deadline = automatic if deadline_year is None else date(deadline_year, 12, 31)
    own = of(units[0])
    value = None if target is None or target.value is None else float(target.value)
    return CourseView(
        course=own,
        others=tuple((code, of(code)) for code in units[1:]),
        pace=pace(own, value, indicator.better, deadline, bounds=_BOUNDS.get(indicator.unit)),
        target=target,
        deadline=deadline,
        target_passed=passed and deadline_year is None,
    )


def moved(
    scope: GapScope, values: IndicatorValues, terms: pd.DataFrame, area_code: str,
    level: Literal["village", "district", "regency"],
) -> pd.DataFrame:  # fmt: skip
    """As `kampungkb.analysis.unit_changes.unit_changes`, indexed by code of the unit."""
    villages = scope.villages
    unit = {
        "village": villages["code"],
        "district": villages["parent_code"],
        "regency": pd.Series(area_code, index=villages.index, dtype="str"),
    }[level]
    parents = pd.Series(unit.to_numpy(), index=villages["code"], dtype="str")
    return unit_changes(values.now, values.earlier, parents, terms).set_index("code")


def earlier_periods(snapshot: Snapshot, as_of: str | None) -> tuple[str, ...]:
    """Periods that end before another, the latest first."""
    if as_of is None:
        return ()
    end = period_key(as_of)
    return tuple(one for one in snapshot.periods if period_key(one) < end)


def deadline_years(as_of: str | None) -> tuple[int, ...]:
    """Years by whose end a target can still be reached."""
    if as_of is None:
        return ()
    first = period_year(as_of) + (period_key(as_of)[0] >= date(period_year(as_of), 12, 31))
    return tuple(range(first, first + 10))
