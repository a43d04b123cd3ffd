"""Why a village is in its quarter, or not in the plan: sentences that need no mathematics.

Each sentence names what decides: who needs more, which limit is used up, and what it would cost
to do otherwise. All of it can be checked against the list of the plan.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kampungkb.i18n.translator import Translator
from kampungkb.planning.explain import Loss
from kampungkb.planning.plan import Plan
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_moves import Alternatives, later_words, moves
from kampungkb.tasks.plan_reasons import Told, because, why_not
from kampungkb.tasks.plan_view import is_plain, need_words
from kampungkb.tasks.plan_words import number, villages


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What the panel says of one village."""

    name: str
    where: str
    # The quarter, or that there is none.
    verdict: str
    need: str
    # Heading and sentences of each part.
    parts: tuple[tuple[str, tuple[str, ...]], ...]


def why(
    of: Answer,
    code: str,
    other: Alternatives | None,
    t: Translator,
    *,
    sure: tuple[int, int] | None = None,
) -> Why:
    """Explain a village.

    Parameters
    ----------
    of : Answer
        With a plan.
    code : str
        Of any village.
    other : Alternatives, optional
        Of a candidate; None: not known yet.
    sure : tuple of int, optional
        How many plans with redrawn needs choose it, and of how many.
    """
    snapshot, plan = of.basis.snapshot, of.plan
    if plan is None:
        raise ValueError("there is no plan to explain")
    name = snapshot.names[code]
    where = f"{t('map.place_district', name=snapshot.names[snapshot.parents[code]])} · {code}"
    if code not in plan.problem.at:
        return Why(
            name=name, where=where, verdict=t("simulation.why_formed"), need="",
            parts=((t("simulation.why_title"), (t("simulation.why_formed_because"),)),),
        )  # fmt: skip
    told = Told(of=of, plan=plan, one=plan.problem.candidates[plan.problem.at[code]], t=t)
    at = told.at
    parts = list(_parts_within(told, at, other) if at is not None else _parts_outside(told, other))
    if sure is not None:
        said = t("simulation.chosen_in", n=sure[0], draws=t.number(sure[1]))
        parts.append((t("simulation.why_sure"), (said,)))
    return Why(
        name=name, where=where,
        verdict=t("simulation.why_outside") if at is None else told.quarter(at),
        need=_need(told), parts=tuple(parts),
    )  # fmt: skip


def _need(told: Told) -> str:
    """How much the village needs, of what, and where that places it."""
    t, one, of = told.t, told.one, told.of
    if one.need is None:
        return t("simulation.why_need_unknown", indicators=_unknown_indicators(told))
    candidates = [other for other in told.problem.candidates if other.need is not None]
    own = [other for other in candidates if other.district_code == one.district_code]
    blanks = {
        "need": need_words(of, one.need, t),
        "rank": t.number(1 + sum(map(told.needier, candidates))),
        "all": t.number(len(candidates)),
        "rank_there": t.number(1 + sum(map(told.needier, own))),
        "there": t.number(len(own)),
        "district": told.district,
    }
    ranked = t("simulation.why_need", **blanks)
    return f"{ranked} {_composition(told)}".strip()


def _unknown_indicators(told: Told) -> str:
    of, t = told.of, told.t
    return t.listing(
        t.words(of.basis.snapshot.dictionary.get(code).short)
        for code in of.assumptions.weights
        if told.one.code not in of.basis.shortfalls(code)
    )


def _composition(told: Told) -> str:
    of, t = told.of, told.t
    plain = is_plain(of.assumptions)
    parts = []
    for code, weight in of.assumptions.weights.items():
        people = of.basis.shortfalls(code).get(told.one.code)
        if people is not None:
            indicator = t.words(of.basis.snapshot.dictionary.get(code).short)
            shown = t.number(people)
            parts.append(
                t("simulation.why_part", people=shown, indicator=indicator)
                if plain
                else t(
                    "simulation.why_part_weighted", people=shown, indicator=indicator,
                    weight=number(weight, t, 3),
                )
            )  # fmt: skip
    return t("simulation.why_parts", parts=t.listing(parts)) if len(parts) > 1 else ""


def _parts_within(
    told: Told, at: int, other: Alternatives | None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    t = told.t
    yield t("simulation.why_title_quarter"), tuple(because(told, at))
    yield t("simulation.why_without"), (_without(told, other),)
    if at:
        yield t("simulation.why_sooner"), (_sooner(told, at, other),)


def _without(told: Told, other: Alternatives | None) -> str:
    """What doing without the village costs, and who takes its place."""
    t, of = told.t, told.of
    loss = (of.losses or {}).get(told.one.code)
    if other is None or other.without is None or loss is None:
        return t("simulation.without_unknown")
    if _worse(told.plan, other.without):
        said = _without_broken(told, other.without)
    else:
        said = _without_cost(told, loss, other.without)
    found = moves(told.plan, other.without)
    own = [code for code in found.left if code != told.one.code]
    if found.entered:
        names = villages(of.basis.snapshot, found.entered, t)
        said += " " + t("simulation.without_entered", names=names)
    elif other.without.short > told.plan.short:
        said += " " + t("simulation.without_nobody")
    if own:
        said += " " + t("simulation.also_leaves", names=villages(of.basis.snapshot, own, t))
    if found.moved:
        said += " " + t("simulation.others_move", n=found.moved)
    return said


def _without_cost(told: Told, loss: Loss, other: Plan) -> str:
    """How much benefit the plan loses: exactly, or between what is proven and what was found."""
    t, most = told.t, told.plan.benefit - other.benefit
    if most <= 0 or (loss.proven and not loss.benefit):
        return t("simulation.without_free")
    if loss.proven or loss.benefit >= most:
        return t("simulation.without_costs", cost=number(loss.benefit, t))
    return t(
        "simulation.without_between", least=number(loss.benefit, t), most=number(most, t)
    )  # fmt: skip


def _without_broken(told: Told, other: Plan) -> str:
    """What else is missed without the village, and what that does to the benefit."""
    t, what = told.t, _missed_more(told, other)
    more = other.benefit - told.plan.benefit
    amount = number(abs(more), t)
    if more > 0:
        return t("simulation.without_breaks_more", what=what, amount=amount)
    if more < 0:
        return t("simulation.without_breaks_less", what=what, amount=amount)
    return t("simulation.without_breaks", what=what)


def _missed_more(told: Told, other: Plan) -> str:
    """The target, the minimums and the budgets that another plan misses by more, by name."""
    t, names, what = told.t, told.of.basis.snapshot.names, []
    if other.short > told.plan.short:
        what.append(t("simulation.broken_target"))
    floors = {one.floor: one.short for one in told.plan.floors_missed}
    for one in other.floors_missed:
        if one.short > floors.get(one.floor, 0):
            quarter = t.period(other.problem.quarters[one.floor.quarter])
            what.append(
                t(
                    "simulation.broken_floor", quarter=quarter,
                    district=names[one.floor.district_code],
                )
            )  # fmt: skip
    budgets = {(p.budget.agency, p.budget.year): p.over for p in told.plan.budgets_passed}
    for passed in other.budgets_passed:
        agency, year = passed.budget.agency, passed.budget.year
        if passed.over > budgets.get((agency, year), 0):
            what.append(t("simulation.broken_budget", agency=agency, year=str(year)))
    return t.listing(what)


def _sooner(told: Told, at: int, other: Alternatives | None) -> str:
    """What forming the village a quarter earlier costs, and who moves back for it."""
    t, quarter = told.t, told.quarter(at - 1)
    if other is None or other.earlier is None:
        return t("simulation.sooner_impossible", quarter=quarter)
    if _worse(told.plan, other.earlier):
        what = _missed_more(told, other.earlier)
        return t("simulation.sooner_breaks", quarter=quarter, what=what)
    cost = told.plan.benefit - other.earlier.benefit
    if cost <= 0:
        said = t("simulation.sooner_free", quarter=quarter)
    else:
        said = t("simulation.sooner_costs", quarter=quarter, cost=number(cost, t))
    found = moves(told.plan, other.earlier)
    if found.later:
        said += " " + t(
            "simulation.sooner_later", moved=later_words(told.of, other.earlier, found.later, t)
        )
    if found.left:
        said += " " + t(
            "simulation.also_leaves", names=villages(told.of.basis.snapshot, found.left, t)
        )
    return said


def _worse(plan: Plan, other: Plan) -> bool:
    """Whether another plan misses more than this one."""

    # The first kind of miss weighs most, as in the model.
    def missed(of: Plan) -> tuple[int, int, Fraction]:
        over = sum((one.over for one in of.budgets_passed), Fraction(0))
        return of.short, sum(one.short for one in of.floors_missed), over

    return missed(other) > missed(plan)


def _parts_outside(told: Told, other: Alternatives | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    t = told.t
    yield t("simulation.why_title"), tuple(why_not(told))
    if told.problem.to_form:
        yield t("simulation.why_within"), (_within(told, other),)


def _within(told: Told, other: Alternatives | None) -> str:
    """What taking the village into the plan costs, and who leaves for it."""
    t, of = told.t, told.of
    if other is None or other.within is None or told.one.code not in other.within.quarter_of:
        return t("simulation.within_impossible")
    found = moves(told.plan, other.within)
    quarter = t.period(other.within.problem.quarters[other.within.quarter_of[told.one.code]])
    if _worse(told.plan, other.within):
        said = t("simulation.within_breaks", what=_missed_more(told, other.within))
    else:
        cost = told.plan.benefit - other.within.benefit
        said = (
            t("simulation.within_costs", quarter=quarter, cost=number(cost, t))
            if cost > 0
            else t("simulation.within_free", quarter=quarter)
        )
    if found.left:
        said += " " + t("simulation.also_leaves", names=villages(of.basis.snapshot, found.left, t))
    return said
