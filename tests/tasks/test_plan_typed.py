"""A form read: what typed text means, what stays as it was, and what is not understood."""

from fractions import Fraction
from typing import Any

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.plan_typed import Typed, fields_of, rows_of, typed, weight_codes
from tests.tasks.snapshots import reported, snapshot
from tests.villages import VILLAGES

ID = translator("id")
USUAL = Assumptions(
    share=Fraction(3, 4), start="2027-Q1", by="2028-Q4", per_quarter=1,
    needs={"D02": Fraction(1)},
)  # fmt: skip
FULL = Assumptions(
    share=Fraction(106, 163), start="2027-Q1", by="2027-Q4", per_quarter=3,
    capacity_of_quarter={"2027-Q1": 3, "2027-Q2": 0}, per_district_quarter=2,
    capacity_of_district={"36.04.01": 1},
    floors=(FloorWish(share=Fraction(1, 3), by="2027-Q2"),),
    needs={"D02": Fraction(1, 3)},
    budgets=(BudgetWish(agency="Dinkes", year=2027, limit=Fraction(25, 2)),),
    locks={VILLAGES[0]: "2027-Q3", VILLAGES[2]: None}, banned=frozenset({VILLAGES[4]}),
    not_before={VILLAGES[5]: "2027-Q4"},
)  # fmt: skip


@pytest.fixture(scope="module")
def basis():
    own = snapshot(*reported())
    return Basis(snapshot=own, ledger=ledger(own))


def read(basis: Basis, before: Assumptions = USUAL, **changed: Any) -> Typed:
    automatic = before is USUAL
    filled = fields_of(before, ID, automatic=automatic)
    return typed(basis, before, filled | changed, ID, automatic=automatic)


@pytest.mark.parametrize("before", [USUAL, FULL])
def test_a_form_that_nobody_touched_says_what_it_was_filled_with(basis, before):
    # 106/163 stands in its field as 65,03: read from there it would be another share.
    found = read(basis, before)
    assert (found.assumptions, found.remarks) == (before, ())


def test_typed_numbers_are_read_as_people_write_them(basis):
    found = read(
        basis, share="82,5 %", district="2", capacity=" 4 ", weight_D02="0,5",
        floor_share_0="30", floor_by_0="2027-Q4", budget_agency_0="Dinkes",
        budget_year_0="2028", budget_limit_0="1.200",
    )  # fmt: skip
    a = found.assumptions
    assert (a.share, a.per_district_quarter, a.per_quarter) == (Fraction(33, 40), 2, 4)
    assert a.needs == {"D02": Fraction(1, 2)}
    assert a.floors == (FloorWish(share=Fraction(3, 10), by="2027-Q4"),)
    assert a.budgets == (BudgetWish(agency="Dinkes", year=2028, limit=Fraction(1200)),)
    assert not found.automatic


def test_a_blank_capacity_is_the_smallest_that_is_enough(basis):
    found = read(basis, FULL, capacity="", share="100")
    assert (
        found.assumptions.per_quarter == 2
    )  # Seven villages, three and none in the first two of four quarters.
    assert found.automatic


def test_capacities_of_their_own(basis):
    a = read(
        basis, capacity_when_0="2027-Q3", capacity_when_most_0=" 12 ",
        capacity_when_1="2027-Q1", capacity_when_most_1="0",
        capacity_when_2="2027-Q2", capacity_when_most_2="",
        capacity_where_0="36.04.02", capacity_where_most_0="3",
    ).assumptions  # fmt: skip
    # A blank one is the general capacity; zero is a capacity.
    assert a.capacity_of_quarter == {"2027-Q3": 12, "2027-Q1": 0}
    assert a.capacity_of_district == {"36.04.02": 3}


def test_a_capacity_that_is_cleared_is_the_general_one_again(basis):
    a = read(
        basis, FULL, capacity_when_0=None, capacity_when_most_0="", capacity_when_most_1="",
        capacity_where_most_0="",
    ).assumptions  # fmt: skip
    assert (a.capacity_of_quarter, a.capacity_of_district) == ({}, {})


@pytest.mark.parametrize(
    ("changed", "remark"),
    [
        (
            {"capacity_when_0": "2027-Q3", "capacity_when_most_0": "dua"},
            "Kapasitas khusus: dua bukan angka yang dikenali. Isi misalnya 75 atau 12,5.",
        ),
        (
            {"capacity_when_0": "2027-Q3", "capacity_when_most_0": "1,5"},
            "Kapasitas khusus: 1,5 bukan bilangan bulat. Desa dihitung utuh.",
        ),
        (
            {"capacity_where_0": None, "capacity_where_most_0": "2"},
            "Kapasitas khusus: pilih juga Kecamatan untuk 2 desa itu, atau kosongkan baris ini.",
        ),
        (
            {
                "capacity_when_0": "2027-Q3", "capacity_when_most_0": "2",
                "capacity_when_1": "2027-Q3", "capacity_when_most_1": "3",
            },
            "Kapasitas khusus: satu Triwulan diisi dua kali (2 dan 3). Hapus salah satunya.",
        ),
    ],
)  # fmt: skip
def test_a_capacity_that_is_not_understood_is_told(basis, changed, remark):
    found = read(basis, **changed)
    assert (found.assumptions, found.remarks) == (None, (remark,))


def test_villages_locked_excluded_and_postponed(basis):
    a = read(
        basis, locks=[VILLAGES[0]], banned=[VILLAGES[2]],
        dated_village_0=VILLAGES[3], dated_kind_0="lock", dated_quarter_0="2027-Q2",
        dated_village_1=VILLAGES[4], dated_kind_1="later", dated_quarter_1="2027-Q3",
    ).assumptions  # fmt: skip
    assert a.locks == {VILLAGES[0]: None, VILLAGES[3]: "2027-Q2"}
    assert a.banned == {VILLAGES[2]}
    assert a.not_before == {VILLAGES[4]: "2027-Q3"}


def test_rows_that_are_cleared_say_nothing(basis):
    a = read(
        basis, FULL, floor_share_0="", floor_by_0=None, budget_agency_0=None, budget_year_0=None,
        budget_limit_0="", dated_village_0=None, dated_quarter_0=None, dated_village_1=None,
        locks=[], banned=[], weight_D02="",
    ).assumptions  # fmt: skip
    assert (a.floors, a.budgets, a.locks, a.banned, a.not_before, a.needs) == (
        (), (), {}, frozenset(), {}, {},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "remark"),
    [
        (
            {"share": "banyak"},
            "Sasaran (% desa): banyak bukan angka yang dikenali. Isi misalnya 75 atau 12,5.",
        ),
        ({"share": ""}, "Sasaran (% desa): isi bagian desa yang hendak dicapai, misalnya 75."),
        (
            {"capacity": "2,5"},
            "Desa per triwulan: 2,5 bukan bilangan bulat. Desa dihitung utuh.",
        ),
        (
            {"district": "9999999999"},
            "Per kecamatan dan triwulan: 9999999999 bukan angka yang dikenali. "
            "Isi misalnya 75 atau 12,5.",
        ),
        ({"floor_share_0": "30"}, "Minimum per kecamatan: pilih juga triwulannya."),
        (
            {"budget_agency_0": "Dinkes"},
            "Anggaran Dinkes: isi jumlah desanya, atau kosongkan baris ini.",
        ),
        (
            {"budget_agency_0": None, "budget_limit_0": "3"},
            "Anggaran: pilih perangkat daerah dan tahunnya.",
        ),
        (
            {"dated_village_0": VILLAGES[0]},
            "Desa tertentu: pilih juga triwulannya, atau kosongkan baris ini.",
        ),
    ],
)
def test_what_is_not_understood_is_said_and_changes_nothing(basis, changed, remark):
    found = read(basis, **changed)
    assert (found.assumptions, found.remarks) == (None, (remark,))


def test_all_remarks_are_given_at_once(basis):
    assert len(read(basis, share="x", capacity="y", district="z").remarks) == 3


def test_only_indicators_of_people_with_a_known_shortfall_can_count(basis):
    assert weight_codes(basis, USUAL) == ("D02",)
    assert weight_codes(basis, Assumptions(
        share=Fraction(1), start="2027-Q1", by="2027-Q1", per_quarter=1,
        needs={"L02": Fraction(1)},
    )) == ("D02", "L02")  # fmt: skip


def test_rows_are_counted_by_their_highest_number():
    assert rows_of({"floor_share_0": "", "floor_share_2": ""}, "floor_share") == 3
    assert rows_of({}, "floor_share") == 0
