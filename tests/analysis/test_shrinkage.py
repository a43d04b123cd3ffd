"""Priors learned from the counts, and the rates drawn towards them."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta as beta_distribution
from scipy.stats import betabinom

from kampungkb.analysis.shrinkage import (
    BetaPrior,
    fitted_prior,
    fitted_priors,
    log_likelihood,
    posterior_rates,
    shrunk_rates,
)

# Five villages that differ by more than chance.
NUMERATOR, DENOMINATOR = [1, 30, 8, 70, 45], [10, 40, 50, 90, 50]

COUNTS = st.integers(1, 900).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
VILLAGES = st.lists(COUNTS, min_size=5, max_size=12).map(
    lambda rows: tuple(np.array(column) for column in zip(*rows, strict=True))
)
PRIORS = st.builds(BetaPrior, st.floats(0.01, 1e4), st.floats(0.01, 1e4))


def test_likelihood_written_out_for_three_villages():
    # Under Beta(1, 1) each count from 0 to n is equally likely: 1/5, 1/10 and 1/2.
    assert log_likelihood([0, 7, 1], [4, 9, 1], BetaPrior(1, 1)) == pytest.approx(-log(100))
    # Under Beta(2, 1) P(x of n) = 2 (x + 1) / ((n + 1) (n + 2)): 2/30, 16/110, 4/6.
    assert log_likelihood([0, 7, 1], [4, 9, 1], BetaPrior(2, 1)) == pytest.approx(
        log(2 / 30 * 16 / 110 * 4 / 6)
    )


@given(VILLAGES, PRIORS)
def test_likelihood_is_scipys(villages, prior):
    wanted = betabinom.logpmf(*villages, prior.alpha, prior.beta).sum()
    assert log_likelihood(*villages, prior) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_fit_is_a_maximum():
    prior = fitted_prior(NUMERATOR, DENOMINATOR)
    top = log_likelihood(NUMERATOR, DENOMINATOR, prior)
    assert (round(prior.mean, 4), round(prior.strength, 4)) == (0.5328, 2.052)
    for a, b in [(1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99), (1.01, 1.01), (0.99, 0.99)]:
        beside = BetaPrior(a * prior.alpha, b * prior.beta)
        assert log_likelihood(NUMERATOR, DENOMINATOR, beside) < top


@settings(max_examples=50, deadline=None)
@given(VILLAGES)
def test_no_prior_within_the_bounds_is_likelier(villages):
    numerator, denominator = villages
    people = denominator.sum()
    prior = fitted_prior(numerator, denominator)
    assert 1 - 1e-9 <= prior.strength <= people * (1 + 1e-9)
    if numerator.sum() in (0, people):
        assert prior.mean == numerator.sum() / people
        return
    at_bound = prior.strength > people * (1 - 1e-9)
    top = log_likelihood(numerator, denominator, prior)
    for strength in np.geomspace(1, people, 12):
        for mean in np.clip(prior.mean * np.array([0.5, 0.9, 0.99, 1, 1.01, 1.1]), 0, 0.999):
            other = BetaPrior(mean * strength, (1 - mean) * strength)
            # The mean of all is the likeliest at an endless strength, nearly so at the bound.
            margin = 0.1 if at_bound else 1e-6
            assert log_likelihood(numerator, denominator, other) <= top + margin


def test_two_maxima():
    # All or nothing in ten small villages, and a large one in the middle: towards the largest
    # strength the likelihood rises again, but it is greatest where the rates differ most.
    villages = [0, 10] * 5 + [5000], [10] * 10 + [10_000]
    small, middle, large = (
        log_likelihood(*villages, BetaPrior(strength / 2, strength / 2))
        for strength in (1, 5000, 10_100)
    )
    assert middle < large < small
    prior = fitted_prior(*villages)
    assert prior.mean == pytest.approx(0.5)
    assert prior.strength == pytest.approx(1)


def test_no_more_than_chance_is_capped_at_the_people_counted():
    prior = fitted_prior([5, 6, 4, 5, 5], [10, 10, 10, 10, 20])
    assert (prior.mean, prior.strength) == (pytest.approx(25 / 60), pytest.approx(60))
    rate, low, high = shrunk_rates([5, 6, 4, 5, 5], [10, 10, 10, 10, 20], prior)
    # To the 25 of 60 people of the prior come those of the village: 5 of 10, 6 of 10 ...
    assert rate == pytest.approx([30 / 70, 31 / 70, 29 / 70, 30 / 70, 30 / 80])
    assert low.max() < rate.min()
    assert rate.max() < high.min()


def test_one_person_each_tells_nothing_of_the_spread():
    prior = fitted_prior([0, 1, 1, 0, 1, 1], [1] * 6)
    assert (prior.alpha, prior.beta) == pytest.approx((4, 2))


@pytest.mark.parametrize(("numerator", "mean"), [([0] * 5, 0), ([3, 40, 7, 8, 9], 1)])
def test_nobody_and_everybody(numerator, mean):
    denominator = [3, 40, 7, 8, 9]
    prior = fitted_prior(numerator, denominator)
    assert (prior.mean, prior.strength) == (mean, 67)
    rate, low, high = shrunk_rates(numerator, denominator, prior)
    assert rate.tolist() == [mean] * 5
    # Clopper and Pearson for 0 of the 67 people of the prior and the 3 of the village.
    far = 1 - 0.025 ** (1 / 70)
    assert (low[0], high[0]) == pytest.approx((0, far) if mean == 0 else (1 - far, 1))


def test_too_few_usable_units():
    assert fitted_prior([1, 2, 3, 4], [5, 5, 5, 5]) is None
    assert fitted_prior([], []) is None
    # Unknown, nobody to count, and more than all.
    with_useless = [*NUMERATOR, np.nan, 3, 0, 103], [*DENOMINATOR, 10, np.nan, 0, 100]
    assert fitted_prior(*with_useless) == fitted_prior(NUMERATOR, DENOMINATOR)
    five = [*NUMERATOR[:4], np.nan], [*DENOMINATOR[:4], 10]
    assert fitted_prior(*five) is None


def test_groups_are_fitted_as_if_alone():
    groups = ["b"] * 5 + ["a"] * 5 + ["few"] * 4 + [None] * 5
    numerator = [*NUMERATOR, 9, 9, 1, 0, 2, 1, 1, 1, 1, *NUMERATOR]
    denominator = [*DENOMINATOR, *[10] * 9, *DENOMINATOR]
    found = fitted_priors(numerator, denominator, groups)
    assert found.index.tolist() == ["a", "b"]
    assert BetaPrior(*found.loc["b"]) == fitted_prior(NUMERATOR, DENOMINATOR)
    alone = fitted_prior(numerator[5:10], denominator[5:10])
    assert found.loc["a"].tolist() == pytest.approx([alone.alpha, alone.beta], rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(VILLAGES, st.randoms(use_true_random=False))
def test_order_changes_nothing_to_the_last_digit(villages, random):
    order = list(range(len(villages[0])))
    random.shuffle(order)
    assert fitted_prior(*villages) == fitted_prior(*(column[order] for column in villages))


def test_shrunk_worked_by_hand():
    rate, low, high = shrunk_rates([0, 3], [4, 4], BetaPrior(2, 2))
    assert rate.tolist() == [2 / 8, 5 / 8]
    for place, (a, b) in enumerate([(2, 6), (5, 3)]):
        wanted = beta_distribution(a, b).interval(0.95)
        assert (low[place], high[place]) == pytest.approx(wanted)
    _, low, high = shrunk_rates([3], [4], BetaPrior(2, 2), level=0.5)
    assert (low[0], high[0]) == pytest.approx(beta_distribution(5, 3).interval(0.5))


@given(COUNTS, PRIORS)
def test_shrunk_lies_between_its_own_and_the_mean(counts, prior):
    rate, low, high = shrunk_rates(*counts, prior)
    ends = sorted([counts[0] / counts[1], prior.mean])
    assert ends[0] - 1e-12 <= rate <= ends[1] + 1e-12
    assert 0 <= low <= rate <= high <= 1


@given(COUNTS, PRIORS, st.integers(2, 50))
def test_more_people_are_drawn_less(counts, prior, times):
    x, n = np.array([1, times]) * counts[0], np.array([1, times]) * counts[1]
    few, many = np.abs(shrunk_rates(x, n, prior)[0] - counts[0] / counts[1])
    assert many <= few + 1e-12


def test_rates_without_counts():
    rate, low, high = shrunk_rates([np.nan, 1, 0, 103], [4, np.nan, 0, 100], BetaPrior(1, 1))
    assert np.isnan([rate, low, high])[:, :3].all()
    # More than all counts as all.
    assert rate[3] == 101 / 102
    assert np.isnan(posterior_rates([1], [2], [np.nan], [1])).all()


def test_a_skewed_interval_reaches_the_mean():
    # Of Beta(0.001, 20) more than 97.5 % lies below its mean.
    rate, low, high = shrunk_rates([0], [10], BetaPrior(0.001, 10))
    assert low[0] < rate[0] == high[0] == pytest.approx(0.001 / 20.001)
