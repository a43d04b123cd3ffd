"""How the values of villages are spread."""

import math
from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

COLUMNS: Final = ("low", "high", "formed", "other")

# Where all values are alike, one bin is as wide as one of twenty on the scale of a share.
_ALIKE: Final = Fraction(1, 20)


def value_bins(rows: pd.DataFrame, formed_codes: Collection[str], count: int = 20) -> pd.DataFrame:
    """Count villages by value, the formed ones apart.

    Parameters
    ----------
    rows : rows of `kampungkb.analysis.gaps.COLUMNS`
        Of one indicator and one level; each code once.
    formed_codes : collection of str
        Codes of the formed villages.
    count : int, optional
        At most so many bins, 2 or more.

    Returns
    -------
    DataFrame with COLUMNS, one row per bin, the lowest first
        ``low``, ``high`` (its ends, in the unit of the value), ``formed``, ``other`` (villages of
        either kind, int64). Bins touch each other and are equally wide: 1, 2 or 5 times a power
        of ten. A bin holds the values from ``low`` up to, but not including, ``high``; the last
        holds its ``high`` too. Where all values are whole numbers without a denominator and some
        exceed 1 (a count), bins are whole numbers wide and end after the highest value. A row
        without a value is in no bin; no values, no bins.

    Raises
    ------
    ValueError
        `count` is less than 2.
    """
    if count < 2:
        raise ValueError(f"count must be 2 or more, got {count}")
    known = rows[rows["value"].notna()]
    values = known["value"].to_numpy(np.float64)
    edges = _edges(values, count, whole=_are_counts(known)) if len(values) else [0.0]
    bins = len(edges) - 1
    at = np.minimum(np.searchsorted(edges, values, side="right") - 1, bins - 1)
    is_formed = known["code"].isin(list(formed_codes)).to_numpy(bool)
    return pd.DataFrame(
        {
            "low": edges[:-1],
            "high": edges[1:],
            "formed": np.bincount(at[is_formed], minlength=bins),
            "other": np.bincount(at[~is_formed], minlength=bins),
        },
        columns=list(COLUMNS),
    )


def nice_steps(least: Fraction) -> Iterator[Fraction]:
    """1, 2 and 5 times the powers of ten, from the first that is no less than `least` (above 0).

    Exact, so that their multiples are the decimals that people write.
    """
    power = Fraction(10) ** (math.floor(math.log10(least)) - 1)
    while True:
        yield from (step for step in (power, 2 * power, 5 * power) if step >= least)
        power *= 10


def as_written(value: float) -> Fraction:
    """The decimal that people write for a float: 0.15 is 3/20, not a little less."""
    return Fraction(repr(float(value)))


def _are_counts(known: pd.DataFrame) -> bool:
    values = known["value"]
    return bool(
        (values % 1 == 0).all() and (values > 1).any() and known["denominator"].isna().all()
    )


def _edges(values: npt.NDArray[Any], count: int, *, whole: bool) -> list[float]:
    """Ends of the bins.

    The float nearest to a decimal, which is also what a quotient of two counts gives that equals
    it: a village at 3 of 20 is in the bin that begins at 0.15.
    """
    low, high = as_written(values.min()), as_written(values.max())
    least = (high - low) / count or _ALIKE
    for step in nice_steps(max(least, Fraction(1)) if whole else least):
        first = math.floor(low / step)
        last = math.floor(high / step) + 1 if whole else math.ceil(high / step)
        if first == last:
            # All are on one end of a bin: the bin below, and above 0 where there is none below.
            first, last = (first - 1, last) if first > 0 else (first, last + 1)
        if last - first <= count:
            break
    return [float(place * step) for place in range(first, last + 1)]
