"""How wide the columns and how high the rows of a sheet are, so that every cell can be read."""

import math
import textwrap
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from kampungkb.exports.columns import Column

# Widths count the digits of the usual font.
_NARROWEST: Final = 9
# A text up to this long stands on one line; a longer one breaks, a very long one in a wider column.
_ONE_LINE: Final = 44
_LONG: Final = 160
_WIDE: Final = 80
_READING: Final = 84
# Columns that stay in sight may take so much of the window.
_FROZEN: Final = 62
# So much fits the width of a page in type that can still be read.
_PAGE: Final = 230
# A header is bold, and beside it stands the button of the filter.
_BOLD: Final = 0.9
_BUTTON: Final = 2
_HEADER_LINES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLayout:
    """Measures of a sheet.

    Parameters
    ----------
    widths : tuple of float
        Of each column, in digits of the usual font.
    lines : dict of int to int
        Rows that need more than one line, by their place, the header being 0.
    frozen : int
        So many columns, at most two, can stay in sight.
    pages : int
        A printed sheet is so many pages wide.
    """

    widths: tuple[float, ...]
    lines: dict[int, int]
    frozen: int
    pages: int


def sheet_layout(columns: Sequence[Column], *, is_table: bool) -> SheetLayout:
    """Measure the columns of a sheet: rows of a table, or lines to read."""
    widths = tuple(_width(column, is_table=is_table) for column in columns)
    lines: dict[int, int] = defaultdict(lambda: 1)
    for column, width in zip(columns, widths, strict=True):
        lines[0] = max(lines[0], _header_lines(column, width))
        room = int(width) - 1
        for row, cell in enumerate(column.cells, start=1):
            if isinstance(cell, str) and (len(cell) > room or "\n" in cell):
                lines[row] = max(lines[row], _lines(cell, room))
    first = [sum(widths[:n]) for n in (1, 2) if n <= len(widths)]
    return SheetLayout(
        widths=widths,
        lines={row: n for row, n in lines.items() if n > 1},
        frozen=sum(width <= _FROZEN for width in first),
        pages=max(1, math.ceil(sum(widths) / _PAGE)) if is_table else 1,
    )


def _width(column: Column, *, is_table: bool) -> float:
    longest = max(_longest(column), _digits(column))
    if not is_table and longest > _ONE_LINE:
        return float(min(longest, _READING))
    widest = _ONE_LINE if longest <= _LONG else _WIDE
    width = max(_NARROWEST, min(longest + 2, widest))
    while width < _ONE_LINE and not _header_fits(column, width):
        width += 1
    return float(width)


def _header_fits(column: Column, width: float) -> bool:
    word = max((len(word) for word in column.sheet_header.split()), default=0)
    return word <= _header_room(width) and _header_lines(column, width) <= _HEADER_LINES


def _header_lines(column: Column, width: float) -> int:
    return _lines(column.sheet_header, _header_room(width))


def _header_room(width: float) -> int:
    return int((width - _BUTTON) * _BOLD)


def _longest(column: Column) -> int:
    return max((len(cell) for cell in column.cells if isinstance(cell, str)), default=0)


def _digits(column: Column) -> int:
    """Letters of the longest figure, as its format writes it."""
    figures = [cell for cell in column.cells if isinstance(cell, Decimal)]
    if not figures:
        return 0
    largest = max(max(figures), -min(figures)).scaleb(column.shift)
    return len(f"{int(largest):,}") + 5


@lru_cache(maxsize=4096)
def _lines(text: str, room: int) -> int:
    """How many lines a text takes in a column with room for so many letters."""
    return sum(max(1, len(textwrap.wrap(one, room))) for one in text.splitlines() or [""])
