"""The best plan of a problem, with its proof or its bound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import floor
from typing import Final

import numpy as np

from kampungkb.planning.problem import Problem
from kampungkb.planning.program import INFINITE, Floats, Program
from kampungkb.planning.solver import Solved, Solver, Watch, is_whole
from kampungkb.planning.verified import (
    BudgetPassed,
    FloorMissed,
    broken,
    budgets_passed,
    floors_missed,
)

# The largest sum of what is missed is fixed with a little room for the solver's rounding.
_ROOM: Final = 1e-6


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which village is formed in which quarter, and how good that is."""

    problem: Problem
    # Place of the quarter by village code, in the order of the codes.
    quarter_of: Mapping[str, int]
    # No plan under these limits is worth more.
    bound: Fraction

    @cached_property
    def benefit(self) -> Fraction:
        """What the plan is worth, exactly; see `Problem`."""
        return self.problem.benefit(self.quarter_of)

    @property
    def proven(self) -> bool:
        """Whether no plan is better."""
        return self.benefit >= self.bound

    @property
    def bound_gap(self) -> Fraction:
        """By which share of the bound a better plan could be better at most."""
        return Fraction(0) if self.proven else (self.bound - self.benefit) / self.bound

    @property
    def short(self) -> int:
        """Villages missing to the target."""
        return self.problem.to_form - len(self.quarter_of)

    @cached_property
    def floors_missed(self) -> tuple[FloorMissed, ...]:
        """The floors that it does not reach."""
        return floors_missed(self.problem, self.quarter_of)

    @cached_property
    def budgets_passed(self) -> tuple[BudgetPassed, ...]:
        """The budgets that it asks more of."""
        return budgets_passed(self.problem, self.quarter_of)

    @property
    def relaxed(self) -> bool:
        """Whether a target, a floor or a budget is missed."""
        return bool(self.short or self.floors_missed or self.budgets_passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What the best plan could be worth under limits as they are now."""

    benefit: Fraction
    # The plan that is worth so much; None: finding one would take a search.
    plan: Plan | None


class Planner:
    """A problem in the solver.

    Parameters
    ----------
    problem : Problem
    watch : callable, optional
        See `kampungkb.planning.solver`.
    keep_first : bool
        Keep as many announced quarters as possible before reaching people. The plan's `bound`
        is then that of keeping and reaching together, and proves nothing about the benefit.

    Attributes
    ----------
    solver : Solver
        Its limits may be changed between two calls of `plan`, and have to be put back.
    """

    def __init__(
        self, problem: Problem, watch: Watch | None = None, *, keep_first: bool = False
    ) -> None:
        self.problem = problem
        self.keep_first = keep_first
        self.program = Program(problem)
        self.solver = Solver(self.program, watch)
        self._given_way = False

    def plan(self) -> Plan | None:
        """The best plan; None: the hard limits contradict each other."""
        if (self.solver.low > self.solver.high).any():
            return None
        found = self._attempt()
        if found is None and not self._given_way and self._give_way():
            found = self._attempt()
        return found

    def _attempt(self) -> Plan | None:
        """The best plan that misses no more than is known to be unavoidable."""
        gains, factor = self.program.gains(with_ties=True, keep_first=self.keep_first)
        self.solver.aim(gains)
        found = self.solver.relaxed()
        if found is None:
            return None
        if not self._is_whole(found):
            # Proving the order of the codes, too, would take the search far longer.
            gains, factor = self.program.gains(with_ties=False, keep_first=self.keep_first)
            found = self.best(gains)
        return None if found is None else self._read(found, factor)

    def bound(self) -> Bound | None:
        """What the best plan is worth with the solver's limits as they are; None: there is none.

        Meant for a small change of limits: the solver starts from where it stood. What is missed
        stays what it was found to be.
        """
        gains, factor = self.program.gains(with_ties=False, keep_first=self.keep_first)
        self.solver.aim(gains)
        found = self.solver.relaxed()
        if found is None:
            return None
        units = Fraction(floor(found.bound / factor + _ROOM))
        benefit = units / (self.program.scale * self.program.many)
        plan = None
        if self._is_whole(found):
            quarter_of = in_order(self.problem, quarters_in_order(self.program, found.values))
            plan = Plan(problem=self.problem, quarter_of=quarter_of, bound=benefit)
        return Bound(benefit=benefit, plan=plan)

    def best(self, gains: Floats) -> Solved | None:
        """The best solution in whole villages; None: there is none."""
        self.solver.aim(gains)
        found = self.solver.relaxed()
        return found if found is None or self._is_whole(found) else self.solver.whole()

    def _is_whole(self, found: Solved) -> bool:
        return is_whole(found.values[: self.program.missed_target])

    def _read(self, solved: Solved, factor: int) -> Plan:
        """The plan of a solution, checked against every hard limit."""
        quarter_of = in_order(self.problem, quarters_in_order(self.program, solved.values))
        found = broken(self.problem, quarter_of)
        if found:
            raise RuntimeError(f"the solver broke its limits: {found[:3]}")
        # Needs are whole numbers in the program, so nothing lies between two of them.
        units = floor(solved.bound / factor + _ROOM)
        bound = Fraction(units, self.program.scale * self.program.many)
        return Plan(problem=self.problem, quarter_of=quarter_of, bound=bound)

    def _give_way(self) -> bool:
        """Hold what may be missed at the least that is possible, one kind after the other.

        False: even so there is no solution.
        """
        program, row = self.program, self.program.rows.first["missed"]
        self._given_way = True
        kinds = (
            range(program.missed_target, program.missed_target + 1),
            program.missed_floors, program.missed_budgets,
        )  # fmt: skip
        for place in range(len(kinds)):
            self.solver.limit_row(row + place, -INFINITE, INFINITE)
        for place, columns in enumerate(kinds):
            aim = np.zeros(program.columns)
            aim[columns.start : columns.stop] = -1
            least = self.best(aim)
            if least is None:
                return False
            missed = float(least.values[columns.start : columns.stop].sum())
            self.solver.limit_row(row + place, -INFINITE, missed + _ROOM)
        return True


def quarters_in_order(
    program: Program, values: Floats, order: Sequence[int] | None = None
) -> dict[str, int]:
    """Place of the quarter of each chosen village.

    Where villages of a district differ in nothing but their need, the solution says how many are
    formed by when, and `order` says which: places of the candidates, the neediest first unless
    given.
    """
    problem = program.problem
    if order is None:
        order = sorted(range(program.villages), key=lambda at: (-program.need[at], at))
    counts = np.rint(values[program.first_count : program.missed_target]).astype(int)
    counts = counts.reshape(len(problem.districts), program.many)
    formed = np.rint(values[: program.first_count]).reshape(program.villages, program.many) > 0
    found: dict[int, int] = {}
    taken = [0] * len(problem.districts)
    for at in order:
        place = int(program.district[at])
        if program.mixed[at]:
            if formed[at, -1]:
                found[at] = int(np.argmax(formed[at]))
        elif problem.candidates[at].code not in problem.banned:
            # The k-th is formed in the quarter that brings the count to k.
            quarter = int(np.searchsorted(counts[place], taken[place], side="right"))
            taken[place] += 1
            if quarter < program.many:
                found[at] = quarter
    return {problem.candidates[at].code: found[at] for at in sorted(found)}


def in_order(problem: Problem, quarter_of: Mapping[str, int]) -> dict[str, int]:
    """The same plan, with villages that differ in nothing but their code in the codes' order."""
    alike: dict[tuple[object, ...], list[str]] = {}
    for one in problem.candidates:
        code = one.code
        efforts = tuple(budget.effort.get(code) for budget in problem.budgets)
        unlike = (
            code in problem.locks and (problem.locks[code],), problem.not_before.get(code),
            problem.announced.get(code), code in problem.banned,
        )  # fmt: skip
        alike.setdefault((one.district_code, one.need, efforts, *unlike), []).append(code)
    ordered: dict[str, int] = {}
    for codes in alike.values():
        quarters = sorted(quarter_of[code] for code in codes if code in quarter_of)
        ordered |= dict(zip(codes, quarters, strict=False))
    return dict(sorted(ordered.items()))
