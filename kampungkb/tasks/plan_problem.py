"""From data and assumptions to a problem, and what of the assumptions cannot be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

import pandas as pd

from kampungkb.errors import UnknownAreaError, UnknownIndicatorError
from kampungkb.model.periods import period_end, period_year, quarter_of
from kampungkb.model.targets import target_count
from kampungkb.planning.problem import Budget, Candidate, Floor, Problem
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.snapshot import Snapshot

# Beyond fifteen years nobody plans, and each quarter makes the problem larger.
LONGEST: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the assumptions; ``plan.fault.<kind>`` says it in words."""

    kind: str
    # error: there is no plan before it is mended; note: there is one, and this is to be known.
    severity: Literal["error", "note"] = "error"
    # Of the message; codes of areas under ``villages`` or ``district`` become names.
    blanks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What is known, whatever is assumed."""

    snapshot: Snapshot
    ledger: Ledger
    # Quarter by village code of the announced plan: between equally good plans it is kept.
    announced: Mapping[str, str] = field(default_factory=dict)

    @property
    def formed(self) -> frozenset[str]:
        """Codes of the formed villages."""
        return frozenset(self.ledger.rollout.formed_codes)

    def target_villages(self, share: Fraction) -> int:
        """Smallest number of villages that reaches a share."""
        return target_count(share, len(self.snapshot.villages))

    def shortfalls(self, indicator: str) -> dict[str, int]:
        """People missing by village code; a village without a value is not in it."""
        rows = self.ledger.village
        own = rows[(rows["indicator"] == indicator) & rows["shortfall"].notna()]
        return dict(zip(own["code"], own["shortfall"].astype(int), strict=True))

    def agency_villages(self, agency: str) -> frozenset[str]:
        """Villages in which an agency has a shortfall."""
        responsible = [one.code for one in self.snapshot.dictionary if one.responsible == agency]
        rows = self.ledger.village
        own = rows[rows["indicator"].isin(responsible) & (rows["shortfall"] > 0).fillna(False)]
        return frozenset(own["code"])


def needs(basis: Basis, weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Weighted people missing, by the code of each village that has a value of each indicator.

    Notes
    -----
    Design, part 7: the sum over indicators of weight x shortfall. A village without a value of
    one of them is not in it: the sum of the others would say that nobody is missing there.
    """
    parts = {code: basis.shortfalls(code) for code in weights}
    return {
        village: sum((w * parts[i][village] for i, w in weights.items()), Fraction(0))
        for village in basis.snapshot.villages["code"]
        if all(village in part for part in parts.values())
    }


def faults(basis: Basis, assumptions: Assumptions, today: date) -> tuple[Fault, ...]:
    """What is wrong with the assumptions, errors first.

    Raises
    ------
    BadPeriodError, UnknownAreaError, UnknownIndicatorError
        They name a quarter, a village or an indicator that there is not.
    """
    found = [*_time_faults(assumptions, today), *_share_faults(basis, assumptions)]
    found += _number_faults(assumptions)
    found += _village_faults(basis, assumptions)
    found += _need_faults(basis, assumptions)
    found += _budget_faults(basis, assumptions)
    return tuple(sorted(found, key=lambda one: one.severity == "note"))


def _time_faults(of: Assumptions, today: date) -> Iterator[Fault]:
    quarters = of.quarters
    if not quarters:
        yield Fault(kind="end_before_start", blanks={"start": of.start, "by": of.by})
    elif len(quarters) > LONGEST:
        yield Fault(kind="too_long", blanks={"n": len(quarters), "most": LONGEST})
    if period_end(of.start) < today:
        yield Fault(kind="past", blanks={"start": of.start, "first": quarter_of(today)})
    for quarter in sorted(of.capacity_of_quarter.keys() - {*quarters} if quarters else ()):
        yield Fault(kind="capacity_outside", severity="note", blanks={"by": quarter})
    for floor in of.floors:
        if quarters and floor.by not in quarters:
            yield Fault(
                kind="floor_outside", blanks={"by": floor.by, "start": of.start, "end": of.by}
            )


def _share_faults(basis: Basis, of: Assumptions) -> Iterator[Fault]:
    for share in (of.share, *(floor.share for floor in of.floors)):
        if share > 1:
            yield Fault(kind="above_all", blanks={"share": share})
        elif share < 0:
            yield Fault(kind="negative", blanks={"share": share})
    if 0 <= of.share <= 1:
        target, formed = basis.target_villages(of.share), len(basis.formed)
        if target <= formed:
            yield Fault(
                kind="target_reached", severity="note",
                blanks={"share": of.share, "target": target, "n": formed},
            )  # fmt: skip


def _number_faults(of: Assumptions) -> Iterator[Fault]:
    capacities = [of.per_quarter, *of.capacity_of_quarter.values()]
    capacities += [*of.capacity_of_district.values()]
    if min(*capacities, of.per_district_quarter or 0) < 0:
        yield Fault(kind="negative_capacity")
    elif of.quarters and not any(
        of.capacity_of_quarter.get(one, of.per_quarter) for one in of.quarters
    ):
        yield Fault(kind="no_capacity", severity="note")
    if any(one.limit < 0 for one in of.budgets) or any(one < 0 for one in of.effort.values()):
        yield Fault(kind="negative_budget")


def _village_faults(basis: Basis, of: Assumptions) -> Iterator[Fault]:
    named = {*of.locks, *of.banned, *of.not_before, *(village for village, _ in of.effort)}
    known = set(basis.snapshot.villages["code"])
    if named - known:
        raise UnknownAreaError("village", sorted(named - known))
    unknown = of.capacity_of_district.keys() - set(basis.snapshot.districts["code"])
    if unknown:
        raise UnknownAreaError("district", sorted(unknown))
    formed = basis.formed
    for kind, codes in (("lock_formed", of.locks), ("ban_formed", of.banned)):
        own = sorted(formed & set(codes))
        if own:
            yield Fault(kind=kind, severity="note", blanks={"villages": own, "n": len(own)})
    both = sorted((of.banned & of.locks.keys()) - formed)
    if both:
        yield Fault(kind="lock_banned", blanks={"villages": both, "n": len(both)})
    quarters = of.quarters
    outside = sorted(
        code for code, at in of.locks.items() if at is not None and quarters and at not in quarters
    )
    if outside:
        yield Fault(kind="lock_outside", blanks={"villages": outside, "n": len(outside)})
    early = sorted(
        code
        for code, at in of.locks.items()
        if code in of.not_before and at is not None
        and period_end(at) < period_end(of.not_before[code])
    )  # fmt: skip
    if early:
        yield Fault(kind="lock_too_early", blanks={"villages": early, "n": len(early)})


def _need_faults(basis: Basis, of: Assumptions) -> Iterator[Fault]:
    for code, weight in of.needs.items():
        if code not in basis.snapshot.dictionary:
            raise UnknownIndicatorError(code)
        if weight < 0:
            yield Fault(kind="negative_weight", blanks={"indicator": code})
        elif weight > 0 and basis.snapshot.dictionary.get(code).kind in ("index", "yes_no"):
            yield Fault(kind="need_without_people", blanks={"indicator": code})
        elif weight > 0 and not basis.shortfalls(code):
            yield Fault(kind="need_without_data", severity="note", blanks={"indicator": code})
    if all(weight == 0 for weight in of.needs.values()):
        yield Fault(kind="no_weight", severity="note")


def _budget_faults(basis: Basis, of: Assumptions) -> Iterator[Fault]:
    agencies = {one.responsible for one in basis.snapshot.dictionary}
    years = {period_year(one) for one in of.quarters}
    for agency in sorted({one.agency for one in of.budgets} | {a for _, a in of.effort}):
        if agency not in agencies:
            yield Fault(kind="unknown_agency", blanks={"agency": agency})
    for budget in of.budgets:
        if budget.year not in years:
            yield Fault(
                kind="budget_outside", severity="note",
                blanks={"agency": budget.agency, "year": str(budget.year)},
            )  # fmt: skip
        elif budget.agency in agencies and not basis.agency_villages(budget.agency):
            yield Fault(
                kind="budget_without_work", severity="note", blanks={"agency": budget.agency}
            )


def problem_of(basis: Basis, of: Assumptions) -> Problem:
    """The problem that data and assumptions pose.

    Parameters
    ----------
    basis : Basis
        What of its announced plan is formed, banned or outside the quarters is left out.
    of : Assumptions
        Without errors, see `faults`.
    """
    quarters = {quarter: at for at, quarter in enumerate(of.quarters)}
    known = needs(basis, of.weights)
    villages = basis.snapshot.villages
    candidates = tuple(
        Candidate(code=code, name=name, district_code=district, need=known.get(code))
        for code, name, district in zip(
            villages["code"], villages["name"], villages["parent_code"], strict=True
        )
        if code not in basis.formed
    )
    own = {one.code for one in candidates}
    allowed = own - of.banned
    return Problem(
        candidates=candidates,
        quarters=of.quarters,
        to_form=max(0, basis.target_villages(of.share) - len(basis.formed)),
        capacity=tuple(of.capacity_of_quarter.get(one, of.per_quarter) for one in of.quarters),
        district_capacity=of.per_district_quarter,
        by_district=of.capacity_of_district,
        floors=tuple(floor for wish in of.floors for floor in floors_of(basis, wish, quarters)),
        budgets=tuple(budget_of(basis, of, wish) for wish in of.budgets),
        locks={
            code: None if at is None else quarters[at] for code, at in of.locks.items()
            if code in own
        },
        banned=of.banned & own,
        not_before={
            code: _first(quarters, at) for code, at in of.not_before.items() if code in own
        },
        announced={
            code: quarters[at] for code, at in basis.announced.items()
            if code in allowed and at in quarters
        },
    )  # fmt: skip


def _first(quarters: Mapping[str, int], earliest: str) -> int:
    """Place of the first quarter that is not before another; after all, where none is left."""
    end = period_end(earliest)
    return next((at for one, at in quarters.items() if period_end(one) >= end), len(quarters))


def floors_of(basis: Basis, wish: FloorWish, quarters: Mapping[str, int]) -> tuple[Floor, ...]:
    """A floor of every district, formed villages counted, in the order of the codes.

    Raises
    ------
    KeyError
        The wish's quarter is none of the plan's.
    """
    parents = basis.snapshot.district_of
    every = parents.value_counts()
    formed = parents[parents.index.isin(basis.formed)].value_counts()
    return tuple(
        Floor(
            district_code=code, quarter=quarters[wish.by], share=wish.share,
            required=target_count(wish.share, int(every[code])), formed=int(formed.get(code, 0)),
        )
        for code in sorted(every.index)
    )  # fmt: skip


def budget_of(basis: Basis, of: Assumptions, wish: BudgetWish) -> Budget:
    """What each village asks of an agency: its effort, or 1 where it has a shortfall."""
    effort = {code: Fraction(1) for code in sorted(basis.agency_villages(wish.agency))}
    effort |= {v: days for (v, agency), days in of.effort.items() if agency == wish.agency}
    return Budget(
        agency=wish.agency, year=wish.year, limit=wish.limit,
        effort={code: days for code, days in sorted(effort.items()) if code not in basis.formed},
    )  # fmt: skip


def unknown_needs(problem: Problem) -> tuple[str, ...]:
    """Codes of the villages whose need is not known."""
    return tuple(one.code for one in problem.candidates if one.need is None)


def frame_of(problem: Problem, quarter_of: Mapping[str, int]) -> pd.DataFrame:
    """A plan as a table.

    Returns
    -------
    DataFrame, one row per village of the plan, by quarter and then by code
        ``code``, ``name``, ``district_code``, ``quarter`` (2027-Q1), ``need`` (object: Fraction,
        None where it is not known).
    """
    rows = [
        {"code": code, "name": one.name, "district_code": one.district_code,
         "quarter": problem.quarters[at], "need": one.need}
        for code, at in sorted(quarter_of.items(), key=lambda item: (item[1], item[0]))
        for one in (problem.candidates[problem.at[code]],)
    ]  # fmt: skip
    columns = ["code", "name", "district_code", "quarter", "need"]
    return pd.DataFrame(rows, columns=columns, dtype=object)
