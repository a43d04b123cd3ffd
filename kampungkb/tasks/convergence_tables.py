"""The files of the convergence page: matrix, indicators of an agency, visits to be filled in."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.exports.columns import (
    Column,
    count_column,
    figure_column,
    own_units_column,
    text_column,
    unit_word,
    words_column,
)
from kampungkb.exports.listing import Listing
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.verdicts import direction_words, verdict_words
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.tasks.convergence_agency import Agency, scope_words
from kampungkb.tasks.convergence_view import Matrix
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot


def matrix_listing(
    found: Matrix, snapshot: Snapshot, ledger: Ledger, sources: tuple[str, ...], t: Translator
) -> Listing:
    """All villages of a matrix, and what each agency has reported of them."""
    codes = list(found.villages)
    columns = list(_village_columns(codes, snapshot, ledger, t))
    for reach in found.reaches:
        own = found.cells[found.cells["agency"] == reach.agency].set_index("code").reindex(codes)
        columns += _agency_columns(reach.agency, own, t)
    made_up = found.cells.groupby("code")["made_up"].any().reindex(codes)
    return Listing(
        topic=t("convergence.file_matrix"), sheet=t("convergence.sheet_matrix"),
        title=t("convergence.matrix_title"), area=snapshot.area_name, as_of=ledger.as_of,
        revision=snapshot.revision, columns=tuple(columns),
        made_up=_marks(codes, made_up, ledger),
        about=[(t("common.how_computed"), t("convergence.how")),
               (t("common.how_computed"), t("convergence.counted_from"))],
        sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip


def _agency_columns(agency: str, cells: pd.DataFrame, t: Translator) -> Iterable[Column]:
    """One agency in each village; what nothing was reported of stays empty, and is said."""
    names = {"filled": t("convergence.filled"), "blank": t("convergence.blank"),
             "not_asked": t("convergence.not_asked")}  # fmt: skip
    is_asked, reached = cells["indicators"] > 0, cells["reached"]
    kinds = np.select([reached, is_asked], ["filled", "blank"], "not_asked")
    shown = reached.to_numpy(bool)
    yield words_column(t("convergence.column_state", agency=agency), kinds, names)
    yield count_column(t("convergence.column_below", agency=agency), cells["below"].where(shown))
    yield count_column(
        t("convergence.column_hole", agency=agency),
        (cells["stale"] + cells["missing"]).where(is_asked),
    )
    yield count_column(
        t("convergence.column_short", agency=agency), cells["shortfall"].where(shown)
    )


def asked_listing(
    found: Agency, snapshot: Snapshot, ledger: Ledger, sources: tuple[str, ...], t: Translator
) -> Listing:
    """The indicators of an agency over the whole area, in the order of its page."""
    rows, codes = found.rows, found.rows["indicator"]
    indicators = [snapshot.dictionary.get(code) for code in codes]
    laws = [target_in_use(one, _year(found.as_of)) for one in indicators]
    columns = (
        text_column(t("export.indicator"), codes),
        text_column(t("export.indicator_name"), [t.words(one.short) for one in indicators]),
        text_column(t("convergence.column_supporting"),
                    ["; ".join(one.supporting) or None for one in indicators]),
        count_column(t("export.numerator"), rows["numerator"]),
        count_column(t("export.denominator"), rows["denominator"]),
        own_units_column(t("export.value"), rows["value"], indicators),
        text_column(t("convergence.column_unit"), [unit_word(one, t) for one in indicators]),
        own_units_column(t("export.target"), rows["target"], indicators),
        figure_column(t("export.target_year"), rows["target_year"], "", 0, "0"),
        text_column(t("dictionary.column_source"),
                    [None if one is None else one.source for one in laws]),
        words_column(t("export.verdict"), rows["verdict"], verdict_words(t)),
        words_column(t("profile.file_direction"), codes.map(found.directions), direction_words(t)),
        count_column(t("export.shortfall"), rows["shortfall"]),
        text_column(t("profile.file_counted"),
                    [t.words(one.counted) if pd.notna(n) else None
                     for one, n in zip(indicators, rows["shortfall"], strict=True)]),
        count_column(t("export.villages_with_value"), rows["villages_with_value"]),
        count_column(t("export.villages"), rows["villages"]),
        words_column(t("export.low_coverage"), rows["low_coverage"],
                     {True: t("export.yes"), False: t("export.no")}),
        count_column(t("convergence.column_stale"), [found.stale.get(one, 0) for one in codes]),
        count_column(t("convergence.column_nobody"), [found.nobody.get(one, 0) for one in codes]),
        text_column(t("export.period"), rows["period"]),
    )  # fmt: skip
    return Listing(
        topic=f"{t('convergence.file_asked')}-{found.name}", sheet=t("convergence.sheet_asked"),
        title=t("convergence.asked_title", agency=found.name, area=snapshot.area_name),
        area=snapshot.area_name, as_of=ledger.as_of, revision=snapshot.revision, columns=columns,
        made_up=tuple(one in ("illustrative", "mixed") for one in rows["origin"]),
        about=[(t("common.how_computed"), t("convergence.how"))], sources=sources,
        printed_at=datetime.now(UTC),
    )  # fmt: skip


def _year(as_of: str | None) -> int:
    return 0 if as_of is None else period_year(as_of)


def visit_listing(
    found: Agency, snapshot: Snapshot, ledger: Ledger, sources: tuple[str, ...], t: Translator
) -> Listing:
    """All villages in the order of visits, those that cannot be ranked last and unnumbered."""
    visits = found.visits
    ranked = visits.villages
    codes = [*ranked["code"], *visits.nobody, *visits.unknown]
    by_code = ranked.set_index("code").reindex(codes)
    columns = [
        count_column(t("convergence.column_number"), _numbers(found, codes)),
        *_village_columns(codes, snapshot, ledger, t),
    ]
    if len(visits.parts.columns) > 1:
        total = by_code["shortfall"].astype("Int64")
        columns.append(count_column(t("convergence.column_total"), total))
    for code in visits.parts.columns:
        one = snapshot.dictionary.get(code)
        part = visits.parts[code].reindex(codes)
        columns.append(count_column(t.words(one.short), part, t.words(one.counted)))
    columns += [
        count_column(t("convergence.column_missing"), by_code["missing"].astype("Int64")),
        count_column(t("convergence.column_old"), by_code["stale"].astype("Int64")),
        *(text_column(name, [None] * len(codes)) for name in to_fill_in(t)),
    ]
    made_up = by_code["made_up"].eq(True)
    topic = "-".join([t("convergence.file_visits"), found.name, *_parts_of_name(found, snapshot)])
    return Listing(
        topic=topic, sheet=t("convergence.sheet_visits"),
        title=f"{t('convergence.agency_title', agency=found.name)}. "
        f"{scope_words(found, snapshot, t)}",
        area=snapshot.area_name, as_of=ledger.as_of, revision=snapshot.revision,
        columns=tuple(columns), made_up=_marks(codes, made_up, ledger),
        about=[(t("convergence.about_order"), t("convergence.how_order")),
               (t("convergence.about_fill"), ", ".join(to_fill_in(t)))],
        sources=sources, printed_at=datetime.now(UTC),
    )  # fmt: skip


def visit_frame(
    found: Agency, snapshot: Snapshot, t: Translator
) -> tuple[pd.DataFrame, dict[Any, Callable[[Any], str]]]:
    """The ranked villages for the screen, numbers kept as numbers so that they sort.

    Returns
    -------
    frame, formats
        One row per ranked village; how to write each column of numbers.
    """
    ranked, parts = found.visits.villages, found.visits.parts
    total, missing = t("convergence.column_total"), t("convergence.column_missing")
    columns: dict[str, Any] = {
        t("convergence.column_number"): range(1, len(ranked) + 1),
        t("map.column_village"): ranked["code"].map(snapshot.names),
        t("map.column_district"): ranked["code"].map(snapshot.parents).map(snapshot.names),
    }
    numbers = [total, missing]
    if len(parts.columns) > 1:
        columns[total] = ranked["shortfall"]
    for code in parts.columns:
        name = t.words(snapshot.dictionary.get(code).short)
        columns[name] = parts[code].astype("Float64").to_numpy("float64", na_value=float("nan"))
        numbers.append(name)
    columns[missing] = ranked["missing"]
    frame = pd.DataFrame(columns)
    return frame, {name: t.number for name in numbers if name in frame}


def to_fill_in(t: Translator) -> tuple[str, ...]:
    """Columns that are empty on purpose: they are filled in by hand."""
    return (
        t("convergence.column_date"), t("convergence.column_officer"),
        t("convergence.column_result"),
    )  # fmt: skip


def _numbers(found: Agency, codes: list[str]) -> list[int | None]:
    ranked = len(found.visits.villages)
    return [at + 1 if at < ranked else None for at in range(len(codes))]


def _parts_of_name(found: Agency, snapshot: Snapshot) -> list[str]:
    parts = [] if found.indicator is None else [found.indicator]
    return parts if found.district is None else [*parts, snapshot.names[found.district]]


def _village_columns(
    codes: list[str], snapshot: Snapshot, ledger: Ledger, t: Translator
) -> Iterable[Column]:
    formed = frozenset(ledger.rollout.formed_codes)
    yield text_column(t("export.village_code"), codes)
    yield text_column(t("export.village_name"), [snapshot.names[one] for one in codes])
    districts = [snapshot.names[snapshot.parents[one]] for one in codes]
    yield text_column(t("export.district_name"), districts)
    states = [t("verdict.formed") if one in formed else t("verdict.not_formed") for one in codes]
    yield text_column(t("export.formed"), states)


def _marks(codes: list[str], made_up: pd.Series, ledger: Ledger) -> tuple[bool, ...]:
    """Which rows hold a made-up figure: one that was added up, or who is formed."""
    formed = ledger.village[ledger.village["indicator"] == FORMED_INDICATOR].set_index("code")[
        "origin"
    ]
    is_listed = formed.reindex(codes).eq("illustrative")
    return tuple(bool(one) for one in made_up.to_numpy() | is_listed.to_numpy())
