"""Yes and no as people write them."""

from collections.abc import Sequence
from typing import Final

from kampungkb.intake.cell_reading import Fault, read_cells, words
from kampungkb.intake.sheets import Value
from kampungkb.model.findings import Finding

_YES: Final = frozenset({
    "ya", "iya", "sudah", "sudah terbentuk", "terbentuk", "sudah ada", "ada", "yes", "y", "v", "✓",
    "✔", "√", "1", "1.0", "true",
})  # fmt: skip
_NO: Final = frozenset({
    "tidak", "tdk", "belum", "belum terbentuk", "tidak terbentuk", "belum ada", "tidak ada", "no",
    "n", "0", "0.0", "false",
})  # fmt: skip
_UNREADABLE: Final = Fault("yes_no_unreadable", "ya / tidak")


def read_yes_no(
    cells: Sequence[Value], rows: Sequence[int], *, sheet: str | None, column: str
) -> tuple[tuple[bool | None, ...], tuple[Finding, ...]]:
    """Read a column of answers.

    Parameters
    ----------
    cells, rows : sequence, parallel
        The rows are the sheet's own numbers, from 1.

    Returns
    -------
    tuple
        The answers, None where nothing is said (a dash says nothing) or where the error
        ``yes_no_unreadable`` tells why: an ``x`` crosses a box or crosses out.
    """
    read = read_cells(cells, rows, _answer, sheet=sheet, column=column)
    return read.values, read.findings


def _answer(cell: Value) -> bool | Fault:
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, (int, float)):
        return bool(cell) if cell in (0, 1) else _UNREADABLE
    if not isinstance(cell, str):
        return _UNREADABLE
    said = words(cell).lstrip("'").rstrip(".!")
    if said in _YES:
        return True
    return False if said in _NO else _UNREADABLE
