"""How unequal the districts are: the worst fifth against the best, and where the need lives."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import pandas as pd

from kampungkb.model.indicators import Better
from kampungkb.model.targets import target_count

_FIFTH: Final = Fraction(1, 5)
# Among four districts a fifth is one district, a quarter of them.
_FEWEST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Equity:
    """One indicator over the districts that are covered."""

    # Districts that take part, and how many of them make a fifth.
    districts: int
    fifth: int
    # The fifth with the worst values, the worst first, and with the best, the best first; no
    # district is in both.
    worst_codes: tuple[str, ...]
    best_codes: tuple[str, ...]
    # Sum of numerators over sum of denominators of those districts.
    worst_value: float
    best_value: float
    # How far the best fifth is ahead in the good direction, never negative.
    gap: float
    # The fifth with the largest shortfall, the largest first; empty where nobody is short.
    need_codes: tuple[str, ...]
    # Shortfall of that fifth, and of all districts that take part; None without a target.
    need_shortfall: int | None
    total_shortfall: int | None
    # Their quotient; None without a target, and where nobody is short.
    need_share: Fraction | None


def equity(rows: pd.DataFrame, better: Better) -> Equity | None:
    """Compare the worst and the best fifth of the districts.

    Parameters
    ----------
    rows : DataFrame
        District rows of one indicator, as `kampungkb.analysis.gaps.area_gaps` returns.
    better : {"higher", "lower"}

    Returns
    -------
    Equity or None
        None with fewer than five districts that are covered (80 %) and have counts: an index
        has none. The counts of a yes_no, and so its shortfall, are villages, not people.

    Notes
    -----
    A fifth is the smallest whole number of districts that is at least a fifth: 6 of 29. Equal
    values stand in the order of their codes, in one order from the worst to the best.
    """
    counted = rows["value"].notna() & rows["numerator"].notna() & rows["denominator"].notna()
    ours = rows[counted & ~rows["low_coverage"].astype(bool)]
    if len(ours) < _FEWEST:
        return None
    fifth = target_count(_FIFTH, len(ours))
    ordered = ours.sort_values(["value", "code"], ascending=[better == "higher", True])
    worst = ordered.head(fifth)
    best = ordered.tail(fifth).sort_values(["value", "code"], ascending=[better == "lower", True])
    worst_value, best_value = _pooled(worst), _pooled(best)
    need_codes, need, total = _need(ours, fifth)
    return Equity(
        districts=len(ours),
        fifth=fifth,
        worst_codes=_codes(worst),
        best_codes=_codes(best),
        worst_value=worst_value,
        best_value=best_value,
        gap=abs(best_value - worst_value),
        need_codes=need_codes,
        need_shortfall=need,
        total_shortfall=total,
        need_share=Fraction(need, total) if need is not None and total else None,
    )


def _need(ours: pd.DataFrame, fifth: int) -> tuple[tuple[str, ...], int | None, int | None]:
    """The neediest fifth, its shortfall, and the shortfall of all."""
    if ours["shortfall"].isna().any():
        return (), None, None
    total = int(ours["shortfall"].sum())
    if total == 0:
        return (), 0, 0
    neediest = ours.sort_values(["shortfall", "code"], ascending=[False, True]).head(fifth)
    return _codes(neediest), int(neediest["shortfall"].sum()), total


def _pooled(districts: pd.DataFrame) -> float:
    return int(districts["numerator"].sum()) / int(districts["denominator"].sum())


def _codes(districts: pd.DataFrame) -> tuple[str, ...]:
    return tuple(map(str, districts["code"]))
