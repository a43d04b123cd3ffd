"""What villages and limits are worth, against plans made anew with the change."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from kampungkb.planning.explain import (
    Binding,
    binding_limits,
    one_earlier,
    people_reached,
    replacement_costs,
    without,
)
from kampungkb.planning.plan import Plan, Planner
from kampungkb.planning.problem import Budget, Problem
from tests.planning.enumerated import AllPlans, candidate, floor, problem
from tests.planning.small_problems import problems


def best_benefit(of: Problem) -> Fraction | None:
    """Of all plans there are; None: there is none."""
    every = AllPlans(of).best()
    return of.benefit(every[0]) if every else None


def misses(of: Problem) -> tuple[object, ...]:
    """Whatever the best plan misses."""
    plan = Planner(of).plan()
    assert plan is not None
    return plan.short, plan.floors_missed, plan.budgets_passed


@given(problems(most=5))
@settings(max_examples=30)
def test_replacing_a_village_costs_what_the_best_plan_without_it_lacks(of: Problem) -> None:
    planner = Planner(of)
    plan = planner.plan()
    if plan is None:
        return
    costs = replacement_costs(planner, plan)
    assert [*costs] == [*plan.quarter_of]
    for code, loss in costs.items():
        best = best_benefit(without(of, code))
        assert best is not None
        if loss.proven:
            # A lock that is lifted may even bring something, and so may a floor that is missed.
            assert loss.benefit in (plan.benefit - best, max(plan.benefit - best, 0))
        elif misses(without(of, code)) == misses(of):
            assert loss.benefit <= max(plan.benefit - best, 0)
    # The limits of the solver are as they were.
    assert planner.plan() == plan


@given(problems(most=6, budgets=False, special=False))
@settings(max_examples=30)
def test_replacing_is_proven_where_villages_differ_in_need_alone(of: Problem) -> None:
    planner = Planner(of)
    plan = planner.plan()
    assert plan is not None
    for code, loss in replacement_costs(planner, plan).items():
        assert loss.proven
        assert loss.benefit == plan.benefit - (best_benefit(without(of, code)) or 0)


def one_more(of: Problem, one: Binding) -> Problem:
    """The problem with one unit more of a limit."""
    if one.kind == "capacity":
        return replace(
            of, capacity=tuple(c + (at == one.quarter) for at, c in enumerate(of.capacity))
        )
    if one.kind == "district_capacity":
        assert one.district_code is not None
        return replace(
            of, by_district=dict(of.by_district) | {one.district_code: int(one.limit) + 1}
        )
    if one.kind == "target":
        return replace(of, to_form=of.to_form + 1)
    if one.kind == "floor":
        key = one.district_code, one.quarter
        floors = tuple(
            replace(f, required=f.required - ((f.district_code, f.quarter) == key))
            for f in of.floors
        )
        return replace(of, floors=floors)
    own = one.agency, one.year
    budgets = tuple(
        replace(b, limit=b.limit + ((b.agency, b.year) == own)) for b in of.budgets
    )  # fmt: skip
    return replace(of, budgets=budgets)


@given(problems(most=5))
@settings(max_examples=30)
def test_one_unit_more_of_a_limit_brings_what_a_new_plan_brings(of: Problem) -> None:
    planner = Planner(of)
    plan = planner.plan()
    if plan is None or plan.relaxed:
        return
    limits = binding_limits(planner, plan)
    assert [one.gain for one in limits] == sorted((one.gain for one in limits), reverse=True)
    for one in limits:
        wider = one_more(of, one)
        best = best_benefit(wider)
        if best is None or misses(wider) != misses(of):
            continue
        if one.proven:
            assert one.gain == best - plan.benefit
        else:
            assert one.gain >= best - plan.benefit
    assert planner.plan() == plan


def planned(of: Problem) -> tuple[Planner, Plan]:
    """A planner and its plan."""
    planner = Planner(of)
    plan = planner.plan()
    assert plan is not None
    return planner, plan


def test_a_full_quarter_is_worth_the_next_village_and_the_wait_of_the_others() -> None:
    of = problem(
        *(candidate(at, need=9 - 3 * at) for at in range(3)), capacity=(1, 1, 0), to_form=2
    )
    limits = {(one.kind, one.quarter): one for one in binding_limits(*planned(of))}
    # With two places at first the second village no longer waits for a quarter: 6 / 3.
    assert limits["capacity", 0].gain == 2
    assert limits["capacity", 0].gain_people == 0
    assert limits["capacity", 2].gain == 0
    # With one more to form, there is no quarter left for it.
    assert ("target", None) not in limits


def test_a_floor_costs_what_a_needier_village_elsewhere_would_bring() -> None:
    of = problem(
        candidate(0, need=9), candidate(1, 1, need=4), to_form=1, floors=(floor(1, district=1),)
    )
    (limit,) = [one for one in binding_limits(*planned(of)) if one.kind == "floor"]
    assert (limit.gain, limit.gain_people, limit.limit) == (5, 5, 1)


def test_a_budget_that_is_used_up_is_worth_the_village_it_kept_out() -> None:
    own = Budget(agency="OPD", year=2027, limit=Fraction(1),
                 effort={"36.04.01.2001": Fraction(2), "36.04.01.2002": Fraction(1)})  # fmt: skip
    of = problem(candidate(0, need=9), candidate(1, need=3), capacity=(1, 0, 0), to_form=1,
                 budgets=(own,))  # fmt: skip
    planner, plan = planned(of)
    (limit,) = [one for one in binding_limits(planner, plan) if one.kind == "budget"]
    assert plan.quarter_of == {"36.04.01.2002": 0}
    assert (limit.agency, limit.year, limit.gain) == ("OPD", 2027, 6)


def test_the_last_village_has_none_to_replace_it() -> None:
    planner, plan = planned(problem(candidate(0, need=6)))
    loss = replacement_costs(planner, plan)["36.04.01.2001"]
    assert (loss.benefit, loss.proven) == (6, True)


def test_one_quarter_earlier_another_village_waits() -> None:
    of = problem(candidate(0, need=9), candidate(1, need=3), capacity=(1, 1, 1))
    _, plan = planned(of)
    earlier = one_earlier(of, plan, "36.04.01.2002")
    assert earlier is not None
    assert earlier.quarter_of == {"36.04.01.2001": 1, "36.04.01.2002": 0}
    # One quarter less for three, one more for nine, each a third.
    assert plan.benefit - earlier.benefit == 2
    assert people_reached(earlier) == people_reached(plan) == 12


def test_the_first_quarter_has_none_before_it() -> None:
    of = problem(candidate(0), candidate(1), to_form=1)
    _, plan = planned(of)
    for code in ("36.04.01.2001", "36.04.01.2002"):
        with pytest.raises(ValueError, match="cannot be formed earlier"):
            one_earlier(of, plan, code)
