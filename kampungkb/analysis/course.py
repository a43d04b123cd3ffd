"""How one indicator went over the periods in a set of villages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.gaps import COVERAGE_FLOOR
from kampungkb.analysis.intervals import Floats, wilson_interval
from kampungkb.analysis.latest import period_ranks, readable, up_to, with_shares
from kampungkb.model.periods import period_key

COLUMNS: Final = (
    "period", "numerator", "denominator", "value", "low", "high", "villages",
    "villages_with_value", "low_coverage", "origin",
)  # fmt: skip
_NEEDED: Final = [
    "indicator", "village_code", "period", "origin", "numerator", "denominator", "value",
]  # fmt: skip


def course(
    observations: pd.DataFrame,
    village_codes: Sequence[str],
    terms: pd.DataFrame,
    indicator: str,
    as_of: str | None = None,
) -> pd.DataFrame:
    """What a set of villages reported of an indicator, period by period.

    Parameters
    ----------
    observations : OBSERVATIONS
    village_codes : sequence of str
        The villages asked; one named twice counts once.
    terms : DataFrame
        What `kampungkb.analysis.gaps.indicator_terms` returns.
    indicator : str
        Its code.
    as_of : str, optional
        A period; leaves out the later ones.

    Returns
    -------
    DataFrame with COLUMNS, one row per period in which one of the villages reported a rate
        The oldest first. ``numerator``, ``denominator`` (Int64): sums over the villages with
        counts; a yes_no counts villages; missing for an index or a count. ``value``: quotient
        of the sums (a share of 1); an index or a count is the simple mean of its villages.
        ``low``, ``high``: 95 % Wilson interval of a ratio, NaN where there is none.
        ``villages`` (asked), ``villages_with_value``, ``low_coverage`` (below 80 % of them),
        ``origin`` (official, illustrative, mixed).

    Raises
    ------
    KeyError
        `terms` does not have the indicator.

    Notes
    -----
    Only values reported in that very period: nothing is carried forward, and a period without
    reports has no row, so that a chart shows the gap. Who reports differs from period to
    period; ``villages_with_value`` tells, and
    :func:`kampungkb.analysis.changes.changes` compares the same villages. A share that came
    without its counts cannot be added to others: it is shown for a single village only.
    """
    kind = str(terms["kind"].loc[indicator])
    asked = list(dict.fromkeys(village_codes))
    # By indicator before anything else: it leaves one row in fifty. Every further step pays for
    # each column that is carried along.
    rows = observations.loc[observations["indicator"] == indicator, _NEEDED]
    rows = readable(rows[rows["village_code"].isin(asked)])
    if as_of is not None:
        rows = up_to(rows, as_of)
    parts = _parts(with_shares(rows), kind, alone=len(asked) == 1)
    periods = _Periods.of(parts)
    counts = {name: periods.counts(parts[name]) for name in ("numerator", "denominator")}
    numerator, denominator = (counts[name].to_numpy(np.float64, na_value=np.nan) for name in counts)
    shares = numerator / denominator
    low, high = wilson_interval(np.where(kind == "ratio", numerator, np.nan), denominator)
    with_value = periods.added(np.ones(len(parts), dtype=np.int64))
    official = periods.added((parts["origin"] == "official").to_numpy(np.int64))
    columns = {
        "period": pd.array(periods.names, dtype="str"),
        **counts,
        # Where there are no counts, the mean is that of an index, or the only village's own share.
        "value": np.where(np.isnan(shares), periods.added(_floats(parts)) / with_value, shares),
        "low": low,
        "high": high,
        "villages": np.full(len(with_value), len(asked)),
        "villages_with_value": with_value,
        "low_coverage": with_value < COVERAGE_FLOOR * len(asked),
        "origin": pd.array(_origins(official, with_value), dtype="str"),
    }
    return pd.DataFrame(columns, columns=list(COLUMNS))


def _parts(rows: pd.DataFrame, kind: str, *, alone: bool) -> pd.DataFrame:
    """What each village adds to a period; no row for one that adds nothing."""
    rows = rows[rows["value"].notna()]
    if kind == "yes_no":
        return rows.assign(numerator=(rows["value"] == 1).astype("Int64"), denominator=1)
    counted = rows["numerator"].notna() & rows["denominator"].notna() & (kind == "ratio")
    if kind == "ratio" and not alone:
        return rows[counted]
    return rows.assign(
        numerator=rows["numerator"].where(counted), denominator=rows["denominator"].where(counted)
    )


@dataclass(frozen=True, slots=True)
class _Periods:
    """The parts in the order of their periods; groupby takes three times as long."""

    # The periods, the oldest first; the order of the parts; where each period begins in it.
    names: list[str]
    order: npt.NDArray[np.intp]
    starts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, parts: pd.DataFrame) -> "_Periods":
        rank = period_ranks(parts["period"])
        # Floats add up to the same last digit only in the same order.
        order = np.lexsort((_floats(parts), rank))
        starts = np.flatnonzero(np.diff(rank[order], prepend=-1))
        return cls(sorted(parts["period"].unique(), key=period_key), order, starts)

    def added(self, column: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Sums by period."""
        return np.add.reduceat(column[self.order], self.starts)

    def counts(self, column: pd.Series) -> pd.arrays.IntegerArray:
        """Sums by period; a sum of nothing is missing."""
        total = self.added(column.to_numpy(np.int64, na_value=0))
        return pd.arrays.IntegerArray(total, self.added(column.notna().to_numpy(np.int64)) == 0)


def _floats(parts: pd.DataFrame) -> Floats:
    return parts["value"].to_numpy(np.float64, na_value=np.nan)


def _origins(official: npt.NDArray[Any], reports: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.select([official == reports, official == 0], ["official", "illustrative"], "mixed")
