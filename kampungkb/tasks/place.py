"""Everything known of one village or district."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from kampungkb.analysis.formed import formed_villages
from kampungkb.errors import UnknownAreaError
from kampungkb.tasks.ledger import Ledger
from kampungkb.tasks.snapshot import Snapshot

POPULATION = "population_census"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """People and area of a unit."""

    # People of the latest census, over the villages where it knows them; None: of none.
    population: int | None
    # Years of these censuses, the earliest and the latest; None: no census at all.
    years: tuple[str, str] | None
    villages: int
    villages_known: int
    # Why the people are unknown, as the source says; None: it does not say, or they are known.
    note: str | None
    # Of the polygons, not official; None without a polygon.
    area_km2: float | None
    # People per km2, over the villages of which both are known; None: of none.
    density: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFigures:
    """One unit.

    ``rows`` are its rows of the ledger, in the order of the dictionary. ``formed_origin`` is
    None where the village is not formed; a district has ``formed`` of ``villages`` instead.
    """

    code: str
    name: str
    level: str
    district: str | None
    rows: pd.DataFrame
    formed: int
    villages: int
    formed_origin: str | None
    formed_on: date | None
    formation_note: str | None
    # The document that says so, and its scheme (kkb, or older: before 2020).
    formation_document: str | None
    formation_scheme: str | None
    # People of the latest census, its year, and why they are unknown.
    population: int | None
    population_year: str | None
    population_note: str | None


def villages_of(of: Snapshot, code: str) -> list[str]:
    """The villages of a unit: the village itself, or those of the district, by code.

    Raises
    ------
    UnknownAreaError
        Neither a village nor a district of the register.
    """
    if code in of.parents:
        return [code]
    if code not in set(of.districts["code"]):
        raise UnknownAreaError("area", [code])
    return sorted(village for village, district in of.parents.items() if district == code)


def place_figures(snapshot: Snapshot, ledger: Ledger, code: str) -> PlaceFigures:
    """What is known of a unit.

    Raises
    ------
    UnknownAreaError
        Not a village or district of the register.
    """
    is_village = code in snapshot.district_of.index
    if not is_village and code not in set(snapshot.districts["code"]):
        raise UnknownAreaError("area", [code])
    frame = ledger.village if is_village else ledger.district
    inside = {code} if is_village else set(snapshot.district_of[snapshot.district_of == code].index)
    formations = formed_villages(snapshot.formations, ledger.as_of)
    own = formations[formations["village_code"] == code]
    figures = snapshot.village_figures
    census = figures[(figures["village_code"] == code) & (figures["figure"] == POPULATION)]
    people = None if census.empty or pd.isna(census["value"].iloc[-1]) else census.iloc[-1]
    return PlaceFigures(
        code=code,
        name=snapshot.names[code],
        level="village" if is_village else "district",
        district=snapshot.names[snapshot.district_of[code]] if is_village else None,
        rows=frame[frame["code"] == code],
        formed=int(formations["village_code"].isin(inside).sum()),
        villages=len(inside),
        formed_origin=None if own.empty else str(own["origin"].iloc[0]),
        formed_on=None if own.empty else own["formed_on"].iloc[0],
        formation_note=_text(own, "note"),
        formation_document=_text(own, "document"),
        formation_scheme=_text(own, "scheme"),
        population=None if people is None else int(people["value"]),
        population_year=None if census.empty else str(census["period"].iloc[-1]),
        population_note=_text(census, "note"),
    )


def extent(of: Snapshot, code: str) -> Extent:
    """People and area of a unit; what the villages of a district have is added up.

    Raises
    ------
    UnknownAreaError
        Neither a village nor a district of the register.
    """
    inside = villages_of(of, code)
    figures = of.village_figures
    census = figures[(figures["figure"] == POPULATION) & figures["village_code"].isin(inside)]
    last = census.sort_values(["village_code", "period"], kind="stable").drop_duplicates(
        "village_code", keep="last"
    )
    known = last[last["value"].notna()]
    own = of.areas[of.areas["code"] == code]["area_km2"].iloc[0]
    areas = of.villages.set_index("code")["area_km2"].reindex(known["village_code"]).to_numpy()
    both = areas > 0
    people = known["value"].to_numpy("float64")
    return Extent(
        population=None if known.empty else int(people.sum()),
        years=None if last.empty else (str(last["period"].min()), str(last["period"].max())),
        villages=len(inside),
        villages_known=len(known),
        note=_note(last[last["value"].isna()]),
        area_km2=None if pd.isna(own) else float(own),
        density=float(people[both].sum() / areas[both].sum()) if both.any() else None,
    )


def _note(unknown: pd.DataFrame) -> str | None:
    notes = unknown["note"].dropna()
    return None if len(unknown) != 1 or notes.empty else str(notes.iloc[0])


def _text(rows: pd.DataFrame, column: str) -> str | None:
    if rows.empty or pd.isna(rows[column].iloc[-1]):
        return None
    return str(rows[column].iloc[-1])
