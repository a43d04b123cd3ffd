"""The ledger: what each village, district, agency and regency still lacks to its targets.

A village's shortfall is counted in people; the ledger of a district, agency or regency is the
sum of its villages' shortfalls (design, part 5), so that a surplus in one village never hides
people who are missing in another.
"""

from collections.abc import Iterable
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.intervals import wilson_interval
from kampungkb.analysis.latest import period_ranks, up_to
from kampungkb.model.indicators import Indicator
from kampungkb.model.periods import period_key
from kampungkb.model.targets import target_in_use

Level = Literal["village", "district", "regency", "agency"]

# Below this share of villages with a value an aggregate is marked and is never ranked.
COVERAGE_FLOOR = 0.8

COLUMNS = (
    "level", "code", "name", "indicator", "period", "numerator", "denominator", "value", "target",
    "target_year", "shortfall", "unserved", "low", "high", "published", "verdict", "villages",
    "villages_with_value", "origin", "status", "low_coverage",
)  # fmt: skip


def indicator_terms(indicators: Iterable[Indicator], year: int) -> pd.DataFrame:
    """What the arithmetic needs to know of each indicator in a year.

    Returns
    -------
    DataFrame, one row per indicator, indexed by its code, in the order given
        ``kind``, ``better``, ``agency``, ``target`` (share of 1, or the indicator's own unit;
        NaN: none), ``target_year`` (Int64; missing: undated or none), ``p``, ``q`` (the target
        as an exact fraction p / q; 0 / 1 without a target), ``has_target``.
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
            }
        )
    columns = [
        "indicator", "kind", "better", "agency", "target", "target_year", "p", "q", "has_target",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns).set_index("indicator")
    return frame.astype({"target_year": "Int64", "p": "int64", "q": "int64", "has_target": "bool"})


def village_gaps(latest: pd.DataFrame, villages: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """One row per village and indicator that has a value anywhere, ``no_data`` rows included.

    Parameters
    ----------
    latest : DataFrame
        What `latest_values` returns.
    villages : AREAS
        Villages only.
    terms : DataFrame
        What `indicator_terms` returns; indicators not in it are left out.

    Returns
    -------
    DataFrame with COLUMNS, by indicator in the order of `terms`, then by code
        ``numerator``, ``denominator``, ``shortfall``, ``unserved`` are whole people (Int64),
        missing for an index or a yes_no, and where there is no rate. ``low``, ``high``: 95 %
        Wilson interval of a ratio with counts. ``verdict``: met, below, cannot_tell (the
        interval holds the target), no_data; missing where there is a value but no target.
    """
    seen = set(latest["indicator"].unique())
    codes = [code for code in terms.index if code in seen]
    grid = pd.MultiIndex.from_product(
        [codes, villages["code"]], names=["indicator", "village_code"]
    )
    cells = latest.set_index(["indicator", "village_code"]).reindex(grid).reset_index()
    named = villages.set_index("code")["name"]
    rows = pd.DataFrame(
        {
            "level": "village",
            "code": cells["village_code"],
            "name": named.reindex(cells["village_code"]).array,
            "indicator": cells["indicator"],
            "period": cells["period"],
            "numerator": cells["numerator"].astype("Int64"),
            "denominator": cells["denominator"].astype("Int64"),
            "value": cells["value"].astype("Float64").to_numpy(np.float64, na_value=np.nan),
            "origin": cells["origin"],
            "status": cells["status"],
            "published": np.nan,
            "villages": 1,
            "villages_with_value": cells["value"].notna().astype("int64"),
            "low_coverage": False,
        }
    )
    is_ratio = _kinds(rows, terms) == "ratio"
    rows[["numerator", "denominator"]] = rows[["numerator", "denominator"]].where(
        is_ratio & rows["value"].notna()
    )
    return _judged(rows, terms, counted=is_ratio)


def area_gaps(
    by_village: pd.DataFrame,
    villages: pd.DataFrame,
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
        What `village_gaps` returns.
    villages : AREAS
        Villages only.
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
        ``numerator`` of ``denominator`` are in the state that it names.
    """
    periods = sorted(by_village["period"].dropna().unique(), key=period_key)
    codes = list(dict.fromkeys(by_village["indicator"]))
    grid = pd.MultiIndex.from_product([codes, areas["code"]], names=["indicator", "code"])
    sums = _sums(_parts(by_village, parents, terms)).reindex(grid).reset_index()
    kinds = _kinds(sums, terms)
    ratio_like = kinds.isin(["ratio", "yes_no"])
    size = parents[parents.index.isin(villages["code"])].value_counts()
    villages_in = sums["code"].map(size).fillna(0).astype("int64")
    with_value = sums["with_value"].fillna(0).astype("int64")
    by_code = areas.set_index("code")
    rows = pd.DataFrame(
        {
            "level": sums["code"].map(by_code["level"]),
            "code": sums["code"],
            "name": sums["code"].map(by_code["name"]),
            "indicator": sums["indicator"],
            "period": sums["period_rank"].map(dict(enumerate(periods))).astype("str"),
            "numerator": sums["numerator"].where(ratio_like),
            "denominator": sums["denominator"].where(ratio_like),
            # What is no ratio is a simple mean over villages (``weight = "none"``).
            "value": np.where(
                ratio_like, _share(sums["numerator"], sums["denominator"]), sums["mean"]
            ),
            "origin": _origin(sums["official"], sums["made_up"]),
            "status": pd.Series(None, index=sums.index, dtype="str"),
            "published": _published(sums, published, terms, as_of),
            "villages": villages_in,
            "villages_with_value": with_value,
            "low_coverage": with_value < COVERAGE_FLOOR * villages_in,
        }
    )
    judged = _judged(rows, terms, counted=ratio_like)
    # The shortfall of a ratio is the ledger, the sum over villages, and not the net distance.
    ledger = sums["shortfall"].where(kinds == "ratio", judged["shortfall"])
    return judged.assign(shortfall=ledger)


def _parts(by_village: pd.DataFrame, parents: pd.Series, terms: pd.DataFrame) -> pd.DataFrame:
    """What each village adds to the unit above it; no row for a village that adds nothing."""
    kind = _kinds(by_village, terms)
    has_value, yes_no = by_village["value"].notna(), kind == "yes_no"
    counted = by_village["numerator"].notna() & by_village["denominator"].notna()
    parts = pd.DataFrame(
        {
            "indicator": by_village["indicator"],
            "code": parents.reindex(by_village["code"]).array,
            "numerator": by_village["numerator"].mask(
                yes_no, (by_village["value"] == 1).astype("Int64")
            ),
            "denominator": by_village["denominator"].mask(yes_no, 1),
            "value": by_village["value"],
            "shortfall": by_village["shortfall"],
            "period_rank": period_ranks(by_village["period"]),
            "official": by_village["origin"] == "official",
            "made_up": by_village["origin"] == "illustrative",
        }
    )
    return parts[has_value & (counted | (kind != "ratio"))]


def _sums(parts: pd.DataFrame) -> pd.DataFrame:
    groups = parts.groupby(["indicator", "code"], sort=False)
    # A sum of nothing is missing: without a target nobody knows who is short of it.
    counts = groups[["numerator", "denominator", "shortfall"]].sum(min_count=1)
    return counts.assign(
        mean=groups["value"].mean(),
        period_rank=groups["period_rank"].max(),
        with_value=groups.size(),
        official=groups["official"].any(),
        made_up=groups["made_up"].any(),
    )


def agency_gaps(by_regency: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """The regency's rows under the agency that is responsible for each indicator.

    Exactly one agency is responsible for an indicator, so agencies add up to the regency.
    """
    agency = by_regency["indicator"].map(terms["agency"])
    return by_regency.assign(level="agency", code=agency, name=agency).sort_values(
        "code", kind="stable", ignore_index=True
    )


def _judged(rows: pd.DataFrame, terms: pd.DataFrame, *, counted: pd.Series) -> pd.DataFrame:
    """Add target, shortfall, unserved, interval and verdict to rows that have their values."""
    own = terms.reindex(rows["indicator"])
    numerator = rows["numerator"].to_numpy(np.float64, na_value=np.nan)
    denominator = rows["denominator"].to_numpy(np.float64, na_value=np.nan)
    is_ratio = (own["kind"] == "ratio").to_numpy()
    low, high = wilson_interval(
        np.where(is_ratio, numerator, np.nan), np.where(is_ratio, denominator, np.nan)
    )
    shortfall = shortfalls(
        rows["numerator"], rows["denominator"], own["p"].to_numpy(), own["q"].to_numpy(),
        own["better"].to_numpy() == "higher",
    )  # fmt: skip
    known = counted.to_numpy() & own["has_target"].to_numpy()
    judged = rows.assign(
        target=own["target"].to_numpy(),
        target_year=own["target_year"].array,
        shortfall=shortfall.where(known),
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
    names = np.select([np.isnan(value), met, below], ["no_data", "met", "below"], "cannot_tell")
    # A village is in the state that a yes_no names, or it is not; its target is a share of
    # villages, which one village cannot miss by a part.
    verdict = pd.Series(names, index=rows.index, dtype="str")
    return verdict.where(own["has_target"].to_numpy() | np.isnan(value))


def _share(numerator: pd.Series, denominator: pd.Series) -> npt.NDArray[np.float64]:
    n = denominator.astype("Float64").to_numpy(np.float64, na_value=np.nan)
    x = numerator.astype("Float64").to_numpy(np.float64, na_value=np.nan)
    return x / np.where(n > 0, n, np.nan)


def _kinds(rows: pd.DataFrame, terms: pd.DataFrame) -> pd.Series:
    # Several times faster than `map`, which goes through Python for every row.
    return pd.Series(terms["kind"].reindex(rows["indicator"]).array, index=rows.index)


def _origin(official: pd.Series, made_up: pd.Series) -> pd.Series:
    is_official, is_made_up = official.eq(True), made_up.eq(True)
    names = np.select(
        [is_official & is_made_up, is_made_up, is_official],
        ["mixed", "illustrative", "official"],
        "",
    )
    origin = pd.Series(names, index=official.index, dtype="str")
    return origin.where(origin != "")


def _published(
    sums: pd.DataFrame, published: pd.DataFrame | None, terms: pd.DataFrame, as_of: str | None
) -> npt.NDArray[np.float64]:
    if published is None or published.empty:
        return np.full(len(sums), np.nan)
    # 52 villages stand beside 52 villages, not beside a share of them.
    shares = terms.index[terms["kind"].isin(["ratio", "yes_no"])]
    comparable = published[(published["unit"] == "share") | ~published["indicator"].isin(shares)]
    last = latest_published(comparable, as_of).set_index(["indicator", "area_code"])["value"]
    return last.reindex(pd.MultiIndex.from_frame(sums[["indicator", "code"]])).to_numpy()


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
