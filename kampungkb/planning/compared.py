"""Plans side by side: who moves, who is reached by when, what each is worth.

Plans are given as they are saved: the quarter, such as 2027-Q3, by village code. So plans of
other quarters and of earlier data can be compared under what is known now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final, Literal

from kampungkb.errors import BadPeriodError
from kampungkb.model.periods import period_key, quarters_between
from kampungkb.planning.plan import Plan
from kampungkb.planning.problem import Problem

Quarters = Mapping[str, str]
"""A plan: the quarter by village code."""

HALF_AND_TARGET: Final = (Fraction(1, 2), Fraction(3, 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A village that one plan treats otherwise than another."""

    code: str
    kind: Literal["earlier", "later", "added", "dropped"]
    # None: the village is not in that plan.
    before: str | None
    after: str | None
    # By how many quarters, above 0; None where it is in one plan only.
    by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far a plan has come by the end of a quarter."""

    quarter: str
    # Formed by the plan until then.
    villages: int
    # Their need together; those whose need is unknown add nothing.
    people: Fraction
    # How many of them have an unknown need.
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareReached:
    """When a share of all villages is formed."""

    share: Fraction
    # Smallest whole number of villages that reaches it.
    required: int
    # The quarter in which the plan reaches it; None: not at all, or before the plan.
    quarter: str | None
    # Whether it is reached without any plan.
    already: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A plan under one problem's needs."""

    # By quarter, in the order of `Comparison.quarters`.
    course: tuple[Reached, ...]
    shares: tuple[ShareReached, ...]
    # As in `Problem`, over `Comparison.quarters`.
    benefit: Fraction
    # Villages of the plan that are no candidates, in order: formed meanwhile, or in no register.
    # They count nowhere else.
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Plans side by side."""

    # From the first to the last quarter of the problem and of all plans.
    quarters: tuple[str, ...]
    # One per plan, in the order they were given.
    measured: tuple[Measured, ...]
    # For each plan but the first, what it changes against the first.
    moves: tuple[tuple[Move, ...], ...]


def compared(
    problem: Problem,
    plans: Sequence[Quarters],
    *,
    formed: int,
    villages: int,
    shares: Sequence[Fraction] = HALF_AND_TARGET,
) -> Comparison:
    """Put plans side by side under the same needs and over the same quarters.

    Parameters
    ----------
    problem : Problem
        Whose needs count. Its limits do not.
    plans : sequence of mapping
        See `Quarters`.
    formed, villages : int
        How many villages are formed now, of how many.
    shares : sequence of Fraction
        0-1; when each is reached.

    Raises
    ------
    BadPeriodError
        A quarter of a plan is none.
    ValueError
        There is no plan.

    Notes
    -----
    Where a plan runs longer than the problem, all are measured over its quarters, too: a village
    formed in the t-th of T quarters adds ``need * (T - t + 1) / T``, with one T for all.
    """
    if not plans:
        raise ValueError("there is no plan to compare")
    quarters = _quarters(problem, plans)
    return Comparison(
        quarters=quarters,
        measured=tuple(
            _measured(problem, one, quarters, formed, villages, shares) for one in plans
        ),
        moves=tuple(moves(plans[0], other) for other in plans[1:]),
    )


def moves(before: Quarters, after: Quarters) -> tuple[Move, ...]:
    """What one plan changes against another, in the order of the codes."""
    found = []
    for code in sorted({*before, *after}):
        was, is_now = before.get(code), after.get(code)
        if was != is_now:
            found.append(_move(code, was, is_now))
    return tuple(found)


def labelled(plan: Plan) -> dict[str, str]:
    """A plan as it is saved."""
    return {code: plan.problem.quarters[at] for code, at in plan.quarter_of.items()}


def _quarters(problem: Problem, plans: Sequence[Quarters]) -> tuple[str, ...]:
    met = {*problem.quarters, *(quarter for plan in plans for quarter in plan.values())}
    in_order = sorted(met, key=period_key)
    quarters = quarters_between(in_order[0], in_order[-1])
    for other in met.difference(quarters):
        raise BadPeriodError(other)
    return quarters


def _measured(
    problem: Problem,
    plan: Quarters,
    quarters: tuple[str, ...],
    formed: int,
    villages: int,
    shares: Sequence[Fraction],
) -> Measured:
    inside = {code: quarter for code, quarter in plan.items() if code in problem.at}
    course = _course(problem, inside, quarters)
    return Measured(
        course=course,
        shares=tuple(_share_reached(share, course, formed, villages) for share in shares),
        # A village of the t-th quarter is counted in T - t + 1 of the cumulated sums.
        benefit=sum((one.people for one in course), Fraction(0)) / len(quarters),
        outside=tuple(sorted(plan.keys() - inside.keys())),
    )


def _course(problem: Problem, plan: Quarters, quarters: tuple[str, ...]) -> tuple[Reached, ...]:
    count, people, unknown = 0, Fraction(0), 0
    course = []
    for quarter in quarters:
        codes = [code for code, own in plan.items() if own == quarter]
        needs = [problem.candidates[problem.at[code]].need for code in codes]
        count += len(needs)
        people += sum((need for need in needs if need is not None), Fraction(0))
        unknown += needs.count(None)
        course.append(Reached(quarter=quarter, villages=count, people=people, unknown=unknown))
    return tuple(course)


def _share_reached(
    share: Fraction, course: Sequence[Reached], formed: int, villages: int
) -> ShareReached:
    required = ceil(share * villages)
    quarter = None
    if formed < required:
        met = (one.quarter for one in course if formed + one.villages >= required)
        quarter = next(met, None)
    return ShareReached(share=share, required=required, quarter=quarter, already=formed >= required)


def _move(code: str, before: str | None, after: str | None) -> Move:
    if before is None or after is None:
        kind: Literal["added", "dropped"] = "added" if before is None else "dropped"
        return Move(code=code, kind=kind, before=before, after=after, by=None)
    by = _ordinal(after) - _ordinal(before)
    return Move(
        code=code, kind="later" if by > 0 else "earlier", before=before, after=after, by=abs(by)
    )


def _ordinal(quarter: str) -> int:
    """Number of a quarter, one more than that of the quarter before it."""
    end, _ = period_key(quarter)
    return 4 * end.year + end.month // 3
