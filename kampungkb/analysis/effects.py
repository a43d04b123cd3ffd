"""What a change of data does to each village, in one word."""

from typing import Final, Literal

import numpy as np
import pandas as pd

Effect = Literal[
    "reached", "less", "better", "first", "basis", "worse", "more", "lost", "gone"
]  # fmt: skip
# From the best to the worst; what only changes its basis stands between.
EFFECTS: Final[tuple[Effect, ...]] = (
    "reached", "less", "better", "first", "basis", "worse", "more", "lost", "gone",
)  # fmt: skip


def effects(rows: pd.DataFrame, higher: pd.Series) -> pd.Series:
    """Name the effect of each row.

    Parameters
    ----------
    rows : DataFrame
        ``value``, ``shortfall`` and ``verdict`` with ``before_`` and ``after_``; missing: none.
    higher : Series of bool
        Whether more is better, by the index of `rows`.

    Returns
    -------
    Series of `Effect`, by the index of `rows`
        The first that holds: ``first`` (a value where there was none), ``gone`` (none where there
        was one), ``reached`` and ``lost`` (the target), ``less`` and ``more`` (people missing),
        ``better`` and ``worse`` (the value), ``basis`` (counts or origin alone).
    """
    was, now = (
        rows[f"{side}_value"].astype("Float64").to_numpy(np.float64, na_value=np.nan)
        for side in ("before", "after")
    )
    met_was, met_now = (
        (rows[f"{side}_verdict"] == "met").to_numpy(bool) for side in ("before", "after")
    )
    lacks = rows[["before_shortfall", "after_shortfall"]].astype("Int64")
    people = (
        (lacks["after_shortfall"] - lacks["before_shortfall"]).fillna(0).to_numpy(np.int64)
    )  # fmt: skip
    gain = np.where(higher.to_numpy(bool), now - was, was - now)
    conditions = [
        np.isnan(was) & ~np.isnan(now),
        np.isnan(now) & ~np.isnan(was),
        met_now & ~met_was,
        met_was & ~met_now,
        people < 0,
        people > 0,
        gain > 0,
        gain < 0,
    ]
    words = ["first", "gone", "reached", "lost", "less", "more", "better", "worse"]
    return pd.Series(np.select(conditions, words, "basis"), index=rows.index, dtype="str")
