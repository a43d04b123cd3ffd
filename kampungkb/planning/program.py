"""The plan as a linear program for HiGHS.

Columns are ``y[i,t]``: village *i* is formed by the end of quarter *t*. The benefit is then
``sum of need[i] / T * y[i,t]``, and only ``N[d,t]``, the villages of a district formed by then,
meets the limits. Where villages of a district differ in nothing but their need, the best choice
of ``N[d,t]`` of them is the neediest, for each *t*, and these choices contain one another. What
is left is a flow: a quarter's capacity runs into districts, and from quarter to quarter through
arcs whose gain falls with their load. Its matrix is that of a network, floors included, so the
linear relaxation has whole-numbered solutions and no branching is needed. Rows that keep a
village formed (``y[i,t-1] <= y[i,t]``) are added only for districts where villages differ.
"""

from dataclasses import dataclass
from functools import cached_property
from math import lcm
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kampungkb.planning.problem import Problem

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

INFINITE: Final = float("inf")
# A float holds whole numbers up to 2**53; a factor is left for sums on the way.
EXACT: Final = 2**50


@dataclass(frozen=True)
class Program:
    """Columns and rows of a problem.

    The columns are ``y`` (village by village, each by quarter), ``N`` (district by district, each
    by quarter), then what is missed: of the target, of each floor, of each budget.
    """

    problem: Problem

    @cached_property
    def villages(self) -> int:
        """Candidates."""
        return len(self.problem.candidates)

    @cached_property
    def many(self) -> int:
        """Quarters."""
        return len(self.problem.quarters)

    @cached_property
    def district(self) -> Ints:
        """Place of each candidate's district in `Problem.districts`."""
        at = {code: place for place, code in enumerate(self.problem.districts)}
        return np.array([at[one.district_code] for one in self.problem.candidates], dtype=np.int64)

    @cached_property
    def scale(self) -> int:
        """What makes every need a whole number."""
        return lcm(*(one.need.denominator for one in self.problem.candidates if one.need), 1)

    @cached_property
    def need(self) -> list[int]:
        """Need of each candidate times `scale`; 0 where it is not known."""
        return [0 if c.need is None else int(c.need * self.scale) for c in self.problem.candidates]

    @cached_property
    def budgets_differ(self) -> bool:
        """Whether a budget limits the plan."""
        return bool(self.problem.budgets)

    @cached_property
    def mixed(self) -> npt.NDArray[np.bool_]:
        """For each candidate: whether villages of its district differ in more than need."""
        if self.budgets_differ:
            return np.ones(self.villages, dtype=np.bool_)
        problem = self.problem
        special = {*problem.locks, *problem.not_before, *problem.announced} - problem.banned
        own = np.array([one.code in special for one in problem.candidates], dtype=np.bool_)
        return np.isin(self.district, self.district[own])

    # Places of columns.

    def y(self, village: int, quarter: int) -> int:
        """Column of a village formed by the end of a quarter."""
        return village * self.many + quarter

    @cached_property
    def first_count(self) -> int:
        """Column of ``N`` of the first district and quarter."""
        return self.villages * self.many

    @cached_property
    def missed_target(self) -> int:
        """Column of the villages missing to the target."""
        return self.first_count + len(self.problem.districts) * self.many

    @cached_property
    def missed_floors(self) -> range:
        """Columns of the villages missing to each floor."""
        first = self.missed_target + 1
        return range(first, first + len(self.problem.floors))

    @cached_property
    def missed_budgets(self) -> range:
        """Columns of what is asked above each budget."""
        first = self.missed_floors.stop
        return range(first, first + len(self.problem.budgets))

    @property
    def columns(self) -> int:
        """How many there are."""
        return self.missed_budgets.stop

    def count(self, district: int, quarter: int) -> int:
        """Column of the villages of a district formed by the end of a quarter."""
        return self.first_count + district * self.many + quarter

    # Limits of columns.

    def column_limits(self) -> tuple[Floats, Floats]:
        """Lowest and highest value of each column."""
        low, high = np.zeros(self.columns), np.full(self.columns, INFINITE)
        high[: self.first_count] = 1
        problem = self.problem
        for code, first in problem.not_before.items():
            own = self.y(problem.at[code], 0)
            high[own : own + min(max(first, 0), self.many)] = 0
        for code, lock in problem.locks.items():
            own, last = self.y(problem.at[code], 0), self.many - 1
            at = last if lock is None else lock
            if lock is not None:
                high[own : own + min(at, self.many)] = 0
            # A quarter beyond the plan: late and formed contradict each other.
            low[own + min(at, last) : own + self.many] = 1
        for code in problem.banned:
            own = self.y(problem.at[code], 0)
            high[own : own + self.many] = 0
        return low, high

    # Rows.

    @cached_property
    def rows(self) -> "Rows":
        """All rows, in the order of the model's lines."""
        return _Writer(self).written()

    # Aims.

    def gains(self, *, with_ties: bool, keep_first: bool = False) -> tuple[Floats, int]:
        """Gain of each column, and the factor of the need in it.

        Between plans of equal benefit an announced quarter decides, then the order of the codes:
        with `with_ties` they are added in units too small to outweigh one unit of need. With
        `keep_first` an announced quarter outweighs any need. Where such a sum would not be exact
        in floats, the order of the codes is left out.
        """
        announced = self.problem.announced
        code = sum(range(1, self.villages + 1)) * self.many + 1 if with_ties else 1
        people = sum(sorted(self.need, reverse=True)[: self.problem.to_form]) * self.many + 1
        kept = len(announced) + 1 if with_ties or keep_first else 1
        if with_ties and people * kept * code > EXACT:
            return self.gains(with_ties=False, keep_first=keep_first)
        need, keep = (code, code * people) if keep_first else (code * kept, code)
        own = np.array(self.need, dtype=float) * need
        if with_ties:
            own += np.arange(self.villages, 0, -1)
        gains = np.zeros(self.columns)
        gains[: self.first_count] = np.repeat(own, self.many)
        if kept > 1:
            self._keep(gains, keep)
        return gains, need

    def _keep(self, gains: Floats, keep: int) -> None:
        """Add what keeping an announced quarter is worth."""
        for code, quarter in self.problem.announced.items():
            column = self.y(self.problem.at[code], quarter)
            gains[column] += keep
            if quarter > 0:
                gains[column - 1] -= keep


@dataclass(frozen=True)
class Rows:
    """The rows of a program: a sparse matrix and the limits of each row."""

    matrix: sparse.csr_array
    low: Floats
    high: Floats
    # First row of each kind of limit.
    first: dict[str, int]


class _Writer:
    """Collects the entries of the matrix, kind after kind."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.rows: list[Ints] = []
        self.columns: list[Ints] = []
        self.values: list[Floats] = []
        self.low: list[Floats] = []
        self.high: list[Floats] = []
        self.first: dict[str, int] = {}
        self.written_rows = 0

    def written(self) -> Rows:
        self._links()
        self._steps()
        self._capacity()
        self._target()
        self._floors()
        self._budgets()
        self._missed()
        self._nested()
        shape = (self.written_rows, self.program.columns)
        entries = (
            np.concatenate(self.values),
            (np.concatenate(self.rows), np.concatenate(self.columns)),
        )
        return Rows(
            matrix=sparse.csr_array(sparse.coo_array(entries, shape=shape)),
            low=np.concatenate(self.low), high=np.concatenate(self.high), first=self.first,
        )  # fmt: skip

    def _begin(self, kind: str, low: npt.ArrayLike, high: npt.ArrayLike) -> int:
        low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
        start = self.first[kind] = self.written_rows
        self.low.append(low)
        self.high.append(high)
        self.written_rows += len(low)
        return start

    def _put(self, rows: npt.ArrayLike, columns: npt.ArrayLike, value: npt.ArrayLike) -> None:
        at = np.asarray(rows, dtype=np.int64)
        self.rows.append(at)
        self.columns.append(np.asarray(columns, dtype=np.int64))
        self.values.append(np.broadcast_to(np.asarray(value, dtype=float), at.shape))

    def _counts(self) -> Ints:
        """Columns of ``N``, one row per district."""
        program = self.program
        many = np.arange(program.first_count, program.missed_target, dtype=np.int64)
        return many.reshape(len(program.problem.districts), program.many)

    def _links(self) -> None:
        """``N`` is the sum of its villages."""
        program, counts = self.program, self._counts()
        nothing = np.zeros(counts.size)
        start = self._begin("link", nothing, nothing)
        self._put(start + np.arange(counts.size), counts.ravel(), 1)
        quarter = np.tile(np.arange(program.many), program.villages)
        district = np.repeat(program.district, program.many)
        self._put(
            start + district * program.many + quarter, np.arange(program.first_count), -1
        )  # fmt: skip

    def _steps(self) -> None:
        """What a quarter adds to a district."""
        problem, counts = self.program.problem, self._counts()
        limits = [problem.district_limit(code) for code in problem.districts]
        high = np.array([INFINITE if one is None else float(one) for one in limits])
        start = self._begin("step", np.zeros(counts.size), np.repeat(high, counts.shape[1]))
        rows = (start + np.arange(counts.size)).reshape(counts.shape)
        self._put(rows.ravel(), counts.ravel(), 1)
        self._put(rows[:, 1:].ravel(), counts[:, :-1].ravel(), -1)

    def _capacity(self) -> None:
        """What a quarter adds to the regency."""
        problem, counts = self.program.problem, self._counts()
        start = self._begin("capacity", np.full(self.program.many, -INFINITE), problem.capacity)
        rows = np.broadcast_to(start + np.arange(self.program.many), counts.shape)
        self._put(rows.ravel(), counts.ravel(), 1)
        self._put(rows[:, 1:].ravel(), counts[:, :-1].ravel(), -1)

    def _target(self) -> None:
        """All of them are the target, but for what is missed."""
        to_form = [self.program.problem.to_form]
        start = self._begin("target", to_form, to_form)
        last = self._counts()[:, -1]
        self._put(np.full(len(last), start), last, 1)
        self._put([start], [self.program.missed_target], 1)

    def _floors(self) -> None:
        program, problem = self.program, self.program.problem
        need = [floor.to_form for floor in problem.floors]
        start = self._begin("floor", need, np.full(len(need), INFINITE))
        at = {code: place for place, code in enumerate(problem.districts)}
        for row, floor in enumerate(problem.floors):
            # A district without candidates can only miss what it lacks.
            if floor.district_code in at:
                column = program.count(at[floor.district_code], floor.quarter)
                self._put([start + row], [column], 1)
            self._put([start + row], [program.missed_floors[row]], 1)

    def _budgets(self) -> None:
        program, problem = self.program, self.program.problem
        limits = [float(one.limit) for one in problem.budgets]
        start = self._begin("budget", np.full(len(limits), -INFINITE), limits)
        for row, budget in enumerate(problem.budgets):
            year = problem.quarters_of(budget.year)
            for code, effort in budget.effort.items():
                if not len(year) or code not in problem.at or not effort:
                    continue
                own = problem.at[code]
                self._put([start + row], [program.y(own, year[-1])], float(effort))
                if year[0] > 0:
                    self._put([start + row], [program.y(own, year[0] - 1)], -float(effort))
            self._put([start + row], [program.missed_budgets[row]], -1)

    def _missed(self) -> None:
        """What is missed in all, by kind: nothing, until it is found that something must be."""
        program = self.program
        target = range(program.missed_target, program.missed_target + 1)
        start = self._begin("missed", np.full(3, -INFINITE), np.zeros(3))
        for row, columns in enumerate((target, program.missed_floors, program.missed_budgets)):
            self._put(np.full(len(columns), start + row), columns, 1)

    def _nested(self) -> None:
        """A village that is formed stays so."""
        program = self.program
        own = np.flatnonzero(program.mixed)[:, np.newaxis] * program.many
        later = (own + np.arange(1, program.many)).ravel()
        start = self._begin("nested", np.zeros(later.size), np.full(later.size, INFINITE))
        self._put(start + np.arange(later.size), later, 1)
        self._put(start + np.arange(later.size), later - 1, -1)
