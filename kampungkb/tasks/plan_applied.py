"""A relaxation taken: the assumptions that it makes of others."""

from dataclasses import replace
from fractions import Fraction

from kampungkb.planning.relaxations import Relaxation
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.plan_problem import Basis


def applied(basis: Basis, of: Assumptions, one: Relaxation) -> Assumptions:
    """The assumptions with a relaxation.

    A minimum is lowered for every district alike, down to what the neediest case allows: that is
    at least as wide as the relaxation, which lowers it for some districts alone.
    """
    if one.kind == "later_end":
        return replace(of, by=one.plan.problem.quarters[-1])
    if one.kind == "more_capacity":
        enough = int(one.enough)
        own = {at: max(enough, n) for at, n in of.capacity_of_quarter.items()}
        return replace(of, per_quarter=enough, capacity_of_quarter=own)
    if one.kind == "more_district_capacity":
        enough = int(one.enough)
        own = {code: max(enough, n) for code, n in of.capacity_of_district.items()}
        return replace(of, per_district_quarter=enough, capacity_of_district=own)
    if one.kind == "lower_target":
        every = len(basis.snapshot.villages)
        return replace(of, share=Fraction(len(basis.formed) + int(one.enough), every))
    if one.kind == "lower_floors":
        return replace(of, floors=_lowered(basis, of, one))
    if one.kind == "more_budget":
        return replace(of, budgets=tuple(_raised(wish, one) for wish in of.budgets))
    if one.kind == "fewer_locks":
        return replace(
            of, locks={code: at for code, at in of.locks.items() if code not in one.codes}
        )
    return replace(of, banned=of.banned - set(one.codes))


def _raised(wish: BudgetWish, one: Relaxation) -> BudgetWish:
    own = (wish.agency, wish.year) == (one.codes[0], one.year)
    return replace(wish, limit=one.enough) if own else wish


def _lowered(basis: Basis, of: Assumptions, one: Relaxation) -> tuple[FloorWish, ...]:
    """Each minimum at the least share that the mended plan asks of a district by then."""
    every = basis.snapshot.district_of.value_counts()
    quarters = one.plan.problem.quarters
    asked: dict[str, Fraction] = {}
    for floor in one.plan.problem.floors:
        at = quarters[floor.quarter]
        share = Fraction(floor.required, int(every[floor.district_code]))
        wish = min(floor.share, share)
        asked[f"{at}|{floor.share}"] = min(asked.get(f"{at}|{floor.share}", wish), wish)
    return tuple(
        replace(wish, share=asked.get(f"{wish.by}|{wish.share}", wish.share))
        for wish in of.floors
    )  # fmt: skip
