"""Periods are ordered by their last day, then the shorter first."""

import calendar
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.errors import BadPeriodError
from kampungkb.model.periods import (
    latest_period,
    period_end,
    period_key,
    period_months,
    period_year,
    quarter_after,
    quarter_of,
    quarters_between,
)

YEARS = st.integers(1000, 2999)
PERIODS = st.one_of(
    YEARS.map(str),
    st.builds("{}-S{}".format, YEARS, st.integers(1, 2)),
    st.builds("{}-Q{}".format, YEARS, st.integers(1, 4)),
    st.builds("{}-{:02}".format, YEARS, st.integers(1, 12)),
)


@pytest.mark.parametrize(
    ("period", "end", "months"),
    [
        ("2026", date(2026, 12, 31), 12),
        ("2026-S1", date(2026, 6, 30), 6),
        ("2026-S2", date(2026, 12, 31), 6),
        ("2026-Q1", date(2026, 3, 31), 3),
        ("2026-Q4", date(2026, 12, 31), 3),
        ("2026-04", date(2026, 4, 30), 1),
        pytest.param("2024-02", date(2024, 2, 29), 1, id="leap year"),
        pytest.param("2026-02", date(2026, 2, 28), 1, id="no leap year"),
    ],
)
def test_a_period_has_a_last_day_and_a_length(period, end, months):
    assert (period_end(period), period_months(period)) == (end, months)
    assert period_year(period) == end.year


def test_periods_with_one_last_day_go_shorter_first():
    year = ["2026", "2026-S2", "2026-12", "2026-Q4"]
    assert sorted(year, key=period_key) == ["2026-12", "2026-Q4", "2026-S2", "2026"]


def test_periods_go_by_their_last_day_whatever_their_length():
    mixed = ["2026", "2026-S1", "2025", "2026-05", "2026-Q2", "2026-Q1", "2026-07", "2025-12"]
    assert sorted(mixed, key=period_key) == [
        "2025-12",
        "2025",
        "2026-Q1",
        "2026-05",
        "2026-Q2",
        "2026-S1",
        "2026-07",
        "2026",
    ]


@pytest.mark.parametrize(
    ("periods", "latest"),
    [
        (["2026-Q3", "2026-09", "2025"], "2026-Q3"),
        ({"2026", "2026-12"}, "2026"),
        ([], None),
    ],
)
def test_latest_period(periods, latest):
    assert latest_period(periods) == latest


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-13", "2026-00", "2026-5", "2026-S3", "2026-Q5", "2026-q1", "2026-Q1\n",
     " 2026", "2026 ", "3026", "2026-03-31", "Q1-2026"],
)  # fmt: skip
def test_other_texts_are_refused(text):
    with pytest.raises(BadPeriodError) as caught:
        period_key(text)
    assert str(caught.value) == (f"{text!r} is no period such as 2026, 2026-S1, 2026-Q1, 2026-03")
    assert caught.value.blanks == {"text": text}


@given(PERIODS)
def test_a_period_ends_with_a_month_and_fits_into_its_year(period):
    end = period_end(period)
    assert end.day == calendar.monthrange(end.year, end.month)[1]
    assert end.year == period_year(period) == int(period[:4])
    assert end.month % period_months(period) == 0


@given(st.lists(PERIODS, min_size=1))
def test_the_latest_is_the_last_in_order(periods):
    ordered = sorted(periods, key=period_key)
    assert latest_period(periods) == ordered[-1]
    backwards = periods[::-1]
    assert ordered == sorted(backwards, key=period_key)


@given(PERIODS, PERIODS)
def test_no_two_periods_share_a_place(one, other):
    assert (period_key(one) == period_key(other)) == (one == other)


@given(st.text(alphabet="0123456789-SQ ", max_size=8))
def test_a_text_is_a_period_or_refused(text):
    if re.fullmatch(r"[12]\d{3}(-(S[12]|Q[1-4]|0[1-9]|1[0-2]))?", text):
        assert period_months(text) in (1, 3, 6, 12)
    else:
        with pytest.raises(BadPeriodError):
            period_months(text)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-Q4", "2027-Q2", ("2026-Q4", "2027-Q1", "2027-Q2")),
        ("2027-Q1", "2027-Q1", ("2027-Q1",)),
        ("2027-Q2", "2027-Q1", ()),
        # The last that four digits can name.
        ("2999-Q4", "2999-Q4", ("2999-Q4",)),
    ],
)
def test_quarters_between(first, last, expected):
    assert quarters_between(first, last) == expected


@pytest.mark.parametrize(("first", "last"), [("2027", "2027-Q1"), ("2027-Q1", "2027-03")])
def test_only_quarters_lie_between_quarters(first, last):
    with pytest.raises(BadPeriodError):
        quarters_between(first, last)


@pytest.mark.parametrize(
    ("period", "expected"),
    [("2026-Q4", "2027-Q1"), ("2026", "2027-Q1"), ("2026-S1", "2026-Q3"), ("2026-03", "2026-Q2"),
     ("2026-04", "2026-Q2")],
)  # fmt: skip
def test_the_quarter_after_a_period(period, expected):
    assert quarter_after(period) == expected


def test_the_quarter_of_a_day():
    assert [quarter_of(date(2026, month, 28)) for month in (1, 3, 4, 12)] == [
        "2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4",
    ]  # fmt: skip
