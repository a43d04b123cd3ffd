"""The tables of a brief: shortfalls by indicator, by district and by village."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.exports.brief_parts import BriefTable, Cell, ColumnHead, Shape
from kampungkb.i18n.formats import DASH
from kampungkb.i18n.values import shown_value
from kampungkb.model.indicators import Indicator
from kampungkb.tasks.brief_source import BriefSource, Record
from kampungkb.tasks.convergence_agency import VISIT_ROWS, Agency, visits_summary
from kampungkb.tasks.gaps_view import COMPANIONS
from kampungkb.tasks.words import stated_verdict, verdict_word

# Rows and columns that two pages hold.
INDICATORS: Final = 12
VILLAGES: Final = 32
COLUMNS: Final = 4
_SHAPES: Final[dict[str, Shape]] = {
    "met": "met", "below": "below", "cannot_tell": "cannot_tell", "no_data": "no_data",
}  # fmt: skip


def short_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of one unit that count missing people, most first, then by code.

    The formation of the villages is left out: it has a figure of its own.
    """
    short = rows[
        rows["shortfall"].gt(0).fillna(False).astype(bool) & (rows["indicator"] != FORMED_INDICATOR)
    ]
    return short.sort_values(["shortfall", "indicator"], ascending=[False, True])


def indicator_table(
    of: BriefSource, rows: pd.DataFrame, *, beside: pd.Series | None = None, most: int = INDICATORS,
    is_of_agency: bool = False,
) -> BriefTable:  # fmt: skip
    """What is missing by indicator, most people first.

    Parameters
    ----------
    rows : DataFrame
        Of one unit, as the ledger has them.
    beside : Series, optional
        Value of the regency by indicator, to stand beside it.
    most : int
        Rows at most; an indicator that says nothing alone brings its companion.
    is_of_agency : bool
        All are of one agency, which needs no column then.
    """
    t = of.t
    short = short_rows(rows)
    kept = short.head(most)
    more = len(short) - len(kept)
    by_code = {one["indicator"]: one for one in rows.to_dict("records")}
    cells: list[tuple[Cell, ...]] = []
    for one in kept.to_dict("records"):
        cells.append(_indicator_row(of, one, beside))
        companion = by_code.get(COMPANIONS.get(one["indicator"], ""))
        if companion is not None and companion["indicator"] not in set(kept["indicator"]):
            cells.append(_indicator_row(of, companion, beside))
    heads = [
        ColumnHead(text=t("brief.column_indicator"), part=2.15),
        ColumnHead(text=t("brief.column_value"), align="right", part=1.3),
        ColumnHead(text=t("brief.column_target"), align="right", part=0.8),
        ColumnHead(text=t("brief.column_status"), part=2.15),
        ColumnHead(text=t("brief.column_short"), align="right", part=1.65),
        ColumnHead(text=t("brief.column_agency"), part=1.35),
    ]
    if beside is not None:
        heads.insert(2, ColumnHead(text=t("brief.column_regency"), align="right", part=0.95))
    if is_of_agency:
        heads, cells = heads[:-1], [row[:-1] for row in cells]
    others = rows[rows["indicator"] != FORMED_INDICATOR]
    has_any = bool(others["shortfall"].notna().any())
    notes = [
        t("brief.more_indicators", n=more) if more else "",
        t("brief.low_coverage") if any("*" in row[1].text for row in cells) else "",
    ]
    return BriefTable(
        title=t("brief.by_indicator"),
        heads=tuple(heads),
        rows=tuple(cells),
        note=" ".join(one for one in notes if one),
        empty=t("brief.none_short") if has_any else t("brief.no_indicators"),
    )


def _indicator_row(of: BriefSource, row: Record, beside: pd.Series | None) -> tuple[Cell, ...]:
    t = of.t
    indicator = of.snapshot.dictionary.get(row["indicator"])
    verdict = stated_verdict(row)
    shortfall: int | None = None if pd.isna(row["shortfall"]) else int(row["shortfall"])
    star = "*" if row["low_coverage"] else ""
    cells = [
        Cell(text=t.words(indicator.short), is_strong=True),
        _achieved(of, indicator, row["value"], star),
        Cell(text=of.target_text(indicator) or DASH),
        Cell(text=verdict_word(t, verdict or None), shape=_SHAPES.get(verdict, "")),
        Cell(
            text=DASH if shortfall is None
            else f"{t.number(shortfall)} {t.counted(indicator, shortfall)}",
        ),
        Cell(text=indicator.responsible),
    ]  # fmt: skip
    if beside is not None:
        value = beside.get(row["indicator"])
        cells.insert(2, Cell(text=shown_value(t, indicator, value)))
    return tuple(cells)


def _achieved(of: BriefSource, indicator: Indicator, value: float, star: str) -> Cell:
    """A value, and a bar of it with its target where both are shares."""
    text = shown_value(of.t, indicator, value) + star
    target = of.target(indicator)
    if indicator.unit != "share" or pd.isna(value) or not 0 <= value <= 1:
        return Cell(text=text)
    goal = None if target is None or target.value is None else float(target.value)
    return Cell(text=text, share=float(value), goal=goal)


def worst_columns(of: BriefSource, rows: pd.DataFrame, most: int = COLUMNS) -> list[str]:
    """The indicators with most people missing in a unit, among those that add up."""
    short = short_rows(rows)
    return list(short[short["indicator"].isin(of.added)]["indicator"].head(most))


def unit_table(
    of: BriefSource, frame: pd.DataFrame, units: Sequence[str], columns: Sequence[str],
    formed: dict[str, str], *, title: str, head: str, empty: str, most: int,
) -> BriefTable:  # fmt: skip
    """Units on one line each: formed, missing people in the worst indicators, and in all.

    Parameters
    ----------
    frame : DataFrame
        The rows of these units, as the ledger has them.
    columns : sequence of str
        Indicators that have a column.
    formed : dict
        What is said of the formation, by code of a unit.
    most : int
        Rows at most, the largest sums first; further ones are counted under the table.
    """
    t = of.t
    own = frame[frame["code"].isin(list(units)) & frame["indicator"].isin(of.added)]
    own = own[own["shortfall"].notna()]
    sums = own.groupby("code")["shortfall"].sum()
    ordered = sorted(units, key=lambda code: (-int(sums.get(code, -1)), code))
    kept = ordered[:most]
    cells = {(one["code"], one["indicator"]): one for one in own.to_dict("records")}
    peaks = {
        code: max((int(cells[unit, code]["shortfall"]) for unit in ordered
                   if (unit, code) in cells), default=0)
        for code in columns
    }  # fmt: skip
    largest = int(sums.max()) if len(sums) else 0
    rows = tuple(
        (
            Cell(text=of.names[unit], is_strong=True),
            Cell(text=formed.get(unit, DASH)),
            *(_count(of, cells.get((unit, code)), peaks[code]) for code in columns),
            Cell(
                text=t.number(int(sums[unit])) if unit in sums.index else DASH,
                share=int(sums[unit]) / largest if unit in sums.index and largest else None,
            ),
        )
        for unit in kept
    )
    notes = [
        t("brief.more_villages", n=len(ordered) - len(kept)) if len(ordered) > len(kept) else "",
        t("brief.low_coverage") if any("*" in c.text for row in rows for c in row[1:]) else "",
    ]
    names = [t.words(of.snapshot.dictionary.get(code).short) for code in columns]
    return BriefTable(
        title=title,
        heads=(
            ColumnHead(text=head, part=1.5),
            ColumnHead(text=t("brief.column_formed"), align="right", part=0.9),
            *(ColumnHead(text=name, align="right", part=1.1) for name in names),
            ColumnHead(text=t("brief.column_services"), align="right", part=1.5),
        ),
        rows=rows if len(own) else (),
        note=" ".join(one for one in notes if one),
        empty=empty,
    )


def _count(of: BriefSource, row: Record | None, peak: int) -> Cell:
    if row is None:
        return Cell(text=DASH)
    n = int(row["shortfall"])
    star = "*" if row["low_coverage"] else ""
    return Cell(text=of.t.number(n) + star, is_strong=n == peak > 0)


def visit_table(of: BriefSource, found: Agency) -> BriefTable:
    """The villages where an agency meets most of what is missing, the largest sum first."""
    t, snapshot = of.t, of.snapshot
    top = found.visits.needy.head(VISIT_ROWS)
    columns = [one for one in found.counted if one in found.visits.parts.columns]
    frame = found.visits.parts.loc[list(top["code"]), columns]
    columns = list(frame.sum().sort_values(ascending=False, kind="stable").index[:COLUMNS])
    parts = frame.to_dict("index")
    largest = int(top["shortfall"].max()) if len(top) else 0
    formed = frozenset(of.ledger.rollout.formed_codes)
    rows = tuple(
        (
            Cell(text=of.names[code], is_strong=True),
            Cell(text=of.names[snapshot.parents[code]]),
            Cell(text=t("brief.yes") if code in formed else t("brief.no")),
            *(Cell(text=t.number(parts[code][one])) for one in columns),
            Cell(text=t.number(int(n)), share=int(n) / largest),
        )
        for code, n in zip(top["code"], top["shortfall"], strict=True)
    )  # fmt: skip
    more = len(found.visits.needy) - len(top)
    names = [t.words(snapshot.dictionary.get(one).short) for one in columns]
    return BriefTable(
        title=t("brief.visits"),
        heads=(
            ColumnHead(text=t("brief.column_village"), part=1.3),
            ColumnHead(text=t("brief.column_district"), part=1.2),
            ColumnHead(text=t("brief.column_formed"), part=0.85),
            *(ColumnHead(text=name, align="right", part=1.0) for name in names),
            ColumnHead(text=t("brief.column_services"), align="right", part=1.5),
        ),
        rows=rows,
        note=" ".join(
            one
            for one in (
                visits_summary(found, snapshot, t) if rows else "",
                t("brief.more_villages", n=more) if more else "",
            )
            if one
        ),
        empty=visits_summary(found, snapshot, t),
    )
