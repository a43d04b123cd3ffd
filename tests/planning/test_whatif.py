"""One indicator raised: who is reached, worked by hand; and the least effort, enumerated."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.planning.least_effort import (
    Cover,
    Effort,
    distance,
    fewest_days,
    fewest_villages,
)
from kampungkb.planning.whatif import (
    LIMITS,
    Setting,
    Village,
    by_people,
    by_points,
    month_after,
    months_needed,
    outcome,
    to_target,
)

HALF = Fraction(1, 2)
# Short by 20, by 4, in surplus, without a value, and nobody to count.
COUNTS = ((40, 100), (2, 10), (90, 100), (None, None), (0, 0))


def village(code: str, numerator: int | None, denominator: int | None) -> Village:
    return Village(
        code=code, district_code=code[0], numerator=numerator, denominator=denominator
    )  # fmt: skip


def setting(*counts: tuple[int | None, int | None], **more) -> Setting:
    villages = tuple(village(f"v{at}", *one) for at, one in enumerate(counts or COUNTS))
    given_ = {
        "higher": True,
        "target": Fraction(3, 5),
        "chosen": frozenset(v.code for v in villages),
    }
    return Setting(villages=villages, **(given_ | more))


def test_a_rise_by_points_is_rounded_up_to_whole_people_in_each_village():
    # 7 % of 100, of 10 and of 100; a rise of less than one person is one person.
    assert by_points(setting(), Fraction(7, 100)) == {"v0": 7, "v1": 1, "v2": 7}


def test_a_rise_by_points_ends_where_everybody_has_the_service():
    assert by_points(setting(), HALF) == {"v0": 50, "v1": 5, "v2": 10}


def test_to_the_target_is_each_village_s_own_shortfall():
    assert to_target(setting()) == {"v0": 20, "v1": 4, "v2": 0}


def test_lower_is_better_takes_people_away_from_the_numerator():
    found = setting((40, 100), (9, 10), higher=False, target=Fraction(1, 4))
    assert to_target(found) == {"v0": 15, "v1": 7}
    after = outcome(found, to_target(found))
    assert [after.after(one) for one in found.villages] == [25, 2]
    assert by_points(found, Fraction(2, 3)) == {"v0": 40, "v1": 7}


def test_only_the_assumed_share_of_those_without_the_service_is_reached():
    # 30 % of 60 is 18, of 8 people 2.4, of 10 people 3.
    assert to_target(setting(share=Fraction(3, 10))) == {"v0": 18, "v1": 2, "v2": 0}


def test_nothing_happens_outside_the_chosen_villages():
    found = setting(chosen=frozenset({"v1", "v3"}))
    after = outcome(found, to_target(found))
    assert (dict(after.reached), after.unknown) == ({"v0": 0, "v1": 4, "v2": 0}, ("v3",))
    assert (after.whole.numerator, after.whole.numerator_after) == (132, 136)


def test_an_agency_serves_the_largest_shortfall_first():
    assert by_people(setting(), 22, "target") == {"v0": 20, "v1": 2, "v2": 0}
    # All shortfalls are 24; the other 6 go where most people are left: 40 in v0.
    assert by_people(setting(), 30, "target") == {"v0": 20, "v1": 4, "v2": 0}
    assert by_people(setting(), 30, "all") == {"v0": 26, "v1": 4, "v2": 0}


def test_the_whole_is_sum_over_sum_of_the_villages_with_a_value():
    after = outcome(setting(), {"v0": 20, "v1": 4})
    whole = after.whole
    assert (whole.value, whole.value_after) == (Fraction(132, 210), Fraction(156, 210))
    # A surplus of 30 in v2 hides the shortfall of 24 from the net distance.
    assert (whole.shortfall, whole.shortfall_after, whole.distance) == (24, 0, 0)
    assert (whole.villages, whole.villages_known, after.arrived) == (5, 3, ("v0", "v1"))
    assert after.unknown == ("v3", "v4")


def test_a_village_without_a_value_is_never_reached():
    with pytest.raises(ValueError, match="1 people cannot be reached in v3"):
        outcome(setting(), {"v3": 1})
    with pytest.raises(ValueError, match="61 people cannot be reached in v0"):
        outcome(setting(), {"v0": 61})
    with pytest.raises(ValueError, match="-1 people cannot be reached in v0"):
        outcome(setting(), {"v0": -1})


def test_without_a_target_nobody_is_short():
    found = setting(target=None)
    assert to_target(found) == {"v0": 0, "v1": 0, "v2": 0}
    assert by_people(found, 65, "all") == {"v0": 60, "v1": 0, "v2": 5}
    assert (outcome(found, {}).arrived, distance(found)) == ((), 0)


@pytest.mark.parametrize(
    ("people", "per_month", "months"),
    [(0, 5, 0), (1, 5, 1), (10, 5, 2), (11, 5, 3), (1, 0, None), (0, 0, 0)],
)
def test_months_are_whole(people, per_month, months):
    assert months_needed(people, per_month) == months


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [("2026-12", 1, "2026-12"), ("2026-12", 2, "2027-01"), ("2027-01", 24, "2028-12")],
)
def test_the_last_of_some_months(start, months, last):
    assert month_after(start, months) == last


def effort(days: str = "1", per_day: int = 25) -> Effort:
    return Effort(visit_days=Fraction(days), per_day=per_day)


def test_fewest_villages_takes_the_largest_shortfalls_first():
    # Shortfalls 20, 30, 6, a surplus of 30: the area lacks 26 in all.
    found = setting((40, 100), (30, 100), (0, 10), (90, 100))
    cover = fewest_villages(found, "target", effort(per_day=10))
    assert (dict(cover.reached), cover.wanted, cover.missing) == ({"v1": 26}, 26, 0)
    assert (cover.days, cover.bound, cover.proven) == (4, 4, True)


def test_fewer_days_can_be_more_villages():
    # Shortfalls 21, 21 and 20, and 42 in all; the 21st person of a village takes a second day.
    found = setting((0, 35), (0, 35), (0, 33), (50, 50))
    fewest = fewest_villages(found, "target", effort("1/2", 20))
    assert (fewest.wanted, dict(fewest.reached)) == (42, {"v0": 21, "v1": 21})
    assert (fewest.days, fewest.bound) == (5, 4)
    quickest = fewest_days(found, "target", effort("1/2", 20))
    assert sorted(quickest.reached.values()) == [2, 20, 20]
    assert (quickest.days, quickest.proven) == (Fraction(9, 2), True)


def test_what_cannot_be_reached_is_said():
    found = setting((40, 100), (30, 100), share=Fraction(1, 10))
    cover = fewest_villages(found, "target", effort())
    assert (dict(cover.reached), cover.wanted, cover.missing) == ({"v1": 7, "v0": 6}, 50, 37)
    assert fewest_days(found, "target", effort()) == cover


def test_impossible_effort_is_our_own_mistake():
    with pytest.raises(ValueError, match="no effort"):
        effort(per_day=0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        setting(share=Fraction(2))


counts = st.integers(0, 40).flatmap(
    lambda n: st.tuples(st.none() if n == 1 else st.integers(0, n), st.just(n))
)
settings = st.builds(
    lambda rows, higher, goal, share, some: setting(
        *rows, higher=higher, target=goal, share=share,
        chosen=frozenset(f"v{at}" for at in range(len(rows)) if some >> at & 1),
    ),
    st.lists(counts, min_size=1, max_size=6),
    st.booleans(),
    st.sampled_from([None, Fraction(0), Fraction(3, 5), Fraction(1), Fraction(1, 3)]),
    st.sampled_from([Fraction(0), Fraction(4, 5), Fraction(1)]),
    st.integers(0, 63),
)  # fmt: skip


@given(settings, st.integers(0, 100), st.sampled_from(LIMITS))
def test_people_are_whole_and_never_more_than_there_are(found, people, limit):
    for reached in (
        by_points(found, Fraction(people, 100)), to_target(found), by_people(found, people, limit),
    ):  # fmt: skip
        after = outcome(found, reached)
        for one in found.villages:
            then = after.after(one)
            if not one.known:
                assert then is None
                continue
            assert 0 <= then <= one.denominator
            assert then >= one.numerator if found.higher else then <= one.numerator
            assert one.code in found.chosen or then == one.numerator
        assert after.people == abs(after.whole.numerator_after - after.whole.numerator)
        assert after.whole.shortfall_after <= after.whole.shortfall
    assert sum(by_people(found, people, limit).values()) <= people


@given(settings, st.integers(0, 20))
def test_parts_add_up_to_the_whole(found, at):
    after = outcome(found, to_target(found))
    codes = [one.code for one in found.villages]
    left, right, whole = (after.total(part) for part in (codes[:at], codes[at:], codes))
    assert whole == after.whole
    for name in ("numerator", "numerator_after", "denominator", "shortfall", "shortfall_after",
                 "villages", "villages_known"):  # fmt: skip
        assert getattr(left, name) + getattr(right, name) == getattr(whole, name)


def best(found: Setting, limit, work: Effort) -> tuple[int, Fraction] | None:
    """Fewest villages and fewest days, over every number of people in every village."""
    wanted = distance(found)
    rooms = [found.most(one, limit) for one in found.villages]
    plans = [plan for plan in product(*(range(n + 1) for n in rooms)) if sum(plan) >= wanted]
    if not plans:
        return None
    return (
        min(sum(people > 0 for people in plan) for plan in plans),
        min(work.days({str(at): people for at, people in enumerate(plan)}) for plan in plans),
    )


small = st.builds(
    lambda rows, higher, goal: setting(*rows, higher=higher, target=goal),
    st.lists(st.integers(0, 8).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
             min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from([Fraction(1, 4), Fraction(2, 3), Fraction(1)]),
)  # fmt: skip


@given(small, st.sampled_from(LIMITS), st.sampled_from(["0", "1/2", "1", "3"]), st.integers(1, 4))
def test_the_least_effort_agrees_with_every_possible_plan(found, limit, days, per_day):
    work = effort(days, per_day)
    fewest, quickest = fewest_villages(found, limit, work), fewest_days(found, limit, work)
    expected = best(found, limit, work)
    assert (expected is None) == (fewest.missing > 0)
    if expected is None:
        return
    assert (len(fewest.reached), quickest.days) == expected
    assert quickest.proven
    for cover in (fewest, quickest):
        assert cover.people == cover.wanted == distance(found)
        assert work.days(cover.reached) == cover.days >= cover.bound
        after = outcome(found, cover.reached)
        assert after.whole.distance_after == 0
        rooms = {one.code: found.most(one, limit) for one in found.villages}
        assert all(0 < people <= rooms[code] for code, people in cover.reached.items())


def test_a_bound_that_is_not_reached_is_no_proof():
    assert not Cover({"v0": 5}, 5, 0, Fraction(3), Fraction(2)).proven
