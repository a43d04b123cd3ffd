"""Plans as they are made without a solver's aim: by one order of the villages.

Each is made under the limits of the plan it is held against, and misses what that plan misses. A
village is the more worth the earlier it stands in the order, so the order is followed wherever
the limits let it, and what the plan gains over it is owed to the aim alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kampungkb.planning.plan import Planner
from kampungkb.planning.problem import Candidate, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Baselines:
    """Benefits of three usual plans; None: none was found."""

    neediest_first: Fraction | None
    equal_per_district: Fraction | None
    alphabetical: Fraction | None


def baselines(planner: Planner) -> Baselines:
    """The benefits of the three usual plans.

    Parameters
    ----------
    planner : Planner
        That made the plan they are held against.
    """
    candidates = planner.problem.candidates
    neediest = sorted(range(len(candidates)), key=lambda at: _neediest(candidates[at]))
    return Baselines(
        neediest_first=_benefit(planner, neediest),
        equal_per_district=_benefit(planner, _in_turns(planner.problem, neediest)),
        alphabetical=_benefit(
            planner,
            sorted(
                range(len(candidates)), key=lambda at: (candidates[at].name, candidates[at].code)
            ),
        ),
    )


def _neediest(one: Candidate) -> tuple[Fraction, str]:
    return Fraction(0) if one.need is None else -one.need, one.code


def _in_turns(problem: Problem, neediest: Sequence[int]) -> list[int]:
    """Each district's neediest, then each district's second, and so on."""
    turns: dict[str, int] = {}
    order = []
    for at in neediest:
        district = problem.candidates[at].district_code
        turns[district] = turns.get(district, 0) + 1
        order.append((turns[district], district, at))
    return [at for _, _, at in sorted(order)]


def _benefit(planner: Planner, order: Sequence[int]) -> Fraction | None:
    found = planner.best_in(order)
    return None if found is None else planner.problem.benefit(found)
