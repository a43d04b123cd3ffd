"""Which value of a village counts: the latest as of a period, the official one first."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.model.periods import latest_period, period_key

Ints = npt.NDArray[np.int64]


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


@dataclass(frozen=True, slots=True, eq=False)
class Reports:
    """Reports in an order in which the latest of any period is a look-up.

    A page asks the same reports as of many periods: hundreds of thousands of rows are sorted
    once for a revision, and a period then costs milliseconds. ``rows``: OBSERVATIONS without
    the illustrative values that an official one has replaced, by indicator, village and period.
    ``indicator``, ``group`` (of an indicator and a village) and ``rank`` (place of the period
    among `periods`) stand beside them.
    """

    rows: pd.DataFrame
    indicator: Ints
    group: Ints
    rank: Ints
    # Every period that occurs, the earliest first.
    periods: tuple[str, ...]

    def latest(self, as_of: str | None) -> pd.DataFrame:
        """Each village's latest value of each indicator at or before a period.

        Parameters
        ----------
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
        return self._last(np.full(len(self.rows), self._rank_of(as_of)))

    def earlier(self, as_of: str | None) -> pd.DataFrame:
        """Each village's latest value before the last period of each indicator.

        Parameters
        ----------
        as_of : str or None
            As in `latest`; the last period of an indicator is its last at or before this.

        Returns
        -------
        As `latest`; an indicator with a single period has no row.
        """
        within = self.rank <= self._rank_of(as_of)
        last = np.full(int(self.indicator.max(initial=0)) + 1, -1, dtype=np.int64)
        np.maximum.at(last, self.indicator[within], self.rank[within])
        return self._last(last[self.indicator] - 1)

    def villages(self) -> dict[str, int]:
        """How many villages have a report of each indicator, in any period; none: no entry."""
        is_first = np.diff(self.group, prepend=-1) != 0
        counts = self.rows.loc[is_first, "indicator"].value_counts()
        return {str(code): int(n) for code, n in counts.items()}

    def _rank_of(self, as_of: str | None) -> int:
        if as_of is None:
            return len(self.periods) - 1
        end = period_key(as_of)
        return sum(period_key(period) <= end for period in self.periods) - 1

    def _last(self, limit: Ints) -> pd.DataFrame:
        """The last row of each group that is not after its limit."""
        within = self.rank <= limit
        # Within a group the rows at or before the limit come first: the last of them is followed
        # by a row beyond it, or by another group.
        is_followed = np.zeros(len(within), dtype=np.bool_)
        is_followed[:-1] = within[1:] & (self.group[1:] == self.group[:-1])
        chosen = self.rows.iloc[np.flatnonzero(within & ~is_followed)]
        return with_shares(chosen).reset_index(drop=True)


def reports(observations: pd.DataFrame) -> Reports:
    """Put observations (OBSERVATIONS) in order."""
    rows = readable(observations)
    indicator, _ = pd.factorize(rows["indicator"], sort=True)
    village, villages = pd.factorize(rows["village_code"], sort=True)
    rank = period_ranks(rows["period"])
    periods = sorted(rows["period"].unique(), key=period_key)
    group = indicator.astype(np.int64) * max(1, len(villages)) + village
    # Rows that tie keep their order: the one that was added last is the latest.
    order = np.argsort(group * max(1, len(periods)) + rank, kind="stable")
    return Reports(
        rows=rows.iloc[order],
        indicator=indicator.astype(np.int64)[order],
        group=group[order],
        rank=rank[order],
        periods=tuple(map(str, periods)),
    )


def latest_values(observations: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """As `Reports.latest`, for observations that are asked once."""
    return reports(observations).latest(as_of)


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
