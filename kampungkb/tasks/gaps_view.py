"""Who is short of a target: districts, villages, indicators, agencies and time.

Everything here is the ledger's, seen from another side; the sums are the same everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from kampungkb.analysis.changes import standing
from kampungkb.analysis.formed import FORMED_INDICATOR, with_formation_origin
from kampungkb.analysis.gaps import area_gaps
from kampungkb.analysis.ranking import ranking
from kampungkb.model.indicators import Dictionary, Indicator, Pillar
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot
from kampungkb.tasks.summary import KEY_INDICATORS

View = Literal["achieved", "indicators", "shortfall", "distribution", "course", "ranking"]
VIEWS: Final[tuple[View, ...]] = (
    "achieved", "indicators", "shortfall", "distribution", "course", "ranking",
)  # fmt: skip
Formed = Literal["all", "formed", "unformed"]
FORMED: Final[tuple[Formed, ...]] = ("all", "formed", "unformed")
UnitLevel = Literal["district", "village"]
LEVELS: Final[tuple[UnitLevel, ...]] = ("district", "village")

# Rows and columns that one figure can hold; the rest stands in the table.
CHART_ROWS: Final = 30
HEAT_COLUMNS: Final = 18
# An indicator that says nothing alone: measured stunting is low where few are measured (domain
# reference, part 5, rule 1).
COMPANIONS: Final = {"L02": "L03"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GapScope:
    """The ledger over the villages that a reader asked for.

    The frames have the columns of `kampungkb.analysis.gaps.COLUMNS`.
    """

    formed: Formed
    # AREAS, only those villages.
    villages: pd.DataFrame
    village: pd.DataFrame
    district: pd.DataFrame
    regency: pd.DataFrame

    def rows(self, level: UnitLevel, code: str) -> pd.DataFrame:
        """The rows of an indicator, in the order of the register."""
        frame = self.district if level == "district" else self.village
        return frame[frame["indicator"] == code].reset_index(drop=True)


def gap_scope(snapshot: Snapshot, ledger: Ledger, formed: Formed) -> GapScope:
    """The ledger over all villages, the formed or the others.

    Districts and the regency are added up from those villages alone, and a district without one
    has no row. What was published for a unit as a whole stands beside all its villages only.
    """
    villages = snapshot.villages
    if formed == "all":
        return GapScope(
            formed=formed, villages=villages, village=ledger.village, district=ledger.district,
            regency=ledger.regency,
        )  # fmt: skip
    is_formed = villages["code"].isin(ledger.rollout.formed_codes)
    own = villages[is_formed == (formed == "formed")].reset_index(drop=True)
    village = ledger.village[ledger.village["code"].isin(own["code"])].reset_index(drop=True)
    whole = pd.Series(snapshot.area_code, index=own["code"], dtype="str")
    added = with_formation_origin(village, ledger.terms, snapshot.formations, ledger.as_of)
    there = snapshot.districts[snapshot.districts["code"].isin(own["parent_code"])]
    return GapScope(
        formed=formed,
        villages=own,
        village=village,
        district=area_gaps(added, snapshot.district_of, there, ledger.terms),
        regency=area_gaps(added, whole, snapshot.area, ledger.terms),
    )


def chosen_indicators(
    snapshot: Snapshot, ledger: Ledger, *, agency: str | None, pillar: Pillar | None
) -> tuple[str, ...]:
    """Indicators with a value for which an agency is responsible, in the dictionary's order."""
    known = (snapshot.dictionary.get(code) for code in ledger.indicators)
    return tuple(
        one.code
        for one in known
        if agency in (None, one.responsible) and pillar in (None, one.pillar)
    )


def first_indicator(ledger: Ledger, codes: Sequence[str]) -> str | None:
    """The indicator that a reader sees first: most people short, the key ones before others.

    None where there is none. Without any shortfall it is the formation of the villages, else the
    first.
    """
    key = [code for code in KEY_INDICATORS if code in codes]
    people = ledger.terms.index[ledger.terms["kind"] == "ratio"]
    for some in (people.intersection(key), people.intersection(list(codes))):
        found = standing(
            ledger.regency[ledger.regency["indicator"].isin(some)],
            ledger.district.iloc[:0],
            ledger.changes.iloc[:0],
        ).furthest
        if found is not None:
            return found
    if FORMED_INDICATOR in codes:
        return FORMED_INDICATOR
    return next(iter([*key, *codes]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GapChoice:
    """What a reader of the gaps has chosen."""

    as_of: str | None
    # None: no indicator has a value.
    indicator: Indicator | None
    # Codes of the indicators that the other filters leave.
    codes: tuple[str, ...]
    level: UnitLevel
    formed: Formed
    before: str | None
    deadline_year: int | None
    place: str | None
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which units a view shows."""

    level: UnitLevel
    # The district whose villages they are; None: those of the whole area.
    inside: str | None
    # The unit among them that is marked.
    marked: str | None


def shown_units(view: View, level: UnitLevel, place: str | None, parents: dict[str, str]) -> Shown:
    """Which units a view shows when one is chosen.

    Achievement and ranking hold units against each other: they keep all of them and mark the
    chosen one. The other views look inside it: at the villages of the district that was chosen, or
    that the chosen village belongs to. A distribution is always one of villages.

    Parameters
    ----------
    place : str or None
        A village or a district.
    parents : dict
        District code by village code.
    """
    district = None if place is None else parents.get(place, place)
    of_villages = district is not None and view not in ("achieved", "ranking")
    if level == "district" and view != "distribution" and not of_villages:
        return Shown(level="district", inside=None, marked=district)
    return Shown(level="village", inside=district, marked=place if place in parents else None)


def worst_first(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Rows of one indicator, furthest from what is wanted first, then by code; unknown last."""
    return rows.sort_values(
        ["value", "code"], ascending=[indicator.better == "higher", True], na_position="last",
        ignore_index=True,
    )  # fmt: skip


def unit_rows(
    scope: GapScope, indicator: Indicator, shown: Shown, parents: dict[str, str]
) -> pd.DataFrame:
    """The rows of the units shown, worst first."""
    rows = scope.rows(shown.level, indicator.code)
    if shown.inside is not None:
        rows = rows[rows["code"].map(parents) == shown.inside]
    return worst_first(rows, indicator)


def charted(rows: pd.DataFrame, marked: str | None) -> pd.DataFrame:
    """The rows that a figure holds: the first ones, and the marked one wherever it stands."""
    first = rows.index < CHART_ROWS
    return rows[first | (rows["code"] == marked)] if marked is not None else rows[first]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatView:
    """Units against indicators.

    ``cells``: ``code``, ``indicator``, ``verdict``, ``shortfall``, and the other columns of the
    ledger; ``units``: codes, the unit with most indicators below their target first;
    ``indicators``: codes in the order of the dictionary.
    """

    cells: pd.DataFrame
    units: tuple[str, ...]
    indicators: tuple[str, ...]
    # Units and indicators that the figure does not hold.
    more_units: int
    more_indicators: tuple[str, ...]
    # Without a target there is no verdict; one village of a yes_no has none either.
    without_verdict: tuple[str, ...]


def heat_view(
    scope: GapScope, terms: pd.DataFrame, codes: Sequence[str], shown: Shown,
    parents: dict[str, str],
) -> HeatView:  # fmt: skip
    """The verdict of each unit on each indicator."""
    judged = [
        code
        for code in codes
        if terms.at[code, "has_target"]
        and (shown.level == "district" or terms.at[code, "kind"] != "yes_no")
    ]
    cells = _inside(scope, shown, parents)
    cells = cells[cells["indicator"].isin(judged)]
    below = cells["verdict"] == "below"
    counts = below.groupby(cells["indicator"]).sum().reindex(judged)
    most = counts.sort_values(ascending=False, kind="stable").index[:HEAT_COLUMNS]
    columns = tuple(code for code in judged if code in set(most))
    order = below.groupby(cells["code"]).sum().sort_index()
    units = order.sort_values(ascending=False, kind="stable").index
    kept = _kept(units, shown.marked)
    return HeatView(
        cells=cells.reset_index(drop=True),
        units=kept,
        indicators=columns,
        more_units=len(units) - len(kept),
        more_indicators=tuple(code for code in judged if code not in columns),
        without_verdict=tuple(code for code in codes if code not in judged),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortfallView:
    """Missing services by unit and agency.

    ``parts``: ``code``, ``agency``, ``shortfall`` (Int64; one row for each pair in which one is
    known, 0 included).
    """

    parts: pd.DataFrame
    # Codes, the largest sum first, and those of them that the figure holds.
    all_units: tuple[str, ...]
    units: tuple[str, ...]
    # Those with a shortfall, the largest first.
    agencies: tuple[str, ...]
    total: int
    # Indicators that were added up, and those that cannot be: a yes_no counts villages.
    added: tuple[str, ...]
    states: tuple[str, ...]
    # Some of the units have values of less than 80 % of their villages.
    low_coverage: bool


def shortfall_view(
    scope: GapScope, dictionary: Dictionary, terms: pd.DataFrame, codes: Sequence[str],
    shown: Shown, parents: dict[str, str],
) -> ShortfallView:  # fmt: skip
    """Add up what is missing, over indicators and by the agency that is responsible."""
    own = terms.loc[list(codes)]
    added = addable(dictionary, terms, codes)
    cells = _inside(scope, shown, parents)
    cells = cells[cells["indicator"].isin(added) & cells["shortfall"].notna()]
    agency = pd.Series(terms["agency"].reindex(cells["indicator"]).array, index=cells.index)
    parts = (
        cells.assign(agency=agency).groupby(["code", "agency"], sort=True)["shortfall"].sum()
    ).reset_index()
    by_unit = cells.groupby("code", sort=True)["shortfall"].sum()
    units = by_unit.sort_values(ascending=False, kind="stable").index
    by_agency = parts.groupby("agency", sort=True)["shortfall"].sum()
    return ShortfallView(
        parts=parts,
        all_units=tuple(units),
        units=_kept(units, shown.marked),
        agencies=tuple(by_agency[by_agency > 0].sort_values(ascending=False, kind="stable").index),
        total=int(by_unit.sum()),
        added=added,
        states=tuple(own.index[(own["kind"] == "yes_no") & own["has_target"]]),
        low_coverage=bool(cells["low_coverage"].any()),
    )


def _inside(scope: GapScope, shown: Shown, parents: dict[str, str]) -> pd.DataFrame:
    if shown.level == "district":
        return scope.district
    if shown.inside is None:
        return scope.village
    inside = {code for code, parent in parents.items() if parent == shown.inside}
    return scope.village[scope.village["code"].isin(inside)]


def _kept(units: "pd.Index[str]", marked: str | None) -> tuple[str, ...]:
    first = list(units[:CHART_ROWS])
    return tuple(first if marked is None or marked in first else [*first, marked])


def addable(dictionary: Dictionary, terms: pd.DataFrame, codes: Sequence[str]) -> tuple[str, ...]:
    """The indicators whose shortfalls can be added up.

    Ratios with a target, but none that must not share an axis with one before it (stunting by two
    methods).
    """
    own = terms.loc[list(codes)]
    kept: list[str] = []
    for code in own.index[(own["kind"] == "ratio") & own["has_target"]]:
        apart = dictionary.get(code).excludes_axis
        if not any(other in apart for other in kept):
            kept.append(code)
    return tuple(kept)


def ranked(
    scope: GapScope, indicator: Indicator, level: UnitLevel, district_of: pd.Series
) -> pd.DataFrame:
    """As `kampungkb.analysis.ranking.ranking`, over all units of a level.

    One village is in the state of a yes_no or it is not: then nothing is ranked.
    """
    rows = scope.rows(level, indicator.code)
    if level == "village" and indicator.kind == "yes_no":
        rows = rows.iloc[:0]
    return ranking(rows, indicator.better, district_of if level == "village" else None)


def rows_made_up(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each row has a made-up figure."""
    return frame["origin"].isin(["illustrative", "mixed"])


def formation_made_up(ledger: Ledger) -> bool:
    """Whether somebody is said to be formed, or not, by made-up data alone."""
    return ledger.rollout.formed_official < ledger.rollout.formed


def chosen_by_made_up(scope: GapScope, ledger: Ledger) -> bool:
    """Whether made-up data say which villages the reader asked for."""
    return scope.formed != "all" and formation_made_up(ledger)


def as_record(rows: pd.DataFrame) -> dict[Any, Any] | None:
    """The only row of a frame, or None."""
    return None if rows.empty else rows.iloc[0].to_dict()
