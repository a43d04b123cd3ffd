"""The pace that is needed, the course so far and where it leads, worked by hand."""

import math
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.planning.pace import (
    course,
    months_between,
    needed,
    observed,
    projection,
    reached_in,
)

START, BY = date(2026, 9, 30), date(2028, 12, 31)
DAYS = st.dates(date(2016, 1, 1), date(2060, 12, 31))


def formed(*rows: tuple[date | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["formed_on", "origin"], dtype=object)
    return frame.assign(code=[f"v{at}" for at in range(len(frame))])


FORMED = formed(
    (date(2026, 9, 30), "official"), (date(2026, 7, 1), "illustrative"),
    (date(2026, 1, 15), "official"), (date(2025, 9, 30), "official"),
    (None, "official"), (None, "illustrative"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        pytest.param(START, BY, Fraction(27), id="whole months"),
        pytest.param(START, date(2026, 11, 15), Fraction(3, 2), id="half of November"),
        pytest.param(date(2028, 1, 31), date(2028, 2, 29), Fraction(1), id="a leap February"),
        pytest.param(BY, START, Fraction(-27), id="backwards"),
        pytest.param(START, START, Fraction(0), id="no time"),
    ],
)
def test_months_are_exact(start, end, months):
    assert months_between(start, end) == months


@given(first=DAYS, second=DAYS, third=DAYS)
def test_months_add_up(first, second, third):
    whole = months_between(first, third)
    assert months_between(first, second) + months_between(second, third) == whole
    assert (whole > 0) == (third > first)


def test_eight_a_month_and_not_seven():
    found = needed(52, 245, START, BY)
    assert (found.state, found.to_form, found.months, found.per_month) == ("to_do", 193, 27, 8)
    # Seven a month would leave four villages.
    assert 7 * 27 < 193 <= 8 * 27


def test_a_pace_that_divides_evenly_is_not_rounded_up():
    assert needed(0, 54, START, BY).per_month == 2


def test_a_date_that_has_passed_and_a_target_that_is_reached():
    past = needed(52, 245, START, START)
    assert (past.state, past.to_form, past.months, past.per_month) == ("past", 193, 0, None)
    reached = needed(250, 245, START, date(2020, 1, 1))
    assert (reached.state, reached.to_form, reached.per_month) == ("reached", 0, None)


@given(done=st.integers(0, 326), target=st.integers(0, 326), by=DAYS)
def test_the_pace_is_enough_and_the_smallest(done, target, by):
    found = needed(done, target, START, by)
    assert found.to_form == max(0, target - done)
    if found.state == "to_do":
        assert found.per_month * found.months >= found.to_form
        assert (found.per_month - 1) * found.months < found.to_form


@pytest.mark.parametrize(
    ("to_form", "per_month", "day"),
    [
        (193, 8, date(2028, 10, 31)),  # 24.1 months: 25
        (192, 8, date(2028, 9, 30)),
        (1, 5, date(2026, 10, 31)),
        (0, 5, START),
        (274, 1, date(2049, 7, 31)),
        (900, 1, None),
    ],
)
def test_where_a_pace_leads(to_form, per_month, day):
    assert reached_in(START, to_form, per_month) == day


def test_course_counts_quarters_and_knows_what_has_no_day():
    found = course(FORMED, "2026-Q3")
    assert (found.unknown_official, found.unknown_illustrative, found.unknown) == (1, 1, 2)
    assert found.quarters.to_dict("list") == {
        "quarter": ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"],
        "official": [1, 0, 1, 0, 1],
        "illustrative": [0, 0, 0, 0, 1],
        "formed": [3, 3, 4, 4, 6],
    }


def test_course_without_a_known_day_has_no_quarter():
    found = course(formed((None, "official")), "2026-Q3")
    assert (len(found.quarters), found.unknown) == (0, 1)
    nothing = course(formed(), "2026-Q3")
    assert (len(nothing.quarters), nothing.unknown) == (0, 0)


@pytest.mark.parametrize(
    ("months", "official", "illustrative"),
    [(1, 1, 0), (3, 1, 1), (9, 2, 1), (12, 2, 1), (13, 3, 1)],
)
def test_window_holds_whole_months(months, official, illustrative):
    seen = observed(FORMED, "2026-Q3", months)
    assert (seen.official, seen.illustrative) == (official, illustrative)
    assert seen.per_month == Fraction(official + illustrative, months)


def test_without_a_formation_in_the_window_there_is_no_projection():
    seen = observed(formed((date(2020, 1, 1), "official"), (None, "official")), "2026-Q3", 12)
    assert seen.formations == 0
    assert projection(seen, 52, 326, START, BY) is None


def negative_binomial(count: int, r: float, p: float) -> float:
    """Written out, to compare the library with."""
    log = math.lgamma(count + r) - math.lgamma(r) - math.lgamma(count + 1)
    return math.exp(log + r * math.log(p) + count * math.log(1 - p))


def test_probability_is_the_tail_of_the_predictive_distribution():
    seen = observed(FORMED, "2026-Q3", 12)  # 3 formations in 12 months
    found = projection(seen, 6, 9, START, date(2027, 9, 30))
    # Another 12 months: p = 12 / 24. Three more villages or more.
    below = sum(negative_binomial(count, 3.5, 0.5) for count in range(3))
    assert found.probability(9, date(2027, 9, 30)) == pytest.approx(1 - below, rel=1e-12)
    assert found.probability(6, date(2020, 1, 1)) == 1.0
    assert found.probability(9, START) == 0.0
    assert found.probability(10, BY) == 0.0


def test_path_holds_every_quarter_and_never_more_villages_than_there_are():
    seen = observed(FORMED, "2026-Q3", 12)
    path = projection(seen, 6, 9, START, date(2027, 2, 1)).path
    assert list(path["quarter"]) == ["2026-Q4", "2027-Q1"]
    assert list(path["end"]) == [date(2026, 12, 31), date(2027, 3, 31)]
    # p = 12 / 15: P(0) = 0.458, P(<= 1) = 0.779, P(<= 2) = 0.923.
    assert path.loc[0, ["low", "median", "high"]].tolist() == [6, 7, 8]
    far = projection(seen, 6, 9, START, date(2040, 1, 1)).path
    assert far.iloc[-1][["low", "median", "high"]].tolist() == [9, 9, 9]


def test_a_month_within_a_quarter_leaves_its_rest_ahead():
    seen = observed(FORMED, "2026-Q3", 12)
    path = projection(seen, 6, 9, date(2026, 8, 31), date(2026, 12, 1)).path
    assert list(path["quarter"]) == ["2026-Q3", "2026-Q4"]


@given(
    done=st.integers(0, 300), seen=st.integers(1, 60), months=st.sampled_from([12, 24, 60]),
    quarters=st.integers(1, 12),
)  # fmt: skip
def test_projection_only_grows(done, seen, months, quarters):
    rows = formed(*[(date(2026, 9, 1), "official")] * seen)
    found = projection(
        observed(rows, "2026-Q3", months), done, 326, START, date(2026 + quarters // 4, 12, 31)
    )
    path = found.path[["low", "median", "high"]]
    assert (path.diff().dropna() >= 0).all(axis=None)
    assert ((path["low"] <= path["median"]) & (path["median"] <= path["high"])).all()
    assert path.to_numpy().min() >= done
    assert path.to_numpy().max() <= 326
    sooner, later = date(2027, 1, 31), date(2028, 1, 31)
    assert found.probability(done + 5, sooner) <= found.probability(done + 5, later)
    assert found.probability(done + 9, later) <= found.probability(done + 5, later)
