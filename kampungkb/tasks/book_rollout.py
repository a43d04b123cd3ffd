"""The rollout as sheets of the workbook: who is formed, and what is announced."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from kampungkb.analysis.formed import formed_villages
from kampungkb.analysis.milestones import latest_classes
from kampungkb.exports.about import Lines
from kampungkb.exports.columns import count_column, text_column, words_column
from kampungkb.exports.listing import Listing
from kampungkb.exports.plan_workbook import amount_column
from kampungkb.model.periods import period_end, quarters_between
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.book_source import BookSource
from kampungkb.tasks.formation_sentences import share_words
from kampungkb.tasks.formation_tables import course_listing, district_listing, village_listing
from kampungkb.tasks.formation_words import class_word
from kampungkb.tasks.gaps_view import formation_made_up
from kampungkb.tasks.plan_assumptions import DEFAULT_NEEDS
from kampungkb.tasks.plan_problem import Basis, needs
from kampungkb.tasks.plan_view import formula, showing
from kampungkb.tasks.scenario import assumptions_of, read_summary
from kampungkb.tasks.scenario_view import who_word
from kampungkb.tasks.source_titles import titles


def formed_listing(of: BookSource) -> Listing:
    """The formed villages, by code, with the day and the document of each as far as known."""
    t, snapshot = of.t, of.snapshot
    rows = formed_villages(snapshot.formations, of.ledger.as_of)
    rows = rows[rows["village_code"].isin(of.ledger.rollout.formed_codes)]
    rows = rows.sort_values("village_code", ignore_index=True)
    codes = rows["village_code"]
    origins = {"official": t("common.official"), "illustrative": t("common.illustrative")}
    classes = latest_classes(snapshot.classifications, snapshot.villages, of.ledger.as_of)
    named = {
        village: (class_word(t, name), made_up)
        for village, name, made_up in zip(
            classes["village_code"], classes["class_name"], classes["is_made_up"], strict=True
        )
    }
    nothing = (None, False)
    invented = rows["origin"] != "official"
    made_up = [
        one or named.get(code, nothing)[1] for code, one in zip(codes, invented, strict=True)
    ]
    columns = (
        text_column(t("export.village_code"), codes),
        text_column(t("export.village_name"), codes.map(snapshot.names)),
        text_column(t("export.district_name"), codes.map(snapshot.parents).map(snapshot.names)),
        text_column(t("book.column_formed_on"), rows["formed_on"]),
        text_column(t("book.column_class"), [named.get(one, nothing)[0] for one in codes]),
        text_column(t("book.column_document"), rows["document"]),
        words_column(t("export.origin"), rows["origin"], origins),
    )
    return of.listing(
        t("book.sheet_formed"), t("book.title_formed"), columns, made_up,
        about=[(t("common.how_computed"), t("formation.how"))],
        sources=titles(snapshot, rows["source_id"]),
    )  # fmt: skip


def steps_listing(of: BookSource) -> Listing:
    """All villages with the furthest stage of each, the longest wait first."""
    t, view = of.t, of.formation
    own = village_listing(view, titles(of.snapshot, view.reached["source_id"]), t)
    return replace(
        own, sheet=t("book.sheet_steps"), title=t("book.title_steps"), printed_at=of.printed_at
    )


def district_steps_listing(of: BookSource) -> Listing:
    """The stages by district, the most villages left first."""
    t, view = of.t, of.formation
    own = district_listing(view, titles(of.snapshot, view.reached["source_id"]), t)
    return replace(own, sheet=t("book.sheet_districts"), printed_at=of.printed_at)


def targets_of(of: BookSource) -> tuple[tuple[str, int], ...]:
    """What the rollout should reach: words and villages; the target in use before all of them."""
    t = of.t
    return tuple(
        (t("book.column_all") if goal.share == 1
         else t("book.column_goal", share=share_words(goal.share, t)), goal.target)
        for goal in of.formation.goals
    )  # fmt: skip


def rollout_listing(of: BookSource) -> Listing:
    """The course by quarter and the projection, with what should be reached beside them."""
    t, view = of.t, of.formation
    own = course_listing(view, titles(of.snapshot, view.formed["source_id"]), t)
    goals = tuple(
        count_column(words, [target] * len(own.made_up)) for words, target in targets_of(of)
    )
    return replace(
        own, sheet=t("book.sheet_course"), title=t("book.title_course"), printed_at=of.printed_at,
        columns=(*own.columns, *goals),
    )  # fmt: skip


def plan_listing(of: BookSource) -> Listing:
    """The announced plan by quarter, then by code, with the needs as they are known now.

    Without one the table has no row, and says so.
    """
    t, snapshot, announced = of.t, of.snapshot, of.announced
    quarters = {} if announced is None else dict(announced.plan)
    codes = sorted(quarters, key=lambda code: (period_end(quarters[code]), code))
    basis = Basis(snapshot=snapshot, ledger=of.ledger, announced=quarters)
    known = _needs(basis, announced)
    formed = [one in basis.formed for one in codes]
    words = {True: t("verdict.formed"), False: t("verdict.not_formed")}
    columns = (
        text_column(t("export.village_code"), codes),
        text_column(t("export.village_name"), [snapshot.names.get(one) for one in codes]),
        text_column(t("export.district_name"), [_district(of, one) for one in codes]),
        text_column(t("plan_chart.book.quarter"), [quarters[one] for one in codes]),
        amount_column(t("plan_chart.book.need"), [known.get(one) for one in codes]),
        words_column(t("export.formed"), formed, words),
    )
    made_up = announced is not None and (
        read_summary(announced.summary).made_up or formation_made_up(of.ledger)
    )
    name = "" if announced is None else announced.name
    return of.listing(
        t("book.sheet_plan"),
        t("book.title_plan", name=name) if name else t("book.title_no_plan"),
        columns, [made_up] * len(codes), about=_about(of, basis, announced),
        sources=of.value_sources(_weights(announced)),
    )  # fmt: skip


def announced_needs(of: BookSource) -> dict[str, Fraction]:
    """Needs by village code as they are known now, by the weights of the announced plan."""
    basis = Basis(snapshot=of.snapshot, ledger=of.ledger)
    return _needs(basis, of.announced)


def announced_frame(of: BookSource, announced: Scenario) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """An announced plan as a table, and its quarters in order.

    Returns
    -------
    DataFrame, one row per village of the register in the plan, by quarter and then by code
        As `kampungkb.tasks.plan_problem.frame_of` returns.
    tuple of str
        From the first quarter to the last, those without a village too.
    """
    names, parents, known = of.snapshot.names, of.snapshot.parents, announced_needs(of)
    ordered = sorted(announced.plan.items(), key=lambda one: (period_end(one[1]), one[0]))
    rows = [
        {"code": code, "name": names[code], "district_code": parents[code], "quarter": quarter,
         "need": known.get(code)}
        for code, quarter in ordered if code in parents
    ]  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=["code", "name", "district_code", "quarter", "need"], dtype=object
    )
    own = sorted(set(announced.plan.values()), key=period_end)
    return frame, quarters_between(own[0], own[-1]) if own else ()


def _weights(announced: Scenario | None) -> Mapping[str, Fraction]:
    own = None if announced is None else assumptions_of(announced)
    return DEFAULT_NEEDS if own is None else own.weights


def _needs(basis: Basis, announced: Scenario | None) -> dict[str, Fraction]:
    weights = _weights(announced)
    # A weight of an indicator that the dictionary lost counts nobody.
    return needs(basis, weights) if set(weights) <= set(basis.snapshot.dictionary.codes) else {}


def _about(of: BookSource, basis: Basis, announced: Scenario | None) -> Lines:
    t = of.t
    if announced is None:
        return [(t("book.about_plan"), t("book.no_plan"))]
    lines = [
        (t("book.about_plan"), announced.name),
        (t("book.about_plan_by"),
         f"{who_word(t, announced.author, announced.agency)}, {t.datetime(announced.saved_at)}"),
        (t("book.about_plan_revision"), str(announced.data_revision)),
        (t("common.how_computed"), t("book.need_now")),
    ]  # fmt: skip
    if announced.note:
        lines.append((t("export.note"), announced.note))
    own = assumptions_of(announced)
    if own is not None and set(own.weights) <= set(of.snapshot.dictionary.codes):
        lines.append((t("simulation.about_wish"), showing(basis, own, t)))
        lines.append((t("common.how_computed"), formula(basis, own, t)))
    return lines


def _district(of: BookSource, village: str) -> str | None:
    parent = of.snapshot.parents.get(village)
    return None if parent is None else of.snapshot.names[parent]
