"""From nine villages and assumptions to a problem: two are formed, five more make 75 %."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kampungkb.errors import BadPeriodError, UnknownAreaError, UnknownIndicatorError
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish, from_json, to_json
from kampungkb.tasks.plan_problem import (
    Basis,
    faults,
    floors_of,
    frame_of,
    needs,
    problem_of,
    unknown_needs,
)
from kampungkb.tasks.plan_words import fault_sentence
from tests.tasks.snapshots import reported, snapshot
from tests.villages import DISTRICTS, VILLAGES, seen

TODAY = date(2026, 11, 25)
KRAMAT, LEMPUYANG, MANCAK = DISTRICTS


def basis(*more: dict[str, Any]) -> Basis:
    """Child cards as of 2026-Q1, of all villages but the last."""
    own = snapshot(*reported(), *more)
    return Basis(snapshot=own, ledger=ledger(own))


def assumed(**given: Any) -> Assumptions:
    """75 % in the four quarters of 2027, two villages in each, by child cards."""
    usual = {
        "share": Fraction(3, 4), "start": "2027-Q1", "by": "2027-Q4", "per_quarter": 2,
        "needs": {"D02": Fraction(1)},
    }  # fmt: skip
    return Assumptions(**(usual | given))


def test_candidates_are_the_unformed_villages_with_their_need():
    found = problem_of(basis(), assumed())
    assert [(one.code, one.need) for one in found.candidates] == [
        (VILLAGES[place], need)
        for place, need in ((0, 50), (2, 0), (3, None), (4, 10), (5, 0), (6, 0), (7, 4))
    ]
    assert (found.to_form, found.capacity) == (5, (2, 2, 2, 2))
    assert found.quarters == ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4")


def test_need_is_the_weighted_sum_and_unknown_where_one_part_is():
    own = basis(
        seen(0, 30, 100, indicator="L02", period="2026-Q1"),
        seen(2, 2, 10, indicator="L02", period="2026-Q1"),
    )
    # 14 % of 100 are 14, so 16 too many; 14 % of 10 is 1, so one.
    assert needs(own, {"D02": Fraction(1, 2), "L02": Fraction(3)}) == {
        VILLAGES[0]: 25 + 48, VILLAGES[2]: 3,
    }  # fmt: skip
    found = problem_of(own, assumed(needs={"D02": Fraction(1, 2), "L02": Fraction(3)}))
    assert unknown_needs(found) == tuple(VILLAGES[place] for place in (3, 4, 5, 6, 7))
    # What has no weight is not asked for.
    lighter = assumed(needs={"D02": Fraction(1), "L02": Fraction(0)})
    # Nobody lives in the village whose rate is 0 of 0: that is unknown, too.
    assert unknown_needs(problem_of(own, lighter)) == (VILLAGES[3],)


def test_floors_count_whole_villages_and_those_formed():
    found = floors_of(basis(), FloorWish(share=Fraction(3, 10), by="2027-Q2"), {"2027-Q2": 1})
    # Of four, three and two villages; one in Kramat and one in Mancak is formed.
    assert [(f.district_code, f.quarter, f.required, f.formed, f.to_form) for f in found] == [
        (KRAMAT, 1, 2, 1, 1), (LEMPUYANG, 1, 1, 0, 1), (MANCAK, 1, 1, 1, 0),
    ]  # fmt: skip


def test_a_budget_counts_the_villages_where_the_agency_lacks_something():
    wish = BudgetWish(agency="Dinkes", year=2027, limit=Fraction(3))
    (own,) = problem_of(basis(), assumed(budgets=(wish,))).budgets
    assert own.effort == {VILLAGES[0]: 1, VILLAGES[4]: 1, VILLAGES[7]: 1}
    days = {(VILLAGES[0], "Dinkes"): Fraction(5, 2), (VILLAGES[2], "Dinkes"): Fraction(1)}
    (own,) = problem_of(basis(), assumed(budgets=(wish,), effort=days)).budgets
    assert own.effort == {
        VILLAGES[0]: Fraction(5, 2), VILLAGES[2]: 1, VILLAGES[4]: 1, VILLAGES[7]: 1,
    }  # fmt: skip


def test_limits_of_villages_become_places_of_quarters():
    own = assumed(
        locks={VILLAGES[0]: "2027-Q3", VILLAGES[2]: None, VILLAGES[8]: "2027-Q1"},
        banned=frozenset({VILLAGES[4], VILLAGES[1]}),
        not_before={VILLAGES[5]: "2027-Q2", VILLAGES[6]: "2026-Q1", VILLAGES[7]: "2030-Q1"},
        capacity_of_quarter={"2027-Q2": 5}, capacity_of_district={MANCAK: 1},
        per_district_quarter=2,
    )  # fmt: skip
    kept = {VILLAGES[0]: "2027-Q2", VILLAGES[4]: "2027-Q1", VILLAGES[8]: "2027-Q1",
            VILLAGES[5]: "2029-Q1"}  # fmt: skip
    found = problem_of(replace(basis(), announced=kept), own)
    assert found.locks == {VILLAGES[0]: 2, VILLAGES[2]: None}
    assert found.banned == {VILLAGES[4]}
    assert found.not_before == {VILLAGES[5]: 1, VILLAGES[6]: 0, VILLAGES[7]: 4}
    assert found.capacity == (2, 5, 2, 2)
    assert [found.district_limit(code) for code in DISTRICTS] == [2, 2, 1]
    assert found.announced == {VILLAGES[0]: 1}


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        pytest.param({"start": "2027-Q4", "by": "2027-Q1"}, "end_before_start", id="ends first"),
        pytest.param({"by": "2060-Q1"}, "too_long", id="33 years"),
        pytest.param({"start": "2026-Q3"}, "past", id="a quarter that is over"),
        pytest.param({"share": Fraction(6, 5)}, "above_all", id="120 %"),
        pytest.param({"share": Fraction(-1, 5)}, "negative", id="-20 %"),
        pytest.param(
            {"floors": (FloorWish(share=Fraction(1, 2), by="2028-Q1"),)}, "floor_outside",
            id="a floor after the end",
        ),
        pytest.param(
            {"floors": (FloorWish(share=Fraction(2), by="2027-Q1"),)}, "above_all", id="a floor"
        ),
        pytest.param({"per_quarter": -1}, "negative_capacity", id="-1 a quarter"),
        pytest.param({"per_district_quarter": -1}, "negative_capacity", id="-1 a district"),
        pytest.param(
            {"budgets": (BudgetWish(agency="Dinkes", year=2027, limit=Fraction(-1)),)},
            "negative_budget", id="a budget of -1",
        ),
        pytest.param(
            {"budgets": (BudgetWish(agency="Dinas Awan", year=2027, limit=Fraction(1)),)},
            "unknown_agency", id="an agency that is none",
        ),
        pytest.param(
            {"locks": {VILLAGES[0]: None}, "banned": frozenset({VILLAGES[0]})}, "lock_banned",
            id="both",
        ),
        pytest.param({"locks": {VILLAGES[0]: "2028-Q1"}}, "lock_outside", id="locked later"),
        pytest.param(
            {"locks": {VILLAGES[0]: "2027-Q1"}, "not_before": {VILLAGES[0]: "2027-Q2"}},
            "lock_too_early", id="locked before it may be",
        ),
        pytest.param({"needs": {"D02": Fraction(-1)}}, "negative_weight", id="weight -1"),
        pytest.param({"needs": {"IDM": Fraction(1)}}, "need_without_people", id="an index"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned(given, kind):
    (found,) = [one for one in faults(basis(), assumed(**given), TODAY) if one.severity == "error"]
    assert found.kind == kind
    for language in LANGUAGES:
        assert fault_sentence(basis(), found, translator(language)).endswith(".")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"share": Fraction(1, 9)}, "target_reached"),
        ({"per_quarter": 0}, "no_capacity"),
        ({"capacity_of_quarter": {"2028-Q1": 3, "2027-Q1": 3}}, "capacity_outside"),
        ({"locks": {VILLAGES[8]: None}}, "lock_formed"),
        ({"banned": frozenset({VILLAGES[8]})}, "ban_formed"),
        ({"needs": {"D02": Fraction(0)}}, "no_weight"),
        ({"needs": {"L02": Fraction(1)}}, "need_without_data"),
        (
            {"budgets": (BudgetWish(agency="Dinkes", year=2028, limit=Fraction(1)),)},
            "budget_outside",
        ),
    ],
)
def test_what_is_to_be_known_about_a_plan(given, kind):
    (found,) = faults(basis(), assumed(**given), TODAY)
    assert (found.kind, found.severity) == (kind, "note")
    for language in LANGUAGES:
        assert fault_sentence(basis(), found, translator(language)).endswith(".")


def test_nothing_is_wrong_with_a_usual_wish():
    assert faults(basis(), assumed(start="2026-Q4"), TODAY) == ()


def test_sentences_name_villages_and_figures():
    own = assumed(share=Fraction(1, 9), locks={VILLAGES[8]: None, VILLAGES[1]: None})
    t = translator("id")
    assert [fault_sentence(basis(), one, t) for one in faults(basis(), own, TODAY)] == [
        "Sasaran 11,11\N{NO-BREAK SPACE}% (1 desa) sudah tercapai dengan 2 desa yang terbentuk; "
        "tidak ada yang perlu direncanakan.",
        "2 desa yang dikunci sudah terbentuk (Desa 1 dan Desa 8), sehingga kuncinya tidak "
        "diperlukan.",
    ]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"banned": frozenset({"36.04.99.2001"})}, UnknownAreaError),
        ({"capacity_of_district": {"36.04.99": 1}}, UnknownAreaError),
        ({"needs": {"X99": Fraction(1)}}, UnknownIndicatorError),
        ({"start": "2027"}, BadPeriodError),
    ],
)
def test_what_there_is_not(given, error):
    with pytest.raises(error):
        faults(basis(), assumed(**given), TODAY)


def test_assumptions_come_back_from_their_text():
    own = assumed(
        floors=(FloorWish(share=Fraction(3, 10), by="2027-Q2"),),
        budgets=(BudgetWish(agency="Dinkes", year=2027, limit=Fraction(7, 2)),),
        effort={(VILLAGES[0], "Dinkes"): Fraction(5, 2)}, locks={VILLAGES[2]: None},
        banned=frozenset({VILLAGES[4]}), not_before={VILLAGES[5]: "2027-Q2"},
        capacity_of_quarter={"2027-Q2": 5}, capacity_of_district={MANCAK: 1},
        per_district_quarter=2, needs={"D02": Fraction(1, 3)},
    )  # fmt: skip
    assert from_json(to_json(own)) == own
    with pytest.raises(ValueError, match="no assumptions"):
        from_json("{}")


def test_a_plan_as_a_table():
    problem = problem_of(basis(), assumed())
    frame = frame_of(problem, {VILLAGES[7]: 0, VILLAGES[4]: 1, VILLAGES[0]: 0})
    assert frame[["code", "quarter", "need"]].to_numpy().tolist() == [
        [VILLAGES[0], "2027-Q1", 50], [VILLAGES[7], "2027-Q1", 4], [VILLAGES[4], "2027-Q2", 10],
    ]  # fmt: skip
