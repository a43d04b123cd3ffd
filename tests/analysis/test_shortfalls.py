"""People missing to a target, exactly, in both directions."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.analysis.gaps import people_missing, shortfalls
from tests.analysis.formula import brute_force, shares


def shortfall(numerator, denominator, goal, *, higher=True):
    goal = Fraction(goal)
    found = shortfalls(
        pd.Series([numerator], dtype="Int64"), pd.Series([denominator], dtype="Int64"),
        np.array([goal.numerator]), np.array([goal.denominator]), np.array([higher]),
    )  # fmt: skip
    return found.iloc[0]


@pytest.mark.parametrize(
    ("numerator", "denominator", "goal", "missing"),
    [
        pytest.param(489_382, 516_047, "0.98", 16_345, id="birth certificates of Serang"),
        pytest.param(238_347, 512_217, "0.6", 68_984, id="child cards of Serang"),
        pytest.param(0, 100, "0.07", 7, id="0.07 x 100 is 7.000000000000001 as a float"),
        pytest.param(4, 10, "0.41", 1, id="rounds up to a whole person"),
        pytest.param(5, 10, "0.5", 0, id="just reached"),
        pytest.param(9, 10, "0.5", 0, id="never negative"),
        pytest.param(0, 10, "0", 0, id="target 0"),
        pytest.param(9, 10, "1", 1, id="target 1"),
        pytest.param(0, 0, "0.5", 0, id="nobody"),
    ],
)
def test_shortfall_where_more_is_better(numerator, denominator, goal, missing):
    assert shortfall(numerator, denominator, goal) == missing


@pytest.mark.parametrize(
    ("numerator", "denominator", "goal", "too_many"),
    [
        pytest.param(15, 100, "0.14", 1, id="0.14 x 100 is 14.000000000000002 as a float"),
        pytest.param(29, 100, "0.29", 0, id="0.29 x 100 is 28.999999999999996 as a float"),
        pytest.param(2, 10, "0.14", 1, id="rounds down to a whole person"),
        pytest.param(1, 10, "0.14", 0, id="never negative"),
        pytest.param(3, 10, "0", 3, id="target 0"),
        pytest.param(10, 10, "1", 0, id="target 1"),
    ],
)
def test_shortfall_where_less_is_better(numerator, denominator, goal, too_many):
    assert shortfall(numerator, denominator, goal, higher=False) == too_many


def test_missing_counts_have_no_shortfall():
    assert shortfall(None, 10, "0.6") is pd.NA
    assert shortfall(6, None, "0.6") is pd.NA


@given(
    counts=st.integers(0, 2_000_000).flatmap(
        lambda n: st.tuples(st.integers(0, n), st.just(n))
    ),
    goal=shares,
    higher=st.booleans(),
)  # fmt: skip
def test_shortfall_is_the_formula_in_fractions(counts, goal, higher):
    missing = brute_force(*counts, goal, higher=higher)
    assert shortfall(*counts, goal, higher=higher) == missing
    assert people_missing(*counts, goal, higher=higher) == missing


@pytest.mark.parametrize(
    ("goal", "higher", "missing"),
    [("0.07", True, 7), ("0.6", True, 60), ("0.6", False, 0)],
)
def test_people_missing_of_one_figure(goal, higher, missing):
    # Nobody of 100; as a float 0.07 x 100 is 7.000000000000001.
    assert people_missing(0, 100, Fraction(goal), higher=higher) == missing
