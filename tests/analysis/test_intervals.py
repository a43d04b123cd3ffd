import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from kampungkb.analysis.intervals import wilson_interval


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(0, 1), (1, 1), (0, 12), (7, 10), (12, 12), (238_347, 512_217)]
)
def test_interval_is_scipys(numerator, denominator):
    low, high = wilson_interval([numerator], [denominator])
    wanted = binomtest(numerator, denominator).proportion_ci(method="wilson")
    assert low[0] == pytest.approx(wanted.low, abs=1e-12)
    assert high[0] == pytest.approx(wanted.high, abs=1e-12)


def test_interval_worked_by_hand():
    # 7 of 10: (0.7 + 0.192073 +- 1.959964 sqrt(0.021 + 0.009604)) / 1.384146
    low, high = wilson_interval([7], [10])
    assert (round(low[0], 4), round(high[0], 4)) == (0.3968, 0.8922)


def test_no_interval():
    low, high = wilson_interval([0, np.nan, 3, 103], [0, 10, np.nan, 100])
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@given(st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_share(counts):
    numerator, denominator = counts
    low, high = wilson_interval([numerator], [denominator])
    assert 0 <= low[0] <= numerator / denominator <= high[0] <= 1
