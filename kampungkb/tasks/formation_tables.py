"""The tables and files of the formation: districts, villages, the course."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from kampungkb.exports.columns import Column, count_column, text_column
from kampungkb.exports.listing import Listing
from kampungkb.exports.plan_workbook import amount_column
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.formation_sentences import (
    class_rows,
    course_notes,
    definition_words,
    goal_words,
    pace_rows,
    seen_words,
)
from kampungkb.tasks.formation_view import FormationView
from kampungkb.tasks.formation_words import milestone_words

Formats = dict[Any, Callable[[Any], str]]


def district_rows(view: FormationView) -> pd.DataFrame:
    """One row per district, most villages left to form first, then by code.

    Returns
    -------
    DataFrame
        ``code``, ``all``, ``formed``, ``left``, ``not_started``, one column per stage (Int64;
        missing where nothing is recorded of it in any district), and ``made_up`` (bool: one of
        its figures rests on sample data).
    """
    long = view.by_district
    stages = long.pivot(index="code", columns="milestone", values="villages")
    made_up = long.groupby("code")["made_up"].sum() > 0
    one = long.drop_duplicates("code").set_index("code")[["all", "formed", "formed_made_up"]]
    started = view.stages[view.stages["stage"].notna()]["code"].map(view.of.district_of)
    counts = started.value_counts().reindex(one.index, fill_value=0)
    table = one.assign(
        left=one["all"] - one["formed"],
        not_started=one["all"] - counts,
        made_up=(one["formed_made_up"] > 0) | made_up,
    ).join(stages.astype("Int64"), validate="one_to_one")
    # Of these nothing is recorded anywhere: that is not 0 villages.
    table = table.assign(**{one: pd.array([pd.NA] * len(table), "Int64") for one in view.silent})
    return (
        table.reset_index()
        .sort_values(["left", "code"], ascending=[False, True], ignore_index=True)
        .drop(columns="formed_made_up")
    )


def district_frame(view: FormationView, t: Translator) -> tuple[pd.DataFrame, Formats]:
    """The districts for the screen, and how to write each column of numbers."""
    rows = district_rows(view)
    columns: dict[str, Any] = {t("map.column_district"): rows["code"].map(view.of.names)}
    numbers = {
        t("formation.column_villages"): rows["all"],
        t("formation.column_formed"): rows["formed"],
        t("formation.column_left"): rows["left"],
        t("formation.not_started"): rows["not_started"],
        **{
            word: rows[stage].to_numpy("float64", na_value=float("nan"))
            for stage, word in milestone_words(t).items()
        },
    }
    return pd.DataFrame(columns | numbers), dict.fromkeys(numbers, t.number)


def district_listing(view: FormationView, sources: tuple[str, ...], t: Translator) -> Listing:
    """The districts as a file."""
    rows = district_rows(view)
    columns = [
        text_column(t("export.district_code"), rows["code"]),
        text_column(t("export.district_name"), rows["code"].map(view.of.names)),
        count_column(t("formation.column_villages"), rows["all"]),
        count_column(t("formation.column_formed"), rows["formed"]),
        count_column(t("formation.column_left"), rows["left"]),
        count_column(t("formation.not_started"), rows["not_started"]),
        *(count_column(word, rows[stage]) for stage, word in milestone_words(t).items()),
    ]
    return _listing(
        view, columns, list(rows["made_up"]), sources, t, topic=t("formation.file_districts"),
        sheet=t("formation.sheet_districts"), title=t("formation.districts_title"),
    )  # fmt: skip


def waiting_frame(view: FormationView, t: Translator) -> tuple[pd.DataFrame, Formats]:
    """Villages whose wait is known for the screen, longest first, and their formats."""
    known, of, words = view.waiting.known, view.of, milestone_words(t)
    days = t("formation.column_days")
    frame = pd.DataFrame(
        {
            t("map.column_village"): known["code"].map(of.names),
            t("map.column_district"): known["code"].map(of.parents).map(of.names),
            t("formation.column_stage"): known["stage"].map(words),
            t("formation.column_since"): known["since"].map(t.date),
            days: known["days"],
            t("formation.column_next"): known["next"].map(words),
        }
    )
    return frame, {days: t.number}


def village_listing(view: FormationView, sources: tuple[str, ...], t: Translator) -> Listing:
    """All villages: the longest wait first, then those whose day is unknown, then the others."""
    of, words = view.of, milestone_words(t)
    known, unknown = view.waiting.known, view.waiting.unknown
    named = {*known["code"], *unknown["code"]}
    others = [code for code in of.villages["code"] if code not in named]
    codes = [*known["code"], *unknown["code"], *others]
    rows = view.stages.set_index("code").reindex(codes)
    formed = view.formed.set_index("code").reindex(codes)
    days = known.set_index("code")["days"].reindex(codes).astype("Int64")
    stages = [words[one] if one in words else t("formation.not_started") for one in rows["stage"]]
    basis = [
        None if not isinstance(stage, str)
        else t("formation.funnel_implied") if implied else t("formation.funnel_recorded")
        for stage, implied in zip(rows["stage"], rows["implied"], strict=True)
    ]  # fmt: skip
    is_formed = [t("verdict.formed") if isinstance(one, str) else t("verdict.not_formed")
                 for one in formed["origin"]]  # fmt: skip
    columns = [
        text_column(t("export.village_code"), codes),
        text_column(t("export.village_name"), [of.names[one] for one in codes]),
        text_column(t("export.district_name"), [of.names[of.parents[one]] for one in codes]),
        text_column(t("export.formed"), is_formed),
        text_column(t("formation.column_stage"), stages),
        text_column(t("formation.column_basis"), basis),
        text_column(t("formation.column_since"), [_iso(one) for one in rows["since"]]),
        count_column(t("formation.column_days"), days),
        text_column(t("formation.column_next"), rows["next"].map(words)),
    ]
    made_up = rows["made_up"].to_numpy(bool) | formed["origin"].eq("illustrative").to_numpy(bool)
    return _listing(
        view, columns, list(made_up), sources, t, topic=t("formation.file_villages"),
        sheet=t("formation.sheet_villages"), title=t("formation.waiting_title_plain"),
    )  # fmt: skip


def course_listing(view: FormationView, sources: tuple[str, ...], t: Translator) -> Listing:
    """The course by quarter, then what the model expects."""
    so_far = (
        pd.DataFrame(columns=["quarter", "official", "illustrative", "formed"])
        if view.course is None
        else view.course.quarters
    )
    ahead = (
        pd.DataFrame(columns=["quarter", "low", "median", "high"])
        if view.projection is None
        else view.projection.path
    )
    no_past, no_future = [None] * len(ahead), [None] * len(so_far)
    columns = [
        text_column(t("formation.column_quarter"), [*so_far["quarter"], *ahead["quarter"]]),
        count_column(t("formation.column_official"), [*so_far["official"], *no_past]),
        count_column(t("formation.column_illustrative"), [*so_far["illustrative"], *no_past]),
        count_column(t("formation.column_total"), [*so_far["formed"], *no_past]),
        count_column(t("formation.column_low"), [*no_future, *ahead["low"]]),
        count_column(t("formation.column_median"), [*no_future, *ahead["median"]]),
        count_column(t("formation.column_high"), [*no_future, *ahead["high"]]),
    ]
    marks = [view.made_up] * (len(so_far) + len(ahead))
    said = [*seen_words(view, t), *course_notes(view, t)]
    about = [(t("formation.about_model"), line) for line in said]
    return _listing(
        view, columns, marks, sources, t, topic=t("formation.file_course"),
        sheet=t("formation.sheet_course"), title=t("formation.course_title"), about=about,
    )  # fmt: skip


def pace_listing(view: FormationView, sources: tuple[str, ...], t: Translator) -> Listing:
    """What each goal takes: one row per goal, in figures and as the page says it."""
    goals, by = view.goals, view.wish.by
    told = dict(pace_rows(view, t))
    needs = [one.needed for one in goals]
    columns = [
        text_column(t("formation.column_goal"), [goal_words(one, t) for one in goals]),
        count_column(t("formation.column_target"), [one.target for one in goals]),
        count_column(t("formation.column_formed"), [len(view.formed)] * len(goals)),
        count_column(
            t("formation.row_to_form"), [None if one is None else one.to_form for one in needs]
        ),
        text_column(t("formation.column_by"), [_iso(by)] * len(goals)),
        amount_column(
            t("formation.column_months"), [None if one is None else one.months for one in needs]
        ),
        count_column(
            t("formation.column_per_month"),
            [None if one is None else one.per_month for one in needs],
        ),
        # The words of the page: a month, or that it is reached, or after 2100.
        *(text_column(label, cells) for label, cells in list(told.items())[3:]),
    ]
    about = [(t("formation.about_model"), line) for line in seen_words(view, t)]
    return _listing(
        view, columns, [view.made_up] * len(goals), sources, t, topic=t("formation.file_pace"),
        sheet=t("formation.sheet_pace"), title=t("formation.pace_title"), about=about,
    )  # fmt: skip


def class_listing(view: FormationView, sources: tuple[str, ...], t: Translator) -> Listing:
    """The formed villages by class; those without one come last."""
    rows = class_rows(view, t)
    columns = [
        text_column(t("formation.column_class"), [name for name, _, _ in rows]),
        count_column(t("formation.column_villages"), [n for _, n, _ in rows]),
    ]
    return _listing(
        view, columns, [made_up or view.made_up for *_, made_up in rows], sources, t,
        topic=t("formation.file_classes"), sheet=t("formation.sheet_classes"),
        title=t("formation.classes_title"),
    )  # fmt: skip


def _iso(day: object) -> str | None:
    return day.isoformat() if isinstance(day, date) else None


def _listing(
    view: FormationView, columns: list[Column], made_up: list[bool], sources: tuple[str, ...],
    t: Translator, *, topic: str, sheet: str, title: str,
    about: list[tuple[str, str]] | None = None,
) -> Listing:  # fmt: skip
    definition = definition_words(t)[view.wish.definition]
    return Listing(
        topic=topic, sheet=sheet, title=title, area=view.of.area_name, as_of=view.as_of,
        revision=view.of.revision, columns=tuple(columns),
        made_up=tuple(bool(one) for one in made_up),
        about=[
            (t("formation.about_definition"), definition),
            (t("common.how_computed"), t("formation.how")),
            *(about or []),
        ],
        sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip
