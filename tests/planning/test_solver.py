"""The solver itself: whole relaxations, silence, cancelling, and two at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from kampungkb.errors import PlanCancelledError
from kampungkb.planning import plan as plans
from kampungkb.planning.baselines import baselines
from kampungkb.planning.plan import Plan, Planner
from kampungkb.planning.problem import Budget, Problem
from kampungkb.planning.program import Program
from kampungkb.planning.solver import Solver, is_whole
from tests.planning.enumerated import AllPlans, candidate, floor, judged, problem
from tests.planning.small_problems import problems


@given(problems(most=8, budgets=False, special=False))
@settings(max_examples=60)
def test_the_relaxation_of_the_core_with_floors_is_whole(of: Problem) -> None:
    program = Program(of)
    solver = Solver(program)
    for with_ties in (False, True):
        solver.aim(program.gains(with_ties=with_ties)[0])
        found = solver.relaxed()
        if found is not None:
            assert is_whole(found.values)
            whole = solver.whole()
            assert whole is not None
            assert whole.worth == pytest.approx(found.worth)


def many(villages: int = 120, seed: int = 1) -> Problem:
    """More villages than are searched to the end."""
    rng = np.random.default_rng(seed)
    needs = [int(need) for need in rng.integers(0, 500, villages)]
    quarters = tuple(f"{year}-Q{at}" for year in (2027, 2028, 2029) for at in (1, 2, 3, 4))
    candidates = [candidate(at, at % 8, need) for at, need in enumerate(needs)]
    return problem(
        *candidates, quarters=quarters, capacity=(7,) * 12, district_capacity=1,
        to_form=villages * 2 // 3,
        floors=tuple(floor(2, district=district, quarter=3) for district in range(8)),
    )  # fmt: skip


def with_budgets(of: Problem, limit: int, agencies: int = 4) -> Problem:
    """Agencies of which about half of the villages ask one day to three days."""
    rng = np.random.default_rng(2)
    budgets = []
    for agency in range(agencies):
        days = rng.integers(1, 4, len(of.candidates)) * rng.integers(0, 2, len(of.candidates))
        effort = {
            one.code: Fraction(int(day))
            for one, day in zip(of.candidates, days, strict=True)
            if day
        }  # fmt: skip
        budgets += [
            Budget(agency=f"OPD {agency}", year=year, limit=Fraction(limit), effort=effort)
            for year in (2027, 2028, 2029)
        ]
    return replace(of, budgets=tuple(budgets))


def planned(of: Problem) -> Plan:
    """The plan of a problem that has one."""
    plan = Planner(of).plan()
    assert plan is not None
    return plan


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    assert Planner(with_budgets(many(), 24), watch=lambda _seconds, _gap: True).plan() is not None
    assert capfd.readouterr() == ("", "")


def test_a_watch_that_says_no_ends_the_search() -> None:
    asked: list[float] = []

    def never(seconds: float, _gap: float | None) -> bool:
        asked.append(seconds)
        return False

    with pytest.raises(PlanCancelledError):
        Planner(with_budgets(many(), 24), watch=never).plan()
    assert len(asked) == 1


def test_two_at_once_are_as_one_after_the_other() -> None:
    problems_ = [many(seed=1), many(seed=2)]
    alone = [planned(one).quarter_of for one in problems_]
    with ThreadPoolExecutor(2) as pool:
        together = [plan.quarter_of for plan in pool.map(planned, problems_)]
    assert together == alone
    assert alone[0] != alone[1]


def test_many_budgets_have_a_plan_near_its_bound_and_no_baseline_above_it() -> None:
    of = with_budgets(many(80), 16)
    planner = Planner(of)
    plan = planner.plan()
    assert plan is not None
    found = baselines(planner)
    assert found.neediest_first is not None
    assert found.neediest_first <= plan.benefit
    assert plan.budgets_passed == ()
    assert (plan.short, plan.floors_missed) == (0, ())
    assert 0 <= plan.bound_gap < Fraction(2, 100)
    assert planned(of).quarter_of == plan.quarter_of


def test_budgets_that_cannot_be_kept_are_passed_and_no_error_is_raised() -> None:
    plan = planned(with_budgets(many(), 2))
    assert plan.short == 0
    assert sum(one.over for one in plan.budgets_passed) > 0
    assert plan.benefit <= plan.bound
    # That nothing less would be passed is known only where the relaxation says so.
    assert plan.proven == (plan.least_missed and plan.benefit == plan.bound)


@given(problems(least=3, most=6))
@settings(max_examples=40)
def test_dives_break_nothing_and_their_bound_holds(of: Problem) -> None:
    every = AllPlans(of).best()
    with pytest.MonkeyPatch.context() as patch:
        # Every problem is too large to be searched to its end.
        patch.setattr(plans, "SMALL", 0)
        plan = Planner(of).plan()
    assert (plan is None) == (not every)
    if plan is not None:
        best, found = judged(of, every[0]), judged(of, plan.quarter_of)
        assert found[:2] == best[:2]
        assert found[2] >= best[2]
        if plan.least_missed:
            assert found[2] == best[2]
            assert -best[3] <= plan.bound
        if plan.proven:
            assert found == best


def test_a_plan_that_was_not_proven_says_how_much_better_one_could_be() -> None:
    plan = Plan(
        problem=problem(candidate(0, need=3)), quarter_of={"36.04.01.2001": 0}, bound=Fraction(4)
    )
    assert (plan.proven, plan.bound_gap) == (False, Fraction(1, 4))
    sure = replace(plan, bound=Fraction(3), least_missed=False)
    assert (sure.proven, sure.bound_gap) == (False, 0)


def test_each_solution_has_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    # The library's clock runs on: a planner that has worked for long must not be out of time.
    program = Program(many())
    solver = Solver(program)
    gains = program.gains(with_ties=False)[0]
    solver.aim(gains)
    first = solver.relaxed()
    assert first is not None

    class LongAgo:
        """A solver's clock after an hour."""

        def __init__(self) -> None:
            self.limit = 0.0

        def getRunTime(self) -> float:  # noqa: N802 - the library's name
            return 3600.0

        def setOptionValue(self, name: str, value: float) -> None:  # noqa: N802 - the library's
            assert name == "time_limit"
            self.limit = value

    clock = LongAgo()
    monkeypatch.setattr(solver, "_highs", clock)
    solver._start_clock()
    assert clock.limit > 3600 + 59
