"""What was read: cells as they stand in the file, nothing interpreted yet."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kampungkb.model.findings import Finding

Kind = Literal["xlsx", "xls", "ods", "text"]

# First row, first column, last row, last column; counted from 0, the last ones included.
Block = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Marker:
    """A cell that shows something and holds no value.

    ``error``: a formula's error, `text` as the sheet shows it (``#DIV/0!``).
    ``no_value``: a formula whose result was never stored, `text` is the formula where known. It
    is neither a blank nor 0.
    """

    kind: Literal["error", "no_value"]
    text: str


# A `datetime` where the sheet gives a time of day too. A time of day or a duration alone is text.
Value = str | int | float | bool | date | Marker | None

FORMULA_MARK: Final = "="


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet from its first cell to the last one that holds something.

    Parameters
    ----------
    name : str
        As its tab is named; empty for text.
    hidden : bool
        Whether the workbook hides it: it is never read without being asked for.
    rows, columns : int
        Size of `cells`; both 0 where nothing is written.
    cells : list of list of Value, one list per column
        ``cells[c][r]`` stands in the sheet's row ``r + 1``. None is blank. Text is as written,
        its spaces included; in a text file everything is text.
    merged : tuple of Block
        Areas that the sheet shows as one cell; its value is in their first cell.
    percent : tuple of Block, one column wide, by column, then row
        Numbers that the sheet shows as percentages: 0.85 is read as "85 %" there.
    """

    name: str
    hidden: bool
    rows: int
    columns: int
    cells: list[list[Value]]
    merged: tuple[Block, ...] = ()
    percent: tuple[Block, ...] = ()

    def row(self, index: int) -> list[Value]:
        """The cells of one row, counted from 0."""
        return [column[index] for column in self.cells]

    def percent_rows(self, column: int) -> list[range]:
        """Runs of rows in which a column's numbers are shown as percentages, counted from 0."""
        return [range(top, last + 1) for top, left, last, _ in self.percent if left == column]


@dataclass(frozen=True, slots=True)
class Book:
    """A file that could be read.

    Parameters
    ----------
    kind : Kind
        By content, whatever the file is called.
    encoding : str or None
        Of text: ``utf-8``, ``utf-16``, ``utf-32`` or ``windows-1252``.
    delimiter : str or None
        Of text; None where every row has one cell.
    sheets : tuple of Sheet, in the workbook's order
        Hidden ones included; text is one sheet.
    findings : tuple of Finding
        What its reader should know about the file as a whole.
    """

    kind: Kind
    encoding: str | None
    delimiter: str | None
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...] = ()
