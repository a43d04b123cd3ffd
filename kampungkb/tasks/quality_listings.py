"""The tables of the page on data quality: on the screen, and as files to take away."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pandas as pd

from kampungkb.exports.columns import (
    Column,
    count_column,
    measured_column,
    share_column,
    text_column,
    words_column,
)
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.model.indicators import Indicator
from kampungkb.tasks import quality_words as words
from kampungkb.tasks.quality_view import Quality, QualityView
from kampungkb.tasks.snapshot import Snapshot


def file_of(
    t: Translator, of: Snapshot, quality: Quality, *, topic: str, title: str,
    columns: tuple[Column, ...], made_up: tuple[bool, ...],
) -> Listing:  # fmt: skip
    """A table as a file, with what all files of this page say."""
    return Listing(
        topic=topic,
        sheet=title,
        title=f"{t('quality.title')}: {title}",
        area=of.area_name,
        as_of=quality.as_of,
        revision=of.revision,
        columns=columns,
        made_up=made_up,
        about=[(t("common.how_computed"), t("quality.how"))],
        sources=source_titles(of),
        printed_at=datetime.now(UTC),
    )


def source_titles(of: Snapshot) -> tuple[str, ...]:
    """Titles of the sources behind the observations, in the order of their ids."""
    titles = of.sources.set_index("source_id")["title"]
    named = of.observations["source_id"].dropna().unique()
    return tuple(str(titles[one]) for one in sorted(named) if one in titles.index)


def completeness_file(t: Translator, of: Snapshot, quality: Quality, view: QualityView) -> Listing:
    """The three lists under each other."""
    indicators = {one.code: t.words(one.short) for one in of.dictionary}
    silent = sorted(set(view.unreported["agency"]) - set(view.by_agency["group"]))
    none = pd.DataFrame(
        {"group": silent, "cells": 0, "fresh": 0, "stale": 0, "missing": 0, "made_up": False}
    )
    parts = [
        (t("quality.by_agency"), pd.concat([view.by_agency, none], ignore_index=True), {}),
        (t("quality.by_indicator"), view.by_indicator, indicators),
        (t("quality.by_district"), view.by_district, of.names),
    ]
    rows = pd.concat(
        [
            frame.assign(by=by, name=[names.get(one, one) for one in frame["group"]])
            for by, frame, names in parts
        ],
        ignore_index=True,
    )
    never = view.unreported["agency"].value_counts()
    of_agency = rows["by"] == t("quality.by_agency")
    columns = (
        text_column(t("quality.column_by"), rows["by"]),
        text_column(t("map.column_code"), rows["group"]),
        text_column(t("quality.column_name"), rows["name"]),
        count_column(t("quality.column_cells"), rows["cells"]),
        count_column(t("quality.column_fresh"), rows["fresh"]),
        count_column(t("quality.column_stale"), rows["stale"]),
        count_column(t("quality.column_missing"), rows["missing"]),
        count_column(
            t("quality.column_unreported"), rows["group"].map(never).fillna(0).where(of_agency)
        ),
    )
    return file_of(
        t, of, quality, topic=t("quality.file_completeness"), title=t("quality.completeness"),
        columns=columns, made_up=tuple(map(bool, rows["made_up"])),
    )  # fmt: skip


def findings_file(t: Translator, of: Snapshot, quality: Quality, view: QualityView) -> Listing:
    """Every finding with its rule."""
    heads = view.findings
    rows = heads.to_dict("records")
    columns = (
        text_column(
            t("quality.column_severity"), [words.severity_word(t, r["severity"]) for r in rows]
        ),
        text_column(t("quality.kind"), [words.kind_word(t, r["kind"]) for r in rows]),
        text_column(t("map.column_indicator"), [words.subject_word(t, of, r) for r in rows]),
        text_column(t("quality.column_agency"), [words.agency_word(t, r) for r in rows]),
        text_column(t("quality.column_where"), [words.place_word(t, of, r) for r in rows]),
        text_column(t("quality.column_what"), [words.what_word(t, r) for r in rows]),
        count_column(t("quality.column_villages"), heads["villages"]),
        count_column(t("quality.column_rows"), heads["rows"]),
        text_column(t("quality.column_last"), heads["period"]),
        text_column(t("quality.column_todo"), [words.todo_word(t, r["kind"]) for r in rows]),
        text_column(t("quality.column_rule"), [words.rule_word(t, of, quality, r) for r in rows]),
    )
    return file_of(
        t, of, quality, topic=t("quality.file_findings"),
        title=t("quality.findings_title", n=len(heads)), columns=columns,
        made_up=tuple(map(bool, heads["made_up"])),
    )  # fmt: skip


def rows_file(
    t: Translator, of: Snapshot, quality: Quality, one: words.Finding, rows: pd.DataFrame
) -> Listing:
    """The reports of one finding, with the reports before them."""
    origins = {True: t("common.illustrative"), False: t("common.official")}
    made_up = rows["made_up"].where(rows["period"].notna())
    columns = (
        text_column(t("map.column_code"), rows["village_code"]),
        text_column(t("map.column_village"), rows["village_code"].map(of.names)),
        text_column(t("map.column_district"), rows["district_code"].map(of.names)),
        text_column(t("export.indicator"), rows["indicator"]),
        text_column(t("map.column_period"), rows["period"]),
        count_column(t("quality.column_numerator"), rows["numerator"]),
        count_column(t("quality.column_denominator"), rows["denominator"]),
        _measured(t("map.column_value"), rows["value"], rows, of, t),
        text_column(t("quality.column_period_before"), rows["period_before"]),
        count_column(t("quality.column_numerator_before"), rows["numerator_before"]),
        count_column(t("quality.column_denominator_before"), rows["denominator_before"]),
        _measured(t("quality.column_before"), rows["value_before"], rows, of, t),
        count_column(t("quality.column_reference"), rows["reference"]),
        text_column(t("quality.column_other"), rows["other_code"]),
        words_column(t("export.origin"), made_up, origins),
    )
    return file_of(
        t, of, quality, topic=f"{t('quality.file_rows')}-{one['key']}",
        title=words.kind_word(t, one["kind"]), columns=columns,
        made_up=tuple(map(bool, rows["made_up"])),
    )  # fmt: skip


def _indicator(rows: pd.DataFrame, of: Snapshot) -> Indicator | None:
    """The indicator of all rows; None where there are several, or none."""
    codes = rows["indicator"].dropna().unique()
    return of.dictionary.get(codes[0]) if len(codes) == 1 else None


def _measured(
    name: str, values: pd.Series, rows: pd.DataFrame, of: Snapshot, t: Translator
) -> Column:
    """Values in the unit of their indicator; of several indicators, as people read them."""
    only = _indicator(rows, of)
    if only is not None:
        return measured_column(name, values, only, t)
    return text_column(name, _texts(values, rows, of, t))


def _texts(values: pd.Series, rows: pd.DataFrame, of: Snapshot, t: Translator) -> list[str | None]:
    return [
        None if pd.isna(value) else shown_value(t, of.dictionary.get(code), value)
        for value, code in zip(values, rows["indicator"], strict=True)
    ]


def rows_table(
    t: Translator, of: Snapshot, one: words.Finding, rows: pd.DataFrame
) -> tuple[pd.DataFrame, dict[Any, Callable[[Any], str]]]:
    """The reports of one finding for the screen, and how to write the columns of numbers."""
    named: dict[str, Any] = {
        t("map.column_village"): rows["village_code"].map(of.names),
        t("map.column_district"): rows["district_code"].map(of.names),
    }
    if one["kind"] == "never_reported":
        return pd.DataFrame(named), {}
    only = _indicator(rows, of)
    formats: dict[Any, Callable[[Any], str]] = {}
    if only is None:
        shorts = {code: t.words(of.dictionary.get(code).short) for code in rows["indicator"]}
        named[t("map.column_indicator")] = rows["indicator"].map(shorts)
    named[t("map.column_period")] = [t.period_short(period) for period in rows["period"]]
    if rows["denominator"].notna().any():
        for name, column in (
            (t("quality.column_numerator"), "numerator"),
            (t("quality.column_denominator"), "denominator"),
        ):
            named[name] = rows[column].astype("float64")
            formats[name] = t.number
    for name, column in (
        (t("map.column_value"), "value"),
        (t("quality.column_before"), "value_before"),
    ):
        named[name] = rows[column] if only is not None else _texts(rows[column], rows, of, t)
        if only is not None:
            formats[name] = partial(shown_value, t, only)
    if rows["reference"].notna().any():
        named[t("quality.column_reference")] = rows["reference"].astype("float64")
        formats[t("quality.column_reference")] = t.number
    if rows["other_code"].notna().any():
        named[t("quality.column_other")] = rows["other_code"].map(of.names)
    return pd.DataFrame(named), formats


def verify_file(t: Translator, of: Snapshot, quality: Quality, view: QualityView) -> Listing:
    """Whom to call first, with the ranges that were assumed."""
    rows = view.verify
    reasons = {one: words.reason_word(t, one) for one in rows["reason"].unique()}
    shorts = {code: t.words(of.dictionary.get(code).short) for code in rows["indicator"].unique()}
    yes_no = {True: t("export.yes"), False: t("export.no")}
    columns = (
        text_column(t("map.column_code"), rows["code"]),
        text_column(t("map.column_village"), rows["code"].map(of.names)),
        text_column(t("map.column_district"), rows["district_code"].map(of.names)),
        text_column(t("map.column_indicator"), rows["indicator"].map(shorts)),
        text_column(t("quality.verify_ask"), rows["agency"]),
        words_column(t("quality.verify_reason"), rows["reason"], reasons),
        count_column(t("quality.column_denominator"), rows["denominator"]),
        words_column(t("quality.column_estimated"), rows["estimated"], yes_no),
        share_column(t("quality.column_rate_low"), rows["rate_low"]),
        share_column(t("quality.column_rate_high"), rows["rate_high"]),
        count_column(t("quality.verify_now"), rows["now"]),
        count_column(t("quality.column_low"), rows["low"]),
        count_column(t("quality.column_high"), rows["high"]),
        count_column(t("quality.verify_places"), rows["places"]),
        count_column(t("quality.verify_people"), rows["people"]),
    )
    return file_of(
        t, of, quality, topic=t("quality.file_verify"),
        title=t("quality.verify_title", n=len(rows)), columns=columns,
        made_up=tuple(rows["indicator"].isin(quality.made_up)),
    )  # fmt: skip
