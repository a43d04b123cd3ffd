"""A file comes back with its faults marked, and with everything else as it was."""

import dataclasses
import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from kampungkb.exports import annotated
from kampungkb.exports.annotated import annotated_file_name, annotated_xlsx
from kampungkb.exports.annotated_original import marked_original
from kampungkb.exports.annotated_rebuilt import rebuilt
from kampungkb.exports.marks import FILLS, Mark, Marks
from kampungkb.i18n.translator import LANGUAGES, translator
from kampungkb.intake.contents import read_contents
from kampungkb.intake.headers import Vocabulary
from kampungkb.intake.layout import choose_sheet, find_layout
from kampungkb.intake.limits import LIMITS
from kampungkb.intake.reading import read_book
from kampungkb.intake.sheets import Book, Sheet
from kampungkb.model.findings import Finding, finding
from kampungkb.model.indicators import read_dictionary
from kampungkb.settings import ROOT
from tests.intake import files

HEADERS = ("kode_desa", "desa", "pembilang")
COLUMNS = {header: at for at, header in enumerate(HEADERS)}
DANGEROUS = ["=1+1", "+62", "-1", "@SUM(A1)", "\t=1", "<r>x</r>", "<b>&amp;</b>", "_x0041_",
             "%{x} $y$"]  # fmt: skip


def workbook() -> Any:
    """Two sheets; the second has a title over all columns, a header in row 3, and two villages."""
    book = openpyxl.Workbook()
    book.active.title = "Catatan"
    book.active["A1"] = "lain"
    sheet = book.create_sheet("Data")
    sheet["A1"] = "Capaian KIA"
    sheet.merge_cells("A1:C1")
    for at, header in enumerate(HEADERS, start=1):
        sheet.cell(3, at, header).font = Font(bold=True)
    sheet.append(["36.04.01.2001", "Kramat", "tiga"])
    sheet.append(["36.04.01.2002", "Mancak", 4])
    sheet.append([None, "Lempuyang", "=C5*2"])
    sheet["A4"].number_format = "@"
    sheet.column_dimensions["B"].width = 33
    sheet.freeze_panes = "A4"
    return book


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def found() -> list[Finding]:
    return [
        finding("cell_note", "info", sheet="Data", row=4, column="desa", value="Kramat"),
        finding("not_a_count", "error", sheet="Data", row=4, column="pembilang", value="tiga"),
        finding("code_missing", "question", sheet="Data", row=6, column="kode_desa"),
        finding("villages_missing", "warning"),
    ]


MESSAGES = {one.key: f"{one.kind}." for one in found()}


@pytest.fixture
def child() -> None:
    """For a test that is to start the child process; the others save its start."""


@pytest.fixture(autouse=True)
def _here(request, monkeypatch) -> None:
    if "child" not in request.fixturenames:
        monkeypatch.setattr(annotated, "_copied", copied_here)


def copied_here(data: bytes, marks: Marks) -> bytes:
    if marks.keep_original:
        return marked_original(data, marks)
    return rebuilt(read_contents(data, LIMITS), marks)


def copy_of(data: bytes, findings: list[Finding], **given: Any) -> bytes:
    usual: dict[str, Any] = {
        "messages": {one.key: f"{one.kind}." for one in findings}, "columns": COLUMNS,
        "header_row": 2,
    }  # fmt: skip
    name, sheet, language = (given.pop(key, None) for key in ("name", "sheet", "language"))
    book = given.pop("book", None) or read_contents(data, LIMITS)
    return annotated_xlsx(
        data, name or "a.xlsx", book, sheet, findings, translator(language or "id"),
        **(usual | given),
    )  # fmt: skip


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def fill(cell: Any) -> str | None:
    return f"#{cell.fill.fgColor.rgb[2:].lower()}" if cell.fill.fill_type == "solid" else None


@pytest.mark.usefixtures("child")
def test_faulty_cells_are_coloured_and_the_added_column_says_what_to_do():
    sheet = opened(copy_of(saved(workbook()), found(), sheet="Data"))["Data"]
    assert [sheet.cell(row, 4).value for row in range(1, 7)] == [
        None, None, "Yang perlu diperbaiki", "not_a_count.\ncell_note.", None, "code_missing.",
    ]  # fmt: skip
    coloured = {
        cell.coordinate: fill(cell) for row in sheet.iter_rows() for cell in row if fill(cell)
    }
    assert coloured == {
        "B4": FILLS["info"], "C4": FILLS["error"], "A6": FILLS["question"],
        "D4": FILLS["error"], "D6": FILLS["question"],
    }  # fmt: skip
    said = {c.coordinate: c.comment.text for row in sheet.iter_rows() for c in row if c.comment}
    assert said == {"B4": "cell_note.", "C4": "not_a_count.", "A6": "code_missing."}
    assert sheet["D4"].alignment.wrap_text
    assert sheet["D3"].font.b
    assert len(set(FILLS.values())) == 3  # questions and warnings are both amber


def test_the_workbook_itself_stays_as_it_was():
    book = opened(copy_of(saved(workbook()), found(), sheet="Data"))
    assert book.sheetnames == ["Temuan", "Catatan", "Data"]
    assert book.active.title == "Temuan"
    # Two selected sheets would both take what is typed into one.
    assert [sheet.sheet_view.tabSelected for sheet in book] == [True, False, False]
    sheet = book["Data"]
    assert sheet["C6"].value == "=C5*2"
    assert (sheet["A4"].number_format, sheet.freeze_panes) == ("@", "A4")
    assert sheet.column_dimensions["B"].width == 33
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]
    assert book["Catatan"]["A1"].value == "lain"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_every_finding_the_gravest_first(language):
    t = translator(language)
    rows = list(opened(copy_of(saved(workbook()), found(), sheet="Data", language=language))
                .worksheets[0].values)  # fmt: skip
    what = {"id": "Yang perlu diperbaiki", "en": "What to do"}[language]
    assert rows[0][4] == what
    words = [t(f"template.severity_{one}") for one in ("error", "question", "warning", "info")]
    assert rows[1:] == [
        ("Data", 4, "pembilang", "tiga", "not_a_count.", words[0]),
        ("Data", 6, "kode_desa", None, "code_missing.", words[1]),
        (None, None, None, None, "villages_missing.", words[2]),
        ("Data", 4, "desa", "Kramat", "cell_note.", words[3]),
    ]


def test_results_of_formulas_are_kept_for_whoever_reads_the_file_next():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADERS)
        sheet.write_formula(1, 0, '="36.04"&".01.2001"', None, "36.04.01.2001")
        sheet.write_formula(1, 1, "=1=1", None, True)
        sheet.write_formula(1, 2, "=3/4", None, 0.75)
        sheet.write_formula(2, 0, "=DATE(2024,8,17)", day, 45521)
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    data = buffer.getvalue()
    one = finding("x", "error", sheet="Data", row=2, column="desa")
    before, after = read_book(data, "a.xlsx"), read_book(copy_of(data, [one], header_row=0), "b")
    assert before.sheets[0].cells[0][1:] == ["36.04.01.2001", date(2024, 8, 17)]
    assert after.sheets[1].cells[:3] == before.sheets[0].cells
    assert opened(copy_of(data, [one]))["Data"]["C2"].value == "=3/4"


def test_a_second_round_replaces_the_marks_of_the_first():
    first = copy_of(saved(workbook()), found(), sheet="Data", language="en")
    again = [finding("code_missing", "error", sheet="Data", row=6, column="kode_desa")]
    book = opened(copy_of(first, again, sheet="Data"))
    assert book.sheetnames == ["Temuan", "Catatan", "Data"]
    sheet = book["Data"]
    assert (sheet.max_column, sheet["D3"].value) == (4, "Yang perlu diperbaiki")
    assert [sheet.cell(row, 4).value for row in (4, 5, 6)] == [None, None, "code_missing."]
    coloured = {cell.coordinate for row in sheet.iter_rows() for cell in row if fill(cell)}
    assert coloured == {"A6", "D6"}
    assert sheet["C4"].comment is None


def test_a_copy_is_read_again_as_the_table_that_it_was():
    book = read_contents(copy_of(saved(workbook()), found(), sheet="Data"), LIMITS)
    vocabulary = Vocabulary.of(read_dictionary(ROOT / "data" / "indicators.toml"))
    sheet, findings = choose_sheet(book, vocabulary, None)
    assert (sheet, findings) == (book.sheets[2], ())
    layout = find_layout(book.sheets[2], vocabulary, text=False)
    assert [column.header for column in layout.columns] == [*HEADERS, "Yang perlu diperbaiki"]
    assert layout.rows == (3, 4, 5)


def test_colours_without_a_comment_are_replaced_too(monkeypatch):
    monkeypatch.setattr("kampungkb.exports.annotated_original.MOST_COMMENTS", 0)
    first = copy_of(saved(workbook()), found(), sheet="Data")
    assert fill(opened(first)["Data"]["C4"]) == FILLS["error"]
    sheet = opened(copy_of(first, [], sheet="Data"))["Data"]
    coloured = {cell.coordinate for row in sheet.iter_rows() for cell in row if fill(cell)}
    assert coloured == set()


def test_comments_of_others_stay():
    book = workbook()
    book["Data"]["C4"].comment = Comment("Periksa", "Siti")
    book["Data"]["C5"].fill = PatternFill("solid", fgColor="FF00FF")
    sheet = opened(copy_of(saved(book), found(), sheet="Data"))["Data"]
    assert sheet["C4"].comment.text == "Periksa\n\nnot_a_count."
    assert fill(sheet["C5"]) == "#ff00ff"


def test_marks_meet_merged_cells():
    book = workbook()
    book["Data"].unmerge_cells("A1:C1")
    book["Data"].merge_cells("A1:D1")
    book["Data"].merge_cells("A4:A5")
    book["Data"].merge_cells("A7:XFD7")
    one = [
        finding("x", "error", sheet="Data", row=5, column="kode_desa"),
        finding("y", "error", sheet="Data", row=7, column="kode_desa"),
    ]
    sheet = opened(copy_of(saved(book), one, sheet="Data"))["Data"]
    assert fill(sheet["A4"]) == FILLS["error"]  # the cell that the merged ones show
    assert [sheet.cell(row, 4).value for row in (3, 5, 7)] == [
        "Yang perlu diperbaiki", "x.", "y.",
    ]  # fmt: skip
    assert sorted(str(area) for area in sheet.merged_cells.ranges) == ["A1:C1", "A4:A5", "A7:C7"]


def test_a_workbook_without_its_sheet_chosen_gets_the_list_alone_before_its_sheets():
    book = opened(copy_of(saved(workbook()), [finding("sheet_choice", "question")]))
    assert book.sheetnames == ["Temuan", "Catatan", "Data"]
    assert book["Data"].max_column == 3
    assert book["Temuan"].max_row == 2


def test_a_sheet_that_is_called_temuan_keeps_its_name():
    book = workbook()
    book["Catatan"].title = "Temuan"
    assert opened(copy_of(saved(book), found(), sheet="Data")).sheetnames == [
        "Temuan (2)", "Temuan", "Data",
    ]  # fmt: skip


@pytest.mark.usefixtures("child")
def test_text_comes_back_as_a_workbook():
    data = b"kode_desa;desa;pembilang\n36.04.01.2001;=1+1;007\n"
    one = finding("not_a_count", "error", row=2, column="pembilang", value="007")
    book = opened(copy_of(data, [one], header_row=0, name="data.csv"))
    assert book.sheetnames == ["Temuan", "Data"]
    assert list(book["Data"].values) == [
        ("kode_desa", "desa", "pembilang", "Yang perlu diperbaiki"),
        ("36.04.01.2001", "=1+1", "007", "not_a_count."),
    ]
    assert {cell.data_type for row in book["Data"].iter_rows() for cell in row} == {"s"}
    assert fill(book["Data"]["C2"]) == FILLS["error"]
    assert book["Data"]["C2"].comment.text == "not_a_count."


@pytest.mark.usefixtures("child")
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_workbooks_are_rebuilt_with_their_values(kind):
    data = {"xls": files.xls, "ods": files.ods}[kind]()
    before = read_book(data, f"a.{kind}")
    after = read_book(copy_of(data, [finding("x", "info")], columns={}), "b.xlsx")
    assert after.kind == "xlsx"
    assert [sheet.name for sheet in after.sheets[1:]] == [sheet.name for sheet in before.sheets]
    assert [sheet.cells for sheet in after.sheets[1:]] == [sheet.cells for sheet in before.sheets]
    assert [sheet.hidden for sheet in after.sheets[1:]] == [s.hidden for s in before.sheets]


def test_a_rebuilt_workbook_keeps_days_percentages_and_merged_cells():
    cells = [["a", date(2024, 8, 17), datetime.fromisoformat("2024-08-17T10:30:00")],
             [None, 0.85, True]]  # fmt: skip
    sheet = Sheet("D", True, 3, 2, cells, ((0, 0, 0, 1),), ((1, 1, 1, 1),))
    made = read_contents(rebuilt(Book("ods", None, None, (sheet,)), marks()), LIMITS).sheets[1]
    assert dataclasses.replace(made) == sheet


@pytest.mark.parametrize(
    "number", [10**15, -(10**20), 2**53 + 1], ids=["16 digits", "21 digits", "beyond floats"]
)
def test_a_number_that_a_spreadsheet_would_round_becomes_text(number):
    sheet = Sheet("D", False, 1, 1, [[number]])
    made = read_contents(rebuilt(Book("ods", None, None, (sheet,)), marks()), LIMITS).sheets[1]
    assert made.cells == [[str(number)]]


def test_case_03_macros_do_not_come_back():
    buffer = io.BytesIO(saved(workbook()))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    made = copy_of(buffer.getvalue(), found(), sheet="Data")
    assert [name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if "vba" in name] == []


def test_case_23_no_cell_of_a_file_with_personal_data_is_copied():
    book = workbook()
    book["Data"]["B4"] = "Siti Aminah"
    one = [
        finding("personal_data", "error", sheet="Data", column="nama_ibu", value="Siti Aminah"),
        finding("name_unknown", "error", sheet="Data", row=4, value="Siti Aminah"),
    ]
    messages = {one[0].key: "Hapus kolom nama_ibu.", one[1].key: "Siti Aminah tidak ada."}
    made = copy_of(saved(book), one, sheet="Data", messages=messages)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert [name for name in archive.namelist() if b"Siti" in archive.read(name)] == []
    rows = list(opened(made).worksheets[0].values)
    assert opened(made).sheetnames == ["Temuan"]
    assert rows[1][4].startswith("Berkas memuat data pribadi, maka isinya tidak disalin")
    assert rows[2][:5] == ("Data", None, "nama_ibu", None, "Hapus kolom nama_ibu.")
    assert len(rows) == 3


@pytest.mark.parametrize("text", DANGEROUS)
@pytest.mark.parametrize("keeps", [True, False])
def test_case_65_names_and_messages_are_text(text, keeps):
    shown = text.replace("\t", " ")
    marked = Marks(
        **{field.name: getattr(marks(), field.name) for field in dataclasses.fields(Marks)}
        | {"sheet_index": 1, "sheet_name": "Data", "header_row": 2, "column": 3,
           "rows": (Mark(row=3, column=None, severity="error", text=shown),),
           "cells": (Mark(row=3, column=1, severity="error", text=shown),),
           "findings": (("error", (shown, 4, shown, shown, shown, "x")),)}
    )  # fmt: skip
    data = saved(workbook())
    made = marked_original(data, marked) if keeps else rebuilt(read_contents(data, LIMITS), marked)
    read = read_contents(made, LIMITS)
    assert read.sheets[0].row(1) == [shown, 4, shown, shown, shown, "x"]
    assert read.sheets[2].row(3)[3] == shown
    types = {cell.data_type for cell in opened(made)["Temuan"][2]}
    assert types == {"s", "n"}


def marks() -> Marks:
    """A list without rows, and no sheet marked."""
    return Marks(
        title="a", sheet_index=None, sheet_name="", header_row=0, column=0, header="h", cells=(),
        rows=(), list_name="Temuan", list_header=("a", "b", "c", "d", "e", "f"), findings=(),
        dropped=(), keep_original=True,
    )  # fmt: skip


CELLS = (
    st.none() | st.booleans() | st.integers(-(10**14), 10**14)
    | st.floats(-1e14, 1e14, allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1)
    | st.dates(date(1950, 1, 1), date(2100, 1, 1))
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_every_cell_is_as_it_was_whichever_way_it_is_copied(rows):
    data = files.xlsx([["kode_desa", "desa", "nilai"], *rows])
    before = read_contents(data, LIMITS)
    sheet = before.sheets[0]
    marked = dataclasses.replace(
        marks(), sheet_index=0, sheet_name=sheet.name, column=3,
        rows=(Mark(row=1, column=None, severity="info", text="x"),),
        cells=(Mark(row=1, column=1, severity="info", text="x"),),
    )  # fmt: skip
    for made in (marked_original(data, marked), rebuilt(before, marked)):
        after = read_contents(made, LIMITS).sheets[1]
        copied = [column[: sheet.rows] for column in after.cells[:3]]
        for column, original in zip(copied, sheet.cells, strict=True):
            for cell, was in zip(column, original, strict=True):
                assert cell == (pytest.approx(was, rel=1e-15) if type(was) is float else was)
                assert isinstance(cell, bool) == isinstance(was, bool)
        assert after.cells[3][:2] == ["h", "x"]


def test_marks_travel_unchanged():
    marked = dataclasses.replace(
        marks(), cells=(Mark(row=1, column=2, severity="error", text="é\n\"x\""),),
        rows=(Mark(row=1, column=None, severity="error", text="x"),), dropped=("Temuan",),
        findings=(("error", ("Data", 1, None, "x", "y", "z")),),
    )  # fmt: skip
    assert Marks.from_json(marked.to_json()) == marked
    assert b"\n" not in marked.to_json()


@pytest.mark.usefixtures("child")
def test_a_file_that_cannot_be_copied_still_gets_its_list(monkeypatch, caplog):
    data = saved(workbook())
    book = read_book(data, "a.xlsx")
    small = dataclasses.replace(LIMITS, memory_bytes=40_000_000)
    monkeypatch.setattr(annotated, "LIMITS", small)
    made = opened(copy_of(data, found(), sheet="Data", book=book))
    assert made.sheetnames == ["Temuan"]
    rows = list(made.worksheets[0].values)
    assert rows[1][4].startswith("Isi berkas terlalu besar atau terlalu rumit untuk disalin")
    assert [row[4] for row in rows[2:]] == [
        "not_a_count.", "code_missing.", "villages_missing.", "cell_note.",
    ]  # fmt: skip
    assert len(caplog.records) == 2  # tried as it is, then anew


def test_a_workbook_that_cannot_be_changed_is_written_anew(monkeypatch):
    monkeypatch.setattr(annotated, "_MOST_KEPT", 1)
    book = opened(copy_of(saved(workbook()), found(), sheet="Data"))
    sheet = book["Data"]
    assert book.sheetnames == ["Temuan", "Catatan", "Data"]
    assert (sheet["D4"].value, fill(sheet["C4"])) == ("not_a_count.\ncell_note.", FILLS["error"])
    assert (sheet["C6"].value, sheet["C6"].data_type) == ("=C5*2", "s")
    # Its result was never stored: neither a blank nor 0


def test_file_names_are_plain():
    assert annotated_file_name("../Capaian KIA.xls", "id") == "Capaian-KIA-temuan.xlsx"
    assert annotated_file_name("<b>.csv", "en") == "b-findings.xlsx"
