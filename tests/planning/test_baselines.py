"""The usual plans under the same limits."""

from fractions import Fraction

import pytest
from hypothesis import given, settings

from kampungkb.planning import plan as plans
from kampungkb.planning.baselines import baselines
from kampungkb.planning.plan import Planner
from kampungkb.planning.problem import Budget, Problem
from tests.planning.enumerated import candidate, problem
from tests.planning.small_problems import problems


@given(problems(most=6))
@settings(max_examples=40)
def test_no_baseline_is_above_the_plan(of: Problem) -> None:
    planner = Planner(of)
    plan = planner.plan()
    if plan is None:
        return
    found = baselines(planner)
    for benefit in (found.neediest_first, found.equal_per_district, found.alphabetical):
        assert benefit is not None
        assert benefit <= plan.benefit
    assert planner.plan() == plan


def test_the_usual_plans_of_four_villages() -> None:
    # District 1: needs 9 and 8; district 2: 6 and 3. One village a quarter, three in all.
    of = problem(
        candidate(0, need=9), candidate(1, need=8), candidate(2, 1, need=3),
        candidate(3, 1, need=6), to_form=3, capacity=(1, 1, 1),
    )  # fmt: skip
    planner = Planner(of)
    plan = planner.plan()
    assert plan is not None
    found = baselines(planner)
    assert plan.benefit == found.neediest_first == Fraction(9 * 3 + 8 * 2 + 6, 3)
    # 9, then 6 of the other district, then 8.
    assert found.equal_per_district == Fraction(9 * 3 + 6 * 2 + 8, 3)
    # Desa 0, Desa 1, Desa 2.
    assert found.alphabetical == Fraction(9 * 3 + 8 * 2 + 3, 3)


def test_with_many_budgets_no_baseline_passes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    # Each asks for one day, and a year has one: a relaxation would divide villages.
    monkeypatch.setattr(plans, "SMALL", 0)
    effort = {"36.04.01.2001": Fraction(2), "36.04.01.2002": Fraction(2)}
    own = Budget(agency="OPD", year=2027, limit=Fraction(3), effort=effort)
    of = problem(candidate(0, need=9), candidate(1, need=8), candidate(2, need=1), to_form=2,
                 capacity=(2, 0, 0), budgets=(own,))  # fmt: skip
    planner = Planner(of)
    plan = planner.plan()
    assert plan is not None
    assert plan.quarter_of == {"36.04.01.2001": 0, "36.04.01.2003": 0}
    found = baselines(planner)
    assert found.neediest_first == found.alphabetical == plan.benefit == 10
