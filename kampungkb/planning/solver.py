"""HiGHS on a program: values and a bound, or nothing; with progress, cancelled at any time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np

from kampungkb.errors import PlanCancelledError
from kampungkb.planning.program import Floats, Program

# Is told the seconds and the gap (None: not known yet); answers whether to go on.
Watch = Callable[[float, float | None], bool]

_WHOLE: Final = 1e-6
# A small search goes on to its proof; a large one ends as soon as the best plan found is at most
# this share below what any plan could be worth. No clock decides: the same problem has to end at
# the same plan on any machine.
_SMALL: Final = 1_000
_NEAR: Final = 0.002
# Only a search that finds no end at all is ended by the clock, and says so.
_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Solved:
    """Values of all columns, and the best that any plan could be worth."""

    values: Floats
    worth: float
    bound: float


class SearchEndedError(RuntimeError):
    """No solution in whole villages within the time that a search may take."""


class Solver:
    """One program in HiGHS, kept between solutions so that a small change is solved at once."""

    def __init__(self, program: Program, watch: Watch | None = None) -> None:
        self.program = program
        self.watch = watch
        self.low, self.high = program.column_limits()
        self._highs = _highs(program.columns)
        self._pass()
        self._whole = False
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
        self._highs.run()
        if self._highs.getModelStatus() == kinds.kUnknown:
            # Where it stood is a bad start for this change of limits: it starts anew.
            self._highs.clearSolver()
            self._highs.run()
        status = self._highs.getModelStatus()
        if status == kinds.kInterrupt:
            raise PlanCancelledError
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return None
        info = self._highs.getInfo()
        if status not in (kinds.kOptimal, kinds.kTimeLimit):
            raise RuntimeError(f"HiGHS ended with {status}")
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise SearchEndedError
        worth = info.objective_function_value
        bound = info.mip_dual_bound if self._whole else worth
        return Solved(np.array(self._highs.getSolution().col_value), worth, bound)

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
               "mip_rel_gap": 0.0 if columns <= _SMALL else _NEAR, "mip_abs_gap": 0.5,
               "time_limit": _SECONDS}  # fmt: skip
    for name, value in options.items():
        highs.setOptionValue(name, value)
    return highs
