"""What would have to give way for a wish to come true, each by the least that is enough."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Final, Literal

from kampungkb.model.periods import quarter_after
from kampungkb.planning.plan import Plan, Planner
from kampungkb.planning.problem import Problem

RelaxationKind = Literal[
    "later_end", "more_capacity", "more_district_capacity", "lower_target", "lower_floors",
    "more_budget", "fewer_locks", "fewer_bans",
]  # fmt: skip

_Mended = Callable[[Problem], Plan | None]

# Ten years: beyond that an end date is no plan.
_QUARTERS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """One limit that is wide enough, all others being as they were."""

    kind: RelaxationKind
    # What it is now, and the least that is enough: quarters, villages, or days of an agency.
    now: Fraction
    enough: Fraction
    # Whose: villages for locks and bans, districts for floors, agencies for budgets.
    codes: tuple[str, ...] = ()
    # Year of a budget.
    year: int | None = None
    # The plan that follows; it misses nothing of what the relaxation is for.
    plan: Plan


def last_quarter(plan: Plan) -> str | None:
    """The quarter in which a plan forms its last village; None: it forms none."""
    last = max(plan.quarter_of.values(), default=None)
    return None if last is None else plan.problem.quarters[last]


def relaxations(problem: Problem, plan: Plan | None) -> tuple[Relaxation, ...]:
    """The smallest relaxations, each alone, after which the wish can be met.

    Parameters
    ----------
    problem : Problem
    plan : Plan or None
        Its best plan; None: the hard limits contradict each other.

    Returns
    -------
    tuple of Relaxation
        In a fixed order of kinds; empty when nothing is missed. Each mends the first kind of miss
        (target, floors, budgets) and makes none of the others worse. A limit that alone is of no
        help is not among them.
    """
    if plan is None:
        return tuple(_possible_again(problem))
    return tuple(_met(problem, plan)) if plan.relaxed else ()


def _met(problem: Problem, plan: Plan) -> Iterator[Relaxation]:
    mended = partial(_mended, plan)
    yield from _later_end(problem, mended)
    yield from _more_capacity(problem, mended)
    yield from _more_district_capacity(problem, mended)
    yield from _lower_target(problem, plan, mended)
    yield from _lower_floors(problem, plan, mended)
    yield from _more_budget(problem, plan, mended)
    yield from _fewer_bans(problem, mended)


def _misses(plan: Plan) -> tuple[Fraction, Fraction, Fraction]:
    floors = sum(one.short for one in plan.floors_missed)
    over = sum((one.over for one in plan.budgets_passed), Fraction(0))
    return Fraction(plan.short), Fraction(floors), over


def _mended(before: Plan, problem: Problem) -> Plan | None:
    """The best plan of another problem, if it no longer misses what was missed first."""
    plan = Planner(problem).plan()
    if plan is None:
        return None
    was, now = _misses(before), _misses(plan)
    first = next(at for at, missed in enumerate(was) if missed)
    no_worse = all(n <= w for n, w in zip(now, was, strict=True))
    return plan if no_worse and not now[first] else None


def longer(problem: Problem, quarters: int) -> Problem:
    """The problem with so many quarters more; each has the capacity of the last."""
    names = [*problem.quarters]
    for _ in range(quarters):
        names.append(quarter_after(names[-1]))
    capacity = problem.capacity + problem.capacity[-1:] * quarters
    return replace(problem, quarters=tuple(names), capacity=capacity)


def _later_end(problem: Problem, mended: _Mended) -> Iterator[Relaxation]:
    if problem.capacity[-1] == 0:
        return
    found = _least(1, _QUARTERS, lambda more: mended(longer(problem, more)))
    if found is not None:
        more, plan = found
        now = len(problem.quarters)
        yield Relaxation(
            kind="later_end", now=Fraction(now), enough=Fraction(now + more), plan=plan
        )


def _more_capacity(problem: Problem, mended: _Mended) -> Iterator[Relaxation]:
    """One capacity for all quarters, none below what it is now."""

    def wider(capacity: int) -> Plan | None:
        return mended(replace(problem, capacity=tuple(max(capacity, c) for c in problem.capacity)))

    now = min(problem.capacity)
    found = _least(now + 1, problem.to_form, wider)
    if found is not None:
        enough, plan = found
        yield Relaxation(
            kind="more_capacity", now=Fraction(now), enough=Fraction(enough), plan=plan
        )


def _more_district_capacity(problem: Problem, mended: _Mended) -> Iterator[Relaxation]:
    if problem.district_capacity is None:
        return

    def wider(limit: int) -> Plan | None:
        own = {code: max(limit, one) for code, one in problem.by_district.items()}
        return mended(replace(problem, district_capacity=limit, by_district=own))

    now = problem.district_capacity
    found = _least(now + 1, problem.to_form, wider)
    if found is not None:
        enough, plan = found
        yield Relaxation(
            kind="more_district_capacity", now=Fraction(now), enough=Fraction(enough), plan=plan
        )


def _lower_target(problem: Problem, plan: Plan, mended: _Mended) -> Iterator[Relaxation]:
    if not plan.short:
        return
    reached = len(plan.quarter_of)
    found = mended(replace(problem, to_form=reached))
    if found is not None:
        yield Relaxation(
            kind="lower_target", now=Fraction(problem.to_form), enough=Fraction(reached),
            plan=found,
        )  # fmt: skip


def _lower_floors(problem: Problem, plan: Plan, mended: _Mended) -> Iterator[Relaxation]:
    """The missed floors at what the best plan reaches."""
    missed = {one.floor: one.reached for one in plan.floors_missed}
    if not missed:
        return
    floors = tuple(
        replace(floor, required=missed[floor]) if floor in missed else floor
        for floor in problem.floors
    )
    found = mended(replace(problem, floors=floors))
    if found is not None:
        yield Relaxation(
            kind="lower_floors", now=Fraction(sum(one.required for one in missed)),
            enough=Fraction(sum(missed.values())),
            codes=tuple(sorted({one.district_code for one in missed})), plan=found,
        )  # fmt: skip


def _more_budget(problem: Problem, plan: Plan, mended: _Mended) -> Iterator[Relaxation]:
    """Each budget that is passed at what the best plan asks, together with the others."""
    passed = {(one.budget.agency, one.budget.year): one.used for one in plan.budgets_passed}
    if not passed:
        return
    budgets = tuple(
        replace(one, limit=passed.get((one.agency, one.year), one.limit)) for one in problem.budgets
    )
    found = mended(replace(problem, budgets=budgets))
    if found is None:
        return
    for one in plan.budgets_passed:
        yield Relaxation(
            kind="more_budget", now=one.budget.limit, enough=one.used,
            codes=(one.budget.agency,), year=one.budget.year, plan=found,
        )  # fmt: skip


def _fewer_bans(problem: Problem, mended: _Mended) -> Iterator[Relaxation]:
    """The fewest banned villages that have to be allowed, found by forming them last."""
    if not problem.banned:
        return
    found = mended(replace(problem, banned=frozenset()))
    if found is None:
        return
    needed = [code for code in found.quarter_of if code in problem.banned]
    # One after the other is banned again while the wish can still be met.
    allowed = set(needed)
    for code in needed:
        plan = mended(replace(problem, banned=problem.banned - (allowed - {code})))
        if plan is not None:
            allowed.discard(code)
            found = plan
    yield Relaxation(
        kind="fewer_bans", now=Fraction(len(problem.banned)),
        enough=Fraction(len(problem.banned) - len(allowed)), codes=tuple(sorted(allowed)),
        plan=found,
    )  # fmt: skip


def _possible_again(problem: Problem) -> Iterator[Relaxation]:
    """What may give way when locks, bans and capacity contradict each other."""
    yield from _fewer_locks(problem)
    bans = problem.banned & problem.locks.keys()
    if bans:
        plan = Planner(replace(problem, banned=problem.banned - bans)).plan()
        if plan is not None:
            yield Relaxation(
                kind="fewer_bans", now=Fraction(len(problem.banned)),
                enough=Fraction(len(problem.banned - bans)), codes=tuple(sorted(bans)), plan=plan,
            )  # fmt: skip

    def wider(capacity: int) -> Plan | None:
        return Planner(
            replace(problem, capacity=tuple(max(capacity, c) for c in problem.capacity))
        ).plan()

    now = min(problem.capacity)
    found = _least(now + 1, len(problem.candidates), wider)
    if found is not None:
        enough, plan = found
        yield Relaxation(
            kind="more_capacity", now=Fraction(now), enough=Fraction(enough), plan=plan
        )
    # Locks of one district may be too many for a quarter of it.
    yield from _more_district_capacity(problem, lambda one: Planner(one).plan())


def _fewer_locks(problem: Problem) -> Iterator[Relaxation]:
    """A smallest set of locks to lift: what is left cannot take back one of them."""
    lifted = [*problem.locks]
    kept: dict[str, int | None] = {}
    plan = Planner(replace(problem, locks={})).plan()
    if plan is None or not lifted:
        return
    for code, lock in problem.locks.items():
        again = Planner(replace(problem, locks=kept | {code: lock})).plan()
        if again is not None:
            kept[code], plan = lock, again
            lifted.remove(code)
    yield Relaxation(
        kind="fewer_locks", now=Fraction(len(problem.locks)), enough=Fraction(len(kept)),
        codes=tuple(sorted(lifted)), plan=plan,
    )  # fmt: skip


def _least(low: int, high: int, solved: Callable[[int], Plan | None]) -> tuple[int, Plan] | None:
    """The smallest number at which there is a plan, where more is never worse."""
    best = solved(high) if low <= high else None
    if best is None:
        return None
    while low < high:
        middle = (low + high) // 2
        plan = solved(middle)
        if plan is None:
            low = middle + 1
        else:
            high, best = middle, plan
    return high, best
