"""A plan of a very large problem by one order of the villages, and a bound without any solver.

The neediest come first, each in the first quarter that has room. No plan is worth more than the
one in which districts have no limit of their own, and that one is the neediest in a row: where a
quarter has room for many districts, both are nearly the same.
"""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

from kampungkb.planning.problem import Candidate, Problem


def neediest_in_turn(problem: Problem) -> dict[str, int] | None:
    """The plan, in the order of the codes; None: its limits are of other kinds than these.

    Capacities, the target and bans are heeded; a problem with other limits is not taken.
    """
    if problem.floors or problem.budgets or problem.locks or problem.not_before:
        return None
    left, many = list(problem.capacity), len(problem.quarters)
    cells: Counter[tuple[str, int]] = Counter()
    chosen: dict[str, int] = {}
    first = 0
    for one in sorted(problem.candidates, key=_neediest):
        while first < many and not left[first]:
            first += 1
        if first == many or len(chosen) == problem.to_form:
            break
        limit = problem.district_limit(one.district_code)
        for at in range(first, many) if one.code not in problem.banned else ():
            if left[at] and (limit is None or cells[one.district_code, at] < limit):
                left[at] -= 1
                cells[one.district_code, at] += 1
                chosen[one.code] = at
                break
    return dict(sorted(chosen.items()))


def highest(problem: Problem) -> Fraction:
    """What no plan is worth more than."""
    free = replace(
        problem, district_capacity=None, by_district={}, floors=(), budgets=(), locks={},
        not_before={}, announced={},
    )  # fmt: skip
    return free.benefit(neediest_in_turn(free) or {})


def _neediest(one: Candidate) -> tuple[Fraction, str]:
    return Fraction(0) if one.need is None else -one.need, one.code
