"""The rules by which a value is odd enough to be looked at again; none says that it is wrong."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from kampungkb.analysis.quality_found import Found, Kind, Severity, found_in, grouped, within
from kampungkb.analysis.quality_history import Bools, Floats, History, Ints, previous

JUMP: Final = 10
# A repeat is odd only where the village's numbers usually move, and are large enough to move.
REPEAT_DENOMINATOR: Final = 100
REPEAT_USUAL_CHANGE: Final = 4
REPEATS: Final = 3
# Reports of a source that brings a new value once a year repeat by themselves.
_YEARLY: Final = 12
DIGITS_NUMERATOR: Final = 10
DIGITS_NUMBERS: Final = 50
DIGITS_EXPECTED: Final = 0.2
DIGITS_PERCENT: Final = 30
DIGITS_CHANCE: Final = 0.01
FULL_PERCENT: Final = 98
FULL_DENOMINATOR: Final = 30
FULL_VILLAGES: Final = 5
FULL_VILLAGES_PERCENT: Final = 90
TWIN_DENOMINATOR: Final = 100
TWIN_NUMERATOR: Final = 10
TWIN_INDICATORS: Final = 2
TWIN_PERIODS: Final = 4
# Of the villages with the same numbers each is compared with so many that follow by code.
_TWIN_REACH: Final = 5

# Its denominator is the population of the civil registry.
POPULATION_INDICATOR: Final = "L17"


def jumps(of: History) -> Iterator[Found]:
    """Values at least ten times, or at most a tenth of, the village's value before.

    Ratios compare their shares, by their counts and so exactly; 0 is compared with nothing. A
    village that is back at once had its odd value before: what it has now is not in doubt.
    """
    kept = ~np.isnan(of.value) & of.is_of(one.kind != "yes_no" for one in of.indicators)
    before = previous(of, kept)
    at = np.flatnonzero(before >= 0)
    was = before[at]
    counted = of.ratio
    up, down = (np.where(counted, part, whole) for part, whole in (
        (of.numerator, of.value), (of.denominator, 1.0)
    ))  # fmt: skip
    now, then = up[at] * down[was], up[was] * down[at]
    # Only what came without counts is a decimal that has to meet to nine places.
    slack = np.where(counted[at] & counted[was], 0.0, 1e-9)
    odd = (np.minimum(now, then) > 0) & (
        np.maximum(now, then) >= JUMP * np.minimum(now, then) * (1 - slack)
    )
    at, was, now, then = at[odd], was[odd], now[odd], then[odd]
    factor = np.maximum(now, then) / np.minimum(now, then)
    direction = np.zeros(len(of))
    direction[at] = np.sign(now - then)
    for _, own in grouped(of.indicator, at):
        here = of.indicator[at] == of.indicator[own[0]]
        is_back = direction[own] * direction[was[here]] < 0
        in_doubt = of.in_use[own] & ~is_back
        yield found_in(
            of, "jump_tenfold", "high" if in_doubt.any() else "medium", own, before=was[here],
            in_doubt=in_doubt, size=float(factor[here].max()),
        )  # fmt: skip


def copies(of: History) -> Iterator[Found]:
    """Numerator and denominator both as in the village's report before.

    Counted are denominators of at least 100 in villages whose two numbers otherwise move by at
    least 4 people together (the median of their changes; unknown counts too). They are a finding
    where a village repeats at least 3 times and in at least a third of its reports, or where at
    least half of the villages of a district (3 or more) repeat in one period. Indicators that
    come once a year repeat by themselves and are left out.
    """
    kept = of.ratio & of.is_of(one.rhythm_months < _YEARLY for one in of.indicators)
    before = previous(of, kept)
    at = np.flatnonzero(before >= 0)
    was = before[at]
    change = np.abs(of.numerator[at] - of.numerator[was]) + np.abs(
        of.denominator[at] - of.denominator[was]
    )
    unit = of.indicator[at] * len(of.villages) + of.village[at]
    moves = pd.Series(np.where(change > 0, change, np.nan)).groupby(unit)
    usual = moves.transform("median").fillna(np.inf).to_numpy()
    repeat = (
        (change == 0) & (of.denominator[at] >= REPEAT_DENOMINATOR)
        & (usual >= REPEAT_USUAL_CHANGE)
    )  # fmt: skip
    times, compared = within(unit, repeat)
    often = (times >= REPEATS) & (3 * times >= compared)
    place = (of.indicator[at] * len(of.periods) + of.period[at]) * len(of.districts)
    together, there = within(place + of.district[at], repeat)
    half = (together >= REPEATS) & (2 * together >= there)
    odd = repeat & (often | half)
    for number, own in grouped(of.indicator, at[odd]):
        here = odd & (of.indicator[at] == number)
        villages = len(np.unique(of.village[own]))
        reporting = len(np.unique(of.village[at[of.indicator[at] == number]]))
        many = bool(half[here].any()) or 10 * villages >= reporting
        yield found_in(
            of, "copied_forward", "medium" if many else "low", own, before=was[here],
            size=villages / reporting, numbers=reporting,
        )  # fmt: skip


def heaped(of: History) -> Iterator[Found]:
    """Numerators that end in 0 or 5 far more often than one in five.

    Numerators of at least 10 that do not just repeat the report before, over all periods, at
    least 50: first by district, then of the rest of the regency as one.

    Notes
    -----
    Exact one-sided binomial test against 20 %. A finding has a probability below 1 % after
    Bonferroni's correction for all tests made, and a share of at least 30 %: with thousands of
    numbers the smallest leaning would be significant.
    """
    from scipy.special import bdtrc  # Half of the time that scipy.stats takes to load.

    before = previous(of, of.ratio)
    again = (before >= 0) & (of.numerator == of.numerator[before]) & (
        of.denominator == of.denominator[before]
    )  # fmt: skip
    at = np.flatnonzero(of.ratio & (of.numerator >= DIGITS_NUMERATOR) & ~again)
    ends = of.numerator[at] % 5 == 0
    group = of.indicator[at] * len(of.districts) + of.district[at]
    heaps, numbers = within(group, ends)
    tests = len(np.unique(group[numbers >= DIGITS_NUMBERS])) + len(np.unique(of.indicator[at]))

    def is_odd(heap: Ints, number: Ints) -> tuple[Bools, Floats]:
        chance = bdtrc(heap - 1.0, number, DIGITS_EXPECTED)
        odd = (chance * tests < DIGITS_CHANCE) & (100 * heap >= DIGITS_PERCENT * number)
        return odd & (number >= DIGITS_NUMBERS), chance

    odd, chance = is_odd(heaps, numbers)
    by_district = [
        (of.district[at[first]], group == number, heaps[first], numbers[first], chance[first])
        for number in np.unique(group[odd])
        for first in [int(np.argmax(group == number))]
    ]
    rest = np.where(odd, -1, of.indicator[at])
    heaps, numbers = within(rest, ends)
    odd, chance = is_odd(heaps, numbers)
    whole = [
        (None, rest == number, heaps[first], numbers[first], chance[first])
        for number in np.unique(rest[odd & (rest >= 0)])
        for first in [int(np.argmax(rest == number))]
    ]
    for district, own, heap, number, probability in [*by_district, *whole]:
        yield found_in(
            of, "heaped_digits", "medium", at[own & ends],
            district=None if district is None else int(district), size=heap / number,
            expected=DIGITS_EXPECTED, numbers=float(number), probability=float(probability),
        )  # fmt: skip


def full(of: History) -> Iterator[Found]:
    """Numerators of at least 98 % of the denominator nearly everywhere in one district.

    Latest reports with a denominator of at least 30; at least 90 % of at least 5 villages of the
    district, and less than half of at least 5 villages elsewhere.
    """
    at = np.flatnonzero(of.ratio & of.in_use & (of.denominator >= FULL_DENOMINATOR))
    is_full = 100 * of.numerator[at] >= FULL_PERCENT * of.denominator[at]
    group = of.indicator[at] * len(of.districts) + of.district[at]
    inside, villages = within(group, is_full)
    in_all, all_villages = within(of.indicator[at], is_full)
    outside, others = in_all - inside, all_villages - villages
    odd = (
        (villages >= FULL_VILLAGES) & (100 * inside >= FULL_VILLAGES_PERCENT * villages)
        & (others >= FULL_VILLAGES) & (2 * outside < others)
    )  # fmt: skip
    for number in np.unique(group[odd]):
        own = np.flatnonzero(group == number)
        first = own[0]
        yield found_in(
            of, "near_full", "medium", at[own[is_full[own]]],
            district=int(of.district[at[first]]), size=inside[first] / villages[first],
            expected=outside[first] / others[first], numbers=float(villages[first]),
        )  # fmt: skip


def beyond_population(of: History, census: pd.Series) -> Iterator[Found]:
    """Latest denominators above the number of people of their village.

    Every denominator of a ratio counts people or households, and there are at most as many as
    people. Compared with the latest denominator of the indicator that covers everybody; where a
    village has none, with its census figure, which is old: that is a finding of less weight.

    Parameters
    ----------
    census : Series
        People by village code; missing: unknown.
    """
    registry = _registry_population(of)
    counted = census.reindex(list(of.villages)).to_numpy(np.float64, na_value=np.nan)
    of_others = of.is_of(one.code != POPULATION_INDICATOR for one in of.indicators)
    at = np.flatnonzero(of.ratio & of.in_use & of_others)
    bases: tuple[tuple[Kind, Severity, Floats], ...] = (
        ("exceeds_population", "high", registry),
        ("exceeds_census", "low", np.where(np.isnan(registry), counted, np.nan)),
    )
    for kind, severity, people in bases:
        limit = people[of.village[at]]
        odd = of.denominator[at] > limit  # Beside an unknown number this is False.
        for number, own in grouped(of.indicator, at[odd]):
            here = odd & (of.indicator[at] == number)
            yield found_in(of, kind, severity, own, reference=limit[here])


def _registry_population(of: History) -> Floats:
    """Each village's latest denominator of the indicator that covers everybody; NaN: none."""
    people = np.full(len(of.villages), np.nan)
    everybody = of.is_of(one.code == POPULATION_INDICATOR for one in of.indicators)
    at = np.flatnonzero(everybody & (of.denominator > 0))
    people[of.village[at]] = of.denominator[at]  # In the order of periods: the last one stays.
    return people


def twins(of: History) -> Iterator[Found]:
    """Two villages with the same numerator and the same denominator, more than once.

    Counted are ratios with a denominator of at least 100 and a numerator of at least 10. One such
    meeting is chance (of 326 villages two have the same number of infants in most quarters); a
    finding are two indicators with different denominators in one period, or four different pairs
    of numbers of one indicator. Of more than six villages with the same numbers each is compared
    with the five that follow by code.
    """
    at = np.flatnonzero(
        of.ratio & (of.denominator >= TWIN_DENOMINATOR) & (of.numerator >= TWIN_NUMERATOR)
    )
    cell = of.indicator[at] * len(of.periods) + of.period[at]
    order = np.lexsort((of.village[at], of.numerator[at], of.denominator[at], cell))
    at, cell = at[order], cell[order]
    firsts, seconds = [], []
    for reach in range(1, _TWIN_REACH + 1):
        one, two = at[:-reach], at[reach:]
        same = (
            (cell[:-reach] == cell[reach:]) & (of.numerator[one] == of.numerator[two])
            & (of.denominator[one] == of.denominator[two])
        )  # fmt: skip
        firsts.append(one[same])
        seconds.append(two[same])
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    pair = of.village[first] * len(of.villages) + of.village[second]
    odd = _meet_often(of, first, pair)
    both = np.concatenate([first[odd], second[odd]])
    other = np.concatenate([second[odd], first[odd]])
    for number in np.unique(of.indicator[both]):
        here = of.indicator[both] == number
        pairs = len(np.unique(pair[odd][of.indicator[first[odd]] == number]))
        yield found_in(
            of, "duplicates", "medium", both[here], other=of.village[other[here]],
            numbers=float(pairs),
        )  # fmt: skip


def _meet_often(of: History, first: Ints, pair: Ints) -> Bools:
    """Whether the two villages of each meeting meet more often than by chance."""
    meetings = pd.DataFrame(
        {
            "pair": pair,
            "indicator": of.indicator[first],
            "period": of.period[first],
            "denominator": of.denominator[first],
            "numerator": of.numerator[first],
        }
    )
    by_period = meetings.groupby(["pair", "period"])
    wide = (by_period["indicator"].transform("nunique") >= TWIN_INDICATORS) & (
        by_period["denominator"].transform("nunique") >= TWIN_INDICATORS
    )
    numbers = meetings.drop_duplicates(["pair", "indicator", "denominator", "numerator"])
    times = numbers.groupby(["pair", "indicator"]).size().rename("times")
    own = meetings.join(times, on=["pair", "indicator"], validate="many_to_one")["times"]
    return np.asarray(wide | (own >= TWIN_PERIODS), dtype=np.bool_)
