"""Ranks, visits, courses and changes in the workbook, against the pages that show them."""

import io
from datetime import UTC, datetime
from functools import cache
from typing import Any

import openpyxl
import pytest

from kampungkb.exports.book import book_xlsx
from kampungkb.i18n.translator import translator
from kampungkb.tasks.book_content import book_content, book_source
from kampungkb.tasks.convergence_agency import agency
from kampungkb.tasks.convergence_tables import visit_listing
from kampungkb.tasks.gaps_finding import Told
from kampungkb.tasks.gaps_tables import ranking_table, unit_table
from kampungkb.tasks.gaps_time import indicator_values, moved
from kampungkb.tasks.gaps_view import gap_scope, ranked, shown_units
from kampungkb.tasks.ledger import ledger
from tests.tasks.snapshots import IDM, KIA, KKB, reported, snapshot
from tests.villages import dictionary, indicator, seen

ID = translator("id")
AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
MARK = "DATA CONTOH, bukan angka resmi"


def opened(of) -> openpyxl.Workbook:
    made = book_content(book_source(of, ledger(of), ID, announced=None, printed_at=AT))
    return openpyxl.load_workbook(io.BytesIO(book_xlsx(made, ID)))


@cache
def usual() -> openpyxl.Workbook:
    """The workbook of nine villages; nobody changes it."""
    return opened(snapshot(*reported()))


def records(book: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def told(of, level, code="D02"):
    book = ledger(of)
    return Told(
        t=ID, snapshot=of, ledger=book, scope=gap_scope(of, book, "all"),
        shown=shown_units("ranking", level, None, of.parents),
        values=indicator_values(of, book, code, None),
    )  # fmt: skip


def cells(columns, name):
    """The cells of a column of a page's file, as a spreadsheet has them."""
    (found,) = [column for column in columns if column.name == name]
    return [float(one) if one is not None and not isinstance(one, str) else one
            for one in found.cells]  # fmt: skip


@pytest.mark.parametrize("level", ["village", "district"])
def test_the_ranks_are_those_of_the_page(level):
    of = snapshot(*reported())
    known = told(of, level)
    ranks = ranked(known.scope, KIA, level, of.district_of)
    ranks = ranks[ranks["rank"].notna()]
    page = ranking_table(known, KIA, ranks, known.scope.rows(level, "D02")).columns
    words = {"village": "Desa", "district": "Kecamatan"}[level]
    own = [one for one in records(usual(), "Peringkat")
           if (one["Indikator"], one["Tingkat"]) == ("D02", words)]  # fmt: skip
    assert len(own) == {"village": 7, "district": 1}[level]
    assert [one["Kode wilayah"] for one in own] == list(ranks["code"])
    for header in ("Peringkat", "Peringkat terbaik yang mungkin",
                   "Peringkat terakhir yang mungkin", "Nilai", "Nilai tersusutkan"):  # fmt: skip
        assert [one[header] for one in own] == pytest.approx(cells(page, header), rel=1e-14)
    assert {one["Jumlah dalam peringkat"] for one in own} == {len(own)}


def test_equal_values_share_the_best_of_their_ranks_and_say_so():
    of = snapshot(*(seen(place, indicator="IDM", value=value, period="2024")
                    for place, value in enumerate((0.5, 0.7, 0.5, 0.6))))  # fmt: skip
    own = [one for one in records(opened(of), "Peringkat")
           if (one["Indikator"], one["Tingkat"]) == ("IDM", "Desa")]  # fmt: skip
    assert [
        (one["Nama wilayah"], one["Peringkat"], one["Seri"], one["Peringkat terbaik yang mungkin"],
         one["Peringkat terakhir yang mungkin"], one["Satuan"])
        for one in own
    ] == [
        ("Desa 0", 3, "ya", 3, 4, "indeks"), ("Desa 2", 3, "ya", 3, 4, "indeks"),
        ("Desa 3", 2, "tidak", 2, 2, "indeks"), ("Desa 1", 1, "tidak", 1, 1, "indeks"),
    ]  # fmt: skip


def test_the_visits_are_those_of_the_page_of_each_agency():
    of = snapshot(*reported())
    known = ledger(of)
    page = visit_listing(agency(of, known, "Dinkes"), of, known, (), ID).columns
    found = records(usual(), "Kunjungan OPD")
    assert {one["Perangkat daerah"] for one in found} == {"Dinkes"}
    assert [one["Kode desa"] for one in found] == cells(page, "Kode desa")
    for header in ("No.", "Indikator tanpa nilai", "Indikator dengan nilai usang"):
        assert [one[header] for one in found] == cells(page, header)
    assert [one["Kekurangan layanan"] for one in found] == cells(page, "D02 id")
    assert [
        (one["No."], one["Desa"], one["Kekurangan layanan"], one["Rincian kekurangan"])
        for one in found if one["Desa"] in ("Desa 0", "Desa 3", "Desa 8")
    ] == [
        (1, "Desa 0", 50, "D02 id 50"), (None, "Desa 3", None, None), (None, "Desa 8", None, None),
    ]  # fmt: skip


def test_a_visit_names_the_services_that_add_up_and_those_that_are_not_known():
    more = indicator("L05", "0.9")
    of = snapshot(
        seen(0, 10, 100), seen(0, 50, 100, indicator="L05"), seen(1, 20, 100),
        dictionary=dictionary(KKB, KIA, more, IDM),
    )  # fmt: skip
    first, second = records(opened(of), "Kunjungan OPD")[:2]
    assert (first["Kekurangan layanan"], first["Rincian kekurangan"]) == (
        90, "D02 id 50; L05 id 40",
    )  # fmt: skip
    assert (second["Kekurangan layanan"], second["Rincian kekurangan"]) == (
        40, "D02 id 40; L05 id belum ada data",
    )  # fmt: skip
    assert second["Indikator tanpa nilai"] == 1


@pytest.mark.parametrize(
    ("sheet", "level"), [("Kesenjangan desa", "village"), ("Kesenjangan kecamatan", "district")]
)
def test_the_changes_are_those_of_the_page_of_the_gaps(sheet, level):
    of = snapshot(*reported())
    known = told(of, level)
    rows = known.scope.rows(level, "D02")
    changed = moved(known.scope, known.values, known.ledger.terms, of.area_code, level)
    page = unit_table(known, KIA, rows, changed).columns
    own = {next(iter(one.values())): one for one in records(usual(), sheet)
           if one["Indikator"] == "D02"}  # fmt: skip
    assert list(own) == list(rows["code"])
    points = [None if one is None else pytest.approx(100 * one) for one in cells(page, "Perubahan")]
    assert [one["Perubahan"] for one in own.values()] == points
    assert any(one["Perubahan"] for one in own.values())
    assert [one["Periode pembanding"] for one in own.values()] == cells(page, "Periode pembanding")


def test_a_change_of_shares_is_in_percentage_points_and_an_old_value_is_stale():
    first = next(one for one in records(usual(), "Kesenjangan desa") if one["Indikator"] == "D02")
    assert (first["Perubahan"], first["Periode pembanding"], first["Arah perubahan"]) == (
        -30, "2025-Q4", "memburuk",
    )  # fmt: skip
    sheet = usual()["Kesenjangan desa"]
    at = [cell.value for cell in sheet[1]].index("Perubahan")
    forms = {row[at].number_format for row in sheet.iter_rows(min_row=2) if row[at].value}
    assert forms == {'+0.00" poin persen";-0.00" poin persen";0.00" poin persen"'}
    stale = {(one["Indikator"], one["Kode wilayah"]): one["Usang"]
             for one in records(usual(), "Indikator")}  # fmt: skip
    assert [stale[code, "36.04"] for code in ("D02", "IDM")] == ["tidak", "ya"]
    # The formation list holds days, and a village without a value has none that could be old.
    without = [one for one in records(usual(), "Kesenjangan desa") if one["Nilai"] is None]
    assert {one["Usang"] for one in without if one["Periode"] is None} == {None}


def test_the_course_holds_each_period_by_itself():
    own = records(usual(), "Indikator per periode")
    assert [(one["Indikator"], one["Periode"], one["Pembilang"], one["Penyebut"],
             one["Desa dengan nilai"]) for one in own] == [
        ("D02", "2026-Q1", 287, 517, 7), ("D02", "2025-Q4", 320, 800, 8),
        ("IDM", "2024", None, None, 2),
    ]  # fmt: skip
    assert [one["Nilai"] for one in own] == pytest.approx([287 / 517, 0.4, 0.5896])


def test_one_made_up_value_marks_the_rows_that_rest_on_it():
    of = snapshot(*(seen(place, 5 + place, 100, origin="illustrative" if place else "official")
                    for place in range(6)))  # fmt: skip
    book = opened(of)
    notes = {one["Nama wilayah"]: one["Keterangan"] for one in records(book, "Peringkat")
             if (one["Indikator"], one["Tingkat"]) == ("D02", "Desa")}  # fmt: skip
    assert notes == {"Desa 0": None} | {f"Desa {place}": MARK for place in range(1, 6)}
    assert [one["Keterangan"] for one in records(book, "Indikator per periode")] == [MARK]
