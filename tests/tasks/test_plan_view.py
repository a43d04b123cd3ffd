"""Sentences and figures of a plan of nine villages: two are formed, five more make 75 %."""

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.planning.curves import Fairness, Sureness
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan import Answer, answer
from kampungkb.tasks.plan_applied import applied
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.plan_moves import alternatives, change_sentence, moves
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.plan_view import (
    cards,
    comparisons,
    course_frame,
    fairness_sentence,
    fault_sentences,
    finding,
    formula,
    showing,
    status,
    sureness_sentences,
    targets,
    unknown_names,
    unknown_sentence,
)
from tests.tasks.snapshots import reported, snapshot
from tests.villages import DISTRICTS, VILLAGES

TODAY = date(2026, 11, 25)
ID = translator("id")
EN = translator("en")
PERCENT = "\N{NO-BREAK SPACE}%"


@pytest.fixture(scope="module")
def basis() -> Basis:
    """Needs 50, unknown, 0, 0, 10, 0, 4 of the unformed villages 0, 3, 2, 5, 4, 6, 7."""
    own = snapshot(*reported())
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


def test_finding_says_villages_quarter_people_and_proof(planned):
    of = planned()
    assert finding(of, ID) == (
        "7 desa tercapai pada Triwulan III 2027; 64 kekurangan terjangkau; terbukti terbaik."
    )
    assert finding(of, EN) == (
        "7 villages are reached in Q3 2027, and with them a shortfall of 64; proven best."
    )
    assert status(of, ID).verdict == "met"
    assert status(of, ID).missed == ()


def test_weighted_people_are_called_so(planned):
    of = planned(needs={"D02": Fraction(1, 2)})
    assert "32 kekurangan berbobot terjangkau" in finding(of, ID)


def test_a_short_plan_names_all_that_is_missed(planned):
    of = planned(
        per_quarter=1, by="2027-Q2",
        floors=(FloorWish(share=Fraction(1), by="2027-Q1"),),
    )  # fmt: skip
    assert finding(of, ID) == (
        "4 dari 7 desa dapat tercapai sampai Triwulan II 2027; "
        "pilihan agar semuanya tercapai ada di bawah."
    )
    said = status(of, ID)
    assert said.verdict == "below"
    assert said.missed[0] == "Kurang 3 desa dari sasaran."
    assert len(said.missed) == 4
    assert "pada Triwulan I 2027" in said.missed[1]


def test_a_passed_budget_is_named(planned):
    of = planned(budgets=(BudgetWish(agency="Dinkes", year=2027, limit=Fraction(0)),))
    (missed,) = status(of, ID).missed
    assert missed == "Anggaran Dinkes tahun 2027 terlampaui: perlu 1, tersedia 0."


def test_a_target_that_is_reached_needs_no_plan(planned):
    of = planned(share=Fraction(1, 5))
    assert finding(of, ID) == (
        f"Sasaran 20{PERCENT} sudah tercapai dengan 2 desa yang terbentuk; "
        "tidak ada yang perlu direncanakan."
    )
    assert fault_sentences(of, "note", ID) == []
    assert comparisons(of, ID) == []


def test_a_refused_wish_has_its_sentence_beside_the_form(planned):
    of = planned(start="2026-Q1")
    assert finding(of, ID) == (
        "Rencana belum dapat disusun; perbaiki isian yang ditandai di bawah."
    )
    assert fault_sentences(of, "error", ID) == [
        "Triwulan I 2026 sudah lewat. Rencana paling cepat mulai pada Triwulan IV 2026."
    ]


def test_comparisons_are_held_against_the_plan(planned):
    found = comparisons(planned(), ID)
    assert [one.name for one in found] == [
        "Rencana ini", "Mengurutkan menurut kebutuhan saja", "Bergiliran antar kecamatan",
        "Menurut abjad",
    ]  # fmt: skip
    # 50 and 10 in the first quarter, 4 in the second with three quarters left.
    assert found[0].benefit == 63
    assert found[1].words == "manfaat sama besar"
    # By name, village 4 with its ten comes only in the second quarter, and village 7 never.
    assert found[3].benefit == 50 + Fraction(3, 4) * 10
    assert found[3].words == "manfaat 5,5 lebih sedikit (8,73" + PERCENT + ")"


def test_course_begins_before_the_plan_and_adds_up(planned):
    frame = course_frame(planned())
    assert list(frame["quarter"]) == ["2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"]
    assert list(frame["villages"]) == [2, 4, 6, 7, 7]
    assert list(frame["people"]) == [0, 60, 64, 64, 64]


def test_without_known_needs_the_course_has_no_people(planned):
    of = planned(needs={"L02": Fraction(1)})
    assert list(course_frame(of)["people"]) == [None] * 5
    assert finding(of, ID) == (
        "7 desa tercapai pada Triwulan III 2027; kebutuhan setiap desa belum diketahui, "
        "sehingga urutannya menurut kode wilayah."
    )
    assert unknown_sentence(of, ID).startswith("Kebutuhan semua desa tidak diketahui")
    assert (status(of, ID).verdict, status(of, ID).sentence) == (
        "cannot_tell", unknown_sentence(of, ID),
    )  # fmt: skip
    assert comparisons(of, ID) == []


def test_without_weights_the_order_is_that_of_the_codes(planned):
    of = planned(needs={})
    assert finding(of, ID) == (
        "7 desa tercapai pada Triwulan III 2027; semua bobot nol, sehingga urutannya menurut "
        "kode wilayah."
    )
    assert fault_sentences(of, "note", ID) == [
        "Semua bobot nol: desa diurutkan menurut kodenya saja."
    ]


def test_targets_are_the_wish_and_all(planned):
    assert targets(planned()) == [(Fraction(3, 4), 7), (Fraction(1), 9)]


def test_wish_and_formula_in_words(basis):
    a = Assumptions(
        share=Fraction(3, 4), start="2027-Q1", by="2027-Q4", per_quarter=2,
        per_district_quarter=1, floors=(FloorWish(share=Fraction(1, 3), by="2027-Q2"),),
        needs={"D02": Fraction(1, 2)}, banned=frozenset({VILLAGES[0]}),
    )  # fmt: skip
    assert showing(basis, a, ID) == (
        f"Sasaran 75{PERCENT} (7 desa), Triwulan I 2027 sampai Triwulan IV 2027, paling banyak "
        "2 desa per triwulan; 1 desa per kecamatan dan triwulan; "
        f"minimum 33,33{PERCENT} di setiap kecamatan pada Triwulan II 2027; 1 desa dikecualikan."
    )
    own = replace(
        a, floors=(), banned=frozenset(), effort={(VILLAGES[0], "Dinkes"): Fraction(2)},
        capacity_of_quarter={"2027-Q2": 10, "2027-Q1": 0},
        capacity_of_district={VILLAGES[0][:8]: 1},
    )  # fmt: skip
    assert showing(basis, own, ID).endswith(
        "; 1 desa per kecamatan dan triwulan; 0 desa pada Triwulan I 2027; 10 desa pada "
        "Triwulan II 2027; 1 desa per triwulan di Kec. Kramat; beban kerja dari berkas untuk "
        "1 desa."
    )
    many = replace(own, capacity_of_quarter={f"202{n}-Q1": n for n in range(5)})
    assert "; 5 triwulan dengan kapasitas sendiri; " in showing(basis, many, ID)
    assert formula(basis, a, ID).startswith(
        "Kebutuhan desa = 0,500 × kekurangan D02 id. Manfaat = kebutuhan × sisa triwulan ÷ 4: "
    )
    nothing = Assumptions(share=Fraction(1), start="2027-Q1", by="2027-Q1", per_quarter=1, needs={})
    assert formula(basis, nothing, ID).startswith("Semua bobot nol")


def test_an_unknown_need_is_said_and_named(planned):
    of = planned()
    assert unknown_sentence(of, ID) == (
        "Kebutuhan 1 desa tidak diketahui. Desa itu tidak menambah manfaat, tetapi bukan "
        "berarti tidak ada kekurangan di sana."
    )
    assert unknown_names(of, ID) == "Desa 3"


def test_each_card_leads_to_a_plan_that_meets_the_wish(planned, basis):
    of = planned(per_quarter=1, by="2027-Q2")
    found = {one.kind: applied(basis, of.assumptions, one) for one in of.relaxations}
    assert found["later_end"].by == "2028-Q1"
    assert found["more_capacity"].per_quarter == 3
    assert found["lower_target"].share == Fraction(4, 9)
    for assumptions in found.values():
        assert answer(basis, assumptions, today=TODAY).plan.short == 0
    first = cards(of, ID)[0]
    assert first.action == "Pakai"
    assert first.cost.startswith("Menjangkau 64 kekurangan (+4), lebih lambat.")


def test_lowered_floors_are_met_by_every_district(planned, basis):
    of = planned(
        per_quarter=5, by="2027-Q1", floors=(FloorWish(share=Fraction(1), by="2027-Q1"),),
    )  # fmt: skip
    (one,) = [one for one in of.relaxations if one.kind == "lower_floors"]
    mended = applied(basis, of.assumptions, one)
    assert answer(basis, mended, today=TODAY).plan.floors_missed == ()
    assert 0 < mended.floors[0].share < 1


def test_budgets_that_help_together_are_one_card(planned):
    of = planned(
        budgets=tuple(BudgetWish(agency="Dinkes", year=2027, limit=Fraction(at)) for at in (0, 0))[
            :1
        ]
    )
    (card,) = [one for one in cards(of, ID) if "Naikkan anggaran" in one.sentence]
    assert sum(one.limit for one in card.assumptions.budgets) >= 1


def test_a_change_says_what_it_cost_and_who_moved(planned):
    before, after = planned(), planned(banned=frozenset({VILLAGES[0]}))
    assert change_sentence(before, after, ID).startswith(
        "Dibanding rencana sebelumnya: manfaat 49 lebih sedikit (77,78"
    )
    assert "keluar: Desa 0" in change_sentence(before, after, ID)
    assert change_sentence(before, before, ID) == (
        "Dibanding rencana sebelumnya: manfaat sama besar; tidak ada desa yang berpindah."
    )


def test_moves_compare_quarters_by_name(planned):
    early, late = planned().plan, planned(start="2027-Q2", by="2028-Q1").plan
    found = moves(early, late)
    assert (found.entered, found.left, found.earlier) == ((), (), ())
    assert len(found.later) == 5


def test_alternatives_treat_one_village_otherwise(planned):
    plan = planned().plan
    first = alternatives(plan, VILLAGES[0])
    assert first.earlier is None
    assert VILLAGES[0] not in first.without.quarter_of
    (outside,) = [one.code for one in plan.problem.candidates if one.code not in plan.quarter_of][
        :1
    ]
    assert outside in alternatives(plan, outside).within.quarter_of


def test_sureness_names_the_villages_at_the_edge(planned):
    of = planned()
    inside = list(of.plan.quarter_of)
    outside = next(one.code for one in of.problem.candidates if one.code not in of.plan.quarter_of)
    chosen = dict.fromkeys(inside, 200) | {inside[-1]: 80, outside: 120}
    sure = Sureness(draws=200, chosen=Counter(chosen), by_quarter=Counter({}))
    said = sureness_sentences(of, sure, ID)
    names = of.basis.snapshot.names
    assert said == [
        "4 dari 5 desa dalam rencana terpilih dalam sedikitnya 190 dari 200 undian: "
        "pilihannya hampir tidak bergantung pada ketidakpastian angka.",
        "1 desa terpilih dalam kurang dari separuh undian; sebaiknya diverifikasi dulu: "
        f"{names[inside[-1]]}.",
        f"1 desa di luar rencana terpilih dalam sedikitnya separuh undian: {names[outside]}.",
    ]


def _point(share: str, price: int, short: int) -> Fairness:
    return Fairness(
        share=Fraction(share), benefit=Fraction(100 - price), people=Fraction(0),
        price=Fraction(price), short=short,
    )  # fmt: skip


def test_the_price_of_fairness_in_a_sentence(planned):
    curve = [_point("0", 0, 0), _point("1/4", 0, 0), _point("1/2", 5, 0), _point("1", 9, 2)]
    assert fairness_sentence(planned(), curve, ID) == (
        f"Menjanjikan setiap kecamatan 25{PERCENT} desanya tidak mengurangi manfaat; "
        f"50{PERCENT} adalah yang paling tinggi yang dapat dipenuhi, dan mengurangi manfaat 5 "
        f"(5,00{PERCENT})."
    )
    assert fairness_sentence(planned(), curve[:2], ID).startswith(
        f"Setiap kecamatan dapat dijanjikan 25{PERCENT} desanya"
    )


def test_districts_are_named_where_their_minimum_is_missed(planned, basis):
    of = planned(per_quarter=1, by="2027-Q1", floors=(FloorWish(share=Fraction(1), by="2027-Q1"),))
    names = basis.snapshot.names
    assert any(f"Kec. {names[DISTRICTS[0]]} kurang 2 desa" in one for one in status(of, ID).missed)
