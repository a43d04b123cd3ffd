"""The announced plan made anew with the data of today, keeping of it what the limits allow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kampungkb.model.periods import period_end, quarter_of
from kampungkb.planning.replanned import Promise, Replanned, replanned
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_assumptions import Assumptions
from kampungkb.tasks.plan_problem import Basis, Fault, faults, problem_of
from kampungkb.tasks.scenario import Keeps
from kampungkb.tasks.scenario_compare import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """Assumptions moved to the present, and what that changed."""

    assumptions: Assumptions
    # The plan would have begun in a quarter that is over.
    start_moved: bool = False
    # Minimums per district whose quarter is over: they can no longer be planned for.
    floors_over: int = 0
    # Villages locked at a quarter that is over: now locked at any.
    locks_over: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Replan:
    """An announced plan made anew."""

    side: Side
    # None: all its quarters are over, or its assumptions cannot be read.
    renewed: Renewed | None
    faults: tuple[Fault, ...] = ()
    # None: the assumptions have an error, or the hard limits contradict each other.
    found: Replanned | None = None
    # The plan that keeps, as it can be saved; what it keeps is locked in its assumptions.
    answer: Answer | None = None

    @property
    def keeps(self) -> Keeps:
        """Which scenario it goes by."""
        own = self.side.entry
        return Keeps(scenario_id=own.scenario_id, version=own.version, name=own.name)

    def promises(self, *fates: str) -> tuple[Promise, ...]:
        """Announced villages with one of these fates, in the order of the codes."""
        of = () if self.found is None else self.found.promises
        return tuple(one for one in of if one.fate in fates)

    @property
    def cost_share(self) -> Fraction | None:
        """Benefit that keeping gives up, as a share of the free plan's; None: it has none."""
        if self.found is None or not self.found.free.benefit:
            return None
        return self.found.cost / self.found.free.benefit


def renewed(of: Assumptions, today: date) -> Renewed | None:
    """Assumptions that a plan can be made from now; None: their last quarter is over."""
    now = quarter_of(today)
    if not of.quarters or period_end(of.by) < today:
        return None
    if period_end(of.start) >= today:
        return Renewed(assumptions=of)
    floors = tuple(one for one in of.floors if period_end(one.by) >= today)
    over = _locked_before(of.locks, today)
    return Renewed(
        assumptions=replace(
            of, start=now, floors=floors,
            locks={code: None if code in over else at for code, at in of.locks.items()},
        ),
        start_moved=True,
        floors_over=len(of.floors) - len(floors),
        locks_over=over,
    )  # fmt: skip


def _locked_before(locks: Mapping[str, str | None], today: date) -> tuple[str, ...]:
    return tuple(
        sorted(code for code, at in locks.items() if at is not None and period_end(at) < today)
    )


def replan(basis: Basis, side: Side, today: date) -> Replan:
    """Plan anew with the data of today, keeping what a scenario has announced.

    Raises
    ------
    UnknownAreaError, UnknownIndicatorError
        Its assumptions name a village or an indicator that there is no more.
    """
    moved = None if side.assumptions is None else renewed(side.assumptions, today)
    if moved is None:
        return Replan(side=side, renewed=None)
    wish = moved.assumptions
    found = faults(basis, wish, today)
    if any(one.severity == "error" and one.kind != "lock_banned" for one in found):
        return Replan(side=side, renewed=moved, faults=found)
    made = replanned(problem_of(basis, wish), side.plan, basis.formed)
    if made is None:
        return Replan(side=side, renewed=moved, faults=found)
    kept = {one.code: one.announced for one in made.promises if one.fate == "kept"}
    answer = Answer(
        basis=basis, assumptions=replace(wish, locks={**wish.locks, **kept}), faults=found,
        problem=made.kept.problem, plan=made.kept,
    )  # fmt: skip
    return Replan(side=side, renewed=moved, faults=found, found=made, answer=answer)
