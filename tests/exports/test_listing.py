"""Any page's table as files: reopened, the same figures, marked where they are made up."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kampungkb.exports.columns import count_column, share_column, text_column
from kampungkb.exports.listing import Listing, listing_csv, listing_file_name, listing_xlsx
from kampungkb.i18n.translator import translator

ID, EN = translator("id"), translator("en")
MARK = "DATA CONTOH, bukan angka resmi"
PLAIN = Listing(
    topic="kunjungan-Dinkes", sheet="Kunjungan", title="Desa yang dikunjungi",
    area="Kabupaten Serang", as_of="2026-Q3", revision=2,
    columns=(
        text_column("Desa", ["=1+1", None, "A;B"]),
        count_column("Kekurangan", [1200, None, 0], "anak"),
        share_column("Nilai", [Decimal("0.4653"), None, Decimal(1)]),
    ),
    made_up=(False, False, False), about=[("Rumus", "a ÷ b")], sources=("SIAK 2026",),
    printed_at=datetime(2026, 10, 5, 1, 30, tzinfo=UTC),
)  # fmt: skip
MIXED = replace(PLAIN, made_up=(False, True, False))


def cells(data: bytes, delimiter: str) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def sheets(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {one.title: list(one.iter_rows(values_only=True)) for one in book.worksheets}


def test_csv_in_indonesian():
    assert cells(listing_csv(PLAIN, ID), ";") == [
        ["Desa", "Kekurangan (anak)", "Nilai (%)"],
        ["'=1+1", "1200", "46,53"],
        ["", "", ""],
        ["A;B", "0", "100"],
    ]


def test_csv_in_english_marks_the_rows_that_are_made_up():
    assert cells(listing_csv(MIXED, EN), ",") == [
        ["Desa", "Kekurangan (anak)", "Nilai (%)", "Note"],
        ["'=1+1", "1200", "46.53", ""],
        ["", "", "", "SAMPLE DATA, not official figures"],
        ["A;B", "0", "100", ""],
    ]


def test_workbook_holds_figures_as_numbers_and_says_where_they_are_from():
    found = sheets(listing_xlsx(PLAIN, ID))
    assert found["Kunjungan"] == [
        ("Desa", "Kekurangan (anak)", "Nilai"),
        ("=1+1", 1200, 0.4653),
        (None, None, None),
        ("A;B", 0, 1),
    ]
    assert ("Rumus", "a ÷ b") in found["Sumber"]
    assert ("Sumber data", "SIAK 2026") in found["Sumber"]
    assert ("Keadaan s.d.", "Triwulan III 2026") in found["Sumber"]
    assert MARK not in {text for _, text in found["Sumber"]}


def test_workbook_with_one_made_up_row_says_so_everywhere():
    data = listing_xlsx(MIXED, ID)
    found = sheets(data)
    assert list(found) == ["DATA CONTOH Kunjungan", "Sumber"]
    assert [row[-1] for row in found["DATA CONTOH Kunjungan"]] == ["Keterangan", None, MARK, None]
    assert ("Perhatian", MARK) in found["Sumber"]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert {MARK in one.oddHeader.right.text for one in book.worksheets} == {True}


def test_sheet_name_is_one_that_spreadsheets_take():
    odd = replace(MIXED, sheet="Kesenjangan [KIA]: 0-<17 / semua kecamatan")
    (first, _) = sheets(listing_xlsx(odd, ID))
    assert first == "DATA CONTOH Kesenjangan  KIA"


@pytest.mark.parametrize(
    ("listing", "t", "name"),
    [
        (PLAIN, ID, "kunjungan-Dinkes-2026-Q3-revisi-2.xlsx"),
        (MIXED, EN, "kunjungan-Dinkes-2026-Q3-revision-2-SAMPLE-DATA.xlsx"),
        (replace(PLAIN, topic="../é x", as_of=None, revision=1234), ID, "e-x-revisi-1234.xlsx"),
        (replace(PLAIN, topic="desa " * 60, as_of=None), ID, f"{'desa-' * 11}desa-revisi-2.xlsx"),
    ],
)
def test_file_name_says_what_is_inside(listing, t, name):
    assert listing_file_name(listing, t, "xlsx") == name


def test_every_row_has_its_mark():
    with pytest.raises(ValueError, match=r"^columns and marks of different lengths: \[1, 3\]$"):
        replace(PLAIN, made_up=(True,))


@given(st.lists(st.text(max_size=12), max_size=6))
def test_texts_come_back_letter_for_letter(texts):
    one = replace(PLAIN, columns=(text_column("T", texts),), made_up=(False,) * len(texts))
    # An empty text and a missing one are both an empty cell; the apostrophe is for spreadsheets.
    back = [row[0] if row else "" for row in cells(listing_csv(one, ID), ";")[1:]]
    assert [text.removeprefix("'") for text in back] == [text.removeprefix("'") for text in texts]
