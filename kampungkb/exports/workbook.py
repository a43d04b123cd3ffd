"""Columns as the sheets of an XLSX workbook, ready to filter and to print."""

import io
from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import CellNumberTuple, CellStringTuple, Worksheet

from kampungkb.charts.theme import LIGHT
from kampungkb.exports.book_charts import ChartSheet, write_charts
from kampungkb.exports.columns import Column
from kampungkb.exports.sheet_layout import sheet_layout
from kampungkb.exports.spreadsheet import A4, OPTIONS, line_text, page_text, write_text

# Points of a line, and of the highest row that Excel has.
_LINE: Final = 15
_HIGHEST: Final = 409
# Indented, a text stands clear of the figure before it.
_CLEAR: Final = {"align": "left", "indent": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet.

    Parameters
    ----------
    name : str
        At most 31 characters.
    columns : tuple of Column
        With the same number of cells; the header is row 1.
    is_table : bool
        Rows to filter, whose first two columns stay in sight; otherwise lines to read.
    title : str
        What stands above each printed page; empty: the title of the workbook.
    links : int or None
        A column in which the name of a sheet of the same workbook leads there.
    """

    name: str
    columns: tuple[Column, ...]
    is_table: bool
    title: str = ""
    links: int | None = None


class _Cells(Worksheet):  # type: ignore[misc]  # it ships no types
    """A worksheet that writes the XML of its texts and figures without a detour, byte for byte.

    XlsxWriter gathers the attributes of each cell in a list and looks for characters to escape in
    all of them; an address and two numbers have none. Of 300,000 cells that is half a second.
    """

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write one cell; the base class calls it for each."""
        if cell.format and isinstance(cell, CellStringTuple):
            text, value = ' t="s"', cell.string
        elif cell.format and isinstance(cell, CellNumberTuple):
            text, value = "", f"{cell.number:.16G}"
        else:
            super()._write_cell(row, col, cell)
            return
        where, look = xl_rowcol_to_cell_fast(row, col), cell.format._get_xf_index()
        self.fh.write(f'<c r="{where}" s="{look}"{text}><v>{value}</v></c>')


def workbook_bytes(
    sheets: tuple[Sheet, ...], *, title: str, footer: str, page: str, mark: str | None,
    made_at: datetime, charts: ChartSheet | None = None,
) -> bytes:  # fmt: skip
    """A workbook.

    Parameters
    ----------
    title, footer : str
        Above and under each printed page.
    page : str
        The words around the page's number, in the codes of a spreadsheet (``&P``, ``&N``).
    mark : str or None
        What each printed page and the tabs warn of; None: nothing.
    made_at : datetime
        The only time in the file; in UTC where it names no zone.
    charts : ChartSheet, optional
        Drawn from the other sheets; it stands behind the first one.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        made = made_at.astimezone(UTC) if made_at.tzinfo else made_at
        book.set_properties({"title": line_text(title), "subject": mark or "", "created": made})
        titles, pages = {}, {}
        names = {one.name for one in sheets} | ({charts.name} if charts else set())
        for at, sheet in enumerate(sheets):
            pages[sheet.name] = _write_sheet(book, sheet, names)
            titles[sheet.name] = sheet.title or title
            if at == 0 and charts is not None:
                write_charts(book, charts, {one.name: one.columns for one in sheets})
        for written in book.worksheets():
            written.set_tab_color(LIGHT.cannot_tell if mark else LIGHT.reached)
            name = written.get_name()
            _set_page(
                written, title=titles.get(name, title), footer=footer, page=page, mark=mark,
                pages=pages.get(name, 1),
            )  # fmt: skip
    return buffer.getvalue()


def _write_sheet(book: Any, sheet: Sheet, names: Set[str]) -> int:
    """Write a sheet; how many pages it is wide in print."""
    written = book.add_worksheet(sheet.name, worksheet_class=_Cells)
    layout = sheet_layout(sheet.columns, is_table=sheet.is_table)
    _write_header(book, written, sheet)
    for at, width in enumerate(layout.widths):
        _write_cells(book, written, sheet, at, names if at == sheet.links else set())
        written.set_column(at, at, width)
    for row, lines in layout.lines.items():
        written.set_row(row, min(lines * _LINE, _HIGHEST))
    written.repeat_rows(0)
    frozen = layout.frozen if sheet.is_table else 0
    written.freeze_panes(1, frozen)
    if sheet.is_table:
        last = max((len(column.cells) for column in sheet.columns), default=0)
        written.autofilter(0, 0, last, len(sheet.columns) - 1)
        written.set_landscape()
        # A year or a code is text on purpose; Excel would flag each cell of it.
        written.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    if layout.pages > 1 and frozen:
        written.repeat_columns(0, frozen - 1)
    return layout.pages


def _write_header(book: Any, written: Any, sheet: Sheet) -> None:
    look = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1,
            "bg_color": LIGHT.surface, "font_color": LIGHT.ink}  # fmt: skip
    text = book.add_format(look | (_CLEAR if sheet.is_table else {}))
    # The button of the filter stands in the right corner.
    figures = book.add_format(look | {"align": "right", "indent": 2})
    for at, column in enumerate(sheet.columns):
        is_figures = any(isinstance(cell, Decimal) for cell in column.cells)
        write_text(written, 0, at, column.sheet_header, figures if is_figures else text)


def _write_cells(book: Any, written: Any, sheet: Sheet, at: int, links: Set[str]) -> None:
    """The cells of one column under its header."""
    column = sheet.columns[at]
    look = {"valign": "top", "text_wrap": True} | (_CLEAR if sheet.is_table else {})
    text = book.add_format(look)
    link = book.add_format(look | {"font_color": LIGHT.reached, "underline": 1})
    figures: dict[str, Any] = {}
    for row, cell in enumerate(column.sheet_cells(), start=1):
        if cell is None:
            continue
        if isinstance(cell, Decimal):
            form = column.format_of(row - 1) or "General"
            if form not in figures:
                figures[form] = book.add_format({"num_format": form, "valign": "top"})
            written.write_number(row, at, float(cell), figures[form])
        elif cell in links:
            written.write_url(row, at, f"internal:{_quoted(cell)}!A1", link, string=cell)
        else:
            write_text(written, row, at, cell, text)


def _quoted(name: str) -> str:
    """A sheet's name as an address has it."""
    return "'" + name.replace("'", "''") + "'"


def _set_page(
    written: Any, *, title: str, footer: str, page: str, mark: str | None, pages: int
) -> None:
    written.set_paper(A4)
    written.fit_to_pages(pages, 0)
    written.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.8)
    warning = page_text(mark or "")
    written.set_header(f"&L{page_text(title)}&R&B{warning}" if mark else f"&L{page_text(title)}")
    # On a line of its own: beside the others it would not fit on an upright page.
    written.set_footer(f"&L{page_text(footer)}&C\n&B{warning}&R{page}" if mark else
                       f"&L{page_text(footer)}&R{page}")  # fmt: skip
