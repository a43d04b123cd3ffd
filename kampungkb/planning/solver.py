"""HiGHS on a program: values and a bound, or nothing; with progress, cancelled at any time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import highspy
import numpy as np

from kampungkb.errors import PlanCancelledError, PlanSearchEndedError
from kampungkb.model.periods import period_year
from kampungkb.planning.program import Floats, Ints, Program

# Is told the seconds and the gap (None: not known yet); answers whether to go on.
Watch = Callable[[float, float | None], bool]

# More than the room that is left for what is missed.
_WHOLE: Final = 1e-5
# A small search goes on to its proof; a large one ends as soon as the best plan found is at most
# this share below what any plan could be worth. No clock decides: the same problem has to end at
# the same plan on any machine.
SMALL: Final = 1_000
_NEAR: Final = 0.002
# Only a search that finds no end at all is ended by the clock, and says so.
_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Solved:
    """Values of all columns, and the best that any plan could be worth."""

    values: Floats
    worth: float
    bound: float


class Solver:
    """One program in HiGHS, kept between solutions so that a small change is solved at once."""

    def __init__(self, program: Program, watch: Watch | None = None) -> None:
        self.program = program
        self.watch = watch
        self.low, self.high = program.column_limits()
        self._highs = _highs(program.columns)
        self._pass()
        self._whole = False
        self._start = time.perf_counter()
        if watch is not None:
            self._highs.cbMipInterrupt.subscribe(self._asked)
            self._highs.cbSimplexInterrupt.subscribe(self._asked)

    def _pass(self) -> None:
        program, rows = self.program, self.program.rows
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = program.columns, len(rows.low)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = np.zeros(program.columns)
        lp.col_lower_, lp.col_upper_ = self.low, self.high
        lp.row_lower_, lp.row_upper_ = rows.low, rows.high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = rows.matrix.indptr
        lp.a_matrix_.index_ = rows.matrix.indices
        lp.a_matrix_.value_ = rows.matrix.data
        self._highs.passModel(lp)

    def limit_columns(self, first: int, low: Floats, high: Floats) -> None:
        """Set the limits of neighbouring columns."""
        at = np.arange(first, first + len(low), dtype=np.int32)
        self._highs.changeColsBounds(
            len(at), at, np.ascontiguousarray(low), np.ascontiguousarray(high)
        )

    def limit_row(self, row: int, low: float, high: float) -> None:
        """Set the limits of a row."""
        self._highs.changeRowBounds(row, low, high)

    @cached_property
    def year_ends(self) -> Ints:
        """Columns of the last quarter of each year, village by village."""
        program, quarters = self.program, self.program.problem.quarters
        years = [period_year(one) for one in quarters]
        last = [at for at in range(program.many) if years[at] not in years[at + 1 :]]
        own = np.arange(program.villages)[:, np.newaxis] * program.many + np.array(last)
        ends: Ints = own.ravel()
        return ends

    def ask_to_go_on(self) -> None:
        """Tell the watch the time, between two solutions; `PlanCancelledError` if it says no."""
        if self.watch is not None and not self.watch(time.perf_counter() - self._start, None):
            raise PlanCancelledError

    def forget(self) -> None:
        """Start anew, so that what follows does not depend on what was solved before."""
        self._highs.clearSolver()

    def aim(self, gains: Floats) -> None:
        """Say what is to be as large as possible."""
        at = np.arange(len(gains), dtype=np.int32)
        self._highs.changeColsCost(len(at), at, gains)

    def relaxed(self) -> Solved | None:
        """The best solution in which villages may be divided; None: there is none."""
        self._divisible(True)
        return self._run()

    def whole(self) -> Solved | None:
        """The best solution found in whole villages; None: there is none."""
        self._divisible(False)
        return self._run()

    def _divisible(self, yes: bool) -> None:
        if yes == (not self._whole):
            return
        kind = highspy.HighsVarType.kContinuous if yes else highspy.HighsVarType.kInteger
        at = np.arange(self.program.missed_target, dtype=np.int32)
        self._highs.changeColsIntegrality(len(at), at, np.full(len(at), kind))
        self._whole = not yes

    def _run(self) -> Solved | None:
        kinds = highspy.HighsModelStatus
        none = (kinds.kInfeasible, kinds.kUnboundedOrInfeasible)
        answers = (kinds.kOptimal, kinds.kTimeLimit, kinds.kInterrupt, *none)
        self._start_clock()
        self._highs.run()
        # Where it stood may be a bad start for this change of limits: it starts anew, and at last
        # in another way.
        for method in ("choose", "ipm"):
            if self._highs.getModelStatus() in answers:
                break
            self._highs.clearSolver()
            self._highs.setOptionValue("solver", method)
            self._start_clock()
            self._highs.run()
        self._highs.setOptionValue("solver", "choose")
        status = self._highs.getModelStatus()
        if status == kinds.kInterrupt:
            raise PlanCancelledError
        if status in none:
            return None
        info = self._highs.getInfo()
        if status not in (kinds.kOptimal, kinds.kTimeLimit):
            raise RuntimeError(f"HiGHS ended with {status}")
        ended = status == kinds.kTimeLimit and not self._whole
        if ended or info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise PlanSearchEndedError(int(_SECONDS))
        worth = info.objective_function_value
        bound = info.mip_dual_bound if self._whole else worth
        return Solved(np.array(self._highs.getSolution().col_value), worth, bound)

    def _start_clock(self) -> None:
        """Give the next run its own time: the library's clock runs on from one to the next."""
        # A relaxation has no half of an answer, and a very large one takes long.
        seconds = _SECONDS if self._whole else _SECONDS + self.program.columns / 1_000
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)

    def _asked(self, event: Any) -> None:
        out = event.data_out
        gap = getattr(out, "mip_gap", None) if self._whole else None
        if self.watch is not None and not self.watch(float(out.running_time), gap):
            event.interrupt()


def is_whole(values: Floats) -> bool:
    """Whether all values are whole numbers."""
    return bool(np.abs(values - np.rint(values)).max(initial=0) < _WHOLE)


class _Quiet(highspy.Highs):
    """HiGHS without its banner, which would stand in the JSON of the command line."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the library's name
        # The banner is written when the first callback is set, before anyone can ask for silence.
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _highs(columns: int) -> highspy.Highs:
    highs = _Quiet()  # type: ignore[no-untyped-call]
    # One thread and one seed: the same problem has the same plan everywhere.
    options: dict[str, Any] = {"threads": 1, "parallel": "off", "random_seed": 0,
               "mip_rel_gap": 0.0 if columns <= SMALL else _NEAR, "mip_abs_gap": 0.5}  # fmt: skip
    for name, value in options.items():
        highs.setOptionValue(name, value)
    return highs
