"""The rows behind an indicator what-if: of its figure, on the screen and in files."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal

import pandas as pd

from kampungkb.exports.about import Lines, definition_lines, target_lines
from kampungkb.exports.columns import Column, count_column, measured_column, text_column
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.tasks.whatif_view import Told, assumed, notes
from kampungkb.tasks.words import verdict_word

# Rows of a figure beyond these stand in the table.
_ROWS: Final = 29


@dataclass(frozen=True, kw_only=True)
class ChangeRows:
    """Rows of `kampungkb.charts.whatif_change.whatif_change`, and which units they are."""

    rows: pd.DataFrame
    level: Literal["district", "village"]
    # Without the row of the whole area.
    units: int


def change_rows(told: Told) -> ChangeRows:
    """The whole area, then the units furthest behind now.

    Districts; where what was chosen lies in a single district or is villages only, the chosen
    villages instead.
    """
    answer, of = told.answer, told.snapshot
    parents = {of.parents.get(area, area) for area in answer.wish.areas}
    of_villages = bool(answer.wish.areas) and (
        len(parents) == 1 or all(area in of.parents for area in answer.wish.areas)
    )
    level: Literal["district", "village"] = "village" if of_villages else "district"
    before, after = (
        (rows.village if of_villages else rows.district) for rows in (answer.before, answer.after)
    )
    if of_villages:
        inside = before["code"].isin(answer.outcome.setting.chosen)
        before, after = before[inside], after[inside]
    joined = _joined(told, before, after).dropna(subset=["before"])
    worst = joined.sort_values(
        ["before", "code"], ascending=[answer.indicator.better == "higher", True]
    ).head(_ROWS)
    whole = _joined(told, answer.before.regency, answer.after.regency)
    rows = pd.concat([whole, worst], ignore_index=True)
    return ChangeRows(rows=rows, level=level, units=len(worst))


def _joined(told: Told, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    reached = told.answer.outcome.reached
    by_unit: dict[str, int] = {}
    for one in told.answer.outcome.setting.villages:
        for unit in (one.code, one.district_code, told.snapshot.area_code):
            by_unit[unit] = by_unit.get(unit, 0) + reached.get(one.code, 0)
    return pd.DataFrame(
        {
            "code": before["code"].array,
            "name": before["name"].array,
            "before": before["value"].array,
            "after": after["value"].array,
            "target": before["target"].array,
            "verdict": after["verdict"].array,
            "low_coverage": before["low_coverage"].array,
            "reached": [by_unit.get(code, 0) for code in before["code"]],
        }
    )


@dataclass(frozen=True, kw_only=True)
class VillageTable:
    """The chosen villages: on the screen, and what the files hold."""

    frame: pd.DataFrame
    formats: dict[Any, Callable[[Any], str]]
    columns: tuple[Column, ...]
    made_up: tuple[bool, ...]
    about: Lines


def village_table(told: Told) -> VillageTable:
    """One row per chosen village, most people reached first, then by code; unknown last."""
    t, answer, of = told.t, told.answer, told.snapshot
    rows = _village_rows(told)
    codes = rows["code"]
    district = codes.map(of.parents).map(of.names)
    value = partial(shown_value, t, answer.indicator)
    now, then = t("whatif.column_now"), t("whatif.column_then")
    reached, quickest = t("whatif.reached"), t("whatif.column_quickest")
    frame = {
        t("map.column_village"): rows["name"],
        t("map.column_district"): district,
        now: rows["value"],
        then: rows["value_then"],
        reached: rows["reached"].astype("float64"),
        t("whatif.column_verdict_then"): [verdict_word(t, one) for one in rows["verdict_then"]],
    }
    if answer.quickest is not None and answer.quickest.wanted:
        frame[quickest] = rows["quickest"].astype("float64")
    return VillageTable(
        frame=pd.DataFrame(frame),
        formats={now: value, then: value, reached: t.number, quickest: t.number}
        if quickest in frame
        else {now: value, then: value, reached: t.number},
        columns=_columns(told, rows, district),
        made_up=tuple(bool(one) for one in rows["origin"].isin(["illustrative", "mixed"])),
        about=_about(told),
    )


def _village_rows(told: Told) -> pd.DataFrame:
    answer = told.answer
    before, after = answer.before.village, answer.after.village
    covers = {"fewest": answer.fewest, "quickest": answer.quickest}
    rows = before.assign(
        reached=pd.array([answer.outcome.reached.get(c) for c in before["code"]], dtype="Int64"),
        value_then=after["value"],
        numerator_then=after["numerator"],
        shortfall_then=after["shortfall"],
        verdict_then=after["verdict"],
        **{
            name: pd.array(
                [None if cover is None else cover.reached.get(c) for c in before["code"]],
                dtype="Int64",
            )
            for name, cover in covers.items()
        },
    )
    return rows[rows["code"].isin(answer.outcome.setting.chosen)].sort_values(
        ["reached", "code"], ascending=[False, True], na_position="last", ignore_index=True
    )


def _columns(told: Told, rows: pd.DataFrame, district: "pd.Series[str]") -> tuple[Column, ...]:
    t, indicator = told.t, told.answer.indicator
    counted = told.counted
    found = [
        text_column(t("map.column_code"), rows["code"]),
        text_column(t("map.column_village"), rows["name"]),
        text_column(t("map.column_district"), district),
        text_column(t("export.period"), rows["period"]),
        count_column(t("export.numerator"), rows["numerator"]),
        count_column(t("whatif.column_some_then"), rows["numerator_then"]),
        count_column(t("export.denominator"), rows["denominator"]),
        measured_column(t("whatif.column_now"), rows["value"], indicator, t),
        measured_column(t("whatif.column_then"), rows["value_then"], indicator, t),
        count_column(t("whatif.reached"), rows["reached"], counted),
        count_column(t("whatif.column_short_now"), rows["shortfall"], counted),
        count_column(t("whatif.column_short_then"), rows["shortfall_then"], counted),
        _verdicts(t("whatif.column_verdict_now"), rows["verdict"], t),
        _verdicts(t("whatif.column_verdict_then"), rows["verdict_then"], t),
    ]
    if told.answer.fewest is not None:
        found += [
            count_column(t("whatif.column_fewest"), rows["fewest"], counted),
            count_column(t("whatif.column_quickest"), rows["quickest"], counted),
        ]
    return tuple(found)


def _verdicts(name: str, verdicts: "pd.Series[str]", t: Translator) -> Column:
    words = (None if pd.isna(one) else verdict_word(t, one) for one in verdicts)
    return text_column(name, words)


def _about(told: Told) -> Lines:
    t, answer = told.t, told.answer
    return [
        *definition_lines(answer.indicator, t),
        *target_lines(answer.indicator, told.as_of, t),
        *((t("whatif.assumptions"), line) for line in assumed(told)),
        *((t("export.note"), line) for line in notes(told)),
        (t("common.how_computed"), t("whatif.how")),
    ]
