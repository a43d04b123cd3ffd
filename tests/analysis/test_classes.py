"""Classes of values for a map."""

import mapclassify
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.analysis.classes import METHODS, ValueClass, value_classes


def classes(values, method="quantiles", count=3, **more):
    """Bounds and counts of the classes."""
    found = value_classes(pd.Series(values, dtype="Float64"), method=method, count=count, **more)
    return [(one.low, one.high, one.count) for one in found.classes]


ONE_TO_NINE = [5, 1, 9, 2, 8, 3, 7, 4, 6]


@pytest.mark.parametrize(
    ("values", "method", "wanted"),
    [
        pytest.param(ONE_TO_NINE, "quantiles", [(1, 3, 3), (4, 6, 3), (7, 9, 3)], id="quantiles"),
        pytest.param(
            [0, 1, 2, 10, 11, 100], "natural", [(0, 2, 3), (10, 11, 2), (100, 100, 1)], id="natural"
        ),
        pytest.param(
            [0, 1, 2, 3, 9], "equal", [(0, 3, 4), (9, 9, 1)], id="equal, the middle empty"
        ),
        pytest.param([0, 3, 4, 6, 9], "equal", [(0, 3, 2), (4, 6, 2), (9, 9, 1)], id="on a bound"),
        pytest.param([1, 1, 1, 1, 2], "quantiles", [(1, 1, 4), (2, 2, 1)], id="ties leave fewer"),
    ],
)
def test_method(values, method, wanted):
    assert classes(values, method) == wanted


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        pytest.param([], [], id="no rows"),
        pytest.param([None, None], [], id="all missing"),
        pytest.param([7], [(7, 7, 1)], id="one value"),
        pytest.param([7, 7, None, 7], [(7, 7, 3)], id="all equal"),
        pytest.param([1, 2], [(1, 1, 1), (2, 2, 1)], id="fewer values than classes"),
    ],
)
def test_few_values(method, values, wanted):
    assert classes(values, method, 5, target=2.0) == wanted


def test_missing_is_in_no_class():
    found = value_classes(pd.Series([3, None, 1], dtype="Float64"), method="equal", count=3)
    assert found.index.tolist() == [1, -1, 0]
    assert found.missing == 1


def test_zero_apart():
    values = [0, 5, 0, 1, 3, 9]
    assert classes(values, count=3, zero_apart=True) == [(0, 0, 2), (1, 3, 2), (5, 9, 2)]
    assert classes([0, 0], zero_apart=True) == [(0, 0, 2)]
    assert classes([1, 2, 3], zero_apart=True) == classes([1, 2, 3])


def test_around_a_target_that_more_reach():
    found = value_classes(
        pd.Series([0.1, 0.2, 0.3, 0.59, 0.6, 0.9]), method="target", count=3, target=0.6
    )
    assert found.classes == (
        ValueClass(0.1, 0.2, 2, False),
        ValueClass(0.3, 0.59, 2, False),
        ValueClass(0.6, 0.9, 2, True),
    )


def test_around_a_target_that_fewer_reach():
    found = value_classes(
        pd.Series([0.05, 0.14, 0.15, 0.2, 0.3, 0.4]),
        method="target", count=3, target=0.14, better="lower",
    )  # fmt: skip
    assert found.classes == (
        ValueClass(0.05, 0.14, 2, True),
        ValueClass(0.15, 0.2, 2, False),
        ValueClass(0.3, 0.4, 2, False),
    )


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_few_that_are_short_of_a_target_have_classes_of_their_own(better):
    sign = 1 if better == "higher" else -1
    values = pd.Series([sign * v for v in (1, 2, 3, 7, 8, 9, 10)])
    found = value_classes(values, method="target", count=7, target=sign * 7.0, better=better)
    assert [one.count for one in found.classes][::sign] == [1, 1, 1, 4]
    assert [one.reached for one in found.classes][::sign] == [False, False, False, True]


def test_without_a_target_quantiles():
    assert classes(ONE_TO_NINE, "target") == classes(ONE_TO_NINE, "quantiles")
    found = value_classes(pd.Series(ONE_TO_NINE), method="target", count=3)
    assert [one.reached for one in found.classes] == [None, None, None]


some_numbers = st.lists(
    st.none() | st.integers(-20, 20) | st.floats(-1e6, 1e6, allow_subnormal=False), max_size=40
)


@given(
    values=some_numbers, method=st.sampled_from(METHODS), count=st.integers(1, 7),
    target=st.none() | st.integers(-20, 20), better=st.sampled_from(["higher", "lower"]),
    zero_apart=st.booleans(),
)  # fmt: skip
def test_classes_hold_every_value_once(values, method, count, target, better, zero_apart):
    if zero_apart:  # for counts, which are never negative
        values = [value if value is None else abs(value) for value in values]
    series = pd.Series(values, dtype="Float64")
    found = value_classes(
        series, method=method, count=count, target=target, better=better, zero_apart=zero_apart
    )
    known = [value for value in values if value is not None]
    assert sum(one.count for one in found.classes) == len(known)
    assert found.missing == len(values) - len(known)
    assert len(found.classes) <= max(count, 1 + zero_apart, 2 if method == "target" else 1)
    bounds = [bound for one in found.classes for bound in (one.low, one.high)]
    assert bounds == sorted(bounds)
    for value, place in zip(values, found.index, strict=True):
        if value is not None:
            one = found.classes[place]
            assert one.low <= value <= one.high
    # Neighbouring classes never share a value.
    assert all(a.high < b.low for a, b in zip(found.classes, found.classes[1:], strict=False))


@given(values=some_numbers, method=st.sampled_from(METHODS))
def test_same_classes_in_any_order(values, method):
    more = {"method": method, "count": 4, "target": 3.0}
    found = value_classes(pd.Series(values, dtype="Float64"), **more)
    turned = value_classes(pd.Series(values[::-1], dtype="Float64"), **more)
    assert turned.classes == found.classes
    assert turned.index.tolist() == found.index.tolist()[::-1]


def spread_within(numbers, bounds):
    place = np.searchsorted(bounds, numbers)
    return sum(((numbers[place == at] - numbers[place == at].mean()) ** 2).sum() for at in {*place})


# Without numba mapclassify warns that it is slow.
@pytest.mark.filterwarnings("ignore:Numba not installed:UserWarning")
@settings(deadline=None)
@given(
    values=st.lists(st.integers(0, 1000), min_size=3, max_size=40, unique=True),
    count=st.integers(2, 7),
)
def test_natural_breaks_are_those_of_mapclassify(values, count):
    count = min(count, len(values))
    numbers = np.array(values, dtype=np.float64)
    found = value_classes(pd.Series(numbers), method="natural", count=count)
    theirs = mapclassify.FisherJenks(numbers, k=count)
    ours = [one.high for one in found.classes]
    # Where several answers are equally good the two may pick different ones.
    assert spread_within(numbers, ours) == pytest.approx(
        spread_within(numbers, theirs.bins), abs=1e-6
    )
    assert len(ours) == count
