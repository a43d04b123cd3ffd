"""Nine made-up villages in three districts of one regency, and rows about them.

Kramat has four villages, Lempuyang three, Mancak two; each is named by its place, 0 to 8.
"""

from fractions import Fraction
from typing import Any

import pandas as pd

from kampungkb.analysis.gaps import area_gaps, indicator_terms, village_gaps
from kampungkb.analysis.latest import latest_values
from kampungkb.model.indicators import Dictionary, Indicator, Target, Words
from kampungkb.model.tables import AREAS, FORMATIONS, OBSERVATIONS, PUBLISHED, shaped

REGENCY = "36.04"
DISTRICTS = ("36.04.01", "36.04.02", "36.04.03")
NAMES = ("Kramat", "Lempuyang", "Mancak")
DISTRICT_OF = (0, 0, 0, 0, 1, 1, 1, 2, 2)
VILLAGES = tuple(f"{DISTRICTS[at]}.{2001 + place}" for place, at in enumerate(DISTRICT_OF))


def areas() -> pd.DataFrame:
    """AREAS: the regency, its districts and its villages."""
    rows = [{"code": REGENCY, "level": "regency", "name": "Serang", "kind": "kabupaten"}]
    rows += [
        {"code": code, "level": "district", "name": name, "kind": "kecamatan",
         "parent_code": REGENCY}
        for code, name in zip(DISTRICTS, NAMES, strict=True)
    ]  # fmt: skip
    rows += [
        {"code": code, "level": "village", "name": f"Desa {place}", "kind": "desa",
         "parent_code": DISTRICTS[DISTRICT_OF[place]]}
        for place, code in enumerate(VILLAGES)
    ]  # fmt: skip
    return shaped(pd.DataFrame(rows), AREAS)


def of_level(level: str) -> pd.DataFrame:
    """AREAS of one level."""
    frame = areas()
    return frame[frame["level"] == level].reset_index(drop=True)


def district_of() -> pd.Series:
    """District code by village code."""
    return of_level("village").set_index("code")["parent_code"]


def regency_of() -> pd.Series:
    """The regency's code by village code."""
    return pd.Series(REGENCY, index=list(VILLAGES), dtype="str")


def target(value: str = "0.6", *, year: int | None = 2024, unit: str = "percent") -> Target:
    """A confirmed target; `value` is a share of 1, or in the indicator's own unit."""
    return Target(
        year=year, text=value, value=Fraction(value), unit=unit, scope="regency", area=REGENCY,
        source="A law", url=None, confirmed=True, in_use=False, in_use_reason=None, note=None,
    )  # fmt: skip


_UNITS = {"ratio": "share", "yes_no": "share", "index": "index", "count": "count"}


def indicator(code: str = "D02", goal: str | None = "0.6", **fields: Any) -> Indicator:
    """An indicator with one target, or with none."""
    words = Words(id=f"{code} id", en=f"{code} en")
    kind = fields.get("kind", "ratio")
    unit = fields.get("unit", _UNITS[kind])
    published = {"share": "percent"}.get(unit, unit)
    given: dict[str, Any] = {
        "code": code, "name": words, "short": words, "numerator": words, "denominator": words,
        "counted": Words(id="anak", en="children"), "caution": None, "kind": kind, "unit": unit,
        "better": "higher", "weight": "none" if kind in ("index", "count") else None,
        "lowest_level": "village", "population": "all", "pillar": "services",
        "responsible": "Dinkes", "supporting": (), "periodicity": "quarterly",
        "source_system": "made up", "sensitive": False, "excludes_axis": (),
        "targets": () if goal is None else (target(goal, unit=published),),
    }  # fmt: skip
    return Indicator(**(given | fields))


def dictionary(*indicators: Indicator) -> Dictionary:
    """A dictionary of these indicators."""
    return Dictionary(indicators=indicators, sha256="0" * 64)


def seen(
    village: int, numerator: int | None = None, denominator: int | None = None, **fields: Any
) -> dict[str, Any]:
    """A row of OBSERVATIONS: D02 of a village in 2026-Q1, official unless told otherwise."""
    return {
        "indicator": "D02", "village_code": VILLAGES[village], "period": "2026-Q1",
        "origin": "official", "numerator": numerator, "denominator": denominator,
        "source_id": "made_up", "revision": 1,
    } | fields  # fmt: skip


def observations(*rows: dict[str, Any]) -> pd.DataFrame:
    """OBSERVATIONS of these rows."""
    # As objects: beside a missing one, pandas would turn a count into a float.
    return shaped(pd.DataFrame(rows, columns=list(OBSERVATIONS), dtype=object), OBSERVATIONS)


def formation(village: int, **fields: Any) -> dict[str, Any]:
    """A row of FORMATIONS: formed on an unknown day, official unless told otherwise."""
    return {
        "village_code": VILLAGES[village], "formed": True, "formed_on": None, "scheme": "kkb",
        "origin": "official", "source_id": "made_up", "revision": 1,
    } | fields  # fmt: skip


def formations(*rows: dict[str, Any]) -> pd.DataFrame:
    """FORMATIONS of these rows."""
    return shaped(pd.DataFrame(rows, columns=list(FORMATIONS), dtype=object), FORMATIONS)


def published(*rows: dict[str, Any]) -> pd.DataFrame:
    """PUBLISHED: D02 of the regency, a confirmed share of 2024, unless told otherwise."""
    usual = {
        "figure": "kia", "indicator": "D02", "area_code": REGENCY, "area_name": "Serang",
        "period": "2024", "unit": "share", "source_title": "A report",
        "source_url": "a report", "confirmed": True,
    }  # fmt: skip
    frame = pd.DataFrame([usual | row for row in rows], columns=list(PUBLISHED), dtype=object)
    return shaped(frame, PUBLISHED)


def gaps_of(
    level: str, indicators: list[Indicator], *rows: dict[str, Any], year: int = 2026, **more: Any
) -> pd.DataFrame:
    """The gaps at a level that follow from observations."""
    terms = indicator_terms(indicators, year)
    by_village = village_gaps(
        latest_values(observations(*rows), None), of_level("village"), terms
    )  # fmt: skip
    if level == "village":
        return by_village
    parents = district_of() if level == "district" else regency_of()
    return area_gaps(by_village, parents, of_level(level), terms, **more)
