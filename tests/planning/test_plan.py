"""The plan against every plan there is, and what ties, limits and misses do to it."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings

from kampungkb.planning.plan import Plan, Planner
from kampungkb.planning.problem import Budget, Problem
from tests.planning.enumerated import (
    AllPlans,
    Missed,
    best_of_all,
    candidate,
    floor,
    judged,
    problem,
)
from tests.planning.small_problems import problems


def planned(of: Problem) -> Plan:
    """The plan of a problem that has one."""
    plan = Planner(of).plan()
    assert plan is not None
    return plan


def agrees(of: Problem, best: Missed | None) -> Plan | None:
    """The plan, after it was held against the best judgement."""
    plan = Planner(of).plan()
    assert (plan is None) == (best is None)
    if plan is not None:
        assert judged(of, plan.quarter_of) == best
        assert plan.bound == plan.benefit
        assert plan.proven
    return plan


@given(problems(most=4))
def test_no_plan_is_better(of: Problem) -> None:
    agrees(of, best_of_all(of))


@given(problems(least=4, most=8))
@settings(max_examples=60)
def test_no_plan_of_up_to_eight_villages_is_better(of: Problem) -> None:
    every = AllPlans(of).best()
    plan = agrees(of, judged(of, every[0]) if every else None)
    if plan is not None:
        assert plan.quarter_of in every
        assert len(plan.quarter_of) <= of.to_form


@given(problems(most=8, special=False, budgets=False))
@settings(max_examples=60)
def test_villages_that_differ_in_need_alone_are_read_from_the_numbers_by_district(
    of: Problem,
) -> None:
    every = AllPlans(of).best()
    plan = agrees(of, judged(of, every[0]) if every else None)
    assert plan is not None
    assert not Planner(of).program.mixed.any()
    # Of the equally good plans the one whose lower codes are earlier.
    assert by_code(of, plan.quarter_of) == max(by_code(of, one) for one in every)


def by_code(of: Problem, quarter_of: Mapping[str, int]) -> int:
    """The larger, the earlier are the lower codes."""
    many, villages = len(of.quarters), len(of.candidates)
    return sum((villages - of.at[code]) * (many - at) for code, at in quarter_of.items())


def kept(of: Problem, quarter_of: Mapping[str, int]) -> int:
    """Villages in the quarter that was announced."""
    return sum(quarter_of.get(code) == at for code, at in of.announced.items())


@given(problems(most=6, budgets=False))
@settings(max_examples=60)
def test_of_equally_good_plans_the_announced_one_is_kept(of: Problem) -> None:
    every = AllPlans(of).best()
    if every:
        plan = planned(of)
        assert kept(of, plan.quarter_of) == max(kept(of, one) for one in every)


@given(problems(most=6))
@settings(max_examples=30)
def test_the_same_input_gives_the_same_plan(of: Problem) -> None:
    plan = Planner(of).plan()
    assert Planner(of).plan() == plan
    # In halves of people the numbers are others, their order is the same.
    halves = tuple(
        replace(one, need=None if one.need is None else one.need / 2) for one in of.candidates
    )
    halved = Planner(replace(of, candidates=halves)).plan()
    assert (halved is None) == (plan is None)
    if plan is not None and halved is not None and not of.budgets:
        assert halved.quarter_of == plan.quarter_of


def test_of_equal_needs_the_lower_code_is_earlier_across_districts() -> None:
    of = problem(*(candidate(at, at % 2) for at in range(6)), capacity=(2, 2, 2))
    assert planned(of).quarter_of == {
        "36.04.01.2001": 0, "36.04.01.2003": 0, "36.04.01.2005": 1,
        "36.04.02.2002": 1, "36.04.02.2004": 2, "36.04.02.2006": 2,
    }  # fmt: skip


def test_of_equal_needs_the_lower_code_is_chosen() -> None:
    of = problem(*(candidate(at, at % 2) for at in range(4)), to_form=1)
    assert planned(of).quarter_of == {"36.04.01.2001": 0}


def test_an_announced_village_stays_where_another_would_do_as_well() -> None:
    of = problem(*(candidate(at) for at in range(3)), to_form=1, announced={"36.04.01.2003": 0})
    assert planned(of).quarter_of == {"36.04.01.2003": 0}


def test_an_announced_village_gives_way_to_more_people() -> None:
    needs = [candidate(0, need=5), candidate(1, need=4)]
    of = problem(*needs, to_form=1, announced={"36.04.01.2002": 0})
    assert planned(of).quarter_of == {"36.04.01.2001": 0}


def test_a_need_that_is_not_known_adds_nothing() -> None:
    of = problem(candidate(0, need=None), candidate(1, need=3), to_form=1)
    assert planned(of).quarter_of == {"36.04.01.2002": 0}
    both = planned(replace(of, to_form=2))
    assert both.quarter_of == {"36.04.01.2001": 0, "36.04.01.2002": 0}
    assert both.benefit == 3


def test_villages_without_need_are_formed_for_the_target() -> None:
    plan = planned(problem(*(candidate(at, need=0) for at in range(3)), capacity=(1, 1, 1)))
    assert plan.quarter_of == {"36.04.01.2001": 0, "36.04.01.2002": 1, "36.04.01.2003": 2}
    assert plan.benefit == plan.bound == plan.bound_gap == 0
    assert plan.proven


def test_no_more_than_the_target_is_formed_though_there_is_room() -> None:
    of = problem(*(candidate(at, need=5) for at in range(5)), to_form=2)
    plan = planned(of)
    assert len(plan.quarter_of) == 2
    assert not plan.relaxed


def test_the_target_falls_short_by_what_capacity_leaves() -> None:
    of = problem(*(candidate(at) for at in range(5)), capacity=(1, 0, 2))
    plan = planned(of)
    assert plan.short == 2
    assert sorted(plan.quarter_of.values()) == [0, 2, 2]


def test_without_capacity_nothing_is_formed() -> None:
    plan = planned(problem(candidate(0), candidate(1), capacity=(0, 0, 0)))
    assert (plan.quarter_of, plan.short, plan.benefit) == ({}, 2, 0)


def test_a_floor_that_only_a_banned_village_could_reach_is_missed() -> None:
    of = problem(
        candidate(0), candidate(1, 1), to_form=1, floors=(floor(1),),
        banned=frozenset({"36.04.01.2001"}),
    )  # fmt: skip
    plan = planned(of)
    assert plan.quarter_of == {"36.04.02.2002": 0}
    assert [one.short for one in plan.floors_missed] == [1]


def test_a_budget_gives_way_before_a_floor() -> None:
    effort = {"36.04.01.2001": Fraction(2), "36.04.02.2002": Fraction(1)}
    agency = Budget(agency="OPD", year=2027, limit=Fraction(1, 2), effort=effort)
    of = problem(
        candidate(0, need=9), candidate(1, 1, need=1), to_form=1, capacity=(1, 0, 0),
        floors=(floor(1, district=1),), budgets=(agency,),
    )  # fmt: skip
    # Without the floor the needier village would be formed; with it the budget is passed.
    plan = planned(of)
    assert plan.quarter_of == {"36.04.02.2002": 0}
    assert [one.over for one in plan.budgets_passed] == [Fraction(1, 2)]
    assert (plan.short, plan.floors_missed) == (0, ())


def test_a_floor_gives_way_to_the_target() -> None:
    # The district is too slow for its floor, and the target takes every place there is.
    of = problem(
        candidate(0), candidate(1), candidate(2, 1), capacity=(1, 1, 1), to_form=3,
        floors=(floor(2, quarter=0),),
    )  # fmt: skip
    plan = planned(of)
    assert plan.short == 0
    assert [one.short for one in plan.floors_missed] == [1]


def test_a_budget_is_passed_by_as_little_as_possible_before_people_count() -> None:
    effort = {"36.04.01.2001": Fraction(3, 2), "36.04.01.2002": Fraction(1)}
    agency = Budget(agency="OPD", year=2027, limit=Fraction(0), effort=effort)
    of = problem(candidate(0, need=9), candidate(1, need=1), to_form=1, capacity=(1, 1, 0),
                 budgets=(agency,))  # fmt: skip
    plan = planned(of)
    assert plan.quarter_of == {"36.04.01.2002": 0}
    assert plan.budgets_passed[0].over == 1
    # In the next year neither costs anything.
    assert planned(replace(of, capacity=(1, 1, 1))).quarter_of == {"36.04.01.2001": 2}


def test_a_wait_beyond_the_plan_leaves_the_next_village_alone() -> None:
    of = problem(
        candidate(0, need=9), candidate(1, need=1), to_form=2, not_before={"36.04.01.2001": 7}
    )
    plan = planned(of)
    assert plan.quarter_of == {"36.04.01.2002": 0}
    assert plan.short == 1


def test_contradictory_locks_have_no_plan() -> None:
    two = problem(candidate(0), candidate(1), capacity=(1, 1, 1),
                  locks={"36.04.01.2001": 0, "36.04.01.2002": 0})  # fmt: skip
    banned = problem(
        candidate(0), locks={"36.04.01.2001": None}, banned=frozenset({"36.04.01.2001"})
    )
    early = problem(candidate(0), locks={"36.04.01.2001": 0}, not_before={"36.04.01.2001": 1})
    late = problem(candidate(0), candidate(1), locks={"36.04.01.2001": 3})
    more = problem(candidate(0), candidate(1), to_form=1,
                   locks={"36.04.01.2001": None, "36.04.01.2002": None})  # fmt: skip
    for of in (two, banned, early, late, more):
        assert Planner(of).plan() is None
