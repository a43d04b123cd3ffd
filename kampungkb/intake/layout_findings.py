"""What is said about a sheet's columns and rows."""

from collections.abc import Sequence

from kampungkb.intake.headers import Role
from kampungkb.model.findings import Finding, finding

_SHOWN = 5


def header_not_found(sheet: str | None) -> Finding:
    """No row names the columns."""
    return finding(
        "header_not_found", "error", sheet=sheet, expected="kode_desa, kecamatan, desa, pembilang"
    )


def header_twice(sheet: str | None, row: int, header: str, other: str) -> Finding:
    """Two columns say the same (20)."""
    return finding(
        "header_twice", "error", sheet=sheet, row=row, column=header, value=header, header=header,
        other=other,
    )  # fmt: skip


def column_missing(sheet: str | None, row: int, role: Role, nearest: str | None) -> Finding:
    """A column that the table cannot do without (21)."""
    names = {
        "village": "kode_desa, desa", "district": "kecamatan", "denominator": "penyebut",
        "numerator": "pembilang", "value": "nilai",
    }  # fmt: skip
    name = names.get(role, role)
    return finding(
        "column_missing", "error", sheet=sheet, row=row, column=name, expected=name,
        suggestions=() if nearest is None else (nearest,), name=name,
        nearest="–" if nearest is None else nearest,
    )  # fmt: skip


def columns_left_out(sheet: str | None, row: int, headers: Sequence[str]) -> Finding:
    """Columns that are not read (22)."""
    return finding(
        "columns_left_out", "info", sheet=sheet, row=row, value=", ".join(headers),
        n=len(headers), names=_some(headers),
    )  # fmt: skip


def total_rows_left_out(sheet: str | None, rows: Sequence[int]) -> Finding:
    """Rows of sums (24)."""
    numbers = [str(row) for row in rows]
    return finding(
        "total_rows_left_out", "info", sheet=sheet, row=rows[0], value=", ".join(numbers),
        n=len(rows), rows=_some(numbers),
    )  # fmt: skip


def sheet_choice(names: Sequence[str]) -> Finding:
    """Several sheets hold a table (17)."""
    return finding("sheet_choice", "question", suggestions=tuple(names), names=", ".join(names))


def sheet_hidden(name: str) -> Finding:
    """Only a hidden sheet holds a table (17)."""
    return finding("sheet_hidden", "error", sheet=name, value=name, name=name)


def sheet_unknown(wanted: str, names: Sequence[str]) -> Finding:
    """The workbook has no such sheet."""
    return finding(
        "sheet_unknown", "error", value=wanted, suggestions=tuple(names), wanted=wanted,
        names=", ".join(names),
    )  # fmt: skip


def sheet_of_text(wanted: str) -> Finding:
    """A sheet was asked for, and the file is text."""
    return finding("sheet_of_text", "error", value=wanted, wanted=wanted)


def sheets_left_out(names: Sequence[str]) -> Finding:
    """Further sheets with a table that are not read."""
    return finding(
        "sheets_left_out", "info", value=", ".join(names), n=len(names), names=_some(names)
    )


def _some(texts: Sequence[str]) -> str:
    return ", ".join(texts[:_SHOWN]) + (", …" if len(texts) > _SHOWN else "")
