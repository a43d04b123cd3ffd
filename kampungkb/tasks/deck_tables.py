"""The tables of a deck: indicators, agencies, districts against indicators, a village, quality."""

from collections.abc import Callable
from typing import Final

import pandas as pd

from kampungkb.analysis.judged import Judged, is_judged, judged
from kampungkb.charts.theme import VERDICT_SHAPES, Palette, readable, tint, verdict_colour
from kampungkb.exports.deck_parts import Cell, Head, TableBlock
from kampungkb.i18n.formats import DASH
from kampungkb.i18n.values import shown_value
from kampungkb.tasks.brief_requests import Worst, not_reported, worst_units
from kampungkb.tasks.brief_source import BriefSource, Record
from kampungkb.tasks.brief_tables import short_rows
from kampungkb.tasks.convergence_agency import agency, most_short
from kampungkb.tasks.gaps_view import HeatView
from kampungkb.tasks.quality_view import QualityView
from kampungkb.tasks.words import stated_verdict, verdict_word

# What is said first.
_ORDER: Final = ("below", "cannot_tell", "met")
# Rows and columns that a slide holds.
HEAT_COLUMNS: Final = 6
VILLAGE_ROWS: Final = 11
# How much of its colour the ground of a cell has: from nobody missing to most of a column.
_PALEST: Final = 0.1
_DEEPEST: Final = 0.62


def judged_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a verdict: those below first, most people missing first, then by code.

    As in a profile: what covers less than 80 % of the villages is not judged.
    """
    own = rows[is_judged(rows)]
    order = own["verdict"].map({name: at for at, name in enumerate(_ORDER)})
    return (
        own.assign(order=order)
        .sort_values(
            ["order", "shortfall", "indicator"], ascending=[True, False, True], na_position="last"
        )
        .drop(columns="order")
    )


def _cut(of: BriefSource) -> Callable[[int], str]:
    return lambda n: of.t("deck.more_rows", n=n)


def indicator_table(of: BriefSource, rows: pd.DataFrame, palette: Palette) -> TableBlock:
    """What is achieved by indicator, its target and its verdict."""
    t = of.t
    return TableBlock(
        heads=(
            Head(text=t("brief.column_indicator"), part=2.5),
            Head(text=t("brief.column_value"), part=1.15, align="right"),
            Head(text=t("brief.column_target"), part=1.05, align="right"),
            Head(text=t("brief.column_status"), part=2.55),
            Head(text=t("brief.column_short"), part=2.2, align="right"),
        ),
        rows=tuple(_indicator_row(of, one, palette) for one in rows.to_dict("records")),
        slides=2,
        cut=_cut(of),
    )


def _indicator_row(of: BriefSource, row: Record, palette: Palette) -> tuple[Cell, ...]:
    t, indicator = of.t, of.snapshot.dictionary.get(row["indicator"])
    return (
        Cell(text=t.words(indicator.short), is_strong=True),
        Cell(text=shown_value(t, indicator, row["value"])),
        Cell(text=of.target_text(indicator) or DASH),
        _verdict(of, row, palette),
        Cell(text=_counted(of, row)),
    )


def _verdict(of: BriefSource, row: Record, palette: Palette) -> Cell:
    verdict = row["verdict"] if isinstance(row["verdict"], str) else "no_data"
    shape = VERDICT_SHAPES.get(verdict, "")
    # Two of the colours are too light for letters.
    colour = {"met": palette.reached, "below": palette.below}.get(verdict, palette.ink)
    return Cell(text=f"{shape} {verdict_word(of.t, verdict)}".strip(), colour=colour)


def _counted(of: BriefSource, row: Record) -> str:
    if pd.isna(row["shortfall"]):
        return DASH
    indicator = of.snapshot.dictionary.get(row["indicator"])
    n = int(row["shortfall"])
    return f"{of.t.number(n)} {of.t.counted(indicator, n)}"


def _targets(of: BriefSource, counts: Judged) -> str:
    """How many targets of an agency are not met, starred where some could not be judged."""
    t, said = of.t, {"some": of.t.number(counts.below), "n": of.t.number(counts.n)}
    if not counts.n:
        return f"{DASH}*" if counts.thin else DASH
    return t("deck.below_thin", **said) if counts.thin else t("brief.of", **said)


def thin_agencies(of: BriefSource) -> str:
    """What the star in `agency_table` says; empty where there is none."""
    t, rows = of.t, of.ledger.rows("agency")
    counts = {name: judged(rows[rows["code"] == name]).thin for name in rows["code"].unique()}
    parts = [t("deck.thin_agency", n=n, agency=name) for name, n in counts.items() if n]
    return t("deck.thin_agencies", parts=t.listing(parts)) if parts else ""


def agency_table(of: BriefSource) -> TableBlock:
    """What is asked of each agency that reports, or should report, on villages."""
    t, missing = of.t, not_reported(of)
    worst = worst_units(of.ledger.district)
    reporting = set(of.ledger.terms["agency"].reindex(list(of.ledger.indicators)))
    names = [one for one in of.snapshot.dictionary.agencies if one in reporting | set(missing)]
    found = [(name, agency(of.snapshot, of.ledger, name).rows) for name in names]
    rows = {name: short_rows(own) for name, own in found}
    ordered = sorted(found, key=lambda one: -int(rows[one[0]]["shortfall"].sum()))
    cells = []
    for name, own in ordered:
        if rows[name].empty and name not in missing:
            continue  # Nothing is asked of it.
        top = most_short(own, rows[name]["indicator"])
        many = len(missing.get(name, ()))
        cells.append(
            (
                Cell(text=name, is_strong=True),
                Cell(text=_targets(of, judged(own))),
                Cell(text=DASH if top is None else _most(of, top)),
                Cell(text=DASH if top is None else _where(of, worst, str(top["indicator"]))),
                Cell(text=t("deck.unreported", n=many) if many else DASH),
            )
        )  # fmt: skip
    return TableBlock(
        heads=(
            Head(text=t("brief.column_agency"), part=1.7),
            Head(text=t("deck.column_below"), part=1.15),
            Head(text=t("deck.column_most"), part=3.1),
            Head(text=t("deck.column_where"), part=1.9),
            Head(text=t("deck.column_unreported"), part=1.35, align="right"),
        ),
        rows=tuple(cells),
        slides=2,
        cut=_cut(of),
    )


def _most(of: BriefSource, row: Record) -> str:
    t, indicator = of.t, of.snapshot.dictionary.get(row["indicator"])
    n = int(row["shortfall"])
    return t("deck.most", indicator=t.words(indicator.short), n=t.number(n),
             counted=t.counted(indicator, n))  # fmt: skip


def _where(of: BriefSource, worst: Worst, indicator: str) -> str:
    found = worst.get(indicator)
    if found is None:
        return DASH
    return of.t("deck.where", place=of.snapshot.names[found[0]], n=of.t.number(found[1]))


def heat_table(of: BriefSource, view: HeatView, palette: Palette) -> TableBlock:
    """The districts with most indicators below their target, against those indicators."""
    t = of.t
    columns = heat_columns(view)
    cells = {(one["code"], one["indicator"]): one for one in view.cells.to_dict("records")}
    peaks = view.cells.groupby("indicator")["shortfall"].max().fillna(0).astype("int64").to_dict()
    rows = tuple(
        (
            Cell(text=of.snapshot.names[unit], is_strong=True),
            *(_heat_cell(of, cells.get((unit, code)), peaks[code], palette) for code in columns),
        )
        for unit in view.units
    )
    whole, shown = len(view.units) + view.more_units, t.number(len(columns))
    names = [t.words(of.snapshot.dictionary.get(code).short) for code in columns]
    return TableBlock(
        heads=(
            Head(text=t("brief.column_district"), part=1.75),
            *(Head(text=name, part=1.25, align="right") for name in names),
        ),
        rows=rows,
        cut=lambda n: t("deck.heat_more", n=t.number(len(rows) - n), all=t.number(whole),
                        indicators=shown),
    )  # fmt: skip


def heat_columns(view: HeatView) -> list[str]:
    """The indicators that a slide holds: those with most units below, in their own order."""
    own = view.cells[is_judged(view.cells)]
    below = own[own["verdict"] == "below"]["indicator"].value_counts()
    ordered = sorted(
        view.indicators, key=lambda one: (-int(below.get(one, 0)), view.indicators.index(one))
    )
    kept = set(ordered[:HEAT_COLUMNS])
    return [one for one in view.indicators if one in kept]


def _heat_cell(of: BriefSource, row: Record | None, peak: int, palette: Palette) -> Cell:
    verdict = (stated_verdict(row) if row is not None else "") or "no_data"
    shape = VERDICT_SHAPES.get(verdict, "")
    if row is None or verdict == "no_data":
        return Cell(text=shape, colour=palette.muted)
    is_known = pd.notna(row["shortfall"])
    missing: int = int(row["shortfall"]) if is_known else 0
    number: str = of.t.number(missing) if is_known else ""
    if verdict == "thin":
        # Grey, without a sign: the title says how many have too little data.
        return Cell(text=number, fill=palette.surface, colour=palette.muted)
    share = _PALEST + (_DEEPEST - _PALEST) * (missing / peak if peak else 0.5)
    # Of a target that is met, few or many missing people are no matter of degree.
    fill = tint(
        verdict_colour(palette, verdict), palette.ground, 0.16 if verdict == "met" else share
    )
    colour = palette.ink if readable(fill) == "#000000" else palette.ground
    return Cell(text=f"{number} {shape}".strip(), fill=fill, colour=colour)


def village_table(of: BriefSource, rows: pd.DataFrame, palette: Palette) -> TableBlock:
    """What a village has achieved beside its regency, most people missing first."""
    t = of.t
    own = judged_rows(rows[~rows["is_state"]]).head(VILLAGE_ROWS)
    cells = []
    for one in own.to_dict("records"):
        indicator = of.snapshot.dictionary.get(one["indicator"])
        name, value, target, verdict, short = _indicator_row(of, one, palette)
        # The word beside the sign would take the room of the regency; a note says it.
        sign = VERDICT_SHAPES.get(one["verdict"], "")
        short = Cell(text=f"{sign} {short.text}", colour=verdict.colour)
        regency = Cell(text=shown_value(t, indicator, one["regency_value"]), colour=palette.muted)
        cells.append((name, value, regency, target, short))
    return TableBlock(
        heads=(
            Head(text=t("brief.column_indicator"), part=2.5),
            Head(text=t("deck.column_here"), part=1.15, align="right"),
            Head(text=t("brief.column_regency"), part=1.15, align="right"),
            Head(text=t("brief.column_target"), part=1.05, align="right"),
            Head(text=t("brief.column_short"), part=1.9),
        ),
        rows=tuple(cells),
        cut=_cut(of),
    )


def quality_table(of: BriefSource, view: QualityView) -> TableBlock:
    """How complete the reports of each agency are, the emptiest first."""
    t = of.t
    rows = tuple(
        (
            Cell(text=one["group"], is_strong=True),
            Cell(text=t.number(one["cells"])),
            Cell(text=t.share(one["fresh"] / one["cells"], 1)),
            Cell(text=t.number(one["stale"])),
            Cell(text=t.number(one["missing"])),
        )
        for one in view.by_agency.to_dict("records")
    )
    return TableBlock(
        heads=(
            Head(text=t("brief.column_agency"), part=1.8),
            Head(text=t("deck.column_cells"), part=1, align="right"),
            Head(text=t("deck.column_fresh"), part=1.2, align="right"),
            Head(text=t("deck.column_stale"), part=1, align="right"),
            Head(text=t("deck.column_missing"), part=1, align="right"),
        ),
        rows=rows,
        cut=_cut(of),
    )
