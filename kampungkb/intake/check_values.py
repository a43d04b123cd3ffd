"""The values of a table: cells read column by column, then put together as whole people."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from kampungkb.intake.answers import read_yes_no
from kampungkb.intake.layout import Layout
from kampungkb.intake.layout_rows import Column
from kampungkb.intake.numbers import MAX_COUNT, Numbers, mark_of_answer, read_counts, read_numbers
from kampungkb.intake.period_words import read_period
from kampungkb.intake.request import Answers, Known
from kampungkb.intake.shares import read_shares
from kampungkb.intake.sheets import Sheet, Value
from kampungkb.model.findings import Finding
from kampungkb.model.indicators import Indicator, Unit

Part = Literal["numerator", "denominator", "value"]
# The largest number that a value can be written as: what is more as thousands has decimals.
_TOPS: Final[Mapping[Unit, int]] = {
    "share": 100, "per_1000": 1000, "index": 100, "index_100": 100, "years": 100,
    "count": MAX_COUNT,
}  # fmt: skip
_PARTS: Final[tuple[Part, ...]] = ("numerator", "denominator", "value")


@dataclass(slots=True, kw_only=True)
class Cell:
    """One value of one row, as far as it could be read; missing where it says nothing."""

    # Its place in `Layout.rows`, and the sheet's own number of that row.
    at: int
    row: int
    indicator: str
    # None: a finding says why.
    period: str | None
    # The header that findings about the whole value point to: the first that says something.
    column: str
    # Headers that name its indicator and its period. None: the title, or a person, names them.
    indicator_column: str | None = None
    period_column: str | None = None
    # The header of what is not counted; None: there is no such column.
    value_column: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    value: Fraction | None = None
    # A part that could not be read: the value is not judged any further.
    faulty: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing is said."""
        return self.numerator is None and self.denominator is None and self.value is None

    @property
    def incomplete(self) -> bool:
        """Whether one of the two counts is there, and neither the other nor a value."""
        return self.value is None and (self.numerator is None) != (self.denominator is None)


@dataclass(frozen=True, slots=True)
class Values:
    """The cells of a table, by row and column, and what was found while reading them."""

    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    answered: frozenset[str]


def long_values(
    sheet: Sheet,
    layout: Layout,
    known: Known,
    answers: Answers,
    subjects: Sequence[tuple[str | None, str | None]],
    wanted: Sequence[bool],
) -> Values:
    """The values of a long table: one per row.

    Parameters
    ----------
    subjects : sequence
        Indicator and period of each row of the table.
    wanted : sequence of bool
        False for rows that a person left out: they are not read.
    """
    columns = {part: layout.column(part) for part in _PARTS}
    first = next((column.header for column in columns.values() if column is not None), "")
    about, when = _header(layout, "indicator"), _header(layout, "period")
    cells = {
        at: Cell(at=at, row=row + 1, indicator=code, period=period, column=first,
                 indicator_column=about, period_column=when)
        for at, (row, (code, period)) in enumerate(zip(layout.rows, subjects, strict=True))
        if wanted[at] and code is not None
    }  # fmt: skip
    reader = _Reader(sheet, layout, known, answers)
    for part, column in columns.items():
        if column is not None:
            reader.read(part, column, list(cells.values()))
    return reader.values(cells.values())


def wide_values(
    sheet: Sheet,
    layout: Layout,
    known: Known,
    answers: Answers,
    subject: tuple[str | None, str | None],
    wanted: Sequence[bool],
    periods: Sequence[str | None] | None = None,
) -> Values:
    """The values of a wide table: one per row, indicator and period of its columns.

    Parameters
    ----------
    subject : tuple
        Indicator and period of columns that name none.
    wanted : sequence of bool
        As in `long_values`.
    periods : sequence, optional
        By row, where the table has a column of periods beside its indicators.
    """
    groups = series(layout, subject)
    reader = _Reader(sheet, layout, known, answers)
    found: list[Cell] = []
    when = _header(layout, "period")
    for (code, period), columns in groups.items():
        one = next(iter(columns.values()))
        named, dated = one.meaning and one.meaning.indicator, one.meaning and one.meaning.period
        cells = [
            Cell(
                at=at,
                row=row + 1,
                indicator=code,
                column=one.header,
                indicator_column=one.header if named else None,
                period_column=one.header if dated else when,
                period=periods[at] if period is None and periods is not None else period,
            )
            for at, row in enumerate(layout.rows)
            if wanted[at]
        ]
        for part, column in columns.items():
            reader.read(part, column, cells)
        found += cells
    return reader.values(sorted(found, key=lambda cell: cell.at))


def series(
    layout: Layout, subject: tuple[str | None, str | None]
) -> dict[tuple[str, str | None], dict[Part, Column]]:
    """The columns of each indicator and period of a wide table, in the sheet's order."""
    groups: dict[tuple[str, str | None], dict[Part, Column]] = {}
    for column in layout.columns:
        meaning = column.meaning
        if meaning is None or meaning.role not in _PARTS:
            continue
        code = meaning.indicator or subject[0]
        own = None if meaning.period is None else read_period(meaning.period)
        if code is not None:
            groups.setdefault((code, own or subject[1]), {})[meaning.role] = column
    return groups


def _header(layout: Layout, role: Literal["indicator", "period"]) -> str | None:
    column = layout.column(role)
    return None if column is None else column.header


class _Reader:
    """Reads columns into cells and collects what it finds."""

    def __init__(self, sheet: Sheet, layout: Layout, known: Known, answers: Answers) -> None:
        self._sheet = sheet
        self._layout = layout
        self._known = known
        self._answers = answers
        self._findings: dict[str, Finding] = {}
        self._answered: set[str] = set()

    def values(self, cells: Iterable[Cell]) -> Values:
        """What was read."""
        return Values(tuple(cells), tuple(self._findings.values()), frozenset(self._answered))

    def read(self, part: Part, column: Column, cells: Sequence[Cell]) -> None:
        """Read one column into the cells of its rows."""
        kinds: dict[str, list[Cell]] = {}
        blank = [cell for cell in cells if cell.blank]
        for cell in cells:
            if part == "value":
                cell.value_column = column.header
            kinds.setdefault(self._how(part, cell), []).append(cell)
        for how, members in kinds.items():
            if how == "yes_no":
                self._yes_no(column, members)
            elif how == "count":
                self._counts(part, column, members)
            else:
                self._numbers(column, members)
        for cell in blank:
            if not cell.blank:
                cell.column = column.header

    def _how(self, part: Part, cell: Cell) -> str:
        kind = self._known.dictionary.get(cell.indicator).kind
        if part != "value":
            return "count"
        return kind if kind in ("yes_no", "count") else "number"

    def _raw(self, column: Column, cells: Sequence[Cell]) -> list[Value]:
        whole = self._sheet.cells[column.index]
        return [whole[self._layout.rows[cell.at]] for cell in cells]

    def _yes_no(self, column: Column, cells: Sequence[Cell]) -> None:
        rows = [cell.row for cell in cells]
        said, found = read_yes_no(
            self._raw(column, cells), rows, sheet=self._layout.sheet, column=column.header
        )
        self._add(found, cells)
        for cell, answer in zip(cells, said, strict=True):
            cell.value = None if answer is None else Fraction(int(answer))

    def _counts(self, part: Part, column: Column, cells: Sequence[Cell]) -> None:
        read = self._settled(read_counts, column, cells)
        for cell, number in zip(cells, read.values, strict=True):
            if part == "value":
                cell.value = number
            else:
                setattr(cell, part, None if number is None else int(number))

    def _numbers(self, column: Column, cells: Sequence[Cell]) -> None:
        units = {self._known.dictionary.get(cell.indicator).unit for cell in cells}
        read = self._settled(read_numbers, column, cells, top=max(_TOPS[unit] for unit in units))
        groups: dict[str, list[int]] = {}
        for place, cell in enumerate(cells):
            groups.setdefault(cell.indicator, []).append(place)
        for code, places in groups.items():
            indicator = self._known.dictionary.get(code)
            if indicator.kind == "ratio":
                self._shares(indicator, column, read, cells, places)
            else:
                for place in places:
                    cells[place].value = read.values[place]

    def _shares(
        self,
        indicator: Indicator,
        column: Column,
        read: Numbers,
        cells: Sequence[Cell],
        places: Sequence[int],
    ) -> None:
        own = Numbers(
            tuple(read.values[place] for place in places),
            tuple(read.percent[place] for place in places),
            (),
        )
        rows = [cells[place].row for place in places]
        typed = self._raw(column, [cells[place] for place in places])
        percent = column.meaning is not None and column.meaning.percent
        kind: Literal["share", "per_1000"] = "per_1000" if indicator.unit == "per_1000" else "share"
        sheet, header = self._layout.sheet, column.header
        shares = read_shares(
            own, rows, sheet=sheet, column=header, header_percent=percent, kind=kind, cells=typed
        )
        for one in shares.findings:
            answer = self._answers.chosen(one.key, one.suggestions)
            if one.kind in ("share_unit", "share_unit_mixed") and answer in one.suggestions:
                self._answered.add(one.key)
                self._findings[one.key] = one
                shares = read_shares(
                    own, rows, sheet=sheet, column=header, header_percent=percent, kind=kind,
                    answer=answer, cells=typed,
                )  # fmt: skip
                break
        self._add(shares.findings, [cells[place] for place in places])
        for place, value in zip(places, shares.values, strict=True):
            cells[place].value = value

    def _settled(
        self, how: Callable[..., Numbers], column: Column, cells: Sequence[Cell], **more: int
    ) -> Numbers:
        """A column's numbers; where their notation was asked, as the answer reads them."""
        raw, rows = self._raw(column, cells), [cell.row for cell in cells]
        shown = self._percent(column, cells)
        options: dict[str, Any] = {
            "sheet": self._layout.sheet,
            "column": column.header,
            "percent_cells": shown,
            **more,
        }
        read: Numbers = how(raw, rows, **options)
        for one in read.findings:
            if one.kind != "number_ambiguous":
                continue
            answer = self._answers.chosen(one.key, one.suggestions)
            mark = None if answer is None else mark_of_answer(answer, one.value or "")
            if mark is not None:
                self._answered.add(one.key)
                self._findings[one.key] = one
                read = how(raw, rows, **options, decimal_mark=mark)
            break
        self._add(read.findings, cells)
        return read

    def _percent(self, column: Column, cells: Sequence[Cell]) -> list[bool] | None:
        runs = self._sheet.percent_rows(column.index)
        if not runs:
            return None
        rows = (self._layout.rows[cell.at] for cell in cells)
        return [any(row in run for run in runs) for row in rows]

    def _add(self, found: Sequence[Finding], cells: Sequence[Cell]) -> None:
        """Keep findings once; a row with an error or an open question is not judged further."""
        at_fault = {one.row for one in found if one.severity == "error"}
        for one in found:
            self._findings.setdefault(one.key, one)
        if at_fault:
            for cell in cells:
                cell.faulty = cell.faulty or cell.row in at_fault


def by_subject(
    cells: Sequence[Cell],
) -> Mapping[tuple[str, str], tuple[int, str | None, str | None]]:
    """First row of each indicator and period that has a value, and the headers naming the two."""
    found: dict[tuple[str, str], tuple[int, str | None, str | None]] = {}
    for cell in cells:
        if cell.period is not None and not cell.blank:
            place = (cell.row, cell.indicator_column, cell.period_column)
            found.setdefault((cell.indicator, cell.period), place)
    return found
