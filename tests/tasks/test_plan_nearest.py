"""A wish that cannot be comes back with the nearest that can, and with its plan."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan import answer, plan_document
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.plan_nearest import nearest
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.plan_view import cards, cards_title
from tests.tasks.snapshots import reported, snapshot
from tests.villages import VILLAGES

TODAY = date(2026, 11, 25)
ID = translator("id")
PERCENT = "\N{NO-BREAK SPACE}%"
HALF = Fraction(1, 2)


@pytest.fixture(scope="module")
def basis() -> Basis:
    own = snapshot(*reported())
    return Basis(snapshot=own, ledger=ledger(own))


def assumed(**given: Any) -> Assumptions:
    usual = {
        "share": Fraction(3, 4), "start": "2027-Q1", "by": "2027-Q4", "per_quarter": 2,
        "needs": {"D02": Fraction(1)},
    }  # fmt: skip
    return Assumptions(**(usual | given))


def budget(agency: str, limit: int) -> dict[str, Any]:
    return {"budgets": (BudgetWish(agency=agency, year=2027, limit=Fraction(limit)),)}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        pytest.param({"share": Fraction(6, 5)}, {"share": Fraction(1)}, id="above 100 %"),
        pytest.param({"share": Fraction(-1)}, {"share": Fraction(0)}, id="below 0 %"),
        pytest.param(
            {"start": "2026-Q1", "per_quarter": 3}, {"start": "2026-Q4", "per_quarter": 3},
            id="begins in the past",
        ),
        pytest.param(
            {"start": "2025-Q1", "by": "2025-Q4"},
            {"start": "2026-Q4", "by": "2026-Q4", "per_quarter": 5}, id="all of it past",
        ),
        pytest.param(
            {"start": "2027-Q4", "by": "2027-Q1"}, {"start": "2027-Q1", "by": "2027-Q4"},
            id="ends before it begins",
        ),
        pytest.param({"by": "2060-Q1"}, {"by": "2041-Q4"}, id="60 quarters at most"),
        pytest.param(
            {"floors": (FloorWish(share=HALF, by="2028-Q1"),)},
            {"floors": (FloorWish(share=HALF, by="2027-Q4"),)}, id="a minimum after the end",
        ),
        pytest.param(
            {"floors": (FloorWish(share=Fraction(2), by="2026-Q4"),)},
            {"floors": (FloorWish(share=Fraction(1), by="2027-Q1"),)}, id="a minimum before it",
        ),
        pytest.param({"per_quarter": -1}, {"per_quarter": 2}, id="-1 a quarter"),
        pytest.param(
            {"per_district_quarter": -1}, {"per_district_quarter": None}, id="-1 a district"
        ),
        pytest.param({"capacity_of_quarter": {"2027-Q2": -1}}, {}, id="-1 in one quarter"),
        pytest.param(budget("Dinkes", -1), {}, id="a budget of -1"),
        pytest.param(budget("Dinas Awan", 1), {}, id="an agency that is none"),
        pytest.param(
            {"locks": {VILLAGES[0]: "2028-Q1"}}, {"locks": {VILLAGES[0]: None}}, id="locked later"
        ),
        pytest.param(
            {"locks": {VILLAGES[0]: "2027-Q1"}, "not_before": {VILLAGES[0]: "2027-Q2"}},
            {"locks": {VILLAGES[0]: None}, "not_before": {VILLAGES[0]: "2027-Q2"}},
            id="locked before it may be",
        ),
        pytest.param(
            {"needs": {"D02": Fraction(1), "L02": Fraction(-1)}}, {}, id="a negative weight"
        ),
        pytest.param({"needs": {"D02": Fraction(1), "IDM": HALF}}, {}, id="an index"),
    ],
)  # fmt: skip
def test_only_what_is_wrong_is_changed(basis, wrong, right):
    assert nearest(basis, assumed(**wrong), TODAY) == assumed(**right)


def test_what_was_meant_is_not_guessed(basis):
    both = assumed(locks={VILLAGES[0]: None}, banned=frozenset({VILLAGES[0]}))
    assert nearest(basis, both, TODAY) is None
    assert nearest(basis, assumed(), TODAY) is None


def test_page_and_document_offer_the_nearest_plan(basis):
    found = answer(basis, assumed(share=Fraction(6, 5), per_quarter=9), today=TODAY)
    assert cards_title(found, ID) == "Rencana terdekat yang mungkin"
    (card,) = cards(found, ID)
    assert card.sentence.startswith(f"Sasaran 100{PERCENT} (9 desa), Triwulan I 2027")
    assert card.cost == (
        "9 desa tercapai pada Triwulan I 2027; 64 kekurangan terjangkau; terbukti terbaik."
    )
    assert card.assumptions == assumed(share=Fraction(1), per_quarter=9)
    offered = plan_document(found, ID)["nearest"]
    assert offered["assumptions"]["share"] == "1"
    assert (offered["short"], offered["benefit"], len(offered["villages"])) == (0, 64.0, 7)
    assert plan_document(answer(basis, assumed(), today=TODAY), ID)["nearest"] is None
