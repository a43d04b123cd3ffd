"""Plans of very large problems: allowed, and their bound holds."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from kampungkb.planning import plan as plans
from kampungkb.planning.crude import highest, neediest_in_turn
from kampungkb.planning.plan import Planner
from kampungkb.planning.problem import Problem
from kampungkb.planning.verified import broken
from tests.planning.enumerated import AllPlans, candidate, floor, problem
from tests.planning.small_problems import problems


@given(problems(most=7))
@settings(max_examples=50)
def test_no_plan_is_above_the_bound_and_the_neediest_in_turn_break_nothing(of: Problem) -> None:
    for best in AllPlans(of).best()[:1]:
        assert of.benefit(best) <= highest(of)
    crude = neediest_in_turn(of)
    if crude is None:
        assert of.floors or of.budgets or of.locks or of.not_before
    else:
        assert broken(of, crude) == ()


def test_the_neediest_take_the_first_room_there_is() -> None:
    of = problem(
        candidate(0, need=9), candidate(1, need=8), candidate(2, 1, need=3), candidate(3, 1, None),
        to_form=3, capacity=(2, 1, 1), district_capacity=1,
    )  # fmt: skip
    assert neediest_in_turn(of) == {"36.04.01.2001": 0, "36.04.01.2002": 1, "36.04.02.2003": 0}
    # Without the district's limit the second village would not wait: 9 + 8 + 3 * 2 / 3.
    assert highest(of) == 19


def test_a_problem_with_floors_is_left_to_the_solver() -> None:
    assert neediest_in_turn(problem(candidate(0), floors=(floor(1),))) is None


@pytest.mark.parametrize("limit", [None, 1])
def test_a_huge_problem_takes_it_where_it_is_near_its_bound(
    monkeypatch: pytest.MonkeyPatch, limit: int | None
) -> None:
    of = problem(candidate(0, need=9), candidate(1, need=8), district_capacity=limit)
    usual = Planner(of).plan()
    monkeypatch.setattr(plans, "_HUGE", 0)
    huge = Planner(of)
    plan = huge.plan()
    assert plan is not None
    assert usual is not None
    assert plan.quarter_of == usual.quarter_of
    # Near enough: the solver was not asked. Else its proof is taken.
    assert plan.proven
    assert ("solver" in vars(huge)) == (limit == 1)


def test_what_falls_short_is_left_to_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "_HUGE", 0)
    of = problem(candidate(0), candidate(1), capacity=(1, 0, 0))
    planner = Planner(of)
    plan = planner.plan()
    assert plan is not None
    assert (plan.short, plan.benefit) == (1, Fraction(1))
    assert "solver" in vars(planner)
    assert replace(plan, bound=Fraction(2)).bound_gap == Fraction(1, 2)
