"""A plan's workbook: reopened, the same villages, safe and marked."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.exports.plan_workbook import (
    PlanAgency,
    PlanBook,
    plan_file_name,
    plan_xlsx,
    sheet_names,
)
from kampungkb.i18n.translator import translator

ID, EN = translator("id"), translator("en")
MARK = "DATA CONTOH, bukan angka resmi"
VILLAGES = pd.DataFrame(
    {
        "code": ["36.04.01.2001", "36.04.02.2005"],
        "name": ["=HYPERLINK(A1)", "+62"],
        "district_code": ["36.04.01", "36.04.02"],
        "district": ["Kramat", "@Mancak"],
        "quarter": ["2027-Q1", "2027-Q2"],
        "need": pd.Series([Fraction(1201), None], dtype=object),
        "replacement_cost": pd.Series([Fraction(815, 2), Fraction(0)], dtype=object),
        "proven": [True, False],
        "breaks": [False, False],
    }
)
BOOK = PlanBook(
    title="Rencana & uji", area="Kabupaten Serang", start="2027-Q1", by="2028-Q4",
    as_of="2026-Q3", revision=2, made_up=False, summary=[("Hasil", "=1+1")], villages=VILLAGES,
    districts=(("36.04.01", "Kramat"), ("36.04.02", "@Mancak"), ("36.04.03", "Kosong")),
    agencies=(
        PlanAgency(
            name="Dinkes",
            villages=VILLAGES.iloc[[1]].assign(D02=pd.Series([7], index=[1], dtype="Int64"),
                                               L05=pd.Series([pd.NA], index=[1], dtype="Int64")),
            shortfalls=(("D02", "D02 kekurangan KIA", "anak"), ("L05", "L05 kekurangan Gizi", "")),
        ),
    ),
    printed_at=datetime(2026, 10, 5, 1, 30, tzinfo=UTC),
)  # fmt: skip


def opened(book: PlanBook = BOOK, t=ID) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(plan_xlsx(book, t)))


@cache
def usual() -> openpyxl.Workbook:
    """The workbook of the usual plan; nobody changes it."""
    return opened()


def rows(sheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_sheets_are_summary_plan_districts_and_agencies():
    assert usual().sheetnames == [
        "Ringkasan", "Rencana", "Kramat", "@Mancak", "Kosong", "Dinkes",
    ]  # fmt: skip


def test_the_plan_has_all_villages_with_codes_as_text():
    assert rows(usual()["Rencana"]) == [
        ("Kode desa", "Desa", "Kecamatan", "Triwulan", "Kebutuhan",
         "Manfaat hilang bila diganti", "Ketepatan"),
        ("36.04.01.2001", "=HYPERLINK(A1)", "Kramat", "2027-Q1", 1201, 407.5, "tepat"),
        ("36.04.02.2005", "+62", "@Mancak", "2027-Q2", None, 0, "paling sedikit"),
    ]  # fmt: skip


def test_a_district_has_its_own_villages_and_one_without_says_so():
    book = usual()
    assert [row[0] for row in rows(book["@Mancak"])] == ["Kode desa", "36.04.02.2005"]
    assert rows(book["Kosong"]) == [
        ("Kosong",),
        ("Tidak ada desa rencana yang masuk lembar ini.",),
    ]


def test_an_agency_has_a_column_per_indicator_and_unknown_is_no_zero():
    head, one = rows(usual()["Dinkes"])
    assert head[-2:] == ("D02 kekurangan KIA (anak)", "L05 kekurangan Gizi")
    assert one[-2:] == (7, None)


def test_case_65_texts_that_look_like_formulas_stay_texts():
    kinds = {
        cell.data_type
        for sheet in usual().worksheets
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None
    }
    assert kinds == {"s", "n"}
    assert ("Hasil", "=1+1") in rows(usual()["Ringkasan"])


def test_tables_are_filtered_and_their_heads_stay():
    for name in ("Rencana", "Kramat", "@Mancak", "Dinkes"):
        sheet = usual()[name]
        assert (sheet.freeze_panes, sheet.auto_filter.ref[:3]) == ("C2", "A1:")


def test_made_up_plans_say_so_in_every_row_and_on_every_page():
    book = opened(replace(BOOK, made_up=True))
    for name in ("Rencana", "Kramat", "Dinkes"):
        head, *lines = rows(book[name])
        assert (head[-1], {line[-1] for line in lines}) == ("Keterangan", {MARK})
    assert {MARK in sheet.oddHeader.right.text for sheet in book.worksheets} == {True}
    assert ("Perhatian", MARK) in rows(book["Ringkasan"])
    assert MARK not in {text for _, text in rows(usual()["Ringkasan"])}


def test_a_page_names_area_period_and_revision():
    footers = {sheet.oddFooter.left.text for sheet in usual().worksheets}
    assert footers == {"Kabupaten Serang · s.d. Triwulan III 2026 · revisi 2"}


def test_the_same_plan_gives_the_same_bytes():
    assert plan_xlsx(BOOK, ID) == plan_xlsx(BOOK, ID)


def test_an_empty_plan_still_says_what_was_assumed():
    book = opened(replace(BOOK, villages=VILLAGES.iloc[:0], agencies=()))
    assert rows(book["Rencana"])[1] == ("Tidak ada desa rencana yang masuk lembar ini.",)
    assert ("Hasil", "=1+1") in rows(book["Ringkasan"])


@pytest.mark.parametrize(
    ("book", "t", "name"),
    [
        (BOOK, ID, "rencana-2027-Q1-2028-Q4-revisi-2.xlsx"),
        (replace(BOOK, made_up=True), EN, "plan-2027-Q1-2028-Q4-revision-2-SAMPLE-DATA.xlsx"),
    ],
)
def test_file_name_says_what_is_inside(book, t, name):
    assert plan_file_name(book, t) == name


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (["Kramat", "KRAMAT", "kramat"], ["Kramat", "KRAMAT (2)", "kramat (3)"]),
        (["a/b[c]:*?\\"], ["a b c"]),
        (["x" * 40, "x" * 50], ["x" * 31, "x" * 27 + " (2)"]),
        (["'Kec'", "", "''", "History"], ["Kec", "-", "- (2)", "History (2)"]),
        (["\N{GRINNING FACE}" * 20], ["\N{GRINNING FACE}" * 15]),
    ],
)
def test_sheet_names_are_safe_and_each_is_there_once(wanted, names):
    assert sheet_names(wanted) == names


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_names_make_sheet_names_that_excel_takes(wanted):
    names = sheet_names(wanted)
    assert len({one.casefold() for one in names}) == len(wanted)
    for one in names:
        assert 1 <= len(one.encode("utf-16-le")) // 2 <= 31
        assert not set(one) & set("[]:*?/\\")
        assert not one.startswith("'")
        assert not one.endswith("'")


@pytest.mark.parametrize("name", ["=1+1", "a'b", "\x00\x07", "\ud7ff", "{}"])
def test_odd_district_names_open_again(name):
    book = replace(BOOK, districts=(("36.04.01", name),), agencies=())
    assert len(opened(book).sheetnames) == 3
