"""19: merged cells of a header say which columns they are about, and no others."""

import io
from typing import Any

import openpyxl

from tests.uploads.tables import CODES, Store, kinds


def workbook(*rows: list[Any], merged: tuple[str, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_case_19_a_group_ends_where_its_merged_cell_ends(store: Store):
    # "penyebut" of D02 stands beside a column that belongs to no group.
    data = workbook(
        ["kode_desa", "D02", None, None, "L15", None],
        [None, "pembilang", "penyebut", "keterangan", "pembilang", "penyebut"],
        [CODES[0], 12, 30, "lengkap", 5, 9],
        merged=("A1:A2", "B1:C1", "E1:F1"),
    )
    document = store.imported(data, "a.xlsx", dry_run=False, period="2026-Q3")
    assert (document["verdict"], kinds(document)) == ("accepted", [])
    assert store.values("D02") == [(CODES[0], "2026-Q3", 12, 30, None)]
    assert store.values("L15") == [(CODES[0], "2026-Q3", 5, 9, None)]


def test_case_19_a_group_reaches_over_all_its_columns(store: Store):
    # Without the merged cell the quarter would stand above its first column alone.
    data = workbook(
        ["kode_desa", "Triwulan I 2026", None, None, None],
        [None, "D01", None, "L16", None],
        [None, "pembilang", "penyebut", "pembilang", "penyebut"],
        [CODES[0], 12, 30, 5, 9],
        merged=("A1:A3", "B1:E1", "B2:C2", "D2:E2"),
    )
    document = store.imported(data, "b.xlsx", dry_run=False)
    assert document["verdict"] == "accepted"
    assert store.values("D01") == [(CODES[0], "2026-Q1", 12, 30, None)]
    assert store.values("L16") == [(CODES[0], "2026-Q1", 5, 9, None)]


def test_case_19_a_header_cell_that_hangs_down(store: Store):
    data = workbook(
        ["kode_desa", "periode", "L17", None],
        [None, None, "pembilang", "penyebut"],
        [CODES[0], "2026-Q2", 12, 30],
        merged=("A1:A2", "B1:B2", "C1:D1"),
    )
    store.imported(data, "c.xlsx", dry_run=False)
    assert store.values("L17") == [(CODES[0], "2026-Q2", 12, 30, None)]
