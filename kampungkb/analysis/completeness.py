"""How much of what could be known of the villages is known, and how much of it is still fresh."""

from collections.abc import Iterable
from typing import Final, Literal

import numpy as np
import pandas as pd

from kampungkb.analysis.formed import FORMED_INDICATOR
from kampungkb.analysis.staleness import ages
from kampungkb.model.indicators import Indicator

State = Literal["fresh", "stale", "missing"]
_COUNTS: Final = (
    "group", "cells", "fresh", "stale", "missing", "filled", "fresh_share", "filled_share",
    "made_up",
)  # fmt: skip
STATES: Final[tuple[State, ...]] = ("fresh", "stale", "missing")


def cells(
    latest: pd.DataFrame,
    villages: pd.DataFrame,
    indicators: Iterable[Indicator],
    formed_codes: Iterable[str],
    as_of: str | None,
) -> pd.DataFrame:
    """Each value that could be there, and whether it is.

    Parameters
    ----------
    latest : DataFrame
        What `kampungkb.analysis.latest.latest_values` returns as of the period.
    villages : AREAS
        Villages only.
    indicators : iterable of Indicator
    formed_codes : iterable of str
        The formed villages: of others nobody asks what is counted among formed ones.
    as_of : str or None
        The period; None in a store without values.

    Returns
    -------
    DataFrame, one row per indicator and village, by indicator in the order given, then by code
        ``indicator``, ``agency``, ``code``, ``district_code``, ``state`` (fresh, stale,
        missing), ``made_up`` (the value is illustrative). There are rows for the indicators that
        villages can report and at least one has. A report of 0 of 0 is a report. The formation
        list (K01) is no report of a village and has no rows.

    Notes
    -----
    Stale: older than two of the indicator's own periods (`kampungkb.analysis.staleness.ages`).
    """
    asked = {one.code: one for one in indicators if _is_reported(one)}
    seen = set(latest["indicator"].unique())
    codes = [code for code in asked if code in seen]
    grid = pd.MultiIndex.from_product(
        [codes, villages["code"]], names=["indicator", "village_code"]
    )
    columns = ["period", "numerator", "denominator", "value", "origin"]
    known = latest[latest["indicator"].isin(codes)].set_index(["indicator", "village_code"])
    rows = known[columns].reindex(grid).reset_index()
    none_found = (rows["numerator"] == 0) & (rows["denominator"] == 0)
    filled = (rows["value"].notna() | none_found.fillna(False)).to_numpy(np.bool_)
    rhythm = {code: one.rhythm_months for code, one in asked.items()}
    stale = ages(rows, rhythm, as_of)["stale"].to_numpy(np.bool_)
    size = len(villages)
    frame = pd.DataFrame(
        {
            "indicator": rows["indicator"],
            "agency": np.repeat([asked[code].responsible for code in codes], size),
            "code": rows["village_code"],
            "district_code": np.tile(villages["parent_code"].to_numpy(dtype=object), len(codes)),
            "state": np.select([~filled, stale], ["missing", "stale"], "fresh"),
            "made_up": filled & rows["origin"].eq("illustrative").to_numpy(np.bool_),
        }
    ).astype({"agency": "str", "district_code": "str", "state": "str"})
    for_all = [code for code in codes if asked[code].population == "all"]
    concerned = frame["indicator"].isin(for_all) | frame["code"].isin(list(formed_codes))
    return frame[concerned].reset_index(drop=True)


def _is_reported(indicator: Indicator) -> bool:
    return indicator.lowest_level == "village" and indicator.code != FORMED_INDICATOR


def counts(rows: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """How many cells are in each state.

    Parameters
    ----------
    rows : DataFrame
        What `cells` returns, or a part of it.
    by : str, optional
        ``agency``, ``indicator`` or ``district_code``; all rows together unless given.

    Returns
    -------
    DataFrame, one row per group, the smallest share of fresh cells first, then by code
        ``group``, ``cells``, ``fresh``, ``stale``, ``missing`` (they add up to ``cells``),
        ``filled`` (fresh and stale), ``fresh_share``, ``filled_share`` (NaN without a cell:
        only where `rows` is empty and `by` is not given), ``made_up`` (one of the values is
        illustrative).
    """
    group = pd.Series("", index=rows.index, dtype="str") if by is None else rows[by]
    table = pd.crosstab(group, rows["state"]) if len(rows) else pd.DataFrame()
    if by is None:
        table = table.reindex(index=[""])
    table = table.reindex(columns=list(STATES)).fillna(0).astype("int64")
    total = table.sum(axis=1)
    made_up = rows["made_up"].groupby(group).any()
    frame = table.assign(
        cells=total,
        filled=table["fresh"] + table["stale"],
        fresh_share=table["fresh"] / total.where(total > 0),
        filled_share=(table["fresh"] + table["stale"]) / total.where(total > 0),
        made_up=made_up.reindex(table.index, fill_value=False).astype("bool"),
    )
    frame.index = frame.index.rename("group").astype("str")
    frame = frame.reset_index().sort_values(["fresh_share", "group"], ignore_index=True)
    return frame[list(_COUNTS)]


def unreported(latest: pd.DataFrame, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Indicators that villages could report and none has.

    Returns
    -------
    DataFrame, one row per indicator, in the order given
        ``indicator``, ``agency``.
    """
    seen = set(latest["indicator"].unique())
    rows = [
        (one.code, one.responsible)
        for one in indicators
        if _is_reported(one) and one.code not in seen
    ]
    return pd.DataFrame(rows, columns=["indicator", "agency"], dtype="str")
