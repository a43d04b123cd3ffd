"""Curves against the best of all plans, counts of draws, and what is kept of an announced plan."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from kampungkb.errors import PlanCancelledError
from kampungkb.planning.curves import fairness_curve, kept_plan, sureness
from kampungkb.planning.problem import Floor, Problem
from tests.planning.enumerated import AllPlans, candidate, floor, judged, problem
from tests.planning.small_problems import problems

_A, _B, _C = "36.04.01.2001", "36.04.01.2002", "36.04.01.2003"


def each_district(share: Fraction) -> tuple[Floor, ...]:
    """So many sixths of a village are asked of each of two districts."""
    return tuple(floor(int(share * 6), district=at, quarter=1) for at in (0, 1))


@given(problems(least=2, most=5, budgets=False))
@settings(max_examples=25)
def test_fairness_costs_what_the_best_of_all_plans_costs(of: Problem) -> None:
    free = AllPlans(replace(of, floors=())).best()
    shares = [Fraction(at, 6) for at in range(4)]
    curve = fairness_curve(of, each_district, shares)
    assert len(curve) == (len(shares) if free else 0)
    for point, share in zip(curve, shares, strict=False):
        held = replace(of, floors=each_district(share))
        best = AllPlans(held).best()[0]
        assert point.share == share
        assert point.benefit == of.benefit(best)
        assert point.price == of.benefit(free[0]) - of.benefit(best) >= 0
        assert point.short == judged(held, best)[1]


def test_a_floor_takes_the_place_of_needier_villages() -> None:
    of = problem(candidate(0, need=9), candidate(1, need=6), candidate(2, 1, need=3), to_form=2)
    none, one = fairness_curve(of, each_district, [Fraction(0), Fraction(1, 6)])
    assert (none.benefit, none.people, none.price) == (15, 15, 0)
    assert (one.benefit, one.people, one.price, one.short) == (12, 12, 3, 0)


def test_a_village_is_counted_from_its_quarter_on() -> None:
    of = problem(candidate(0), candidate(1), candidate(2), to_form=2, capacity=(1, 1, 1))
    draws = [
        [Fraction(9), Fraction(5), Fraction(1)],
        [Fraction(5), Fraction(9), Fraction(1)],
        [None, Fraction(9), Fraction(1)],
    ]
    sure = sureness(of, draws)
    assert sure.draws == 3
    assert sure.chosen == {_A: 2, _B: 3, _C: 1}
    assert sure.by_quarter == {
        (_A, 0): 1, (_A, 1): 2, (_A, 2): 2, (_B, 0): 2, (_B, 1): 3, (_B, 2): 3,
        (_C, 1): 1, (_C, 2): 1,
    }  # fmt: skip


def test_progress_is_told_and_may_end_both() -> None:
    of = problem(candidate(0), candidate(1))
    told: list[float] = []

    def until_half(done: float) -> bool:
        told.append(done)
        return done < 0.5

    with pytest.raises(PlanCancelledError):
        sureness(of, [[Fraction(1), Fraction(2)]] * 4, until_half)
    assert told == [0, 0.25, 0.5]
    told.clear()
    with pytest.raises(PlanCancelledError):
        fairness_curve(of, each_district, [Fraction(0)] * 2, until_half)
    assert told == [0, 0.5]


def test_contradicting_limits_have_no_curve_and_no_sureness() -> None:
    of = problem(candidate(0), locks={_A: 0}, banned=frozenset({_A}))
    assert fairness_curve(of, each_district, [Fraction(0)]) == ()
    assert kept_plan(of) is None
    with pytest.raises(ValueError, match="contradict"):
        sureness(of, [[Fraction(1)]])


def test_what_was_announced_is_kept_though_others_are_needier() -> None:
    of = problem(
        candidate(0, need=1), candidate(1, need=9), candidate(2, need=5), to_form=2,
        capacity=(1, 1, 0), announced={_A: 1, _C: 1},
    )  # fmt: skip
    plan = kept_plan(of)
    assert plan is not None
    # Only one of both fits; the needier one is kept, and the neediest comes before it.
    assert plan.quarter_of == {_B: 0, _C: 1}
    assert plan.problem.locks == {_C: 1}


@given(problems(most=5, budgets=False))
@settings(max_examples=30)
def test_no_plan_keeps_more_of_the_announced_one(of: Problem) -> None:
    of = replace(of, floors=())
    plan = kept_plan(of)
    every = AllPlans(replace(of, candidates=tuple(
        replace(one, need=Fraction(0)) for one in of.candidates
    ))).best()  # fmt: skip
    assert (plan is None) == (not every)
    if plan is not None:
        most = max(kept(of, one) for one in every)
        assert kept(of, dict(plan.quarter_of)) == most
        best = max(of.benefit(one) for one in every if kept(of, one) == most)
        assert plan.benefit == best


def kept(of: Problem, quarter_of: dict[str, int]) -> int:
    """Villages in the quarter that was announced."""
    return sum(quarter_of.get(code) == at for code, at in of.announced.items())
