"""What puts a village into its quarter or keeps it out of a plan: other needs, and limits."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kampungkb.i18n.translator import Translator
from kampungkb.planning.plan import Plan
from kampungkb.planning.problem import Candidate, Problem
from kampungkb.planning.verified import budget_use
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_view import need_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One candidate of a plan, and what every sentence needs to know of it."""

    of: Answer
    plan: Plan
    one: Candidate
    t: Translator

    @property
    def problem(self) -> Problem:
        """Of the plan."""
        return self.plan.problem

    @property
    def at(self) -> int | None:
        """Place of its quarter."""
        return self.plan.quarter_of.get(self.one.code)

    @property
    def district(self) -> str:
        """Name of its district."""
        return self.of.basis.snapshot.names[self.one.district_code]

    def quarter(self, at: int) -> str:
        """A quarter in words."""
        return self.t.period(self.problem.quarters[at])

    def needier(self, other: Candidate) -> bool:
        """Whether another village is known to need more."""
        return _need_of(other) > _need_of(self.one)

    def lesser(self, other: Candidate) -> bool:
        """Whether another village is known to need less."""
        return _need_of(other) < _need_of(self.one)


def _need_of(one: Candidate) -> Fraction:
    # What nobody knows adds nothing to the benefit, so the plan treats it as none; each sentence
    # on such a village says first that its need is unknown.
    return one.need or Fraction(0)


def because(told: Told, at: int) -> Iterator[str]:
    """Why this quarter: who goes before, who has to wait, and which limit makes it so."""
    t, problem, code = told.t, told.problem, told.one.code
    if code in problem.locks and problem.locks[code] is not None:
        yield t("simulation.because_locked_at")
        return
    if code in problem.locks:
        yield t("simulation.because_locked")
    if problem.not_before.get(code) == at and at:
        yield t("simulation.because_not_before", quarter=told.quarter(at))
    if told.one.need is None:
        yield t("simulation.because_order_of_codes")
        return
    before = [other for other in problem.candidates if _at(told, other) < at]
    lesser = sum(map(told.lesser, before))
    if at == 0:
        yield from _first(told)
    elif not lesser:
        yield t("simulation.because_all_needier", n=len(before))
    else:
        needier = t.number(len(before) - lesser)
        yield t("simulation.because_some_needier", n=len(before), needier=needier)
        yield from _overtaken(told, at, before)
    yield from _overtakes(told, at)
    if at and _full(told, at - 1):
        limit = problem.capacity[at - 1]
        yield t("simulation.because_full", quarter=told.quarter(at - 1), n=limit)


def _at(told: Told, other: Candidate) -> int:
    """Place of a village's quarter; beyond the last where it is not in the plan."""
    return told.plan.quarter_of.get(other.code, len(told.problem.quarters))


def _full(told: Told, at: int) -> bool:
    used = sum(quarter == at for quarter in told.plan.quarter_of.values())
    return used >= told.problem.capacity[at]


def _first(told: Told) -> Iterator[str]:
    """Why the first quarter."""
    t = told.t
    ahead = sum(map(told.needier, told.problem.candidates))
    many = sum(quarter == 0 for quarter in told.plan.quarter_of.values())
    if ahead < many:
        yield t("simulation.because_first", n=many)
    else:
        yield t("simulation.because_first_anyway")


def _overtaken(told: Told, at: int, before: list[Candidate]) -> Iterator[str]:
    """Why villages that need less go before."""
    t = told.t
    reasons = Counter(
        _reason(told, ahead=other, behind=told.one, at=_at(told, other))
        for other in before
        if told.lesser(other)
    )
    limit = told.problem.district_limit(told.one.district_code)
    for reason, n in sorted(reasons.items()):
        if reason == "district":
            yield t(
                "simulation.overtaken_district", n=n, district=told.district,
                limit=t.number(limit or 0),
            )  # fmt: skip
        elif reason == "floor":
            yield t("simulation.overtaken_floor", n=n)
        elif reason == "budget":
            yield t("simulation.overtaken_budget", n=n)
        elif reason == "locked":
            yield t("simulation.overtaken_locked", n=n)
        elif reason == "not_before":
            first = told.problem.not_before[told.one.code]
            yield t("simulation.because_not_before", quarter=told.quarter(min(first, at)))
        elif reason != "banned":
            yield t("simulation.overtaken_other", n=n)


def _overtakes(told: Told, at: int) -> Iterator[str]:
    """Why villages that need more come later, or not at all."""
    t = told.t
    behind = [
        other for other in told.problem.candidates if _at(told, other) > at and told.needier(other)
    ]
    reasons = Counter(_reason(told, ahead=told.one, behind=other, at=at) for other in behind)
    # A district may have a limit of its own: one sentence for each that was used up.
    limits = Counter(
        told.problem.district_limit(other.district_code) or 0
        for other in behind
        if _reason(told, ahead=told.one, behind=other, at=at) == "district"
    )
    for reason, n in sorted(reasons.items()):
        if reason == "district":
            for limit, many in sorted(limits.items()):
                yield t("simulation.overtakes_district", n=many, limit=t.number(limit))
        elif reason == "floor":
            yield t("simulation.overtakes_floor", n=n, district=told.district)
        elif reason == "budget":
            yield t("simulation.overtakes_budget", n=n)
        elif reason == "banned":
            yield t("simulation.overtakes_banned", n=n)
        elif reason in ("locked", "not_before"):
            yield t("simulation.overtakes_fixed", n=n)
        else:
            yield t("simulation.overtakes_other", n=n)


def _reason(told: Told, *, ahead: Candidate, behind: Candidate, at: int) -> str:
    """What puts a village ahead of a needier one in the quarter `at`: the first that applies."""
    problem = told.problem
    if behind.code in problem.banned:
        return "banned"
    if behind.code in problem.locks or ahead.code in problem.locks:
        return "locked"
    if problem.not_before.get(behind.code, 0) > at:
        return "not_before"
    limit = problem.district_limit(behind.district_code)
    same = ahead.district_code == behind.district_code
    if limit is not None and not same and _there(told, behind.district_code, at) >= limit:
        return "district"
    if _pulled(told, ahead.district_code, at):
        return "floor"
    return "budget" if _beyond_budget(told, behind, at) else "other"


def _beyond_budget(told: Told, one: Candidate, at: int) -> bool:
    """Whether a village, formed in a quarter, would ask for more than an agency has that year."""
    problem, chosen = told.problem, told.plan.quarter_of
    for budget in problem.budgets:
        year = problem.quarters_of(budget.year)
        effort = budget.effort.get(one.code, Fraction(0))
        room = budget.limit - budget_use(problem, budget, chosen)
        if at in year and effort > room and chosen.get(one.code) not in year:
            return True
    return False


def _there(told: Told, district: str, at: int) -> int:
    """Villages of a district that are formed in a quarter."""
    return sum(
        quarter == at
        and told.problem.candidates[told.problem.at[code]].district_code == district
        for code, quarter in told.plan.quarter_of.items()
    )  # fmt: skip


def _pulled(told: Told, district: str, at: int) -> bool:
    """Whether a minimum of the district, not yet reached without this quarter, asks for it."""
    for floor in told.problem.floors:
        if floor.district_code == district and floor.quarter >= at:
            reached = sum(
                quarter <= floor.quarter
                and told.problem.candidates[told.problem.at[code]].district_code == district
                for code, quarter in told.plan.quarter_of.items()
            )
            if 0 < reached <= floor.to_form:
                return True
    return False


def why_not(told: Told) -> Iterator[str]:
    """Why a candidate is not in the plan."""
    t, problem, one = told.t, told.problem, told.one
    if one.code in problem.banned:
        yield t("simulation.not_banned")
        return
    if not problem.to_form:
        yield t("simulation.not_needed")
        return
    if problem.not_before.get(one.code, 0) >= len(problem.quarters):
        yield t("simulation.not_yet")
        return
    chosen = [problem.candidates[problem.at[code]] for code in told.plan.quarter_of]
    if not chosen:
        yield t("simulation.not_room")
        return
    if one.need is None:
        yield t("simulation.not_unknown")
    lesser = [other for other in chosen if told.lesser(other)]
    if one.need is not None and not lesser:
        least = min(chosen, key=lambda other: (_need_of(other), other.code))
        yield t(
            "simulation.not_needy", n=len(chosen), name=least.name,
            need=need_words(told.of, least.need or Fraction(0), t),
        )  # fmt: skip
    elif one.need is not None:
        yield from _passed_over(told, lesser)


def _passed_over(told: Told, lesser: list[Candidate]) -> Iterator[str]:
    """Why villages that need less are in the plan."""
    t = told.t
    reasons = Counter(
        _reason(told, ahead=other, behind=told.one, at=_at(told, other)) for other in lesser
    )
    limit = told.problem.district_limit(told.one.district_code)
    for reason, n in sorted(reasons.items()):
        if reason == "district":
            yield t(
                "simulation.not_district", n=n, district=told.district,
                limit=t.number(limit or 0),
            )  # fmt: skip
        elif reason == "floor":
            yield t("simulation.not_floor", n=n)
        elif reason == "budget":
            yield t("simulation.not_budget", n=n)
        elif reason == "locked":
            yield t("simulation.not_locked", n=n)
        else:
            yield t("simulation.not_other", n=n)
