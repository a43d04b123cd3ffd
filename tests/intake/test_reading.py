"""Files as they come, each test named after its number in the list of bad inputs."""

import dataclasses
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.styles import PatternFill

from kampungkb.errors import UnreadableFileError
from kampungkb.intake.limits import LIMITS
from kampungkb.intake.reading import read_book, shown_name
from kampungkb.intake.sheets import Book, Marker, Sheet
from tests.intake import files

TABLE = [["kode_desa", "36.04.23.2015", "36.04.23.2016"], ["nilai", 12, 0.5]]
TEXTS = [["kode_desa", "36.04.23.2015"], ["nilai", "1,5"]]
CSV = "kode_desa;nilai\r\n36.04.23.2015;1,5\r\n"
SMALL = dataclasses.replace(LIMITS, rows=100, columns=20, cells=1000, sheets=3)


def reason(data: bytes, name: str = "data.xlsx", **how: Any) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_book(data, name, **how)
    return caught.value.reason


def only(book: Book) -> Sheet:
    (sheet,) = book.sheets
    return sheet


def column(data: bytes, name: str = "data.xlsx") -> list[Any]:
    return only(read_book(data, name)).cells[0]


def kinds(book: Book) -> list[tuple[str, str]]:
    return [(one.kind, one.severity) for one in book.findings]


def test_a_workbook_is_read():
    book = read_book(files.xlsx(), "data.xlsx")
    sheet = only(book)
    assert (book.kind, book.encoding, book.delimiter, book.findings) == ("xlsx", None, None, ())
    assert (sheet.name, sheet.hidden, sheet.rows, sheet.columns) == ("Data", False, 3, 2)
    assert sheet.cells == TABLE
    assert [type(cell) for cell in sheet.cells[1]] == [str, int, float]
    assert sheet.row(1) == ["36.04.23.2015", 12]


@pytest.mark.parametrize("data", [b"", b"\r\n \n", b"\xef\xbb\xbf", b";;;\n;;;\n", files.xlsx(())])
def test_01_an_empty_file_is_refused(data):
    assert reason(data) == "empty"


def test_02_text_called_xlsx_is_read_and_said():
    book = read_book(CSV.encode(), "Rekap.XLSX")
    assert (book.kind, only(book).cells) == ("text", TEXTS)
    (found,) = book.findings
    assert (found.kind, found.severity, found.value) == ("file_named_otherwise", "info", ".xlsx")
    assert dict(found.blanks) == {"suffix": ".xlsx", "found": ".csv"}


def test_02_a_workbook_called_csv_is_read_and_said():
    book = read_book(files.xlsx(), "rekap.csv")
    assert (book.kind, only(book).cells) == ("xlsx", TABLE)
    assert kinds(book) == [("file_named_otherwise", "info")]


def test_03_macros_are_left_alone_and_said():
    data = files.with_parts(files.xlsx(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open"})
    book = read_book(data, "rekap.xlsm")
    assert (only(book).cells, kinds(book)) == (TABLE, [("file_macros_ignored", "info")])


def test_04_xls_is_read():
    def change(workbook: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        sheet.write(3, 0, files.DAY, xlwt.easyxf(num_format_str="dd/mm/yyyy"))
        sheet.write(4, 1, 0.85, xlwt.easyxf(num_format_str="0.0%"))
        sheet.write(3, 1, 0.25, xlwt.easyxf(num_format_str="0%"))
        sheet.write(5, 0, True)
        sheet.merge(6, 7, 0, 1)
        sheet.write(7, 3, "x")
        workbook.add_sheet("Catatan").visibility = 1

    book = read_book(files.xls(change), "data.xls")
    shown, hidden = book.sheets
    assert (book.kind, book.findings, hidden.name, hidden.hidden) == ("xls", (), "Catatan", True)
    assert shown.cells[0] == [*TABLE[0], files.DAY, None, True, None, None]
    assert shown.cells[1] == [*TABLE[1], 0.25, 0.85, None, None, None]
    assert shown.merged == ((6, 0, 7, 1),)
    assert shown.percent == ((3, 1, 4, 1),)


def test_04_ods_is_read():
    cell = files.ods_cell
    rows = [
        [cell("kode_desa"), cell("36.10  x", numbercolumnsspanned=2)],
        [cell("", "date", datevalue="2026-01-05"), cell(0.85, "percentage"), cell(3)],
        [cell("", "none", numbercolumnsrepeated=1020)],
        [
            cell("", "boolean", booleanvalue="true"),
            cell(0.5, "percentage", numbercolumnsrepeated=2),
        ],
    ]
    book = read_book(files.ods(rows), "data.ods")
    shown, hidden = book.sheets
    assert (book.kind, book.findings, hidden.name, hidden.hidden) == ("ods", (), "Catatan", True)
    assert shown.cells[0] == ["kode_desa", files.DAY, None, True]
    assert shown.cells[1][1:] == [0.85, None, 0.5]
    assert shown.cells[2] == [None, 3, None, 0.5]
    assert shown.merged == ((0, 1, 0, 2),)
    assert shown.percent == ((1, 1, 1, 1), (3, 1, 3, 1), (3, 2, 3, 2))


def test_05_a_locked_workbook_is_named_so():
    manifest = '<m:manifest xmlns:m="x"><m:encryption-data/></m:manifest>'
    locked_ods = files.with_parts(files.ods(), {"META-INF/manifest.xml": manifest})
    assert reason(files.encrypted()) == "locked"
    assert reason(locked_ods, "data.ods") == "locked"


def test_06_a_zip_bomb_is_refused_before_it_is_unpacked():
    data = files.with_parts(files.xlsx(), {"xl/media/image1.bin": bytes(2_000_000)})
    small = dataclasses.replace(LIMITS, unpacked_bytes=1_000_000)
    assert len(data) < 20_000
    assert reason(data, limits=small) == "unpacked_too_large"


def test_06_a_part_that_never_ends_its_tag_is_refused():
    data = files.with_parts(files.xlsx(), {files.SHEET: "<worksheet " + " " * 6_000_000})
    assert reason(data) == "damaged"


@pytest.mark.parametrize(
    ("place", "expected"),
    [("XFD1048576", "too_many_rows"), ("XFD1", "too_many_columns"), ("CV200000", "too_many_rows")],
)
def test_07_a_far_cell_is_refused_and_the_server_lives(place, expected):
    number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    near, far = '<c r="A1"><v>1</v></c>', f'<c r="{place}"><v>1</v></c>'
    rows = f'<row r="1">{near}</row><row r="{number}">{far}</row>'
    assert reason(files.raw_xlsx(rows)) == expected
    assert only(read_book(files.xlsx(), "data.xlsx")).cells == TABLE


def test_07_a_far_cell_without_content_is_no_cell():
    def change(workbook: openpyxl.Workbook) -> None:
        workbook.active.cell(1_048_576, 16_384).fill = PatternFill("solid", fgColor="FFFF00")

    assert only(read_book(files.xlsx(change=change), "data.xlsx")).cells == TABLE


def test_07_a_far_cell_of_an_ods_is_refused():
    far = files.ods_cell(1, numbercolumnsrepeated=16_384)
    assert reason(files.ods([[far]]), "data.ods") == "too_many_columns"


def test_07_a_far_cell_of_an_xls_is_refused():
    data = files.xls(lambda _, sheet: sheet.write(65_535, 255, 1))
    assert reason(data, "data.xls") == "too_many_rows"


@pytest.mark.parametrize(
    "name", [files.SHEET, "xl/workbook.xml", "xl/theme/theme1.xml", "docs/x.xml"]
)
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    ],
)
def test_08_a_declaration_in_any_part_is_refused(name, declaration):
    data = files.xlsx()
    content = files.part(data, name) if name != "docs/x.xml" else "<a/>"
    head, _, rest = content.rpartition("?>")
    mark = "?>" if head else ""
    assert reason(files.with_parts(data, {name: f"{head}{mark}{declaration}{rest}"})) == "damaged"


def test_09_a_file_over_the_limit_is_refused_unread(monkeypatch):
    monkeypatch.setattr("subprocess.Popen", None)
    small = dataclasses.replace(LIMITS, file_bytes=1000)
    assert reason(bytes(1001), limits=small) == "too_large"


@pytest.mark.parametrize("rows", [101, 100_000])
def test_10_more_rows_than_the_limit_are_refused(rows):
    assert reason(("a,b\n" * rows).encode(), "data.csv", limits=SMALL) == "too_many_rows"
    assert read_book(b"a,b\n" * 100, "data.csv", limits=SMALL).sheets[0].rows == 100


def test_10_a_long_sheet_is_refused_without_being_read():
    # Long enough for the quick look, and far too long for the time that reading it would take.
    small = dataclasses.replace(LIMITS, rows=100)
    assert reason(files.many_rows(150_000), limits=small) == "too_many_rows"


def test_10_sheets_columns_and_cells_have_limits_too():
    def change(workbook: openpyxl.Workbook) -> None:
        for name in "BCD":
            workbook.create_sheet(name)

    assert reason(files.xlsx(change=change), limits=SMALL) == "too_many_sheets"
    assert reason(b"a," * 20 + b"b", "data.csv", limits=SMALL) == "too_many_columns"
    assert reason(b"a,a,a,a,a,a,a,a,a,a,a\n" * 95, "data.csv", limits=SMALL) == "too_many_rows"


@pytest.mark.parametrize("data", [files.xlsx(), files.xls(), files.ods()])
def test_11_a_truncated_workbook_is_refused(data):
    for length in (100, len(data) // 2, len(data) - 30):
        assert reason(data[:length]) == "damaged"


def test_11_text_that_ends_inside_quotes_is_refused():
    assert reason(b'a,b\n1,"two\n', "data.csv") == "damaged"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.csv", "x.csv"),
        ("C:\\data\\x.csv", "x.csv"),
        ("a\x00b.csv", "a\N{REPLACEMENT CHARACTER}b.csv"),
        ("x" * 300 + ".csv", "x" * 79 + "…"),
        ("<script>alert(1)<b>.csv", "<script>alert(1)<b>.csv"),
    ],
)
def test_12_a_hostile_name_is_only_shown(name, shown):
    assert shown_name(name) == shown
    assert only(read_book(CSV.encode(), name)).cells == TEXTS
    with pytest.raises(UnreadableFileError) as caught:
        read_book(b"", name)
    assert caught.value.blanks["file"] == shown


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param(CSV.encode("utf-16"), "utf-16", id="13_utf_16"),
        pytest.param(b"\xfe\xff" + CSV.encode("utf-16-be"), "utf-16", id="13_big_endian"),
        pytest.param(CSV.encode("utf-16-le"), "utf-16", id="13_without_mark"),
        pytest.param(CSV.encode("utf-16-be"), "utf-16", id="13_big_endian_without_mark"),
        pytest.param(CSV.encode("utf-32"), "utf-32", id="13_utf_32"),
        pytest.param(CSV.encode("utf-8-sig"), "utf-8", id="14_mark"),
        pytest.param(CSV.encode(), "utf-8", id="14_no_mark"),
    ],
)
def test_13_14_unicode_text_is_read(data, encoding):
    book = read_book(data, "data.csv")
    assert (book.encoding, book.delimiter, only(book).cells) == (encoding, ";", TEXTS)
    assert only(book).name == ""


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_15_the_delimiter_is_detected(delimiter):
    lines = [
        ["Rekap, Januari; 2026"],
        [],
        ["desa", "L", "P"],
        ["Ds. A", '"1,5"', "2"],
        ["", "", "3"],
    ]
    text = "\n".join(delimiter.join(line) for line in lines)
    book = read_book(text.encode(), "data.csv")
    assert book.delimiter == delimiter
    assert only(book).row(2) == ["desa", "L", "P"]
    assert only(book).row(3) == ["Ds. A", "1,5", "2"]
    assert only(book).row(4) == [None, None, "3"]


def test_15_decimal_commas_do_not_hide_semicolons():
    book = read_book(b"1,5;2,5\n3,5;4,5\n", "data.csv")
    assert (book.delimiter, only(book).cells) == (";", [["1,5", "3,5"], ["2,5", "4,5"]])


def test_15_the_line_that_announces_a_delimiter_is_no_row():
    book = read_book(b"sep=;\r\na,b;c\r\n", "data.csv")
    assert (book.delimiter, only(book).cells) == (";", [["a,b"], ["c"]])


def test_15_one_column_needs_no_delimiter():
    book = read_book(b'desa\n"A ""1"""\n\n B \n', "data.csv")
    assert (book.delimiter, only(book).cells) == (None, [["desa", 'A "1"', None, " B "]])


def test_16_windows_1252_is_read_and_said():
    book = read_book("désa;nilai\nA–B;1\n".encode("windows-1252"), "data.csv")
    assert (book.encoding, only(book).cells) == ("windows-1252", [["désa", "A–B"], ["nilai", "1"]])
    assert kinds(book) == [("file_encoding_guessed", "info")]


def test_17_all_sheets_are_there_and_hidden_ones_marked():
    def change(workbook: openpyxl.Workbook) -> None:
        for name, state in (("B", "visible"), ("C", "hidden"), ("D", "veryHidden")):
            workbook.create_sheet(name).sheet_state = state

    book = read_book(files.xlsx(change=change), "data.xlsx")
    found = [(sheet.name, sheet.hidden) for sheet in book.sheets]
    assert found == [("Data", False), ("B", False), ("C", True), ("D", True)]


def test_18_nothing_is_unpickled_and_programs_are_refused():
    assert reason(files.pickled(), "data.xlsx") == "executable"
    assert reason(b"MZ\x90\x00\x03" + bytes(200), "data.xlsx") == "executable"
    assert reason(b"#!/bin/sh\nrm -rf /\n", "data.csv") == "executable"
    assert column(b"MZ kode\n36\n", "data.csv") == ["MZ kode", "36"]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", b"<html><table>", b"a\x01b\n", b"PK\x03\x04", b"a\x00b"]
)
def test_18_what_is_no_table_is_refused(data):
    assert reason(data, "data.xls") in ("unknown_format", "damaged")


def test_19_merged_areas_are_kept():
    def change(workbook: openpyxl.Workbook) -> None:
        workbook.active.merge_cells("A1:B1")
        workbook.active.merge_cells("B3:D9")
        workbook.active.merge_cells("K20:L21")

    assert only(read_book(files.xlsx(change=change), "a.xlsx")).merged == (
        (0, 0, 0, 1),
        (2, 1, 2, 1),
    )


def test_25_a_formula_without_a_value_is_marked():
    assert column(files.xlsx([["=A2+1"], [2]])) == [Marker("no_value", "=A2+1"), 2]
    stored = (
        '<row r="1"><c r="A1"><f>B1</f><v>0</v></c><c r="B1" t="str"><f>C1</f><v></v></c></row>'
    )
    assert only(read_book(files.raw_xlsx(stored), "a.xlsx")).cells == [[0]]


def test_25_a_formula_without_a_value_is_marked_in_old_formats():
    data = files.xls(lambda _, sheet: sheet.write(3, 0, xlwt.Formula("B2+1")))
    assert only(read_book(data, "a.xls")).cells[0][3] == Marker("no_value", "=")
    formula = files.ods_cell("", "none", formula="of:=[.B1]+1")
    book = read_book(files.ods([[formula, files.ods_cell(2)]]), "a.ods")
    assert book.sheets[0].cells == [[Marker("no_value", "=[.B1]+1")], [2]]


def test_28_a_number_shown_as_percent_says_so():
    def change(workbook: openpyxl.Workbook) -> None:
        for place, shape in (("B2", "0%"), ("B3", "0.00%"), ("A2", "0%"), ("B4", '0" %"')):
            workbook.active[place].number_format = shape

    sheet = only(read_book(files.xlsx([*files.ROWS, ["x", 85]], change=change), "a.xlsx"))
    assert sheet.percent == ((1, 1, 2, 1),)
    assert sheet.percent_rows(1) == [range(1, 3)]
    assert sheet.percent_rows(0) == []


@pytest.mark.parametrize("from_1904", [False, True])
def test_30_date_serials_are_dates(from_1904):
    moment = datetime(2026, 1, 5, 13, 30)  # noqa: DTZ001  a sheet knows no zone

    def change(workbook: openpyxl.Workbook) -> None:
        if from_1904:
            workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        for row, shape in enumerate(
            ("dd/mm/yyyy", "[$-421]dd mmmm yyyy;@", "mmm-yy", "d/m/yy h:mm"), 1
        ):
            workbook.active.cell(row, 1).value = files.DAY if row < 4 else moment
            workbook.active.cell(row, 1).number_format = shape
        workbook.active["A5"] = 46027
        workbook.active["A5"].number_format = '[Red]0.00" hari"'

    cells = column(files.xlsx((), change=change))
    assert cells == [*[date(2026, 1, 5)] * 3, moment, 46027]
    assert [type(cell) for cell in cells] == [date, date, date, datetime, int]


def test_30_the_first_days_of_1900_are_those_of_the_sheet():
    def change(workbook: openpyxl.Workbook) -> None:
        for row, serial in enumerate((1, 59, 60, 61, -1, 0.5), 1):
            workbook.active.cell(row, 1).value = serial
            workbook.active.cell(row, 1).number_format = "dd/mm/yyyy"

    assert column(files.xlsx((), change=change)) == [
        date(1900, 1, 1), date(1900, 2, 28), "1900-02-29", date(1900, 3, 1),
        Marker("error", "#####"), "12:00:00",
    ]  # fmt: skip


def test_33_errors_are_marked_with_their_text():
    rows = '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><v>NaN</v></c></row>'
    cells = only(read_book(files.raw_xlsx(rows), "a.xlsx")).cells
    assert cells == [[Marker("error", "#DIV/0!")], [Marker("error", "NaN")]]
    data = files.xls(lambda _, sheet: sheet.row(3).set_cell_error(1, "#REF!"))
    assert only(read_book(data, "a.xls")).cells[1][3] == Marker("error", "#REF!")


def test_text_stays_as_it_is_written():
    texts = ["36.10", " spasi ", "baris\nbaru", "<b>&amp;</b>"]
    shared = files.xlsx([[text] for text in texts])
    runs = '<t xml:space="preserve">{}</t></r><r><t>!</t>'
    inline = "".join(
        f'<row><c t="inlineStr"><is><r>{runs.format(text)}</r></is></c></row>'
        for text in ("=x", "&lt;b>", "a_x0041_b")
    )
    assert column(shared) == texts
    assert column(files.raw_xlsx(inline)) == ["=x!", "<b>!", "aAb!"]


def test_a_prefixed_sheet_is_read():
    cell = '<x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c></x:row>'
    xml = (
        f'<x:worksheet xmlns:x="{files.NAMESPACE}"><x:sheetData>{cell}</x:sheetData></x:worksheet>'
    )
    assert column(files.with_parts(files.xlsx(), {files.SHEET: xml})) == [None, 7]


def test_equal_values_of_different_types_stay_apart():
    rows = '<row><c t="b"><v>1</v></c></row><row><c><v>1</v></c></row><row><c><v>1.0</v></c></row>'
    cells = column(files.raw_xlsx(rows))
    assert [(type(cell), cell) for cell in cells] == [(bool, True), (int, 1), (float, 1.0)]
