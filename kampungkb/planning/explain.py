"""Why a plan is as it is: what replacing a village costs, what binds, what fairness costs.

Every figure is the difference between two plans that the solver found, never an estimate from
prices of the linear program: these hold for a vanishing change, and a village is none.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from kampungkb.planning.plan import Bound, Plan, Planner
from kampungkb.planning.problem import Problem
from kampungkb.planning.program import INFINITE, Floats
from kampungkb.planning.verified import budget_use

LimitKind = Literal["capacity", "district_capacity", "target", "floor", "budget"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a change to the problem takes from the benefit."""

    # At least so much; exactly so much where it is proven.
    benefit: Fraction
    proven: bool
    # Something else has to be missed for it: more of the target, a floor or a budget.
    breaks: bool = False


def replacement_costs(planner: Planner, plan: Plan) -> dict[str, Loss]:
    """What the best plan without a village loses, for each village of a plan.

    Parameters
    ----------
    planner : Planner
        That made the plan.
    plan : Plan

    Returns
    -------
    dict of Loss by village code
        In the plan's order. A lock on the village is lifted with it. Villages outside the plan
        cost nothing: the plan does without them. Where a search would be needed for each village
        (agencies' budgets), the loss is the least it can be, and not proven. Negative where
        without the village more of a floor, a budget or the target is missed, and people gain.
    """
    return {code: _loss_without(planner, plan, code) for code in plan.quarter_of}


def _loss_without(planner: Planner, plan: Plan, code: str) -> Loss:
    first = planner.program.y(planner.problem.at[code], 0)
    nothing = np.zeros(planner.program.many)
    with _columns_limited(planner, first, nothing, nothing):
        best = planner.bound()
    if best is not None:
        loss = max(plan.benefit - best.benefit, Fraction(0))
        return Loss(benefit=loss, proven=best.plan is not None and plan.proven)
    if planner.takes_dives:
        # Something else has to be missed: a new plan of each would take minutes.
        return Loss(benefit=Fraction(0), proven=False, breaks=True)
    # Without this village something else has to be missed.
    found = Planner(without(planner.problem, code)).plan()
    if found is None:
        return Loss(benefit=plan.benefit, proven=False, breaks=True)
    return Loss(
        benefit=plan.benefit - found.benefit, proven=plan.proven and found.proven, breaks=True
    )  # fmt: skip


def without(problem: Problem, code: str) -> Problem:
    """The problem in which a village may not be formed."""
    locks = {village: at for village, at in problem.locks.items() if village != code}
    return replace(problem, banned=problem.banned | {code}, locks=locks)


def one_earlier(problem: Problem, plan: Plan, code: str) -> Plan | None:
    """The best plan in which a village is formed one quarter earlier; None: there is none.

    Raises
    ------
    ValueError
        The plan forms the village in the first quarter, or not at all.
    """
    if plan.quarter_of.get(code, 0) == 0:
        raise ValueError(f"{code} cannot be formed earlier")
    locks = dict(problem.locks) | {code: plan.quarter_of[code] - 1}
    return Planner(replace(problem, locks=locks)).plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A limit that a plan uses up, and what one more unit of it would bring."""

    kind: LimitKind
    # Place of the quarter; None: it belongs to none, or (of a district) to each alike.
    quarter: int | None = None
    district_code: str | None = None
    agency: str | None = None
    year: int | None = None
    limit: Fraction
    # More benefit, and more people in need in the villages of the plan, with one more unit (of a
    # floor: one less); 0 where nothing would follow. People are None where it takes a search.
    gain: Fraction
    gain_people: Fraction | None
    # Whether it is exactly so much; at most so much otherwise.
    proven: bool


def binding_limits(planner: Planner, plan: Plan) -> tuple[Binding, ...]:
    """The limits that a plan uses up, the most rewarding first, then in the model's order.

    Parameters
    ----------
    planner : Planner
        That made the plan.
    plan : Plan
    """
    found = []
    for limit in _used_up(planner, plan):
        with _rows_limited(planner, limit.rows, limit.low, limit.high):
            best = planner.bound()
        if best is not None:
            found.append(_bound_by(limit, plan, best))
    return tuple(sorted(found, key=lambda one: -one.gain))


def people_reached(plan: Plan) -> Fraction:
    """Need of all villages of a plan, whenever they are formed; unknown need adds nothing."""
    needs = (plan.problem.candidates[plan.problem.at[code]].need for code in plan.quarter_of)
    return sum((need for need in needs if need is not None), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    """A limit without room: its name, its rows, and their limits with one unit more."""

    named: dict[str, Any]
    limit: Fraction
    rows: range
    low: float
    high: float


def _bound_by(limit: _Limit, plan: Plan, best: Bound) -> Binding:
    gain = max(best.benefit - plan.benefit, Fraction(0))
    people = None if best.plan is None else people_reached(best.plan) - people_reached(plan)
    return Binding(
        **limit.named, limit=limit.limit, gain=gain, gain_people=people if gain else Fraction(0),
        proven=best.plan is not None and plan.proven,
    )  # fmt: skip


def _used_up(planner: Planner, plan: Plan) -> Iterator[_Limit]:
    problem, first = planner.problem, planner.program.rows.first
    by_quarter = Counter(plan.quarter_of.values())
    for quarter, capacity in enumerate(problem.capacity):
        if by_quarter[quarter] >= capacity:
            row = first["capacity"] + quarter
            yield _Limit(
                named={"kind": "capacity", "quarter": quarter}, limit=Fraction(capacity),
                rows=range(row, row + 1), low=-INFINITE, high=capacity + 1,
            )  # fmt: skip
    yield from _used_districts(planner, plan)
    if not plan.short and len(problem.candidates) > problem.to_form:
        more = problem.to_form + 1
        yield _Limit(
            named={"kind": "target"}, limit=Fraction(problem.to_form),
            rows=range(first["target"], first["target"] + 1), low=more, high=more,
        )  # fmt: skip
    yield from _used_floors(planner, plan)
    yield from _used_budgets(planner, plan)


def _used_districts(planner: Planner, plan: Plan) -> Iterator[_Limit]:
    problem, many = planner.problem, planner.program.many
    cells = Counter(
        (problem.candidates[problem.at[code]].district_code, at)
        for code, at in plan.quarter_of.items()
    )
    for place, district in enumerate(problem.districts):
        limit = problem.district_limit(district)
        if limit is not None and any(cells[district, at] >= limit for at in range(many)):
            row = planner.program.rows.first["step"] + place * many
            yield _Limit(
                named={"kind": "district_capacity", "district_code": district},
                limit=Fraction(limit), rows=range(row, row + many), low=0, high=limit + 1,
            )  # fmt: skip


def _used_floors(planner: Planner, plan: Plan) -> Iterator[_Limit]:
    problem = planner.problem
    for place, floor in enumerate(problem.floors):
        planned = sum(
            at <= floor.quarter
            and problem.candidates[problem.at[code]].district_code == floor.district_code
            for code, at in plan.quarter_of.items()
        )
        if 0 < planned <= floor.to_form:
            row = planner.program.rows.first["floor"] + place
            yield _Limit(
                named={"kind": "floor", "district_code": floor.district_code,
                       "quarter": floor.quarter},
                limit=Fraction(floor.required), rows=range(row, row + 1),
                low=floor.to_form - 1, high=INFINITE,
            )  # fmt: skip


def _used_budgets(planner: Planner, plan: Plan) -> Iterator[_Limit]:
    problem = planner.problem
    for place, budget in enumerate(problem.budgets):
        least = min((one for one in budget.effort.values() if one > 0), default=None)
        room = budget.limit - budget_use(problem, budget, plan.quarter_of)
        if least is not None and room < least:
            row = planner.program.rows.first["budget"] + place
            yield _Limit(
                named={"kind": "budget", "agency": budget.agency, "year": budget.year},
                limit=budget.limit, rows=range(row, row + 1), low=-INFINITE,
                high=float(budget.limit + 1),
            )  # fmt: skip


@contextmanager
def _columns_limited(planner: Planner, first: int, low: Floats, high: Floats) -> Iterator[None]:
    own = slice(first, first + len(low))
    planner.solver.limit_columns(first, low, high)
    try:
        yield
    finally:
        planner.solver.limit_columns(first, planner.solver.low[own], planner.solver.high[own])


@contextmanager
def _rows_limited(planner: Planner, rows: range, low: float, high: float) -> Iterator[None]:
    before = planner.program.rows
    for row in rows:
        planner.solver.limit_row(row, low, high)
    try:
        yield
    finally:
        for row in rows:
            planner.solver.limit_row(row, float(before.low[row]), float(before.high[row]))
