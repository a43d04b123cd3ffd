"""The order of places and visits as sheets of the workbook: one long table for each."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.exports.columns import (
    count_column,
    mixed_column,
    text_column,
    unit_word,
    words_column,
)
from kampungkb.exports.listing import Listing
from kampungkb.tasks.book_source import BookSource
from kampungkb.tasks.convergence_agency import Agency
from kampungkb.tasks.gaps_view import LEVELS, ranked, rows_made_up

_RANK_COLUMNS: Final = [
    "level", "code", "indicator", "rank", "tied", "rank_low", "rank_high", "ranked", "value",
    "rate", "origin",
]  # fmt: skip
_VALUES: Final = ["code", "indicator", "value", "origin"]


def ranking_listing(of: BookSource) -> Listing:
    """The rank of each district and village in each indicator, and what chance leaves open.

    By indicator in the order of the dictionary, districts before villages, the last rank first as
    on the page; places without a rank are left out.
    """
    t = of.t
    rows = _ranks(of)
    indicators = [of.snapshot.dictionary.get(code) for code in rows["indicator"].tolist()]
    names = of.snapshot.names
    yes_no = {True: t("export.yes"), False: t("export.no")}
    levels = {"district": t("map.column_district"), "village": t("map.column_village")}
    short = {one.code: t.words(one.short) for one in of.snapshot.dictionary}
    units = {one.code: unit_word(one, t) for one in of.snapshot.dictionary}
    columns = (
        text_column(t("export.area_code"), rows["code"]),
        text_column(t("export.area_name"), rows["code"].map(names)),
        words_column(t("gaps.level"), rows["level"], levels),
        text_column(t("export.district_name"), rows["code"].map(of.snapshot.parents).map(names)),
        text_column(t("export.indicator"), rows["indicator"]),
        text_column(t("export.indicator_name"), rows["indicator"].map(short)),
        count_column(t("gaps.column_rank"), rows["rank"]),
        words_column(t("book.column_tied"), rows["tied"], yes_no),
        count_column(t("gaps.column_rank_best"), rows["rank_low"]),
        count_column(t("gaps.column_rank_worst"), rows["rank_high"]),
        count_column(t("book.column_ranked"), rows["ranked"]),
        mixed_column(t("export.value"), rows["value"], indicators),
        mixed_column(t("gaps.column_rate"), rows["rate"], indicators),
        text_column(t("book.column_unit"), rows["indicator"].map(units)),
    )
    how = t("common.how_computed")
    return of.listing(
        t("book.sheet_ranking"), t("book.title_ranking"), columns, rows_made_up(rows),
        about=[(how, t("book.how_ranking")), (how, t("book.values_unit"))],
        sources=of.every_source,
    )  # fmt: skip


def _ranks(of: BookSource) -> pd.DataFrame:
    found = [
        ranked(
            of.scope, of.snapshot.dictionary.get(code), level, of.snapshot.district_of
        ).assign(level=level, indicator=code)
        for code in of.ledger.indicators
        for level in LEVELS
    ]  # fmt: skip
    if not found:
        return pd.DataFrame(columns=_RANK_COLUMNS)
    ranks = pd.concat(found, ignore_index=True)
    levels = {"district": of.scope.district, "village": of.scope.village}
    values = pd.concat([rows[_VALUES].assign(level=level) for level, rows in levels.items()])
    return ranks[ranks["rank"].notna()].merge(
        values, how="left", on=["level", "code", "indicator"], validate="one_to_one"
    )[_RANK_COLUMNS]


def visits_listing(of: BookSource) -> Listing:
    """The villages in the order of visits of each agency, the most that is missing first.

    An agency's villages that cannot be ranked come last and have no number; agencies are in the
    order of the dictionary, and one whose shortfalls do not add up has no row.
    """
    t, snapshot = of.t, of.snapshot
    rows = _visits(of)
    formed = frozenset(of.ledger.rollout.formed_codes)
    states = {True: t("verdict.formed"), False: t("verdict.not_formed")}
    code = rows["code"]
    made_up = rows["made_up"].astype(bool) | code.isin(_formed_made_up(of))
    columns = (
        text_column(t("book.column_agency"), rows["agency"]),
        count_column(t("convergence.column_number"), rows["number"]),
        text_column(t("export.village_code"), code),
        text_column(t("export.village_name"), code.map(snapshot.names)),
        text_column(t("export.district_name"), code.map(snapshot.parents).map(snapshot.names)),
        words_column(t("export.formed"), code.isin(formed), states),
        count_column(t("convergence.column_total"), rows["shortfall"]),
        text_column(t("book.column_parts"), rows["parts"]),
        count_column(t("convergence.column_missing"), rows["missing"]),
        count_column(t("convergence.column_old"), rows["stale"]),
    )
    added = [x for one in of.agencies for x in one.visits.parts.columns]
    return of.listing(
        t("book.sheet_visits"), t("book.title_visits"), columns, made_up,
        about=[(t("convergence.about_order"), t("convergence.how_order"))],
        sources=of.value_sources(added),
    )  # fmt: skip


def _formed_made_up(of: BookSource) -> "pd.Series[str]":
    """Villages of which made-up data alone say that they are formed."""
    rows = of.ledger.village[of.ledger.village["indicator"] == FORMED_INDICATOR]
    return rows.loc[rows["origin"] == "illustrative", "code"]


def _visits(of: BookSource) -> pd.DataFrame:
    rows = [row for one in of.agencies for row in _agency_visits(of, one)]
    names = ["agency", "number", "code", "shortfall", "parts", "missing", "stale", "made_up"]
    counts = dict.fromkeys(("number", "shortfall", "missing", "stale"), "Int64")
    return pd.DataFrame(rows, columns=names).astype(counts)


def _agency_visits(of: BookSource, found: Agency) -> Iterator[tuple[object, ...]]:
    visits = found.visits
    short = [of.t.words(of.snapshot.dictionary.get(x).short) for x in visits.parts.columns]
    parts = visits.parts.astype(object).to_numpy()
    for at, (row, own) in enumerate(
        zip(visits.villages.itertuples(index=False), parts, strict=True), start=1
    ):
        said = "; ".join(
            f"{name} {of.t('common.no_data') if pd.isna(n) else of.t.number(n)}"
            for name, n in zip(short, own, strict=True)
        )
        yield (found.name, at, row.code, row.shortfall, said, row.missing, row.stale, row.made_up)
    for code in (*visits.nobody, *visits.unknown):
        yield (found.name, None, code, None, None, None, None, False)
