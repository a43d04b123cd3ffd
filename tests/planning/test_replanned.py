"""Keeping an announced plan: what is kept, what it costs, and why the rest is not."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kampungkb.planning.compared import labelled
from kampungkb.planning.replanned import Promise, replanned
from kampungkb.planning.verified import broken
from tests.planning.enumerated import QUARTERS, candidate, judged, problem

A, B, C, D = (candidate(at).code for at in range(4))
ANNOUNCED = {A: "2027-Q3", B: "2027-Q4", C: "2028-Q1"}


def four(**given):
    """Needs of 1, 2, 3 and 4 people; one village in a quarter."""
    villages = [candidate(at, need=at + 1) for at in range(4)]
    return problem(*villages, **{"to_form": 3, "capacity": (1, 1, 1)} | given)


def fates(found):
    return {one.code: (one.fate, one.planned) for one in found.promises}


def test_keeping_costs_what_the_free_plan_would_have_won():
    found = replanned(four(), ANNOUNCED, formed=())
    assert labelled(found.kept) == ANNOUNCED
    assert labelled(found.free) == {B: "2028-Q1", C: "2027-Q4", D: "2027-Q3"}
    # 4 x 3/3 + 3 x 2/3 + 2 x 1/3, less 1 x 3/3 + 2 x 2/3 + 3 x 1/3.
    assert (found.cost, found.people, found.proven) == (Fraction(20 - 10, 3), 9 - 6, True)
    assert [(one.code, one.kind, one.by) for one in found.moves] == [
        (A, "dropped", None), (B, "later", 1), (C, "earlier", 1), (D, "added", None),
    ]  # fmt: skip
    assert found.promises[0] == Promise(code=A, announced="2027-Q3", fate="kept", planned="2027-Q3")


def test_keeping_what_is_best_anyway_costs_nothing():
    best = {B: "2028-Q1", C: "2027-Q4", D: "2027-Q3"}
    found = replanned(four(), best, formed=())
    assert (found.cost, found.people, found.moves) == (0, 0, ())
    assert {fate for fate, _ in fates(found).values()} == {"kept"}


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        pytest.param({"banned": frozenset({B})}, {B: ("banned", None)}, id="banned"),
        pytest.param(
            {"locks": {B: 2}}, {B: ("locked", "2028-Q1"), C: ("limits", None)},
            id="locked in the quarter of another",
        ),
        pytest.param({"locks": {B: None}}, {}, id="locked in any quarter"),
        pytest.param({"not_before": {B: 2}}, {B: ("too_early", None)}, id="not before"),
        pytest.param({"not_before": {B: 1}}, {}, id="not before, and that is kept"),
        pytest.param({"capacity": (0, 1, 1)}, {A: ("limits", None)}, id="no capacity"),
        pytest.param({"to_form": 0}, dict.fromkeys((A, B, C), ("limits", None)), id="reached"),
    ],
)  # fmt: skip
def test_why_a_promise_is_not_kept(given, changed):
    kept = {code: ("kept", quarter) for code, quarter in ANNOUNCED.items()}
    assert fates(replanned(four(**given), ANNOUNCED, formed=())) == kept | changed


@pytest.mark.parametrize(
    ("code", "quarter", "fate", "planned"),
    [
        pytest.param("36.04.01.2999", "2027-Q3", "fulfilled", None, id="formed meanwhile"),
        pytest.param("36.04.01.2998", "2027-Q3", "gone", None, id="in no register"),
        pytest.param(D, "2027-Q2", "past", "2027-Q3", id="not formed in time, planned now"),
        pytest.param(A, "2027-Q1", "past", None, id="not formed in time, and not planned"),
        pytest.param(D, "2028-Q2", "beyond", "2027-Q3", id="after the last quarter"),
    ],
)
def test_promises_outside_of_the_plan(code, quarter, fate, planned):
    found = replanned(four(), {code: quarter}, formed={"36.04.01.2999"})
    assert fates(found) == {code: (fate, planned)}
    assert found.cost == 0


def test_an_announcement_that_the_problem_brings_along_does_not_count():
    found = replanned(four(announced={A: 0}), {}, formed=())
    assert found.promises == ()
    assert labelled(found.kept) == labelled(found.free)
    assert A not in found.kept.quarter_of


def test_limits_that_contradict_each_other_leave_no_plan():
    assert replanned(four(locks={A: 0, B: 0}), ANNOUNCED, formed=()) is None


@settings(max_examples=40)
@given(
    announced=st.dictionaries(st.sampled_from([A, B, C, D]), st.sampled_from(QUARTERS)),
    capacity=st.tuples(*[st.integers(0, 2)] * 3),
    to_form=st.integers(0, 4),
    banned=st.frozensets(st.sampled_from([A, B]), max_size=1),
)
def test_nothing_keeps_more_and_what_keeps_as_much_is_worth_no_more(
    announced, capacity, to_form, banned
):
    of = four(capacity=capacity, to_form=to_form, banned=banned)
    found = replanned(of, announced, formed=())
    every = [
        {code: at for code, at in zip((A, B, C, D), chosen, strict=True) if at is not None}
        for chosen in product((None, 0, 1, 2), repeat=4)
    ]
    allowed = [plan for plan in every if not broken(of, plan)]

    def standing(plan):
        kept = sum(QUARTERS[at] == announced.get(code) for code, at in plan.items())
        missed, benefit = judged(of, plan)[0], -judged(of, plan)[-1]
        return -missed, kept, benefit

    best = max(map(standing, allowed))
    assert standing(found.kept.quarter_of) == best
    assert sum(one.fate == "kept" for one in found.promises) == best[1]
    free = max((-judged(of, plan)[0], -judged(of, plan)[-1]) for plan in allowed)
    assert found.cost == free[1] - best[2]
