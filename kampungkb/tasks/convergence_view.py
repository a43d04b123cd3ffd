"""Which agencies report on which village: the matrix in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from kampungkb.analysis.convergence import agency_matrix, report_states
from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.charts.theme import VERDICT_SHAPES
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot

Shown = Literal["formed", "all"]
SHOWN: Final[tuple[Shown, ...]] = ("formed", "all")
# Rows that the screen holds; the rest stands in the files.
MATRIX_ROWS: Final = 60


def asked_rows(snapshot: Snapshot, ledger: Ledger) -> pd.DataFrame:
    """The village rows of the ledger that an agency can be asked for.

    Returns
    -------
    DataFrame with `kampungkb.analysis.gaps.COLUMNS`, and ``state`` of `report_states`
        Without K01: the list of formed villages says which villages are looked at, and is no
        report on one of them. An indicator of formed villages is not asked of the others.
    """
    rows = ledger.village
    only_formed = [one.code for one in snapshot.dictionary if one.population == "formed"]
    asked = rows["indicator"] != FORMED_INDICATOR
    if only_formed:
        is_formed = rows["code"].isin(ledger.rollout.formed_codes)
        asked &= is_formed | ~rows["indicator"].isin(only_formed)
    rows = rows[asked]
    rhythm = {one.code: one.rhythm_months for one in snapshot.dictionary}
    return rows.assign(state=report_states(rows, ledger.latest, rhythm, ledger.as_of))


def inside(
    rows: pd.DataFrame, snapshot: Snapshot, ledger: Ledger, shown: Shown, district: str | None
) -> pd.DataFrame:
    """Those of the rows (by ``code``) that lie in the villages asked for."""
    if shown == "formed":
        rows = rows[rows["code"].isin(ledger.rollout.formed_codes)]
    if district is not None:
        of = snapshot.district_of
        rows = rows[rows["code"].isin(of.index[of == district])]
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far one agency reaches, in villages."""

    agency: str
    # Where something is asked of it, where one value at least is of today, and where of these
    # another one is stale or missing.
    asked: int
    reached: int
    incomplete: int

    @property
    def blank(self) -> int:
        """Villages of which nothing that it reported is of today."""
        return self.asked - self.reached


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Villages against agencies."""

    shown: Shown
    district: str | None
    # The emptiest first, then by code.
    villages: tuple[str, ...]
    reaches: tuple[Reach, ...]
    # As `agency_matrix`, and the rows that it counts, as `asked_rows`.
    cells: pd.DataFrame
    rows: pd.DataFrame
    # Villages of which every agency that reports has a value of today.
    full: int
    # Whether an agency reports on any village at all, of those shown or not.
    is_reported: bool
    # Agencies without a value of any village: those that could have one, and those whose
    # indicators exist for the regency only.
    silent: tuple[str, ...]
    only_regency: tuple[str, ...]


def matrix(snapshot: Snapshot, ledger: Ledger, shown: Shown, district: str | None) -> Matrix:
    """Villages against the agencies that report on villages."""
    asked = asked_rows(snapshot, ledger)
    rows = inside(asked, snapshot, ledger, shown, district)
    cells = agency_matrix(rows, rows["state"], ledger.terms)
    blank = (cells["indicators"] > 0) & ~cells["reached"]
    by_village = (
        cells.assign(blank=blank, hole=cells["stale"] + cells["missing"])
        .groupby("code", sort=True)[["blank", "hole"]]
        .sum()
    )
    order = by_village.sort_values(["blank", "hole"], ascending=False, kind="stable")
    reporting = set(ledger.terms["agency"].reindex(asked["indicator"].unique()))
    others = [one for one in snapshot.dictionary.agencies if one not in reporting]
    by_village_level = {
        one.responsible for one in snapshot.dictionary if one.lowest_level == "village"
    }
    return Matrix(
        shown=shown,
        district=district,
        villages=tuple(order.index),
        reaches=tuple(_reaches(cells, blank)),
        cells=cells,
        rows=rows,
        full=int((by_village["blank"] == 0).sum()),
        is_reported=len(reporting) > 0,
        silent=tuple(one for one in others if one in by_village_level),
        only_regency=tuple(one for one in others if one not in by_village_level),
    )


def _reaches(cells: pd.DataFrame, blank: pd.Series) -> Iterable[Reach]:
    hole = (cells["stale"] + cells["missing"] > 0) & cells["reached"]
    counts = cells.assign(asked=cells["indicators"] > 0, blank=blank, hole=hole).groupby(
        "agency", sort=False
    )[["asked", "blank", "hole"]]
    for agency, asked, empty, incomplete in counts.sum().itertuples():
        yield Reach(
            agency=agency, asked=int(asked), reached=int(asked - empty), incomplete=int(incomplete)
        )


def matrix_finding(found: Matrix, snapshot: Snapshot, t: Translator) -> str:
    """Where the blanks are, in one sentence."""
    n = len(found.villages)
    if not found.reaches:
        return _nothing(found, snapshot, t)
    villages = villages_words(found.shown, n, found.district, snapshot, t)
    agencies = len(found.reaches)
    emptiest = max(found.reaches, key=lambda one: one.blank)
    if emptiest.blank:
        return t(
            "convergence.finding_blank", villages=villages, full=t.number(found.full),
            n=agencies, agency=emptiest.agency, most=t.number(emptiest.blank),
        )  # fmt: skip
    least = max(found.reaches, key=lambda one: one.incomplete)
    if least.incomplete:
        return t(
            "convergence.finding_incomplete", villages=villages, n=agencies, agency=least.agency,
            most=t.number(least.incomplete),
        )  # fmt: skip
    if found.silent:
        every = t.number(agencies + len(found.silent))
        return t("convergence.finding_few", villages=villages, n=agencies, all=every)
    return t("convergence.finding_full", villages=villages, n=agencies)


def _nothing(found: Matrix, snapshot: Snapshot, t: Translator) -> str:
    if not found.is_reported:
        return t("convergence.finding_none")
    if found.district is None:
        return t("convergence.finding_no_formed")
    return t("convergence.finding_none_formed", district=snapshot.names[found.district])


def villages_words(
    shown: Shown, n: int, district: str | None, snapshot: Snapshot, t: Translator
) -> str:
    """So many villages, and which: ``2 desa terbentuk di Kecamatan Cikeusal``."""
    words = (
        t("convergence.formed_villages", n=n)
        if shown == "formed"
        else t("convergence.all_villages", n=n)
    )
    if district is None:
        return words
    return t("convergence.villages_in", villages=words, district=snapshot.names[district])


def silent_words(found: Matrix, t: Translator) -> str:
    """Which agencies have not reported on any village; empty where all have."""
    parts = []
    if found.silent:
        parts.append(t("convergence.silent", agencies=t.listing(found.silent)))
    if found.only_regency:
        parts.append(t("convergence.only_regency", agencies=t.listing(found.only_regency)))
    return " ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One village and agency; empty texts where nothing is to say."""

    kind: Literal["filled", "blank", "not_asked"]
    verdict: str
    shape: str
    # How many indicators have that verdict, the worst.
    count: str
    shortfall: str
    hole: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One village."""

    code: str
    name: str
    district: str
    cells: tuple[Cell, ...]


def matrix_rows(found: Matrix, snapshot: Snapshot, t: Translator) -> tuple[MatrixRow, ...]:
    """The first villages of a matrix in words, cells in the order of its agencies."""
    wanted = found.villages[:MATRIX_ROWS]
    names = _named(found.rows[found.rows["code"].isin(wanted)], snapshot, t)
    records: dict[str, list[dict[Any, Any]]] = {code: [] for code in wanted}
    for one in found.cells[found.cells["code"].isin(wanted)].to_dict("records"):
        records[one["code"]].append(one)
    return tuple(
        MatrixRow(
            code=code,
            name=snapshot.names[code],
            district=snapshot.names[snapshot.parents[code]],
            cells=tuple(_cell(one, snapshot, names, t) for one in records[code]),
        )
        for code in wanted
    )


_Named = dict[tuple[str, str, str], list[str]]


def _named(rows: pd.DataFrame, snapshot: Snapshot, t: Translator) -> _Named:
    """Names of indicators by village, agency, and what is to be said of them."""
    found: _Named = {}
    known = {one.code: (one.responsible, t.words(one.short)) for one in snapshot.dictionary}
    states = {one.code for one in snapshot.dictionary if one.kind == "yes_no"}
    flagged = {
        "below": (rows["verdict"] == "below") & ~rows["indicator"].isin(states),
        "hole": rows["state"].isin(["stale", "missing"]),
    }
    for what, which in flagged.items():
        own = rows.loc[which.to_numpy(bool), ["code", "indicator"]]
        for code, indicator in zip(own["code"].tolist(), own["indicator"].tolist(), strict=True):
            agency, name = known[indicator]
            found.setdefault((code, agency, what), []).append(name)
    return found


def _cell(one: dict[Any, Any], snapshot: Snapshot, names: _Named, t: Translator) -> Cell:
    agency, where = one["agency"], snapshot.names[one["code"]]
    if one["indicators"] == 0 or not one["reached"]:
        is_blank = one["indicators"] > 0
        return Cell(
            kind="blank" if is_blank else "not_asked", verdict="", shape="", count="",
            shortfall="", hole="",
            words=_blank_words(one, where, t) if is_blank
            else t("convergence.cell_not_asked", agency=agency, village=where),
        )  # fmt: skip
    verdict = one["verdict"] if isinstance(one["verdict"], str) else ""
    holes = one["stale"] + one["missing"]
    return Cell(
        kind="filled",
        verdict=verdict,
        shape=VERDICT_SHAPES.get(verdict, ""),
        count=t.number(one[verdict]) if verdict else "",
        shortfall="" if pd.isna(one["shortfall"]) else t.number(int(one["shortfall"])),
        hole=t("convergence.hole", n=int(holes)) if holes else "",
        words=_filled_words(one, where, names, t),
    )


def _blank_words(one: dict[Any, Any], where: str, t: Translator) -> str:
    agency, last = one["agency"], one["last_period"]
    if not isinstance(last, str):
        return t("convergence.cell_blank", agency=agency, village=where)
    return t("convergence.cell_stale", agency=agency, village=where, period=t.period(last))


def _filled_words(one: dict[Any, Any], where: str, names: _Named, t: Translator) -> str:
    agency, code = one["agency"], one["code"]
    below = names.get((code, agency, "below"), [])
    holes = names.get((code, agency, "hole"), [])
    parts = [
        t("convergence.cell_below", n=len(below), names=", ".join(below)) if below else "",
        t("convergence.cell_cannot_tell", n=one["cannot_tell"]) if one["cannot_tell"] else "",
        t("convergence.cell_met", n=one["met"]) if one["met"] else "",
        "" if isinstance(one["verdict"], str) else t("convergence.cell_no_target"),
        ""
        if pd.isna(one["shortfall"])
        else t("convergence.cell_shortfall", n=int(one["shortfall"])),
        t("convergence.cell_hole", n=len(holes), names=", ".join(holes)) if holes else "",
        t("convergence.cell_nobody", n=one["nobody"]) if one["nobody"] else "",
    ]
    said = "; ".join(part for part in parts if part)
    return t("convergence.cell", village=where, agency=agency, said=said)
