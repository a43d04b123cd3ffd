"""What is marked in a workbook that goes back: cells, rows and the list of findings, all as text.

It travels to a child process as JSON, so it holds texts and numbers only.
"""

import json
from dataclasses import asdict, dataclass, replace
from typing import Final

from kampungkb.charts.theme import LIGHT, tint

# From the gravest on.
SEVERITIES: Final = ("error", "question", "warning", "info")
FILLS: Final = {
    "error": tint(LIGHT.below, LIGHT.ground, 0.3),
    "question": tint(LIGHT.cannot_tell, LIGHT.ground, 0.35),
    "warning": tint(LIGHT.cannot_tell, LIGHT.ground, 0.35),
    "info": LIGHT.sequential[0],
}
# Whose comments are ours, so that a second round replaces those of the first.
AUTHOR: Final = "Kampung KB"
# Characters that a cell takes.
CELL_LENGTH: Final = 32_000
# Each comment is a drawing of its own; the added column says the same.
MOST_COMMENTS: Final = 2_000
# Of the added column, and of the columns of the list; in characters.
NOTE_WIDTH: Final = 70
LIST_WIDTHS: Final = (20, 8, 28, 28, 80, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A row or a cell, and what is to be done there.

    Parameters
    ----------
    row : int
        Counted from 0.
    column : int or None
        Counted from 0; None: the row as a whole.
    severity : str
        The gravest of its findings.
    text : str
        One line per finding.
    """

    row: int
    column: int | None
    severity: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """All that is written into one workbook.

    Parameters
    ----------
    title : str
        Name of the file.
    sheet_index : int or None
        Which of the book's sheets the marks are in, counted from 0; None: in none.
    sheet_name : str
        Its name.
    header_row : int
        Counted from 0.
    column : int
        First column without a value in that sheet, counted from 0.
    header : str
        Of the added column.
    cells, rows : tuple of Mark
        One per cell and one per row.
    list_name : str
        Of the sheet with the findings.
    list_header : tuple of str
        Its header.
    findings : tuple of (severity, cells)
        Its rows.
    dropped : tuple of str
        Names of the sheets with findings that an earlier round left.
    keep_original : bool
        Change the workbook itself, rather than write its cells into a new one.
    """

    title: str
    sheet_index: int | None
    sheet_name: str
    header_row: int
    column: int
    header: str
    cells: tuple[Mark, ...]
    rows: tuple[Mark, ...]
    list_name: str
    list_header: tuple[str, ...]
    findings: tuple[tuple[str, tuple[str | int | None, ...]], ...]
    dropped: tuple[str, ...]
    keep_original: bool

    def to_json(self) -> bytes:
        """One line."""
        return json.dumps(asdict(self)).encode("ascii")

    @classmethod
    def from_json(cls, line: bytes) -> "Marks":
        """What `to_json` wrote."""
        raw = json.loads(line)
        read = cls(**raw)
        return replace(
            read,
            cells=tuple(Mark(**one) for one in raw["cells"]),
            rows=tuple(Mark(**one) for one in raw["rows"]),
            list_header=tuple(raw["list_header"]),
            findings=tuple((severity, tuple(cells)) for severity, cells in raw["findings"]),
            dropped=tuple(raw["dropped"]),
        )
