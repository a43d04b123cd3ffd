"""Every report up to a period as arrays of numbers, so that rules read them without loops."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.latest import period_ranks, readable, up_to
from kampungkb.model.indicators import Indicator
from kampungkb.model.periods import period_key

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """Reports by indicator (in the order of the dictionary), village and period.

    The arrays have one entry per report. What is a number of an indicator, village, district or
    period counts from 0 in the tuple of the same name.
    """

    indicators: tuple[Indicator, ...]
    villages: tuple[str, ...]
    districts: tuple[str, ...]
    periods: tuple[str, ...]
    # District of each village, by the village's number.
    district_of: Ints
    indicator: Ints
    village: Ints
    district: Ints
    period: Ints
    # Whole people; NaN: not reported.
    numerator: Floats
    denominator: Floats
    # Of a ratio from its counts; NaN: no rate (counts missing, or 0 of 0).
    value: Floats
    made_up: Bools
    # Whether it is the village's latest report of the indicator.
    in_use: Bools

    def __len__(self) -> int:
        return len(self.indicator)

    def is_of(self, chosen: Iterable[bool]) -> Bools:
        """Whether each report is of an indicator that was chosen (one answer per indicator)."""
        return np.fromiter(chosen, dtype=np.bool_, count=len(self.indicators))[self.indicator]

    @property
    def ratio(self) -> Bools:
        """Whether each report is of a ratio that came with both counts."""
        counted = ~(np.isnan(self.numerator) | np.isnan(self.denominator))
        return counted & self.is_of(one.kind == "ratio" for one in self.indicators)


def history(
    observations: pd.DataFrame,
    villages: pd.DataFrame,
    indicators: Iterable[Indicator],
    as_of: str | None,
) -> History:
    """The reports that count at or before a period.

    Parameters
    ----------
    observations : OBSERVATIONS
        Illustrative values that an official one has replaced are left out.
    villages : AREAS
        Villages only; reports of others are left out.
    indicators : iterable of Indicator
        Reports of others are left out.
    as_of : str or None
        A period; None takes all.
    """
    rows = readable(observations)
    if as_of is not None:
        rows = up_to(rows, as_of)
    dictionary = tuple(indicators)
    register = villages.sort_values("code")
    codes = tuple(register["code"])
    indicator = _places(rows["indicator"], tuple(one.code for one in dictionary))
    village = _places(rows["village_code"], codes)
    periods = tuple(sorted(rows["period"].unique(), key=period_key))
    period = period_ranks(rows["period"])
    known = (indicator >= 0) & (village >= 0)
    order = np.lexsort((period, village, indicator))
    order = order[known[order]]
    rows, indicator = rows.iloc[order], indicator[order]
    village, period = village[order], period[order]
    parents = register["parent_code"].fillna("")
    districts = tuple(sorted(parents.unique()))
    district_of = _places(parents, districts)
    numerator, denominator = _numbers(rows["numerator"]), _numbers(rows["denominator"])
    counted = ~(np.isnan(numerator) | np.isnan(denominator))
    share = numerator / np.where(denominator > 0, denominator, np.nan)
    return History(
        indicators=dictionary,
        villages=codes,
        districts=districts,
        periods=periods,
        district_of=district_of,
        indicator=indicator,
        village=village,
        district=district_of[village],
        period=period,
        numerator=numerator,
        denominator=denominator,
        value=np.where(counted, share, _numbers(rows["value"])),
        made_up=(rows["origin"] == "illustrative").to_numpy(np.bool_),
        in_use=last_of_village(indicator, village),
    )


def _places(column: pd.Series, order: tuple[str, ...]) -> Ints:
    """Place of each text in `order`, -1 where it is not there; looked up once per text."""
    codes, found = pd.factorize(column)
    place = {text: number for number, text in enumerate(order)}
    return np.array([*(place.get(text, -1) for text in found), -1], dtype=np.int64)[codes]


def _numbers(column: pd.Series) -> Floats:
    return column.to_numpy(np.float64, na_value=np.nan)


def last_of_village(indicator: Ints, village: Ints) -> Bools:
    """Whether each row is the last of its indicator and village, in the order of `History`."""
    last = np.ones(len(indicator), dtype=np.bool_)
    last[:-1] = (indicator[1:] != indicator[:-1]) | (village[1:] != village[:-1])
    return last


def previous(of: History, kept: Bools) -> Ints:
    """Number of the kept report before each kept report of the same village; -1: none."""
    at = np.flatnonzero(kept)
    before = np.full(len(of), -1, dtype=np.int64)
    same = (of.indicator[at[1:]] == of.indicator[at[:-1]]) & (
        of.village[at[1:]] == of.village[at[:-1]]
    )
    before[at[1:][same]] = at[:-1][same]
    return before


def latest_denominators(of: History) -> pd.Series:
    """Each village's latest denominator above 0, by ``(indicator, village_code)``; Int64."""
    at = np.flatnonzero(of.denominator > 0)
    at = at[last_of_village(of.indicator[at], of.village[at])]
    codes = np.array([one.code for one in of.indicators], dtype=object)
    names = np.array(of.villages, dtype=object)
    keys = pd.MultiIndex.from_arrays(
        [codes[of.indicator[at]], names[of.village[at]]], names=["indicator", "village_code"]
    )
    return pd.Series(pd.array(of.denominator[at].astype(np.int64), dtype="Int64"), index=keys)
