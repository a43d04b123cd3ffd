"""The workbook of everything against the documents of ``gaps``, ``status`` and ``plan``."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from typing import Any

import openpyxl
import pandas as pd
import pytest

from kampungkb.exports.book import book_xlsx
from kampungkb.i18n.translator import translator
from kampungkb.model.tables import CLASSIFICATIONS, shaped
from kampungkb.store.scenarios import Scenario
from kampungkb.tasks.book_content import book_content, book_source
from kampungkb.tasks.ledger import gap_document, ledger, status_document
from kampungkb.tasks.plan import answer, plan_document
from kampungkb.tasks.plan_assumptions import Assumptions
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.scenario import offer_of
from kampungkb.tasks.snapshot import Snapshot
from tests.tasks.snapshots import KIA, KKB, reported, snapshot
from tests.villages import (
    DISTRICTS,
    VILLAGES,
    areas,
    dictionary,
    formation,
    formations,
    published,
    seen,
)

ID, EN = translator("id"), translator("en")
AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
MARK = "DATA CONTOH, bukan angka resmi"
WISH = Assumptions(
    share=Fraction(2, 3), start="2027-Q1", by="2027-Q4", per_quarter=1, needs={"D02": Fraction(1)}
)
# Header of the workbook, field of ``gaps``.
FIGURES = {
    "Pembilang": "numerator", "Penyebut": "denominator", "Nilai": "value", "Sasaran": "target",
    "Tahun sasaran": "target_year", "Kekurangan": "shortfall",
    "Penyebut dikurangi pembilang": "unserved", "Batas bawah selang 95 persen": "low",
    "Batas atas selang 95 persen": "high",
}  # fmt: skip


def made(of: Snapshot, announced: Scenario | None = None, t=ID, as_of: str | None = None):
    source = book_source(of, ledger(of, as_of), t, announced=announced, printed_at=AT)
    return book_content(source)


def opened(*args: Any, t=ID, **more: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book_xlsx(made(*args, t=t, **more), t)))


@cache
def usual() -> openpyxl.Workbook:
    """The workbook of nine villages; nobody changes it."""
    return opened(snapshot(*reported()), planned()[0])


@cache
def planned() -> tuple[Scenario, dict[str, Any]]:
    """A plan as it was announced, and the document of ``plan``."""
    of = snapshot(*reported())
    found = answer(Basis(snapshot=of, ledger=ledger(of)), WISH, today=date(2026, 11, 25))
    offer = offer_of(found)
    assert offer is not None
    announced = Scenario(
        scenario_id=1, version=2, action="announced", name="=Rencana <b>", author="Sari",
        agency="Bappeda", saved_at=AT, data_revision=1, assumptions=offer.assumptions,
        plan=offer.plan, summary=offer.summary, note="Disepakati", announced=True,
        withdrawn=False,
    )  # fmt: skip
    return announced, plan_document(found, ID)


def records(book: openpyxl.Workbook, sheet: str) -> list[dict[str, Any]]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def lines(book: openpyxl.Workbook, sheet: str = "Ringkasan") -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("sheet", "level"),
    [
        ("Indikator", "regency"), ("Perangkat daerah", "agency"),
        ("Kesenjangan kecamatan", "district"), ("Kesenjangan desa", "village"),
    ],
)  # fmt: skip
def test_the_gaps_are_those_that_gaps_prints(sheet, level):
    wanted = gap_document(snapshot(*reported()), level)["rows"]
    found = records(usual(), sheet)
    assert len(found) == len(wanted)
    for row, one in zip(found, wanted, strict=True):
        assert row["Indikator"] == one["indicator"]
        assert one["name"] in row.values()
        if level != "agency":
            assert row[next(iter(row))] == one["code"]
        for header, field in FIGURES.items():
            # A file of Excel holds sixteen digits of a number; a count has fewer.
            shown = None if pd.isna(one[field]) else pytest.approx(one[field], rel=1e-15, abs=0)
            assert row[header] == shown, (one, header)


def test_the_verdicts_and_units_are_in_words():
    first = next(one for one in records(usual(), "Indikator") if one["Indikator"] == "D02")
    assert first["Status capaian"] == ID("verdict.below")
    assert (first["Satuan"], first["Kekurangan dihitung dalam"]) == ("%", "anak")
    assert (first["Jumlah desa"], first["Desa dengan nilai"]) == (9, 7)
    index = next(one for one in records(usual(), "Kesenjangan desa") if one["Indikator"] == "IDM")
    assert (index["Nilai"], index["Satuan"], index["Status terbit"]) == (
        0.6792, "indeks", "Berkembang",
    )  # fmt: skip


def test_the_figures_of_the_first_sheet_are_those_of_status():
    status = status_document(snapshot(*reported()))
    said = dict(lines(usual()))
    assert said["Jumlah desa terbentuk"] == str(status["formed"]) == "2"
    assert said["Di antaranya tercatat resmi"] == str(status["formed_official"]) == "1"
    assert said["Sasaran 75\N{NO-BREAK SPACE}%"] == (
        f"{status['target_villages']} desa; masih perlu {status['to_form']}"
    )
    assert said["Semua desa"] == "9 desa; masih perlu 7"
    assert said["Perhatian"] == MARK


def test_the_plan_is_that_which_plan_prints():
    _, document = planned()
    assert [
        (one["Kode desa"], one["Triwulan"], one["Kebutuhan"]) for one in records(usual(), "Rencana")
    ] == [(one["code"], one["quarter"], one["need"]) for one in document["villages"]]
    assert {one["Keterangan"] for one in records(usual(), "Rencana")} == {MARK}
    about = [line[1:] for line in lines(usual(), "Sumber dan definisi") if line[0] == "Rencana"]
    assert ("Rencana", "=Rencana <b>") in about
    assert ("Disusun oleh", "Sari (Bappeda), 25 November 2026 10.00 WIB") in about
    assert ("Keterangan", "Disepakati") in about


def test_a_need_that_is_not_known_is_empty_and_never_0():
    needs = {one["Kode desa"]: one["Kebutuhan"] for one in records(usual(), "Rencana")}
    _, document = planned()
    unknown = set(document["need_unknown"]) & set(needs)
    assert {code for code, need in needs.items() if need is None} == unknown


def test_without_an_announced_plan_the_sheet_says_so():
    book = opened(snapshot(*reported()))
    assert lines(book, "Rencana") == [
        ("Rencana pembentukan yang diumumkan",), ("Belum ada data untuk lembar ini.",),
    ]  # fmt: skip
    assert ("Rencana", "Rencana", "Belum ada rencana yang diumumkan.") in lines(
        book, "Sumber dan definisi"
    )


def test_a_plan_that_this_program_cannot_read_still_lists_its_villages():
    odd = replace(planned()[0], assumptions="{}", summary="?", plan={"36.04.99.2001": "2027-Q1"})
    assert records(opened(snapshot(*reported()), odd), "Rencana") == [
        {
            "Kode desa": "36.04.99.2001", "Desa": None, "Kecamatan": None, "Triwulan": "2027-Q1",
            "Kebutuhan": None, "Status Kampung KB": ID("verdict.not_formed"), "Keterangan": MARK,
        }
    ]  # fmt: skip


def test_the_formed_villages_with_day_document_and_class():
    rows = [
        {"village_code": VILLAGES[8], "period": "2025", "origin": "official",
         "class_name": "mandiri", "revision": 1},
        {"village_code": VILLAGES[8], "period": "2026", "origin": "illustrative",
         "class_name": "berkembang", "revision": 1},
    ]  # fmt: skip
    classes = shaped(pd.DataFrame(rows, columns=list(CLASSIFICATIONS), dtype=object),
                     CLASSIFICATIONS)  # fmt: skip
    listed = formations(
        formation(8, formed_on=date(2024, 3, 1), document="SK <i>1</i>"),
        formation(1, origin="illustrative"),
    )
    book = opened(snapshot(*reported(), formations=listed, classifications=classes))
    found = [list(one.values())[3:] for one in records(book, "Desa terbentuk")]
    assert [one["Kode desa"] for one in records(book, "Desa terbentuk")] == [
        VILLAGES[1], VILLAGES[8],
    ]  # fmt: skip
    # The class of 2026 is made up, and that of 2026 is the latest.
    assert found == [
        [None, None, None, "data contoh", MARK],
        ["2024-03-01", "berkembang", "SK <i>1</i>", "resmi", MARK],
    ]


def test_shortfalls_by_district_and_by_agency_add_up_to_the_regency():
    whole = next(
        one for one in gap_document(snapshot(*reported()), "regency")["rows"]
        if one["indicator"] == "D02"
    )  # fmt: skip
    parts = records(usual(), "Kekurangan kecamatan")
    assert sum(one["Dinkes"] for one in parts) == whole["shortfall"]
    assert [one["Kode kecamatan"] for one in parts] == list(DISTRICTS)
    totals = records(usual(), "Kekurangan OPD")
    assert [(one["Perangkat daerah"], one["Jumlah kekurangan"]) for one in totals] == [
        ("Dinkes", whole["shortfall"])
    ]


def test_every_table_behind_the_pages_is_there_in_both_languages():
    indonesian = usual().sheetnames
    english = opened(snapshot(*reported()), planned()[0], t=EN).sheetnames
    assert indonesian == [
        "Ringkasan", "Grafik", "Indikator", "Perangkat daerah", "Kekurangan OPD",
        "Kesenjangan kecamatan",
        "Kekurangan kecamatan", "Kesenjangan desa", "Peringkat", "Indikator per periode",
        "Perjalanan", "Desa terbentuk", "Tahapan desa", "Tahapan kecamatan", "Rencana",
        "Konvergensi", "Kunjungan OPD", "Temuan mutu", "Kelengkapan", "Perlu dipastikan", "Kamus",
        "Sasaran", "Angka terbit", "Daftar sumber", "Sumber dan definisi",
    ]  # fmt: skip
    assert len(english) == len(indonesian)
    assert english[:3] == ["Summary", "Charts", "Indicators"]


def test_the_charts_hold_the_course_and_the_shortfalls():
    of = snapshot(
        *reported(),
        formations=formations(formation(8, formed_on=date(2026, 2, 1)), formation(1)),
    )
    course, parts, totals = made(of).charts
    assert (course.sheet, course.rows) == ("Perjalanan", 12)
    assert [(one.column, one.kind) for one in course.series] == [
        (3, "known"), (4, "bound"), (5, "expected"), (6, "bound"), (7, "target"), (8, "target"),
    ]  # fmt: skip
    assert (parts.sheet, parts.rows, [one.column for one in parts.series]) == (
        "Kekurangan kecamatan", 3, [2],
    )  # fmt: skip
    assert (totals.sheet, totals.rows) == ("Kekurangan OPD", 1)
    last = records(opened(of), "Perjalanan")[0]
    assert [last["Triwulan"], last["Jumlah terbentuk"], last["Semua desa"]] == ["2026-Q1", 2, 9]
    assert last["Sasaran 75\N{NO-BREAK SPACE}%"] == 7


def test_the_dictionary_its_targets_and_what_was_published():
    of = snapshot(*reported(), published=published({"numerator": 5, "denominator": 10,
                                                    "value": 0.5}))  # fmt: skip
    book = opened(of)
    assert [one["Kode"] for one in records(book, "Kamus")] == ["K01", "D02", "L02", "IDM"]
    targets = {one["Kode"]: one for one in records(book, "Sasaran")}
    assert list(targets) == ["K01", "D02", "L02"]
    assert (targets["D02"]["Tahun"], targets["D02"]["Dipakai menghitung kekurangan"]) == (
        "2024", "ya",
    )  # fmt: skip
    assert [one["Nilai"] for one in records(book, "Angka terbit")] == [0.5]


def test_an_earlier_period_has_the_figures_of_that_period():
    of = snapshot(*reported())
    book = opened(of, as_of="2025-Q4")
    wanted = gap_document(of, "regency", indicator="D02", as_of="2025-Q4")["rows"][0]
    row = next(one for one in records(book, "Indikator") if one["Indikator"] == "D02")
    assert (row["Pembilang"], row["Periode"]) == (wanted["numerator"], "2025-Q4") == (
        320, "2025-Q4",
    )  # fmt: skip
    assert ("Keadaan s.d.", "Triwulan IV 2025") in lines(book)


def test_one_district():
    kept = areas()
    inside = kept["code"].eq("36.04") | kept["code"].str.startswith(DISTRICTS[2])
    kept = kept[inside].reset_index(drop=True)
    of = snapshot(seen(7, 1, 7), areas=kept)
    book = opened(of)
    found = records(book, "Kesenjangan kecamatan")
    assert [(one["Indikator"], one["Jumlah desa"]) for one in found] == [("K01", 2), ("D02", 2)]
    assert dict(lines(book))["Desa"] == "2"


@pytest.mark.parametrize("t", [ID, EN])
def test_no_data(t):
    of = snapshot(
        formations=formations(), areas=areas().iloc[:0], dictionary=dictionary(KKB, KIA)
    )  # fmt: skip
    content = made(of, t=t)
    assert content.is_made_up is False
    assert [one.rows for one in content.charts] == [0, 0, 0]
    book = opened(of, t=t)
    nothing = t("book.nothing")
    empty = [sheet.title for sheet in book if sheet["A2"].value == nothing]
    assert len(empty) == len(book.sheetnames) - 5
    # The two sheets to read, the dictionary, its targets, and what was never reported.
