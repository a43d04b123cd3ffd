"""Whether a course leads to its target in time."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.pace import RPJMD_LAST_YEAR, deadline_for, pace, target_path
from kampungkb.model.periods import period_end

END = date(2029, 12, 31)
YEARS = ("2021", "2022", "2023", "2024", "2025")


def went(values, periods=None, low_coverage=()):
    """A course of these values; the years before 2026 unless told otherwise."""
    periods = YEARS[-len(values) :] if periods is None else periods
    return pd.DataFrame(
        {
            "period": pd.Series(periods[: len(values)], dtype="str"),
            "value": pd.Series(values, dtype="float64"),
            "low_coverage": [place in low_coverage for place in range(len(values))],
        }
    )


@pytest.mark.parametrize(
    ("values", "target", "better", "deadline", "verdict"),
    [
        pytest.param([], 0.6, "higher", END, "unknown", id="no period"),
        pytest.param([0.4, 0.5], None, "higher", END, "no_target", id="no target"),
        pytest.param([0.4, 0.5], float("nan"), "higher", END, "no_target", id="target NaN"),
        pytest.param([0.7, 0.6], 0.6, "higher", END, "reached", id="reached, though falling"),
        pytest.param([0.6], 0.6, "higher", date(2020, 1, 1), "reached", id="reached, too late"),
        pytest.param([0.1, 0.14], 0.14, "lower", END, "reached", id="reached, less is better"),
        pytest.param([0.4, 0.5], 0.6, "higher", date(2025, 12, 31), "overdue", id="overdue"),
        pytest.param([0.5], 0.6, "higher", date(2025, 12, 31), "overdue", id="overdue, one period"),
        pytest.param([0.5], 0.6, "higher", END, "unknown", id="one period"),
        pytest.param([0.5, 0.4], 0.6, "higher", END, "moving_away", id="falling"),
        pytest.param([0.2, 0.3], 0.14, "lower", END, "moving_away", id="rising, less is better"),
        pytest.param([0.5, 0.4999], 0.6, "higher", END, "moving_away", id="falling a little"),
        pytest.param([0.5, 0.49998], 0.6, "higher", END, "too_slow", id="as good as still"),
        pytest.param([0.5, 0.5], 0.6, "higher", END, "too_slow", id="still"),
        pytest.param([0.46, 0.5], 0.6, "higher", END, "on_course", id="4 points of 2.5 needed"),
        pytest.param([0.48, 0.5], 0.6, "higher", END, "too_slow", id="2 points of 2.5 needed"),
        pytest.param([0.28, 0.24], 0.14, "lower", END, "on_course", id="falls 4 of 2.5"),
        pytest.param([0.26, 0.24], 0.14, "lower", END, "too_slow", id="falls 2 of 2.5"),
    ],
)
def test_verdict(values, target, better, deadline, verdict):
    assert pace(went(values), target, better, deadline).verdict == verdict


def test_the_pace_needed_is_spread_evenly_over_the_time_left():
    # 1461 days are four years of 365.25.
    found = pace(went([0.46, 0.5]), 0.6, "higher", END)
    assert (found.value, found.period, found.years_left) == (0.5, "2025", 4.0)
    assert found.needed_per_year == pytest.approx(0.025)
    # From 31 December 2024 to 31 December 2025 it is 365 days.
    assert found.per_year == pytest.approx(0.04 * 365.25 / 365)
    assert found.at_deadline == pytest.approx(0.5 + 4 * 0.04 * 365.25 / 365)
    assert (found.per_year_low, found.at_deadline_high) == (None, None)
    falling = pace(went([0.26, 0.24]), 0.14, "lower", END)
    assert falling.needed_per_year == pytest.approx(-0.025)


def test_exactly_the_pace_needed_is_on_course():
    periods = ("2021", "2025")
    # 0.1 in four years, and 0.1 in the four that are left.
    assert pace(went([0.4, 0.5], periods), 0.6, "higher", END).verdict == "on_course"
    assert pace(went([0.4, 0.5], periods), 0.6001, "higher", END).verdict == "too_slow"


def test_one_wrong_report_does_not_turn_the_slope():
    # Pairs of neighbours rise by 1 per year; the 90 for 9 would tilt a straight line fitted.
    found = pace(went([1, 2, 30, 4, 5]), 20, "higher", END)
    assert found.per_year == pytest.approx(1, abs=0.002)
    assert found.verdict == "too_slow"


def test_the_interval_starts_at_five_periods():
    four = pace(went([0.1, 0.2, 0.3, 0.4]), 0.9, "higher", END)
    assert (four.per_year_low, four.per_year_high) == (None, None)
    five = pace(went([0.0, 0.1, 0.2, 0.3, 0.7]), 0.9, "higher", END)
    # Of five points it spans all slopes: 0.1 in 365 days to 0.4 in 365 days.
    assert five.per_year_low == pytest.approx(0.1, abs=0.001)
    assert five.per_year_high == pytest.approx(0.4, abs=0.002)
    assert five.at_deadline_low == pytest.approx(0.7 + 4 * five.per_year_low)
    assert five.at_deadline_high == pytest.approx(0.7 + 4 * five.per_year_high)


def test_periods_below_the_coverage_floor_are_left_out():
    course = went([0.1, 0.2, 0.9], low_coverage=(2,))
    found = pace(course, 0.6, "higher", END)
    assert (found.value, found.period) == (0.2, "2024")
    assert found.per_year == pytest.approx(0.1, abs=0.001)
    assert pace(went([0.1], low_coverage=(0,)), 0.6, "higher", END).verdict == "unknown"


def test_only_the_last_eight_periods_count():
    periods = [str(year) for year in range(2017, 2026)]
    values = [90, 5, 3, 8, 1, 9, 2, 7, 4]
    found = pace(went(values, periods), 30, "higher", END)
    assert found == pace(went(values[1:], periods[1:]), 30, "higher", END)


def test_the_interval_is_that_of_sen():
    periods = [str(year) for year in range(2018, 2026)]
    values = [5, 3, 8, 1, 9, 2, 7, 4]
    days = [period_end(period).toordinal() for period in periods]
    slopes = sorted(
        (values[j] - values[i]) / ((days[j] - days[i]) / 365.25)
        for i in range(8)
        for j in range(i + 1, 8)
    )
    found = pace(went(values, periods), 30, "higher", END)
    assert found.per_year == pytest.approx((slopes[13] + slopes[14]) / 2)
    # 1.96 sqrt(8 x 7 x 21 / 18) is 15.84: the ends are those of rank (28 -+ 15.84) / 2, which
    # is the 6th of 28, and one after the 22nd.
    assert found.per_year_low == pytest.approx(slopes[5])
    assert found.per_year_high == pytest.approx(slopes[22])


def test_of_periods_that_end_together_the_longest_counts():
    found = pace(went([0.3, 0.9, 0.4], ("2024", "2025-Q4", "2025")), 0.6, "higher", END)
    assert (found.value, found.period) == (0.4, "2025")
    assert found.per_year == pytest.approx(0.1, abs=0.001)
    together = pace(went([0.3, 0.4], ("2025-Q4", "2025")), 0.6, "higher", END)
    assert (together.verdict, together.per_year) == ("unknown", None)


def test_the_projection_stops_at_the_end_of_the_scale():
    course = went([0.6, 0.8])
    assert pace(course, 0.9, "higher", END, bounds=(0, 1)).at_deadline == 1
    assert pace(course, 0.9, "higher", END).at_deadline == pytest.approx(1.6, abs=0.001)
    down = went([0.4, 0.2])
    assert pace(down, 0.1, "lower", END, bounds=(0, 1)).at_deadline == 0


def test_what_is_known_without_a_target_and_without_time():
    free = pace(went([0.4, 0.5]), None, "higher", END)
    assert free.per_year == pytest.approx(0.1, abs=0.001)
    assert (free.needed_per_year, free.years_left) == (None, 4.0)
    assert free.at_deadline == pytest.approx(0.9, abs=0.001)
    late = pace(went([0.4, 0.5]), 0.6, "higher", date(2024, 12, 31))
    assert (late.needed_per_year, late.at_deadline) == (None, None)
    assert late.years_left == -365 / 365.25
    reached = pace(went([0.7, 0.8]), 0.6, "higher", END)
    assert reached.needed_per_year == 0
    empty = pace(went([]), 0.6, "higher", END)
    assert (empty.value, empty.period, empty.years_left) == (None, None, None)


def test_target_path_is_a_line_to_the_target():
    found = pace(went([0.4, 0.5]), 0.6, "higher", END)
    assert target_path(found, 0.6, END) == [(date(2025, 12, 31), 0.5), (END, 0.6)]
    single = pace(went([0.5]), 0.6, "higher", END)
    assert target_path(single, 0.6, END) == [(date(2025, 12, 31), 0.5), (END, 0.6)]


@pytest.mark.parametrize(
    ("values", "target", "deadline"),
    [
        pytest.param([], 0.6, END, id="no value"),
        pytest.param([0.5], None, END, id="no target"),
        pytest.param([0.5], float("nan"), END, id="target NaN"),
        pytest.param([0.7], 0.6, END, id="reached"),
        pytest.param([0.5], 0.6, date(2025, 12, 31), id="no time left"),
    ],
)
def test_no_path_where_there_is_nothing_to_draw(values, target, deadline):
    assert target_path(pace(went(values), target, "higher", deadline), target, deadline) == []


@pytest.mark.parametrize(
    ("target_year", "as_of", "deadline", "has_passed"),
    [
        pytest.param(2027, "2026-Q1", date(2027, 12, 31), False, id="ahead"),
        pytest.param(2026, "2026-Q3", date(2026, 12, 31), False, id="this year"),
        pytest.param(2026, "2026-12", END, True, id="the year is over"),
        pytest.param(2024, "2026-Q1", END, True, id="passed"),
        pytest.param(None, "2026-Q1", END, False, id="undated"),
        pytest.param(pd.NA, "2026-Q1", END, False, id="missing"),
        pytest.param(2024, "2029-Q3", END, True, id="the plan's last year"),
        pytest.param(2024, "2029", date(2030, 12, 31), True, id="after the plan"),
        pytest.param(None, "2031-S1", date(2032, 12, 31), False, id="undated, after the plan"),
        pytest.param(2035, "2031", date(2035, 12, 31), False, id="beyond the plan"),
    ],
)
def test_deadline(target_year, as_of, deadline, has_passed):
    assert deadline_for(target_year, as_of) == (deadline, has_passed)
    assert RPJMD_LAST_YEAR == 2029


values = st.lists(st.integers(0, 1000).map(lambda x: x / 1000), max_size=5)


@settings(max_examples=60)
@given(values=values, target=st.integers(0, 1000).map(lambda x: x / 1000))
def test_better_lower_is_better_higher_in_the_mirror(values, target):
    up = pace(went(values), target, "higher", END)
    down = pace(went([-v for v in values]), -target, "lower", END)
    assert up.verdict == down.verdict
    assert up.needed_per_year == pytest.approx(
        None if down.needed_per_year is None else -down.needed_per_year
    )


@settings(max_examples=60)
@given(
    start=st.floats(0.1, 0.3), per_year=st.floats(0.001, 0.1), goal=st.floats(0.75, 1),
    years=st.integers(1, 12),
)  # fmt: skip
def test_a_straight_course_is_on_course_where_it_arrives_in_time(start, per_year, goal, years):
    first, last = period_end("2021"), period_end("2025")
    course = went(
        [start + per_year * (period_end(year) - first).days / 365.25 for year in YEARS]
    )  # fmt: skip
    deadline = last + timedelta(days=365 * years)
    found = pace(course, goal, "higher", deadline)
    assert found.per_year == pytest.approx(per_year)
    if abs(found.at_deadline - goal) > 1e-6:
        assert found.verdict == ("on_course" if found.at_deadline > goal else "too_slow")
