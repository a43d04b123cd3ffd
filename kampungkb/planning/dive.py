"""Whole villages out of divided ones, for problems that are too large to be searched to the end.

Yearly budgets divide villages. The dive settles one question at a time, whether a village is
formed by the end of a year: the one whose answer is nearest to yes or no is answered, and the
linear program is solved again. Budgets may be passed meanwhile, at a high price; exchanges of two
places then mend what is left. A few dives are made that keep away from the budgets by a little
more each, since what a dive leaves unused an exchange can use.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from kampungkb.planning.exchanges import exchanged
from kampungkb.planning.program import INFINITE, Floats, Ints
from kampungkb.planning.reading import quarters_in_order
from kampungkb.planning.solver import Solved, Solver
from kampungkb.planning.verified import budgets_passed

# What one average effort above a budget costs, in the best places of the neediest village.
_PRICE: Final = 3
# How far each dive keeps away from the budgets, in their smallest efforts.
_MARGINS: Final = (0, 1, 2)
_WHOLE: Final = 1e-5
_HALF: Final = 0.5
# One in so many divided villages is settled at once, of those that are so near to whole.
_AT_ONCE: Final = 8
_SURE: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Dived:
    """A plan in whole villages."""

    quarter_of: dict[str, int]
    # By how much it passes the budgets, all together.
    over: Fraction
    # Worths of its villages, each for the quarters from its own on.
    worth: int


def dived(
    solver: Solver, gains: Floats, worth: Sequence[int], near: int, *, keep_announced: bool
) -> Dived | None:
    """The best plan of a few dives; None: none of them found one.

    Parameters
    ----------
    solver : Solver
        Its aim is changed, and what may be missed of the budgets is without limit afterwards.
    gains : array
        The aim.
    worth : sequence of int
        What the aim gives to each candidate for each quarter from its own on.
    near : int
        What is good enough to end the search, where no budget is passed.
    keep_announced : bool
        Exchanges leave alone what stands where it was announced.
    """
    best = None
    for one in _dives(solver, gains, worth, keep_announced=keep_announced):
        if best is None or (one.over, -one.worth) < (best.over, -best.worth):
            best = one
        if not best.over and best.worth >= near:
            break
    return best


def _dives(
    solver: Solver, gains: Floats, worth: Sequence[int], *, keep_announced: bool
) -> Iterator[Dived]:
    program, problem = solver.program, solver.program.problem
    row, missed = program.rows.first["budget"], program.rows.first["missed"] + 2
    solver.limit_row(missed, -INFINITE, INFINITE)
    solver.aim(_priced(solver, gains))
    solver.forget()
    try:
        for margin in _MARGINS:
            for place, budget in enumerate(problem.budgets):
                room = min((one for one in budget.effort.values() if one), default=Fraction(0))
                high = float(max(budget.limit - margin * room, Fraction(0)))
                solver.limit_row(row + place, -INFINITE, high)
            values = _dive(solver)
            if values is not None:
                yield _mended(solver, values, worth, keep_announced=keep_announced)
    finally:
        for place, budget in enumerate(problem.budgets):
            solver.limit_row(row + place, -INFINITE, float(budget.limit))


def _priced(solver: Solver, gains: Floats) -> Floats:
    """The aim with a price on what passes the budgets."""
    program = solver.program
    efforts = [float(e) for b in program.problem.budgets for e in b.effort.values() if e]
    average = sum(efforts) / len(efforts) if efforts else 1.0
    highest = max(float(gains[: program.first_count].max(initial=0)), 1.0) * program.many
    priced = gains.copy()
    priced[program.missed_budgets.start : program.missed_budgets.stop] = -_PRICE * highest / average
    return priced


def _dive(solver: Solver) -> Floats | None:
    program = solver.program
    own = slice(0, program.first_count)
    low, high = solver.low[own].copy(), solver.high[own].copy()
    try:
        found = solver.relaxed()
        while found is not None:
            # What is settled may still be off by the solver's rounding.
            values = np.where(low == high, low, found.values[own])
            columns = _nearest(values, solver.year_ends, program.many)
            if not columns:
                return found.values
            solver.ask_to_go_on()
            answers = {column: bool(found.values[column] >= _HALF) for column in columns}
            found = _answered(solver, low, high, answers)
            if found is None:
                # One at a time, and the other way round if need be.
                column = columns[0]
                found = _answered(solver, low, high, {column: answers[column]}) or _answered(
                    solver, low, high, {column: not answers[column]}
                )
        return None
    finally:
        solver.limit_columns(0, solver.low[own], solver.high[own])


def _nearest(values: Floats, year_ends: Ints, many: int) -> list[int]:
    """The columns that are nearest to a whole number and are none, at most one of a village.

    Ends of years come first. The more villages are divided, the more are settled at once.
    """
    for columns in (year_ends, np.arange(len(values))):
        off = np.abs(values[columns] - np.rint(values[columns]))
        off[off < _WHOLE] = INFINITE
        order = [at for at in np.argsort(off, kind="stable") if off[at] < INFINITE]
        by_village = {int(columns[at]) // many: at for at in reversed(order)}
        nearest = sorted(by_village.values(), key=order.index)
        if nearest:
            taken = nearest[: max(1, len(nearest) // _AT_ONCE)]
            return [int(columns[at]) for at in taken if off[at] <= max(_SURE, off[taken[0]])]
    return []


def _answered(
    solver: Solver, low: Floats, high: Floats, answers: Mapping[int, bool]
) -> Solved | None:
    """The solution after questions were answered; None: there is none, and they stay open."""
    many = solver.program.many
    before = low.copy(), high.copy()
    firsts = [column - column % many for column in answers]
    for first, (column, formed) in zip(firsts, answers.items(), strict=True):
        if formed:
            low[column : first + many] = 1
        else:
            high[first : column + 1] = 0
        own = slice(first, first + many)
        solver.limit_columns(first, low[own], high[own])
    found = solver.relaxed()
    if found is None:
        low[:], high[:] = before
        for first in firsts:
            own = slice(first, first + many)
            solver.limit_columns(first, low[own], high[own])
    return found


def _mended(solver: Solver, values: Floats, worth: Sequence[int], *, keep_announced: bool) -> Dived:
    program, problem = solver.program, solver.program.problem
    quarter_of = quarters_in_order(program, values)
    kept = {
        code for code, at in problem.announced.items()
        if keep_announced and quarter_of.get(code) == at
    }  # fmt: skip
    return bettered(solver, quarter_of, worth, kept)


def bettered(
    solver: Solver,
    quarter_of: Mapping[str, int],
    worth: Sequence[int],
    kept: Collection[str] = (),
) -> Dived:
    """A plan after the exchanges that help it; villages in `kept` stay where they are."""
    program, problem = solver.program, solver.program.problem
    found = exchanged(program, quarter_of, worth, kept, solver.ask_to_go_on)
    over = sum((one.over for one in budgets_passed(problem, found)), Fraction(0))
    units = sum(worth[problem.at[code]] * (program.many - at) for code, at in found.items())
    return Dived(quarter_of=found, over=over, worth=units)
