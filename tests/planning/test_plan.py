"""The plan against every plan there is, and what ties, limits and misses do to it."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kampungkb.planning.plan import Planner
from kampungkb.planning.problem import Budget, Problem
from tests.planning.enumerated import (
    QUARTERS,
    best_of_all,
    candidate,
    floor,
    judged,
    problem,
)


@st.composite
def problems(draw: st.DrawFn, villages: int = 5) -> Problem:
    """Small problems with every kind of limit."""
    count = draw(st.integers(1, villages))
    candidates = [
        candidate(at, draw(st.integers(0, 1)), draw(st.none() | st.integers(0, 9)))
        for at in range(count)
    ]
    codes = sorted(one.code for one in candidates)
    some = st.sampled_from(codes)
    quarter = st.integers(0, len(QUARTERS) - 1)
    floors = [
        floor(
            draw(st.integers(0, 3)), district=district, quarter=at, formed=draw(st.integers(0, 1))
        )
        for district, at in draw(
            st.lists(st.tuples(st.integers(0, 1), quarter), max_size=2, unique=True)
        )
    ]
    budgets = [
        Budget(
            agency=f"OPD {year}", year=year, limit=Fraction(draw(st.integers(0, 5)), 2),
            effort={
                code: Fraction(effort, 2)
                for code, effort in draw(st.dictionaries(some, st.integers(0, 4))).items()
            },
        )
        for year in draw(st.sets(st.sampled_from([2027, 2028]), max_size=2))
    ]  # fmt: skip
    return problem(
        *candidates,
        to_form=draw(st.integers(0, count)),
        capacity=tuple(draw(st.integers(0, 3)) for _ in QUARTERS),
        district_capacity=draw(st.none() | st.integers(0, 2)),
        floors=tuple(floors), budgets=tuple(budgets),
        locks=draw(st.dictionaries(some, st.none() | quarter, max_size=1)),
        banned=frozenset(draw(st.sets(some, max_size=1))),
        not_before=draw(st.dictionaries(some, quarter, max_size=2)),
        announced=draw(st.dictionaries(some, quarter, max_size=2)),
    )  # fmt: skip


@given(problems())
def test_no_plan_is_better(of: Problem) -> None:
    best = best_of_all(of)
    plan = Planner(of).plan()
    assert (plan is None) == (best is None)
    if plan is not None:
        assert judged(of, dict(plan.quarter_of)) == best
        assert plan.bound == plan.benefit
        assert plan.proven
