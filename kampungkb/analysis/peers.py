"""Villages like a given one, to learn from."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd

from kampungkb.analysis.latest import period_ranks

TRAITS: Final = ("population", "density", "IKS", "IKE", "IKL")
COLUMNS: Final = ("code", "distance", *TRAITS)

_POPULATION: Final = "population_census"
# Twice as many people is the same step from 1,000 as from 10,000.
_LOGARITHMIC: Final = ["population", "density"]
_IDM_PARTS: Final = ["IKS", "IKE", "IKL"]


def village_traits(
    villages: pd.DataFrame, village_figures: pd.DataFrame, latest: pd.DataFrame
) -> pd.DataFrame:
    """What makes villages alike.

    Parameters
    ----------
    villages : AREAS
        Villages only.
    village_figures : VILLAGE_FIGURES
    latest : DataFrame
        What `kampungkb.analysis.latest.latest_values` returns.

    Returns
    -------
    DataFrame, one row per village, indexed by its code, in the order of `villages`
        ``population`` (people, latest census), ``density`` (people per km2 of the polygon),
        ``IKS``, ``IKE``, ``IKL`` (the social, economic and environmental part of the IDM,
        latest values, official or illustrative). All float; NaN: unknown.
    """
    codes = villages["code"]
    census = village_figures[village_figures["figure"] == _POPULATION]
    census = census.iloc[np.argsort(period_ranks(census["period"]), kind="stable")]
    newest = census.drop_duplicates("village_code", keep="last").set_index("village_code")
    population = newest["value"].reindex(codes).to_numpy(np.float64, na_value=np.nan)
    area = villages["area_km2"].to_numpy(np.float64, na_value=np.nan)
    parts = latest[latest["indicator"].isin(_IDM_PARTS)]
    wide = parts.pivot(index="village_code", columns="indicator", values="value")
    wide = wide.reindex(index=codes, columns=_IDM_PARTS)
    return pd.DataFrame(
        {
            "population": population,
            "density": population / np.where(area > 0, area, np.nan),
            **{part: wide[part].to_numpy(np.float64, na_value=np.nan) for part in _IDM_PARTS},
        },
        index=pd.Index(codes, name="code"),
    )


def peers(
    traits: pd.DataFrame, code: str, candidates: Iterable[str], count: int = 5
) -> pd.DataFrame:
    """The candidates most like a village.

    Parameters
    ----------
    traits : DataFrame
        What `village_traits` returns.
    code : str
        The village.
    candidates : iterable of str
        Codes, such as of the villages that have met a target; the village itself and those
        with an unknown trait are passed over.
    count : int
        How many at most.

    Returns
    -------
    DataFrame with COLUMNS, one row per peer, the nearest first, then by code
        ``distance`` (0: alike in every trait) and the traits themselves. No row where a trait
        of `code` is unknown, or `code` is.

    Notes
    -----
    Euclidean distance over the logarithms of population and density and the three IDM parts as
    they are, each divided by its standard deviation over all villages where it is known, so
    that no unit outweighs another. A trait that is the same everywhere is left out.
    """
    known = _scaled(traits)
    if code not in known.index:
        return _peer_rows(traits.iloc[:0], pd.Series(dtype=np.float64))
    others = known.index.isin(list(candidates)) & (known.index != code)
    apart = known[others] - known.loc[code]
    distance = pd.Series(np.sqrt((apart**2).sum(axis=1)), index=apart.index)
    # Rows stand in the order of their codes, which a stable sort keeps among equals.
    nearest = distance.sort_values(kind="stable").head(count)
    return _peer_rows(traits.loc[nearest.index], nearest)


def _peer_rows(traits: pd.DataFrame, distance: pd.Series) -> pd.DataFrame:
    rows = traits.assign(code=traits.index.astype("str"), distance=distance)
    return rows[list(COLUMNS)].reset_index(drop=True)


def _scaled(traits: pd.DataFrame) -> pd.DataFrame:
    """Traits in standard deviations, by code; only villages of which all are known."""
    # A sum of floats depends on their order: by code, two runs print the same distance.
    values = traits[list(TRAITS)].sort_index()
    sizes = values[_LOGARITHMIC].where(values[_LOGARITHMIC] > 0)
    values = values.assign(**{name: np.log(sizes[name]) for name in _LOGARITHMIC})
    spread = values.std(ddof=0)
    varied = spread[spread != 0]
    return values.dropna()[varied.index] / varied
