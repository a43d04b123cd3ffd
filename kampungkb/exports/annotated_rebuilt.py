"""Marks in a new workbook with the cells of a file that cannot be kept as it is.

Runs in the child process; the list of findings alone is written by the parent too.
"""

import io
import re
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.marks import (
    AUTHOR,
    CELL_LENGTH,
    FILLS,
    LIST_WIDTHS,
    MOST_COMMENTS,
    NOTE_WIDTH,
    Mark,
    Marks,
)
from kampungkb.exports.spreadsheet import A4, OPTIONS, line_text, page_text, write_text
from kampungkb.intake.sheets import Book, Marker, Sheet, Value

_DAY: Final = "dd/mm/yyyy"
_MOMENT: Final = "dd/mm/yyyy hh:mm:ss"
_PERCENT: Final = "0.00%"
_GENERAL: Final = "General"
# From here on a spreadsheet's number loses digits.
_EXACT: Final = 10**15
_FIRST_YEAR: Final = 1900
_NAME_LENGTH: Final = 31
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\']")
_UNNAMED: Final = "Data"
_WIDTHS_FROM: Final = 200


def rebuilt(source: Book, marks: Marks) -> bytes:
    """A new workbook with the values of a book, its marks and the list of findings first.

    Formulas are values; names of sheets, merged cells, days and percentages stay; hidden sheets
    stay hidden.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        forms = _Forms(book)
        _write_list(book, forms, marks)
        taken = {marks.list_name.casefold()}
        for index, sheet in enumerate(source.sheets):
            if sheet.name in marks.dropped:
                continue
            written = book.add_worksheet(_free_name(sheet.name, taken))
            own = marks if index == marks.sheet_index else None
            _write_sheet(written, forms, sheet, own)
            if sheet.hidden:
                written.hide()
    return buffer.getvalue()


def list_alone(marks: Marks) -> bytes:
    """A workbook with the list of findings and nothing else."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        _write_list(book, _Forms(book), marks)
    return buffer.getvalue()


class _Forms:
    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str, bool], Any] = {}

    def get(self, number_format: str = _GENERAL, severity: str = "", *, bold: bool = False) -> Any:
        key = (number_format, severity, bold)
        if key not in self._made:
            form = self._book.add_format({"num_format": number_format, "valign": "top"})
            if severity:
                form.set_bg_color(FILLS[severity])
            if bold:
                form.set_bold()
                form.set_bg_color(LIGHT.surface)
            self._made[key] = form
        return self._made[key]

    def note(self, severity: str) -> Any:
        form = self.get("@", severity)
        form.set_text_wrap()
        return form


def _write_list(book: Any, forms: _Forms, marks: Marks) -> None:
    sheet = book.add_worksheet(marks.list_name)
    for at, header in enumerate(marks.list_header):
        write_text(sheet, 0, at, header, forms.get(bold=True))
        sheet.set_column(at, at, LIST_WIDTHS[at])
    for row, (severity, cells) in enumerate(marks.findings, start=1):
        for at, cell in enumerate(cells):
            form = forms.note(severity if at == len(cells) - 1 else "")
            if isinstance(cell, int):
                sheet.write_number(row, at, cell, forms.get())
            elif cell is not None:
                write_text(sheet, row, at, cell, form)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L{page_text(marks.title)}")
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _write_sheet(written: Any, forms: _Forms, sheet: Sheet, marks: Marks | None) -> None:
    marked = {} if marks is None else {(mark.row, mark.column): mark for mark in marks.cells}
    for top, left, last, right in sheet.merged:
        _merge(written, (top, left, min(last, sheet.rows - 1), min(right, sheet.columns - 1)))
    for at, cells in enumerate(sheet.cells):
        percent = {row for run in sheet.percent_rows(at) for row in run}
        for row, cell in enumerate(cells):
            mark = marked.get((row, at))
            if cell is not None or mark is not None:
                severity = "" if mark is None else mark.severity
                _write_cell(written, forms, row, at, cell, severity, is_percent=row in percent)
        longest = max((len(str(cell)) for cell in cells[:_WIDTHS_FROM] if cell is not None),
                      default=0)  # fmt: skip
        written.set_column(at, at, min(max(longest + 2, 9), 40))
    written.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    if marks is not None and marks.rows:
        _write_notes(written, forms, marks)


def _merge(written: Any, block: tuple[int, int, int, int]) -> None:
    top, left, last, right = block
    if top > last or left > right or (top, left) == (last, right):
        return
    try:
        written.merge_range(top, left, last, right, "")
    except OverlappingRange:
        return  # a damaged file; its cells stay apart


def _write_cell(
    written: Any, forms: _Forms, row: int, at: int, cell: Value, severity: str, *, is_percent: bool
) -> None:
    if cell is None:
        written.write_blank(row, at, None, forms.get(_GENERAL, severity))
    elif isinstance(cell, bool):
        written.write_boolean(row, at, cell, forms.get(_GENERAL, severity))
    elif isinstance(cell, date) and cell.year >= _FIRST_YEAR:
        shown = _MOMENT if isinstance(cell, datetime) else _DAY
        written.write_datetime(row, at, cell, forms.get(shown, severity))
    elif isinstance(cell, int | float) and abs(cell) < _EXACT:
        shown = _PERCENT if is_percent else _GENERAL
        written.write_number(row, at, cell, forms.get(shown, severity))
    else:
        text = cell.text if isinstance(cell, Marker) else str(cell)
        write_text(written, row, at, text[:CELL_LENGTH], forms.get(_GENERAL, severity))


def _write_notes(written: Any, forms: _Forms, marks: Marks) -> None:
    write_text(written, marks.header_row, marks.column, marks.header, forms.get(bold=True))
    for row in marks.rows:
        write_text(written, row.row, marks.column, row.text, forms.note(row.severity))
    for mark in marks.cells[:MOST_COMMENTS]:
        written.write_comment(mark.row, mark.column, mark.text, _comment(mark))
    written.set_column(marks.column, marks.column, NOTE_WIDTH)


def _comment(mark: Mark) -> dict[str, object]:
    return {"author": AUTHOR, "width": 320, "height": 40 + 18 * (1 + len(mark.text) // 45)}


def _free_name(name: str, taken: set[str]) -> str:
    """A name that a sheet may have and no sheet has yet."""
    plain = _NO_NAME.sub(" ", line_text(name))[:_NAME_LENGTH].strip() or _UNNAMED
    free, number = plain, 2
    while free.casefold() in taken:
        ending = f" ({number})"
        free = plain[: _NAME_LENGTH - len(ending)] + ending
        number += 1
    taken.add(free.casefold())
    return free
