"""Assumptions in an address: written, read again, and what of it names nothing."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan_address import asked, enough, number_of, number_text, usual, written
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.plan_effort_kept import effort_id
from kampungkb.tasks.plan_problem import Basis
from tests.tasks.snapshots import reported, snapshot
from tests.villages import VILLAGES

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def basis():
    own = snapshot(*reported())
    return Basis(snapshot=own, ledger=ledger(own))


def test_who_says_nothing_asks_for_three_quarters_in_eight_quarters(basis):
    found = asked(basis, TODAY, {})
    # Seven of nine villages, of which two are formed: five in eight quarters, one in each.
    assert found.assumptions == Assumptions(
        share=Fraction(3, 4), start="2027-Q1", by="2028-Q4", per_quarter=1
    )
    assert (found.automatic, found.dropped) == (True, ())
    assert written(basis, TODAY, found.assumptions) == {}


def test_the_smallest_capacity_follows_share_and_quarters(basis):
    found = asked(basis, TODAY, {"porsi": "1", "akhir": "2027-Q3"})
    assert found.assumptions.per_quarter == 3  # Seven villages in three quarters.
    assert enough(basis, asked(basis, TODAY, {"porsi": "1.5", "akhir": "2026-Q3"}).assumptions) == 7


def test_all_of_an_address_is_read_and_written_again(basis):
    address = {
        "porsi": "0.8", "mulai": "2027-Q2", "akhir": "2027-Q4", "kap": "4", "kapkec": "2",
        "kapq": "2027-Q2:10,2027-Q3:0", "kapd": "36.04.01:1,36.04.03:0",
        "min": "0.3@2027-Q3,1/3@2027-Q4", "bobot": "D02=0.5,L02=3",
        "anggaran": "Dinkes=12.5@2027",
        "kunci": f"{VILLAGES[0]}@2027-Q3,{VILLAGES[2]}", "kecuali": VILLAGES[4],
        "tunda": f"{VILLAGES[5]}@2027-Q4",
    }  # fmt: skip
    found = asked(basis, TODAY, address)
    assert found.dropped == ()
    assert found.assumptions == Assumptions(
        share=Fraction(4, 5), start="2027-Q2", by="2027-Q4", per_quarter=4,
        capacity_of_quarter={"2027-Q2": 10, "2027-Q3": 0},
        per_district_quarter=2, capacity_of_district={"36.04.01": 1, "36.04.03": 0},
        floors=(
            FloorWish(share=Fraction(3, 10), by="2027-Q3"),
            FloorWish(share=Fraction(1, 3), by="2027-Q4"),
        ),
        needs={"D02": Fraction(1, 2), "L02": Fraction(3)},
        budgets=(BudgetWish(agency="Dinkes", year=2027, limit=Fraction(25, 2)),),
        locks={VILLAGES[0]: "2027-Q3", VILLAGES[2]: None}, banned=frozenset({VILLAGES[4]}),
        not_before={VILLAGES[5]: "2027-Q4"},
    )  # fmt: skip
    assert written(basis, TODAY, found.assumptions) == address


@pytest.mark.parametrize(
    ("name", "said", "dropped"),
    [
        ("porsi", "banyak", "banyak"),
        ("porsi", "1e99", "1e99"),
        ("mulai", "2027", "2027"),
        ("akhir", "2027-Q9", "2027-Q9"),
        ("akhir", "2999-Q4", "2999-Q4"),
        ("mulai", "1000-Q1", "1000-Q1"),
        ("kap", "2.5", "2.5"),
        ("kapkec", "99999999999", "99999999999"),
        ("kapq", "2027-Q1:banyak", "2027-Q1:banyak"),
        ("kapq", "2027:3", "2027:3"),
        ("kapq", "2999-Q1:3", "2999-Q1:3"),
        ("kapq", "2027-Q1:1:2", "2027-Q1:1:2"),
        ("kapq", "2027-Q1", "2027-Q1"),
        ("kapd", "36.04.99:1", "36.04.99:1"),
        ("kapd", f"{VILLAGES[0]}:1", f"{VILLAGES[0]}:1"),
        ("kapd", "36.04.01:1e9", "36.04.01:1e9"),
        ("beban", "0123456789ab", "0123456789ab"),
        ("beban", "x" * 900, "x" * 40),
        ("min", "0.3@2027", "0.3@2027"),
        ("bobot", "X99=1", "X99=1"),
        ("anggaran", "Dinas X=3@2027", "Dinas X=3@2027"),
        ("anggaran", "Dinkes=3@27", "Dinkes=3@27"),
        ("kunci", "99.99@2027-Q1", "99.99@2027-Q1"),
        ("kecuali", "99.99", "99.99"),
        ("tunda", f"{VILLAGES[0]}", VILLAGES[0]),
    ],
)
def test_what_names_nothing_is_dropped_and_told(basis, name, said, dropped):
    found = asked(basis, TODAY, {name: said})
    assert found.dropped == ((name, dropped),)
    assert found.assumptions == usual(basis, TODAY)


def test_quarters_with_a_capacity_of_their_own_leave_less_to_the_others(basis):
    # Five to form: three in the first quarter, none in the second, one each in two others.
    found = asked(basis, TODAY, {"akhir": "2027-Q4", "kapq": "2027-Q1:3,2027-Q2:0"})
    assert found.assumptions.per_quarter == 1
    found = asked(basis, TODAY, {"akhir": "2027-Q4", "kapq": "2027-Q1:1,2027-Q2:0"})
    assert found.assumptions.per_quarter == 2
    # One outside the plan takes nothing from it.
    found = asked(basis, TODAY, {"akhir": "2027-Q3", "kapq": "2028-Q1:9"})
    assert found.assumptions.per_quarter == 2


def test_an_effort_is_named_by_its_id(basis):
    days = {(VILLAGES[0], "Dinkes"): Fraction(5, 2)}
    own = effort_id(days)
    found = asked(basis, TODAY, {"beban": own}, {own: days}.get)
    assert (found.assumptions.effort, found.dropped) == (days, ())
    assert written(basis, TODAY, found.assumptions) == {"beban": own}


def test_villages_that_are_gone_leave_their_effort(basis):
    days = {(VILLAGES[0], "Dinkes"): Fraction(2), ("36.04.99.2001", "Dinkes"): Fraction(3)}
    found = asked(basis, TODAY, {"beban": "any"}, lambda _: days)
    assert found.assumptions.effort == {(VILLAGES[0], "Dinkes"): 2}
    assert found.dropped == (("beban", "36.04.99.2001"),)


def test_one_bad_part_leaves_the_others(basis):
    found = asked(basis, TODAY, {"kecuali": f"99.99,{VILLAGES[3]}"})
    assert found.assumptions.banned == {VILLAGES[3]}
    assert found.dropped == (("kecuali", "99.99"),)


def test_more_parts_than_a_person_would_write_are_dropped(basis):
    said = ",".join(f"0.{at + 100}@2027-Q1" for at in range(30))
    found = asked(basis, TODAY, {"min": said})
    assert len(found.assumptions.floors) == 24
    assert found.dropped == (("min", "0.124@2027-Q1"),)


def test_no_weight_at_all_is_a_wish_too(basis):
    found = asked(basis, TODAY, {"bobot": "0"})
    assert found.assumptions.needs == {}
    assert written(basis, TODAY, found.assumptions) == {"bobot": "0"}


@given(st.fractions(0, 1000, max_denominator=999))
def test_a_number_is_read_as_it_was_written(x):
    assert number_of(number_text(x)) == x
