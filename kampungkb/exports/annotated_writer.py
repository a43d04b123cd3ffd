"""How openpyxl writes a marked workbook: without temporary files, formulas with their results."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from openpyxl.cell._writer import write_cell  # type: ignore[import-untyped]
from openpyxl.comments.comment_sheet import CommentRecord  # type: ignore[import-untyped]
from openpyxl.drawing.spreadsheet_drawing import (  # type: ignore[import-untyped]
    SpreadsheetDrawing,
)
from openpyxl.utils.datetime import to_excel  # type: ignore[import-untyped]
from openpyxl.worksheet._writer import WorksheetWriter  # type: ignore[import-untyped]
from openpyxl.writer.excel import ExcelWriter  # type: ignore[import-untyped]
from openpyxl.xml.functions import Element, SubElement  # type: ignore[import-untyped]

from kampungkb.intake.sheets import Marker, Sheet, Value


class MemoryWriter(ExcelWriter):  # type: ignore[misc]
    """Writes into memory alone: the child may write no file.

    Parameters
    ----------
    book : openpyxl Workbook
        What is written.
    archive : ZipFile
        Where.
    results : mapping of str to Sheet
        What each sheet's formulas came to, by its title.
    """

    def __init__(self, book: Any, archive: ZipFile, results: Mapping[str, Sheet]) -> None:
        super().__init__(book, archive)
        self._results = results

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet; what openpyxl does, but for the file."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        part = BytesIO()
        writer = _SheetWriter(ws, part, self._results.get(ws.title))
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], part.getvalue())
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):  # type: ignore[misc]
    """openpyxl leaves out what formulas came to: whoever reads the file next would miss it."""

    def __init__(self, ws: Any, out: BytesIO, results: Sheet | None) -> None:
        super().__init__(ws, out)
        self._results = results

    def write_row(self, xf: Any, row: Any, row_idx: int) -> None:
        about = {"r": str(row_idx)} | dict(self.ws.row_dimensions.get(row_idx, {}))
        with xf.element("row", about):
            for cell in row:
                if cell._comment is not None:
                    self.ws._comments.append(CommentRecord.from_cell(cell))
                if cell._value is None and not cell.has_style and not cell._comment:
                    continue
                result = self._result(cell)
                if result is None:
                    write_cell(xf, self.ws, cell, cell.has_style)
                else:
                    xf.write(self._formula(cell, result))

    def _result(self, cell: Any) -> Value:
        """What a plain formula came to; None where that is unknown."""
        at, row = cell.column - 1, cell.row - 1
        sheet = self._results
        if sheet is None or cell.data_type != "f" or not isinstance(cell.value, str):
            return None
        if at >= sheet.columns or row >= sheet.rows:
            return None
        value = sheet.cells[at][row]
        return None if isinstance(value, Marker) and value.kind == "no_value" else value

    def _formula(self, cell: Any, result: Value) -> Any:
        about = {"r": cell.coordinate}
        if cell.has_style:
            about["s"] = str(cell.style_id)
        kind, text = _written(result, self.ws.parent.epoch)
        if kind != "n":
            about["t"] = kind
        if cell.hyperlink:
            self.ws._hyperlinks.append(cell.hyperlink)
        element = Element("c", about)
        SubElement(element, "f").text = cell.value[1:]
        SubElement(element, "v").text = text
        return element


def _written(result: Value, epoch: Any) -> tuple[str, str]:
    """Kind and text of a result, as a cell has them."""
    if isinstance(result, bool):
        return "b", str(int(result))
    if isinstance(result, Marker):
        return "e", result.text
    if isinstance(result, date):
        return "n", repr(to_excel(result, epoch))
    return ("str", result) if isinstance(result, str) else ("n", repr(result))
