"""Personal data, which have no place in these tables (23)."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kampungkb.intake.headers import normalised
from kampungkb.intake.sheets import Book, Sheet, Value
from kampungkb.model.findings import Finding, finding

_HEADERS: Final = re.compile(
    r"\b(?:nik|no kk|nomor kk|nomor kartu keluarga|no ktp|nomor ktp|nomor induk kependudukan"
    r"|nama lengkap|tanggal lahir|tgl lahir|tempat lahir|alamat|no hp|nomor hp|telepon|no telp"
    r"|telp|handphone|whatsapp|no wa|e mail|email)\b"
    r"|\bnama (?:anak|balita|bayi|ibu|ayah|suami|istri|kepala|orang|penduduk|warga|pkb|plkb|petugas"
    r"|pengurus|ketua|kader|pendamping|penyuluh|bidan|siswa|peserta|keluarga|kk|pasien|responden)\b"
    r"|^(?:nama|name|full name|pkb|plkb|pkb plkb|ketua pokja|nama pokja)$"
)
_DIGITS: Final = re.compile(r"\d{16}")
_HEADER_ROWS: Final = 40
_LONGEST_HEADER: Final = 60
_ENOUGH: Final = 3


def personal_findings(book: Book) -> tuple[Finding, ...]:
    """Columns of people's numbers, names and addresses, in any sheet, hidden ones included.

    Returns
    -------
    tuple of Finding
        One ``personal_data`` (error) per column, never with a value of it.
    """
    return tuple(one for sheet in book.sheets for one in _in_sheet(sheet, book.kind == "text"))


def _in_sheet(sheet: Sheet, text: bool) -> Iterator[Finding]:
    name = None if text else sheet.name
    for column in sheet.cells:
        header = _header(column)
        numbered = _numbered(column)
        if header is None and numbered is None:
            continue
        row, title = header or numbered or (0, "")
        yield finding(
            "personal_data", "error", sheet=name, row=row + 1, column=title or None,
            header=title or "–",
        )  # fmt: skip


def _header(column: Sequence[Value]) -> tuple[int, str] | None:
    for row, cell in enumerate(column[:_HEADER_ROWS]):
        if isinstance(cell, str) and len(cell) <= _LONGEST_HEADER:
            plain = normalised(cell)
            if _HEADERS.search(plain) and not plain.startswith(("catatan", "keterangan")):
                return row, cell.strip()
    return None


def _numbered(column: Sequence[Value]) -> tuple[int, str] | None:
    """First row of a column of 16-digit numbers; its title is the first text above."""
    # Cells share equal values: each different one is looked at once.
    found = {cell for cell in set(column) if _is_number_of_a_person(cell)}
    if not found:
        return None
    rows = [row for row, cell in enumerate(column) if cell in found]
    filled = sum(cell is not None for cell in column)
    if not rows or (len(rows) < _ENOUGH and len(rows) * 5 <= filled):
        return None
    above = [
        cell for cell in column[: rows[0]] if isinstance(cell, str) and not _DIGITS.search(cell)
    ]
    return rows[0], above[-1].strip()[:_LONGEST_HEADER] if above else ""


def _is_number_of_a_person(cell: Value) -> bool:
    if isinstance(cell, bool) or cell is None:
        return False
    if isinstance(cell, int):
        return 10**15 <= cell < 10**16
    if isinstance(cell, float):
        return cell.is_integer() and 10**15 <= cell < 10**16
    if not isinstance(cell, str):
        return False
    return _DIGITS.fullmatch(re.sub(r"[\s.'-]", "", cell)) is not None
