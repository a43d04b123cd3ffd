"""The workbook of a plan, taken from the answer that the page and the command line show."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction

import pandas as pd

from kampungkb.exports.about import Lines
from kampungkb.exports.plan_workbook import PlanAgency, PlanBook
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator
from kampungkb.planning.explain import people_reached
from kampungkb.planning.plan import Plan
from kampungkb.planning.relaxations import last_quarter
from kampungkb.tasks.map_finding import place_name
from kampungkb.tasks.plan import Answer
from kampungkb.tasks.plan_problem import frame_of, unknown_needs
from kampungkb.tasks.plan_view import (
    comparisons,
    fault_sentences,
    finding,
    formula,
    status,
    unknown_sentence,
)
from kampungkb.tasks.plan_words import binding_sentence, number
from kampungkb.tasks.scenario_compare import source_titles


def plan_book(of: Answer, t: Translator, printed_at: datetime) -> PlanBook:
    """A plan as a workbook, for `kampungkb.exports.plan_workbook.plan_xlsx`.

    Parameters
    ----------
    of : Answer
        With a plan.
    t : Translator
    printed_at : datetime
        In UTC where it names no zone.

    Raises
    ------
    ValueError
        There is no plan.
    """
    if of.plan is None:
        raise ValueError("there is no plan to write down")
    snapshot = of.basis.snapshot
    villages = plan_villages(of, of.plan)
    return PlanBook(
        title=t("plan_chart.book.title", start=t.period(of.assumptions.start),
                by=t.period(of.assumptions.by)),
        area=snapshot.area_name,
        start=of.assumptions.start,
        by=of.assumptions.by,
        as_of=of.basis.ledger.as_of,
        revision=snapshot.revision,
        made_up=of.made_up,
        summary=[
            (t("export.about_area"), snapshot.area_name),
            *_period(of, t),
            (t("export.about_revision"), str(snapshot.revision)),
            (t("export.about_printed"), t.datetime(printed_at)),
            *_result(of, of.plan, t),
            *_assumed(of, t),
            *_binding(of, of.plan, t),
            *(
                (t("export.about_source"), source)
                for source in source_titles(of.basis, of.assumptions.weights)
            ),
        ],
        villages=villages,
        districts=tuple(
            zip(snapshot.districts["code"], snapshot.districts["name"], strict=True)
        ),
        agencies=tuple(plan_agencies(of, villages, t)),
        printed_at=printed_at,
    )  # fmt: skip


def plan_villages(of: Answer, plan: Plan) -> pd.DataFrame:
    """The villages of a plan, by quarter and then by code, as `PlanBook` asks for them."""
    names, losses = of.basis.snapshot.names, of.losses or {}
    frame = frame_of(plan.problem, plan.quarter_of)
    found = [losses.get(code) for code in frame["code"]]
    return frame.assign(
        district=[names[code] for code in frame["district_code"]],
        replacement_cost=pd.Series(
            # A gain that breaks another limit is no loss below zero.
            [None if one is None or one.benefit < 0 else one.benefit for one in found],
            dtype=object, index=frame.index,
        ),
        proven=[one is not None and one.proven for one in found],
        breaks=[one is not None and one.breaks for one in found],
    )  # fmt: skip


def plan_agencies(of: Answer, villages: pd.DataFrame, t: Translator) -> Iterator[PlanAgency]:
    """The part of each agency that is responsible for an indicator, in the dictionary's order.

    A village belongs to it as in `Basis.agency_villages`; its shortfalls have a column for each
    of its indicators that is missing somebody in one of these villages.
    """
    dictionary = of.basis.snapshot.dictionary
    for name in dict.fromkeys(one.responsible for one in dictionary):
        own = villages[villages["code"].isin(of.basis.agency_villages(name))]
        columns: list[tuple[str, str, str]] = []
        for one in dictionary:
            if one.responsible == name:
                short = _shortfalls(of, one, own)
                if (short > 0).fillna(False).any():
                    own = own.assign(**{one.code: short})
                    header = t("plan_chart.book.shortfall", name=t.words(one.short), code=one.code)
                    columns.append((one.code, header, t.words(one.counted)))
        yield PlanAgency(
            name=name, villages=own.reset_index(drop=True), shortfalls=tuple(columns)
        )  # fmt: skip


def _shortfalls(of: Answer, indicator: Indicator, villages: pd.DataFrame) -> "pd.Series[int]":
    found: Mapping[str, int] = of.basis.shortfalls(indicator.code)
    return pd.Series(
        [found.get(code, pd.NA) for code in villages["code"]], index=villages.index, dtype="Int64"
    )


def _result(of: Answer, plan: Plan, t: Translator) -> Lines:
    quality, result = status(of, t), t("plan_chart.book.result")
    missed = t("plan_chart.book.missed")
    last = last_quarter(plan)
    lines = [
        (result, finding(of, t)),
        (t("plan_chart.book.status"), quality.sentence),
        *((missed, one) for one in quality.missed),
        (t("plan_chart.book.benefit"), number(plan.benefit, t, 2)),
        (t("plan_chart.book.bound"), number(plan.bound, t, 2)),
        (t("plan_chart.book.reached"), number(people_reached(plan), t, 2)),
        (t("plan_chart.book.last"), t.period(last)),
    ]
    for one in comparisons(of, t)[1:]:
        shown = "" if one.benefit is None else f"{number(one.benefit, t, 2)}; "
        lines.append((t("plan_chart.book.compared", name=one.name), shown + one.words))
    unknown = unknown_sentence(of, t)
    if unknown is not None:
        lines.append((t("plan_chart.book.unknown"), unknown))
        if len(unknown_needs(plan.problem)) < len(plan.problem.candidates):
            label = t("plan_chart.book.unknown_names")
            lines.append((label, _places(of, dict.fromkeys(unknown_needs(plan.problem)), t)))
    note = t("plan_chart.book.note")
    return [*lines, *((note, one) for one in fault_sentences(of, "note", t))]


def _binding(of: Answer, plan: Plan, t: Translator) -> Lines:
    """The limits of which one unit more would bring something, the most rewarding first."""
    label, quarters = t("plan_chart.book.binding"), plan.problem.quarters
    return [
        (label, binding_sentence(of.basis.snapshot, quarters, one, t))
        for one in of.binding if one.gain
    ]  # fmt: skip


def _period(of: Answer, t: Translator) -> Lines:
    as_of = of.basis.ledger.as_of
    return [] if as_of is None else [(t("export.about_period"), t.period(as_of))]


def _assumed(of: Answer, t: Translator) -> Iterator[tuple[str, str]]:
    """Everything that was assumed, one line each."""
    a, basis = of.assumptions, of.basis
    yield (
        t("plan_chart.book.target"),
        t(
            "plan_chart.book.target_text", share=t.share(a.share, _decimals(a.share)),
            n=basis.target_villages(a.share), all=t.number(len(basis.snapshot.villages)),
            formed=t.number(len(basis.formed)),
        ),
    )  # fmt: skip
    yield (
        t("plan_chart.book.time"),
        t("plan_chart.book.time_text", n=len(a.quarters), start=t.period(a.start),
          by=t.period(a.by)),
    )  # fmt: skip
    yield from _capacities(of, t)
    for floor in a.floors:
        share = t.share(floor.share, _decimals(floor.share))
        text = t("plan_chart.book.floor_text", share=share, by=t.period(floor.by))
        yield t("plan_chart.book.floor"), text
    yield t("common.how_computed"), formula(basis, a, t)
    for budget in a.budgets:
        label = t("plan_chart.book.budget", agency=budget.agency, year=str(budget.year))
        yield label, number(budget.limit, t, 2)
    for (code, agency), effort in sorted(a.effort.items()):
        label = t("plan_chart.book.effort", agency=agency)
        yield label, f"{place_name(code, basis.snapshot, t)}: {number(effort, t, 2)}"
    for label, villages in (
        (t("plan_chart.book.locked"), a.locks),
        (t("plan_chart.book.banned"), dict.fromkeys(sorted(a.banned))),
        (t("plan_chart.book.not_before"), a.not_before),
    ):
        if villages:
            yield label, _places(of, villages, t)


def _capacities(of: Answer, t: Translator) -> Iterator[tuple[str, str]]:
    a, label = of.assumptions, t("plan_chart.book.capacity")
    yield label, t("plan_chart.book.capacity_text", n=a.per_quarter)
    for quarter, n in sorted(a.capacity_of_quarter.items()):
        yield label, f"{t.period(quarter)}: {t.number(n)}"
    label = t("plan_chart.book.district_capacity")
    if a.per_district_quarter is None:
        yield label, t("plan_chart.book.no_limit")
    else:
        yield label, t("plan_chart.book.capacity_text", n=a.per_district_quarter)
    for code, n in sorted(a.capacity_of_district.items()):
        yield label, f"{place_name(code, of.basis.snapshot, t)}: {t.number(n)}"


def _places(of: Answer, villages: Mapping[str, str | None], t: Translator) -> str:
    """Villages that cannot be mistaken, each with its quarter where it has one."""
    return "; ".join(
        place_name(code, of.basis.snapshot, t) + ("" if at is None else f": {t.period(at)}")
        for code, at in sorted(villages.items())
    )


def _decimals(share: Fraction) -> int:
    return 0 if (share * 100).denominator == 1 else 2
