"""Needs drawn anew: what the shortfalls could be, given how few people each rate was counted on."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from kampungkb.analysis.gaps import people_missing
from kampungkb.analysis.shrinkage import fitted_prior, fitted_priors
from kampungkb.model.indicators import Indicator
from kampungkb.model.periods import period_year
from kampungkb.model.targets import target_in_use
from kampungkb.planning.problem import Problem
from kampungkb.tasks.plan_problem import Basis

DRAWS: Final = 200
# Any number would do; the same one gives everybody the same draws.
SEED: Final = 36_04

Floats = npt.NDArray[np.float64]
Draws = list[list[Fraction | None]]


def drawn_needs(
    basis: Basis,
    problem: Problem,
    weights: Mapping[str, Fraction],
    *,
    draws: int = DRAWS,
    rng: np.random.Generator,
) -> Draws:
    """Draw the need of each candidate anew.

    Parameters
    ----------
    basis : Basis
    problem : Problem
    weights : dict of Fraction by indicator
    draws : int
    rng : numpy.random.Generator

    Returns
    -------
    list of draws, each a list of needs in the order of the candidates
        A need that is not known stays so. Indicators without counts are not drawn: their
        shortfall is what it is.

    Notes
    -----
    A village's rate is drawn from its posterior, a beta distribution with the parameters
    alpha + x and beta + n - x; alpha and beta are those of its district, of the whole area where
    fewer than five of the district's villages have counts (`kampungkb.analysis.shrinkage`), and
    1/2 each (Jeffreys) where there are not five in all. The rate times the denominator, in whole
    people, against the target gives the shortfall (design, part 5).
    """
    codes = [one.code for one in problem.candidates]
    total = [[Fraction(0)] * len(codes) for _ in range(draws)]
    for indicator, weight in sorted(weights.items()):
        own = basis.snapshot.dictionary.get(indicator)
        missing = _drawn_shortfalls(basis, own, codes, draws, rng)
        for row, drawn in zip(total, missing, strict=True):
            for at, people in enumerate(drawn):
                row[at] += weight * people
    known = [one.need is not None for one in problem.candidates]
    return [
        [need if is_known else None for need, is_known in zip(row, known, strict=True)]
        for row in total
    ]


def _drawn_shortfalls(
    basis: Basis, indicator: Indicator, codes: list[str], draws: int, rng: np.random.Generator
) -> list[list[int]]:
    """People missing by draw and village; 0 where nothing is known, which the caller knows."""
    at = basis.ledger.as_of
    target = target_in_use(indicator, 0 if at is None else period_year(at))
    rows = basis.ledger.village
    own = rows[rows["indicator"] == indicator.code].set_index("code").reindex(codes)
    if target is None or target.value is None or indicator.kind != "ratio":
        same = [0 if pd.isna(one) else int(one) for one in own["shortfall"]]
        return [same] * draws
    alpha, beta = _priors(basis, indicator.code, codes)
    n = own["denominator"].to_numpy(np.float64, na_value=0.0)
    x = np.minimum(own["numerator"].to_numpy(np.float64, na_value=0.0), n)
    a, b = alpha + x, beta + n - x
    # Nobody of a group has it (or everybody): there is nothing to draw, and 0 is no parameter.
    rates = np.where(a <= 0, 0.0, np.where(b <= 0, 1.0, 0.5)) * np.ones((draws, len(codes)))
    free = (a > 0) & (b > 0) & (n > 0)
    rates[:, free] = rng.beta(a[free], b[free], size=(draws, int(free.sum())))
    people = np.rint(rates * n).astype(np.int64)
    whole = n.astype(np.int64)
    higher = indicator.better == "higher"
    return [
        [
            people_missing(int(some), int(all_), target.value, higher=higher) if all_ else 0
            for some, all_ in zip(row, whole, strict=True)
        ]
        for row in people
    ]


def _priors(basis: Basis, indicator: str, codes: list[str]) -> tuple[Floats, Floats]:
    """The prior of each village's district, or of the whole area."""
    rows = basis.ledger.village
    every = rows[rows["indicator"] == indicator]
    x = every["numerator"].to_numpy(np.float64, na_value=np.nan)
    n = every["denominator"].to_numpy(np.float64, na_value=np.nan)
    district = basis.snapshot.district_of
    fitted = fitted_priors(x, n, every["code"].map(district).to_numpy())
    whole = fitted_prior(x, n)
    usual = (0.5, 0.5) if whole is None else (whole.alpha, whole.beta)
    own = fitted.reindex([district[code] for code in codes])
    return (
        own["alpha"].fillna(usual[0]).to_numpy(np.float64),
        own["beta"].fillna(usual[1]).to_numpy(np.float64),
    )
