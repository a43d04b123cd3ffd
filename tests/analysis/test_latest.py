"""Which value of a village counts."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.analysis.latest import (
    default_as_of,
    latest_values,
    period_ranks,
    readable,
    reports,
)
from kampungkb.model.periods import period_key
from tests.villages import VILLAGES, observations, seen


def values(as_of, *rows):
    """Numerator of each village's latest report."""
    found = latest_values(observations(*rows), as_of)
    return [None if pd.isna(one) else int(one) for one in found["numerator"]]


def test_latest_of_each_village():
    rows = (
        seen(0, 3, 10, period="2025-Q4"),
        seen(0, 7, 10, period="2026-Q2"),
        seen(1, 4, 10, period="2026-Q1"),
    )
    assert values(None, *rows) == [7, 4]
    assert values("2026-Q1", *rows) == [3, 4]
    assert values("2025-Q4", *rows) == [3]
    assert values("2025-Q3", *rows) == []
    assert values(None, *rows[::-1]) == [7, 4]


@pytest.mark.parametrize(
    ("as_of", "numerator"),
    [
        pytest.param("2026", 5, id="the year comes last"),
        pytest.param("2026-S2", 4, id="and before it the half-year"),
        pytest.param("2026-Q4", 3, id="and before that the quarter"),
        pytest.param("2026-12", 2, id="and first the month"),
        pytest.param("2026-11", 1, id="a month before"),
    ],
)
def test_periods_that_end_on_one_day(as_of, numerator):
    rows = [
        seen(0, n, 10, period=period)
        for n, period in enumerate(["2026-Q3", "2026-12", "2026-Q4", "2026-S2", "2026"], start=1)
    ]
    assert values(as_of, *rows) == [numerator]


def test_official_ends_illustrative_in_every_period():
    rows = observations(
        seen(0, 9, 10, period="2026-Q3", origin="illustrative"),
        seen(0, 2, 10, period="2024"),
        seen(1, 8, 10, period="2026-Q3", origin="illustrative"),
        seen(0, 6, 10, period="2026-Q3", origin="illustrative", indicator="D01"),
    )
    assert readable(rows)["numerator"].tolist() == [2, 8, 6]
    latest = latest_values(rows, None)
    assert latest[["indicator", "village_code", "numerator", "origin"]].values.tolist() == [
        ["D01", VILLAGES[0], 6, "illustrative"],
        ["D02", VILLAGES[0], 2, "official"],
        ["D02", VILLAGES[1], 8, "illustrative"],
    ]
    # Before the official value nothing is left to read: the made-up one does not come back.
    assert latest_values(rows, "2023").empty


def test_report_without_a_rate_replaces_an_older_one():
    latest = latest_values(
        observations(
            seen(0, 7, 10, period="2026-Q1"),
            seen(0, None, 10, period="2026-Q2"),
            seen(1, 7, 10, period="2026-Q1"),
            seen(1, 0, 0, period="2026-Q2"),
        ),
        None,
    )
    assert latest["period"].tolist() == ["2026-Q2", "2026-Q2"]
    assert latest["value"].isna().all()


def test_value_comes_from_the_counts_where_both_are_there():
    latest = latest_values(
        observations(
            seen(0, 3, 4, value=0.9),
            seen(1, value=0.9),
            seen(2, 3, None, value=0.8),
            seen(3, value=1, indicator="K01"),
        ),
        None,
    )
    assert latest["value"].tolist() == [0.75, 0.9, 0.8, 1.0]


def test_no_observations():
    assert default_as_of(observations()) is None
    assert latest_values(observations(), None).empty
    assert latest_values(observations(), "2026").empty


def test_default_as_of_is_the_latest_period():
    rows = observations(
        seen(0, 1, 2, period="2026-Q4"), seen(0, 1, 2, period="2026"), seen(0, 1, 2, period="2025")
    )
    assert default_as_of(rows) == "2026"


def test_period_ranks():
    periods = pd.Series(["2026", "2025", None, "2026-Q4", "2026"], dtype="str")
    assert period_ranks(periods).tolist() == [2, 0, -1, 1, 2]


def test_arguments_are_not_changed():
    rows = observations(seen(0, 3, 4), seen(0, 1, 4, period="2025", origin="illustrative"))
    copy = rows.copy()
    latest_values(rows, "2026")
    pd.testing.assert_frame_equal(rows, copy)


_ROWS = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(["D02", "L02"]),
        st.sampled_from(["2025", "2025-Q4", "2026-03", "2026-Q1", "2026"]),
        st.sampled_from(["official", "illustrative"]), st.integers(0, 9),
    ),
    unique_by=lambda row: row[:4], max_size=24,
)  # fmt: skip


def _by_hand(rows, as_of, *, earlier):
    """The same rule, one village and indicator after the other."""
    found = {}
    official = {row[:2] for row in rows if row[3] == "official"}
    read = [row for row in rows if row[3] == "official" or row[:2] not in official]
    read = [row for row in read if period_key(row[2]) <= period_key(as_of)]
    for code in sorted({row[1] for row in read}):
        last = max(period_key(row[2]) for row in read if row[1] == code)
        own = [row for row in read if row[1] == code]
        own = [row for row in own if period_key(row[2]) < last] if earlier else own
        for row in sorted(own, key=lambda one: period_key(one[2])):
            found[code, VILLAGES[row[0]]] = row[4]
    return found


@given(rows=_ROWS, as_of=st.sampled_from(["2025", "2026-Q1", "2026-03", "2026"]))
def test_any_period_of_reports_put_in_order_once(rows, as_of):
    table = observations(
        *(seen(place, x, 10, indicator=code, period=period, origin=origin)
          for place, code, period, origin, x in rows)
    )  # fmt: skip
    ordered = reports(table)
    for frame, earlier in ((ordered.latest(as_of), False), (ordered.earlier(as_of), True)):
        keys = zip(frame["indicator"], frame["village_code"], strict=True)
        assert dict(zip(keys, frame["numerator"], strict=True)) == _by_hand(
            rows, as_of, earlier=earlier
        )
        assert frame[["indicator", "village_code"]].apply(tuple, axis=1).is_monotonic_increasing


def test_how_many_villages_have_reported():
    table = observations(
        seen(0, 1, 2), seen(0, 1, 2, period="2025"), seen(1, 1, 2), seen(1, 1, 2, indicator="L02"),
        seen(2, 1, 2, origin="illustrative"), seen(2, 1, 2, period="2025"),
    )  # fmt: skip
    assert reports(table).villages() == {"D02": 3, "L02": 1}
    assert reports(observations()).villages() == {}
