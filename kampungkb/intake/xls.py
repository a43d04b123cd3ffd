"""XLS: values from python-calamine, and beside them what it drops.

calamine gives errors and formulas without a result as blanks and knows no formats. They stand in
the file's cell records, which are walked here ([MS-CFB] and [MS-XLS]); that also shows a far cell
before calamine makes room for every cell up to it.
"""

import dataclasses
import io
import struct
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Final

from kampungkb.intake.grid import Grid
from kampungkb.intake.limits import Limits, Refusal
from kampungkb.intake.serials import Shown, clock, shown_as
from kampungkb.intake.sheets import FORMULA_MARK, Marker, Sheet, Value

_SECTOR_END: Final = 0xFFFF_FFFA
_HEADER_FAT: Final = 109
_ENTRY: Final = 128

_BOF, _EOF, _FORMULA, _BOOLERR, _SHEET = 0x0809, 0x000A, 0x0006, 0x0205, 0x0085
_FILEPASS, _XF, _FORMAT, _RECALC = 0x002F, 0x00E0, 0x041E, 0x01C1
_NUMBER, _RK, _MULRK, _LABEL, _LABELSST, _RSTRING = 0x0203, 0x027E, 0x00BD, 0x0204, 0x00FD, 0x00D6
# Records of one cell that begin with its row, column and format.
_SINGLE: Final = frozenset({_FORMULA, _BOOLERR, _NUMBER, _RK, _LABEL, _LABELSST, _RSTRING})
_BIFF8: Final = 0x0600
_ERRORS: Final = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


@dataclasses.dataclass(slots=True)
class _Seen:
    """What the records say of one sheet; rows and columns counted from 0."""

    markers: list[tuple[int, int, Marker]] = dataclasses.field(default_factory=list)
    percent: set[tuple[int, int]] = dataclasses.field(default_factory=set)


def read_xls(data: bytes, limits: Limits) -> list[Sheet]:
    """All worksheets of a workbook in its order, hidden ones included.

    Raises
    ------
    Refusal
        The file is damaged, locked, no workbook, or beyond a limit.
    """
    stream = _workbook_stream(data)
    try:
        seen = _walk(stream, limits)
    except (struct.error, IndexError) as error:
        raise Refusal("damaged", f"a record is cut off: {error}") from error
    return _values(data, seen, limits)


def _values(data: bytes, seen: list[_Seen], limits: Limits) -> list[Sheet]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    sheets: list[Sheet] = []
    left = limits.cells
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for number, about in enumerate(workbook.sheets_metadata):
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            grid = Grid(dataclasses.replace(limits, cells=left))
            source = workbook.get_sheet_by_index(number)
            for index, row in enumerate(source.to_python(skip_empty_area=False)):
                for column, value in enumerate(row):
                    if value != "":
                        grid.put(index, column, _plain(value))
            if number < len(seen):
                _overlay(grid, seen[number])
            merged = [(*first, *last) for first, last in source.merged_cell_ranges or []]
            hidden = about.visible != SheetVisibleEnum.Visible
            sheets.append(grid.finish(about.name, hidden=hidden, merged=merged))
            left -= sheets[-1].rows * sheets[-1].columns
    except PasswordError as error:
        raise Refusal("locked", str(error)) from error
    except (CalamineError, OSError) as error:
        raise Refusal("damaged", str(error)) from error
    return sheets


def _plain(value: object) -> Value:
    if isinstance(value, datetime):
        return value if value.time() != time() else value.date()
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return clock(value / timedelta(days=1))
    return value  # type: ignore[return-value]  # calamine's other types are ours


def _overlay(grid: Grid, seen: _Seen) -> None:
    for row, column, marker in seen.markers:
        grid.put(row, column, marker)
    for row, column in sorted(seen.percent):
        grid.mark_percent(row, column)


def _workbook_stream(data: bytes) -> bytes:
    """The stream of records inside the compound file."""
    names = {name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo")}
    if any(name in data for name in names):
        raise Refusal("locked", "the package is encrypted")
    try:
        return _Compound(data).stream(("Workbook", "Book"))
    except (struct.error, IndexError) as error:
        raise Refusal("damaged", f"the compound file is cut off: {error}") from error


class _Compound:
    """A compound file; [MS-CFB] 2.2 to 2.6."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        (shift, small_shift) = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise Refusal("damaged", "the compound file has sectors of another size")
        self._size, self._small = 1 << shift, 1 << small_shift
        self._directory_at, _, self._cutoff, self._small_at = struct.unpack_from("<4I", data, 48)
        self._table = self._fat()

    def stream(self, names: tuple[str, ...]) -> bytes:
        directory = self._chain(self._directory_at)
        entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
        for entry in entries:
            length = min(struct.unpack_from("<H", entry, 64)[0], 64)
            if entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in names:
                start, size = struct.unpack_from("<2I", entry, 116)
                if size >= self._cutoff:
                    content = self._chain(start)
                else:
                    content = self._small_chain(entries[0], start)
                if len(content) < size:
                    raise Refusal("damaged", "the workbook's stream is cut off")
                return content[:size]
        raise Refusal("unknown_format", "the compound file holds no workbook")

    def _fat(self) -> list[int]:
        sectors = list(struct.unpack_from(f"<{_HEADER_FAT}I", self._data, 76))
        per = self._size // 4
        further, count = struct.unpack_from("<2I", self._data, 68)
        for _ in range(min(count, len(self._data) // self._size + 1)):
            if further >= _SECTOR_END:
                break
            *more, further = struct.unpack(f"<{per}I", self._sector(further))
            sectors += more
        table: list[int] = []
        for sector in sectors:
            if sector < _SECTOR_END:
                table += struct.unpack(f"<{per}I", self._sector(sector))
        return table

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        found = self._data[start : start + self._size]
        if not found:
            raise Refusal("damaged", "a sector of the compound file is missing")
        return found.ljust(self._size, b"\0")

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _followed(start, self._table))

    def _small_chain(self, root: bytes, start: int) -> bytes:
        table = self._small_table()
        store = self._chain(struct.unpack_from("<I", root, 116)[0])
        size = self._small
        return b"".join(store[n * size : (n + 1) * size] for n in _followed(start, table))

    def _small_table(self) -> list[int]:
        content = self._chain(self._small_at)
        return list(struct.unpack(f"<{len(content) // 4}I", content))


def _followed(start: int, table: list[int]) -> Iterator[int]:
    """The sectors of a chain; one that bites its own tail is damaged."""
    number = start
    for _ in range(len(table) + 1):
        if number >= _SECTOR_END:
            return
        yield number
        number = table[number]
    raise Refusal("damaged", "a chain of the compound file has no end")


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _walk(stream: bytes, limits: Limits) -> list[_Seen]:
    """What the records of each sheet say, in the order in which calamine numbers the sheets."""
    formats: list[Shown] = []
    codes: dict[int, str] = {}
    numbers: list[int] = []
    starts: list[int] = []
    biff8 = struct.unpack_from("<H", stream, 4)[0] == _BIFF8
    # Excel writes it since 2002. Without it a formula with an empty text as its result may as
    # well be one that nobody ever computed: programs that cannot compute write just that.
    computed = False
    for kind, record in _records(stream):
        if kind == _FILEPASS:
            raise Refusal("locked", "the records are encrypted")
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", record)[0]] = _format_code(record, biff8=biff8)
        elif kind == _XF:
            numbers.append(struct.unpack_from("<H", record, 2)[0])
        elif kind == _SHEET:
            starts.append(struct.unpack_from("<I", record)[0])
        elif kind == _RECALC:
            computed = True
        elif kind == _EOF:
            break
    if len(starts) > limits.sheets:
        raise Refusal("too_many_sheets", f"there are {len(starts)} sheets")
    formats = [shown_as(number, codes.get(number)) for number in numbers]
    return [_sheet(stream[start:], formats, limits, computed=computed) for start in starts]


def _format_code(record: bytes, *, biff8: bool) -> str:
    if not biff8:
        return record[3 : 3 + record[2]].decode("latin-1")
    length, wide = struct.unpack_from("<HB", record, 2)
    if wide & 1:
        return record[5 : 5 + 2 * length].decode("utf-16-le", "replace")
    return record[5 : 5 + length].decode("latin-1")


def _sheet(stream: bytes, formats: list[Shown], limits: Limits, *, computed: bool) -> _Seen:
    seen = _Seen()
    probe = Grid(limits)
    depth = 0
    for kind, record in _records(stream):
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if not depth:
                break
        elif depth != 1:
            continue  # a chart that stands on the sheet
        elif kind in _SINGLE:
            row, column, style = struct.unpack_from("<3H", record)
            probe.put(row, column, True)
            marker = _marker(kind, record, computed=computed)
            if marker is not None:
                seen.markers.append((row, column, marker))
            elif kind in (_FORMULA, _NUMBER, _RK) and _is_percent(formats, style):
                seen.percent.add((row, column))
        elif kind == _MULRK:
            row, first = struct.unpack_from("<2H", record)
            for offset in range((len(record) - 6) // 6):
                probe.put(row, first + offset, True)
                if _is_percent(formats, struct.unpack_from("<H", record, 4 + 6 * offset)[0]):
                    seen.percent.add((row, first + offset))
    return seen


def _is_percent(formats: list[Shown], style: int) -> bool:
    return style < len(formats) and formats[style] == "percent"


def _marker(kind: int, record: bytes, *, computed: bool) -> Marker | None:
    if kind == _BOOLERR:
        code, is_error = record[6], record[7]
        return Marker("error", _ERRORS.get(code, "#?")) if is_error else None
    if kind != _FORMULA or record[12:14] != b"\xff\xff":
        return None
    result = record[6]
    if result == 2:
        return Marker("error", _ERRORS.get(record[8], "#?"))
    return Marker("no_value", FORMULA_MARK) if result == 3 and not computed else None
