"""What has to give way: enough, and one less is not."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings

from kampungkb.planning.plan import Plan, Planner
from kampungkb.planning.problem import Budget, Problem
from kampungkb.planning.relaxations import Relaxation, last_quarter, longer, relaxations
from tests.planning.enumerated import AllPlans, candidate, floor, judged, problem
from tests.planning.small_problems import problems

_A, _B = "36.04.01.2001", "36.04.01.2002"


def found(of: Problem) -> dict[str, Relaxation]:
    """The relaxations of a problem by kind."""
    return {one.kind: one for one in relaxations(of, Planner(of).plan())}


def met(of: Problem, before: Plan) -> bool:
    """Whether the best of all plans has none of the first miss, and no more of the others."""
    every = AllPlans(of).best()
    was = judged(before.problem, before.quarter_of)[:3]
    now = judged(of, every[0])[:3]
    first = next(at for at, missed in enumerate(was) if missed)
    return not now[first] and all(n <= w for n, w in zip(now, was, strict=True))


def relaxed(of: Problem, one: Relaxation, less: int) -> Problem | None:
    """The problem with the relaxation, or with so much less of it; None: not of these kinds."""
    amount = int(one.enough) - less
    if one.kind == "later_end":
        return longer(of, amount - len(of.quarters)) if amount <= 6 else None
    if one.kind == "more_capacity":
        return replace(of, capacity=tuple(max(c, amount) for c in of.capacity))
    if one.kind == "more_district_capacity":
        own = {code: max(amount, limit) for code, limit in of.by_district.items()}
        return replace(of, district_capacity=amount, by_district=own)
    if one.kind == "lower_target":
        return replace(of, to_form=amount + 2 * less)
    return None


@given(problems(most=4))
@settings(max_examples=60)
def test_what_gives_way_is_enough_and_one_less_is_not(of: Problem) -> None:
    plan = Planner(of).plan()
    if plan is None:
        return
    for one in relaxations(of, plan):
        assert one.enough != one.now
        assert judged(one.plan.problem, one.plan.quarter_of)[0] == 0 or not plan.short
        enough, less = relaxed(of, one, 0), relaxed(of, one, 1)
        if enough is not None and less is not None:
            assert met(enough, plan)
            # Budgets may be passed more where floors are missed less: then more is not better.
            if not of.budgets:
                assert not met(less, plan)
        if one.kind == "fewer_bans":
            assert met(replace(of, banned=of.banned - {*one.codes}), plan)
            for code in one.codes:
                assert not met(replace(of, banned=of.banned - ({*one.codes} - {code})), plan)


def test_a_plan_that_misses_nothing_needs_no_relaxation() -> None:
    of = problem(candidate(0), candidate(1))
    assert relaxations(of, Planner(of).plan()) == ()


def test_too_little_capacity_can_be_met_by_time_by_capacity_or_by_a_lower_target() -> None:
    of = problem(*(candidate(at) for at in range(7)), capacity=(1, 1, 1))
    given = found(of)
    assert {kind: (one.now, one.enough) for kind, one in given.items()} == {
        "later_end": (3, 7), "more_capacity": (1, 3), "lower_target": (7, 3),
    }  # fmt: skip
    assert last_quarter(given["later_end"].plan) == "2029-Q1"
    assert given["more_capacity"].plan.short == 0


def test_without_capacity_at_the_end_a_later_end_is_of_no_help() -> None:
    of = problem(candidate(0), candidate(1), capacity=(0, 0, 0))
    given = found(of)
    assert {kind: one.enough for kind, one in given.items()} == {
        "more_capacity": 1, "lower_target": 0,
    }  # fmt: skip


def test_a_floor_that_contradicts_a_ban() -> None:
    of = problem(
        candidate(0), candidate(1, 1), to_form=1, floors=(floor(1),), banned=frozenset({_A})
    )
    given = found(of)
    assert {kind: (one.now, one.enough, one.codes) for kind, one in given.items()} == {
        "lower_floors": (1, 0, ("36.04.01",)), "fewer_bans": (1, 0, (_A,)),
    }  # fmt: skip
    assert given["fewer_bans"].plan.quarter_of == {_A: 0}


def test_a_budget_that_is_passed_is_told_with_what_the_best_plan_asks() -> None:
    own = Budget(agency="OPD", year=2027, limit=Fraction(1, 2), effort={_A: Fraction(2)})
    of = problem(candidate(0), capacity=(1, 0, 0), budgets=(own,))
    given = found(of)
    (budget,) = [one for kind, one in given.items() if kind == "more_budget"]
    assert (budget.now, budget.enough, budget.codes, budget.year) == (
        Fraction(1, 2), 2, ("OPD",), 2027,
    )  # fmt: skip
    assert not budget.plan.relaxed


def test_two_locks_in_a_quarter_for_one() -> None:
    of = problem(candidate(0), candidate(1), capacity=(1, 1, 1), locks={_A: 0, _B: 0})
    given = found(of)
    assert {kind: (one.now, one.enough, one.codes) for kind, one in given.items()} == {
        "fewer_locks": (2, 1, (_B,)), "more_capacity": (1, 2, ()),
    }  # fmt: skip
    assert given["fewer_locks"].plan.quarter_of == {_A: 0, _B: 1}


def test_a_lock_and_a_ban_of_one_village() -> None:
    of = problem(candidate(0), candidate(1), to_form=1, locks={_A: None}, banned=frozenset({_A}))
    given = found(of)
    assert {kind: (one.now, one.enough, one.codes) for kind, one in given.items()} == {
        "fewer_locks": (1, 0, (_A,)), "fewer_bans": (1, 0, (_A,)),
    }  # fmt: skip
    assert given["fewer_locks"].plan.quarter_of == {_B: 0}
    assert given["fewer_bans"].plan.quarter_of == {_A: 0}


def test_a_lock_before_the_village_may_be_formed() -> None:
    of = problem(candidate(0), locks={_A: 0}, not_before={_A: 1})
    given = found(of)
    assert [*given] == ["fewer_locks"]
    assert given["fewer_locks"].plan.quarter_of == {_A: 1}


def test_locks_too_many_for_a_district_s_quarter_name_its_capacity() -> None:
    both = problem(
        candidate(0), candidate(1), capacity=(2, 2, 2), district_capacity=1,
        locks={_A: 0, _B: 0},
    )  # fmt: skip
    assert Planner(both).plan() is None
    given = found(both)
    assert {kind: (one.now, one.enough, one.codes) for kind, one in given.items()} == {
        "fewer_locks": (2, 1, (_B,)), "more_district_capacity": (1, 2, ()),
    }  # fmt: skip
    assert given["more_district_capacity"].plan.quarter_of == {_A: 0, _B: 0}
