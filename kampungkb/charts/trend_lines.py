"""The lines of a trend as points, before they have colours."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

import pandas as pd

from kampungkb.analysis.pace import Pace, target_path
from kampungkb.charts.canvas import floats
from kampungkb.model.periods import period_end

Point = tuple[date, float]
Line = list[Point]

# A period is missing where two lie further apart than so many usual steps.
_APART: Final = 1.5
# Shown where there is nothing to show.
_NO_DAYS: Final = (date(2025, 1, 1), date(2025, 12, 31))


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendLines:
    """What a trend draws; a line without points is not there."""

    # The course, broken where a period is missing, and the outlines of its interval.
    runs: tuple[Line, ...]
    bands: tuple[Line, ...]
    # Of the units around it: their names and their courses, broken likewise.
    others: tuple[tuple[str, tuple[Line, ...]], ...]
    # The path to the target.
    way: Line
    # Where the pace leads, and the triangle of its interval.
    ahead: Line
    cone: Line
    goal: float | None

    @property
    def all(self) -> tuple[Line, ...]:
        """Every line, the outlines of intervals included."""
        around = [line for _, lines in self.others for line in lines]
        return (*self.runs, *self.bands, *around, self.way, self.ahead, self.cone)

    @property
    def last(self) -> Point | None:
        """The last point of the course."""
        return self.runs[-1][-1] if self.runs else None


def trend_lines(
    course: pd.DataFrame,
    others: Sequence[tuple[str, pd.DataFrame]],
    pace: Pace | None,
    goal: float | None,
    deadline: date | None,
) -> TrendLines:
    """The lines of `kampungkb.charts.trend.trend`."""
    ahead, cone = _projection(pace, deadline)
    return TrendLines(
        runs=_runs(course),
        bands=_bands(course),
        others=tuple((name, _runs(one)) for name, one in others),
        way=[] if pace is None or deadline is None else target_path(pace, goal, deadline),
        ahead=ahead,
        cone=cone,
        goal=goal,
    )


def time_span(lines: TrendLines) -> tuple[date, date]:
    """The first and the last day of an axis that holds all lines, with room at both ends."""
    days = [day for line in lines.all for day, _ in line] or _NO_DAYS
    edge = max((max(days) - min(days)) * 0.03, timedelta(days=20))
    return min(days) - edge, max(days) + edge


def _projection(pace: Pace | None, deadline: date | None) -> tuple[Line, Line]:
    if pace is None or deadline is None or pace.period is None or pace.value is None:
        return [], []
    if pace.at_deadline is None:
        return [], []
    start = (period_end(pace.period), pace.value)
    ahead = [start, (deadline, pace.at_deadline)]
    if pace.at_deadline_low is None or pace.at_deadline_high is None:
        return ahead, []
    return ahead, [start, (deadline, pace.at_deadline_low), (deadline, pace.at_deadline_high)]


def _stretches(days: Sequence[date]) -> list[slice]:
    """Where periods follow each other without one missing."""
    if not days:
        return []
    steps = [(after - before).days for before, after in pairwise(days)]
    usual = median(steps) if steps else 0
    breaks = [at for at, step in enumerate(steps, start=1) if step > _APART * usual]
    return [slice(start, end) for start, end in pairwise([0, *breaks, len(days)])]


def _days(course: pd.DataFrame) -> list[date]:
    return [period_end(period) for period in course["period"]]


def _runs(course: pd.DataFrame) -> tuple[Line, ...]:
    days = _days(course)
    points = list(zip(days, floats(course["value"]), strict=True))
    return tuple(points[stretch] for stretch in _stretches(days))


def _bands(course: pd.DataFrame) -> tuple[Line, ...]:
    days = _days(course)
    low, high = (list(zip(days, floats(course[end]), strict=True)) for end in ("low", "high"))
    around = [(low[stretch], high[stretch]) for stretch in _stretches(days)]
    return tuple(
        [
            point
            for point in (*down, *reversed(up))
            # An interval has both of its ends, or neither.
            if not math.isnan(point[1])
        ]
        for down, up in around
    )
