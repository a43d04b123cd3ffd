"""Which value of a village counts: the latest as of a period, the official one first."""

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
    ranks = {p: rank for rank, p in enumerate(sorted(rows["period"].unique(), key=period_key))}
    if as_of is not None:
        end = period_key(as_of)
        ranks = {p: rank for p, rank in ranks.items() if period_key(p) <= end}
    rank = rows["period"].map(ranks)
    rows = rows[rank.notna()]
    order = rows.assign(rank=rank[rank.notna()].astype("int64")).sort_values(
        ["indicator", "village_code", "rank"], kind="stable"
    )
    last = order.drop_duplicates(["indicator", "village_code"], keep="last").drop(columns="rank")
    return with_shares(last).reset_index(drop=True)


def with_shares(observations: pd.DataFrame) -> pd.DataFrame:
    """Fill ``value`` of ratios from their counts; 0 of 0 has no rate."""
    counted = observations["numerator"].notna() & observations["denominator"].notna()
    denominator = observations["denominator"].mask(observations["denominator"] == 0)
    share = observations["numerator"].astype("Float64") / denominator.astype("Float64")
    return observations.assign(value=observations["value"].where(~counted, share))
