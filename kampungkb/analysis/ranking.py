"""Who stands where, and how far chance alone could move it."""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.intervals import Floats, wilson_interval
from kampungkb.analysis.shrinkage import fitted_priors, posterior_rates

COLUMNS: Final = (
    "code", "rate", "rate_low", "rate_high", "rank", "tied", "rank_low", "rank_high", "ranked",
)  # fmt: skip

_LEVEL: Final = 0.95
# Rates that differ by less are equal; what is left of a sum in the 16th digit is no lead.
_EQUAL: Final = 1e-12


def ranking(
    rows: pd.DataFrame, better: Literal["higher", "lower"], groups: pd.Series | None = None
) -> pd.DataFrame:
    """Rank the villages or districts of one indicator by their shrunk rates.

    Parameters
    ----------
    rows : rows of `kampungkb.analysis.gaps.COLUMNS`
        Of one indicator and one level; each code once.
    better : str
        Whether the first has the highest or the lowest rate.
    groups : Series, optional
        Group by code, such as the district of each village. Rates are drawn towards those of
        their own group where at least five of it take part, otherwise towards those of all.

    Returns
    -------
    DataFrame, one row per row of `rows`, the worst rank first, then by code; unranked last
        ``code``; ``rate`` (the shrunk rate, 0-1; the ``value`` itself where there are no counts),
        ``rate_low``, ``rate_high`` (its 95 % interval; NaN without counts), ``rank`` (Int64; 1 is
        the best; equal rates share the best of their places; missing: takes no part), ``tied``
        (shares its rank), ``rank_low``, ``rank_high`` (Int64; the best and the worst rank that
        chance leaves open, missing without a rank), ``ranked`` (how many take part).
        No part takes a row without a value, one with low coverage, and one without counts where
        others of the indicator have them.

    Notes
    -----
    Shrinkage: `kampungkb.analysis.shrinkage`. With fewer than five rows that have counts there
    is none: the rate is the share as it is, with its Wilson interval. More than all (103 of 100)
    counts as all.

    Ranks: Klein, M., Wright, T. & Wieczorek, J. (2020). A joint confidence region for an overall
    ranking of populations. Journal of the Royal Statistical Society C 69, 589-606. With K
    independent intervals at level 0.95^(1/K) all rates lie in theirs with a probability of 95 %,
    and then the rank of each lies between 1 + the number of units whose interval lies wholly on
    its better side, and K - the number of those wholly on its worse side.
    """
    rows = rows.reset_index(drop=True)
    value, x, n = (
        rows[column].to_numpy(np.float64, na_value=np.nan)
        for column in ("value", "numerator", "denominator")
    )
    counted = ~np.isnan(value) & ~np.isnan(x) & (n > 0)
    x, n = np.where(counted, x, np.nan), np.where(counted, n, np.nan)
    takes_part = ~np.isnan(value) & ~rows["low_coverage"].to_numpy(bool)
    if counted.any():
        takes_part &= counted
    many = int(takes_part.sum())
    alpha, beta = _priors(rows["code"], np.where(takes_part, x, np.nan), n, groups)
    rate, low, high = _rates(x, n, alpha, beta, _LEVEL)
    _, wide_low, wide_high = _rates(x, n, alpha, beta, _LEVEL ** (1 / max(many, 1)))
    rate = np.where(np.isnan(rate), value, rate)
    places = _places(
        rate[takes_part], wide_low[takes_part], wide_high[takes_part], higher=better == "higher"
    ).set_axis(np.flatnonzero(takes_part))
    ranked = pd.DataFrame(
        {"code": rows["code"], "rate": rate, "rate_low": low, "rate_high": high}
    ).join(places, validate="one_to_one")
    return ranked.assign(tied=ranked["tied"].eq(True).astype(bool), ranked=many).sort_values(
        ["rank", "code"], ascending=[False, True], na_position="last", ignore_index=True
    )[list(COLUMNS)]


def _priors(
    codes: pd.Series, x: Floats, n: Floats, groups: pd.Series | None
) -> tuple[Floats, Floats]:
    """Alpha and beta for each row: of its group, else of all rows, else NaN."""
    alpha, beta = np.full(len(x), np.nan), np.full(len(x), np.nan)
    if groups is not None:
        own = groups.reindex(codes)
        found = fitted_priors(x, n, own.array).reindex(own)
        alpha, beta = found["alpha"].to_numpy(), found["beta"].to_numpy()
    without = np.isnan(alpha)
    everybody = fitted_priors(x, n, np.zeros(len(x))) if without.any() else pd.DataFrame()
    if everybody.empty:
        return alpha, beta
    return (
        np.where(without, everybody["alpha"].iloc[0], alpha),
        np.where(without, everybody["beta"].iloc[0], beta),
    )


def _rates(
    x: Floats, n: Floats, alpha: Floats, beta: Floats, level: float
) -> tuple[Floats, Floats, Floats]:
    """Shrunk rates with their intervals; as they are where there is no prior."""
    if not np.isnan(alpha).any():
        return posterior_rates(x, n, alpha, beta, level=level)
    all_at_most = np.minimum(x, n)
    return all_at_most / n, *wilson_interval(all_at_most, n, level=level)


def _places(rate: Floats, low: Floats, high: Floats, *, higher: bool) -> pd.DataFrame:
    """Rank, tie and rank interval of those that take part, in the order given."""
    # Turned so that more is better.
    score = rate if higher else -rate
    worst, best = (low, high) if higher else (-high, -low)
    worst = np.where(np.isnan(worst), score, worst)
    best = np.where(np.isnan(best), score, best)
    many = len(score)
    first, last = _tied_places(score)
    ahead = many - np.searchsorted(np.sort(worst), best, side="right")
    behind = np.searchsorted(np.sort(best), worst, side="left")
    return pd.DataFrame(
        {
            "rank": first,
            "tied": first < last,
            # Without intervals the span of the tie is left.
            "rank_low": np.minimum(1 + ahead, first),
            "rank_high": np.maximum(many - behind, last),
        }
    ).astype({"rank": "Int64", "rank_low": "Int64", "rank_high": "Int64"})


def _tied_places(score: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last place among equals, 1 for the highest score."""
    order = np.argsort(-score, kind="stable")
    falls = np.diff(score[order], prepend=np.inf) < -_EQUAL
    starts = np.flatnonzero(falls)
    ends = np.append(starts[1:], len(score))
    tie = np.cumsum(falls) - 1
    first, last = np.empty(len(score), np.int64), np.empty(len(score), np.int64)
    first[order], last[order] = starts[tie] + 1, ends[tie]
    return first, last
