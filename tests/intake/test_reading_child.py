"""The child process: whatever happens to it, the server lives and nothing is left behind."""

import contextlib
import csv
import dataclasses
import io
import os
import string
import threading
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kampungkb.errors import UnreadableFileError
from kampungkb.i18n.catalogue import shipped_messages
from kampungkb.i18n.translator import translator
from kampungkb.intake.contents import read_contents
from kampungkb.intake.limited import LimitedChild
from kampungkb.intake.limits import LIMITS
from kampungkb.intake.reading import read_book
from kampungkb.intake.sheets import Book
from tests.intake import files

CSV = b"desa;nilai\nA;1\n"
MARKS = "\ufeff\ufffe"
# Latin letters above 0xC0 never make valid UTF-8 with one another.
LATIN = string.ascii_letters + string.digits + "éñö .'\"\n"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-32", "windows-1252")
WORKBOOKS = (files.xlsx(), files.xls(), files.ods())


def reason(data: bytes, name: str = "data.xlsx", **how: Any) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        read_book(data, name, **how)
    return caught.value.reason


def left_behind() -> tuple[int, list[str], int]:
    """Threads, children and open files of this process."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return threading.active_count(), children, len(list(Path("/proc/self/fd").iterdir()))


def test_cancelling_and_time_running_out_leave_nothing_behind():
    data, before = files.many_rows(150_000), left_behind()
    assert reason(data, cancelled=lambda: True) == "cancelled"
    assert reason(data, limits=dataclasses.replace(LIMITS, seconds=0.1)) == "took_too_long"
    assert reason(b"PK\x03\x04") == "damaged"
    assert left_behind() == before


def test_memory_running_out_ends_only_the_child():
    data = b"a,b\n" * 1_000_000 + b"x" * 10_000_000
    small = dataclasses.replace(LIMITS, memory_bytes=60_000_000, rows=2_000_000)
    assert reason(data, "data.csv", limits=small) == "needs_too_much_memory"


def test_an_answer_that_swells_is_cut_off():
    small = dataclasses.replace(LIMITS, answer_bytes=1000)
    assert reason(files.xlsx([["x" * 2000]]), limits=small) == "needs_too_much_memory"


def test_a_child_that_cannot_start_is_no_fault_of_the_file(monkeypatch, tmp_path):
    monkeypatch.setattr("kampungkb.intake.limited.ROOT", tmp_path)
    with pytest.raises(RuntimeError, match=r"^the reading child did not start \(status 1\)$"):
        read_book(CSV, "data.csv")


def test_waiting_asks_again_and_again(monkeypatch):
    monkeypatch.setattr("kampungkb.intake.limited._WAIT", 0.001)
    asked: list[float] = []
    usual = LimitedChild._feed

    def late(child, pipe, data):
        # A machine that is busy elsewhere has the answer before the first wait is over: the child
        # gets nothing to read until it was asked for twice.
        while len(asked) < 2:
            time.sleep(0.001)
        usual(child, pipe, data)

    monkeypatch.setattr(LimitedChild, "_feed", late)
    book = read_book(files.xlsx(), "a.xlsx", cancelled=lambda: bool(asked.append(time.monotonic())))
    assert asked == sorted(asked)
    assert asked[1:]
    assert book.sheets


def test_the_words_name_the_limits():
    with pytest.raises(UnreadableFileError) as caught:
        read_book(bytes(LIMITS.file_bytes + 1), "data.xlsx")
    assert translator("en").error(caught.value) == (
        "The file “data.xlsx” cannot be read: it is larger than 20 MB; split the table into "
        "several files, or remove the pictures in it. No data were changed."
    )
    words = {
        "too_many_rows": (f"{LIMITS.rows:,}", f"{LIMITS.cells:,}"),
        "too_many_columns": (str(LIMITS.columns),),
        "too_many_sheets": (str(LIMITS.sheets),),
        "took_too_long": (f"{LIMITS.seconds} seconds",),
        "unpacked_too_large": (f"{LIMITS.unpacked_bytes // 10**6} MB",),
        "too_large": (f"{LIMITS.file_bytes // 10**6} MB",),
    }
    for why, figures in words.items():
        sentence = shipped_messages()[f"error.reason.file_{why}"].text("en", None)
        assert [figure for figure in figures if figure not in sentence] == []


def columns(rows: list[list[Any]]) -> list[list[Any]]:
    """A table by columns, as a sheet holds it: from its first cell to the last written one."""
    cells = [[None if cell == "" else cell for cell in row] for row in rows]
    while cells and not any(cell is not None for cell in cells[-1]):
        cells.pop()
    found = [list(column) for column in zip(*cells, strict=True)]
    while found and not any(cell is not None for cell in found[-1]):
        found.pop()
    return found


def tables(cell: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
    """Tables of two to five columns that hold something."""
    widths = st.integers(2, 5)
    shaped = widths.flatmap(
        lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1)
    )
    return shaped.filter(lambda rows: bool(columns(rows)))


def letters(encoding: str, delimiter: str) -> st.SearchStrategy[str]:
    """Cells that leave no doubt about what delimits them; quotes, breaks and blanks included."""
    if encoding == "windows-1252":
        return st.text(LATIN)
    others = "".join({",", ";", "\t"} - {delimiter})
    return st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=others + MARKS)
        | st.sampled_from('"\n\r')
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@settings(max_examples=40)
@given(data=st.data())
def test_any_table_written_as_text_comes_back(encoding, delimiter, data):
    rows = data.draw(tables(letters(encoding, delimiter)))
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(rows)
    text = file.getvalue()
    # These beginnings mean something else.
    assume(not text.lstrip().startswith(("<", "#!", "%PDF", "{\\rtf", "sep=")))
    assume(text.strip())  # nothing but blanks is an empty file
    book = read_contents(text.encode(encoding), LIMITS)
    (sheet,) = book.sheets
    expected = columns(rows)
    assert sheet.cells == expected
    assert (sheet.rows, sheet.columns) == (len(expected[0]), len(expected))
    assert book.delimiter == delimiter


CELLS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    # openpyxl, which writes these files, keeps 16 digits of a number.
    | st.floats(-1e300, 1e300).map(lambda x: float(f"{x:.15g}"))
    | st.dates(date(1900, 3, 1), date(2100, 1, 1))
    | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0, second=1)
    )
    | st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="=#_\ufffe\uffff"))
)


@settings(max_examples=40)
@given(rows=tables(CELLS))
def test_any_table_of_a_workbook_comes_back(rows):
    (sheet,) = read_contents(files.xlsx(rows), LIMITS).sheets
    assert sheet.cells == columns(rows)


@settings(max_examples=25)
@given(data=st.binary() | st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail))
def test_random_bytes_are_read_or_refused(data):
    with contextlib.suppress(UnreadableFileError):
        assert type(read_book(data, "data.xlsx")) is Book


@settings(max_examples=30)
@given(data=st.data())
def test_a_damaged_workbook_is_read_or_refused(data):
    whole = bytearray(data.draw(st.sampled_from(WORKBOOKS)))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=8)):
        whole[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(UnreadableFileError):
        assert type(read_book(bytes(whole), "data.xlsx")) is Book
