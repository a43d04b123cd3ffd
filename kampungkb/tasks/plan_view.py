"""What the page of the plan says, in sentences and figures; no drawing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import accumulate

import pandas as pd

from kampungkb.i18n.translator import Translator
from kampungkb.model.periods import period_end, quarter_of
from kampungkb.planning.curves import Fairness, Sureness
from kampungkb.planning.explain import people_reached
from kampungkb.planning.plan import Plan
from kampungkb.planning.relaxations import Relaxation, last_quarter
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_applied import applied
from kampungkb.tasks.plan_assumptions import Assumptions
from kampungkb.tasks.plan_moves import benefit_change
from kampungkb.tasks.plan_problem import Basis, unknown_needs
from kampungkb.tasks.plan_words import (
    fault_sentence,
    number,
    own_capacities,
    relaxation_sentence,
    villages,
)


def is_plain(assumptions: Assumptions) -> bool:
    """Whether every weight is 1, so that needs are people and nothing else."""
    return all(weight == 1 for weight in assumptions.weights.values())


def need_words(of: Answer, amount: Fraction, t: Translator) -> str:
    """An amount of need with its unit."""
    shown = number(amount, t)
    if is_plain(of.assumptions):
        return t("simulation.need", amount=shown)
    return t("simulation.need_weighted", amount=shown)


def finding(of: Answer, t: Translator) -> str:
    """The plan in one sentence."""
    plan = of.plan
    if plan is None:
        errors = [one for one in of.faults if one.severity == "error"]
        return t("simulation.finding_refused" if errors else "simulation.finding_contradiction")
    if not plan.problem.to_form:
        return t(
            "simulation.finding_reached", n=len(of.basis.formed),
            share=t.share(float(of.assumptions.share), _decimals(of.assumptions.share)),
        )  # fmt: skip
    many = len(of.basis.formed) + len(plan.quarter_of)
    if plan.short:
        return t(
            "simulation.finding_short", n=many, by=t.period(plan.problem.quarters[-1]),
            target=t.number(many + plan.short),
        )  # fmt: skip
    blanks = {"n": many, "quarter": t.period(last_quarter(plan))}
    if not of.assumptions.weights:
        return t("simulation.finding_unweighted", **blanks)
    if not _knows_needs(plan):
        return t("simulation.finding_blind", **blanks)
    reached = need_words(of, people_reached(plan), t)
    if of.status == "optimal":
        return t("simulation.finding_proven", reached=reached, **blanks)
    return t("simulation.finding", reached=reached, **blanks)


def _knows_needs(plan: Plan) -> bool:
    return any(one.need is not None for one in plan.problem.candidates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How good a plan is, in words, and what it does not fulfil."""

    # met, cannot_tell or below: for its sign and colour.
    verdict: str
    sentence: str
    missed: tuple[str, ...]


def status(of: Answer, t: Translator) -> Status:
    """Proven, nearly so, or with something unfulfilled, which is named."""
    plan = of.plan
    if plan is None:
        return Status(verdict="below", sentence=t("plan.contradiction"), missed=())
    gap = t.share(float(plan.bound_gap), 2)
    near = t("simulation.status_near", gap=gap)
    if not plan.relaxed:
        if not _knows_needs(plan):
            # A proof that nothing can be reached would be no news.
            return Status(verdict="cannot_tell", sentence=t("simulation.unknown_all"), missed=())
        if plan.proven:
            return Status(verdict="met", sentence=t("simulation.status_proven"), missed=())
        return Status(verdict="cannot_tell", sentence=near, missed=())
    if not plan.least_missed:
        sentence = t("simulation.status_maybe_less", gap=gap)
    elif plan.proven:
        sentence = t("simulation.status_least")
    else:
        sentence = t("simulation.status_missed", proof=near)
    return Status(verdict="below", sentence=sentence, missed=tuple(_missed(of, plan, t)))


def _missed(of: Answer, plan: Plan, t: Translator) -> list[str]:
    names, found = of.basis.snapshot.names, []
    if plan.short:
        found.append(t("simulation.missed_target", n=plan.short))
    for one in plan.floors_missed:
        found.append(
            t(
                "simulation.missed_floor", district=names[one.floor.district_code], n=one.short,
                by=t.period(plan.problem.quarters[one.floor.quarter]),
                required=t.number(one.floor.required), reached=t.number(one.reached),
            )
        )  # fmt: skip
    for passed in plan.budgets_passed:
        found.append(
            t(
                "simulation.missed_budget", agency=passed.budget.agency,
                year=str(passed.budget.year), limit=number(passed.budget.limit, t),
                used=number(passed.used, t),
            )
        )  # fmt: skip
    return found


def fault_sentences(of: Answer, severity: str, t: Translator) -> list[str]:
    """What is wrong with the assumptions, or has to be known of them."""
    own = [one for one in of.faults if one.severity == severity]
    # Without a contradiction of its own, the finding has said this already.
    told = [one for one in own if one.kind != "target_reached"]
    return [fault_sentence(of.basis, one, t) for one in told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A usual way to plan, beside the plan."""

    name: str
    # None: under these limits it comes to no plan.
    benefit: Fraction | None
    # Against the plan.
    words: str


def comparisons(of: Answer, t: Translator) -> list[Compared]:
    """The plan, then three usual ways under the same limits; none where all are worth nothing."""
    plan, base = of.plan, of.baselines
    if plan is None or base is None or not plan.benefit:
        return []
    ways = (
        (t("simulation.way_neediest"), base.neediest_first),
        (t("simulation.way_equal"), base.equal_per_district),
        (t("simulation.way_alphabetical"), base.alphabetical),
    )
    return [
        Compared(name=t("simulation.way_plan"), benefit=plan.benefit, words=""),
        *(
            Compared(
                name=name, benefit=benefit,
                words=t("simulation.way_none") if benefit is None
                else benefit_change(benefit - plan.benefit, plan.benefit, t),
            )
            for name, benefit in ways
        ),
    ]  # fmt: skip


def showing(basis: Basis, a: Assumptions, t: Translator) -> str:
    """Which wish a plan answers."""
    parts = [
        t(
            "simulation.showing", share=t.share(float(a.share), _decimals(a.share)),
            n=basis.target_villages(min(max(a.share, Fraction(0)), Fraction(1))),
            start=t.period(a.start), by=t.period(a.by), capacity=t.number(a.per_quarter),
        )
    ]  # fmt: skip
    if a.per_district_quarter is not None:
        parts.append(t("simulation.showing_district", n=a.per_district_quarter))
    parts += own_capacities(basis.snapshot, a, t)
    parts += [
        t(
            "simulation.showing_floor", share=t.share(float(one.share), _decimals(one.share)),
            by=t.period(one.by),
        )
        for one in a.floors
    ]  # fmt: skip
    if a.budgets:
        parts.append(t("simulation.showing_budgets", n=len(a.budgets)))
    if a.locks:
        parts.append(t("simulation.showing_locks", n=len(a.locks)))
    if a.banned:
        parts.append(t("simulation.showing_banned", n=len(a.banned)))
    if a.not_before:
        parts.append(t("simulation.showing_not_before", n=len(a.not_before)))
    if a.effort:
        parts.append(t("simulation.showing_effort", n=len({code for code, _ in a.effort})))
    return "; ".join(parts) + "."


def _decimals(share: Fraction) -> int:
    return 0 if (share * 100).denominator == 1 else 2


def formula(basis: Basis, assumptions: Assumptions, t: Translator) -> str:
    """How need and benefit are reckoned, with a plan's own numbers."""
    dictionary, weights = basis.snapshot.dictionary, assumptions.weights
    if not weights:
        return t("simulation.formula_none")
    parts = [
        t(
            "simulation.formula_part",
            weight=number(weight, t, 3),
            indicator=t.words(dictionary.get(code).short),
        )
        for code, weight in weights.items()
    ]
    many = t.number(len(assumptions.quarters))
    return t("simulation.formula", parts=" + ".join(parts), many=many)


def meaning(of: Answer, t: Translator) -> str | None:
    """What need and benefit are, for who reads the plan; None where no weight counts."""
    dictionary, weights = of.basis.snapshot.dictionary, of.assumptions.weights
    if not weights:
        return None
    indicators = t.listing(t.words(dictionary.get(code).short) for code in weights)
    if is_plain(of.assumptions):
        return t("simulation.meaning", indicators=indicators)
    return t("simulation.meaning_weighted", indicators=indicators)


def course_frame(of: Answer) -> pd.DataFrame:
    """How many villages and how much need are reached by the end of each quarter.

    Returns
    -------
    DataFrame, one row per quarter, the one before the plan first
        ``quarter`` (2027-Q1), ``villages`` (int, with those that are formed already), ``people``
        (object: Fraction; need of the villages of the plan, None where no need is known).
    """
    plan = of.plan
    if plan is None:
        return pd.DataFrame({"quarter": [], "villages": [], "people": []})
    problem = plan.problem
    places = range(len(problem.quarters))
    count = Counter(plan.quarter_of.values())
    people = dict.fromkeys(places, Fraction(0))
    for code, at in plan.quarter_of.items():
        people[at] += problem.candidates[problem.at[code]].need or Fraction(0)
    sums = [Fraction(0), *accumulate(people[at] for at in places)]
    return pd.DataFrame(
        {
            "quarter": [_quarter_before(problem.quarters[0]), *problem.quarters],
            "villages": [*accumulate((count[at] for at in places), initial=len(of.basis.formed))],
            "people": pd.Series(sums if _knows_needs(plan) else [None] * len(sums), dtype=object),
        }
    )


def _quarter_before(quarter: str) -> str:
    # No quarter is longer than 92 days, and no two together are that short.
    return quarter_of(period_end(quarter) - timedelta(days=92))


def targets(of: Answer) -> list[tuple[Fraction, int]]:
    """Shares with their number of villages: what is aimed at, and all."""
    shares = sorted({of.assumptions.share, Fraction(1)})
    return [(share, of.basis.target_villages(share)) for share in shares if 0 <= share <= 1]


def unknown_sentence(of: Answer, t: Translator) -> str | None:
    """How many villages have a need that nobody knows, and that this is not none."""
    unknown = [] if of.problem is None else unknown_needs(of.problem)
    if not unknown:
        return None
    if of.problem is not None and len(unknown) == len(of.problem.candidates):
        return t("simulation.unknown_all")
    return t("simulation.unknown", n=len(unknown))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A limit that could give way, what follows, and the assumptions with it."""

    sentence: str
    cost: str
    assumptions: Assumptions
    # What the button says.
    action: str


def cards_title(of: Answer, t: Translator) -> str:
    """What any one of the cards is enough for: the first kind of what is missed."""
    plan = of.plan
    if of.nearest is not None:
        return t("simulation.cards_nearest")
    if plan is None:
        return t("simulation.cards_possible")
    if plan.short:
        return t("simulation.cards_target")
    return t("simulation.cards_floors" if plan.floors_missed else "simulation.cards_budgets")


def cards(of: Answer, t: Translator) -> list[Card]:
    """The smallest relaxations, each with its cost; of a faulty wish, the nearest possible one."""
    if of.nearest is not None:
        return [_nearest(of.nearest, t)]
    found, budgets = [], [one for one in of.relaxations if one.kind == "more_budget"]
    for one in of.relaxations:
        if one.kind != "more_budget":
            found.append(_card(of, [one], t))
        elif one is budgets[0]:
            # They help together, never one alone.
            found.append(_card(of, budgets, t))
    return found


def _nearest(of: Answer, t: Translator) -> Card:
    return Card(
        sentence=showing(of.basis, of.assumptions, t), cost=finding(of, t),
        assumptions=of.assumptions, action=t("simulation.apply"),
    )  # fmt: skip


def _card(of: Answer, together: Sequence[Relaxation], t: Translator) -> Card:
    first = together[0]
    sentences = [relaxation_sentence(of.basis.snapshot, one, t) for one in together]
    action = t("simulation.apply")
    after = of.assumptions
    for one in together:
        after = applied(of.basis, after, one)
    if first.kind == "lower_floors":
        least = min(wish.share for wish in after.floors)
        action = t("simulation.apply_floor", share=t.share(float(least), 0))
    return Card(
        sentence=" ".join(sentences), cost=_cost(of, first.plan, t), assumptions=after,
        action=action,
    )  # fmt: skip


def _cost(of: Answer, plan: Plan, t: Translator) -> str:
    """What a plan reaches, and what it costs against the present one."""
    reached = need_words(of, people_reached(plan), t)
    if of.plan is None:
        return t("simulation.cost_reaches", reached=reached)
    more = people_reached(plan) - people_reached(of.plan)
    if plan.problem.quarters != of.plan.problem.quarters:
        return t("simulation.cost_later", reached=reached, more=_signed(more, t))
    benefit = benefit_change(plan.benefit - of.plan.benefit, of.plan.benefit, t)
    return t("simulation.cost", reached=reached, more=_signed(more, t), benefit=benefit)


def _signed(x: Fraction, t: Translator) -> str:
    return t.signed(int(x)) if x.denominator == 1 else t.signed(float(x), 1)


def unknown_names(of: Answer, t: Translator) -> str:
    """The villages whose need is not known, by name."""
    codes = () if of.problem is None else unknown_needs(of.problem)
    return villages(of.basis.snapshot, codes, t)


def sureness_sentences(of: Answer, sure: Sureness, t: Translator) -> list[str]:
    """How sure the choice is as a whole, and which villages stand at its edge.

    Parameters
    ----------
    of : Answer
        With a plan.
    sure : Sureness
    """
    plan = of.plan
    if plan is None or not plan.quarter_of:
        return []
    snapshot, draws = of.basis.snapshot, sure.draws
    # Nineteen of twenty draws are as sure as an interval of 95 %.
    firm = [code for code in plan.quarter_of if 20 * sure.chosen[code] >= 19 * draws]
    loose = [code for code in plan.quarter_of if 2 * sure.chosen[code] < draws]
    said = [
        t(
            "simulation.sure_firm", n=len(firm), all=t.number(len(plan.quarter_of)),
            times=t.number(-(-19 * draws // 20)), draws=t.number(draws),
        )
    ]  # fmt: skip
    if loose:
        least = sorted(loose, key=lambda code: (sure.chosen[code], code))
        said.append(t("simulation.sure_loose", n=len(loose), names=villages(snapshot, least, t)))
    outside = [
        code for code, n in sorted(sure.chosen.items(), key=lambda item: (-item[1], item[0]))
        if code not in plan.quarter_of and 2 * n >= draws
    ]  # fmt: skip
    if outside:
        names = villages(snapshot, outside, t)
        said.append(t("simulation.sure_outside", n=len(outside), names=names))
    return said


def fairness_sentence(of: Answer, curve: Sequence[Fairness], t: Translator) -> str:
    """Up to which share a promise to every district costs nothing, and what it costs at most."""
    possible = [one for one in curve if not one.short]
    if of.plan is None or not possible:
        return t("simulation.fairness_none")
    free = max((one.share for one in possible if not one.price), default=Fraction(0))
    last = possible[-1]
    share, most = (t.share(float(one), _decimals(one)) for one in (free, last.share))
    if not last.price:
        return t("simulation.fairness_free", share=most)
    base = last.price + last.benefit
    part = t.share(float(last.price / base), 2) if base else "–"
    return t("simulation.fairness", share=share, most=most, price=number(last.price, t), part=part)
