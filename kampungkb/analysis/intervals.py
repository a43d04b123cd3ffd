"""Intervals of shares, for numbers small enough that chance matters."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# The 97.5th percentile of the standard normal distribution.
_Z = 1.959963984540054


def wilson_interval(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> tuple[Floats, Floats]:
    """95 % Wilson score interval of each share.

    Parameters
    ----------
    numerator, denominator : array of counts
        NaN, a denominator of 0, or more than all (103 of 100 children vaccinated, where the
        denominator is a projection) has no interval.

    Returns
    -------
    low, high : arrays of shares (0-1); NaN where there is no interval

    Notes
    -----
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212. With p = x / n and z = 1.96:
    (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).
    """
    x = np.asarray(numerator, dtype=np.float64)
    n = np.asarray(denominator, dtype=np.float64)
    n = np.where((n > 0) & (x >= 0) & (x <= n), n, np.nan)
    p = x / n
    centre = p + _Z**2 / (2 * n)
    half = _Z * np.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    # At 0 of n and n of n one end is exactly 0 or 1; rounding must not move it past the share.
    low = np.where(x == 0, 0.0, (centre - half) / scale)
    high = np.where(x == n, 1.0, (centre + half) / scale)
    return np.where(np.isnan(p), np.nan, low), np.where(np.isnan(p), np.nan, high)
