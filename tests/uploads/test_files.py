"""Bad inputs 1-18: whatever the bytes are, the store holds what it should."""

import dataclasses
from functools import partial

import openpyxl
import pytest
import xlwt

from kampungkb.intake.limits import LIMITS
from kampungkb.intake.reading import read_book
from kampungkb.store.engine import read_transaction
from kampungkb.store.files import kept_files
from tests.intake import files
from tests.uploads.tables import CODES, FIRST, HEAD, SECOND, Store, found, kinds, long_table

NAMES = HEAD.split(",")
ROWS = (
    NAMES,
    (CODES[0], "", "", "D02", "2026-Q3", 12, 30),
    (CODES[1], "", "", "D02", "2026-Q3", 5, 9),
)
TEXT = long_table(FIRST + "12,30,", SECOND + "5,9,")
# What both say.
STORED = [(CODES[1], "2026-Q3", 5, 9, None), (CODES[0], "2026-Q3", 12, 30, None)]


def read_with(monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    """Read files under these limits."""
    small = dataclasses.replace(LIMITS, **limits)
    monkeypatch.setattr("kampungkb.tasks.upload.read_book", partial(read_book, limits=small))


def unreadable(store: Store, data: bytes, name: str = "data.xlsx") -> str:
    """The one finding of a file that cannot be read at all; the common rule is checked."""
    document = store.refused(data, name)
    ((kind, severity),) = kinds(document)
    assert (severity, document["rows_read"], document["error"]) == (
        "error", 0, document["findings"][0]["message"],
    )  # fmt: skip
    assert "Tidak ada data yang berubah" in document["error"]
    return kind


def as_stored(store: Store, data: bytes, name: str) -> list[tuple[str, str]]:
    """Findings of a file that says what both tables above say."""
    document = store.imported(data, name)
    # New in a store that has nothing yet; unchanged once one of these files was saved.
    assert document["verdict"] in ("accepted", "unchanged")
    assert (document["rows_read"], document["rows_taken"]) == (2, 2)
    return kinds(document)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b";;\n;;\n", files.xlsx(())])
def test_case_01_an_empty_file(store, data):
    assert unreadable(store, data, "kosong.csv") == "file_empty"


def test_case_01_a_header_without_rows_is_no_table_of_zeros(store):
    document = store.refused(long_table())
    assert kinds(document) == [("no_values", "error")]


def test_case_02_content_counts_and_not_the_name(store):
    for data, name, value in ((TEXT, "Rekap.xlsx", ".xlsx"), (files.xlsx(ROWS), "r.csv", ".csv")):
        assert as_stored(store, data, name) == [("file_named_otherwise", "info")]
        document = store.imported(data, name, dry_run=False)
        said = found(document, "file_named_otherwise")
        assert said["value"] == value
        assert store.values() == STORED


def test_case_03_macros_are_neither_run_nor_a_hindrance(store):
    data = files.with_parts(files.xlsx(ROWS), {"xl/vbaProject.bin": b"Sub Auto_Open"})
    assert as_stored(store, data, "rekap.xlsm") == [("file_macros_ignored", "info")]


def test_case_04_old_and_open_workbooks(store):
    def fill(workbook: xlwt.Workbook, _: xlwt.Worksheet) -> None:
        sheet = workbook.add_sheet("Rekap")
        for at, row in enumerate(ROWS):
            for column, value in enumerate(row):
                sheet.write(at, column, value)

    old = store.imported(files.xls(fill), "rekap.xls", sheet="Rekap")
    # New or unchanged, see `as_stored`.
    assert old["verdict"] in ("accepted", "unchanged")
    assert (old["rows_read"], old["rows_taken"]) == (2, 2)
    cell = files.ods_cell
    rows = [[cell(value) if value != "" else cell("", "none") for value in row] for row in ROWS]
    assert as_stored(store, files.ods(rows), "rekap.ods") == []


def test_case_05_a_locked_workbook(store):
    assert unreadable(store, files.encrypted()) == "file_locked"
    message = store.imported(files.encrypted(), "a.xlsx")["error"]
    assert "kata sandi" in message


def test_case_05_parts_under_a_password(store):
    data = bytearray(files.xlsx(ROWS))
    # The first bit of the flags, in the head of each part and in the directory of parts.
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    assert unreadable(store, bytes(data)) == "file_locked"


def test_case_06_a_zip_bomb(store, monkeypatch):
    read_with(monkeypatch, unpacked_bytes=1_000_000)
    bomb = files.with_parts(files.xlsx(ROWS), {"xl/media/image1.bin": bytes(2_000_000)})
    assert unreadable(store, bomb) == "file_unpacked_too_large"


@pytest.mark.parametrize(
    ("place", "kind"),
    [("XFD1048576", "file_too_many_rows"), ("XFD1", "file_too_many_columns")],
)
def test_case_07_a_far_cell(store, place, kind):
    number = place.lstrip("XFD")
    near, far = '<c r="A1"><v>1</v></c>', f'<c r="{place}"><v>1</v></c>'
    rows = f'<row r="1">{near}</row><row r="{number}">{far}</row>'
    assert unreadable(store, files.raw_xlsx(rows)) == kind
    assert as_stored(store, files.xlsx(ROWS), "a.xlsx") == []


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    ],
)
def test_case_08_entities_in_a_workbook(store, declaration):
    assert unreadable(store, files.raw_xlsx("", declaration)) == "file_damaged"


def test_case_09_over_the_limit_nothing_is_started(store, monkeypatch):
    monkeypatch.setattr("subprocess.Popen", None)
    assert unreadable(store, bytes(LIMITS.file_bytes + 1)) == "file_too_large"


def test_case_10_a_million_rows(store):
    assert unreadable(store, b"a,b\n" * 1_000_000, "data.csv") == "file_too_many_rows"


@pytest.mark.parametrize(
    ("data", "name"),
    [(files.xlsx(ROWS), "a.xlsx"), (files.xls(), "a.xls"), (files.ods(), "a.ods")],
)
def test_case_11_a_truncated_workbook(store, data, name):
    assert unreadable(store, data[: len(data) // 2], name) == "file_damaged"


def test_case_11_text_that_ends_inside_quotes(store):
    assert unreadable(store, TEXT + b'"36.04', "a.csv") == "file_damaged"


@pytest.mark.parametrize(
    ("count", "name", "shown", "suffix"),
    [
        # Another count in each, so that each is a file of its own.
        (21, "../../x.csv", "x.csv", ".csv"),
        (22, "C:\\data\\x.CSV", "x.CSV", ".csv"),
        (23, "a\x00b.csv", "a\N{REPLACEMENT CHARACTER}b.csv", ".csv"),
        (24, "x" * 300 + ".csv", "x" * 79 + "…", ""),
        (25, "<script>alert(1)</script>.csv", "script>.csv", ".csv"),
        (26, "<b onmouseover=alert(1)>.csv", "<b onmouseover=alert(1)>.csv", ".csv"),
    ],
)
def test_case_12_a_hostile_name_is_shown_and_never_a_path(store, count, name, shown, suffix):
    data = long_table(FIRST.replace("D02", "D01") + f"{count},30,")
    document = store.imported(data, name, dry_run=False)
    assert document["verdict"] == "accepted"
    with read_transaction(store.engine) as conn:
        files_kept = kept_files(conn)
    (kept,) = files_kept[files_kept["file_sha256"] == document["file_sha256"]].to_dict("records")
    assert kept["original_name"] == shown
    own = f"{document['revision']:05d}-{document['file_sha256'][:12]}{suffix}"
    assert kept["stored_name"] == own
    assert store.attempts().iloc[0]["file_name"] == shown
    refused = store.refused(b"", name)
    assert f"“{shown}”" in refused["error"]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        pytest.param("utf-16", [], id="13_utf_16"),
        pytest.param("utf-16-le", [], id="13_utf_16_without_mark"),
        pytest.param("utf-8-sig", [], id="14_mark"),
        pytest.param("windows-1252", [("file_encoding_guessed", "info")], id="16"),
    ],
)
def test_case_13_14_16_encodings(store, encoding, said):
    # A dash that each of them writes otherwise.
    data = TEXT.decode().replace("nilai\n", "nilai,catatan–a\n").encode(encoding)
    assert as_stored(store, data, "data.csv") == [*said, ("columns_left_out", "info")]
    header = found(store.imported(data, "data.csv"), "columns_left_out")
    assert header["value"] == "catatan–a"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_case_15_other_delimiters(store, delimiter):
    data = TEXT.decode().replace(",", delimiter).encode()
    assert as_stored(store, data, "data.csv") == []


def two_sheets(workbook: openpyxl.Workbook) -> None:
    other = workbook.create_sheet("Lama")
    other.append(NAMES)
    other.append([CODES[0], None, None, "D02", "2026-Q3", 11, 30])


def test_case_17_several_sheets_are_asked_for(store):
    data = files.xlsx(ROWS, two_sheets)
    document = store.imported(data, "a.xlsx", dry_run=False)
    assert (document["verdict"], document["revision"]) == ("decision", None)
    asked = found(document, "sheet_choice")
    assert (asked["key"], asked["severity"], asked["suggestions"]) == (
        "sheet_choice:::", "question", ["Data", "Lama"],
    )  # fmt: skip
    assert "Pilih satu lembar" in asked["message"]
    by_name = store.imported(data, "a.xlsx", sheet="Lama")
    by_answer = store.imported(data, "a.xlsx", accepted=(f"{asked['key']}=Lama",))
    first = store.imported(data, "a.xlsx", accepted=(asked["key"],))
    assert (first["rows_read"], found(first, "sheets_left_out")["value"]) == (2, "Lama")
    for chosen in (by_name, by_answer):
        assert (chosen["verdict"], chosen["rows_read"]) == ("accepted", 1)
        assert found(chosen, "sheets_left_out")["value"] == "Data"
    assert by_name["change_sha256"] == by_answer["change_sha256"]


def test_case_17_a_hidden_sheet_is_never_read_silently(store):
    def hide(workbook: openpyxl.Workbook) -> None:
        two_sheets(workbook)
        workbook["Lama"].sheet_state = "hidden"

    assert as_stored(store, files.xlsx(ROWS, hide), "a.xlsx") == []
    only_hidden = files.xlsx([["Catatan saja"]], hide)
    document = store.refused(only_hidden, "a.xlsx")
    assert (found(document, "sheet_hidden")["sheet"], len(kinds(document))) == ("Lama", 1)
    assert store.imported(only_hidden, "a.xlsx", sheet="Lama")["verdict"] == "accepted"


def test_case_17_a_sheet_that_is_not_there(store):
    document = store.refused(files.xlsx(ROWS), "a.xlsx", sheet="Rekap")
    one = found(document, "sheet_unknown")
    assert (one["value"], one["suggestions"]) == ("Rekap", ["Data"])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (files.pickled(), "file_executable"),
        (b"MZ\x90\x00\x03" + bytes(200), "file_executable"),
        (b"#!/bin/sh\nrm -rf /\n", "file_executable"),
        (b"%PDF-1.7\n", "file_unknown_format"),
    ],
)
def test_case_18_what_is_no_table(store, data, kind):
    assert unreadable(store, data, "data.csv") == kind
