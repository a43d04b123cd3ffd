"""Which value of a village counts: the latest as of a period, the official one first."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.model.periods import latest_period, period_key


def default_as_of(observations: pd.DataFrame) -> str | None:
    """The latest period in the store, never the clock; None when the store has no value."""
    return latest_period(list(observations["period"].unique()))


def readable(observations: pd.DataFrame) -> pd.DataFrame:
    """Drop the illustrative values that an official one has replaced.

    Once a village has an official value of an indicator, none of its illustrative values of
    that indicator is read any more, in any period (design, part 4).
    """
    keys = ["indicator", "village_code"]
    official = observations["origin"] == "official"
    if official.all() or not official.any():
        return observations
    replaced = pd.MultiIndex.from_frame(observations[keys]).isin(
        pd.MultiIndex.from_frame(observations.loc[official, keys].drop_duplicates())
    )
    return observations[official | ~replaced]


def latest_values(observations: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """Each village's latest value of each indicator at or before a period.

    Parameters
    ----------
    observations : OBSERVATIONS
    as_of : str or None
        A period; None takes the latest of all.

    Returns
    -------
    DataFrame, one row per indicator and village with a report, by indicator and code
        The columns of OBSERVATIONS. ``value`` of a ratio is computed from its counts where
        both are there; it is missing where there is no rate: counts missing, or 0 of 0.
        A report without a rate still replaces an older one: nobody may show the older as
        today's.
    """
    rows = readable(observations)
    if as_of is not None:
        rows = up_to(rows, as_of)
    keys = ["indicator", "village_code"]
    # Numbers sort faster than text: by period first, the few that are left by name.
    ordered = rows.iloc[np.argsort(period_ranks(rows["period"]), kind="stable")]
    last = ordered.drop_duplicates(keys, keep="last").sort_values(keys)
    return with_shares(last).reset_index(drop=True)


def up_to(rows: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """The rows whose ``period`` is at or before a period."""
    end = period_key(as_of)
    within = [period for period in rows["period"].unique() if period_key(period) <= end]
    return rows[rows["period"].isin(within)]


def period_ranks(periods: pd.Series) -> npt.NDArray[np.int64]:
    """Place of each period in the order of those that occur, the earliest 0; missing: -1."""
    codes, found = pd.factorize(periods)
    rank_of = {period: rank for rank, period in enumerate(sorted(found, key=period_key))}
    return np.array([*(rank_of[period] for period in found), -1], dtype=np.int64)[codes]


def with_shares(observations: pd.DataFrame) -> pd.DataFrame:
    """Fill ``value`` of ratios from their counts; 0 of 0 has no rate."""
    counted = observations["numerator"].notna() & observations["denominator"].notna()
    denominator = observations["denominator"].mask(observations["denominator"] == 0)
    share = observations["numerator"].astype("Float64") / denominator.astype("Float64")
    return observations.assign(value=observations["value"].where(~counted, share))
