"""Change against the period before, on the same villages."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from kampungkb.analysis.latest import latest_values, readable
from kampungkb.model.periods import period_key

Direction = Literal["better", "worse", "same"]


def earlier_values(observations: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """Each village's latest value before the last period of each indicator.

    Parameters
    ----------
    observations : OBSERVATIONS
    as_of : str or None
        As in `latest_values`; the last period of an indicator is its last at or before this.

    Returns
    -------
    As `latest_values`; an indicator with a single period has no row.
    """
    rows = readable(observations)
    if as_of is not None:
        end = period_key(as_of)
        within = {p for p in rows["period"].unique() if period_key(p) <= end}
        rows = rows[rows["period"].isin(within)]
    ranks = {p: rank for rank, p in enumerate(sorted(rows["period"].unique(), key=period_key))}
    rank = rows["period"].map(ranks)
    last = rank.groupby(rows["indicator"]).transform("max")
    return latest_values(rows[rank < last], None)


def changes(now: pd.DataFrame, before: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Change of each indicator over the villages that have a rate both now and before.

    Parameters
    ----------
    now, before : as `latest_values` and `earlier_values` return
    terms : as `kampungkb.analysis.gaps.indicator_terms` returns

    Returns
    -------
    DataFrame, one row per indicator with a comparable village, indexed by its code
        ``now``, ``before`` (ratio: sums of counts; index and yes_no: mean of villages),
        ``change`` (now - before), ``villages`` (compared), ``period_before`` (the latest of
        the earlier periods), ``direction`` (better, worse, same).

    Notes
    -----
    Comparing all villages of one period with all of another would show who reported, not what
    changed.
    """
    keys = ["indicator", "village_code"]
    columns = [*keys, "period", "numerator", "denominator", "value"]
    both = now[columns].merge(
        before[columns], on=keys, suffixes=("_now", "_before"), validate="one_to_one"
    )
    both = both[both["value_now"].notna() & both["value_before"].notna()]
    rows = [
        _change(str(code), part, terms.loc[code])
        for code, part in both.groupby("indicator", sort=True)
        if code in terms.index
    ]
    index = pd.Index([row.pop("indicator") for row in rows], name="indicator", dtype="str")
    names = ["now", "before", "change", "villages", "period_before", "direction"]
    return pd.DataFrame(rows, index=index, columns=names)


def _change(code: str, part: pd.DataFrame, terms: pd.Series) -> dict[str, object]:
    now, before = _whole(part, "now", terms["kind"]), _whole(part, "before", terms["kind"])
    change = now - before
    gain = change if terms["better"] == "higher" else -change
    direction: Direction = "same" if abs(gain) < 5e-5 else ("better" if gain > 0 else "worse")
    return {
        "indicator": code,
        "now": now,
        "before": before,
        "change": change,
        "villages": len(part),
        "period_before": max(part["period_before"], key=period_key),
        "direction": direction,
    }


def _whole(part: pd.DataFrame, when: str, kind: str) -> float:
    numerator, denominator = part[f"numerator_{when}"], part[f"denominator_{when}"]
    if kind == "ratio" and denominator.notna().all():
        return float(int(numerator.sum()) / int(denominator.sum()))
    return float(np.mean(part[f"value_{when}"].to_numpy(np.float64)))


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
    worse = moved[moved["direction"] == "worse"]
    worsened = None if worse.empty else str(worse["change"].abs().idxmax())
    ranked = by_regency[~by_regency["low_coverage"] & (by_regency["shortfall"].fillna(0) > 0)]
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
