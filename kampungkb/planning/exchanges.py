"""A plan made better by exchanging two places at a time, until no exchange helps.

The places of two villages are exchanged, one of which may stand outside the plan or be a free
place of a quarter. An exchange helps if budgets are passed by less, or else if the benefit grows;
of all that help, the best is made. The hard limits hold at every step if they hold at the start,
no more is missed of the floors, and the number of villages stays.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import lcm

import numpy as np
import numpy.typing as npt

from kampungkb.planning.problem import Problem
from kampungkb.planning.program import Ints, Program

Bools = npt.NDArray[np.bool_]


def exchanged(
    program: Program,
    quarter_of: Mapping[str, int],
    worth: Sequence[int],
    kept: Collection[str] = (),
    ask: Callable[[], None] = lambda: None,
) -> dict[str, int]:
    """The plan that is left when no exchange makes it better, in the order of the codes.

    `worth` is what each candidate brings for each quarter from its own on.
    Villages in `kept` stay where they are; `ask` is called before each exchange and may raise.
    """
    field, last = _Field(program, tuple(worth)), program.many
    candidates = program.problem.candidates
    quarters = np.array([quarter_of.get(one.code, last) for one in candidates], dtype=np.int64)
    free = np.array([one.code not in kept for one in candidates] + [True] * last, dtype=np.bool_)
    while (pair := field.best(quarters, free)) is not None:
        ask()
        quarters = field.moved(quarters, *pair)
    return {
        one.code: int(at) for one, at in zip(candidates, quarters, strict=True) if at < last
    }  # fmt: skip


@dataclass(frozen=True)
class _Field:
    """What an exchange changes; places after the last village are free ones, one per quarter."""

    program: Program
    worth: tuple[int, ...]

    @property
    def problem(self) -> Problem:
        return self.program.problem

    def with_free(self, quarters: Ints) -> Ints:
        """Quarters of the villages (the number of quarters: outside the plan), then of places."""
        used = np.bincount(quarters, minlength=self.program.many + 1)[:-1]
        full = used >= np.array(self.problem.capacity)
        own = np.arange(self.program.many)
        return np.concatenate([quarters, np.where(full, -1, own)])

    def best(self, quarters: Ints, free: Bools) -> tuple[int, int] | None:
        """The exchange of two free places that helps most; None: none helps."""
        at = self.with_free(quarters)
        # Each pair once, the earlier place first; a full quarter's free place takes no part.
        takes_part = (at >= 0) & free
        first, second = np.nonzero(
            (at[:, np.newaxis] < at)
            & takes_part[:, np.newaxis] & takes_part & self._allowed(at)
        )  # fmt: skip
        keep = self._has_room(at, first, second)
        first, second = first[keep], second[keep]
        keep = self._floors(at, first, second) <= 0
        first, second = first[keep], second[keep]
        above = self._budgets(at)[first, second]
        gained = (self._need[second] - self._need[first]) * (at[second] - at[first])
        chosen = np.flatnonzero((above < 0) | ((above == 0) & (gained > 0)))
        if not len(chosen):
            return None
        chosen = chosen[above[chosen] == above[chosen].min()]
        best = chosen[int(np.argmax(gained[chosen]))]
        return int(first[best]), int(second[best])

    def moved(self, quarters: Ints, one: int, other: int) -> Ints:
        """The quarters after an exchange."""
        at = self.with_free(quarters)
        at[[one, other]] = at[[other, one]]
        return at[: self.program.villages]

    @cached_property
    def _need(self) -> Ints:
        """Whole worths, free places have none; what is too large for sums is rounded down."""
        many = self.program.many
        divisor = max(self.worth, default=0) * many // 2**62 + 1
        return np.array([need // divisor for need in self.worth] + [0] * many)

    @cached_property
    def _district(self) -> Ints:
        """Place of the district; -1: a free place."""
        return np.concatenate([self.program.district, np.full(self.program.many, -1)])

    @cached_property
    def _may(self) -> Bools:
        """Whether a village may stand in a quarter, or outside the plan (last column)."""
        program = self.program
        low, high = program.column_limits()
        shape = (program.villages, program.many)
        low, high = (one[: program.first_count].reshape(shape) for one in (low, high))
        before = np.hstack([np.zeros((program.villages, 1)), low[:, :-1]])
        inside = (high > 0) & (before < 1)
        free = np.ones((program.many, program.many + 1), dtype=np.bool_)
        # What is free stays in the plan's quarters, or a village would leave the plan.
        free[:, -1] = False
        return np.vstack([np.hstack([inside, low[:, -1:] < 1]), free])

    def _allowed(self, at: Ints) -> Bools:
        """Whether each may stand where the other stands."""
        there = self._may[:, at]
        return there & there.T

    def _has_room(self, at: Ints, first: Ints, second: Ints) -> Bools:
        """Whether the districts have room for the exchange."""
        problem, many = self.problem, self.program.many
        limits = [problem.district_limit(code) for code in problem.districts]
        room = np.full((len(limits) + 1, many + 1), np.iinfo(np.int64).max)
        for place, limit in enumerate(limits):
            if limit is not None:
                own = np.bincount(at[self._district == place], minlength=many + 1)[:many]
                room[place, :many] = limit - own
        one, other = self._district[first], self._district[second]
        fits = (room[one, at[second]] > 0) & (room[other, at[first]] > 0)
        return np.asarray((one == other) | fits)

    def _floors(self, at: Ints, first: Ints, second: Ints) -> Ints:
        """By how much more the floors are missed."""
        problem, many = self.problem, self.program.many
        place = {code: row for row, code in enumerate(problem.districts)}
        # By district and step from one quarter to another; the last row is that of free places.
        step = np.zeros((len(place) + 1, many + 1, many + 1), dtype=np.int64)
        quarter = np.arange(many + 1)
        for floor in problem.floors:
            if floor.district_code in place:
                row = place[floor.district_code]
                here = int((at[self._district == row] <= min(floor.quarter, many - 1)).sum())
                inside = (quarter <= min(floor.quarter, many - 1)).astype(np.int64)
                after = here + inside[np.newaxis, :] - inside[:, np.newaxis]
                step[row] += np.maximum(floor.to_form - after, 0) - max(floor.to_form - here, 0)
        one, other = self._district[first], self._district[second]
        change = step[one, at[first], at[second]] + step[other, at[second], at[first]]
        return np.where(one == other, 0, change)

    @cached_property
    def _efforts(self) -> tuple[Ints, Ints, Bools]:
        """By budget: effort of each place, and limit, in whole units; and quarters of the year."""
        problem, places = self.problem, self.program.villages + self.program.many
        amounts = [one for b in problem.budgets for one in (*b.effort.values(), b.limit)]
        scale = lcm(1, *(one.denominator for one in amounts))
        effort = np.zeros((len(problem.budgets), places), dtype=np.int64)
        inside = np.zeros((len(problem.budgets), self.program.many + 1), dtype=np.bool_)
        for row, budget in enumerate(problem.budgets):
            for code, amount in budget.effort.items():
                if code in problem.at:
                    effort[row, problem.at[code]] = int(amount * scale)
            inside[row, problem.quarters_of(budget.year)] = True
        limits = np.array([int(one.limit * scale) for one in problem.budgets], dtype=np.int64)
        return effort, limits, inside

    def _budgets(self, at: Ints) -> Ints:
        """By pair: by how much more the budgets are passed."""
        efforts, limits, inside = self._efforts
        more = np.zeros((len(at), len(at)), dtype=np.int64)
        for effort, limit, year in zip(efforts, limits, inside, strict=True):
            here = year[at]
            own, others = np.flatnonzero(here), np.flatnonzero(~here)
            over = int(effort[own].sum()) - int(limit)
            after = over + effort[others][np.newaxis, :] - effort[own][:, np.newaxis]
            more[np.ix_(own, others)] += np.maximum(after, 0) - max(over, 0)
        return more + more.T
