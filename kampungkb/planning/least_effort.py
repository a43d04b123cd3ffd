"""The least effort with which the area as a whole reaches its target."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import bmat, csr_array, diags_array

from kampungkb.planning.whatif import Limit, Setting, outcome


@dataclass(frozen=True, slots=True)
class Cover:
    """Villages to visit, and whom to reach there.

    `reached` has the visited villages only, most people first, then by code; together exactly
    the people that are wanted, or, where they cannot be reached, as many as can (`missing` more
    would be needed).
    """

    reached: Mapping[str, int]
    wanted: int
    missing: int
    # Working days; and no plan of any kind takes fewer than the bound.
    days: Fraction
    bound: Fraction

    @property
    def proven(self) -> bool:
        """Whether no plan takes fewer days."""
        return self.days == self.bound

    @property
    def people(self) -> int:
        """All people reached."""
        return sum(self.reached.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Assumptions about the work in a village.

    Parameters
    ----------
    visit_days : Fraction
        Working days that every visited village takes whatever is done there.
    per_day : int
        People whom a team reaches in one working day; a day begun counts as one.
    """

    visit_days: Fraction
    per_day: int

    def __post_init__(self) -> None:
        if self.visit_days < 0 or self.per_day < 1:
            raise ValueError(f"no effort: {self.visit_days} days, {self.per_day} people a day")

    def days(self, reached: Mapping[str, int]) -> Fraction:
        """Working days of a plan: for each village its visit and its days of service."""
        served = [people for people in reached.values() if people > 0]
        return self.visit_days * len(served) + sum(-(-people // self.per_day) for people in served)


def distance(setting: Setting) -> int:
    """People whom the area as a whole lacks to its target: the net distance."""
    return outcome(setting, {}).whole.distance


def fewest_villages(setting: Setting, limit: Limit, effort: Effort) -> Cover:
    """The fewest villages in which the area's net distance can be reached.

    Notes
    -----
    Let D be the net distance and c_v >= 0 the most people who can be reached in village v. A set
    S of villages suffices exactly when the sum of c_v over S is at least D. Order the villages by
    c_v, the largest first, and take them until the sum reaches D; let n be their number. Any n - 1
    villages have at most the sum of the n - 1 largest c_v, and that was less than D, or the n-th
    had not been taken. So no n - 1 villages suffice, and n is the least number.
    """
    wanted = distance(setting)
    most = _most(setting, limit)
    reached: dict[str, int] = {}
    left = wanted
    for code in sorted(most, key=lambda code: (-most[code], code)):
        if left == 0:
            break
        reached[code] = min(left, most[code])
        left -= reached[code]
    days = effort.days(reached)
    return Cover(reached, wanted, left, days, _least_days(wanted - left, len(reached), effort))


def fewest_days(setting: Setting, limit: Limit, effort: Effort) -> Cover:
    """The plan with the fewest working days that reaches the area's net distance.

    Returns
    -------
    Cover
        With its bound: a plan is proven best when its days are the bound.

    Notes
    -----
    With the net distance D, the most people c_v of village v, r people a day, f days a visit:

    .. code-block:: text

        minimise    sum_v f y_v + k_v + z_v
        subject to  sum_v r k_v + (c_v mod r) z_v >= D
                    0 <= k_v <= floor(c_v / r) y_v,  0 <= z_v <= y_v,  all whole
                    sum_v y_v >= n,  sum_v k_v + z_v >= ceil(D / r)

    k_v are full days, z_v the day that is not full, y_v whether v is visited. n is the number of
    `fewest_villages`; the last row holds because a day reaches at most r people. Both are true of
    every plan and make the bound n f + ceil(D / r), which the plan with the fewest villages often
    has itself: then nothing is left to search.
    """
    first = fewest_villages(setting, limit, effort)
    if first.proven or first.missing or not first.wanted:
        return first
    found, bound = _searched(_most(setting, limit), first, effort)
    trimmed = _trimmed(found, first.wanted)
    days = effort.days(trimmed)
    if days >= first.days:
        return Cover(first.reached, first.wanted, 0, first.days, min(bound, first.days))
    return Cover(trimmed, first.wanted, 0, days, min(bound, days))


def _most(setting: Setting, limit: Limit) -> dict[str, int]:
    most = {one.code: setting.most(one, limit) for one in setting.villages}
    return {code: people for code, people in most.items() if people > 0}


def _least_days(wanted: int, villages: int, effort: Effort) -> Fraction:
    return effort.visit_days * villages - (-wanted // effort.per_day)


def _searched(
    most: Mapping[str, int], first: Cover, effort: Effort
) -> tuple[dict[str, int], Fraction]:
    """What HiGHS finds, by village, and what nothing can be below."""
    codes = sorted(most, key=lambda code: (-most[code], code))
    full = np.array([most[code] // effort.per_day for code in codes], dtype=np.int64)
    rest = np.array([most[code] % effort.per_day for code in codes], dtype=np.int64)
    n = len(codes)
    # In whole units of time, so that a bound may be rounded up.
    unit, fixed = effort.visit_days.denominator, effort.visit_days.numerator
    cost = np.concatenate([np.full(n, fixed), np.full(2 * n, unit)])
    none, one, zero = np.zeros(n), np.ones(n), csr_array((n, n))
    rows = bmat(
        [
            [csr_array([none]), csr_array([one * effort.per_day]), csr_array([rest])],
            [csr_array([one]), csr_array([none]), csr_array([none])],
            [csr_array([none]), csr_array([one]), csr_array([one])],
            [-diags_array(full.astype(np.float64)), diags_array(one), zero],
            [-diags_array(one), zero, diags_array(one)],
        ],
        format="csr",
    )
    days = -(-first.wanted // effort.per_day)
    low = np.concatenate([[first.wanted, len(first.reached), days], np.full(2 * n, -np.inf)])
    high = np.concatenate([[np.inf] * 3, np.zeros(2 * n)])
    solved = milp(
        cost,
        constraints=LinearConstraint(rows, low, high),
        integrality=np.ones(3 * n),
        bounds=Bounds(0, np.concatenate([one, full, one])),
        # A plan within one unit of time of the bound has it; the clock is the last resort.
        options={"mip_rel_gap": 0.0, "time_limit": 20.0},
    )
    least = _least_days(first.wanted, len(first.reached), effort)
    bound = getattr(solved, "mip_dual_bound", None)
    if bound is not None and math.isfinite(bound):
        least = max(least, Fraction(math.ceil(bound - 1e-6), unit))
    if solved.x is None:
        return dict(first.reached), least
    chosen = np.rint(solved.x).astype(np.int64)
    people = effort.per_day * chosen[n : 2 * n] + rest * chosen[2 * n :]
    return {code: int(x) for code, x in zip(codes, people, strict=True) if x > 0}, least


def _trimmed(reached: Mapping[str, int], wanted: int) -> dict[str, int]:
    """Exactly the people wanted: whole days bring a few more than that."""
    surplus = sum(reached.values()) - wanted
    if surplus < 0:
        return {}
    left = {}
    for code in sorted(reached, key=lambda code: (reached[code], code)):
        taken = min(surplus, reached[code])
        surplus -= taken
        left[code] = reached[code] - taken
    return {
        code: left[code]
        for code in sorted(left, key=lambda code: (-left[code], code))
        if left[code] > 0
    }
