"""Every plan of a small problem, and the best of them by the words of the design alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import lcm

import numpy as np
import numpy.typing as npt

from kampungkb.planning.problem import Candidate, Floor, Problem
from kampungkb.planning.verified import broken, budgets_passed, floors_missed

QUARTERS = ("2027-Q3", "2027-Q4", "2028-Q1")
Ints = npt.NDArray[np.int64]


def candidate(at: int, district: int = 0, need: Fraction | int | None = 1) -> Candidate:
    """A village, named by its place."""
    district_code = f"36.04.0{district + 1}"
    return Candidate(
        code=f"{district_code}.{2001 + at}", name=f"Desa {at}", district_code=district_code,
        need=None if need is None else Fraction(need),
    )  # fmt: skip


def problem(*candidates: Candidate, **given: object) -> Problem:
    """A problem of three quarters with room for all, unless told otherwise."""
    ordered = tuple(sorted(candidates, key=lambda one: one.code))
    usual = {
        "candidates": ordered, "quarters": QUARTERS, "to_form": len(ordered),
        "capacity": (len(ordered),) * len(QUARTERS),
    }  # fmt: skip
    return Problem(**(usual | given))  # type: ignore[arg-type]


def floor(required: int, *, district: int = 0, quarter: int = 0, formed: int = 0) -> Floor:
    """A floor of a district."""
    return Floor(
        district_code=f"36.04.0{district + 1}", quarter=quarter, required=required,
        formed=formed, share=Fraction(1, 2),
    )  # fmt: skip


Missed = tuple[int, int, Fraction, Fraction]


def judged(of: Problem, quarter_of: Mapping[str, int]) -> Missed:
    """What a plan misses, target first, and then the benefit, so that the smallest is best."""
    floors = sum(one.short for one in floors_missed(of, quarter_of))
    budgets = sum((one.over for one in budgets_passed(of, quarter_of)), Fraction(0))
    return of.to_form - len(quarter_of), floors, budgets, -of.benefit(quarter_of)


def best_of_all(of: Problem) -> Missed | None:
    """The best judgement among all plans; None: no plan keeps the hard limits."""
    codes = [one.code for one in of.candidates]
    choices = [None, *range(len(of.quarters))]
    best: Missed | None = None
    for chosen in product(choices, repeat=len(codes)):
        plan = {c: q for c, q in zip(codes, chosen, strict=True) if q is not None}
        if len(plan) <= of.to_form and not broken(of, plan):
            here = judged(of, plan)
            best = here if best is None or here < best else best
    return best


@dataclass(frozen=True)
class AllPlans:
    """The same for larger problems: a row per plan, written anew from the design's formulas."""

    of: Problem

    def best(self) -> list[dict[str, int]]:
        """The plans that no other is better than; none: no plan keeps the hard limits."""
        plans = self._allowed()
        for missed in (self._short, self._below_floors, self._above_budgets, self._not_reached):
            if len(plans):
                amount = missed(plans)
                plans = plans[amount == amount.min()]
        codes = [one.code for one in self.of.candidates]
        last = len(self.of.quarters)
        return [
            {code: int(at) for code, at in zip(codes, plan, strict=True) if at < last}
            for plan in plans
        ]

    def _allowed(self) -> Ints:
        """Place of the quarter by plan and village; after the last: not formed."""
        of, last = self.of, len(self.of.quarters)
        plans: Ints = np.zeros((1, 0), dtype=np.int64)
        for one in of.candidates:
            first = of.not_before.get(one.code, 0)
            own = [at for at in range(last) if at >= first and one.code not in of.banned] + [last]
            if one.code in of.locks:
                lock = of.locks[one.code]
                own = [at for at in own if at < last and lock in (None, at)]
            plans = np.hstack(
                [np.repeat(plans, len(own), axis=0), np.tile(own, len(plans))[:, np.newaxis]]
            ).astype(np.int64)
            plans = plans[(plans < last).sum(axis=1) <= of.to_form]
            for at, capacity in enumerate(of.capacity):
                plans = plans[(plans == at).sum(axis=1) <= capacity]
        for district in of.districts:
            limit = of.district_limit(district)
            for at in range(last):
                if limit is not None:
                    plans = plans[
                        (plans[:, self._of_district(district)] == at).sum(axis=1) <= limit
                    ]
        return plans

    def _of_district(self, district: str) -> list[int]:
        return [at for at, one in enumerate(self.of.candidates) if one.district_code == district]

    def _short(self, plans: Ints) -> Ints:
        return self.of.to_form - (plans < len(self.of.quarters)).sum(axis=1)

    def _below_floors(self, plans: Ints) -> Ints:
        below = np.zeros(len(plans), dtype=np.int64)
        for one in self.of.floors:
            by_then = np.minimum(one.quarter, len(self.of.quarters) - 1)
            own = plans[:, self._of_district(one.district_code)]
            below += np.maximum(one.required - one.formed - (own <= by_then).sum(axis=1), 0)
        return below

    def _above_budgets(self, plans: Ints) -> Ints:
        """In units in which every effort and limit is whole."""
        amounts = [e for b in self.of.budgets for e in (*b.effort.values(), b.limit)]
        scale = lcm(1, *(amount.denominator for amount in amounts))
        above = np.zeros(len(plans), dtype=np.int64)
        for one in self.of.budgets:
            year = [at for at, q in enumerate(self.of.quarters) if q.startswith(f"{one.year}-")]
            effort = [int(one.effort.get(c.code, 0) * scale) for c in self.of.candidates]
            used = np.isin(plans, year) @ np.array(effort, dtype=np.int64)
            above += np.maximum(used - int(one.limit * scale), 0)
        return above

    def _not_reached(self, plans: Ints) -> Ints:
        """The benefit, negative, in whole units."""
        needs = [one.need or Fraction(0) for one in self.of.candidates]
        scale = lcm(1, *(need.denominator for need in needs))
        whole = np.array([int(need * scale) for need in needs], dtype=np.int64)
        return -(len(self.of.quarters) - plans) @ whole
