"""A column's cells read one by one: what says nothing, what is at fault, and everything else."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, Literal, TypeVar

from kampungkb.intake.sheets import Marker, Value
from kampungkb.model.findings import Finding, finding

T = TypeVar("T")

_BLANKS: Final = frozenset({
    "", "-", "--", "–", "—", "...", "…", "n/a", "na", "n.a", "n.a.", "<na>", "null", "none",
    "tidak ada data", "belum ada data", "t.a.d", "t.a.d.", "tad",
})  # fmt: skip
_MARKS: Final = frozenset({
    "nan", "-nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "#n/a", "#na",
    "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!", "#calc!", "#spill!",
})  # fmt: skip
_INVISIBLE: Final = str.maketrans("", "", "\u200b\u200e\u200f\u2060\ufeff")
_SHOWN: Final = 80
_WIDEST_NUMBER: Final = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell could not be read; its sentence has the blank ``typed``."""

    kind: str
    # What would be read: examples, alike in every language.
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class ReadCells(Generic[T]):
    """Cells as they were read."""

    # Parallel to the cells. None: nothing is said, or a finding tells why.
    values: tuple[T | None, ...]
    # By row; after them what is said about the column as a whole.
    findings: tuple[Finding, ...]


def words(text: str) -> str:
    """A text without case, invisible letters and needless spaces, non-breaking ones included."""
    if text.isascii():
        return " ".join(text.split()).lower()
    return " ".join(text.translate(_INVISIBLE).split()).casefold()


def nothing(cell: Value) -> Literal["blank", "mark"] | None:
    """Whether a cell holds no value: left blank, or marked so by a computation that broke.

    A blank, a dash, ``n/a`` and ``belum ada data`` are blank; ``#DIV/0!``, ``NaN`` and ``inf``
    are marks. None where it says something; ``nihil`` does.
    """
    if cell is None:
        return "blank"
    if isinstance(cell, Marker):
        return "mark" if cell.kind == "error" else None
    if isinstance(cell, float):
        return None if math.isfinite(cell) else "mark"
    if not isinstance(cell, str):
        return None
    said = words(cell)
    return "blank" if said in _BLANKS else "mark" if said in _MARKS else None


def shown(cell: Value) -> str:
    """A cell as findings quote it: one line, at most 80 characters."""
    if isinstance(cell, Marker):
        text = cell.text or "="
    elif isinstance(cell, int) and cell.bit_length() > _WIDEST_NUMBER:
        text = "…"
    elif isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        text = str(int(cell))
    else:
        text = cell.isoformat() if isinstance(cell, date) else str(cell)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def fault_finding(
    fault: Fault, cell: Value, row: int, *, sheet: str | None, column: str
) -> Finding:
    """The error of one cell."""
    typed = shown(cell)
    return finding(
        fault.kind, "error", sheet=sheet, row=row, column=column, value=typed,
        expected=fault.expected, typed=typed,
    )  # fmt: skip


def read_cells(
    cells: Sequence[Value],
    rows: Sequence[int],
    read: Callable[[Value], T | Fault],
    *,
    sheet: str | None,
    column: str,
) -> ReadCells[T]:
    """Read each distinct cell once.

    Parameters
    ----------
    cells, rows : sequence, parallel
        The rows are the sheet's own numbers, from 1.
    read : callable
        Given only cells that say something; a formula without a stored value is at fault before.
    """
    cache: dict[tuple[type, Value], T | Fault | None] = {}
    values: list[T | None] = []
    findings: list[Finding] = []
    marks: list[tuple[int, Value]] = []
    for cell, row in zip(cells, rows, strict=True):
        # True, 1 and 1.0 are equal and mean different things.
        key = (type(cell), cell)
        if key not in cache:
            cache[key] = _read(cell, read)
        value = cache[key]
        if isinstance(value, Fault):
            findings.append(fault_finding(value, cell, row, sheet=sheet, column=column))
            value = None
        elif value is None and nothing(cell) == "mark":
            marks.append((row, cell))
        values.append(value)
    if marks:
        row, cell = marks[0]
        findings.append(
            finding(
                "cells_missing_marks", "info", sheet=sheet, row=row, column=column,
                value=shown(cell), n=len(marks), typed=shown(cell),
            )
        )  # fmt: skip
    return ReadCells(tuple(values), tuple(findings))


def _read(cell: Value, read: Callable[[Value], T | Fault]) -> T | Fault | None:
    if nothing(cell) is not None:
        return None
    if isinstance(cell, Marker):
        return Fault("formula_without_value")
    return read(cell)
