"""What differs between two plans of the same villages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kampungkb.i18n.translator import Translator
from kampungkb.planning.explain import people_reached, without
from kampungkb.planning.plan import Plan, Planner
from kampungkb.planning.problem import Problem
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_words import number, villages

# Villages of whom a sentence says where they go.
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Villages that another plan treats otherwise, in the order of their codes."""

    entered: tuple[str, ...]
    left: tuple[str, ...]
    earlier: tuple[str, ...]
    later: tuple[str, ...]

    @property
    def moved(self) -> int:
        """How many villages stay in the plan but change their quarter."""
        return len(self.earlier) + len(self.later)


def moves(before: Plan, after: Plan) -> Moves:
    """What another plan changes; quarters are compared by their name, not by their place."""
    was, now = _quarters(before), _quarters(after)
    both = sorted(was.keys() & now.keys())
    return Moves(
        entered=tuple(sorted(now.keys() - was.keys())),
        left=tuple(sorted(was.keys() - now.keys())),
        earlier=tuple(code for code in both if now[code] < was[code]),
        later=tuple(code for code in both if now[code] > was[code]),
    )


def _quarters(plan: Plan) -> dict[str, str]:
    # 2027-Q1 and its like sort as they follow each other.
    return {code: plan.problem.quarters[at] for code, at in plan.quarter_of.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """The best plans if one village were treated otherwise; None: there is none, or not asked."""

    # Of a village of the plan.
    without: Plan | None = None
    earlier: Plan | None = None
    # Of a village outside it, or one that is excluded.
    within: Plan | None = None


def alternatives(plan: Plan, code: str) -> Alternatives:
    """Plan again with one village treated otherwise.

    Parameters
    ----------
    plan : Plan
    code : str
        A candidate of its problem.
    """
    problem, at = plan.problem, plan.quarter_of.get(code)
    if at is None:
        return Alternatives(within=Planner(_locked(problem, code, None)).plan())
    earlier = None if at == 0 else Planner(_locked(problem, code, at - 1)).plan()
    return Alternatives(without=Planner(without(problem, code)).plan(), earlier=earlier)


def _locked(problem: Problem, code: str, at: int | None) -> Problem:
    return replace(
        problem, banned=problem.banned - {code}, locks=dict(problem.locks) | {code: at}
    )  # fmt: skip


def same_measure(before: Problem, after: Problem) -> bool:
    """Whether the benefits of two problems can be compared: same quarters, same needs."""
    return before.quarters == after.quarters and [
        (one.code, one.need) for one in before.candidates
    ] == [(one.code, one.need) for one in after.candidates]


def change_sentence(before: Answer, after: Answer, t: Translator) -> str | None:
    """What the last change of the assumptions did; None where nothing can be said."""
    was, now = before.plan, after.plan
    if was is None or now is None or before.basis.snapshot is not after.basis.snapshot:
        return None
    found = moves(was, now)
    parts = []
    if same_measure(was.problem, now.problem):
        parts.append(benefit_change(now.benefit - was.benefit, was.benefit, t))
    else:
        more = people_reached(now) - people_reached(was)
        if more and before.assumptions.weights == after.assumptions.weights:
            parts.append(
                t("simulation.change_people_more", amount=number(more, t))
                if more > 0
                else t("simulation.change_people_fewer", amount=number(-more, t))
            )
    of = after.basis.snapshot
    if found.entered:
        parts.append(t("simulation.change_entered", names=villages(of, found.entered, t)))
    if found.left:
        parts.append(t("simulation.change_left", names=villages(of, found.left, t)))
    if found.moved:
        parts.append(t("simulation.change_moved", n=found.moved))
    if not (found.entered or found.left or found.moved):
        parts.append(t("simulation.change_none"))
    return t("simulation.change", what="; ".join(parts))


def benefit_change(more: Fraction, of: Fraction, t: Translator) -> str:
    """How much the benefit changes, and what share of all that is."""
    if not more:
        return t("simulation.benefit_same")
    share = t.share(float(abs(more) / of), 2) if of else ""
    blanks = {"amount": number(abs(more), t), "share": share or "–"}
    return t("simulation.benefit_more", **blanks) if more > 0 else t(
        "simulation.benefit_less", **blanks
    )  # fmt: skip


def later_words(of: Answer, plan: Plan, codes: Sequence[str], t: Translator) -> str:
    """Which villages move back, and to when."""
    names = of.basis.snapshot.names
    told = [
        t(
            "simulation.moves_to", name=names[code],
            quarter=t.period(plan.problem.quarters[plan.quarter_of[code]]),
        )
        for code in codes[:_NAMED]
    ]  # fmt: skip
    if len(codes) > _NAMED:
        told.append(t("plan.more", n=len(codes) - _NAMED))
    return t.listing(told)
