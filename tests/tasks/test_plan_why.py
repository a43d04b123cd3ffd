"""Why a village is where it is: each sentence names what decides, and only what decides."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan import Answer, answer
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.plan_moves import alternatives
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.plan_why import why
from tests.tasks.snapshots import reported, snapshot
from tests.villages import VILLAGES, seen

TODAY = date(2026, 11, 25)
ID = translator("id")
# Needs: 50, formed, 30, unknown in Kramat; 10, 0, 0 in Lempuyang; 4, formed in Mancak.
TWO_NEEDY = seen(2, 60, 150, period="2026-Q2")


@pytest.fixture(scope="module")
def basis() -> Basis:
    own = snapshot(*reported(), TWO_NEEDY)
    return Basis(snapshot=own, ledger=ledger(own))


@pytest.fixture
def planned(basis):
    def planned_(**given: Any) -> Answer:
        usual = {
            "share": Fraction(3, 4), "start": "2027-Q1", "by": "2027-Q4", "per_quarter": 2,
            "needs": {"D02": Fraction(1)},
        }  # fmt: skip
        return answer(basis, Assumptions(**(usual | given)), today=TODAY)

    return planned_


def told(of: Answer, place: int, **more: Any) -> dict[str, Any]:
    """What is said of a village: verdict, need, and the sentences by their heading."""
    code = VILLAGES[place]
    other = alternatives(of.plan, code) if code in of.problem.at else None
    said = why(of, code, other, ID, **more)
    parts = {heading: list(sentences) for heading, sentences in said.parts}
    return {"verdict": said.verdict, "need": said.need, "name": said.name} | parts


def test_the_neediest_goes_first_and_says_so(planned):
    said = told(planned(), 0)
    assert said["verdict"] == "Triwulan I 2027"
    assert said["need"] == (
        "Kebutuhannya 50 kekurangan: peringkat 1 dari 6 desa yang belum terbentuk, "
        "dan 1 dari 2 di Kec. Kramat."
    )
    assert said["Mengapa pada triwulan ini"] == [
        "Triwulan pertama memuat 2 desa, dan desa ini termasuk 2 yang paling membutuhkan. "
        "Yang paling membutuhkan didahulukan: semakin awal dibentuk, semakin besar manfaat yang "
        "dihitung."
    ]
    assert "Bila dimajukan satu triwulan" not in said


def test_who_comes_later_is_told_who_goes_before_and_what_a_move_costs(planned):
    said = told(planned(), 7)
    assert said["verdict"] == "Triwulan II 2027"
    assert said["Mengapa pada triwulan ini"] == [
        "Sebelumnya dibentuk 2 desa, dan semuanya sama atau lebih membutuhkan.",
        "Triwulan I 2027 sudah penuh (2 desa): memajukan desa ini berarti memundurkan desa lain.",
    ]
    # 4 a quarter sooner is 1 more, 30 a quarter later is 7.5 less.
    assert said["Bila dimajukan satu triwulan"] == [
        "Triwulan I 2027 mungkin, tetapi manfaat rencana berkurang 6,5. "
        "Yang mundur: Desa 2 ke Triwulan II 2027."
    ]


def test_replacing_names_the_cost_and_who_takes_the_place(planned):
    of = planned()
    (said,) = told(of, 0)["Bila desa ini tidak dipilih"]
    # Fifty less; ten move up into the room that it leaves.
    assert said.startswith("Manfaat rencana berkurang 47,5. Penggantinya Desa 5.")


@pytest.mark.parametrize(
    "limit", [{"per_district_quarter": 1}, {"capacity_of_district": {VILLAGES[0][:8]: 1}}]
)
def test_a_district_limit_is_named_as_the_reason(limit):
    own = snapshot(*reported(), seen(2, 1, 100, period="2026-Q2"))
    of = answer(
        Basis(snapshot=own, ledger=ledger(own)),
        Assumptions(
            share=Fraction(3, 4), start="2027-Q1", by="2027-Q4", per_quarter=2,
            needs={"D02": Fraction(1)}, **limit,
        ),
        today=TODAY,
    )  # fmt: skip
    first, second = sorted((0, 2), key=lambda at: of.plan.quarter_of[VILLAGES[at]])
    assert of.plan.quarter_of[VILLAGES[first]] == 0
    assert told(of, second)["Mengapa pada triwulan ini"][1] == (
        "1 desa yang kurang membutuhkan mendahuluinya karena Kec. Kramat sudah memakai batasnya "
        "(1 desa per triwulan) pada triwulan itu."
    )
    ahead = next(at for at in (4, 7) if of.plan.quarter_of[VILLAGES[at]] == 0)
    assert (
        "1 desa yang lebih membutuhkan harus menunggu, karena kecamatannya sudah memakai batas "
        "1 desa pada triwulan ini."
    ) in told(of, ahead)["Mengapa pada triwulan ini"]


def test_a_minimum_is_named_as_the_reason(planned):
    of = planned(
        per_quarter=1, by="2028-Q2", floors=(FloorWish(share=Fraction(1, 4), by="2027-Q1"),)
    )
    # Lempuyang needs one of three by the first quarter; Kramat and Mancak have theirs.
    assert of.plan.quarter_of[VILLAGES[4]] == 0
    assert told(of, 4)["Mengapa pada triwulan ini"][-1] == (
        "Desa ini mendahului 2 desa yang lebih membutuhkan karena Kec. Lempuyang harus mencapai "
        "batas minimumnya."
    )
    assert "batas minimum" in told(of, 0)["Mengapa pada triwulan ini"][1]


def test_a_lock_is_named_and_not_the_need(planned):
    of = planned(locks={VILLAGES[6]: "2027-Q1"})
    assert told(of, 6)["Mengapa pada triwulan ini"] == [
        "Desa ini dikunci pada triwulan ini. Bukan kebutuhannya yang menentukan, "
        "melainkan kunci itu."
    ]
    assert told(of, 6)["verdict"] == "Triwulan I 2027"


def test_who_may_not_start_yet_is_told_so(planned):
    of = planned(not_before={VILLAGES[0]: "2027-Q3"})
    assert told(of, 0)["Mengapa pada triwulan ini"][0] == (
        "Desa ini tidak boleh dibentuk sebelum Triwulan III 2027."
    )


def test_a_budget_that_is_too_small_is_named(planned):
    of = planned(budgets=(BudgetWish(agency="Dinkes", year=2027, limit=Fraction(2)),))
    # Four villages ask something of the agency, and it can serve the two that need most.
    assert {VILLAGES[at] for at in (0, 2, 3, 5, 6)} == set(of.plan.quarter_of)
    assert told(of, 4)["Mengapa"] == [
        "3 desa yang kurang membutuhkan dipilih karena anggaran perangkat daerah tidak cukup "
        "untuk desa ini."
    ]


def test_who_is_left_out_is_told_who_needs_more_and_what_a_lock_costs(planned):
    of = planned(share=Fraction(4, 9))
    said = told(of, 7)
    assert said["verdict"] == "Tidak masuk rencana"
    assert said["Mengapa"] == [
        "Ke-2 desa yang dipilih sama atau lebih membutuhkan; "
        "yang terkecil Desa 2 dengan 30 kekurangan."
    ]
    assert said["Bila desa ini dikunci"] == [
        "Desa ini dibentuk pada Triwulan I 2027, dan manfaat rencana berkurang 26. "
        "Keluar dari rencana: Desa 2."
    ]


def test_an_excluded_village_says_so(planned):
    of = planned(banned=frozenset({VILLAGES[0]}))
    assert told(of, 0)["Mengapa"] == ["Desa ini dikecualikan dari rencana."]


def test_an_unknown_need_is_never_none(planned):
    of = planned(share=Fraction(4, 9))
    said = told(of, 3)
    assert said["need"] == (
        "Kebutuhannya tidak diketahui: D02 id belum memiliki angka di desa ini. "
        "Itu tidak berarti tidak ada kekurangan."
    )
    assert said["Mengapa"][0].startswith("Tanpa angka, desa ini tidak dapat bersaing")
    assert "0 kekurangan" not in " ".join([said["need"], *said["Mengapa"]])


def test_a_formed_village_needs_no_plan(planned):
    assert told(planned(), 1)["verdict"] == "Sudah terbentuk"


def test_how_sure_is_said_with_the_number_of_draws(planned):
    said = told(planned(), 0, sure=(187, 200))
    assert said["Seberapa pasti"] == [
        "Bila angka yang belum pasti diundi ulang, desa ini terpilih dalam 187 dari 200 undian."
    ]
