"""The ledger: what each village, district, agency and regency still lacks to its targets.

A village's shortfall is counted in people; the ledger of a district, agency or regency is the
sum of its villages' shortfalls (design, part 5), so that a surplus in one village never hides
people who are missing in another.
"""

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.intervals import wilson_interval
from kampungkb.analysis.latest import period_ranks, up_to
from kampungkb.model.indicators import Indicator
from kampungkb.model.periods import period_key
from kampungkb.model.targets import target_in_use

Places = npt.NDArray[np.int64]
Level = Literal["village", "district", "regency", "agency"]

# Below this share of villages with a value an aggregate is marked and is never ranked.
COVERAGE_FLOOR = 0.8

COLUMNS = (
    "level", "code", "name", "indicator", "period", "numerator", "denominator", "value", "target",
    "target_year", "shortfall", "unserved", "low", "high", "published", "verdict", "villages",
    "villages_with_value", "origin", "status", "low_coverage", "net_distance",
)  # fmt: skip


def indicator_terms(indicators: Iterable[Indicator], year: int) -> pd.DataFrame:
    """What the arithmetic needs to know of each indicator in a year.

    Returns
    -------
    DataFrame, one row per indicator, indexed by its code, in the order given
        ``kind``, ``better``, ``agency``, ``target`` (share of 1, or the indicator's own unit;
        NaN: none), ``target_year`` (Int64; missing: undated or none), ``p``, ``q`` (the target
        as an exact fraction p / q; 0 / 1 without a target), ``has_target``, ``population``
        (all villages, or the formed ones).
    """
    rows = []
    for one in indicators:
        target = target_in_use(one, year)
        value = None if target is None else target.value
        rows.append(
            {
                "indicator": one.code,
                "kind": one.kind,
                "better": one.better,
                "agency": one.responsible,
                "target": np.nan if value is None else float(value),
                "target_year": None if target is None else target.year,
                "p": 0 if value is None else value.numerator,
                "q": 1 if value is None else value.denominator,
                "has_target": value is not None,
                "population": one.population,
            }
        )
    columns = [
        "indicator", "kind", "better", "agency", "target", "target_year", "p", "q", "has_target",
        "population",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns).set_index("indicator")
    return frame.astype({"target_year": "Int64", "p": "int64", "q": "int64", "has_target": "bool"})


def village_gaps(
    latest: pd.DataFrame,
    villages: pd.DataFrame,
    terms: pd.DataFrame,
    formed_codes: Iterable[str] | None = None,
) -> pd.DataFrame:
    """One row per village and indicator that has a value anywhere, ``no_data`` rows included.

    Parameters
    ----------
    latest : DataFrame
        What `latest_values` returns.
    villages : AREAS
        Villages only.
    terms : DataFrame
        What `indicator_terms` returns; indicators not in it are left out.
    formed_codes : iterable of str, optional
        The formed villages. An indicator that is counted among formed villages has no row of
        any other village, and so none above it counts one; without this all have rows.

    Returns
    -------
    DataFrame with COLUMNS, by indicator in the order of `terms`, then by code
        ``numerator``, ``denominator``, ``shortfall``, ``unserved`` are whole people (Int64),
        missing for an index or a yes_no, and where there is no rate. ``low``, ``high``: 95 %
        Wilson interval of a ratio with counts. ``verdict``: met, below, cannot_tell (the
        interval holds the target), no_data; missing where there is a value but no target.
        ``net_distance`` is the shortfall.
    """
    place = terms.index.get_indexer(pd.Index(latest["indicator"].unique()))
    at = np.sort(place[place >= 0])
    # The row of `latest` that belongs to each cell of indicator x village; -1: none.
    found = np.full(len(at) * len(villages), -1)
    indicator = _places(latest["indicator"], terms.index[at])
    code = _places(latest["village_code"], pd.Index(villages["code"]))
    named = (indicator >= 0) & (code >= 0)
    found[(indicator * len(villages) + code)[named]] = np.flatnonzero(named)
    at = np.repeat(at, len(villages))
    village = np.tile(np.arange(len(villages)), len(found) // max(1, len(villages)))
    if formed_codes is not None:
        is_formed = villages["code"].isin(list(formed_codes)).to_numpy()
        counts = is_formed[village] | (terms["population"] != "formed").to_numpy()[at]
        found, at, village = found[counts], at[counts], village[counts]

    def cells(column: str) -> Any:
        return latest[column].array.take(found, allow_fill=True)

    value = pd.Series(cells("value")).astype("Float64").to_numpy(np.float64, na_value=np.nan)
    is_ratio = (terms["kind"] == "ratio").to_numpy()[at]
    counted = is_ratio & ~np.isnan(value)
    rows = pd.DataFrame(
        {
            "level": _same("village", len(found)),
            "code": villages["code"].array.take(village),
            "name": villages["name"].array.take(village),
            "indicator": terms.index.array.take(at),
            "period": cells("period"),
            "numerator": pd.Series(cells("numerator")).astype("Int64").where(counted),
            "denominator": pd.Series(cells("denominator")).astype("Int64").where(counted),
            "value": value,
            "origin": cells("origin"),
            "status": cells("status"),
            "published": np.nan,
            "villages": 1,
            "villages_with_value": (~np.isnan(value)).astype("int64"),
            "low_coverage": False,
        }
    )
    return _judged(rows, terms, at, counted=is_ratio)


def area_gaps(
    by_village: pd.DataFrame,
    parents: pd.Series,
    areas: pd.DataFrame,
    terms: pd.DataFrame,
    published: pd.DataFrame | None = None,
    as_of: str | None = None,
) -> pd.DataFrame:
    """The same rows for the units above: sums of villages, never means of ratios.

    Parameters
    ----------
    by_village : DataFrame
        What `village_gaps` returns: each of its rows is a village that could have a value.
    parents : Series
        Code of the unit above, indexed by village code.
    areas : AREAS
        The units above, in the order wanted.
    terms : DataFrame
        What `indicator_terms` returns.
    published : PUBLISHED, optional
        Figures of the units as a whole; they stand beside the sums and change nothing.
    as_of : str, optional
        Leaves out figures published for a later period.

    Returns
    -------
    DataFrame with COLUMNS, by indicator in the order of `terms`, then in the order of `areas`
        Sums run over the villages with a value, also below 80 % coverage, where
        ``low_coverage`` is true; a row without a value adds nothing, not even its origin. A
        share that came without its counts cannot be added to others and counts as no value. An
        index or a count is the simple mean of its villages. A yes_no counts villages:
        ``numerator`` of ``denominator`` are in the state that it names. ``net_distance`` is the
        distance of the unit as a whole, in which a surplus of one village hides what another
        lacks; it is never more than the shortfall.
    """
    sums = _sums(_parts(by_village, parents, areas, terms), periods=period_order(by_village))
    # Every unit has a row of every indicator, also where no village of it adds anything.
    at, unit = (
        part.ravel()
        for part in np.meshgrid(_at(by_village, terms), np.arange(len(areas)), indexing="ij")
    )
    sums = sums.reindex(pd.MultiIndex.from_arrays([at, unit])).reset_index(drop=True)
    kind = terms["kind"].to_numpy()[at]
    ratio_like = np.isin(kind, ["ratio", "yes_no"])
    villages_in = sums["villages"].fillna(0).astype("int64")
    with_value = sums["with_value"].fillna(0).astype("int64")
    rows = pd.DataFrame(
        {
            "level": areas["level"].array.take(unit),
            "code": areas["code"].array.take(unit),
            "name": areas["name"].array.take(unit),
            "indicator": terms.index.array.take(at),
            "period": sums["period"],
            "numerator": sums["numerator"].where(ratio_like),
            "denominator": sums["denominator"].where(ratio_like),
            # What is no ratio is a simple mean over villages (``weight = "none"``).
            "value": np.where(
                ratio_like, _share(sums["numerator"], sums["denominator"]), sums["mean"]
            ),
            "origin": sums["origin"],
            "status": _same(None, len(sums)),
            "published": np.nan,
            "villages": villages_in,
            "villages_with_value": with_value,
            "low_coverage": with_value < COVERAGE_FLOOR * villages_in,
        }
    )
    if published is not None:
        own = published[published["area_code"].isin(areas["code"])]
        rows["published"] = _published(rows, own, terms, as_of)
    judged = _judged(rows, terms, at, counted=ratio_like)
    # The shortfall of a ratio is the ledger, the sum over villages; what `_judged` computed from
    # the sums is the net distance, in which a surplus hides a shortfall.
    ledger = sums["shortfall"].where(kind == "ratio", judged["shortfall"])
    return judged.assign(shortfall=ledger)


def period_order(rows: pd.DataFrame) -> list[str]:
    """Every period that occurs, the earliest first."""
    return sorted(rows["period"].dropna().unique(), key=period_key)


def _at(rows: pd.DataFrame, terms: pd.DataFrame) -> Places:
    """Places in the terms of the indicators that have rows, in the order of the terms."""
    return np.sort(terms.index.get_indexer(pd.Index(rows["indicator"].unique())))


def _parts(
    by_village: pd.DataFrame, parents: pd.Series, areas: pd.DataFrame, terms: pd.DataFrame
) -> pd.DataFrame:
    """What each village adds to the unit above it, in numbers; by place in terms and areas."""
    village, codes = pd.factorize(by_village["code"])
    above = pd.Index(areas["code"]).get_indexer(pd.Index(parents.reindex(codes)))
    at = _places(by_village["indicator"], terms.index)
    kind = terms["kind"].to_numpy()[at]
    value = by_village["value"].to_numpy()
    is_state = kind == "yes_no"
    counted = (by_village["numerator"].notna() & by_village["denominator"].notna()).to_numpy()
    # A village that has no rate adds nothing; a ratio without counts cannot be added.
    adds = ~np.isnan(value) & (counted | (kind != "ratio"))
    parts = pd.DataFrame(
        {
            "at": at,
            "unit": above[village],
            "adds": adds,
            "numerator": by_village["numerator"].mask(
                is_state, pd.Series(value == 1).astype("Int64")
            ),
            "denominator": by_village["denominator"].mask(is_state, 1),
            "value": value,
            "shortfall": by_village["shortfall"],
            "rank": period_ranks(by_village["period"]),
            "official": by_village["origin"].isin(["official", "mixed"]).to_numpy(),
            "made_up": by_village["origin"].isin(["illustrative", "mixed"]).to_numpy(),
        }
    )
    return parts[parts["unit"] >= 0]


def _sums(parts: pd.DataFrame, periods: Sequence[str]) -> pd.DataFrame:
    """Sums by indicator and unit, missing where nothing was added."""
    rows = parts.groupby(["at", "unit"], sort=False).size()
    groups = parts[parts["adds"]].groupby(["at", "unit"], sort=False)
    # A sum of nothing is missing: without a target nobody knows who is short of it.
    counts = groups[["numerator", "denominator", "shortfall"]].sum(min_count=1)
    official, made_up = groups["official"].any(), groups["made_up"].any()
    sums = counts.assign(
        mean=groups["value"].mean(),
        period=_words(periods, groups["rank"].max()).array,
        with_value=groups.size(),
        origin=_words(("official", "illustrative", "mixed"), official + 2 * made_up - 1).array,
    )
    return sums.reindex(rows.index).assign(villages=rows)


def agency_gaps(by_regency: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """The regency's rows under the agency that is responsible for each indicator.

    Exactly one agency is responsible for an indicator, so agencies add up to the regency.
    """
    agency = by_regency["indicator"].map(terms["agency"])
    return by_regency.assign(level="agency", code=agency, name=agency).sort_values(
        "code", kind="stable", ignore_index=True
    )


def _judged(
    rows: pd.DataFrame, terms: pd.DataFrame, at: Places, *, counted: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Add target, shortfall, unserved, interval and verdict to rows that have their values.

    `at`: the place of each row's indicator in the terms; `counted`: whether its kind has counts.
    """
    own = terms.take(at)
    numerator = rows["numerator"].to_numpy(np.float64, na_value=np.nan)
    denominator = rows["denominator"].to_numpy(np.float64, na_value=np.nan)
    is_ratio = (own["kind"] == "ratio").to_numpy()
    low, high = wilson_interval(
        np.where(is_ratio, numerator, np.nan), np.where(is_ratio, denominator, np.nan)
    )
    short = shortfalls(
        rows["numerator"], rows["denominator"], own["p"].to_numpy(), own["q"].to_numpy(),
        own["better"].to_numpy() == "higher",
    ).where(counted & own["has_target"].to_numpy())  # fmt: skip
    judged = rows.assign(
        target=own["target"].to_numpy(),
        target_year=own["target_year"].array,
        shortfall=short,
        net_distance=short,
        unserved=(rows["denominator"] - rows["numerator"]).where(counted),
        low=low,
        high=high,
    )
    return judged.assign(verdict=_verdicts(judged, own))[list(COLUMNS)]


def shortfalls(
    numerator: pd.Series,
    denominator: pd.Series,
    p: npt.NDArray[np.int64],
    q: npt.NDArray[np.int64],
    higher: npt.NDArray[np.bool_],
) -> pd.Series:
    """People missing to the target p / q, in whole numbers throughout.

    Parameters
    ----------
    numerator, denominator : Series of Int64
        Missing gives a missing shortfall.
    p, q : arrays of int64
        The target as a fraction.
    higher : array of bool
        Whether more is better.

    Returns
    -------
    Series of Int64, never negative

    Notes
    -----
    Design, part 5: higher is better: max(0, ceil(target x denominator) - numerator); lower is
    better: max(0, numerator - floor(target x denominator)). In floating point 0.07 x 100 is
    7.000000000000001, which would ask for an eighth person.
    """
    known = (numerator.notna() & denominator.notna()).to_numpy()
    x = numerator.to_numpy(np.int64, na_value=0)
    n = denominator.to_numpy(np.int64, na_value=0)
    wanted = -((-p * n) // q)
    allowed = (p * n) // q
    missing = np.maximum(0, np.where(higher, wanted - x, x - allowed))
    return pd.Series(pd.array(missing, dtype="Int64"), index=numerator.index).where(known)


def people_missing(numerator: int, denominator: int, target: Fraction, *, higher: bool) -> int:
    """As `shortfalls`, of one figure."""
    if higher:
        return max(0, math.ceil(target * denominator) - numerator)
    return max(0, numerator - math.floor(target * denominator))


def _verdicts(rows: pd.DataFrame, own: pd.DataFrame) -> pd.Series:
    value = rows["value"].to_numpy()
    target = own["target"].to_numpy()
    higher = own["better"].to_numpy() == "higher"
    # Rows without an interval (yes or no, or a share without counts) are what they are.
    low = np.where(rows["low"].isna(), value, rows["low"])
    high = np.where(rows["high"].isna(), value, rows["high"])
    # Where the target is the end of the scale no interval can lie beyond it: who has reached
    # 100 % (or 0 %) has met it.
    at_end = (value == target) & np.isin(target, (0.0, 1.0))
    # Shares and targets that came without counts are decimals; they meet to nine places.
    eps = 1e-9
    met = np.where(higher, low >= target - eps, high <= target + eps) | at_end
    below = np.where(higher, high < target - eps, low > target + eps)
    place = np.select([np.isnan(value), met, below], [0, 1, 2], 3)
    # A village is in the state that a yes_no names, or it is not; its target is a share of
    # villages, which one village cannot miss by a part.
    is_judged = own["has_target"].to_numpy() | np.isnan(value)
    return _words(("no_data", "met", "below", "cannot_tell"), np.where(is_judged, place, -1))


def _share(numerator: pd.Series, denominator: pd.Series) -> npt.NDArray[np.float64]:
    n = denominator.astype("Float64").to_numpy(np.float64, na_value=np.nan)
    x = numerator.astype("Float64").to_numpy(np.float64, na_value=np.nan)
    return x / np.where(n > 0, n, np.nan)


def _places(values: pd.Series, among: pd.Index) -> Places:
    """Place of each value in an index; -1 where it is not in it or missing."""
    # The few different ones are looked up, not each of a million rows.
    codes, found = pd.factorize(values)
    return np.append(among.get_indexer(pd.Index(found)), -1)[codes].astype(np.int64)


def _words(words: Sequence[str], places: npt.ArrayLike) -> pd.Series:
    """A word for each place; -1: missing."""
    taken = pd.array(list(words), dtype="str").take(np.asarray(places), allow_fill=True)
    return pd.Series(taken)


def _same(word: str | None, length: int) -> pd.Series:
    return _words(() if word is None else (word,), np.full(length, -1 if word is None else 0))


def _published(
    rows: pd.DataFrame, published: pd.DataFrame, terms: pd.DataFrame, as_of: str | None
) -> npt.NDArray[np.float64]:
    if published.empty:
        return np.full(len(rows), np.nan)
    # 52 villages stand beside 52 villages, not beside a share of them.
    shares = terms.index[terms["kind"].isin(["ratio", "yes_no"])]
    comparable = published[(published["unit"] == "share") | ~published["indicator"].isin(shares)]
    last = latest_published(comparable, as_of)
    names = zip(last["area_code"], last["indicator"], strict=True)
    known = dict(zip(names, last["value"], strict=True))
    cells = zip(rows["code"], rows["indicator"], strict=True)
    return np.array([known.get(cell, np.nan) for cell in cells], dtype=np.float64)


def latest_published(published: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """The latest confirmed published figure of each area and indicator.

    Returns
    -------
    PUBLISHED, at most one row per ``area_code`` and ``indicator``
    """
    rows = published[
        published["indicator"].notna() & published["area_code"].notna() & published["confirmed"]
    ]
    if as_of is not None:
        rows = up_to(rows, as_of)
    # A count published beside its share (52 villages, 15.95 %) is the same figure.
    ordered = rows.assign(
        rank=period_ranks(rows["period"]), share=rows["unit"] == "share"
    ).sort_values(["rank", "share"], kind="stable")
    return ordered.drop_duplicates(["area_code", "indicator"], keep="last").drop(
        columns=["rank", "share"]
    )
