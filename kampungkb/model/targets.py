"""Which target is in use, which stand beside it, and what it means in whole villages."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from kampungkb.model.indicators import Indicator, Scope, Target, is_in_own_unit

_NEARNESS: Final[dict[Scope, int]] = {"regency": 0, "province": 1, "nation": 2}


def target_in_use(indicator: Indicator, year: int) -> Target | None:
    """The target an indicator is measured against in a year.

    Parameters
    ----------
    indicator : Indicator
        With its targets.
    year : int
        Year of the as-of period; all rows of one answer use the same.

    Returns
    -------
    Target or None
        A confirmed number in the indicator's own unit. None: there is no such target.

    Notes
    -----
    Rule: design, section 4. A pinned row goes first. Otherwise the latest year not after `year`;
    within one year regency before province before nation; where only later ones exist, the
    nearest later; an undated one where nothing is dated. Rows that tie keep their file order.
    """
    for target in indicator.targets:
        if target.in_use:
            return target
    usable = [t for t in indicator.targets if t.confirmed and is_in_own_unit(t, indicator.unit)]
    spoken = _spoken_year(usable, year)
    return min(
        (target for target in usable if target.year == spoken),
        key=lambda target: _NEARNESS[target.scope],
        default=None,
    )


def other_targets(indicator: Indicator, year: int) -> tuple[Target, ...]:
    """The targets shown beside the one in use, never computed with.

    Parameters
    ----------
    indicator : Indicator
        With its targets.
    year : int
        The same as for :func:`target_in_use`.

    Returns
    -------
    tuple of Target, latest year first, undated last
        Within one year regency before province before nation, then in file order. They are
        every undated row, and the rows of the years from the target in use (or from the latest
        row of any kind not after `year`, if that is earlier) up to `year`: contradictory,
        unconfirmed and ranged figures that could be held against the answer, but no superseded
        ones. Where all are later than `year`, the rows of the nearest later year.
    """
    chosen = target_in_use(indicator, year)
    speaking = [_spoken_year(indicator.targets, year), chosen.year if chosen else None]
    first = min((spoken for spoken in speaking if spoken is not None), default=year)
    last = max(first, year)
    beside = [
        target
        for target in indicator.targets
        if target is not chosen and (target.year is None or first <= target.year <= last)
    ]
    return tuple(sorted(beside, key=lambda t: (-(t.year or 0), _NEARNESS[t.scope])))


def target_count(share: Fraction, n: int) -> int:
    """Smallest whole number of `n` whose share is at least `share`: 75 % of 326 is 245.

    Parameters
    ----------
    share : Fraction
        0-1. Exact: a float 0.1 + 0.2 would ask for a fourth village of ten.
    n : int
        How many there are; 0 of 0 is 0.

    Raises
    ------
    ValueError
        `share` is outside 0-1, or `n` is negative.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share {share} is not between 0 and 1")
    if n < 0:
        raise ValueError(f"n {n} is negative")
    return -(-share.numerator * n // share.denominator)


def _spoken_year(targets: Iterable[Target], year: int) -> int | None:
    """The latest dated year not after `year`, else the nearest later; None: nothing is dated."""
    years = [target.year for target in targets if target.year is not None]
    return max((y for y in years if y <= year), default=min(years, default=None))
