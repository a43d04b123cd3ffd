"""A plan of nine villages made anew: 50, 10 and 4 children are missing in villages 0, 4 and 7."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kampungkb.exports.listing import listing_csv
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.planning.compared import labelled
from kampungkb.tasks.plan import answer
from kampungkb.tasks.plan_assumptions import Assumptions, FloorWish, from_json
from kampungkb.tasks.scenario import Keeps, read_summary
from kampungkb.tasks.scenario_compare import Side, side
from kampungkb.tasks.scenario_replan import Replan, renewed, replan
from kampungkb.tasks.scenario_replan_view import (
    FATES,
    fate_words,
    invitation,
    offer_for,
    promises_frame,
    promises_listing,
    told,
)
from tests.tasks.scenarios import TODAY, basis, opened, saved
from tests.tasks.test_plan_problem import assumed
from tests.villages import VILLAGES

ID = translator("id")
FIRST = {VILLAGES[0]: "2027-Q1", VILLAGES[2]: "2027-Q2", VILLAGES[3]: "2027-Q3",
         VILLAGES[4]: "2027-Q1", VILLAGES[7]: "2027-Q2"}  # fmt: skip
# The neediest last.
TURNED = {VILLAGES[0]: "2027-Q3", VILLAGES[2]: "2027-Q1", VILLAGES[3]: "2027-Q1",
          VILLAGES[4]: "2027-Q2", VILLAGES[7]: "2027-Q2"}  # fmt: skip


@pytest.fixture
def announced(sqlite_template, tmp_path) -> Side:
    """The best plan, two villages in a quarter."""
    engine = opened(sqlite_template, tmp_path)
    found = side(engine, saved(engine))
    engine.dispose()
    assert found.plan == FIRST
    return found


def anew(of: Side, *formed: int, today: date = TODAY, **given: Any) -> Replan:
    own = of.assumptions
    assert own is not None
    return replan(basis(*formed), replace(of, assumptions=replace(own, **given)), today)


def test_the_best_plan_is_kept_for_nothing(announced):
    found = anew(announced)
    assert (found.found.cost, found.cost_share, len(found.promises("kept"))) == (0, 0, 5)
    words = told(found, basis(), ID)
    assert words.result == (
        "5 dari 5 desa yang diumumkan tetap pada triwulannya.",
        "Tidak ada janji yang perlu diubah.",
        "Rencana baru: 5 desa, 64 kekurangan terjangkau, tercapai TW III 2027.",
    )
    assert words.cost == (
        "Mempertahankannya tidak mengurangi manfaat: rencana yang bebas tidak lebih baik.",
    )


def test_what_keeping_costs_is_what_the_free_plan_has_more(announced):
    found = anew(replace(announced, plan=TURNED))
    # 63 less 50 x 2/4 + 14 x 3/4.
    assert found.found.cost == Fraction(63) - Fraction(71, 2)
    assert labelled(found.found.kept) == TURNED
    words = told(found, basis(), ID)
    assert words.cost == (
        "Mempertahankannya mengurangi manfaat sebesar 27,5 (43,65\N{NO-BREAK SPACE}%) dibanding"
        " rencana terbaik yang bebas, yang akan memindahkan 4 desa.",
        "Sampai akhir jangka, keduanya menjangkau orang sama banyak;"
        " yang berbeda hanya kecepatannya.",
    )


def test_villages_formed_meanwhile_are_promises_fulfilled(announced):
    found = anew(announced, 4)
    assert [one.code for one in found.promises("fulfilled")] == [VILLAGES[4]]
    words = told(found, basis(4), ID)
    assert words.result[:2] == (
        "4 dari 5 desa yang diumumkan tetap pada triwulannya.",
        "1 desa yang diumumkan sudah terbentuk: Desa 4.",
    )
    assert words.changed == ()


def test_what_cannot_be_kept_is_named_with_its_reason(announced):
    found = anew(
        announced, banned=frozenset({VILLAGES[0]}), not_before={VILLAGES[7]: "2027-Q4"}
    )  # fmt: skip
    words = told(found, basis(), ID)
    assert words.changed == (
        "1 desa, dikecualikan dari rencana: Desa 0.",
        "1 desa, tidak boleh sebelum triwulan tertentu: Desa 7.",
    )
    frame, _ = promises_frame(found, basis().snapshot, ID)
    assert frame.iloc[:2].to_numpy(object).tolist() == [
        ["Desa 0", "Kramat", 50.0, "TW I 2027", "tidak direncanakan", "dikecualikan dari rencana"],
        ["Desa 7", "Mancak", 4.0, "TW II 2027", "TW IV 2027",
         "tidak boleh sebelum triwulan tertentu"],
    ]  # fmt: skip


def test_the_saved_plan_follows_from_its_assumptions(announced):
    found = anew(replace(announced, plan=TURNED), 4)
    offer = offer_for(found)
    again = answer(basis(4), from_json(offer.assumptions), today=TODAY)
    assert labelled(again.plan) == offer.plan == labelled(found.found.kept)
    assert {code: TURNED[code] for code in offer.plan if code in TURNED} == {
        code: at for code, at in TURNED.items() if code != VILLAGES[4]
    }
    own = announced.entry
    keeps = Keeps(scenario_id=own.scenario_id, version=own.version, name="Rencana A")
    assert read_summary(offer.summary).keeps == keeps


def test_a_plan_whose_first_quarters_are_over_begins_now(announced):
    wish = {
        "floors": (FloorWish(share=Fraction(1, 4), by="2027-Q1"),
                   FloorWish(share=Fraction(1, 2), by="2027-Q4")),
        "locks": {VILLAGES[5]: "2027-Q1", VILLAGES[6]: "2027-Q4"},
    }  # fmt: skip
    found = anew(announced, today=date(2027, 5, 3), **wish)
    own = found.renewed
    assert (own.start_moved, own.floors_over, own.locks_over) == (True, 1, (VILLAGES[5],))
    assert own.assumptions.quarters == ("2027-Q2", "2027-Q3", "2027-Q4")
    assert own.assumptions.locks == {VILLAGES[5]: None, VILLAGES[6]: "2027-Q4"}
    assert {one.code for one in found.promises("past")} == {VILLAGES[0], VILLAGES[4]}
    assert told(found, basis(), ID).notes[:3] == (
        "Rencana baru mulai Triwulan II 2027, karena triwulan sebelumnya sudah lewat.",
        "1 batas minimum kecamatan tidak berlaku lagi karena triwulannya sudah lewat.",
        "1 desa terkunci pada triwulan yang sudah lewat (Desa 5);"
        " kini terkunci pada triwulan mana pun.",
    )


@pytest.mark.parametrize(
    ("today", "start"),
    [
        pytest.param(date(2027, 3, 31), "2027-Q1", id="the last day of its first quarter"),
        pytest.param(date(2027, 4, 1), "2027-Q2", id="the day after"),
        pytest.param(date(2027, 12, 31), "2027-Q4", id="the last day of all"),
    ],
)
def test_the_quarter_that_runs_can_be_planned_for(today, start):
    own = renewed(assumed(), today)
    assert own.assumptions.start == start
    assert own.start_moved == (start != "2027-Q1")


def test_a_plan_that_is_over_is_not_made_anew(announced):
    assert renewed(assumed(), date(2028, 1, 1)) is None
    words = told(anew(announced, today=date(2028, 1, 1)), basis(), ID)
    assert words.refused
    assert words.result[0].startswith("Semua triwulan “Rencana A” sudah lewat")


def test_assumptions_that_cannot_be_read_are_said_to_be_so(announced):
    words = told(replan(basis(), replace(announced, assumptions=None), TODAY), basis(), ID)
    assert words.result[0].startswith("Asumsi “Rencana A” tidak dapat dibaca")


def test_limits_that_contradict_each_other_are_told(announced):
    locked = {VILLAGES[at]: "2027-Q1" for at in (2, 3, 5)}
    found = anew(announced, locks=locked)
    assert (found.found, found.answer, offer_for(found)) == (None, None, None)
    words = told(found, basis(), ID)
    assert words.refused
    assert words.result[0].startswith("Batas rencana itu saling bertentangan")
    both = anew(announced, locks={VILLAGES[2]: None}, banned=frozenset({VILLAGES[2]}))
    assert told(both, basis(), ID).result == (
        "1 desa dikunci sekaligus dikecualikan (Desa 2). Pilih salah satu.",
    )


def test_a_file_of_the_promises_says_what_they_cost(announced):
    found = anew(replace(announced, plan=TURNED), 4)
    listing = promises_listing(found, basis(4), (), ID)
    lines = listing_csv(listing, ID).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(TURNED)
    assert lines[1].startswith(f"{VILLAGES[2]};Desa 2;Kramat;TW I 2027;TW I 2027;tetap;0")
    assert any("mengurangi manfaat" in text for _, text in listing.about)
    assert listing.is_made_up


def test_newer_data_invite_to_plan_anew(announced):
    own = announced.entry
    assert invitation(ID, own, 1).startswith("Data belum berubah sejak “Rencana A” disusun")
    assert invitation(ID, own, 14).startswith(
        "Data sudah revisi 14, sedangkan “Rencana A” memakai revisi 1."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fate_has_its_words(announced, language):
    t = translator(language)
    assert set(fate_words(t)) == set(FATES)
    found = anew(announced, 4, today=date(2027, 5, 3), per_quarter=1)
    words = told(found, basis(4), t)
    lines = [*words.result, *words.cost, *words.changed, *words.notes]
    assert [one for one in lines if "{" in one] == []
    assert len(words.changed) == 2


def test_nothing_given_is_changed(announced):
    before = Assumptions(**vars(announced.assumptions))
    anew(announced, 4, today=date(2027, 5, 3))
    assert announced.assumptions == before
    assert announced.plan == FIRST
