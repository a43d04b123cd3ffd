"""Marks in the workbook itself: its formats, widths, formulas and other sheets stay.

Runs in the child process. Macros are dropped, and so is what openpyxl does not know.
"""

import re
import warnings
from collections.abc import Mapping
from copy import copy
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook  # type: ignore[import-untyped]
from openpyxl.cell.cell import MergedCell  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from kampungkb.exports.annotated_writer import MemoryWriter
from kampungkb.exports.marks import AUTHOR, FILLS, LIST_WIDTHS, MOST_COMMENTS, NOTE_WIDTH, Marks
from kampungkb.intake.contents import read_contents
from kampungkb.intake.limits import LIMITS
from kampungkb.intake.sheets import Sheet

_ESCAPE: Final = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
_TEXT: Final = Alignment(wrap_text=True, vertical="top")


def marked_original(data: bytes, marks: Marks) -> bytes:
    """The workbook with its marks.

    Parameters
    ----------
    data : bytes
        An XLSX or XLSM file that `kampungkb.intake.reading.read_book` could read.
    marks : Marks
        ``sheet_name`` is one of its sheets where ``sheet_index`` is given.
    """
    # They name parts of the file that are not kept, one line each.
    warnings.simplefilter("ignore")
    book = load_workbook(BytesIO(data))
    styles = _Styles()
    for name in marks.dropped:
        del book[name]
    if marks.sheet_index is not None:
        sheet = book[marks.sheet_name]
        _forget_earlier(sheet, marks)
        _clear_way(sheet, marks.column)
        _mark_cells(sheet, marks, styles)
        _add_column(sheet, marks, styles)
    _add_list(book, marks, styles)
    return _saved(book, _results(book, data))


def _results(book: Any, data: bytes) -> dict[str, Sheet]:
    """The results of formulas by sheet; nothing in a workbook without formulas."""
    if any(cell.data_type == "f" for sheet in book for cell in sheet._cells.values()):
        return {sheet.name: sheet for sheet in read_contents(data, LIMITS).sheets}
    return {}


def _forget_earlier(sheet: Any, marks: Marks) -> None:
    """Take away what an earlier round marked: cells may have been corrected since."""
    ours = _own_fills(sheet.parent) if marks.dropped else set()
    # `_cells` has only what is written; walking through rows would make every cell between.
    for (row, column), cell in sheet._cells.items():
        if not _is_plain(cell):
            continue
        is_note = column == marks.column + 1 and row > marks.header_row and cell.value is not None
        is_own = cell.comment is not None and cell.comment.author == AUTHOR
        if is_note:
            # The first column without a value is the one that the earlier round added.
            cell.value = None
        if is_own:
            cell.comment = None
        if is_note or is_own or (cell.has_style and cell._style.fillId in ours):
            cell.fill = PatternFill()


def _own_fills(book: Any) -> set[int]:
    """The workbook's fills that are ours; not every coloured cell has a comment too."""
    colours = {colour.lstrip("#").upper() for colour in FILLS.values()}
    return {
        at for at, fill in enumerate(book._fills)
        if isinstance(fill, PatternFill) and str(fill.fgColor.rgb)[-6:].upper() in colours
    }  # fmt: skip


def _clear_way(sheet: Any, column: int) -> None:
    """Let merged cells end before the added column; what they show is further left."""
    for area in list(sheet.merged_cells.ranges):
        if area.min_col <= column + 1 <= area.max_col:
            sheet.unmerge_cells(str(area))
            if area.min_col < column or (area.min_col == column and area.min_row < area.max_row):
                sheet.merge_cells(
                    start_row=area.min_row, start_column=area.min_col, end_row=area.max_row,
                    end_column=column,
                )  # fmt: skip


def _mark_cells(sheet: Any, marks: Marks, styles: "_Styles") -> None:
    for number, mark in enumerate(marks.cells):
        cell = sheet.cell(mark.row + 1, (mark.column or 0) + 1)
        if not _is_plain(cell):
            cell = _anchor(sheet, cell)
        styles.put(cell, mark.severity)
        if number < MOST_COMMENTS:
            cell.comment = _comment(cell.comment, mark.text)


def _is_plain(cell: Any) -> bool:
    """Whether it is a cell of its own, and not one that others are merged over."""
    return not isinstance(cell, MergedCell)


def _anchor(sheet: Any, cell: Any) -> Any:
    areas = [area for area in sheet.merged_cells.ranges if cell.coordinate in area]
    return sheet.cell(areas[0].min_row, areas[0].min_col)


def _comment(earlier: Any, text: str) -> Any:
    # Somebody else's comment is kept, and is then no longer ours to take away.
    author = AUTHOR if earlier is None or earlier.author == AUTHOR else earlier.author
    before = "" if earlier is None else f"{earlier.text}\n\n"
    return Comment(before + text, author, width=320, height=40 + 18 * (1 + len(text) // 45))


def _add_column(sheet: Any, marks: Marks, styles: "_Styles") -> None:
    if not marks.rows:
        return
    head = sheet.cell(marks.header_row + 1, marks.column + 1)
    if marks.column:
        head._style = copy(sheet.cell(marks.header_row + 1, marks.column)._style)
    _put(head, marks.header)
    head.alignment = _TEXT
    for mark in marks.rows:
        cell = sheet.cell(mark.row + 1, marks.column + 1)
        _put(cell, mark.text)
        styles.put(cell, mark.severity, wraps=True)
    sheet.column_dimensions[get_column_letter(marks.column + 1)].width = NOTE_WIDTH


def _add_list(book: Any, marks: Marks, styles: "_Styles") -> None:
    for other in (*book.worksheets, *book.chartsheets):
        views = other.views if hasattr(other, "views") else other.sheetViews
        for view in views.sheetView:
            # Two selected sheets would both take what is typed into one.
            view.tabSelected = False
    sheet = book.create_sheet(marks.list_name, 0)
    book.active = 0
    sheet.sheet_view.tabSelected = True
    for view in book.views:
        view.firstSheet = 0
    bold = Font(bold=True)
    for at, header in enumerate(marks.list_header, start=1):
        _put(sheet.cell(1, at), header)
        sheet.cell(1, at).font = bold
        sheet.column_dimensions[get_column_letter(at)].width = LIST_WIDTHS[at - 1]
    for row, (severity, texts) in enumerate(marks.findings, start=2):
        for at, text in enumerate(texts, start=1):
            cell = sheet.cell(row, at)
            _put(cell, text)
            styles.put(cell, severity if at == len(texts) else "", wraps=True)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _put(cell: Any, value: str | int | None) -> None:
    if isinstance(value, str):
        # A spreadsheet takes _x0041_ for the letter A.
        cell.value = _ESCAPE.sub(r"_x005F_\1", value)
        cell.data_type = "s"  # else a text that begins with "=" is a formula
    else:
        cell.value = value


class _Styles:
    """Colours cells; openpyxl needs most of its time for a style that it has met before."""

    def __init__(self) -> None:
        self._made: dict[tuple[bytes, str, bool], Any] = {}

    def put(self, cell: Any, severity: str, *, wraps: bool = False) -> None:
        """Colour a cell unless `severity` is empty, and let its text break into lines."""
        own = b"" if cell._style is None else cell._style.tobytes()
        key = (own, severity, wraps)
        if key not in self._made:
            if severity:
                cell.fill = PatternFill("solid", fgColor=FILLS[severity].lstrip("#"))
            if wraps:
                cell.alignment = _TEXT
            self._made[key] = copy(cell._style)
        cell._style = copy(self._made[key])


def _saved(book: Any, results: Mapping[str, Sheet]) -> bytes:
    # What has no result here is worked out by the program that opens it.
    book.calculation.fullCalcOnLoad = True
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        MemoryWriter(book, archive, results).write_data()
    return buffer.getvalue()
