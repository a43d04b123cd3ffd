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
    # People of the latest census, its year, and why they are unknown.
    population: int | None
    population_year: str | None
    population_note: str | None


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
        population=None if people is None else int(people["value"]),
        population_year=None if census.empty else str(census["period"].iloc[-1]),
        population_note=_text(census, "note"),
    )


def _text(rows: pd.DataFrame, column: str) -> str | None:
    if rows.empty or pd.isna(rows[column].iloc[-1]):
        return None
    return str(rows[column].iloc[-1])
