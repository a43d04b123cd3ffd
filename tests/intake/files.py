"""Files that an office might send, good and bad, made here: nothing binary is kept."""

import datetime
import io
import pickle
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ROWS = (("kode_desa", "nilai"), ("36.04.23.2015", 12), ("36.04.23.2016", 0.5))
SHEET = "xl/worksheets/sheet1.xml"


def xlsx(
    rows: Sequence[Sequence[Any]] = ROWS,
    change: Callable[[openpyxl.Workbook], object] | None = None,
) -> bytes:
    """A workbook of one sheet "Data", changed before it is saved."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Data"
    for row in rows:
        sheet.append(row)
    if change:
        change(workbook)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes | str]) -> bytes:
    """A zip file in which parts were put in or replaced."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return file.getvalue()


def part(data: bytes, name: str) -> str:
    """A part of a zip file as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return source.read(name).decode("utf-8")


def raw_xlsx(rows: str, before: str = "") -> bytes:
    """A workbook whose sheet is given as XML."""
    xml = f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'
    return with_parts(xlsx(), {SHEET: before + xml})


def many_rows(count: int) -> bytes:
    """A workbook with a number in each of so many rows."""
    return raw_xlsx(
        "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, count))
    )


def xls(change: Callable[[xlwt.Workbook, xlwt.Worksheet], object] | None = None) -> bytes:
    """An old workbook of one sheet "Data"."""
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Data")
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    if change:
        change(workbook, sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def ods(rows: Sequence[Sequence[TableCell]] | None = None) -> bytes:
    """An OpenDocument spreadsheet: a sheet "Data" and a hidden one "Catatan"."""
    document = OpenDocumentSpreadsheet()
    style = Style(name="hidden", family="table")
    style.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(style)
    shown, hidden = Table(name="Data"), Table(name="Catatan", stylename="hidden")
    for table, content in (
        (shown, rows or [[ods_cell(value) for value in row] for row in ROWS]),
        (hidden, [[ods_cell("rahasia")]]),
    ):
        for row in content:
            line = TableRow()
            for cell in row:
                line.addElement(cell)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    file = io.BytesIO()
    document.write(file)
    return file.getvalue()


def ods_cell(value: str | float, kind: str = "", **attributes: Any) -> TableCell:
    """One cell; its value's type says which kind, unless one is named."""
    if kind == "none":
        return TableCell(**attributes)
    if isinstance(value, str):
        cell = TableCell(valuetype=kind or "string", **attributes)
        cell.addElement(P(text=value))
        return cell
    return TableCell(valuetype=kind or "float", value=value, **attributes)


def encrypted() -> bytes:
    """The head of what Excel saves under a password: a compound file with the package inside."""
    return xls() + "EncryptedPackage".encode("utf-16-le") + bytes(100)


def pickled() -> bytes:
    """A pickle that would write to standard error if it were loaded."""
    return pickle.dumps(_Payload())


class _Payload:
    def __reduce__(self) -> tuple[Any, ...]:
        return (exec, ("raise SystemExit('loaded')",))


DAY = datetime.date(2026, 1, 5)
