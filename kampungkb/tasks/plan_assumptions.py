"""What a plan assumes: the numbers of its form, as text to keep and as values to compute with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from kampungkb.model.periods import quarters_between

# Children's identity cards and birth certificates: what the regency asks about first. Both are
# counted in children, and everyone who uses the plan sees and can change them.
DEFAULT_NEEDS: Final[Mapping[str, Fraction]] = {"D01": Fraction(1), "D02": Fraction(1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorWish:
    """A share of its villages that every district is to have formed by the end of a quarter."""

    share: Fraction
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetWish:
    """How much an agency can do in a year: villages, or days where effort is given in days."""

    agency: str
    year: int
    limit: Fraction


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """All that a person says about a plan; with the data, it decides the plan.

    Shares are 0-1; quarters are such as 2027-Q1; villages are codes.
    """

    share: Fraction
    start: str
    by: str
    per_quarter: int
    # Quarters with a capacity of their own.
    capacity_of_quarter: Mapping[str, int] = field(default_factory=dict)
    # Of each district; None: no limit.
    per_district_quarter: int | None = None
    # Districts with a capacity of their own.
    capacity_of_district: Mapping[str, int] = field(default_factory=dict)
    floors: tuple[FloorWish, ...] = ()
    # Weight by indicator.
    needs: Mapping[str, Fraction] = field(default_factory=lambda: dict(DEFAULT_NEEDS))
    budgets: tuple[BudgetWish, ...] = ()
    # By village and agency; a pair that is not in it takes 1 where the agency has a shortfall.
    effort: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    # Village to the quarter it is locked at, or None: in any quarter.
    locks: Mapping[str, str | None] = field(default_factory=dict)
    banned: frozenset[str] = frozenset()
    not_before: Mapping[str, str] = field(default_factory=dict)

    @property
    def quarters(self) -> tuple[str, ...]:
        """From the first to the last; none when the last lies before the first.

        Raises
        ------
        BadPeriodError
            One of them is no quarter.
        """
        return quarters_between(self.start, self.by)

    @property
    def weights(self) -> dict[str, Fraction]:
        """The needs that count."""
        return {code: weight for code, weight in sorted(self.needs.items()) if weight > 0}


def to_json(assumptions: Assumptions) -> str:
    """The assumptions as text: equal assumptions have equal texts."""
    a = assumptions
    document = {
        "share": str(a.share), "start": a.start, "by": a.by, "per_quarter": a.per_quarter,
        "capacity_of_quarter": dict(a.capacity_of_quarter),
        "per_district_quarter": a.per_district_quarter,
        "capacity_of_district": dict(a.capacity_of_district),
        "floors": sorted([str(one.share), one.by] for one in a.floors),
        "needs": {code: str(weight) for code, weight in sorted(a.needs.items()) if weight},
        "budgets": sorted([one.agency, one.year, str(one.limit)] for one in a.budgets),
        "effort": sorted([v, agency, str(days)] for (v, agency), days in a.effort.items()),
        "locks": dict(a.locks), "banned": sorted(a.banned), "not_before": dict(a.not_before),
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Assumptions:
    """The assumptions of a text that `to_json` wrote.

    Raises
    ------
    ValueError
        It is no such text.
    """
    try:
        d: dict[str, Any] = json.loads(text)
        return Assumptions(
            share=Fraction(d["share"]), start=d["start"], by=d["by"], per_quarter=d["per_quarter"],
            capacity_of_quarter=d["capacity_of_quarter"],
            per_district_quarter=d["per_district_quarter"],
            capacity_of_district=d["capacity_of_district"],
            floors=tuple(FloorWish(share=Fraction(s), by=by) for s, by in d["floors"]),
            needs={code: Fraction(weight) for code, weight in d["needs"].items()},
            budgets=tuple(
                BudgetWish(agency=agency, year=year, limit=Fraction(limit))
                for agency, year, limit in d["budgets"]
            ),
            effort={(v, agency): Fraction(days) for v, agency, days in d["effort"]},
            locks=d["locks"], banned=frozenset(d["banned"]), not_before=d["not_before"],
        )  # fmt: skip
    except (KeyError, TypeError) as error:
        raise ValueError(f"no assumptions: {text[:80]!r}") from error


def key_of(assumptions: Assumptions, revision: int, announced: Mapping[str, str]) -> str:
    """What identifies a plan: its assumptions, the revision of the data, what is announced."""
    kept = json.dumps(dict(announced), sort_keys=True)
    return sha256(f"{revision}\n{to_json(assumptions)}\n{kept}".encode()).hexdigest()
