"""The gaps of every level as sheets of the workbook: every row that ``gaps`` prints."""

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from kampungkb.analysis.gaps import Level
from kampungkb.analysis.judged import judged
from kampungkb.exports.about import Lines
from kampungkb.exports.columns import (
    Column,
    count_column,
    figure_column,
    mixed_column,
    text_column,
    unit_word,
    words_column,
)
from kampungkb.exports.listing import Listing
from kampungkb.i18n.verdicts import verdict_words
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.book_course import change_columns
from kampungkb.tasks.book_source import BookSource
from kampungkb.tasks.gaps_tables import shortfall_table
from kampungkb.tasks.gaps_view import ShortfallView, rows_made_up


def gap_listing(of: BookSource, level: Level) -> Listing:
    """Every row of one level, one per unit and indicator, in the order of ``gaps``."""
    t, rows = of.t, of.ledger.rows(level)
    names = {
        "regency": (t("book.sheet_regency"), t("book.title_regency")),
        "agency": (t("book.sheet_agency"), t("book.title_agency")),
        "district": (t("book.sheet_district"), t("book.title_district")),
        "village": (t("book.sheet_village"), t("book.title_village")),
    }
    sheet, title = names[level]
    indicators = [of.snapshot.dictionary.get(code) for code in rows["indicator"].tolist()]
    columns = (
        *_units(of, level, rows),
        *_values(of, rows, indicators),
        *_verdicts(of, level, rows, indicators),
        *change_columns(of, level, rows, indicators),
        _origins(of, rows),
    )
    return of.listing(
        sheet, title, columns, rows_made_up(rows), about=_about(of, level),
        sources=of.every_source,
    )  # fmt: skip


def _units(of: BookSource, level: Level, rows: pd.DataFrame) -> Iterator[Column]:
    t, snapshot = of.t, of.snapshot
    if level == "agency":
        yield text_column(t("book.column_agency"), rows["name"])
        return
    code, name = {
        "village": (t("export.village_code"), t("export.village_name")),
        "district": (t("export.district_code"), t("export.district_name")),
    }.get(level, (t("export.area_code"), t("export.area_name")))
    yield text_column(code, rows["code"])
    yield text_column(name, rows["name"])
    if level == "village":
        districts = rows["code"].map(snapshot.parents).map(snapshot.names)
        yield text_column(t("export.district_name"), districts)
        formed = rows["code"].isin(of.ledger.rollout.formed_codes)
        words = {True: t("verdict.formed"), False: t("verdict.not_formed")}
        yield words_column(t("export.formed"), formed, words)


def _values(of: BookSource, rows: pd.DataFrame, indicators: list[Indicator]) -> Iterator[Column]:
    t = of.t
    yield text_column(t("export.indicator"), rows["indicator"])
    yield text_column(t("export.indicator_name"), _each(indicators, lambda x: t.words(x.short)))
    yield text_column(t("export.about_responsible"), _each(indicators, lambda x: x.responsible))
    yield text_column(t("export.period"), rows["period"])
    yield count_column(t("export.numerator"), rows["numerator"])
    yield count_column(t("export.denominator"), rows["denominator"])
    yield mixed_column(t("export.value"), rows["value"], indicators)
    yield text_column(t("book.column_unit"), _each(indicators, lambda x: unit_word(x, t)))
    yield mixed_column(t("export.target"), rows["target"], indicators)
    yield figure_column(t("export.target_year"), rows["target_year"], "", 0, "0")


def _verdicts(
    of: BookSource, level: Level, rows: pd.DataFrame, indicators: list[Indicator]
) -> Iterator[Column]:
    t = of.t
    yield count_column(t("export.shortfall"), rows["shortfall"])
    known = rows["shortfall"].notna()
    counted = _each(indicators, lambda x: t.words(x.counted))
    yield text_column(
        t("book.column_counted"),
        [word if has else None for word, has in zip(counted, known, strict=True)],
    )
    yield count_column(t("export.unserved"), rows["unserved"])
    yield mixed_column(t("export.low"), rows["low"], indicators)
    yield mixed_column(t("export.high"), rows["high"], indicators)
    if level != "village":
        yield mixed_column(t("export.published"), rows["published"], indicators)
    yield words_column(t("export.verdict"), rows["verdict"], verdict_words(t))
    yield text_column(t("export.status"), rows["status"])
    if level != "village":
        yes_no = {True: t("export.yes"), False: t("export.no")}
        yield count_column(t("export.villages"), rows["villages"])
        yield count_column(t("export.villages_with_value"), rows["villages_with_value"])
        yield words_column(t("export.low_coverage"), rows["low_coverage"], yes_no)


def _origins(of: BookSource, rows: pd.DataFrame) -> Column:
    t = of.t
    origins = {
        "official": t("common.official"), "illustrative": t("common.illustrative"),
        "mixed": t("export.mixed"),
    }  # fmt: skip
    return words_column(t("export.origin"), rows["origin"], origins)


def _each(indicators: Iterable[Indicator], word: Any) -> list[str]:
    """A word for each, looked up once: 326 villages have the same 23 indicators."""
    known: dict[str, str] = {}
    found = []
    for one in indicators:
        if one.code not in known:
            known[one.code] = word(one)
        found.append(known[one.code])
    return found


def _about(of: BookSource, level: Level) -> Lines:
    t, how = of.t, of.t("common.how_computed")
    lines = [
        (how, t("book.values_unit")), (how, t("export.how_ratio")), (how, t("export.how_yes_no")),
        (how, t("export.how_mean")), (how, t("export.shortfall_higher")),
        (how, t("export.shortfall_lower")), (how, t("export.shortfall_states_higher")),
        (how, t("export.how_interval")), (how, t("export.how_coverage")),
        (how, t("book.how_change")), (how, t("book.how_stale")),
    ]  # fmt: skip
    return lines if level == "regency" else lines[:1]


def parts_listing(of: BookSource, view: ShortfallView) -> Listing:
    """Services missing in each district, by agency and in all; the most first."""
    t = of.t
    table = shortfall_table(of.told("shortfall"), view)
    code, name, *figures = table.columns
    columns = (
        text_column(t("export.district_code"), code.cells),
        text_column(t("export.district_name"), name.cells),
        *figures,
    )
    return of.listing(
        t("book.sheet_parts"), t("book.title_parts"), columns, table.made_up, about=table.about,
        sources=of.value_sources(view.added),
    )  # fmt: skip


def totals_listing(of: BookSource, view: ShortfallView) -> Listing:
    """Services missing by agency, the most first, with how many of its targets are not met."""
    t, rows = of.t, of.ledger.rows("agency")
    total = view.parts.groupby("agency")["shortfall"].sum()
    agencies = [
        *view.agencies, *(one for one in rows["code"].unique() if one not in view.agencies)
    ]  # fmt: skip
    counts = [judged(rows[rows["code"] == one]) for one in agencies]
    invented = set(rows.loc[rows_made_up(rows), "code"])
    columns = (
        text_column(t("book.column_agency"), agencies),
        count_column(t("book.column_total"), total.reindex(agencies).astype("Int64")),
        count_column(t("book.column_indicators"), [one.n for one in counts]),
        count_column(t("book.column_below"), [one.below for one in counts]),
        count_column(t("book.column_thin"), [one.thin for one in counts]),
    )
    marks = [one in invented for one in agencies]
    return of.listing(
        t("book.sheet_totals"), t("book.title_totals"), columns, marks,
        about=[(t("common.how_computed"), t("gaps.people_twice"))],
        sources=of.every_source,
    )  # fmt: skip
