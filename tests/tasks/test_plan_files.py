"""The workbook says what the answer says."""

import io
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from typing import Any

import openpyxl
import pytest

from kampungkb.exports.plan_workbook import plan_xlsx
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.plan import Answer, answer, plan_document
from kampungkb.tasks.plan_assumptions import Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.plan_files import plan_book
from kampungkb.tasks.plan_problem import Basis
from tests.tasks.snapshots import reported, snapshot
from tests.villages import DISTRICTS, VILLAGES

T = translator("id")
PRINTED = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


def answered(*, rows: list[dict[str, Any]] | None = None, **given: Any) -> Answer:
    """75 % of nine villages in 2027, two a quarter, by child cards."""
    own = snapshot(*(reported() if rows is None else rows))
    usual = {
        "share": Fraction(3, 4), "start": "2027-Q1", "by": "2027-Q4", "per_quarter": 2,
        "needs": {"D02": Fraction(1)},
    }  # fmt: skip
    basis = Basis(snapshot=own, ledger=ledger(own))
    return answer(basis, Assumptions(**(usual | given)), today=date(2026, 11, 25))


@cache
def usual() -> Answer:
    """The answer to the usual assumptions; nobody changes it."""
    return answered()


def texts(of: Answer, label: str) -> list[str]:
    return [text for own, text in plan_book(of, T, PRINTED).summary if own == label]


def test_villages_are_those_of_the_document():
    of = usual()
    shown = plan_book(of, T, PRINTED).villages
    expected = plan_document(of, T)["villages"]
    for column in ("code", "name", "district_code", "quarter"):
        assert list(shown[column]) == [one[column] for one in expected]
    assert [None if one is None else float(one) for one in shown["need"]] == [
        one["need"] for one in expected
    ]
    assert [float(one) for one in shown["replacement_cost"]] == [
        one["replacement_cost_at_least"] for one in expected
    ]


def test_the_file_has_the_villages_of_the_plan_on_each_kind_of_sheet():
    of = usual()
    assert of.plan is not None
    book = openpyxl.load_workbook(io.BytesIO(plan_xlsx(plan_book(of, T, PRINTED), T)))
    codes = {
        sheet.title: {row[0] for row in sheet.iter_rows(min_row=2, values_only=True)}
        for sheet in book.worksheets
    }
    planned = set(of.plan.quarter_of)
    assert codes["Rencana"] == planned
    for code, name in zip(DISTRICTS, ("Kramat", "Lempuyang"), strict=False):
        assert codes[name] == {one for one in planned if one.startswith(code)}
    assert codes["Dinkes"] == planned & of.basis.agency_villages("Dinkes")


def test_an_agency_has_the_villages_where_it_lacks_something_and_how_much():
    of = usual()
    (agency,) = plan_book(of, T, PRINTED).agencies
    assert agency.name == "Dinkes"
    assert agency.shortfalls == (("D02", "D02 kekurangan D02 id", "anak"),)
    assert dict(zip(agency.villages["code"], agency.villages["D02"], strict=True)) == {
        VILLAGES[0]: 50, VILLAGES[4]: 10, VILLAGES[7]: 4,
    }  # fmt: skip


def test_result_and_benefit_are_in_words():
    of = usual()
    assert of.plan is not None
    assert texts(of, "Manfaat rencana") == texts(of, "Batas atas manfaat")
    assert texts(of, "Mutu rencana")[0].startswith("Terbukti terbaik")
    assert texts(of, "Tidak terpenuhi") == []
    assert len(texts(of, "Pembanding: Menurut abjad")) == 1


def test_what_is_missed_is_named():
    of = answered(per_quarter=1, floors=(FloorWish(share=Fraction(1), by="2027-Q1"),))
    missed = texts(of, "Tidak terpenuhi")
    assert missed[0] == "Kurang 1 desa dari sasaran."
    assert sum("batas minimum" in one for one in missed) == len(missed) - 1 > 0


def test_every_assumption_is_told():
    of = answered(
        per_quarter=3, capacity_of_quarter={"2027-Q2": 1}, per_district_quarter=2,
        capacity_of_district={DISTRICTS[1]: 1},
        floors=(FloorWish(share=Fraction(1, 3), by="2027-Q3"),),
        budgets=(BudgetWish(agency="Dinkes", year=2027, limit=Fraction(25, 2)),),
        effort={(VILLAGES[0], "Dinkes"): Fraction(3)}, locks={VILLAGES[2]: "2027-Q2"},
        banned=frozenset({VILLAGES[3]}), not_before={VILLAGES[4]: "2027-Q3"},
    )  # fmt: skip
    lines = [
        line for line in plan_book(of, T, PRINTED).summary if line[0].startswith("Asumsi")
    ]  # fmt: skip
    assert lines == [
        ("Asumsi: sasaran", "75\xa0%: 7 dari 9 desa; 2 sudah terbentuk"),
        ("Asumsi: waktu", "Triwulan I 2027 sampai Triwulan IV 2027 (4 triwulan)"),
        ("Asumsi: kapasitas per triwulan", "paling banyak 3 desa"),
        ("Asumsi: kapasitas per triwulan", "Triwulan II 2027: 1"),
        ("Asumsi: kapasitas per kecamatan dan triwulan", "paling banyak 2 desa"),
        ("Asumsi: kapasitas per kecamatan dan triwulan", "Kecamatan Lempuyang: 1"),
        ("Asumsi: minimum setiap kecamatan",
         "33,33\xa0% desanya terbentuk sampai akhir Triwulan III 2027"),
        ("Asumsi: anggaran Dinkes tahun 2027", "12,50"),
        ("Asumsi: beban kerja Dinkes", "Desa 0 · Kec. Kramat: 3"),
        ("Asumsi: desa yang dikunci", "Desa 2 · Kec. Kramat: Triwulan II 2027"),
        ("Asumsi: desa yang dikecualikan", "Desa 3 · Kec. Kramat"),
        ("Asumsi: desa yang ditunda (tidak sebelum)", "Desa 4 · Kec. Lempuyang: Triwulan III 2027"),
    ]  # fmt: skip


def test_unknown_need_is_named_and_is_no_zero():
    of = usual()
    (names,) = texts(of, "Desa yang kebutuhannya tidak diketahui")
    assert names == "Desa 3 · Kec. Kramat"
    shown = plan_book(of, T, PRINTED).villages.set_index("code")["need"]
    assert all(shown[code] is None for code in {VILLAGES[3]} & set(shown.index))


def test_nothing_known_still_makes_a_file():
    of = answered(rows=[])
    for language in LANGUAGES:
        t = translator(language)
        assert plan_xlsx(plan_book(of, t, PRINTED), t)[:2] == b"PK"
    assert texts(of, "Desa yang kebutuhannya tidak diketahui") == []
    assert len(texts(of, "Kebutuhan tidak diketahui")) == 1


def test_an_illustrative_formation_marks_the_file():
    assert plan_book(usual(), T, PRINTED).made_up


def test_without_a_plan_there_is_no_file():
    with pytest.raises(ValueError, match=r"^there is no plan to write down$"):
        plan_book(answered(start="2028-Q1"), T, PRINTED)
