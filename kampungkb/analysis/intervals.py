"""Intervals of shares, for numbers small enough that chance matters."""

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def wilson_interval(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Wilson score interval of each share.

    Parameters
    ----------
    numerator, denominator : array of counts
        NaN, a denominator of 0, or more than all (103 of 100 children vaccinated, where the
        denominator is a projection) has no interval.
    level : float
        Share of intervals that hold the truth.

    Returns
    -------
    low, high : arrays of shares (0-1); NaN where there is no interval

    Notes
    -----
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212. With p = x / n and z = 1.96
    (at 95 %):
    (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).
    """
    x = np.asarray(numerator, dtype=np.float64)
    n = np.asarray(denominator, dtype=np.float64)
    n = np.where((n > 0) & (x >= 0) & (x <= n), n, np.nan)
    p = x / n
    z = NormalDist().inv_cdf((1 + level) / 2)
    centre = p + z**2 / (2 * n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    # At 0 of n and n of n one end is exactly 0 or 1; rounding must not move it past the share.
    low = np.where(x == 0, 0.0, (centre - half) / scale)
    high = np.where(x == n, 1.0, (centre + half) / scale)
    return np.where(np.isnan(p), np.nan, low), np.where(np.isnan(p), np.nan, high)


def newcombe_interval(
    x1: npt.ArrayLike, n1: npt.ArrayLike, x0: npt.ArrayLike, n0: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """95 % interval of the difference of two shares, x1 / n1 - x0 / n0.

    Parameters
    ----------
    x1, n1, x0, n0 : array of counts

    Returns
    -------
    low, high : arrays of differences (-1 to 1); NaN where a side has no `wilson_interval`

    Notes
    -----
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions. Statistics in Medicine 17, 873-890, method 10. With d the difference and l, u
    the ends of the Wilson intervals: from d - sqrt((p1 - l1)^2 + (u0 - p0)^2) to
    d + sqrt((u1 - p1)^2 + (p0 - l0)^2).
    """
    low1, high1 = wilson_interval(x1, n1)
    low0, high0 = wilson_interval(x0, n0)
    p1, p0 = _shares(x1, n1), _shares(x0, n0)
    low = p1 - p0 - np.hypot(p1 - low1, high0 - p0)
    high = p1 - p0 + np.hypot(high1 - p1, p0 - low0)
    return low, high


def _shares(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Floats:
    n = np.asarray(denominator, dtype=np.float64)
    shares: Floats = np.asarray(numerator, dtype=np.float64) / np.where(n > 0, n, np.nan)
    return shares
