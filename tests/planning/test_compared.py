"""Plans side by side, in numbers that a person can add up."""

from dataclasses import astuple
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.errors import BadPeriodError
from kampungkb.planning.compared import Move, Reached, ShareReached, compared, labelled, moves
from kampungkb.planning.plan import Planner
from tests.planning.enumerated import QUARTERS, candidate, problem

A, B, C = (candidate(at).code for at in range(3))
# Six and three people in need; of the third nobody knows.
THREE = problem(candidate(0, need=6), candidate(1, need=3), candidate(2, need=None))
FIRST = {A: "2027-Q3", B: "2027-Q4"}
SECOND = {A: "2028-Q1", B: "2027-Q3", C: "2027-Q4"}


def course(measured):
    return [astuple(one)[1:] for one in measured.course]


def test_two_plans_side_by_side():
    found = compared(THREE, [FIRST, SECOND], formed=2, villages=8)
    assert found.quarters == QUARTERS
    first, second = found.measured
    assert first.course[0] == Reached(quarter="2027-Q3", villages=1, people=Fraction(6), unknown=0)
    assert course(first) == [(1, 6, 0), (2, 9, 0), (2, 9, 0)]
    assert course(second) == [(1, 3, 0), (2, 3, 1), (3, 9, 1)]
    # 6 x 3/3 + 3 x 2/3, and 3 x 3/3 + 6 x 1/3.
    assert (first.benefit, second.benefit) == (8, 5)
    assert (first.outside, second.outside) == ((), ())
    assert found.moves == (
        (
            Move(code=A, kind="later", before="2027-Q3", after="2028-Q1", by=2),
            Move(code=B, kind="earlier", before="2027-Q4", after="2027-Q3", by=1),
            Move(code=C, kind="added", before=None, after="2027-Q4", by=None),
        ),
    )


def test_each_plan_is_held_against_the_first():
    found = compared(THREE, [FIRST, FIRST, {}], formed=0, villages=3)
    assert found.moves[0] == ()
    assert [(one.code, one.kind, one.after) for one in found.moves[1]] == [
        (A, "dropped", None), (B, "dropped", None),
    ]  # fmt: skip
    assert course(found.measured[2]) == [(0, 0, 0)] * 3


@pytest.mark.parametrize(
    ("formed", "villages", "half", "target"),
    [
        pytest.param(2, 8, (4, "2027-Q4", False), (6, None, False), id="half, not the target"),
        pytest.param(2, 6, (3, "2027-Q3", False), (5, "2028-Q1", False), id="4.5 villages are 5"),
        pytest.param(4, 8, (4, None, True), (6, "2027-Q4", False), id="half is there already"),
        pytest.param(5, 6, (3, None, True), (5, None, True), id="nothing is left to reach"),
    ],
)
def test_when_a_share_is_reached(formed, villages, half, target):
    shares = compared(THREE, [SECOND], formed=formed, villages=villages).measured[0].shares
    assert shares == tuple(
        ShareReached(share=share, required=required, quarter=quarter, already=already)
        for share, (required, quarter, already) in zip(
            (Fraction(1, 2), Fraction(3, 4)), (half, target), strict=True
        )
    )


def test_plans_of_other_quarters_are_measured_over_all_quarters():
    longer = {A: "2027-Q1", B: "2028-Q2"}
    found = compared(THREE, [FIRST, longer], formed=0, villages=3)
    assert found.quarters == (
        "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4", "2028-Q1", "2028-Q2",
    )  # fmt: skip
    # 6 x 4/6 + 3 x 3/6, and 6 x 6/6 + 3 x 1/6.
    assert [one.benefit for one in found.measured] == [Fraction(11, 2), Fraction(13, 2)]
    assert [(one.kind, one.by) for one in found.moves[0]] == [("earlier", 2), ("later", 2)]


def test_a_village_that_is_no_candidate_any_more_counts_nowhere():
    old = FIRST | {"36.04.01.2999": "2027-Q3"}
    found = compared(THREE, [old], formed=1, villages=4).measured[0]
    assert found.outside == ("36.04.01.2999",)
    assert course(found) == [(1, 6, 0), (2, 9, 0), (2, 9, 0)]


@pytest.mark.parametrize("quarter", ["2027", "2027-S2", "2027-10", "later"])
def test_a_quarter_that_is_none_is_refused(quarter):
    with pytest.raises(BadPeriodError):
        compared(THREE, [FIRST, {A: quarter}], formed=0, villages=3)


def test_no_plan_is_a_mistake():
    with pytest.raises(ValueError, match="there is no plan to compare"):
        compared(THREE, [], formed=0, villages=3)


PLANS = st.dictionaries(st.sampled_from([A, B, C]), st.sampled_from(QUARTERS))


@given(PLANS, PLANS)
def test_moves_lead_from_one_plan_to_the_other_and_back(before, after):
    there = moves(before, after)
    led = before | {one.code: one.after for one in there}
    assert {code: quarter for code, quarter in led.items() if quarter} == after
    turned = {"earlier": "later", "later": "earlier", "added": "dropped", "dropped": "added"}
    assert [(one.code, turned[one.kind], one.after, one.before, one.by) for one in there] == [
        (one.code, one.kind, one.before, one.after, one.by) for one in moves(after, before)
    ]


@given(PLANS)
def test_the_benefit_is_that_of_the_problem(plan):
    found = compared(THREE, [plan], formed=0, villages=3).measured[0]
    places = {code: QUARTERS.index(quarter) for code, quarter in plan.items()}
    assert found.benefit == THREE.benefit(places)
    assert found.course[-1].villages == len(plan)


def test_a_solved_plan_is_labelled_as_it_is_saved():
    plan = Planner(problem(candidate(0, need=6), candidate(1, need=3), capacity=(1, 1, 1))).plan()
    assert labelled(plan) == FIRST
