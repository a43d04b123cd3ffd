"""How old a value is, by its indicator's own rhythm."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.model.periods import period_end

# Design, part 4: a value older than two of its own periods is marked stale.
_PERIODS: Final = 2


def ages(rows: pd.DataFrame, rhythm: Mapping[str, int], as_of: str | None) -> pd.DataFrame:
    """Age of each row's value, and whether it is stale.

    Parameters
    ----------
    rows : DataFrame
        With ``indicator`` and ``period``, such as `kampungkb.analysis.gaps.COLUMNS`.
    rhythm : mapping of str to int
        Months between two reports of an indicator, by its code.
    as_of : str or None
        A period; None (a store without values): no age is known.

    Returns
    -------
    DataFrame, one row per row of `rows`, with its index
        ``age_months`` (Int64): whole months from the end of the row's period to the end of
        `as_of`, negative for a later period, missing without a period. ``stale`` (bool): more
        than two of the indicator's own periods old; False where the age or the rhythm is
        unknown.
    """
    age = _by_value(rows["period"], lambda period: _months(as_of) - _months(period))
    allowed = _by_value(rows["indicator"], lambda code: _PERIODS * rhythm.get(code, np.nan))
    return pd.DataFrame(
        {
            "age_months": pd.Series(age, index=rows.index).astype("Int64"),
            # Beside an unknown number this is False.
            "stale": age > allowed,
        },
        index=rows.index,
    )


def _months(period: str | None) -> float:
    """Months to the end of a period; a period ends with a month, so they are whole."""
    if period is None:
        return np.nan
    end = period_end(period)
    return 12 * end.year + end.month


def _by_value(column: pd.Series, number: Callable[[str], float]) -> npt.NDArray[np.float64]:
    """A number for each row, computed once for each value that occurs; NaN where missing."""
    codes, found = pd.factorize(column)
    return np.array([*map(number, found), np.nan], dtype=np.float64)[codes]
