"""Personal data, which have no place in these tables (23)."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kampungkb.intake.headers import normalised
from kampungkb.intake.places import Register
from kampungkb.intake.sheets import Book, Sheet, Value
from kampungkb.model.findings import Finding, finding

_HEADERS: Final = re.compile(
    r"\b(?:nik|n i k|no nik|no kk|nomor kk|no kartu keluarga|nomor kartu keluarga|no ktp|nomor ktp"
    r"|no induk kependudukan|nomor induk kependudukan|nomor identitas|no identitas|nama lengkap"
    r"|tanggal lahir|tgl lahir|tempat lahir|alamat|no hp|nomor hp|telepon|no telp|telp|handphone"
    r"|whatsapp|no wa|e mail|email)\b"
    r"|\bnama (?:anak|balita|baduta|bayi|ibu|ayah|bapak|suami|istri|kepala|orang|penduduk|warga|pkb"
    r"|plkb|petugas|pengurus|ketua|kader|pendamping|penyuluh|bidan|siswa|peserta|keluarga|kk|krt"
    r"|anggota|pasien|responden|akseptor|pus|remaja|lansia|pasangan|individu|pegawai)\b"
    r"|^(?:full name|pkb|plkb|pkb plkb|ketua pokja|nama pokja)$"
)
# Of a person, or of a village: what stands below says which.
_NAME: Final = frozenset({"nama", "name"})
# "Alamat: Jl. Veteran 1" in the letterhead of an office.
_LETTERHEAD: Final = re.compile(r"\s*(?:alamat|e-?mail|tel|hp|wa|whatsapp)\w*\W*:\s*\S|.*@", re.I)
_NOTES: Final = ("catatan", "keterangan", "ket", "note", "remark")
_CODE: Final = re.compile(r"'?\d\d\.?\d\d\.?\d\d\.?\d{4}")
_DIGITS: Final = re.compile(r"(?<!\d)\d{16}(?!\d)")
# A cell with so many digits in a row is no header, whatever its words are.
_MANY_DIGITS: Final = re.compile(r"\d{5}")
# Region, day (of women 40 more) and month of birth, two digits of the year, serial number.
_OF_A_PERSON: Final = re.compile(r"[1-9]\d{5}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d{6}")
_HEADER_ROWS: Final = 40
_LONGEST_HEADER: Final = 60
_ENOUGH: Final = 3


def personal_findings(book: Book, register: Register | None = None) -> tuple[Finding, ...]:
    """Columns of people's numbers, names and addresses, in any sheet, hidden ones included.

    Parameters
    ----------
    book : Book
    register : Register, optional
        Tells a column ``Nama`` of villages from one of people; without it such a column is one of
        people.

    Returns
    -------
    tuple of Finding
        One ``personal_data`` (error) per column, never with a value of it: the column is named by
        its header, and by its letter where none is certain.
    """
    return tuple(
        one for sheet in book.sheets for one in _in_sheet(sheet, book.kind == "text", register)
    )


def _in_sheet(sheet: Sheet, text: bool, register: Register | None) -> Iterator[Finding]:
    begin = _first_coded_row(sheet)
    for index, column in enumerate(sheet.cells):
        found = _header(column, begin, register) or _numbered(column, begin)
        if found is None:
            continue
        row, title = found
        named = title or _letters(index)
        yield finding(
            "personal_data", "error", sheet=None if text else sheet.name, row=row + 1,
            column=named, header=named,
        )  # fmt: skip


def _first_coded_row(sheet: Sheet) -> int | None:
    """The first row with the code of a village: no header stands below it, but values do."""
    rows = (
        row
        for column in sheet.cells
        for row, cell in enumerate(column[:_HEADER_ROWS])
        if (isinstance(cell, str) and _CODE.fullmatch(cell.strip()))
        or (isinstance(cell, int) and _CODE.fullmatch(str(cell)))
    )
    return min(rows, default=None)


def _header(
    column: Sequence[Value], begin: int | None, register: Register | None
) -> tuple[int, str] | None:
    for row, cell in enumerate(column[:_HEADER_ROWS]):
        if not isinstance(cell, str) or len(cell) > _LONGEST_HEADER or _MANY_DIGITS.search(cell):
            continue
        plain = normalised(cell)
        if plain.split(" ")[0] in _NOTES:
            # What follows is prose, in which any of these words may stand.
            return None
        if _LETTERHEAD.match(cell):
            continue
        told = _HEADERS.search(plain)
        # Among the rows of a table only a whole cell is the header of another one.
        if told and (begin is None or row < begin or told.group() == plain):
            return row, cell.strip()
        if plain in _NAME and not _of_places(column[row + 1 :], register):
            return row, cell.strip()
    return None


def _of_places(below: Sequence[Value], register: Register | None) -> bool:
    """Whether most of the names are those of villages and districts."""
    names = {cell for cell in below if isinstance(cell, str) and cell.strip()}
    if register is None or not names:
        return False
    known = sum(bool(register.find(one, None) or register.find_districts(one)) for one in names)
    return 2 * known >= len(names)


def _numbered(column: Sequence[Value], begin: int | None) -> tuple[int, str] | None:
    """First row of a column of 16-digit numbers; its title is the text above the table's rows."""
    # Cells share equal values: each different one is looked at once.
    numbers = {cell: found for cell in set(column) if (found := _number(cell)) is not None}
    if not numbers:
        return None
    rows = [row for row, cell in enumerate(column) if cell in numbers]
    certain = any(_OF_A_PERSON.fullmatch(found) for found in numbers.values())
    filled = sum(cell is not None for cell in column)
    if not certain and len(rows) < _ENOUGH and len(rows) * 5 <= filled:
        return None
    above = [
        cell
        for cell in column[: rows[0] if begin is None else min(begin, rows[0])]
        if isinstance(cell, str) and not _MANY_DIGITS.search(cell)
    ]
    # Without codes nothing tells where the rows begin: the first text is no row's.
    title = (above[0] if begin is None else above[-1]) if above else ""
    return rows[0], title.strip()[:_LONGEST_HEADER]


def _number(cell: Value) -> str | None:
    """The 16 digits that a cell is, or that stand in its text."""
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        whole = cell == int(cell) if isinstance(cell, int) or cell.is_integer() else False
        return str(int(cell)) if whole and 10**15 <= cell < 10**16 else None
    if not isinstance(cell, str):
        return None
    found = _DIGITS.search(re.sub(r"[\s.'-]", "", cell)) or _DIGITS.search(cell)
    return None if found is None else found.group()


def _letters(index: int) -> str:
    """What spreadsheet programs call a column: 0 is A, 26 is AA."""
    more, own = divmod(index, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + own)
