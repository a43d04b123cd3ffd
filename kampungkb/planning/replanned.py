"""A new plan beside the announced one: what is kept, what that costs, what became of the rest."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from kampungkb.model.periods import period_key
from kampungkb.planning.compared import Move, Quarters, labelled, moves
from kampungkb.planning.curves import kept_plan
from kampungkb.planning.explain import people_reached
from kampungkb.planning.plan import Plan, Planner
from kampungkb.planning.problem import Problem

Fate = Literal[
    "kept", "fulfilled", "banned", "locked", "too_early", "past", "beyond", "gone", "limits"
]
"""What becomes of an announced village. ``fulfilled``: formed meanwhile; ``banned``, ``locked``
and ``too_early``: somebody has set it otherwise since; ``past``: its quarter is over and it is
not formed; ``beyond``: its quarter lies after the last one; ``gone``: neither formed nor a
candidate; ``limits``: the target, capacities, floors or budgets leave no room for it then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """An announced village, and what the plan that keeps the most makes of it."""

    code: str
    announced: str
    fate: Fate
    # None: in no quarter, or formed already.
    planned: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """The best plan that keeps as much as possible beside the best one that need not."""

    kept: Plan
    free: Plan
    # In the order of the codes.
    promises: tuple[Promise, ...]
    # What the free plan does otherwise than the one that keeps.
    moves: tuple[Move, ...]

    @property
    def cost(self) -> Fraction:
        """Benefit that keeping gives up, at least 0; exact where both plans are proven."""
        return max(self.free.benefit - self.kept.benefit, Fraction(0))

    @property
    def people(self) -> Fraction:
        """How many more people the free plan reaches by its end; below 0: fewer, but sooner."""
        return people_reached(self.free) - people_reached(self.kept)

    @property
    def proven(self) -> bool:
        """Whether the cost is exact."""
        return self.free.proven and self.kept.proven


def replanned(problem: Problem, announced: Quarters, formed: Collection[str]) -> Replanned | None:
    """Plan anew, keeping as many announced quarters as the limits allow.

    Parameters
    ----------
    problem : Problem
        As it is now; what it calls announced is put aside for `announced`.
    announced : mapping
        The announced plan, see `Quarters`.
    formed : collection of str
        Codes of the villages that are formed now.

    Returns
    -------
    Replanned or None
        None: the hard limits contradict each other.
    """
    known = {quarter: at for at, quarter in enumerate(problem.quarters)}
    places = {
        code: known[quarter]
        for code, quarter in sorted(announced.items())
        if code in problem.at and quarter in known
    }
    now = replace(problem, announced=places)
    kept, free = kept_plan(now), Planner(now).plan()
    if kept is None or free is None:
        return None
    planned = labelled(kept)
    return Replanned(
        kept=kept,
        free=free,
        promises=tuple(
            Promise(
                code=code, announced=quarter, planned=planned.get(code),
                fate=_fate(now, code, quarter, planned.get(code), formed),
            )
            for code, quarter in sorted(announced.items())
        ),
        moves=moves(planned, labelled(free)),
    )  # fmt: skip


def _fate(
    problem: Problem, code: str, quarter: str, planned: str | None, formed: Collection[str]
) -> Fate:
    if code in formed:
        return "fulfilled"
    if planned == quarter:
        return "kept"
    if code not in problem.at:
        return "gone"
    if code in problem.banned:
        return "banned"
    if period_key(quarter) < period_key(problem.quarters[0]):
        return "past"
    if period_key(quarter) > period_key(problem.quarters[-1]):
        return "beyond"
    at = problem.announced[code]
    if problem.locks.get(code) not in (None, at):
        return "locked"
    return "too_early" if at < problem.not_before.get(code, 0) else "limits"
