"""Bad inputs 19-25: tables below titles, columns too many and too few, sums and formulas."""

from typing import Any

import openpyxl
import pytest

from kampungkb.intake.headers import Meaning
from tests.intake import files
from tests.uploads.tables import (
    CODES,
    FIRST,
    HEAD,
    SECOND,
    Store,
    found,
    kinds,
    long_table,
    of_severity,
    where,
)

NAMES = HEAD.split(",")
# With a birthday in it, 12 March 1999.
NIK = "3604231203990001"


def workbook(*rows: list[Any], merged: tuple[str, ...] = ()) -> bytes:
    """A workbook of one sheet "Data"."""

    def change(book: openpyxl.Workbook) -> None:
        for area in merged:
            book["Data"].merge_cells(area)

    return files.xlsx(rows, change)


def faults(store: Store, data: bytes, name: str = "data.csv", **request: Any) -> list[tuple]:
    """Kind and place of the errors of a file that the common rule applies to."""
    document = store.refused(data, name, **request)
    return [(one["kind"], *where(one)) for one in of_severity(document, "error")]


def test_case_19_a_table_below_titles_and_merged_cells(store):
    data = workbook(
        ["REKAPITULASI KARTU IDENTITAS ANAK (KIA)"],
        ["Kabupaten Serang, Triwulan III 2026"],
        [],
        ["No", "Kecamatan", "Desa", "Jumlah anak", None],
        [None, None, None, "Pembilang", "Penyebut"],
        [1, "Cikeusal", "Mongpok", 120, 200],
        [2, "Cikeusal", "Sukamaju", 10, 20],
        ["Jumlah", None, None, 130, 220],
        ["Sumber: Disdukcapil Kabupaten Serang"],
        merged=("A1:E1", "D4:E4", "A4:A5", "B4:B5", "C4:C5"),
    )
    document = store.imported(data, "rekap.xlsx", dry_run=False)
    assert document["verdict"] == "accepted"
    assert (document["rows_read"], document["rows_taken"]) == (4, 2)
    assert document["rows_left_out"] == {"note": 1, "total": 1}
    assert store.values() == [
        (CODES[1], "2026-Q3", 10, 20, None), (CODES[0], "2026-Q3", 120, 200, None),
    ]  # fmt: skip


def test_case_19_a_sheet_without_any_header(store):
    data = workbook(["Laporan"], ["Mongpok", 12, 30])
    assert faults(store, data, "a.xlsx") == [("header_not_found", "Data", None, None, None)]
    assert faults(store, b"Mongpok;12;30\n") == [("header_not_found", None, None, None, None)]


def test_case_19_a_header_that_a_person_points_at(store):
    rows = long_table(FIRST + "110,190,", head="a,b,c\n" + HEAD)
    wrong = store.imported(rows, header_row=0)
    right = store.imported(rows, header_row=1)
    assert (wrong["verdict"], right["verdict"], right["rows_read"]) == ("refused", "accepted", 1)


@pytest.mark.parametrize(
    ("head", "row", "twice", "message"),
    [
        (HEAD + ",nilai", FIRST + "12,30,,5", "nilai", "Kolom nilai dan kolom nilai"),
        (HEAD + ",Nama Desa", FIRST + "12,30,,Mongpok", "Nama Desa", "Nama Desa dan kolom desa"),
        (HEAD + ",numerator", FIRST + "12,30,,12", "numerator", "numerator dan kolom pembilang"),
    ],
)
def test_case_20_a_header_twice(store, head, row, twice, message):
    document = store.refused(long_table(row, head=head))
    one = found(document, "header_twice")
    assert (one["severity"], where(one)) == ("error", (None, 1, twice, twice))
    assert message in one["message"]


def test_case_20_two_columns_of_one_indicator_and_period(store):
    data = workbook(["kode_desa", "D01 nilai", "D01 capaian"], [CODES[0], 60, 60])
    assert faults(store, data, "a.xlsx", period="2026-Q3") == [
        ("header_twice", "Data", 1, "D01 capaian", "D01 capaian")
    ]


@pytest.mark.parametrize(
    ("head", "missing", "nearest"),
    [
        ("kode_desa,penbilang,penyebut", "pembilang", ["penbilang"]),
        ("kode_desa,pembilang,penyebot", "penyebut", ["penyebot"]),
        ("kodedes,pembilang,penyebut", "kode_desa, desa", ["kodedes"]),
        ("kode_desa,pembilang,uang", "penyebut", []),
        ("kode_desa,kecamatan,desa", "nilai", []),
    ],
)
def test_case_21_a_column_missing(store, head, missing, nearest):
    data = long_table(CODES[0] + ",12,30", head=head)
    document = store.refused(data, indicator="D02", period="2026-Q3")
    one = found(document, "column_missing")
    assert (where(one), one["expected"]) == ((None, 1, missing, None), missing)
    assert one["suggestions"] == nearest
    assert (nearest or ["–"])[0] in one["message"]
    assert len(of_severity(document, "error")) == 1
    # What was there is counted all the same.
    assert document["rows_read"] == 1


def test_case_21_a_column_that_a_person_assigned_is_not_missing(store):
    data = long_table(CODES[2] + ",12,30", head="kode_desa,penbilang,penyebut")
    document = store.imported(
        data, indicator="D02", period="2026-Q3", columns={1: Meaning(role="numerator")}
    )
    assert (document["verdict"], document["changes"]["new"]) == ("accepted", 1)


def test_case_22_further_columns_are_listed(store):
    data = long_table(FIRST + "110,190,,x,y", head=HEAD + ",Cuaca,Keadaan jalan")
    document = store.imported(data, dry_run=False)
    one = found(document, "columns_left_out")
    assert (document["verdict"], one["severity"]) == ("accepted", "info")
    assert where(one) == (None, 1, None, "Cuaca, Keadaan jalan")
    assert one["message"] == "2 kolom tidak dibaca: Cuaca, Keadaan jalan."
    assert (CODES[0], "2026-Q3", 110, 190, None) in store.values()


@pytest.mark.parametrize(
    ("head", "cell", "row", "column"),
    [
        (HEAD + ",NIK", NIK, 1, "NIK"),
        (HEAD + ",Nama Ibu", "Siti", 1, "Nama Ibu"),
        (HEAD + ",Keterangan", f"Siti NIK {NIK}", 2, "Keterangan"),
        (HEAD + ",", f"'{NIK}", 2, "nilai"),
    ],
)
def test_case_23_personal_data(store, head, cell, row, column):
    text = FIRST + f"12,30,,{cell}" if head != HEAD + "," else FIRST + f"12,30,{cell}"
    data, kept = long_table(text, head=head.rstrip(",")), store.files()
    document = store.refused(data)
    assert [where(one) for one in of_severity(document, "error")] == [(None, row, column, None)]
    assert "Berkas ini tidak disimpan" in found(document, "personal_data")["message"]
    for hidden in (NIK, "Siti"):
        assert hidden not in repr(document)
        assert hidden not in repr(store.content())
        assert hidden not in repr(store.attempts().to_dict("records"))
    assert store.files() == kept


def test_case_23_a_hidden_sheet_with_personal_data_refuses_the_workbook(store):
    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Lampiran")
        sheet.append(["NIK", "Nama Lengkap"])
        sheet.append([int(NIK), "Siti"])
        sheet.sheet_state = "hidden"

    data = files.xlsx([NAMES, [CODES[0], None, None, "D02", "2026-Q3", 12, 30]], change)
    assert faults(store, data, "a.xlsx", sheet="Data") == [
        ("personal_data", "Lampiran", 1, "NIK", None),
        ("personal_data", "Lampiran", 1, "Nama Lengkap", None),
    ]


def test_case_24_rows_of_sums_are_left_out_and_said(store):
    data = long_table(
        SECOND + "10,20,", "JUMLAH,,,D02,2026-Q3,12,30,", "Total,,,,,12,30,",
        ",Kecamatan Cikeusal,Jumlah,D02,2026-Q3,12,30,", ",,,,,,,", "Catatan: data sementara",
        ",Kab. Serang,,D02,2026-Q3,12,30,",
    )  # fmt: skip
    before = store.values()
    document = store.imported(data, dry_run=False)
    one = found(document, "total_rows_left_out")
    assert (one["severity"], where(one)) == ("info", (None, 3, None, "3, 4, 5, 8"))
    assert one["message"] == "4 baris jumlah tidak dibaca: baris 3, 4, 5, 8."
    # The blank row counts for nothing.
    assert (document["rows_read"], document["rows_taken"]) == (6, 1)
    assert document["rows_left_out"] == {"note": 1, "total": 4}
    assert {*store.values()} <= {*before, (CODES[1], "2026-Q3", 10, 20, None)}


@pytest.mark.parametrize(
    ("row", "column", "formula"),
    [
        ([CODES[0], None, None, "D02", "2026-Q3", "=1+1", 30], "pembilang", "=1+1"),
        ([CODES[0], None, None, "D02", "2026-Q3", 1, "=F2*2"], "penyebut", "=F2*2"),
        ([CODES[0], None, None, "D02", "2026-Q3", None, None, "=1/2"], "nilai", "=1/2"),
        ([CODES[0], None, None, "D02", '="2026-Q3"', 1, 30], "periode", '="2026-Q3"'),
        ([CODES[0], None, None, '="D02"', "2026-Q3", 1, 30], "indikator", '="D02"'),
        (["=A9", "Cikeusal", "Mongpok", "D02", "2026-Q3", 1, 30], "kode_desa", "=A9"),
        ([None, "Cikeusal", "=C9", "D02", "2026-Q3", 1, 30], "desa", "=C9"),
    ],
)
def test_case_25_a_formula_without_a_stored_value(store, row, column, formula):
    data = files.xlsx([NAMES, row])
    assert faults(store, data, "a.xlsx") == [("formula_without_value", "Data", 2, column, formula)]


def test_case_25_in_the_form_of_formations(store):
    head = ["kode_desa", "terbentuk", "tanggal terbentuk"]
    data = workbook(head, [CODES[0], '=IF(A2=1,"ya","tidak")', None], [CODES[1], "ya", "=TODAY()"])
    assert faults(store, data, "a.xlsx") == [
        ("formula_without_value", "Data", 2, "terbentuk", '=IF(A2=1,"ya","tidak")'),
        ("formula_without_value", "Data", 3, "tanggal terbentuk", "=TODAY()"),
    ]


def test_case_25_a_formula_of_places_is_said_once_and_not_for_every_row(store):
    rows = [[f"=A{at}", "", "", "D02", "2026-Q3", 1, 30] for at in range(10, 30)]
    assert faults(store, files.xlsx([NAMES, *rows]), "a.xlsx") == [
        ("formula_without_value", "Data", 2, "kode_desa", "=A10")
    ]


def test_case_25_a_stored_result_is_a_value(store):
    cells = "".join(
        f'<c r="{column}2" t="str"><f>X1</f><v>{value}</v></c>'
        for column, value in zip("ADE", (CODES[0], "D02", "2026-Q3"), strict=True)
    )
    numbers = '<c r="F2"><f>1+1</f><v>99</v></c><c r="G2"><v>180</v></c>'
    head = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for column, name in zip("ABCDEFGH", NAMES, strict=True)
    )
    data = files.raw_xlsx(f'<row r="1">{head}</row><row r="2">{cells}{numbers}</row>')
    document = store.imported(data, "a.xlsx")
    assert (document["verdict"], kinds(document)) == ("accepted", [])
