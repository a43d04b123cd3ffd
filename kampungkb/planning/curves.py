"""Many plans beside one another: what fairness costs, and how sure a choice is."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from kampungkb.errors import PlanCancelledError
from kampungkb.planning.explain import people_reached
from kampungkb.planning.plan import Plan, Planner
from kampungkb.planning.problem import Candidate, Floor, Problem

# Is told how much of the whole is done (0-1); answers whether to go on.
_T = TypeVar("_T")
Progress = Callable[[float], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """The best plan when every district has to reach a share."""

    share: Fraction
    benefit: Fraction
    people: Fraction
    # What the share costs against the best plan without floors.
    price: Fraction
    # Villages that some district lacks all the same; the price is then that of coming closest.
    short: int


def fairness_curve(
    problem: Problem,
    floors: Callable[[Fraction], tuple[Floor, ...]],
    shares: Sequence[Fraction],
    progress: Progress | None = None,
) -> tuple[Fairness, ...]:
    """What it costs to promise each district a share of its villages.

    Parameters
    ----------
    problem : Problem
        Its own floors are left out.
    floors : callable
        The floors of a share.
    shares : sequence of Fraction
        0-1.
    progress : callable, optional

    Returns
    -------
    tuple of Fairness, in the order of `shares`
        Empty: the hard limits contradict each other.
    """
    free = Planner(replace(problem, floors=())).plan()
    if free is None:
        return ()
    found = []
    for share in _told(shares, progress):
        plan = Planner(replace(problem, floors=floors(share))).plan()
        assert plan is not None  # noqa: S101 - floors give way, so they contradict nothing
        found.append(
            Fairness(
                share=share, benefit=plan.benefit, people=people_reached(plan),
                price=free.benefit - plan.benefit,
                short=sum(one.short for one in plan.floors_missed),
            )
        )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sureness:
    """How often a village is chosen, and when, if its need is drawn anew."""

    draws: int
    # By village code: in how many draws the plan forms it; in no draw: not in it.
    chosen: Counter[str]
    # By village code and place of the quarter: in how many draws the plan forms it by then.
    by_quarter: Counter[tuple[str, int]]


def sureness(
    problem: Problem, needs: Sequence[Sequence[Fraction | None]], progress: Progress | None = None
) -> Sureness:
    """How often each village is chosen under drawn needs.

    Parameters
    ----------
    problem : Problem
    needs : sequence, one per draw, of needs in the order of the candidates
    progress : callable, optional

    Raises
    ------
    ValueError
        The hard limits contradict each other.
    """
    chosen: Counter[str] = Counter()
    by_quarter: Counter[tuple[str, int]] = Counter()
    for drawn in _told(needs, progress):
        plan = Planner(replace(problem, candidates=_with_needs(problem, drawn))).plan()
        if plan is None:
            raise ValueError("the hard limits contradict each other")
        chosen.update(plan.quarter_of.keys())
        for code, quarter in plan.quarter_of.items():
            by_quarter.update((code, at) for at in range(quarter, len(problem.quarters)))
    return Sureness(draws=len(needs), chosen=chosen, by_quarter=by_quarter)


def _with_needs(problem: Problem, needs: Sequence[Fraction | None]) -> tuple[Candidate, ...]:
    return tuple(
        replace(one, need=need) for one, need in zip(problem.candidates, needs, strict=True)
    )


def kept_plan(problem: Problem) -> Plan | None:
    """The best plan among those that keep as much of the announced one as can be kept.

    Returns
    -------
    Plan or None
        Its problem has locks on what is kept. None: the hard limits contradict each other.
    """
    first = Planner(problem, keep_first=True).plan()
    if first is None:
        return None
    kept = {code: at for code, at in problem.announced.items() if first.quarter_of.get(code) == at}
    return Planner(replace(problem, locks=dict(problem.locks) | kept)).plan()


def _told(items: Sequence[_T], progress: Progress | None) -> Iterator[_T]:
    for at, item in enumerate(items):
        if progress is not None and not progress(at / len(items)):
            raise PlanCancelledError
        yield item
