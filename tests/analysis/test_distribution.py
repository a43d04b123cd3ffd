"""Villages by value: each with a value is in one bin, and in the right one."""

from fractions import Fraction
from itertools import islice

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.distribution import as_written, nice_steps, value_bins
from tests.villages import VILLAGES, gaps_of, indicator, seen

SHARES = [(0, 20), (1, 20), (3, 20), (3, 20), (9, 20), (11, 20), (12, 20), (20, 20)]


def rows(values, denominators=None):
    """Rows of one indicator; without denominators they are an index or a count."""
    codes = [f"36.04.01.{2001 + place}" for place in range(len(values))]
    frame = pd.DataFrame({"code": codes, "value": values, "denominator": denominators})
    return frame.astype({"value": "float64", "denominator": "Int64"})


def ends(bins):
    return list(zip(bins["low"], bins["high"], strict=True))


def test_villages_by_value():
    # Eight report, the ninth does not; 0.15, 0.55 and 0.6 begin a bin, and 1.0 ends the last.
    observed = [seen(place, up, down) for place, (up, down) in enumerate(SHARES)]
    found = value_bins(gaps_of("village", [indicator()], *observed), VILLAGES[3:6], count=20)
    filled = found[found["formed"] + found["other"] > 0]
    assert filled.to_dict("list") == {
        "low": [0.0, 0.05, 0.15, 0.45, 0.55, 0.6, 0.95],
        "high": [0.05, 0.1, 0.2, 0.5, 0.6, 0.65, 1.0],
        "formed": [0, 0, 1, 1, 1, 0, 0],
        "other": [1, 1, 1, 0, 0, 1, 1],
    }
    assert len(found) == 20
    assert [str(dtype) for dtype in found.dtypes] == ["float64", "float64", "int64", "int64"]


def test_bins_are_no_more_than_asked_and_as_narrow_as_can_be():
    # Steps of 0.2 would begin at 0 and be five.
    two = value_bins(rows([0.19, 0.9], [100, 10]), [], count=4)
    assert ends(two) == [(0.0, 0.5), (0.5, 1.0)]
    assert ends(value_bins(rows([0.41, 0.52], [100, 100]), [], count=4)) == [
        (0.4, 0.45), (0.45, 0.5), (0.5, 0.55),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "end"),
    [
        pytest.param(0.6, (0.55, 0.6), id="on an end: the bin below"),
        pytest.param(1.0, (0.95, 1.0), id="all of them, not beyond"),
        pytest.param(0.0, (0.0, 0.05), id="none of them: there is no bin below"),
        pytest.param(0.62, (0.6, 0.65), id="between two ends"),
    ],
)
def test_where_all_are_alike_there_is_one_bin(value, end):
    found = value_bins(rows([value] * 3, [100] * 3), ["36.04.01.2001"])
    assert found.to_numpy().tolist() == [[*end, 1, 2]]


def test_counts_have_bins_of_whole_numbers():
    found = value_bins(rows([0, 3, 3, 5]), [])
    assert found["low"].tolist() == [0, 1, 2, 3, 4, 5]
    assert found["other"].tolist() == [1, 0, 0, 2, 0, 1]
    assert found["high"].iloc[-1] == 6


def test_many_counts_share_bins():
    found = value_bins(rows([0, 4, 5, 99]), [], count=20)
    assert found["low"].tolist() == list(range(0, 100, 5))
    assert found["other"].iloc[:2].tolist() == [2, 1]


def test_shares_that_are_whole_numbers_are_no_counts():
    assert ends(value_bins(rows([0, 1, 1]), []))[-1] == (0.95, 1.0)
    assert ends(value_bins(rows([1, 2], [10, 10]), []))[0] == (1.0, 1.05)


def test_no_value_no_bin():
    for values in ([], [None, None]):
        found = value_bins(rows(values), [])
        assert found.columns.tolist() == ["low", "high", "formed", "other"]
        assert len(found) == 0


def test_fewer_than_two_bins_are_refused():
    with pytest.raises(ValueError, match=r"^count must be 2 or more, got 1$"):
        value_bins(rows([0.5]), [], count=1)


def test_nice_steps_are_1_2_5():
    assert list(islice(nice_steps(Fraction(3, 100)), 4)) == [
        Fraction(1, 20), Fraction(1, 10), Fraction(1, 5), Fraction(1, 2),
    ]  # fmt: skip
    assert next(nice_steps(Fraction(1))) == 1
    assert next(nice_steps(Fraction(51))) == 100


def test_a_float_as_people_write_it():
    assert as_written(0.15) == Fraction(3, 20)


counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(max_examples=50, deadline=None)
@given(st.lists(counts, min_size=1, max_size=40), st.integers(2, 30), st.randoms())
def test_every_village_is_in_the_one_bin_that_holds_it(pairs, count, random):
    shares = [up / down for up, down in pairs]
    frame = rows(shares, [down for _, down in pairs])
    formed = random.sample(list(frame["code"]), k=len(shares) // 2)
    bins = value_bins(frame, formed, count)
    assert 1 <= len(bins) <= count
    assert bins["formed"].sum() == len(formed)
    assert bins["other"].sum() == len(shares) - len(formed)
    assert bins["low"].iloc[1:].tolist() == bins["high"].iloc[:-1].tolist()
    # In fractions, so that no rounding can move a village.
    exact = [Fraction(up, down) for up, down in pairs]
    last = len(bins) - 1
    for place, row in enumerate(bins.to_dict("records")):
        low, high = as_written(row["low"]), as_written(row["high"])
        inside = [low <= x < high or (place == last and x == high) for x in exact]
        assert row["formed"] + row["other"] == sum(inside)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=30), st.integers(2, 30))
def test_every_count_is_in_one_bin(values, count):
    bins = value_bins(rows(values), [], count)
    assert len(bins) <= count
    assert bins["other"].sum() == len(values)
    shuffled = value_bins(rows(values[::-1]), [], count)
    pd.testing.assert_frame_equal(bins, shuffled)
