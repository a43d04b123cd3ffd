"""The rows behind each view of the gaps: as a table on the screen and as files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR, formed_villages
from kampungkb.exports.about import Lines, definition_lines, method_lines, target_lines
from kampungkb.exports.columns import (
    Column,
    columns,
    count_column,
    figure_column,
    measured_column,
    text_column,
)
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.gaps_finding import Told
from kampungkb.tasks.gaps_time import CourseView
from kampungkb.tasks.gaps_unit import change_words, standing_words
from kampungkb.tasks.gaps_view import (
    COMPANIONS,
    HeatView,
    ShortfallView,
    chosen_by_made_up,
    rows_made_up,
)
from kampungkb.tasks.words import row_text, stated_verdicts, verdict_word


@dataclass(frozen=True, kw_only=True)
class GapTable:
    """One table: on the screen, and what its files hold."""

    frame: pd.DataFrame
    # How each column of numbers is written.
    formats: dict[Any, Callable[[Any], str]]
    columns: tuple[Column, ...]
    made_up: tuple[bool, ...]
    topic: str
    sheet: str
    about: Lines


def _unit_columns(told: Told, codes: "pd.Series[str]") -> dict[str, Any]:
    """Code and name of each unit; the district of a village where it is not said already."""
    t, of = told.t, told.snapshot
    is_village = told.shown.level == "village"
    name = t("map.column_village") if is_village else t("map.column_district")
    found: dict[str, Any] = {t("map.column_code"): codes, name: codes.map(of.names)}
    if is_village and told.shown.inside is None:
        found[t("map.column_district")] = codes.map(of.parents).map(of.names)
    return found


def _about(told: Told, indicator: Indicator) -> Lines:
    return [
        *definition_lines(indicator, told.t),
        *target_lines(indicator, told.ledger.as_of, told.t),
        *method_lines(indicator, told.t),
    ]


def scope_names(told: Told) -> tuple[str, ...]:
    """Level, district and kind of villages that are shown, for a file's name."""
    level = told.t("gaps.file_villages") if told.shown.level == "village" else ""
    level = level or told.t("export.file_district")
    inside = [] if told.shown.inside is None else [told.snapshot.names[told.shown.inside]]
    return (level, *inside, *formed_names(told))


def formed_names(told: Told) -> tuple[str, ...]:
    """Which villages were asked for, for a file's name; empty where it is all of them."""
    return {"all": (), "formed": (told.t("gaps.file_formed"),),
            "unformed": (told.t("gaps.file_unformed"),)}[told.scope.formed]  # fmt: skip


def _topic(told: Told, *parts: str) -> str:
    return "-".join([told.t("gaps.file"), *parts, *scope_names(told)])


def _files(told: Told, rows: pd.DataFrame, indicator: Indicator) -> list[Column]:
    """The columns of every file on one indicator, without the remark that a listing adds."""
    of, ledger = told.snapshot, told.ledger
    formed = formed_villages(of.formations, ledger.as_of).set_index("village_code")["origin"]
    whole = rows.assign(
        district=rows["code"].map(of.parents).map(of.names),
        formed=rows["code"].isin(ledger.rollout.formed_codes),
        formed_origin=rows["code"].map(formed),
    )
    return columns(whole, indicator, told.t, illustrative=False)[:-1]


def made_up_rows(told: Told, rows: pd.DataFrame) -> tuple[bool, ...]:
    """Which rows hold a made-up figure; who is formed can be one, and chooses the rows."""
    if chosen_by_made_up(told.scope, told.ledger):
        return (True,) * len(rows)
    return tuple(bool(one) for one in rows_made_up(rows))


def _with_formation(told: Told, rows: pd.DataFrame) -> tuple[bool, ...]:
    """The same of rows whose files also say whether each village is formed."""
    states = told.ledger.village[told.ledger.village["indicator"] == FORMED_INDICATOR]
    invented = rows["code"].isin(states.loc[states["origin"] == "illustrative", "code"])
    pairs = zip(made_up_rows(told, rows), invented, strict=True)
    return tuple(bool(figure or state) for figure, state in pairs)


def unit_table(
    told: Told, indicator: Indicator, rows: pd.DataFrame, moved: pd.DataFrame
) -> GapTable:
    """Value, target, verdict with direction, shortfall and change of each unit.

    Parameters
    ----------
    rows : DataFrame
        Of one indicator, in the order of the table.
    moved : DataFrame
        As `kampungkb.tasks.gaps_view.moved`, at the level of the rows.
    """
    t = told.t
    is_state = indicator.kind == "yes_no" and told.shown.level == "village"
    value, target = t("map.column_value"), t("map.column_target")
    shortfall, change = t("map.column_shortfall"), t("gaps.column_change")
    changes = moved.reindex(rows["code"])
    found = _unit_columns(told, rows["code"])
    formats: dict[Any, Callable[[Any], str]] = {}
    if is_state:
        found[value] = [row_text(t, indicator, row) for row in rows.to_dict("records")]
    else:
        found[value] = rows["value"]
        formats[value] = partial(shown_value, t, indicator)
        if rows["target"].notna().any():
            found[target] = rows["target"]
            formats[target] = formats[value]
        found[t("map.column_verdict")] = standing_words(
            t, stated_verdicts(rows), changes["direction"]
        )
        if rows["shortfall"].notna().any():
            found[shortfall] = rows["shortfall"].astype("float64")
            formats[shortfall] = t.number
        if changes["change"].notna().any():
            found[change] = changes["change"].to_numpy()
            formats[change] = partial(change_words, t, indicator)
    companion = COMPANIONS.get(indicator.code)
    more: list[Column] = [
        _change_column(t, indicator, changes["change"]),
        text_column(t("gaps.column_before"), changes["period_before"]),
    ]
    if companion in told.snapshot.dictionary.codes:
        other = told.snapshot.dictionary.get(companion)
        beside = told.scope.rows(told.shown.level, other.code).set_index("code")["value"]
        name = t.words(other.short)
        found[name] = beside.reindex(rows["code"]).to_numpy()
        formats[name] = partial(shown_value, t, other)
        more.append(measured_column(name, beside.reindex(rows["code"]), other, t))
    return GapTable(
        frame=pd.DataFrame(found).reset_index(drop=True),
        formats=formats,
        columns=(*_files(told, rows, indicator), *more),
        made_up=_with_formation(told, rows),
        topic=_topic(told, indicator.code),
        sheet=t("gaps.sheet", code=indicator.code),
        about=_about(told, indicator),
    )


def _change_column(t: Translator, indicator: Indicator, changes: Iterable[Any]) -> Column:
    unit, shift = {
        "share": (t("gaps.unit_points"), 2),
        "per_1000": (t("export.unit_per_1000"), 3),
    }.get(indicator.unit, ("", 0))
    # The difference of two shares has digits that neither of them has.
    written = [None if pd.isna(change) else round(float(change), 12) for change in changes]
    return figure_column(t("gaps.column_change"), written, unit, shift, "0.00")


def ranking_table(
    told: Told, indicator: Indicator, ranks: pd.DataFrame, rows: pd.DataFrame
) -> GapTable:
    """Rank and the ranks that chance leaves open, with the value as it is and as it is ranked.

    Parameters
    ----------
    ranks : DataFrame
        As `kampungkb.analysis.ranking.ranking`, in the order of the table.
    rows : DataFrame
        The ledger's rows of the same units.
    """
    t = told.t
    own = rows.set_index("code").reindex(ranks["code"]).reset_index()
    rank, value, rate = t("gaps.column_rank"), t("map.column_value"), t("gaps.column_rate")
    span = [
        None if pd.isna(low) else t("gaps.range_text", low=t.number(low), high=t.number(high))
        for low, high in zip(ranks["rank_low"], ranks["rank_high"], strict=True)
    ]
    written = partial(shown_value, t, indicator)
    found = _unit_columns(told, ranks["code"])
    found[rank] = ranks["rank"].astype("float64")
    found[t("gaps.column_rank_range")] = pd.Series(span, dtype="str")
    found[value] = own["value"]
    found[rate] = ranks["rate"]
    found[t("map.column_verdict")] = [verdict_word(t, one) for one in stated_verdicts(own)]
    return GapTable(
        frame=pd.DataFrame(found),
        formats={rank: t.number, value: written, rate: written},
        columns=(
            *_files(told, own, indicator),
            count_column(rank, ranks["rank"]),
            count_column(t("gaps.column_rank_best"), ranks["rank_low"]),
            count_column(t("gaps.column_rank_worst"), ranks["rank_high"]),
            measured_column(rate, ranks["rate"], indicator, t),
        ),
        made_up=_with_formation(told, own),
        topic=_topic(told, t("gaps.file_ranking"), indicator.code),
        sheet=t("gaps.sheet", code=indicator.code),
        about=[*_about(told, indicator), (t("common.how_computed"), t("gaps.ranked_note"))],
    )


def course_table(told: Told, indicator: Indicator, view: CourseView, place: str) -> GapTable:
    """What was reported in each period, the latest first."""
    t = told.t
    rows = view.course.iloc[::-1].reset_index(drop=True)
    value, some, all_ = t("map.column_value"), t("export.numerator"), t("export.denominator")
    villages = t("gaps.column_villages")
    found: dict[str, Any] = {
        t("map.column_period"): t_periods(t, rows["period"]),
        value: rows["value"],
    }
    formats: dict[Any, Callable[[Any], str]] = {value: partial(shown_value, t, indicator)}
    if rows["numerator"].notna().any():
        found |= {some: rows["numerator"].astype("float64")}
        found |= {all_: rows["denominator"].astype("float64")}
        formats |= {some: t.number, all_: t.number}
    found[villages] = rows["villages_with_value"].astype("float64")
    formats[villages] = t.number
    return GapTable(
        frame=pd.DataFrame(found),
        formats=formats,
        columns=(
            text_column(t("export.period"), rows["period"]),
            count_column(some, rows["numerator"]),
            count_column(all_, rows["denominator"]),
            measured_column(value, rows["value"], indicator, t),
            measured_column(t("export.low"), rows["low"], indicator, t),
            measured_column(t("export.high"), rows["high"], indicator, t),
            count_column(t("export.villages"), rows["villages"]),
            count_column(villages, rows["villages_with_value"]),
        ),
        made_up=made_up_rows(told, rows),
        topic="-".join([t("gaps.file"), t("gaps.file_course"), indicator.code, place]),
        sheet=t("gaps.sheet", code=indicator.code),
        about=_about(told, indicator),
    )


def t_periods(t: Translator, periods: Iterable[Any]) -> list[str]:
    """Periods in words, each looked up once."""
    known: dict[Any, str] = {}
    return [known.setdefault(one, t.period_short(one)) for one in periods]


def heat_table(told: Told, view: HeatView) -> GapTable:
    """One row for each unit of the figure and each indicator, in its order.

    The indicators that the figure does not hold come last.
    """
    t, dictionary = told.t, told.snapshot.dictionary
    codes = [*view.indicators, *view.more_indicators]
    grid = pd.MultiIndex.from_product([view.units, codes], names=["code", "indicator"])
    rows = view.cells.set_index(["code", "indicator"]).reindex(grid).reset_index()
    indicators = [dictionary.get(code) for code in rows["indicator"]]
    shortfall = t("map.column_shortfall")
    found = _unit_columns(told, rows["code"])
    found[t("map.column_indicator")] = [t.words(one.short) for one in indicators]
    found[t("map.column_value")] = [
        shown_value(t, one, value) for one, value in zip(indicators, rows["value"], strict=True)
    ]
    found[t("map.column_verdict")] = [verdict_word(t, one) for one in stated_verdicts(rows)]
    found[shortfall] = rows["shortfall"].astype("float64")
    units = [
        t("gaps.of_one") if one.unit in ("share", "per_1000") else t("gaps.own_unit")
        for one in indicators
    ]
    return GapTable(
        frame=pd.DataFrame(found),
        formats={shortfall: t.number},
        columns=(
            text_column(t("map.column_code"), rows["code"]),
            text_column(t("export.area_name"), rows["code"].map(told.snapshot.names)),
            text_column(t("export.indicator"), rows["indicator"]),
            text_column(t("export.indicator_name"), [t.words(one.name) for one in indicators]),
            text_column(t("gaps.column_agency"), [one.responsible for one in indicators]),
            text_column(t("export.period"), rows["period"]),
            count_column(t("export.numerator"), rows["numerator"]),
            count_column(t("export.denominator"), rows["denominator"]),
            figure_column(t("map.column_value"), rows["value"], "", 0, ""),
            text_column(t("gaps.column_unit"), units),
            figure_column(t("map.column_target"), rows["target"], "", 0, ""),
            text_column(t("export.verdict"), found[t("map.column_verdict")]),
            count_column(shortfall, rows["shortfall"]),
        ),
        made_up=made_up_rows(told, rows),
        topic=_topic(told, t("gaps.file_all")),
        sheet=t("gaps.sheet_all"),
        about=[],
    )


def shortfall_table(told: Told, view: ShortfallView) -> GapTable:
    """Shortfall of each unit by agency, and their sum."""
    t = told.t
    wide = view.parts.pivot(index="code", columns="agency", values="shortfall")
    wide = wide.reindex(index=list(view.all_units), columns=list(view.agencies)).astype("Int64")
    total = t("gaps.column_total")
    wide = wide.assign(**{total: wide.sum(axis=1).astype("Int64")})
    codes = pd.Series(wide.index, dtype="str")
    found = _unit_columns(told, codes)
    for name in [total, *view.agencies]:
        found[name] = wide[name].to_numpy("float64", na_value=float("nan"))
    cells = told.scope.district if told.shown.level == "district" else told.scope.village
    own = cells[cells["indicator"].isin(view.added)]
    invented = set(own.loc[rows_made_up(own), "code"])
    by_formation = chosen_by_made_up(told.scope, told.ledger)
    return GapTable(
        frame=pd.DataFrame(found),
        formats=dict.fromkeys([total, *view.agencies], t.number),
        columns=(
            text_column(t("map.column_code"), codes),
            text_column(t("export.area_name"), codes.map(told.snapshot.names)),
            *(count_column(name, wide[name]) for name in [*view.agencies, total]),
        ),
        made_up=tuple(code in invented or by_formation for code in codes),
        topic=_topic(told, t("gaps.file_agencies")),
        sheet=t("gaps.sheet_agencies"),
        about=[(t("common.how_computed"), t("gaps.people_twice"))],
    )
