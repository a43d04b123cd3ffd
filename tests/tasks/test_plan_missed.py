"""What a plan cannot keep, and what another one could not: named, and never sold as a gain."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from kampungkb.i18n.translator import translator
from kampungkb.planning.explain import Loss
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan import Answer, answer, plan_document
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.plan_files import plan_book
from kampungkb.tasks.plan_listings import plan_table
from kampungkb.tasks.plan_moves import alternatives
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.plan_view import finding, status
from kampungkb.tasks.plan_why import why
from tests.tasks.snapshots import reported, snapshot
from tests.villages import VILLAGES, seen

TODAY = date(2026, 11, 25)
ID, EN = translator("id"), translator("en")
PERCENT = "\N{NO-BREAK SPACE}%"


@pytest.fixture(scope="module")
def basis() -> Basis:
    """Needs 50 and 30 in Kramat, 10, 0, 0 in Lempuyang, 4 in Mancak; two more are formed."""
    own = snapshot(*reported(), seen(2, 60, 150, period="2026-Q2"))
    return Basis(snapshot=own, ledger=ledger(own))


@pytest.fixture
def planned(basis):
    def planned_(**given: Any) -> Answer:
        usual = {
            "share": Fraction(4, 9), "start": "2027-Q1", "by": "2027-Q2", "per_quarter": 1,
            "needs": {"D02": Fraction(1)},
        }  # fmt: skip
        return answer(basis, Assumptions(**(usual | given)), today=TODAY)

    return planned_


def without(of: Answer, place: int) -> str:
    """What is said of doing without a village."""
    code = VILLAGES[place]
    said = why(of, code, alternatives(of.plan, code), ID)
    return dict(said.parts)["Bila desa ini tidak dipilih"][0]


@pytest.fixture
def floored(planned) -> Answer:
    """Lempuyang has to have one by the first quarter, and only Desa 4 may be that one."""
    others = {VILLAGES[5]: "2027-Q2", VILLAGES[6]: "2027-Q2"}
    floors = (FloorWish(share=Fraction(1, 4), by="2027-Q1"),)
    return planned(floors=floors, not_before=others)


def test_more_benefit_without_a_village_is_no_gain_where_a_minimum_is_broken(floored):
    # 10 + 50 / 2 with it; 50 + 30 / 2 without it, and Lempuyang has none in time.
    assert floored.plan.benefit == 35
    assert floored.losses[VILLAGES[4]] == Loss(benefit=Fraction(-30), proven=True, breaks=True)
    assert without(floored, 4).startswith(
        "Rencana tanpa desa ini manfaatnya 30 lebih besar, tetapi batas minimum Kec. Lempuyang "
        "pada Triwulan I 2027 tidak lagi dipenuhi sebaik sekarang. Penggantinya Desa 2."
    )


def test_a_broken_minimum_is_noted_whatever_the_benefit(floored, planned):
    code = VILLAGES[4]
    for loss in (floored.losses[code], Loss(benefit=Fraction(3), proven=True, breaks=True)):
        of = replace(floored, losses=dict(floored.losses) | {code: loss})
        notes = dict(zip(*_columns(of, "Kode", "Keterangan"), strict=True))
        assert notes[code] == "tanpa desa ini batas lain tidak terpenuhi"
        assert notes[VILLAGES[0]] == ""
    assert not any(loss.breaks for loss in planned().losses.values())


def test_the_workbook_and_the_document_say_what_is_broken(floored):
    code = VILLAGES[4]
    shown = plan_book(floored, ID, datetime(2026, 11, 25, tzinfo=UTC)).villages.set_index("code")
    assert (shown.loc[code, "replacement_cost"], shown.loc[code, "breaks"]) == (None, True)
    assert not shown.loc[VILLAGES[0], "breaks"]
    told = {one["code"]: one["replacement_breaks"] for one in _document(floored)}
    assert told == {code: True, VILLAGES[0]: False}


def _document(of: Answer) -> list[dict[str, Any]]:
    villages: list[dict[str, Any]] = plan_document(of, ID)["villages"]
    return villages


def _columns(of: Answer, *names: str) -> list[list[Any]]:
    frame = plan_table(of, ID, None, ()).frame
    return [frame[name].tolist() for name in names]


def test_a_village_without_which_the_target_is_missed_says_so(planned):
    every = frozenset(VILLAGES[at] for at in (3, 4, 5, 6, 7))
    of = planned(banned=every)
    assert without(of, 2) == (
        "Tanpa desa ini, sasaran tidak lagi dipenuhi sebaik sekarang, dan manfaat rencana "
        "berkurang 15. Tidak ada penggantinya: rencana kurang satu desa."
    )


def test_an_earlier_quarter_names_what_it_breaks(floored):
    code = VILLAGES[0]
    said = why(floored, code, alternatives(floored.plan, code), ID)
    assert dict(said.parts)["Bila dimajukan satu triwulan"] == (
        "Triwulan I 2027 hanya mungkin bila batas minimum Kec. Lempuyang pada Triwulan I 2027 "
        "tidak dipenuhi sebaik sekarang.",
    )


def test_what_is_not_proven_lies_between_what_is_proven_and_what_was_found(planned):
    of = planned()
    code = VILLAGES[0]
    proven = of.losses[code].benefit
    assert proven == 30  # 50 + 30 / 2 less 30 + 10 / 2

    def told(least: int) -> str:
        loss = Loss(benefit=Fraction(least), proven=False)
        return without(replace(of, losses={code: loss}), 0)

    assert told(0).startswith("Manfaat rencana berkurang antara 0 dan 30; lebih tepat dari itu")
    assert told(12).startswith("Manfaat rencana berkurang antara 12 dan 30;")
    assert told(30).startswith("Manfaat rencana berkurang 30.")


def test_budgets_that_may_be_exceeded_by_less_are_said_to_be(planned):
    tight = (BudgetWish(agency="Dinkes", year=2027, limit=Fraction(0)),)
    of = planned(share=Fraction(1), per_quarter=4, budgets=tight)
    assert len(of.plan.budgets_passed) == 1
    assert plan_document(of, ID)["least_missed"] is True
    loose = replace(of, plan=replace(of.plan, bound=2 * of.plan.benefit, least_missed=False))
    assert plan_document(loose, ID)["least_missed"] is False
    assert status(loose, ID).sentence == (
        "Ada yang tidak terpenuhi, dan belum dibuktikan bahwa anggaran tidak dapat terlampaui "
        "lebih sedikit. Di antara rencana yang melampaui anggaran tidak lebih dari ini, "
        f"manfaatnya paling jauh 50,00{PERCENT} dari yang terbaik."
    )
    assert "it is not proven that the budgets cannot be exceeded by less" in (
        status(loose, EN).sentence
    )


def test_a_share_is_written_as_it_was_asked(planned):
    of = planned(share=Fraction("0.1234"))
    assert finding(of, ID).startswith(f"Sasaran 12,34{PERCENT} sudah tercapai")
    errors = {
        share: plan_document(planned(share=Fraction(share)), ID)["error"]
        for share in ("1.004", "-0.001")
    }
    assert errors == {
        "1.004": f"100,40{PERCENT} melebihi seluruh desa. Isi paling banyak 100{PERCENT}.",
        "-0.001": f"\N{MINUS SIGN}0,10{PERCENT} kurang dari nol. Isi nol atau lebih.",
    }


@pytest.mark.parametrize(
    ("given", "notes"),
    [
        # No quarter at all is not one without capacity, and -1 is not no weight.
        ({"start": "2027-Q2", "by": "2027-Q1"}, 0),
        ({"needs": {"D02": Fraction(-1)}}, 0),
        ({"needs": {}}, 1),
        ({"per_quarter": 0}, 1),
    ],
)
def test_one_fault_is_not_told_as_two(planned, given, notes):
    assert len(plan_document(planned(**given), ID)["notes"]) == notes
