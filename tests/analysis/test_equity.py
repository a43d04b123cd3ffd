"""The worst fifth of the districts against the best, and where the need lives."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.equity import equity
from kampungkb.analysis.gaps import COLUMNS
from tests.villages import gaps_of, indicator, seen


def code(place):
    return f"36.04.{place + 1:02d}"


def districts(*rows):
    """District rows of (numerator, denominator, shortfall), or with more fields."""
    made = []
    for place, (x, n, short, *more) in enumerate(rows):
        value = None if x is None or not n else x / n
        made.append(
            {"code": code(place), "indicator": "D02", "numerator": x, "denominator": n,
             "value": value, "shortfall": short, "low_coverage": False}
            | (more[0] if more else {})
        )  # fmt: skip
    frame = pd.DataFrame(made, columns=list(COLUMNS), dtype=object)
    counts = ["numerator", "denominator", "shortfall"]
    return frame.astype(dict.fromkeys(counts, "Int64") | {"value": "float64"})


SIX = [(5, 10, 1), (90, 100, 0), (3, 10, 3), (8, 10, 0), (40, 100, 20), (6, 10, 0)]


def test_worst_and_best_are_quotients_of_sums():
    # A fifth of six districts is two: 3/10 and 40/100 against 90/100 and 8/10.
    found = equity(districts(*SIX), "higher")
    assert (found.districts, found.fifth) == (6, 2)
    assert found.worst_codes == (code(2), code(4))
    assert found.best_codes == (code(1), code(3))
    assert (found.worst_value, found.best_value) == (43 / 110, 98 / 110)
    assert found.gap == 98 / 110 - 43 / 110


def test_where_less_is_better_the_ends_change_places():
    found = equity(districts(*SIX), "lower")
    assert found.worst_codes == (code(1), code(3))
    assert found.best_codes == (code(2), code(4))
    assert found.gap == 98 / 110 - 43 / 110


def test_where_the_need_lives():
    found = equity(districts(*SIX), "higher")
    assert found.need_codes == (code(4), code(2))
    assert (found.need_shortfall, found.total_shortfall) == (23, 24)
    assert found.need_share == Fraction(23, 24)


def test_equal_shortfalls_go_by_code():
    rows = districts(*[(1, 10, 4)] * 6)
    assert equity(rows, "higher").need_codes == (code(0), code(1))


def test_29_districts_have_a_fifth_of_six():
    found = equity(districts(*[(place, 100, 0) for place in range(29)]), "higher")
    assert (found.fifth, len(found.worst_codes), len(found.best_codes)) == (6, 6, 6)
    assert found.worst_codes == tuple(map(code, range(6)))
    assert found.best_codes == tuple(map(code, range(28, 22, -1)))


def test_nobody_short_and_no_target():
    met = equity(districts(*[(9, 10, 0)] * 5), "higher")
    assert (met.need_codes, met.need_shortfall, met.total_shortfall) == ((), 0, 0)
    assert met.need_share is None
    free = equity(districts(*[(9, 10, None)] * 5), "higher")
    assert (free.need_codes, free.need_shortfall, free.total_shortfall) == ((), None, None)
    assert free.need_share is None


@pytest.mark.parametrize(
    "left_out",
    [
        pytest.param((0, 10, 6, {"low_coverage": True}), id="low coverage"),
        pytest.param((None, None, None), id="no value"),
        pytest.param((None, None, None, {"value": 0.1}), id="no counts"),
    ],
)
def test_districts_without_a_sound_value_take_no_part(left_out):
    five = [(5, 10, 1), (6, 10, 0), (7, 10, 0), (8, 10, 0), (9, 10, 0)]
    found = equity(districts(left_out, *five), "higher")
    assert (found.districts, found.worst_codes) == (5, (code(1),))
    assert found.total_shortfall == 1
    assert equity(districts(left_out, *five[1:]), "higher") is None


def test_an_index_and_three_districts_have_no_fifths():
    index = indicator("IDM", None, kind="index")
    assert (
        equity(gaps_of("district", [index], seen(0, indicator="IDM", value=0.5)), "higher") is None
    )
    rows = [seen(village, 5, 10) for village in range(9)]
    assert equity(gaps_of("district", [indicator()], *rows), "higher") is None
    assert equity(districts(), "higher") is None


counts = st.integers(1, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
better = st.sampled_from(["higher", "lower"])


@settings(max_examples=60)
@given(
    rows=st.lists(st.tuples(counts, st.integers(0, 9)), min_size=5, max_size=29),
    better=better,
    data=st.data(),
)
def test_order_changes_nothing_and_the_best_are_never_behind(rows, better, data):
    frame = districts(*[(*pair, short) for pair, short in rows])
    found = equity(frame, better)
    order = data.draw(st.permutations(range(len(frame))))
    assert equity(frame.iloc[order], better) == found
    assert found.gap >= 0
    assert set(found.worst_codes).isdisjoint(found.best_codes)
    ahead = found.best_value - found.worst_value
    assert found.gap == (ahead if better == "higher" else -ahead)
    # At least its part by number, as the neediest are taken.
    if found.need_share is not None:
        assert Fraction(found.fifth, found.districts) <= found.need_share <= 1


@settings(max_examples=40)
@given(
    share=counts, sizes=st.lists(st.integers(1, 500), min_size=5, max_size=29), better=better
)  # fmt: skip
def test_equal_districts_have_no_gap(share, sizes, better):
    x, n = share
    found = equity(districts(*[(x * size, n * size, 0) for size in sizes]), better)
    assert found.gap == 0
