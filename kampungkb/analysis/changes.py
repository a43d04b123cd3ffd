"""Change against the period before, on the same villages."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.intervals import newcombe_interval
from kampungkb.analysis.latest import reports
from kampungkb.analysis.unit_changes import directions
from kampungkb.model.periods import latest_period

_COUNTS: Final = ["numerator_now", "denominator_now", "numerator_before", "denominator_before"]


def earlier_values(observations: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """As `kampungkb.analysis.latest.Reports.earlier`, for observations that are asked once."""
    return reports(observations).earlier(as_of)


def changes(now: pd.DataFrame, before: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Change of each indicator over the villages that reported a rate both now and before.

    Parameters
    ----------
    now, before : as `latest_values` and `earlier_values` return
    terms : as `kampungkb.analysis.gaps.indicator_terms` returns

    Returns
    -------
    DataFrame, one row per indicator with a comparable village, indexed by its code
        ``now``, ``before`` (ratio: quotient of sums; index, count and yes_no: mean of villages),
        ``change`` (now - before), ``villages`` (compared), ``period_before`` (the latest of
        the earlier periods), ``direction`` (better, worse, same, cannot_tell: by the interval of
        `kampungkb.analysis.unit_changes.unit_changes`, so that the same change is called the same
        everywhere). A share that came without its counts is not compared: it cannot be added to
        others.

    Notes
    -----
    Comparing all villages of one period with all of another would show who reported, not what
    changed.
    """
    groups = _comparable(now, before, terms).groupby("indicator", sort=True)
    sums = groups[_COUNTS].sum()
    means = groups[["value_now", "value_before"]].mean()
    own = terms.loc[sums.index]
    wholes = {
        when: np.where(
            own["kind"] == "ratio",
            _quotient(sums[f"numerator_{when}"], sums[f"denominator_{when}"]),
            means[f"value_{when}"].to_numpy(np.float64),
        )
        for when in ("now", "before")
    }
    change = wholes["now"] - wholes["before"]
    counted = (own["kind"] == "ratio").to_numpy()
    x1, n1, x0, n0 = (
        np.where(counted, sums[name].to_numpy(np.float64), np.nan) for name in _COUNTS
    )
    low, high = newcombe_interval(x1, n1, x0, n0)
    higher = (own["better"] == "higher").to_numpy()
    return pd.DataFrame(
        {
            **wholes,
            "change": change,
            "villages": groups.size(),
            "period_before": [
                latest_period(list(part.unique())) for _, part in groups["period_before"]
            ],
            "direction": directions(change, low, high, higher).to_numpy(),
        },
        index=sums.index,
    )


def _comparable(now: pd.DataFrame, before: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    keys = ["indicator", "village_code"]
    columns = [*keys, "period", "numerator", "denominator", "value"]
    both = now[columns].merge(
        before[columns], on=keys, suffixes=("_now", "_before"), validate="one_to_one"
    )
    both = both[both["indicator"].isin(terms.index)]
    counted = (~both["indicator"].isin(terms.index[terms["kind"] == "ratio"])) | both[
        _COUNTS
    ].notna().all(axis=1)
    known = both["value_now"].notna() & both["value_before"].notna()
    # Who has not reported again would be compared with himself, and make any change smaller.
    is_new = both["period_now"] != both["period_before"]
    return both[counted & known & is_new]


def _quotient(numerator: pd.Series, denominator: pd.Series) -> npt.NDArray[np.float64]:
    n = denominator.to_numpy(np.float64)
    return numerator.to_numpy(np.float64) / np.where(n > 0, n, np.nan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the first screen says in one sentence; each field is None where nothing is to say."""

    # The indicator that moved most away from its target since the period before, in points.
    worsened: str | None
    # The indicator with the most people still missing to its target.
    furthest: str | None
    furthest_shortfall: int | None
    # The district in which most of them live.
    district_code: str | None
    district_shortfall: int | None


def standing(by_regency: pd.DataFrame, by_district: pd.DataFrame, moved: pd.DataFrame) -> Standing:
    """What got worse, and who is furthest behind.

    Parameters
    ----------
    by_regency, by_district : rows of `kampungkb.analysis.gaps.area_gaps`
        Of the indicators that are to be looked at. Below 80 % coverage they are not ranked.
    moved : DataFrame
        What `changes` returns, of the same indicators.
    """
    covered = by_regency[~by_regency["low_coverage"]]
    worse = moved[(moved["direction"] == "worse") & moved.index.isin(covered["indicator"])]
    worsened = None if worse.empty else str(worse["change"].abs().idxmax())
    ranked = covered[covered["shortfall"].fillna(0) > 0]
    if ranked.empty:
        return Standing(
            worsened=worsened, furthest=None, furthest_shortfall=None,
            district_code=None, district_shortfall=None,
        )  # fmt: skip
    top = ranked.sort_values(["shortfall", "indicator"], ascending=[False, True]).iloc[0]
    parts = by_district[
        (by_district["indicator"] == top["indicator"]) & ~by_district["low_coverage"]
    ].dropna(subset="shortfall")
    district = parts.sort_values(["shortfall", "code"], ascending=[False, True]).head(1)
    return Standing(
        worsened=worsened,
        furthest=str(top["indicator"]),
        furthest_shortfall=int(top["shortfall"]),
        district_code=None if district.empty else str(district["code"].iloc[0]),
        district_shortfall=None if district.empty else int(district["shortfall"].iloc[0]),
    )
