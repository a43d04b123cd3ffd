"""The possible assumptions nearest to those that cannot be: only what is wrong is changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final, TypeVar

from kampungkb.model.periods import period_end, quarter_of, quarters_between
from kampungkb.tasks.plan_address import enough
from kampungkb.tasks.plan_assumptions import Assumptions, FloorWish
from kampungkb.tasks.plan_problem import LONGEST, Basis, faults

_T = TypeVar("_T")

_NONE, _ALL = Fraction(0), Fraction(1)
# Contradictions between two wishes: which of them is meant, nobody else can say.
_OPEN: Final = frozenset({"lock_banned"})


def nearest(basis: Basis, of: Assumptions, today: date) -> Assumptions | None:
    """Change what is wrong, and nothing else.

    Parameters
    ----------
    basis : Basis
    of : Assumptions
        With errors, see `kampungkb.tasks.plan_problem.faults`.
    today : date

    Returns
    -------
    Assumptions or None
        A share beyond all villages becomes all of them, one below none becomes none; a start that
        is over becomes this quarter, and an end before the start changes places with it; a
        minimum outside the plan moves to its nearest quarter; a lock outside it holds for any
        quarter; a negative capacity becomes the smallest that reaches the target; a negative
        budget, effort or weight, and those of an agency or indicator that can have none, are
        dropped. None: what was meant cannot be told.
    """
    if any(one.kind in _OPEN for one in faults(basis, of, today)):
        return None
    found = _of_needs(basis, _in_time(of, today))
    found = _of_budgets(basis, replace(found, share=_clamped(found.share)))
    found = replace(found, floors=_floors(found), locks=_locks(found))
    found = _of_capacity(basis, found, is_smallest=of.per_quarter == enough(basis, of))
    still = any(one.severity == "error" for one in faults(basis, found, today))
    return None if still or found == of else found


def _clamped(share: Fraction) -> Fraction:
    return min(max(share, _NONE), _ALL)


def _in_time(of: Assumptions, today: date) -> Assumptions:
    """A plan that does not begin before today, ends after it begins, and is not too long."""
    start, by = sorted((of.start, of.by), key=period_end)
    if period_end(start) < today:
        start = quarter_of(today)
    if period_end(by) < period_end(start):
        by = start
    return replace(of, start=start, by=quarters_between(start, by)[:LONGEST][-1])


def _floors(of: Assumptions) -> tuple[FloorWish, ...]:
    def within(by: str) -> str:
        return min(max(by, of.start, key=period_end), of.by, key=period_end)

    return tuple(FloorWish(share=_clamped(one.share), by=within(one.by)) for one in of.floors)


def _locks(of: Assumptions) -> dict[str, str | None]:
    """Locks at a quarter of the plan that is late enough; any quarter will do otherwise."""

    def possible(code: str, at: str | None) -> bool:
        first = of.not_before.get(code, of.start)
        return at in of.quarters and period_end(str(at)) >= period_end(first)

    return {code: at if possible(code, at) else None for code, at in of.locks.items()}


def _of_needs(basis: Basis, of: Assumptions) -> Assumptions:
    own = basis.snapshot.dictionary
    counted = {
        code: weight for code, weight in of.needs.items()
        if weight >= 0 and (not weight or own.get(code).kind not in ("index", "yes_no"))
    }  # fmt: skip
    return replace(of, needs=counted)


def _of_budgets(basis: Basis, of: Assumptions) -> Assumptions:
    agencies = {one.responsible for one in basis.snapshot.dictionary}
    return replace(
        of,
        budgets=tuple(one for one in of.budgets if one.limit >= 0 and one.agency in agencies),
        effort={
            (village, agency): days for (village, agency), days in of.effort.items()
            if days >= 0 and agency in agencies
        },
    )  # fmt: skip


def _of_capacity(basis: Basis, of: Assumptions, *, is_smallest: bool) -> Assumptions:
    """No capacity below zero; one that was the smallest to reach the target is so again."""
    district = of.per_district_quarter
    found = replace(
        of,
        capacity_of_quarter=_not_negative(of.capacity_of_quarter),
        capacity_of_district=_not_negative(of.capacity_of_district),
        per_district_quarter=None if district is not None and district < 0 else district,
    )
    if is_smallest or of.per_quarter < 0:
        return replace(found, per_quarter=enough(basis, found))
    return found


def _not_negative(limits: Mapping[_T, int]) -> dict[_T, int]:
    return {key: n for key, n in limits.items() if n >= 0}
