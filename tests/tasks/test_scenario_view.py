"""Saved plans of nine villages: what is kept of a plan, and how it is told."""

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import Engine

from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.store import scenarios as store
from kampungkb.tasks.plan import answer, plan_document
from kampungkb.tasks.plan_assumptions import from_json
from kampungkb.tasks.scenario import (
    Keeps,
    Summary,
    assumptions_of,
    entries,
    offer_of,
    plan_of,
    read_summary,
    restored,
    save,
    steps,
)
from kampungkb.tasks.scenario_view import (
    announce_says,
    data_word,
    facts,
    finding,
    line,
    shown_name,
    status_word,
    step_rows,
    withdraw_says,
)
from tests.tasks.scenarios import NOW, TODAY, basis, entry, offer, opened, saved
from tests.tasks.test_plan_problem import assumed
from tests.villages import VILLAGES

ID, EN = translator("id"), translator("en")


@pytest.fixture
def engine(sqlite_template, tmp_path):
    found = opened(sqlite_template, tmp_path)
    yield found
    found.dispose()


def done(engine: Engine, deed: str, name: str = "Rencana A") -> None:
    """Announce, withdraw or reinstate a scenario, a day later and by somebody else."""
    (one,) = [x for x in entries(engine) if x.name == name]
    getattr(store, deed)(
        engine, one.scenario_id, expected_version=one.version, author="Budi", agency="Bappeda",
        now=NOW + timedelta(days=1),
    )  # fmt: skip


def test_what_is_saved_is_what_the_plan_says():
    found = answer(basis(), assumed(per_quarter=1), today=TODAY)
    told, own = plan_document(found, ID), offer(per_quarter=1)
    assert own.plan == {one["code"]: one["quarter"] for one in told["villages"]}
    of = read_summary(own.summary)
    assert (of.status, of.short, of.reached_on) == (told["status"], told["short"], None)
    assert (of.benefit, of.bound, of.people) == (Fraction(119, 2), Fraction(119, 2), 64)
    assert [float(x) for x in (of.benefit, of.people)] == [told["benefit"], told["people"]]
    assert (of.villages, of.target, of.formed) == (4, told["target_villages"], told["formed"])
    assert (of.share, of.start, of.by, of.made_up) == (Fraction(3, 4), "2027-Q1", "2027-Q4", True)
    assert from_json(own.assumptions) == assumed(per_quarter=1)
    assert own.data_revision == told["revision"]


def test_the_same_plan_is_saved_with_the_same_words():
    assert offer() == offer()
    assert offer() != offer(per_quarter=1)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"people": true, "villages": "9"}', "NaN",
     '{"people": "x", "share": "1/0", "start": 7, "keeps": [1]}'],
)  # fmt: skip
def test_what_a_scenario_does_not_say_is_unknown_and_not_nought(text):
    assert read_summary(text) == Summary()
    assert Summary().people is None
    assert Summary().made_up


def test_a_plan_with_an_error_cannot_be_saved():
    found = answer(basis(), assumed(by="2026-Q1"), today=TODAY)
    assert offer_of(found) is None


def test_saved_twice_is_saved_once(engine):
    own = offer()
    told = {"name": "Rencana A", "note": None, "author": "Siti", "agency": "DKBP3A"}
    first, is_new = save(engine, own, **told, now=NOW)
    again, is_new_again = save(engine, own, **told, now=NOW + timedelta(hours=1))
    assert (is_new, is_new_again, again) == (True, False, first)
    assert [one.version for one in entries(engine)] == [1]


def test_the_announced_one_comes_first_and_withdrawn_ones_last(engine):
    for at, name in enumerate("ABCD"):
        saved(engine, name, after=at)
    done(engine, "announce", "B")
    done(engine, "withdraw", "D")
    assert [(one.name, one.announced, one.withdrawn) for one in entries(engine)] == [
        ("B", True, False), ("C", False, False), ("A", False, False), ("D", False, True),
    ]  # fmt: skip


def test_a_plan_stays_its_makers_whoever_announces_it(engine):
    first = saved(engine)
    done(engine, "announce")
    own = entry(engine, first.scenario_id)
    assert (own.version, own.author, own.agency, own.at) == (2, "Siti", "DKBP3A", NOW)
    assert step_rows(ID, steps(engine, first.scenario_id)) == (
        ("26 November 2026 10.00 WIB", "diumumkan · Budi (Bappeda)"),
        ("25 November 2026 10.00 WIB", "disimpan · Siti (DKBP3A)"),
    )


def test_a_save_is_taken_back_by_the_version_before(engine):
    first = saved(engine)
    save(
        engine, offer(per_quarter=1), name="Rencana A", note="lambat", author="Budi",
        agency="Bappeda", now=NOW, over=first,
    )  # fmt: skip
    restored(
        engine, first.scenario_id, 1, expected_version=2, author="Budi", agency="Bappeda", now=NOW
    )
    own = entry(engine, first.scenario_id)
    assert (own.version, own.note, own.summary) == (3, None, first.summary)
    assert plan_of(engine, own).plan == offer().plan


def test_assumptions_that_cannot_be_read_are_told_as_such(engine):
    first = saved(engine)
    own = plan_of(engine, first)
    assert assumptions_of(own) == assumed()
    assert assumptions_of(replace(own, assumptions='{"share": "3/4"}')) is None


def test_the_list_says_state_figures_people_and_date(engine):
    saved(engine)
    (own,) = entries(engine)
    one = line(ID, own, [own], last_revision=1)
    assert (one.state, one.shape, one.word, one.name) == ("saved", "○", "Tersimpan", "Rencana A")
    assert one.facts == "5 desa, 64 kekurangan terjangkau, tercapai TW III 2027"
    assert (one.who, one.data) == ("Siti (DKBP3A) · 25 November 2026", "data revisi 1")
    done(engine, "announce")
    (own,) = entries(engine)
    one = line(ID, own, [own], last_revision=14)
    assert (one.state, one.shape, one.word) == ("announced", "●", "Diumumkan")
    assert (one.data, one.is_old) == ("Data sudah revisi 14, rencana memakai revisi 1.", True)
    assert data_word(EN, own, 14) == "The data are at revision 14, the plan uses revision 1."
    done(engine, "withdraw")
    (own,) = entries(engine)
    one = line(ID, own, [own], last_revision=1)
    assert (one.state, one.shape, one.word) == ("withdrawn", "–", "Ditarik")


def test_the_finding_says_what_there_is(engine):
    assert finding(ID, entries(engine)) == "Belum ada skenario yang disimpan."
    saved(engine)
    assert finding(ID, entries(engine)) == "1 skenario tersimpan; belum ada yang diumumkan."
    saved(engine, "B", per_quarter=1)
    done(engine, "announce", "B")
    assert finding(ID, entries(engine)) == (
        "Rencana yang diumumkan: “B”, 4 desa, 64 kekurangan terjangkau, kurang 1 desa."
    )
    done(engine, "withdraw", "B")
    done(engine, "withdraw", "Rencana A")
    assert finding(EN, entries(engine)) == "All 2 scenarios are withdrawn."


def test_two_of_one_name_are_told_apart(engine):
    saved(engine, "Rencana A")
    done(engine, "withdraw")
    saved(engine, "rencana a", per_quarter=1)
    found = entries(engine)
    assert [shown_name(one, found, ID) for one in found] == [
        "rencana a (no. 2)", "Rencana A (no. 1)",
    ]  # fmt: skip
    assert shown_name(found[0], found[:1], ID) == "rencana a"


def test_the_facts_of_a_plan_that_falls_short(engine):
    own = saved(engine, per_quarter=1)
    assert facts(ID, own, 1) == (
        ("Mutu", "Tidak semua terpenuhi: 1 desa kurang dari sasaran."),
        ("Sasaran", "75\N{NO-BREAK SPACE}% dari semua desa, yaitu 7 desa"),
        ("Jangka", "Triwulan I 2027 sampai Triwulan IV 2027"),
        ("Hasil", "4 desa dibentuk; 1 desa kurang dari sasaran"),
        ("Kekurangan terjangkau", "64"), ("Manfaat", "59,5"),
        ("Data dasar", "Data belum berubah sejak rencana dibuat (revisi 1)."),
    )  # fmt: skip
    # A village without a value is in the other plan.
    other = facts(ID, saved(engine, "B"), 1)
    assert other[3][1] == (
        "5 desa dibentuk; sasaran tercapai pada Triwulan III 2027; kebutuhan 1 desa tidak diketahui"
    )


def test_without_a_known_need_nobody_says_nought(engine):
    own = saved(engine, "Tanpa data", needs={"L02": Fraction(1)})
    assert (own.summary.people, own.summary.unknown, own.summary.needs_unknown) == (0, 5, True)
    assert line(ID, own, [own], 1).facts == (
        "5 desa, kekurangan tidak diketahui, tercapai TW III 2027"
    )
    told = dict(facts(ID, own, 1))
    assert (told["Kekurangan terjangkau"], told["Manfaat"]) == ("tidak diketahui",) * 2


def test_how_good_a_plan_is():
    feasible = Summary(status="feasible", benefit=Fraction(99), bound=Fraction(100))
    assert status_word(ID, feasible) == "Paling jauh 1,00\N{NO-BREAK SPACE}% dari rencana terbaik."
    missed = Summary(status="relaxed", short=2, floors_missed=1, budgets_passed=3)
    assert status_word(EN, missed) == (
        "Not everything is met: 2 villages short of the target, 1 district minimum missed"
        " and 3 budgets passed."
    )
    assert status_word(ID, Summary()) == "Tidak tercatat."
    kept = Summary(status="optimal", keeps=Keeps(scenario_id=1, version=2, name="A"))
    assert status_word(ID, kept) == (
        "Terbukti terbaik di antara rencana yang mempertahankan triwulan yang sudah diumumkan."
    )


def test_what_a_deed_does_is_said_before(engine):
    first, second = saved(engine, "A"), saved(engine, "B", per_quarter=1)
    assert announce_says(ID, first, None).endswith("Belum ada rencana lain yang diumumkan.")
    assert announce_says(ID, second, first) == (
        "“B” menjadi rencana yang diumumkan. Pengumuman “A” berakhir; skenarionya tetap tersimpan."
    )
    assert "pengumumannya berakhir" in withdraw_says(ID, replace(first, announced=True))
    assert "pengumumannya" not in withdraw_says(ID, first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_its_words(engine, language):
    t, own = translator(language), saved(engine)
    told = json.dumps([facts(t, own, 2), line(t, own, [own], 2).facts, finding(t, [own])])
    assert "{" not in told
    assert VILLAGES[0] not in told
