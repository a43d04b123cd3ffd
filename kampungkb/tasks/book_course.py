"""Change and age of values, and the course of each indicator, as parts of the workbook."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from kampungkb.analysis.course import course
from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.gaps import Level
from kampungkb.analysis.staleness import ages
from kampungkb.analysis.unit_changes import unit_changes
from kampungkb.exports.columns import (
    Column,
    count_column,
    mixed_column,
    text_column,
    unit_word,
    words_column,
)
from kampungkb.exports.listing import Listing
from kampungkb.i18n.formats import exact
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.verdicts import direction_words
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.book_source import BookSource
from kampungkb.tasks.gaps_view import rows_made_up

# Percent and per 1,000 are shares of 1 moved by so many places.
_SHIFTS: Final = {"share": 2, "per_1000": 3}
_COLUMNS: Final = [
    "indicator", "period", "numerator", "denominator", "value", "low", "high", "villages",
    "villages_with_value", "origin",
]  # fmt: skip


def change_columns(
    of: BookSource, level: Level, rows: pd.DataFrame, indicators: list[Indicator]
) -> Iterator[Column]:
    """Change against the report before, its direction, and whether the value is stale.

    As on the page of the gaps: only what was reported in the indicator's last period is compared.
    """
    t = of.t
    keys = pd.MultiIndex.from_arrays([rows["indicator"], _units(of, level, rows)])
    moved = _moved(of, level).reindex(keys).reset_index(drop=True)
    yield _changes(t, moved["change"], indicators)
    yield text_column(t("gaps.column_before"), moved["period_before"])
    yield words_column(t("profile.file_direction"), moved["direction"], direction_words(t))
    rhythm = {one.code: one.rhythm_months for one in of.snapshot.dictionary}
    stale = ages(rows, rhythm, of.ledger.as_of)["stale"].where(rows["period"].notna())
    yes_no = {True: t("export.yes"), False: t("export.no")}
    yield words_column(t("profile.file_stale"), stale, yes_no)


def _units(of: BookSource, level: Level, rows: pd.DataFrame) -> list[str]:
    """What a row is about; the rows of an agency are about the whole area."""
    if level in ("agency", "regency"):
        return [of.snapshot.area_code] * len(rows)
    return list(rows["code"])


def _moved(of: BookSource, level: Level) -> pd.DataFrame:
    villages = of.scope.villages
    units = {"village": villages["code"], "district": villages["parent_code"]}.get(
        level, pd.Series(of.snapshot.area_code, index=villages.index, dtype="str")
    )
    parents = pd.Series(units.to_numpy(), index=villages["code"], dtype="str")
    # The formation list holds days, not reports of an earlier period.
    before = of.ledger.earlier[of.ledger.earlier["indicator"] != FORMED_INDICATOR]
    moved = unit_changes(of.ledger.latest, before, parents, of.ledger.terms)
    return moved.set_index(["indicator", "code"])


def _changes(t: Translator, changes: "pd.Series[float]", indicators: list[Indicator]) -> Column:
    """Changes with their sign; those of shares in percentage points, as their format says."""
    plain, points = _format("0.00"), _format(f'0.00" {t("gaps.unit_points")}"')
    cells, formats = [], []
    for change, one in zip(changes, indicators, strict=True):
        # The difference of two shares has digits that neither of them has.
        cell = None if pd.isna(change) else exact(round(float(change), 12))
        shift = _SHIFTS.get(one.unit, 0)
        cells.append(cell.scaleb(shift) if isinstance(cell, Decimal) else cell)
        formats.append({"share": points, "index": _format("0.0000")}.get(one.unit, plain))
    return Column(
        name=t("gaps.column_change"), cells=tuple(cells), cell_formats=tuple(formats)
    )  # fmt: skip


def _format(figures: str) -> str:
    return f"+{figures};-{figures};{figures}"


def course_listing(of: BookSource) -> Listing:
    """What the whole area reported of each indicator in each period, the latest first."""
    t = of.t
    rows = _courses(of)
    indicators = [of.snapshot.dictionary.get(code) for code in rows["indicator"]]
    short = {one.code: t.words(one.short) for one in of.snapshot.dictionary}
    columns = (
        text_column(t("export.indicator"), rows["indicator"]),
        text_column(t("export.indicator_name"), rows["indicator"].map(short)),
        text_column(t("export.period"), rows["period"]),
        count_column(t("export.numerator"), rows["numerator"]),
        count_column(t("export.denominator"), rows["denominator"]),
        mixed_column(t("export.value"), rows["value"], indicators),
        text_column(t("book.column_unit"), [unit_word(one, t) for one in indicators]),
        mixed_column(t("export.low"), rows["low"], indicators),
        mixed_column(t("export.high"), rows["high"], indicators),
        count_column(t("export.villages"), rows["villages"]),
        count_column(t("gaps.column_villages"), rows["villages_with_value"]),
        words_column(t("export.origin"), rows["origin"], _origins(t)),
    )
    how = t("common.how_computed")
    return of.listing(
        t("book.sheet_periods"), t("book.title_periods", area=of.snapshot.area_name), columns,
        rows_made_up(rows), about=[(how, t("book.how_periods")), (how, t("book.values_unit"))],
        sources=of.every_source,
    )  # fmt: skip


def _origins(t: Translator) -> dict[Any, str]:
    return {
        "official": t("common.official"), "illustrative": t("common.illustrative"),
        "mixed": t("export.mixed"),
    }  # fmt: skip


def _courses(of: BookSource) -> pd.DataFrame:
    snapshot, ledger = of.snapshot, of.ledger
    everybody = list(of.scope.villages["code"])
    found = []
    for code in ledger.indicators:
        # The formation of villages is a list of days and not a report per period.
        if code == FORMED_INDICATOR:
            continue
        asked = everybody
        if snapshot.dictionary.get(code).population == "formed":
            asked = sorted(ledger.rollout.formed_codes)
        own = course(snapshot.observations, asked, ledger.terms, code, ledger.as_of)
        if len(own):
            found.append(own.iloc[::-1].assign(indicator=code)[_COLUMNS])
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=_COLUMNS)
