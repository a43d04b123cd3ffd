"""Whom to call first: which unknown or doubtful values could change a ranking the most.

This is a what-if for deciding where to ask, never a value of anybody.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.gaps import shortfalls

# With fewer undoubted villages nobody can say what is plausible.
POOL: Final = 5
LOW_PERCENT: Final = 5
HIGH_PERCENT: Final = 95

COLUMNS: Final = (
    "indicator", "agency", "code", "district_code", "reason", "denominator", "estimated",
    "rate_low", "rate_high", "now", "low", "high", "places", "people",
)  # fmt: skip

_Ints = npt.NDArray[np.int64]


def verify_next(
    unknown: pd.DataFrame,
    by_village: pd.DataFrame,
    by_district: pd.DataFrame,
    denominators: pd.Series,
    district_of: pd.Series,
    terms: pd.DataFrame,
) -> pd.DataFrame:
    """How far each unknown or doubtful value could move its district.

    Parameters
    ----------
    unknown : DataFrame, at most one row per indicator and village
        ``indicator``, ``code``, ``reason`` (passed on). Of several rows the first counts.
    by_village, by_district : rows of `kampungkb.analysis.gaps`
    denominators : Series of Int64
        Latest known denominator above 0, by ``(indicator, village_code)``.
    district_of : Series
        District code by village code.
    terms : as `kampungkb.analysis.gaps.indicator_terms` returns
        Ratios with a target take part; of the others no village has a shortfall.

    Returns
    -------
    DataFrame with COLUMNS, most places first, then most people, then by village and indicator
        ``denominator``: the village's latest known, else the whole number at or below the median
        of its district (``estimated``); without either there is no row. ``rate_low``,
        ``rate_high``: 5th and 95th percentile of the regency's villages whose value is neither
        unknown nor doubtful, each the rate of one village; with fewer than 5 there is no row.
        ``now``: the district's shortfall in the ledger (0 where no village has a value);
        ``low``, ``high``: what it would be at either end of the range, all else unchanged.
        ``people``: between the smallest and the largest of these three. ``places``: how many
        other districts are passed between them; a district is behind as many as have a larger
        shortfall, and districts below 80 % coverage have no place.

    Notes
    -----
    A rate x / n of another village, carried over to m people, is at least floor(x m / n) and at
    most ceil(x m / n) of them: whole people, and no end of the range is cut off.
    """
    known = terms.index[(terms["kind"] == "ratio") & terms["has_target"]]
    asked = unknown[unknown["indicator"].isin(known)].drop_duplicates(["indicator", "code"])
    villages = dict(iter(by_village.groupby("indicator")))
    districts = dict(iter(by_district.groupby("indicator")))
    sizes = dict(iter(denominators.groupby(level="indicator")))
    parts = [
        _of_indicator(
            own.assign(district_code=district_of.reindex(own["code"]).array),
            villages[code].set_index("code"),
            districts[code].set_index("code"),
            _medians_beside(sizes.get(code), district_of),
            terms.loc[[code]].iloc[0],
        )
        for code, own in asked.groupby("indicator", sort=False)
        if code in villages and code in districts
    ]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))
    return rows.sort_values(
        ["places", "people", "code", "indicator"], ascending=[False, False, True, True],
        ignore_index=True,
    )[list(COLUMNS)]  # fmt: skip


def _medians_beside(sizes: pd.Series | None, district_of: pd.Series) -> pd.DataFrame:
    """Each village's denominator, and the median of its district; missing where unknown."""
    if sizes is None:
        return pd.DataFrame({"own": pd.array([], dtype="Float64"), "median": np.nan})
    own = sizes.droplevel("indicator").reindex(district_of.index).astype("Float64")
    return pd.DataFrame({"own": own, "median": own.groupby(district_of).transform("median")})


def _of_indicator(
    asked: pd.DataFrame,
    villages: pd.DataFrame,
    districts: pd.DataFrame,
    sizes: pd.DataFrame,
    term: pd.Series,
) -> pd.DataFrame:
    ends = _plausible(villages[~villages.index.isin(asked["code"])])
    own = sizes.reindex(asked["code"])
    there = own["own"].notna() | own["median"].notna()
    asked, own = asked[there.to_numpy()], own[there]
    if ends is None or asked.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    people = np.floor(own["own"].fillna(own["median"]).to_numpy(np.float64)).astype(np.int64)
    (x_low, n_low), (x_high, n_high) = ends
    first = _shortfall(x_low * people // n_low, people, term)
    second = _shortfall(-(-x_high * people // n_high), people, term)
    now = districts["shortfall"].reindex(asked["district_code"]).to_numpy(np.int64, na_value=0)
    rest = now - villages["shortfall"].reindex(asked["code"]).to_numpy(np.int64, na_value=0)
    low, high = rest + np.minimum(first, second), rest + np.maximum(first, second)
    least, most = np.minimum(low, now), np.maximum(high, now)
    return pd.DataFrame(
        {
            "indicator": term.name,
            "agency": term["agency"],
            "code": asked["code"].array,
            "district_code": asked["district_code"].array,
            "reason": asked["reason"].array,
            "denominator": people,
            "estimated": own["own"].isna().to_numpy(np.bool_),
            "rate_low": x_low / n_low,
            "rate_high": x_high / n_high,
            "now": now,
            "low": low,
            "high": high,
            "places": _passed(districts, asked["district_code"], least, most),
            "people": most - least,
        }
    )


def _plausible(villages: pd.DataFrame) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Numerator and denominator at the 5th and 95th percentile; None: too few villages."""
    pool = villages[(villages["denominator"].fillna(0) > 0) & villages["numerator"].notna()]
    if len(pool) < POOL:
        return None
    ordered = pool.sort_values("value", kind="stable")
    # The smallest value that at least so many percent of the villages do not exceed.
    low, high = (
        ordered.iloc[-(-percent * len(pool) // 100) - 1] for percent in (LOW_PERCENT, HIGH_PERCENT)
    )
    return (
        (int(low["numerator"]), int(low["denominator"])),
        (int(high["numerator"]), int(high["denominator"])),
    )


def _shortfall(numerator: _Ints, denominator: _Ints, term: pd.Series) -> _Ints:
    size = len(numerator)
    missing = shortfalls(
        pd.Series(pd.array(numerator, dtype="Int64")),
        pd.Series(pd.array(denominator, dtype="Int64")),
        np.full(size, term["p"], dtype=np.int64),
        np.full(size, term["q"], dtype=np.int64),
        np.full(size, term["better"] == "higher"),
    )
    return missing.to_numpy(np.int64)


def _passed(districts: pd.DataFrame, own: pd.Series, least: _Ints, most: _Ints) -> _Ints:
    """How many other districts lie above `least` and not above `most`."""
    ranked = districts.loc[~districts["low_coverage"].astype(bool), "shortfall"].dropna()
    ordered = np.sort(ranked.to_numpy(np.int64))
    between = np.searchsorted(ordered, most, "right") - np.searchsorted(ordered, least, "right")
    self_ = ranked.reindex(own).to_numpy(np.float64, na_value=np.nan)
    return np.asarray(between - ((self_ > least) & (self_ <= most)), dtype=np.int64)
