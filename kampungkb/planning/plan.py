"""The best plan of a problem, with its proof or its bound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, lcm
from typing import Final

import numpy as np

from kampungkb.planning.crude import highest, neediest_in_turn
from kampungkb.planning.dive import Dived, bettered, dived
from kampungkb.planning.problem import Problem
from kampungkb.planning.program import INFINITE, Floats, Program
from kampungkb.planning.reading import in_order, quarters_in_order
from kampungkb.planning.solver import SMALL, Solved, Solver, Watch, is_whole
from kampungkb.planning.verified import (
    BudgetPassed,
    FloorMissed,
    broken,
    budgets_passed,
    floors_missed,
)

# The largest sum of what is missed is fixed with a little room for the solver's rounding.
_ROOM: Final = 1e-6
# A plan that is at most this share below what any plan could be worth ends the dives.
_NEAR: Final = Fraction(1, 100)
# From so many columns on a plan is tried without the solver first.
_HUGE: Final = 300_000


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which village is formed in which quarter, and how good that is."""

    problem: Problem
    # Place of the quarter by village code, in the order of the codes.
    quarter_of: Mapping[str, int]
    # No plan that misses as little is worth more.
    bound: Fraction
    # Whether it is known that no plan passes the budgets by less.
    least_missed: bool = True

    @cached_property
    def benefit(self) -> Fraction:
        """What the plan is worth, exactly; see `Problem`."""
        return self.problem.benefit(self.quarter_of)

    @property
    def proven(self) -> bool:
        """Whether no plan is better."""
        return self.least_missed and self.benefit >= self.bound

    @property
    def bound_gap(self) -> Fraction:
        """By which share of the bound a better plan could be better at most."""
        if self.benefit >= self.bound:
            return Fraction(0)
        return (self.bound - self.benefit) / self.bound

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
        self.watch = watch
        self.program = Program(problem)
        self._given_way = False
        # By how much budgets have to be passed at least, and by how much they are.
        self._least_over = self._over = Fraction(0)

    @cached_property
    def solver(self) -> Solver:
        """The program in HiGHS."""
        return Solver(self.program, self.watch)

    def plan(self) -> Plan | None:
        """The best plan; None: the hard limits contradict each other."""
        if self.program.columns > _HUGE and (crude := self._crude()) is not None:
            return crude
        if (self.solver.low > self.solver.high).any():
            return None
        found = self._attempt()
        if found is None and not self._given_way and self._give_way():
            found = self._attempt()
        return found

    def _crude(self) -> Plan | None:
        """A plan without the solver, if it reaches the target and is near its bound."""
        quarter_of = None if self.keep_first else neediest_in_turn(self.problem)
        if quarter_of is None or len(quarter_of) < self.problem.to_form:
            return None
        plan = Plan(
            problem=self.problem, quarter_of=self._checked(quarter_of),
            bound=highest(self.problem),
        )  # fmt: skip
        return plan if plan.bound_gap <= _NEAR else None

    def _attempt(self) -> Plan | None:
        """The best plan that misses no more than is known to be unavoidable."""
        gains, factor = self.program.gains(with_ties=True, keep_first=self.keep_first)
        self.solver.aim(gains)
        self.solver.forget()
        found = self.solver.relaxed()
        if found is None:
            return None
        if not self._is_whole(found):
            # Proving the order of the codes, too, would take the search far longer.
            gains, factor = self.program.gains(with_ties=False, keep_first=self.keep_first)
            if self.takes_dives:
                return self._dived(gains, factor)
            found = self.best(gains)
        return None if found is None else self._read(found, factor)

    @property
    def takes_dives(self) -> bool:
        """Whether a search to the end would be too long."""
        return bool(self.problem.budgets) and self.program.columns > SMALL

    def _dived(self, gains: Floats, factor: int) -> Plan | None:
        """A good plan, and the best that one could be worth that passes the budgets as little."""
        self.solver.aim(gains)
        divided = self.solver.relaxed()
        if divided is None or self._is_whole(divided):
            return None if divided is None else self._read(divided, factor)
        found = self._best_dive(gains, floor(floor(divided.bound / factor) * (1 - _NEAR)))
        self._over = self._least_over if found is None else found.over
        self._limit_over(self._over)
        self.solver.aim(gains)
        if found is None:
            whole = self.solver.whole()
            return None if whole is None else self._read(whole, factor)
        bound = self.solver.relaxed()
        if bound is None:
            raise RuntimeError("no plan passes the budgets by as much as the one that was found")
        quarter_of = self._checked(found.quarter_of)
        return Plan(
            problem=self.problem, quarter_of=quarter_of, bound=self._benefit(bound.bound, factor),
            least_missed=found.over <= self._least_over,
        )  # fmt: skip

    def _best_dive(self, gains: Floats, near: int) -> Dived | None:
        """The best of the dives for the benefit and of that for the neediest first.

        The second is a baseline, too, which no plan may be below.
        """
        need, candidates = self.program.need, self.problem.candidates
        neediest = sorted(range(len(need)), key=lambda at: (-need[at], candidates[at].code))
        found = dived(self.solver, gains, need, near, keep_announced=self.keep_first)
        if self.keep_first:
            return found
        worth, ranks = self._ranked(neediest)
        other = dived(self.solver, ranks, worth, 0, keep_announced=False)
        if other is not None:
            other = bettered(self.solver, other.quarter_of, need)
        both = [one for one in (found, other) if one is not None]
        return min(both, key=lambda one: (one.over, -one.worth), default=None)

    def _limit_over(self, over: Fraction) -> None:
        """Let the budgets be passed by so much."""
        row = self.program.rows.first["missed"] + 2
        self.solver.limit_row(row, -INFINITE, float(over) + (_ROOM if over else 0))

    def _benefit(self, bound: float, factor: int) -> Fraction:
        # Needs are whole numbers in the program, so nothing lies between two of them.
        units = floor(bound / factor + _ROOM)
        return Fraction(units, self.program.scale * self.program.many)

    def _checked(self, quarter_of: Mapping[str, int]) -> dict[str, int]:
        """A plan with equal villages in the codes' order, held against every hard limit."""
        ordered = in_order(self.problem, quarter_of)
        found = broken(self.problem, ordered)
        if found:
            raise RuntimeError(f"the solver broke its limits: {found[:3]}")
        return ordered

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
        benefit = self._benefit(found.bound, factor)
        plan = None
        if self._is_whole(found):
            quarter_of = in_order(self.problem, quarters_in_order(self.program, found.values))
            plan = Plan(problem=self.problem, quarter_of=quarter_of, bound=benefit)
        return Bound(benefit=benefit, plan=plan)

    def best_in(self, order: Sequence[int]) -> dict[str, int] | None:
        """The plan in which a candidate is worth the more, the earlier its place is in `order`.

        It misses no more than the plan does; None: none was found.
        """
        worth, gains = self._ranked(order)
        self.solver.aim(gains)
        found = self.solver.relaxed()
        if found is not None and not self._is_whole(found):
            if self.takes_dives:
                dive = dived(self.solver, gains, worth, 0, keep_announced=False)
                self._limit_over(self._over)
                return dive.quarter_of if dive and dive.over <= self._over else None
            found = self.solver.whole()
        return None if found is None else quarters_in_order(self.program, found.values, order)

    def _ranked(self, order: Sequence[int]) -> tuple[list[int], Floats]:
        """What each candidate is worth by its place in an order, and that as gains."""
        worth = [0] * self.program.villages
        for rank, at in enumerate(order):
            worth[at] = len(order) - rank
        gains = np.zeros(self.program.columns)
        own = np.repeat(np.array(worth, dtype=float), self.program.many)
        gains[: self.program.first_count] = own
        return worth, gains

    def best(self, gains: Floats) -> Solved | None:
        """The best solution in whole villages; None: there is none."""
        self.solver.aim(gains)
        found = self.solver.relaxed()
        return found if found is None or self._is_whole(found) else self.solver.whole()

    def _is_whole(self, found: Solved) -> bool:
        """Whether it says which villages are formed: where they differ in need, numbers do."""
        program = self.program
        counts = found.values[program.first_count : program.missed_target]
        formed = found.values[: program.first_count].reshape(program.villages, program.many)
        return is_whole(counts) and is_whole(formed[program.mixed])

    def _read(self, solved: Solved, factor: int) -> Plan:
        """The plan of a solution, checked against every hard limit."""
        quarter_of = self._checked(quarters_in_order(self.program, solved.values))
        return Plan(
            problem=self.problem, quarter_of=quarter_of, bound=self._benefit(solved.bound, factor)
        )

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
        for place, columns in enumerate(kinds[:2]):
            least = self._least(columns, 1)
            if least is None:
                return False
            self.solver.limit_row(row + place, -INFINITE, float(least) + _ROOM)
        return self._give_way_of_budgets()

    def _give_way_of_budgets(self) -> bool:
        unit = lcm(*(one.denominator for one in _amounts(self.problem)))
        least = self._least(self.program.missed_budgets, unit)
        if least is not None:
            self._least_over = self._over = least
            self._limit_over(least)
        return least is not None

    def _least(self, columns: range, unit: int) -> Fraction | None:
        """The least that has to be missed, in steps of 1 / unit; None: there is no solution.

        Where the search would be too long, no plan misses less, but none may miss so little.
        """
        aim = np.zeros(self.program.columns)
        aim[columns.start : columns.stop] = -unit
        self.solver.aim(aim)
        found = self.solver.relaxed()
        if found is None:
            return None
        if not self._is_whole(found):
            if self.takes_dives and columns == self.program.missed_budgets:
                return Fraction(ceil(-found.bound - _ROOM), unit)
            found = self.solver.whole()
        return None if found is None else Fraction(round(-found.worth), unit)


def _amounts(problem: Problem) -> list[Fraction]:
    """Efforts and limits of the budgets."""
    return [one for budget in problem.budgets for one in (*budget.effort.values(), budget.limit)]
