"""What a plan may choose, what limits it, and what it is worth.

The model (design, part 6). For each unformed village *i* and quarter *t* = 1..*T*, ``x[i,t]`` is 1
where the village is formed in that quarter::

    maximise    sum of need[i] * (T - t + 1) / T * x[i,t]
    subject to  sum over t of x[i,t] <= 1                         for each village
                sum over i of x[i,t] <= capacity[t]               for each quarter
                sum over i in d of x[i,t] <= district_capacity    for each district and quarter
                sum over i, t of x[i,t] = to_form
                sum over i in d, t <= q of x[i,t] >= floor[d,q]   for each floor
                sum over i, t in year of effort[a,i] * x[i,t] <= budget[a,year]

Capacities, locks, bans and "not before" are hard. Target, floors and budgets give way in this
order, the target last: each is missed by as little as possible before the next is looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from kampungkb.model.periods import period_year


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A village that is not formed yet."""

    code: str
    name: str
    district_code: str
    # Weighted people missing; None where an indicator that counts has no value: adds 0.
    need: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """How many villages of a district have to be formed by the end of a quarter."""

    district_code: str
    # Place of the quarter in `Problem.quarters`.
    quarter: int
    # Smallest whole number of the district's villages that reaches `share`.
    required: int
    # Those of them that are formed already.
    formed: int
    share: Fraction

    @property
    def to_form(self) -> int:
        """Villages that the plan has to add."""
        return max(0, self.required - self.formed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much an agency can do in a year."""

    agency: str
    year: int
    limit: Fraction
    # By village code; a village that is not in it costs nothing.
    effort: Mapping[str, Fraction]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """All that decides a plan; equal problems have equal plans."""

    # In the order of their codes, without duplicates; banned villages are among them.
    candidates: tuple[Candidate, ...]
    # Such as 2027-Q1, one after the other.
    quarters: tuple[str, ...]
    to_form: int
    # By quarter.
    capacity: tuple[int, ...]
    # By district and quarter; None: no limit. A district in `by_district` has its own.
    district_capacity: int | None = None
    by_district: Mapping[str, int] = field(default_factory=dict)
    floors: tuple[Floor, ...] = ()
    budgets: tuple[Budget, ...] = ()
    # Villages that must be formed, in this quarter (its place) or, with None, in any.
    locks: Mapping[str, int | None] = field(default_factory=dict)
    banned: frozenset[str] = frozenset()
    # Village code to the place of the first quarter that is allowed.
    not_before: Mapping[str, int] = field(default_factory=dict)
    # A plan that is known already: between plans that are equally good, it is kept.
    announced: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no caller may hand in."""
        codes = [one.code for one in self.candidates]
        if codes != sorted(set(codes)):
            raise ValueError("candidates are not in the order of their codes, each once")
        if len(self.capacity) != len(self.quarters) or not self.quarters:
            raise ValueError("there is not one capacity per quarter")
        if self.to_form < 0 or any(one < 0 for one in self.capacity):
            raise ValueError("a number of villages is negative")
        if any(one.need is not None and one.need < 0 for one in self.candidates):
            raise ValueError("a need is negative")

    @cached_property
    def at(self) -> dict[str, int]:
        """Place of each candidate by its code."""
        return {one.code: at for at, one in enumerate(self.candidates)}

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """Codes of the districts that have candidates, in order."""
        return tuple(sorted({one.district_code for one in self.candidates}))

    def district_limit(self, district_code: str) -> int | None:
        """How many villages of a district one quarter takes; None: no limit."""
        return self.by_district.get(district_code, self.district_capacity)

    def quarters_of(self, year: int) -> range:
        """Places of the quarters of a year."""
        own = [at for at, one in enumerate(self.quarters) if period_year(one) == year]
        return range(own[0], own[-1] + 1) if own else range(0)

    def worth(self, code: str, quarter: int) -> Fraction:
        """What forming a village in a quarter adds to the benefit."""
        need = self.candidates[self.at[code]].need
        many = len(self.quarters)
        return Fraction(0) if need is None else need * (many - quarter) / many

    def benefit(self, quarter_of: Mapping[str, int]) -> Fraction:
        """The benefit of a plan, exactly."""
        return sum((self.worth(code, at) for code, at in quarter_of.items()), Fraction(0))
