"""Which agencies report on which village, and where one visit meets most of what is missing.

Both read the rows of `kampungkb.analysis.gaps.village_gaps`, so that a village's shortfall is the
same figure here, in the ledger and on the command line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.latest import period_ranks
from kampungkb.analysis.staleness import ages
from kampungkb.model.periods import period_key

State = Literal["current", "nobody", "stale", "missing"]
STATES: Final[tuple[State, ...]] = ("current", "nobody", "stale", "missing")

# The worst first.
_VERDICTS: Final = ("below", "cannot_tell", "met")
_MADE_UP: Final = ("illustrative", "mixed")


def report_states(
    rows: pd.DataFrame, latest: pd.DataFrame, rhythm: Mapping[str, int], as_of: str | None
) -> pd.Series:
    """What the last report of each village and indicator is worth today.

    Parameters
    ----------
    rows : DataFrame
        What `village_gaps` returns, or some of its rows.
    latest : DataFrame
        What `latest_values` returns, from which the rows were made.
    rhythm, as_of
        As in `kampungkb.analysis.staleness.ages`.

    Returns
    -------
    Series of str, with the index of `rows`
        ``current``: a value that is not stale. ``nobody``: a report of 0 of 0 that is not stale:
        the agency has looked and found nobody to serve, which is neither a rate nor a blank.
        ``stale``: reported, but older than two of the indicator's own periods. ``missing``: never
        reported, or without its figures.
    """
    stale = ages(rows, rhythm, as_of)["stale"].to_numpy()
    known = rows["value"].notna().to_numpy()
    nobody = _is_nobody(rows, latest, ~known & rows["period"].notna().to_numpy())
    names = np.select(
        [known & ~stale, nobody & ~stale, known | nobody], ["current", "nobody", "stale"], "missing"
    )
    return pd.Series(names, index=rows.index, dtype="str")


def _is_nobody(
    rows: pd.DataFrame, latest: pd.DataFrame, without_rate: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Which of the rows without a rate are reports of 0 of 0."""
    found = np.zeros(len(rows), dtype=bool)
    empty = latest[latest["denominator"].eq(0).fillna(False).to_numpy(bool)]
    if empty.empty or not without_rate.any():
        return found
    reported = pd.MultiIndex.from_frame(empty[["indicator", "village_code"]])
    asked = pd.MultiIndex.from_frame(rows.loc[without_rate, ["indicator", "code"]])
    found[without_rate] = asked.isin(reported)
    return found


def agency_matrix(rows: pd.DataFrame, states: pd.Series, terms: pd.DataFrame) -> pd.DataFrame:
    """What each responsible agency has reported of each village, and how its indicators stand.

    Parameters
    ----------
    rows : DataFrame
        What `village_gaps` returns, or some of its rows: those that an agency can be asked for.
    states : Series
        What `report_states` returns for them.
    terms : DataFrame
        What `kampungkb.analysis.gaps.indicator_terms` returns.

    Returns
    -------
    DataFrame, one row per village and agency that occur in `rows`
        By village in the order of `rows`, then by agency in the order of `terms`. ``code``,
        ``agency``; counts of indicators: ``indicators`` (in `rows`; 0: nothing is asked of this
        agency here), ``current``, ``nobody``, ``stale``, ``missing`` (see `report_states`),
        ``below``, ``cannot_tell``, ``met``. ``shortfall`` (Int64): sum over the agency's ratios,
        missing where none has one. ``verdict``: the worst of its verdicts, missing without one.
        ``reached``: one value at least is current, or one report of nobody. ``last_period``: of
        its last report, missing without one. ``made_up``: one of its figures is illustrative.

    Notes
    -----
    Verdicts and shortfalls are those of the ledger, stale values included, so that they add up to
    it; only ``reached`` asks whether a value is of today. One village of a yes_no has no verdict:
    its target is a share of villages. A shortfall counts services: one person can be missing in
    several indicators.
    """
    village_of, villages = pd.factorize(rows["code"])
    own = terms.reindex(rows["indicator"])
    present = set(own["agency"].unique())
    agencies = [one for one in dict.fromkeys(terms["agency"]) if one in present]
    cell = village_of * len(agencies) + pd.Index(agencies).get_indexer(pd.Index(own["agency"]))
    size = len(villages) * len(agencies)
    verdict = rows["verdict"].where((own["kind"] != "yes_no").to_numpy())
    state = _counts(states, STATES, cell, size)
    verdicts = _counts(verdict, _VERDICTS, cell, size)
    worst = np.select([verdicts[name] > 0 for name in _VERDICTS], list(_VERDICTS), "")
    is_ratio = (own["kind"] == "ratio").to_numpy()
    made_up = cell[rows["origin"].isin(_MADE_UP).to_numpy()]
    return pd.DataFrame(
        {
            "code": np.repeat(villages, len(agencies)),
            "agency": np.tile(np.array(agencies, dtype=object), len(villages)),
            "indicators": np.bincount(cell, minlength=size),
            **state,
            **verdicts,
            "shortfall": _sums(rows["shortfall"], is_ratio, cell, size),
            "verdict": pd.Series(worst, dtype="str").where(worst != ""),
            "reached": state["current"] + state["nobody"] > 0,
            "last_period": _last_periods(rows["period"], cell, size),
            "made_up": np.bincount(made_up, minlength=size) > 0,
        }
    )


def _counts(
    words: pd.Series, wanted: tuple[str, ...], cell: npt.NDArray[np.intp], size: int
) -> dict[str, npt.NDArray[np.int64]]:
    """How often each word occurs in each cell."""
    return {
        word: np.bincount(cell[(words == word).to_numpy(bool)], minlength=size) for word in wanted
    }


def _sums(
    counts: pd.Series,
    which: npt.NDArray[np.bool_],
    cell: npt.NDArray[np.intp],
    size: int,
) -> pd.Series:
    """Sum of whole numbers in each cell; missing where there is none to add."""
    known = which & counts.notna().to_numpy()
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, cell[known], counts.to_numpy(np.int64, na_value=0)[known])
    there = np.bincount(cell[known], minlength=size) > 0
    return pd.Series(pd.array(sums, dtype="Int64")).where(there)


def _last_periods(periods: pd.Series, cell: npt.NDArray[np.intp], size: int) -> pd.Series:
    ranks = np.full(size, -1, dtype=np.int64)
    np.maximum.at(ranks, cell, period_ranks(periods))
    # One more, so that -1 finds "missing".
    names = [*sorted(periods.dropna().unique(), key=period_key), None]
    return pd.Series(np.array(names, dtype=object)[ranks], dtype="str")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """Where an agency meets most of what is missing, one village at a time."""

    # One row per village with a shortfall known in one indicator at least, the largest sum first,
    # then by code. `code`, `shortfall` (int64, services missing), `known`, `nobody`, `stale`,
    # `missing` (indicators; the stale ones are among the known), `made_up`.
    villages: pd.DataFrame
    # The shortfall by indicator (Int64; missing: not known), a column for each in the order of
    # the terms; the rows of `villages`, by code.
    parts: pd.DataFrame
    # The stale ones among them (bool), in the same shape.
    stale_parts: pd.DataFrame
    # The reports of 0 of 0 (bool), in the same shape.
    nobody_parts: pd.DataFrame
    # Villages that cannot be ranked: all that was reported is 0 of 0; or nothing has a value.
    nobody: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def total(self) -> int:
        """Services missing in all of them together."""
        return int(self.villages["shortfall"].sum())

    @property
    def needy(self) -> pd.DataFrame:
        """The villages where something is missing, in the same order."""
        return self.villages[self.villages["shortfall"] > 0]

    def held(self, first: int, whole: int) -> Fraction | None:
        """Share of a whole shortfall that the first villages hold; None: nothing is missing."""
        if whole == 0:
            return None
        return Fraction(int(self.villages["shortfall"].head(first).sum()), whole)


def counted_indicators(terms: pd.DataFrame, agency: str) -> tuple[str, ...]:
    """The indicators of an agency whose shortfalls add up over villages: ratios with a target."""
    own = (terms["agency"] == agency) & (terms["kind"] == "ratio") & terms["has_target"]
    return tuple(terms.index[own])


def visit_ranking(rows: pd.DataFrame, states: pd.Series, indicators: tuple[str, ...]) -> Visits:
    """Rank villages by what is missing in them over some indicators.

    Parameters
    ----------
    rows : DataFrame
        What `village_gaps` returns, or some of its rows.
    states : Series
        What `report_states` returns for them.
    indicators : tuple of str
        Such as `counted_indicators` returns; one without a row is left out.

    Returns
    -------
    Visits

    Notes
    -----
    A village's figure is ``sum over indicators of shortfall``, on the values that it has: what it
    lacks is counted beside it, and never taken for 0. Over all villages the sum is the sum of the
    agency's rows in the ledger.
    """
    wanted = rows["indicator"].isin(indicators).to_numpy()
    grid = _grid(rows[wanted], states[wanted], indicators)
    villages = grid.villages
    is_ranked = villages["known"] > 0
    ranked = villages[is_ranked].sort_values(
        ["shortfall", "code"], ascending=[False, True], ignore_index=True
    )
    only_nobody = ~is_ranked & (villages["nobody"] > 0)
    order = ranked["code"]
    return Visits(
        villages=ranked,
        parts=grid.parts.reindex(order),
        stale_parts=grid.stale.reindex(order),
        nobody_parts=grid.nobody.reindex(order),
        nobody=tuple(villages.loc[only_nobody, "code"]),
        unknown=tuple(villages.loc[~is_ranked & ~only_nobody, "code"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """The frames of `Visits` before anything is ranked, villages in the order of the rows."""

    villages: pd.DataFrame
    parts: pd.DataFrame
    stale: pd.DataFrame
    nobody: pd.DataFrame


def _grid(rows: pd.DataFrame, states: pd.Series, indicators: tuple[str, ...]) -> _Grid:
    village_of, villages = pd.factorize(rows["code"])
    present = set(rows["indicator"].unique())
    columns = [code for code in indicators if code in present]
    place = (village_of, pd.Index(columns).get_indexer(pd.Index(rows["indicator"])))
    shape = (len(villages), len(columns))
    shortfall = np.zeros(shape, dtype=np.int64)
    shortfall[place] = rows["shortfall"].to_numpy(np.int64, na_value=0)

    def where(which: pd.Series) -> npt.NDArray[np.bool_]:
        found = np.zeros(shape, dtype=bool)
        found[place] = which.to_numpy()
        return found

    known, nobody = where(rows["shortfall"].notna()), where(states == "nobody")
    stale = where(states == "stale") & known
    return _Grid(
        villages=pd.DataFrame(
            {
                "code": villages,
                "shortfall": shortfall.sum(axis=1),
                "known": known.sum(axis=1),
                "nobody": nobody.sum(axis=1),
                "stale": stale.sum(axis=1),
                "missing": (~known & ~nobody).sum(axis=1),
                "made_up": where(rows["origin"].isin(_MADE_UP)).any(axis=1),
            }
        ),
        parts=pd.DataFrame(
            {
                code: pd.arrays.IntegerArray(shortfall[:, at], ~known[:, at])
                for at, code in enumerate(columns)
            },
            index=villages,
        ),
        stale=pd.DataFrame(stale, index=villages, columns=columns),
        nobody=pd.DataFrame(nobody, index=villages, columns=columns),
    )
