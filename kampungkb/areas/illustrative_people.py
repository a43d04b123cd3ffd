"""Who lives where in the made-up data: the villages, their hardship, and all denominators."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kampungkb.areas.illustrative_draws import Draws, IntArray, apportioned
from kampungkb.model.periods import period_key

QUARTERS: Final = (
    "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3",
)  # fmt: skip

# A figure published for a later period does not describe the first quarter. The villages
# without open defecation were counted in April 2025.
_LAST_PERIOD: Final = "2024"
_LAST_PERIOD_OF: Final[Mapping[str, str]] = {"E04": "2025"}

# Per thousand, where no total is published.
_CHILDREN: Final = 288  # of the people
_UNDER_17: Final = 992  # of those aged 0-18, as the published totals of Kabupaten Serang
_FAMILIES: Final = 605  # of the households
_GROWTH_SINCE_CENSUS: Final = 1280


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Villages:
    """The villages of one regency, ordered by code; every array has one entry per village."""

    regency: str
    codes: tuple[str, ...]
    # Number of the village's district, counted in the order of their codes.
    district: IntArray
    districts: int
    # People in the census; -1: unknown.
    census: IntArray
    # Rank from -1000 to 1000 of thinness of settlement, easting and northing; 0: unknown.
    thin: IntArray
    east: IntArray
    north: IntArray

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Published:
    """What is published of the regency as a whole; missing: nothing is."""

    population: int | None
    children: int | None
    under_17: int | None
    families: int | None
    # Share of 1 by indicator, as exact as it was published.
    shares: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class People:
    """Whole people (families, households, services) by village and quarter.

    In every village and quarter ``under_5`` and those aged 5-6 and 7-15 are, together, within
    ``under_17``, that within ``children`` (0-18), that within ``population``; ``families`` (those
    with a couple, a pregnancy or a small child) and ``couples`` are within ``households``.
    """

    population: IntArray
    children: IntArray
    under_17: IntArray
    under_5: IntArray
    infants: IntArray
    aged_5_6: IntArray
    aged_7_15: IntArray
    households: IntArray
    families: IntArray
    couples: IntArray
    posyandu: IntArray


def regencies(areas: pd.DataFrame, village_figures: pd.DataFrame) -> Iterator[Villages]:
    """The villages of each regency, by its code ("" where the register names none)."""
    rows = areas[areas["level"] == "village"].sort_values("code")
    register = areas.set_index("code")
    figures = village_figures[village_figures["figure"] == "population_census"]
    census = figures.sort_values(["village_code", "period"]).drop_duplicates(
        "village_code", keep="last"
    )
    people = rows["code"].map(census.set_index("village_code")["value"]).astype("float64")
    rows = rows.assign(
        district=rows["parent_code"].fillna(""),
        # A village may lie in its regency directly.
        regency=rows["parent_code"]
        .where(
            rows["parent_code"].map(register["level"]) != "district",
            rows["parent_code"].map(register["parent_code"]),
        )
        .fillna(""),
        census=people.fillna(-1).round().astype("int64"),
        density=people / rows["area_km2"],
    )
    for regency, group in rows.groupby("regency", sort=True):
        names, district = np.unique(group["district"].to_numpy(dtype="U"), return_inverse=True)
        yield Villages(
            regency=str(regency),
            codes=tuple(group["code"]),
            district=district.astype(np.int64),
            districts=len(names),
            census=group["census"].to_numpy(dtype=np.int64),
            thin=-_ranks(group["density"].to_numpy(dtype=np.float64)),
            east=_ranks(group["lon"].to_numpy(dtype=np.float64)),
            north=_ranks(group["lat"].to_numpy(dtype=np.float64)),
        )


def _ranks(values: NDArray[np.float64]) -> IntArray:
    ranks = np.zeros(len(values), dtype=np.int64)
    known = np.flatnonzero(np.isfinite(values))
    if len(known) > 1:
        order = known[np.argsort(values[known], kind="stable")]
        ranks[order] = 2000 * np.arange(len(known)) // (len(known) - 1) - 1000
    return ranks


def published_of(published: pd.DataFrame, regency: str) -> Published:
    """Confirmed figures of a regency as a whole, the latest that describe the first quarter."""
    rows = published[(published["area_code"] == regency) & published["confirmed"]]
    shares: dict[str, Fraction] = {}
    wholes: dict[str, int] = {}
    for row in _latest(rows[(rows["unit"] == "share") & rows["indicator"].notna()], "indicator"):
        code = str(row["indicator"])
        if pd.notna(row["numerator"]) and pd.notna(row["denominator"]) and row["denominator"]:
            shares[code] = Fraction(int(row["numerator"]), int(row["denominator"]))
            wholes[code] = int(row["denominator"])
        elif pd.notna(row["value"]):
            shares[code] = Fraction(str(float(row["value"])))
    counts = {
        str(row["figure"]): int(row["value"])
        for row in _latest(rows[(rows["unit"] != "share") & rows["value"].notna()], "figure")
    }
    at_risk = counts.get("keluarga_berisiko_stunting")
    if at_risk and shares.get("L21") and "L21" not in wholes:
        wholes["L21"] = half_up(at_risk / shares["L21"])
        shares["L21"] = Fraction(at_risk, wholes["L21"])
    return Published(
        population=counts.get("penduduk_total"),
        children=wholes.get("D01"),
        under_17=wholes.get("D02"),
        families=wholes.get("L21"),
        shares={code: share for code, share in shares.items() if 0 <= share <= 1},
    )


def _latest(rows: pd.DataFrame, by: str) -> Iterator[Mapping[str, Any]]:
    """Of each value of a column, the row of the latest period that counts."""
    found: dict[str, dict[str, Any]] = {}
    columns = [by, "figure", "period", "value", "numerator", "denominator"]
    for row in (
        rows[list(dict.fromkeys(columns))].sort_values(["period", "figure"]).to_dict("records")
    ):
        named = str(row[by])
        key = period_key(str(row["period"]))
        if key <= period_key(_LAST_PERIOD_OF.get(named, _LAST_PERIOD)) and (
            named not in found or key > period_key(str(found[named]["period"]))
        ):
            found[named] = {str(name): value for name, value in row.items()}
    yield from found.values()


def half_up(number: Fraction) -> int:
    """The nearest whole number, a half upwards."""
    return int((number + Fraction(1, 2)) // 1)


def hardship(villages: Villages, draws: Draws) -> IntArray:
    """How badly off a village is in all things, in thousandths of about one deviation.

    It follows the map, thin settlement and the district; a few districts (one of eight) are
    clearly behind.
    """
    n, of = len(villages), villages.district
    slope = draws.between(-500, 500, "slope", 2)
    behind = np.zeros(villages.districts, dtype=np.int64)
    behind[draw_districts(draws, "behind", villages.districts)[: villages.districts // 8]] = 1300
    total: IntArray = (
        (slope[0] * villages.east + slope[1] * villages.north + 350 * villages.thin) // 1000
        + (600 * draws.bells("district", villages.districts)[of]) // 1000
        + (500 * draws.bells("village", n)) // 1000
        + behind[of]
    )
    return total


def draw_districts(draws: Draws, name: str, count: int) -> IntArray:
    """The numbers of the districts in an order of chance."""
    return np.argsort(draws.below(2**32, name, count), kind="stable").astype(np.int64)


def village_people(villages: Villages, published: Published, draws: Draws) -> People:
    """Denominators of every village and quarter, in the first quarter exactly as published.

    A published total that contradicts another (more children than people) is not used.
    """
    n = len(villages)
    population = _population(villages, published, draws)
    households = population * draws.between(255, 285, "households", n) // 1000
    children = _part(
        published.children, _CHILDREN, population, draws.between(900, 1100, "children", n)
    )
    # The two published totals differ by 0.7 %: apportioning the difference keeps both exact and
    # the younger within the older.
    wanted = _or_plausible(published.under_17, _UNDER_17, children)
    older = apportioned(int(children.sum()) - wanted, children, children)
    families = _part(
        published.families, _FAMILIES, households, draws.between(880, 1120, "families", n)
    )

    growth = draws.between(10, 45, "growth", n)
    population_t = _grown(population, growth)
    households_t = np.minimum(_grown(households, growth), population_t)
    # Fewer are born than were: children grow in number more slowly than people.
    children_t = _grown(children, growth - 15)
    under_17_t = _grown(children - older, growth - 15)
    under_5_t = under_17_t * draws.between(285, 315, "under 5", n)[:, None] // 1000
    school_age = under_17_t - under_5_t
    return People(
        population=population_t,
        children=children_t,
        under_17=under_17_t,
        under_5=under_5_t,
        infants=under_5_t * draws.between(185, 205, "infants", n)[:, None] // 1000,
        # Two and nine of the twelve years from 5 to 16.
        aged_5_6=school_age * draws.between(158, 172, "5-6", n)[:, None] // 1000,
        aged_7_15=school_age * draws.between(735, 765, "7-15", n)[:, None] // 1000,
        households=households_t,
        families=np.minimum(_grown(families, growth), households_t),
        couples=households_t * draws.between(630, 690, "couples", n)[:, None] // 1000,
        posyandu=_posyandu(population, draws),
    )


def _population(villages: Villages, published: Published, draws: Draws) -> IntArray:
    n, known = len(villages), villages.census >= 0
    # A village split off since the census is smaller than most; what it took from its parent
    # village nobody says.
    typical = int(np.median(villages.census[known])) if known.any() else 4000
    guess = typical * draws.between(550, 950, "newer village", n) // 1000
    grown = draws.between(850, 1250, "growth of district", villages.districts)[villages.district]
    weight = np.where(known, villages.census, guess) * grown // 1000
    weight = weight * draws.between(930, 1070, "growth of village", n) // 1000
    total = published.population
    if total is None:
        total = _implied_population(published, int(weight.sum()) * _GROWTH_SINCE_CENSUS // 1000)
    return apportioned(total, weight, np.full(n, total, dtype=np.int64))


def _implied_population(published: Published, guess: int) -> int:
    if published.children is not None:
        return published.children * 1000 // _CHILDREN
    return guess


def _or_plausible(total: int | None, per_thousand: int, whole: IntArray) -> int:
    there = int(whole.sum())
    return total if total is not None and total <= there else there * per_thousand // 1000


def _part(total: int | None, per_thousand: int, whole: IntArray, lean: IntArray) -> IntArray:
    """A part of each village's `whole`; `lean` is its leaning, per thousand."""
    return apportioned(_or_plausible(total, per_thousand, whole), whole * lean, whole)


def _grown(count: IntArray, per_10000: IntArray) -> IntArray:
    quarter = np.arange(len(QUARTERS), dtype=np.int64)
    return count[:, None] * (10000 + per_10000[:, None] * quarter) // 10000


def _posyandu(population: IntArray, draws: Draws) -> IntArray:
    size = draws.between(900, 1400, "people per posyandu", len(population))
    posts = np.where(population > 0, np.maximum(population // size, 1), 0)
    return np.repeat(posts[:, None], len(QUARTERS), axis=1)
