"""Change of each village or district against the period before, and what it says of the gap."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.intervals import Floats, newcombe_interval
from kampungkb.analysis.latest import period_ranks
from kampungkb.model.periods import period_key

COLUMNS: Final = (
    "indicator", "code", "now", "before", "change", "low", "high", "villages", "period_before",
    "direction",
)  # fmt: skip

# A change that two decimals of a percentage cannot show is no change.
_NOTHING: Final = 5e-5
_DIRECTIONS: Final = ("same", "cannot_tell", "better", "worse")
_COUNTS: Final = ["x_now", "n_now", "x_before", "n_before"]
_VALUES: Final = ["value_now", "value_before"]


def unit_changes(
    now: pd.DataFrame, before: pd.DataFrame, parents: pd.Series, terms: pd.DataFrame
) -> pd.DataFrame:
    """Change of each indicator in each unit, over its villages with a rate now and before.

    Parameters
    ----------
    now, before : as `latest_values` and `earlier_values` return
    parents : Series
        Code of the unit, indexed by village code: the village itself, its district, the whole.
        A village that is missing in it, or has none, takes no part.
    terms : as `kampungkb.analysis.gaps.indicator_terms` returns
        Indicators not in it are left out.

    Returns
    -------
    DataFrame, one row per indicator and unit with a comparable village
        By indicator in the order of `terms`, then by code. ``now``, ``before`` (ratio: quotient
        of sums; yes_no: share of villages in the state; index and count: mean of villages),
        ``change`` (now - before), ``low``, ``high`` (95 % interval of the change of a ratio, NaN
        where there is none), ``villages`` (compared), ``period_before`` (the latest of the
        earlier periods), ``direction``: same (less than 0.005 percentage points), cannot_tell
        (the interval holds 0), better, worse. A share that came without its counts is not
        compared: it cannot be added to others. A village that has not reported again
        is not compared: it would stand at both times with the same report.

    Notes
    -----
    The interval is `newcombe_interval`, which takes the people counted now and before as
    independent. Mostly they are the same people counted twice, whose states go together, so
    that it is too wide rather than too narrow: "better" and "worse" are not said too soon.
    A yes_no has no interval, as in `kampungkb.analysis.gaps`: a village is in the state that
    it names or is not, and nothing is left to chance.
    """
    unit_of, units = pd.factorize(parents, sort=True)
    both = _comparable(now, before, pd.Series(unit_of, index=parents.index), terms)
    groups = both.groupby(["indicator", "unit"], sort=True)
    sums = groups[[*_COUNTS, *_VALUES]].sum()
    villages = groups.size().to_numpy()
    place = sums.index.get_level_values("indicator").to_numpy()
    is_ratio = (terms["kind"] == "ratio").to_numpy()[place]
    higher = (terms["better"] == "higher").to_numpy()[place]
    x1, n1, x0, n0 = (np.where(is_ratio, sums[name], np.nan) for name in _COUNTS)
    mean1, mean0 = (sums[name].to_numpy() / villages for name in _VALUES)
    # What is no ratio is a simple mean over villages; of a yes_no that is a share of them.
    whole_now, whole_before = np.where(is_ratio, x1 / n1, mean1), np.where(is_ratio, x0 / n0, mean0)
    change = whole_now - whole_before
    low, high = newcombe_interval(x1, n1, x0, n0)
    return pd.DataFrame(
        {
            "indicator": _taken(terms.index, place),
            "code": _taken(units, sums.index.get_level_values("unit")),
            "now": whole_now,
            "before": whole_before,
            "change": change,
            "low": low,
            "high": high,
            "villages": villages,
            "period_before": _taken(
                sorted({*now["period"], *before["period"]}, key=period_key),
                groups["period_before"].max(),
            ),
            "direction": directions(change, low, high, higher),
        },
        columns=list(COLUMNS),
    )


def verdict_and_direction(verdict: object, direction: object) -> str | None:
    """Where a unit stands and where it goes, in one word: ``below_worse``, ``met_same``.

    Parameters
    ----------
    verdict : str or missing
        Of `kampungkb.analysis.gaps`: met, below, cannot_tell, no_data.
    direction : str or missing
        Of `unit_changes`: better, worse, same, cannot_tell.

    Returns
    -------
    str, or None where one of the two says nothing
    """
    known = isinstance(verdict, str) and isinstance(direction, str) and verdict != "no_data"
    return f"{verdict}_{direction}" if known else None


def _comparable(
    now: pd.DataFrame, before: pd.DataFrame, unit_of: pd.Series, terms: pd.DataFrame
) -> pd.DataFrame:
    """One row per indicator and village with a rate at both times; all of it numbers."""
    times = [_numbers(frame, unit_of.index, terms) for frame in (now, before)]
    # Numbers are faster to compare than text.
    ranks = period_ranks(pd.concat([now["period"], before["period"]], ignore_index=True))
    for at, own in enumerate((ranks[: len(now)], ranks[len(now) :])):
        times[at] = times[at].assign(period=own[times[at].index])
    both = times[0].merge(
        times[1], on=["indicator", "village"], suffixes=("_now", "_before"), validate="one_to_one"
    )
    # Who has not reported again would be compared with himself, and make any change smaller.
    both = both[both["period_now"] != both["period_before"]]
    both = both.assign(unit=unit_of.to_numpy()[both["village"]])
    return both[both["unit"] >= 0]


def _numbers(frame: pd.DataFrame, villages: pd.Index, terms: pd.DataFrame) -> pd.DataFrame:
    """Rows with a rate, by place: `indicator` in the terms, `village` among the villages."""
    names = {"x": "numerator", "n": "denominator", "value": "value"}
    numbers = pd.DataFrame(
        {
            "indicator": terms.index.get_indexer(pd.Index(frame["indicator"])),
            "village": villages.get_indexer(pd.Index(frame["village_code"])),
            **{new: frame[old].to_numpy(np.float64, na_value=np.nan) for new, old in names.items()},
        }
    )
    named = (numbers["indicator"] >= 0) & (numbers["village"] >= 0)
    numbers = numbers[named & numbers["value"].notna()]
    is_ratio = (terms["kind"] == "ratio").to_numpy()[numbers["indicator"]]
    return numbers[~is_ratio | numbers[["x", "n"]].notna().all(axis=1)]


def directions(
    change: Floats, low: Floats, high: Floats, higher: npt.NDArray[np.bool_]
) -> pd.Series:
    """What each change says, in one word, as `unit_changes` has it.

    Parameters
    ----------
    change, low, high : arrays of changes and the ends of their intervals
        Without an interval (NaN) a change is what it is.
    higher : array of bool
        Whether more is better.
    """
    gain = np.where(higher, change, -change)
    place = np.select([np.abs(change) < _NOTHING, (low <= 0) & (high >= 0), gain > 0], [0, 1, 2], 3)
    return _taken(_DIRECTIONS, place)


def _taken(words: Iterable[str], places: npt.ArrayLike) -> pd.Series:
    # Far faster than making text of each row anew.
    at = np.asarray(places, dtype=np.intp)
    return pd.Series(list(words), dtype="str").take(at).reset_index(drop=True)
