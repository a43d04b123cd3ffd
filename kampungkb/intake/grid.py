"""Cells of one sheet as they arrive, within the limits."""

from collections.abc import Iterator

from kampungkb.intake.limits import Limits, Refusal
from kampungkb.intake.sheets import Block, Sheet, Value


class Grid:
    """A sheet under construction; rows and columns are counted from 0.

    Parameters
    ----------
    limits : Limits
        Checked at every cell, before room is made for it: one far cell costs nothing.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._columns: list[list[Value]] = []
        self._percent: list[list[int]] = []
        self._rows = 0

    def put(self, row: int, column: int, value: Value) -> None:
        """Write a cell; a blank leaves no trace.

        Raises
        ------
        Refusal
            The cell is beyond a limit.
        """
        if value is None:
            return
        if row >= self._rows or column >= len(self._columns):
            self._grow(row, column)
        cells = self._columns[column]
        missing = row - len(cells)
        if missing == 0:
            cells.append(value)
        elif missing > 0:
            cells.extend([None] * missing)
            cells.append(value)
        else:
            cells[row] = value

    def mark_percent(self, row: int, column: int) -> None:
        """Note that a cell is shown as a percentage; without effect where nothing was put."""
        if column < len(self._columns) and row < len(self._columns[column]):
            self._percent[column].append(row)

    def finish(self, name: str, *, hidden: bool, merged: list[Block] | None = None) -> Sheet:
        """The sheet; of its merged areas those that reach into what is written."""
        width = len(self._columns)
        for cells in self._columns:
            cells.extend([None] * (self._rows - len(cells)))
        areas = [
            (top, left, min(bottom, self._rows - 1), min(right, width - 1))
            for top, left, bottom, right in merged or []
            if top < self._rows and left < width
        ]
        return Sheet(
            name=name,
            hidden=hidden,
            rows=self._rows,
            columns=width,
            cells=self._columns,
            merged=tuple(sorted(areas)),
            percent=tuple(self._percent_blocks()),
        )

    def _grow(self, row: int, column: int) -> None:
        rows, columns = max(self._rows, row + 1), max(len(self._columns), column + 1)
        if rows > self._limits.rows:
            raise Refusal("too_many_rows", f"there is a cell in row {rows}")
        if columns > self._limits.columns:
            raise Refusal("too_many_columns", f"there is a cell in column {columns}")
        if rows * columns > self._limits.cells:
            raise Refusal("too_many_rows", f"{rows} rows of {columns} columns are too many cells")
        self._rows = rows
        while len(self._columns) < columns:
            self._columns.append([])
            self._percent.append([])

    def _percent_blocks(self) -> Iterator[Block]:
        for column, rows in enumerate(self._percent):
            first: int | None = None
            last = -1
            for row in sorted(rows):
                if first is not None and row > last + 1:
                    yield first, column, last, column
                    first = None
                first = row if first is None else first
                last = row
            if first is not None:
                yield first, column, last, column
