"""What a plan breaks, counted without the solver."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kampungkb.planning.problem import Budget, Floor, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorMissed:
    """A floor that a plan does not reach."""

    floor: Floor
    # Formed by then, with those formed already.
    reached: int

    @property
    def short(self) -> int:
        """Villages that are missing."""
        return self.floor.required - self.reached


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPassed:
    """A budget that a plan asks more of."""

    budget: Budget
    used: Fraction

    @property
    def over(self) -> Fraction:
        """By how much."""
        return self.used - self.budget.limit


def floors_missed(problem: Problem, quarter_of: Mapping[str, int]) -> tuple[FloorMissed, ...]:
    """The floors that a plan does not reach, in the problem's order."""
    found = []
    for floor in problem.floors:
        planned = sum(
            at <= floor.quarter
            and problem.candidates[problem.at[code]].district_code == floor.district_code
            for code, at in quarter_of.items()
        )
        if floor.formed + planned < floor.required:
            found.append(FloorMissed(floor=floor, reached=floor.formed + planned))
    return tuple(found)


def budgets_passed(problem: Problem, quarter_of: Mapping[str, int]) -> tuple[BudgetPassed, ...]:
    """The budgets that a plan asks more of, in the problem's order."""
    used = [(budget, budget_use(problem, budget, quarter_of)) for budget in problem.budgets]
    return tuple(BudgetPassed(budget=b, used=u) for b, u in used if u > b.limit)


def budget_use(problem: Problem, budget: Budget, quarter_of: Mapping[str, int]) -> Fraction:
    """What a plan asks of an agency in a year."""
    year = problem.quarters_of(budget.year)
    asked = (budget.effort.get(code, Fraction(0)) for code, at in quarter_of.items() if at in year)
    return sum(asked, Fraction(0))


def broken(problem: Problem, quarter_of: Mapping[str, int]) -> tuple[str, ...]:
    """The hard limits that a plan breaks, in words for the log; none: the plan is allowed."""
    found = [f"{code} is no candidate" for code in quarter_of if code not in problem.at]
    if found:
        return tuple(found)
    if len(quarter_of) > problem.to_form:
        found.append(f"{len(quarter_of)} villages instead of {problem.to_form}")
    found += _too_many(problem, quarter_of)
    found += [f"{code} is banned" for code in quarter_of if code in problem.banned]
    for code, lock in problem.locks.items():
        if code not in quarter_of or (lock is not None and quarter_of[code] != lock):
            found.append(f"{code} is locked")
    for code, first in problem.not_before.items():
        if quarter_of.get(code, first) < first:
            found.append(f"{code} is too early")
    return tuple(found)


def _too_many(problem: Problem, quarter_of: Mapping[str, int]) -> list[str]:
    found = []
    for at, count in sorted(Counter(quarter_of.values()).items()):
        if not 0 <= at < len(problem.quarters):
            found.append(f"there is no quarter {at}")
        elif count > problem.capacity[at]:
            found.append(f"{count} villages in {problem.quarters[at]}")
    cells = Counter(
        (problem.candidates[problem.at[code]].district_code, at) for code, at in quarter_of.items()
    )
    for (district, at), count in sorted(cells.items()):
        limit = problem.district_limit(district)
        if limit is not None and count > limit:
            found.append(f"{count} villages of {district} in quarter {at}")
    return found
