"""The announced plan in briefs: counted against what is formed now, and told where it is not."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kampungkb.exports.brief import brief_pdf
from kampungkb.exports.brief_parts import BriefTable
from kampungkb.exports.letterhead import Letterhead
from kampungkb.i18n.translator import translator
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.brief_content import (
    agency_brief,
    brief_source,
    district_brief,
    regency_brief,
    village_brief,
)
from kampungkb.tasks.ledger import ledger
from tests.exports.briefs import page_texts
from tests.tasks.snapshots import reported, snapshot
from tests.villages import DISTRICTS, VILLAGES, areas, formation, formations

ID, EN = translator("id"), translator("en")
NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
GONE = "36.04.01.2999"


def plan(quarters: dict[Any, str], **more: Any) -> Scenario:
    given: dict[str, Any] = {
        "scenario_id": 1, "version": 2, "action": "announced", "name": "Prioritas KIA",
        "author": "Rina", "agency": "DKBP3A", "saved_at": datetime(2026, 11, 20, 20, tzinfo=UTC),
        "data_revision": 1, "assumptions": "{}", "note": None, "announced": True,
        "withdrawn": False, "summary": '{"made_up": false, "target": 7}',
        "plan": {VILLAGES[at] if isinstance(at, int) else at: own for at, own in quarters.items()},
    }  # fmt: skip
    return Scenario(**(given | more))


def source(announced: Scenario | None, t=ID, **more: Any):
    # Villages 1 and 8 are formed, as of 2026-Q1.
    own = snapshot(*reported(), **more)
    made = brief_source(own, ledger(own), t, folder=Path("nowhere"), printed_at=NOON)
    return replace(made, announced=announced)


def planned(made: Any) -> BriefTable:
    (table,) = [one for one in made.tables if "Prioritas KIA" in one.title]
    return table


def rows(table: BriefTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


KEPT = plan({0: "2027-Q1", 2: "2027-Q1", 3: "2027-Q3", 4: "2028-Q2", 5: "2028-Q2"})


def test_the_area_quarter_by_quarter_towards_the_plans_own_target():
    table = planned(regency_brief(source(KEPT)))
    assert table.title == "Rencana yang diumumkan: “Prioritas KIA”"
    assert rows(table) == [
        ["2027", "2 (4)", "–", "1 (5)", "–", "3", "5"],
        ["2028", "–", "2 (7)", "–", "–", "2", "7"],
    ]  # fmt: skip
    assert [(row[-1].share, row[-1].goal) for row in table.rows] == [
        (5 / 9, 7 / 9), (7 / 9, 7 / 9),
    ]  # fmt: skip
    # Late in the evening in UTC is the next day in Serang.
    assert table.note.startswith(
        "Diumumkan 21 November 2026 oleh Rina, dihitung dari data revisi 1. "
        "Sasaran 7 desa tercapai pada Triwulan II 2028."
    )


def test_a_plan_that_falls_short_of_its_target_says_by_how_many():
    table = planned(regency_brief(source(plan({0: "2027-Q1"}), EN)))
    assert "In Q1 2027 3 villages are formed; 4 more villages to the target of 7." in table.note
    unknown = plan({0: "2027-Q1"}, summary="no JSON")
    assert "sasaran 7" in planned(regency_brief(source(unknown))).note


def test_what_was_formed_meanwhile_is_not_counted_again():
    table = planned(regency_brief(source(plan({1: "2027-Q1", 0: "2027-Q2"}))))
    assert rows(table) == [["2027", "–", "1 (3)", "–", "–", "1", "3"]]
    assert "1 desa dalam rencana sudah terbentuk dan tidak dihitung lagi: Desa 1." in table.note
    of = source(plan({1: "2027-Q1", 8: "2027-Q1"}))
    table = planned(regency_brief(of))
    assert table.rows == ()
    assert table.empty.startswith("Tidak ada desa lagi yang menunggu dibentuk")
    assert "2 desa dalam rencana sudah terbentuk" in table.empty
    assert village_brief(of, VILLAGES[1]).points[0] == (
        "Rencana yang diumumkan, “Prioritas KIA” (21 November 2026), memuat desa ini pada "
        "Triwulan I 2027; desa ini sudah terbentuk."
    )


def test_a_village_that_the_register_lost_is_told_and_not_counted():
    table = planned(regency_brief(source(plan({GONE: "2027-Q1", 0: "2027-Q2"}))))
    assert rows(table) == [["2027", "–", "1 (3)", "–", "–", "1", "3"]]
    assert (
        f"1 desa dalam rencana tidak ada lagi dalam register dan tidak dihitung ({GONE})."
        in table.note
    )


def test_a_quarter_that_ended_with_a_village_not_formed_has_a_star():
    of = source(plan({0: "2026-Q1", 2: "2026-Q2"}))
    table = planned(regency_brief(of))
    assert rows(table) == [["2026", "1*", "1 (4)", "–", "–", "2", "4"]]
    assert "* Triwulannya sudah berakhir, 1 desa belum tercatat terbentuk" in table.note
    assert "belum tercatat terbentuk" in village_brief(of, VILLAGES[0]).points[0]
    # The data say nothing of the second quarter yet, although it is over on the day of printing.
    assert village_brief(of, VILLAGES[2]).points[0] == (
        "Menurut rencana yang diumumkan, “Prioritas KIA” (21 November 2026), desa ini dibentuk "
        "pada Triwulan II 2026."
    )
    district = planned(district_brief(of, DISTRICTS[0]))
    assert rows(district)[0][:2] == ["Triwulan I 2026", "1*"]


def test_the_villages_of_a_district_by_quarter():
    of = source(KEPT)
    assert rows(planned(district_brief(of, DISTRICTS[0]))) == [
        ["Triwulan I 2027", "2", "3", "Desa 0 dan Desa 2"],
        ["Triwulan III 2027", "1", "4", "Desa 3"],
    ]
    table = planned(district_brief(of, DISTRICTS[2]))
    assert table.rows == ()
    assert table.empty.startswith("Rencana ini tidak memuat desa di kecamatan ini.")


def test_a_village_that_is_not_in_the_plan_is_told_so_unless_it_is_formed():
    of = source(KEPT, EN)
    assert village_brief(of, VILLAGES[6]).points[0] == (
        "The announced plan “Prioritas KIA” (21 November 2026) does not include this village."
    )
    assert not any("plan" in point for point in village_brief(of, VILLAGES[8]).points)


EFFORT = (
    '{{"share": "3/4", "start": "2027-Q1", "by": "2028-Q4", "per_quarter": 9,'
    ' "per_district_quarter": null, "capacity_of_quarter": {{}}, "capacity_of_district": {{}},'
    ' "floors": [], "needs": {{"D02": "1"}}, "locks": {{}}, "banned": [], "not_before": {{}},'
    ' "budgets": {budgets}, "effort": {effort}}}'
)


@pytest.mark.parametrize(
    ("effort", "unit", "cells"),
    [
        ("[]", "dalam desa yang menjadi urusannya", ["1", "–", "–", "–", "1", "20"]),
        (f'[["{VILLAGES[0]}", "Dinkes", "5/2"], ["{VILLAGES[2]}", "Dinkes", "3"]]',
         "dalam hari kerja", ["5,5", "–", "–", "–", "5,5", "20"]),
    ],
)  # fmt: skip
def test_what_the_plan_asks_of_an_agency(effort, unit, cells):
    budgets = '[["Dinkes", 2027, "20"]]'
    announced = replace(KEPT, assumptions=EFFORT.format(budgets=budgets, effort=effort))
    table = planned(agency_brief(source(announced), "Dinkes"))
    assert rows(table)[0] == ["2027", *cells]
    assert rows(table)[1][-1] == "tidak dibatasi"
    assert unit in table.note


def test_an_agency_of_whom_the_plan_asks_nothing_reads_nothing_of_it():
    free = replace(KEPT, assumptions=EFFORT.format(budgets="[]", effort="[]"))
    for announced in (None, KEPT, free):
        assert len(agency_brief(source(announced), "Dinkes").tables) == 2


def test_without_an_announced_plan_there_is_not_a_word_of_one():
    for t in (ID, EN):
        of = source(None, t)
        for made in (regency_brief(of), district_brief(of, DISTRICTS[0]),
                     village_brief(of, VILLAGES[0])):  # fmt: skip
            text = " ".join(page_texts(brief_pdf(made, paper="a4", letterhead=Letterhead())))
            assert "rencana" not in text.casefold()
            assert "announced" not in text


def test_a_plan_of_made_up_figures_marks_every_brief_that_tells_it():
    official = formations(formation(8))
    for is_made_up in ("false", "true"):
        of = source(plan({0: "2027-Q1"}, summary=f'{{"made_up": {is_made_up}}}'),
                    formations=official)  # fmt: skip
        for made in (regency_brief(of), district_brief(of, DISTRICTS[0]),
                     village_brief(of, VILLAGES[0])):  # fmt: skip
            assert made.is_made_up is (is_made_up == "true")
        # It is formed and not in the plan, of which its brief does not speak.
        assert not village_brief(of, VILLAGES[8]).is_made_up


LONG = "Sindangkarya Mekarjaya <b> $x$ #let " * 6


@pytest.mark.parametrize("t", [ID, EN])
@pytest.mark.parametrize("paper", ["a4", "f4"])
def test_long_names_and_a_long_plan_stay_on_two_pages(t, paper):
    named = areas()
    named["name"] = LONG
    quarters = {at: f"{2027 + at}-Q{at % 4 + 1}" for at in (0, 2, 3, 4, 5, 6, 7)}
    of = source(plan(quarters, name=LONG, author=LONG), t, areas=named)
    for made, most in ((regency_brief(of), 2), (district_brief(of, DISTRICTS[0]), 2),
                       (village_brief(of, VILLAGES[0]), 2)):  # fmt: skip
        texts = page_texts(brief_pdf(made, paper=paper, letterhead=Letterhead()))
        assert len(texts) <= most
        assert "Mekarjaya <b> $x$ #let" in " ".join(texts)
