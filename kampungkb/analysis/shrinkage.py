"""Rates drawn towards what their neighbours have, the more so the fewer people they count."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.intervals import Floats

# With fewer units there is hardly a spread to learn a prior from.
_UNITS: Final = 5
# Places at which the likelihood of the strength is looked at before the best is refined: two
# small villages with all or nothing beside a large one in the middle give it two maxima.
_GRID: Final = 12
# Halvings of the two grid cells around the best; the strength is then good to six digits.
_HALVINGS: Final = 20
# Newton's method doubles the digits with each step: the one after this would change the last.
_NEAR: Final = 1e-8
_MEAN_STEPS: Final = 60
# Log-likelihoods closer than this are equal, and the stronger prior is taken: where each
# village has one person, no strength is likelier than another.
_FLAT: Final = 1e-6


@dataclass(frozen=True, slots=True)
class BetaPrior:
    """How the rates of like units spread: a beta distribution.

    At a `mean` of exactly 0 or 1 one of the two parameters is 0 and all of it lies there.
    """

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """The rate towards which all are drawn."""
        return self.alpha / self.strength

    @property
    def strength(self) -> float:
        """How many people of its own a unit needs to be drawn no more than halfway."""
        return self.alpha + self.beta


def fitted_prior(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> BetaPrior | None:
    """The beta distribution under which the counts of like units are likeliest.

    Parameters
    ----------
    numerator, denominator : array of counts
        One per unit. NaN, a denominator of 0, or more than all is left out.

    Returns
    -------
    BetaPrior, or None with fewer than five usable units

    Notes
    -----
    Maximum likelihood of the beta-binomial, see `log_likelihood`; the strength is kept between
    1 and the number of people in all units together. Where the rates spread no more than chance
    allows, the likelihood rises without end in the strength; it is then the number of people,
    and the mean is the share of all units together, which is the limit. A prior may not claim
    to know the mean better than all the people counted do, or intervals would shrink to nothing.
    Where nobody or everybody is counted in all units, the mean is exactly 0 or 1.
    """
    x = np.asarray(numerator, dtype=np.float64)
    found = fitted_priors(x, denominator, np.zeros(x.shape))
    if found.empty:
        return None
    return BetaPrior(float(found["alpha"].iloc[0]), float(found["beta"].iloc[0]))


def fitted_priors(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, groups: npt.ArrayLike
) -> pd.DataFrame:
    """The prior of each group, as `fitted_prior`, all at once.

    Parameters
    ----------
    numerator, denominator : array of counts
        One per unit.
    groups : array
        The group of each unit; missing: none.

    Returns
    -------
    DataFrame, one row per group with at least five usable units, indexed by the group
        ``alpha``, ``beta``. The order of the units changes nothing, to the last digit.
    """
    frame = pd.DataFrame(
        {
            "x": np.asarray(numerator, dtype=np.float64),
            "n": np.asarray(denominator, dtype=np.float64),
            "group": groups,
        }
    )
    usable = (frame["n"] > 0) & frame["x"].between(0, frame["n"])
    size = frame["group"].where(usable).value_counts()
    frame = frame[usable & frame["group"].isin(size.index[size >= _UNITS])]
    # Sums of floating-point numbers depend on their order.
    frame = frame.sort_values(["group", "n", "x"], kind="stable")
    codes, labels = pd.factorize(frame["group"])
    units = _Units(
        x=frame["x"].to_numpy(), n=frame["n"].to_numpy(), group=codes, groups=len(labels)
    )
    mean, strength = _fitted(units)
    return pd.DataFrame(
        {"alpha": mean * strength, "beta": (1 - mean) * strength},
        index=pd.Index(labels, name="group"),
    )


def log_likelihood(numerator: npt.ArrayLike, denominator: npt.ArrayLike, prior: BetaPrior) -> float:
    """Logarithm of the probability of the counts, if rates spread as the prior says.

    Parameters
    ----------
    numerator, denominator : array of counts
        One per unit; 0 <= numerator <= denominator.
    prior : BetaPrior
        With both parameters above 0.

    Notes
    -----
    Skellam, J. G. (1948). A probability distribution derived from the binomial distribution by
    regarding the probability of success as variable between the sets of trials. Journal of the
    Royal Statistical Society B 10, 257-261. With the beta function B:
    P(x of n) = C(n, x) B(x + alpha, n - x + beta) / B(alpha, beta).
    """
    from scipy.special import betaln

    x = np.asarray(numerator, dtype=np.float64)
    n = np.asarray(denominator, dtype=np.float64)
    ways = -np.log(n + 1) - betaln(x + 1, n - x + 1)
    given = betaln(x + prior.alpha, n - x + prior.beta) - betaln(prior.alpha, prior.beta)
    return float(np.sum(ways + given))


def shrunk_rates(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    prior: BetaPrior,
    *,
    level: float = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """Rates drawn towards the mean of the prior.

    Parameters
    ----------
    numerator, denominator : array of counts
        One per unit. More than all (103 of 100, where the denominator is a projection) counts
        as all; NaN and a denominator of 0 have no rate.
    prior : BetaPrior
    level : float
        Probability that the interval holds the rate.

    Returns
    -------
    rate, low, high : arrays of shares (0-1); NaN where there are no counts
        See `posterior_rates`.
    """
    return posterior_rates(numerator, denominator, prior.alpha, prior.beta, level=level)


def posterior_rates(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    alpha: npt.ArrayLike,
    beta: npt.ArrayLike,
    *,
    level: float = 0.95,
) -> tuple[Floats, Floats, Floats]:
    """As `shrunk_rates`, with a prior of its own for each unit; a NaN prior gives NaN.

    Notes
    -----
    The posterior of x of n is a beta distribution with the parameters a = alpha + x and
    b = beta + n - x: its mean a / (a + b), and the interval that leaves out equally much on
    both sides. Where a or b is 0 it has no width, which is more than anybody knows; the far end
    is then that of Clopper and Pearson for none of b (or a) people. An interval of a posterior
    so skewed that the mean lies outside reaches up to the mean.
    """
    from scipy.special import betaincinv

    n = np.asarray(denominator, dtype=np.float64)
    n = np.where(n > 0, n, np.nan)
    x = np.asarray(numerator, dtype=np.float64)
    x = np.minimum(np.where(x >= 0, x, np.nan), n)
    a = np.asarray(alpha, dtype=np.float64) + x
    b = np.asarray(beta, dtype=np.float64) + n - x
    rate = a / (a + b)
    tail = (1 - level) / 2
    wide_a, wide_b = np.where(a == 0, 1, a), np.where(b == 0, 1, b)
    low = np.where(a == 0, 0, betaincinv(wide_a, wide_b, tail))
    high = np.where(b == 0, 1, betaincinv(wide_a, wide_b, 1 - tail))
    return rate, np.minimum(low, rate), np.maximum(high, rate)


@dataclass(frozen=True)
class _Units:
    """Counts of the units of several groups; ``group`` runs from 0 to ``groups`` - 1."""

    x: Floats
    n: Floats
    group: npt.NDArray[np.intp]
    groups: int

    def total(self, of_units: Floats) -> Floats:
        """Sum over the units of each group."""
        return np.bincount(self.group, of_units, self.groups).astype(np.float64)

    @cached_property
    def size(self) -> Floats:
        """How many units each group has."""
        return np.bincount(self.group, minlength=self.groups).astype(np.float64)


def _fitted(units: _Units) -> tuple[Floats, Floats]:
    """Mean and strength of each group."""
    people = units.total(units.n)
    pooled = units.total(units.x) / people
    # Where all have nothing (or everything), the mean is settled and no strength is likelier.
    settled = (pooled == 0) | (pooled == 1)
    mean = np.where(settled, 0.5, pooled)
    logs = np.log(people) * np.linspace(0, 1, _GRID)[:, np.newaxis]
    likelihoods = np.empty(logs.shape)
    for place, log in enumerate(logs):
        mean = _likeliest_mean(units, mean, np.exp(log), settled)
        likelihoods[place] = _likelihood(units, mean, np.exp(log))
    near = likelihoods >= likelihoods.max(axis=0) - _FLAT
    best = _GRID - 1 - np.argmax(near[::-1], axis=0)
    rising = _slope(units, mean, people) >= -_FLAT
    endless = settled | (rising & (best == _GRID - 1))
    every = np.arange(units.groups)
    low = logs[np.maximum(best - 1, 0), every]
    high = logs[np.minimum(best + 1, _GRID - 1), every]
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        mean = _likeliest_mean(units, mean, np.exp(middle), settled)
        up = _slope(units, mean, np.exp(middle)) > 0
        low, high = np.where(up, middle, low), np.where(up, high, middle)
    # Never moved up from the bound of 1: it is the bound.
    strength = np.where(endless, people, np.exp(np.where(low == 0, 0, (low + high) / 2)))
    mean = _likeliest_mean(units, mean, strength, settled)
    return np.where(endless, pooled, mean), strength


def _likelihood(units: _Units, mean: Floats, strength: Floats) -> Floats:
    from scipy.special import betaln

    a, b = mean * strength, (1 - mean) * strength
    own = betaln(units.x + a[units.group], units.n - units.x + b[units.group])
    likelihood: Floats = units.total(own) - units.size * betaln(a, b)
    return likelihood


def _slope(units: _Units, mean: Floats, strength: Floats) -> Floats:
    """Derivative of the log-likelihood by the logarithm of the strength."""
    from scipy.special import psi

    a, b = mean * strength, (1 - mean) * strength
    with_it = units.total(psi(units.x + a[units.group]) - psi(a)[units.group])
    without = units.total(psi(units.n - units.x + b[units.group]) - psi(b)[units.group])
    everybody = units.total(psi(units.n + strength[units.group]) - psi(strength)[units.group])
    slope: Floats = a * with_it + b * without - strength * everybody
    return slope


def _likeliest_mean(
    units: _Units, mean: Floats, strength: Floats, settled: npt.NDArray[np.bool_]
) -> Floats:
    """Mean at which the likelihood of a strength is greatest: Newton's method, kept in bounds.

    The likelihood of a given strength is concave in the mean, so that its derivative falls from
    above 0 to below 0 exactly once.
    """
    from scipy.special import psi, zeta

    low, high = np.zeros(units.groups), np.ones(units.groups)
    for _ in range(_MEAN_STEPS):
        a, b = mean * strength, (1 - mean) * strength
        with_it, without = units.x + a[units.group], units.n - units.x + b[units.group]
        slope = units.total(psi(with_it) - psi(without)) - units.size * (psi(a) - psi(b))
        # zeta(2, z) is the derivative of psi(z).
        curve = units.total(zeta(2, with_it) + zeta(2, without))
        bend = strength * (curve - units.size * (zeta(2, a) + zeta(2, b)))
        low, high = np.where(slope > 0, mean, low), np.where(slope > 0, high, mean)
        step = mean - np.where(settled, 0, slope / np.where(bend < 0, bend, -1))
        moved = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        still = settled | (np.abs(moved - mean) <= _NEAR)
        mean = np.where(settled, mean, moved)
        if still.all():
            break
    return mean
