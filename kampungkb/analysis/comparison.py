"""Formed beside unformed villages, which shows who was chosen and not what it did."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from kampungkb.model.indicators import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One indicator in the formed villages and in all others."""

    # Villages with a value.
    formed_villages: int
    other_villages: int
    # Sum of numerators over sum of denominators; what has no counts is the mean of villages.
    formed_value: float
    other_value: float
    # People missing to the target; None without a target or without counts.
    formed_shortfall: int | None
    other_shortfall: int | None
    # formed_value - other_value.
    difference: float


def formed_comparison(
    rows: pd.DataFrame, formed_codes: Iterable[str], *, kind: Kind | None = None
) -> Comparison | None:
    """Hold the formed villages against the others.

    Parameters
    ----------
    rows : DataFrame
        Village rows of one indicator, as `kampungkb.analysis.gaps.village_gaps` returns.
    formed_codes : iterable of str
        Codes of the formed villages.
    kind : {"ratio", "index", "count", "yes_no"}, optional
        Kind of the indicator. Where not given, one village with counts makes it a ratio; give
        it where shares can come without their counts.

    Returns
    -------
    Comparison or None
        None where no formed village, or no other, has a value. A share that came without its
        counts is no value here: it cannot be added to others.

    Notes
    -----
    The difference is **no effect** of forming a Kampung KB. Formed villages were chosen because
    they were poor or under-served, so they differed before anything was done in them, and may
    stand worse although it helped (design, part 5). Whatever shows these numbers says so beside
    them.
    """
    counted = rows["numerator"].notna() & rows["denominator"].notna()
    is_ratio = kind == "ratio" or (kind is None and bool(counted.any()))
    ours = rows[rows["value"].notna() & (counted | (not is_ratio))]
    is_formed = ours["code"].isin(list(formed_codes))
    formed, others = ours[is_formed], ours[~is_formed]
    if formed.empty or others.empty:
        return None
    formed_value = _value(formed, is_ratio=is_ratio)
    other_value = _value(others, is_ratio=is_ratio)
    return Comparison(
        formed_villages=len(formed),
        other_villages=len(others),
        formed_value=formed_value,
        other_value=other_value,
        formed_shortfall=_shortfall(formed),
        other_shortfall=_shortfall(others),
        difference=formed_value - other_value,
    )


def _value(rows: pd.DataFrame, *, is_ratio: bool) -> float:
    if is_ratio:
        return int(rows["numerator"].sum()) / int(rows["denominator"].sum())
    # Exact, so that the order of the rows cannot show in the last digit.
    return math.fsum(rows["value"]) / len(rows)


def _shortfall(rows: pd.DataFrame) -> int | None:
    return None if rows["shortfall"].isna().any() else int(rows["shortfall"].sum())
