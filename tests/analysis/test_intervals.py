import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from kampungkb.analysis.intervals import newcombe_interval, wilson_interval

COUNTS = st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(0, 1), (1, 1), (0, 12), (7, 10), (12, 12), (238_347, 512_217)]
)
def test_interval_is_scipys(numerator, denominator):
    low, high = wilson_interval([numerator], [denominator])
    wanted = binomtest(numerator, denominator).proportion_ci(method="wilson")
    assert low[0] == pytest.approx(wanted.low, abs=1e-12)
    assert high[0] == pytest.approx(wanted.high, abs=1e-12)


@given(COUNTS, st.floats(0.5, 0.9999))
def test_interval_is_statsmodels(counts, level):
    low, high = wilson_interval(*counts, level=level)
    wanted = proportion_confint(*counts, alpha=1 - level, method="wilson")
    assert (low, high) == pytest.approx(wanted, abs=1e-12)


def test_interval_worked_by_hand():
    # 7 of 10: (0.7 + 0.192073 +- 1.959964 sqrt(0.021 + 0.009604)) / 1.384146
    low, high = wilson_interval([7], [10])
    assert (round(low[0], 4), round(high[0], 4)) == (0.3968, 0.8922)


def test_no_interval():
    low, high = wilson_interval([0, np.nan, 3, 103], [0, 10, np.nan, 100])
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@given(COUNTS)
def test_interval_holds_the_share(counts):
    numerator, denominator = counts
    low, high = wilson_interval([numerator], [denominator])
    assert 0 <= low[0] <= numerator / denominator <= high[0] <= 1


@given(COUNTS, COUNTS)
def test_interval_of_a_difference_is_statsmodels(now, before):
    low, high = newcombe_interval(*now, *before)
    wanted = confint_proportions_2indep(*now, *before, method="newcomb", compare="diff")
    assert (low, high) == pytest.approx(wanted, abs=1e-12)


def test_interval_of_a_difference_as_published():
    # Newcombe (1998), table II: 56 of 70 against 48 of 80, method 10; then 10 of 10 and 0 of 20.
    low, high = newcombe_interval([56, 10], [70, 10], [48, 0], [80, 20])
    assert low.round(4).tolist() == [0.0524, 0.6791]
    assert high.round(4).tolist() == [0.3339, 1.0]


@given(COUNTS, COUNTS)
def test_interval_of_a_difference_turns_with_it(now, before):
    low, high = newcombe_interval(*now, *before)
    there = now[0] / now[1] - before[0] / before[1]
    assert -1 <= low <= there <= high <= 1
    assert newcombe_interval(*before, *now) == pytest.approx((-high, -low), abs=1e-15)


def test_no_interval_of_a_difference():
    low, high = newcombe_interval([1, 1, 1, 11, np.nan], [2, 2, 0, 10, 2], [3, 1, 1, 1, 1], 2)
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, False, True, True, True]
