"""Numbers and counts of a column, exact, in whichever notation the column is written.

``1.234`` is 1234 in Indonesian and a little more than 1 in English. One cell cannot tell, the
column often can: a ``12,5`` or a ``1.815.551`` beside it settles what its marks mean.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Literal

from kampungkb.intake.cell_reading import Fault, fault_finding, read_cells, shown, words
from kampungkb.intake.sheets import Value
from kampungkb.model.findings import Finding, finding

Mark = Literal[",", "."]

# No village has ten million people.
MAX_COUNT: Final = 10_000_000

_NUMBER: Final = re.compile(
    r"(?P<sign>[+\-−]?) ?(?P<digits>[0-9](?:[0-9., ]*[0-9])?) ?(?P<unit>%|[a-z]+)?"
)
_GROUPED: Final = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<mark>[., ])[0-9]{3}(?:(?P=mark)[0-9]{3})*)"
    r"(?:(?P<decimal>[.,])(?P<fraction>[0-9]+))?"
)
_DECIMAL: Final = re.compile(r"(?P<whole>0|[1-9][0-9]*)(?P<decimal>[.,])(?P<fraction>[0-9]+)")
_SCIENTIFIC: Final = re.compile(
    r"(?P<sign>[+\-−]?)(?P<whole>[0-9]+)(?:(?P<decimal>[.,])(?P<fraction>[0-9]+))?"
    r"e(?P<exponent>[+-]?[0-9]{1,3})"
)
_PERCENT: Final = frozenset({"%", "persen", "percent"})
_UNITS: Final = frozenset({"orang", "anak", "jiwa", "kk", "keluarga", "balita", "desa", "ibu"})
# Zero, or nothing known? Officials write them for both.
_NONE: Final = frozenset({"nihil", "nol", "tidak ada", "kosong"})
_LONGEST: Final = 40
_WIDEST: Final = 200
_OTHER: Final[dict[str, Mark]] = {",": ".", ".": ","}

_UNREADABLE: Final = Fault("number_unreadable", "1234 / 12,5")
_NO_COUNT: Final = Fault("not_a_count", f"0-{MAX_COUNT}")


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column read as numbers; all parts parallel to its cells."""

    # None: missing, or a finding of severity error or question says why.
    values: tuple[Fraction | None, ...]
    # The cell itself says percent; its value is the share: 0.85 for "85 %".
    percent: tuple[bool, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    value: Fraction
    # The decimal mark that the cell gives away; of an ambiguous cell the mark that stands in it.
    mark: Mark | None = None
    # Of an ambiguous cell: its value if the mark is the decimal one. `value` reads thousands.
    fraction: Fraction | None = None
    percent: bool = False


def read_numbers(
    cells: Sequence[Value],
    rows: Sequence[int],
    *,
    sheet: str | None,
    column: str,
    percent_cells: Sequence[bool] | None = None,
    decimal_mark: Mark | None = None,
    top: int | None = None,
) -> Numbers:
    """Read a column of numbers.

    Parameters
    ----------
    cells, rows : sequence, parallel
        The rows are the sheet's own numbers, from 1.
    sheet, column : str
        Where findings point to; the column by its header.
    percent_cells : sequence of bool, parallel
        Numbers that the sheet shows as percentages.
    decimal_mark : ``,`` or ``.``
        The answer to ``number_ambiguous``, by `mark_of_answer`.
    top : int
        The largest possible number. An ambiguous cell that is larger as thousands has decimals.

    Returns
    -------
    Numbers
        Unambiguous cells are taken as they are, even where a column mixes notations. Ambiguous
        ones follow `decimal_mark`, else the rest of the column, else `top`; what settled them is
        said once (``number_convention...``), and where nothing does they are asked for once
        (``number_ambiguous``) and stay None.
    """
    read = read_cells(cells, rows, _number, sheet=sheet, column=column)
    work = _Column(read.values, cells, rows, sheet, column)
    values, findings = work.settled(decimal_mark, top)
    percent = _percent(read.values, cells, percent_cells)
    return Numbers(values, percent, (*read.findings, *findings))


def read_counts(
    cells: Sequence[Value],
    rows: Sequence[int],
    *,
    sheet: str | None,
    column: str,
    percent_cells: Sequence[bool] | None = None,
    decimal_mark: Mark | None = None,
) -> Numbers:
    """Read a column of whole people, 0 to `MAX_COUNT`.

    As `read_numbers`; besides, a fraction, a percentage, a number in scientific notation or above
    the maximum is the error ``not_a_count``, a negative one ``count_negative``. Where nothing
    else settles an ambiguous cell its mark separates thousands, for there is no part of a person.
    """
    read = read_cells(cells, rows, _count, sheet=sheet, column=column)
    work = _Column(read.values, cells, rows, sheet, column)
    settled, findings = work.settled(decimal_mark, None, whole=True)
    percent = _percent(read.values, cells, percent_cells)
    values: list[Fraction | None] = []
    errors: list[Finding] = []
    for at, (value, says_percent) in enumerate(zip(settled, percent, strict=True)):
        fault = None if value is None else _count_fault(value, says_percent)
        if fault is not None:
            errors.append(fault_finding(fault, cells[at], rows[at], sheet=sheet, column=column))
        values.append(None if fault is not None else value)
    return Numbers(tuple(values), (False,) * len(values), (*read.findings, *errors, *findings))


def mark_of_answer(answer: str, cell: str) -> Mark | None:
    """The decimal mark that an answer to ``number_ambiguous`` means.

    Parameters
    ----------
    answer : str
        One of the suggestions: ``1234``, or ``1.234`` (or ``1,234``) for the fraction.
    cell : str
        The finding's value: the first ambiguous cell as typed.

    Returns
    -------
    ``,`` or ``.`` or None
        None where the answer is neither reading of the cell.
    """
    reading = _text(cell)
    if not isinstance(reading, _Reading) or reading.fraction is None or reading.mark is None:
        return None
    said = words(answer).replace(",", ".")
    if said == plain(reading.value):
        return _OTHER[reading.mark]
    return reading.mark if said == _both(reading)[1] else None


def plain(number: Fraction) -> str:
    """A number in digits and at most one point, as short as it is exact.

    A fraction without an end (a third) is cut after 12 places.
    """
    if number.denominator == 1:
        return str(number.numerator)
    text = f"{Decimal(number.numerator) / Decimal(number.denominator):.12f}"
    return text.rstrip("0").rstrip(".")


class _Column:
    """Settles the ambiguous cells of a column."""

    def __init__(
        self,
        readings: Sequence[_Reading | None],
        cells: Sequence[Value],
        rows: Sequence[int],
        sheet: str | None,
        column: str,
    ) -> None:
        self._readings = readings
        self._cells = cells
        self._rows = rows
        self._sheet = sheet
        self._column = column
        self._open: list[tuple[int, _Reading]] = []
        # The first cell that gives each decimal mark away.
        self._evidence: dict[Mark, int] = {}
        for at, one in enumerate(readings):
            if one is None or one.mark is None:
                continue
            if one.fraction is not None:
                self._open.append((at, one))
            else:
                self._evidence.setdefault(one.mark, at)

    def settled(
        self, answer: Mark | None, top: int | None, *, whole: bool = False
    ) -> tuple[tuple[Fraction | None, ...], list[Finding]]:
        """Value of each cell, and what is said or asked about the ambiguous ones."""
        values = [None if one is None else one.value for one in self._readings]
        if not self._open:
            return tuple(values), []
        decimal = answer
        findings = []
        if decimal is None and len(self._evidence) == 1:
            mark, because = next(iter(self._evidence.items()))
            decimal, findings = mark, [self._by_cell(mark, because)]
        elif decimal is None and whole:
            findings = [self._said("number_convention_whole", self._open[0][1].value)]
        elif decimal is None:
            return self._by_top(values, top)
        for at, one in self._open:
            values[at] = one.fraction if one.mark == decimal else one.value
        return tuple(values), findings

    def _by_cell(self, decimal: Mark, because: int) -> Finding:
        first = self._open[0][1]
        value = first.fraction if first.mark == decimal else first.value
        return self._said(
            "number_convention", value,
            mark=decimal, because=shown(self._cells[because]), where=self._rows[because],
        )  # fmt: skip

    def _by_top(
        self, values: list[Fraction | None], top: int | None
    ) -> tuple[tuple[Fraction | None, ...], list[Finding]]:
        if top is not None and all(abs(one.value) > top for _, one in self._open):
            for at, one in self._open:
                values[at] = one.fraction
            said = self._said("number_convention_top", self._open[0][1].fraction, top=top)
            return tuple(values), [said]
        for at, _ in self._open:
            values[at] = None
        at, first = self._open[0]
        asked = finding(
            "number_ambiguous", "question", sheet=self._sheet, row=self._rows[at],
            column=self._column, value=shown(self._cells[at]), suggestions=_both(first),
            n=len(self._open), typed=shown(self._cells[at]),
        )  # fmt: skip
        return tuple(values), [asked]

    def _said(self, kind: str, value: Fraction | None, **blanks: Any) -> Finding:
        at, first = self._open[0]
        read = _both(first)[0 if value == first.value else 1]
        return finding(
            kind, "info", sheet=self._sheet, row=self._rows[at], column=self._column,
            value=shown(self._cells[at]), n=len(self._open), typed=shown(self._cells[at]),
            read=read, **blanks,
        )  # fmt: skip


def _both(reading: _Reading) -> tuple[str, str]:
    """Both readings of an ambiguous cell; the three digits stay, so that they are recognised."""
    thousands = plain(reading.value)
    return thousands, f"{thousands[:-3]}.{thousands[-3:]}"


def _percent(
    readings: Sequence[_Reading | None], cells: Sequence[Value], shown_so: Sequence[bool] | None
) -> tuple[bool, ...]:
    said = [one is not None and one.percent for one in readings]
    if shown_so is None:
        return tuple(said)
    return tuple(
        word or (so and one is not None and not isinstance(cell, str))
        for word, so, one, cell in zip(said, shown_so, readings, cells, strict=True)
    )


def _count_fault(value: Fraction, says_percent: bool) -> Fault | None:
    if says_percent or value.denominator != 1 or value > MAX_COUNT:
        return _NO_COUNT
    return Fault("count_negative", f"0-{MAX_COUNT}") if value < 0 else None


def _number(cell: Value) -> _Reading | Fault:
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, date):
        return Fault("number_is_date", _UNREADABLE.expected)
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return _UNREADABLE
    if isinstance(cell, int):
        return _Reading(Fraction(cell)) if cell.bit_length() <= _WIDEST else _UNREADABLE
    # A spreadsheet computes 0.57 * 100 as 56.99999999999999 and shows 57: it has fifteen digits.
    return _Reading(Fraction(*Decimal(f"{cell:.15g}").as_integer_ratio()))


def _count(cell: Value) -> _Reading | Fault:
    if isinstance(cell, str) and _SCIENTIFIC.fullmatch(_bare(cell)):
        return _NO_COUNT
    return _number(cell)


def _bare(text: str) -> str:
    return words(text).lstrip("'’‘ ")


def _text(text: str) -> _Reading | Fault:
    said = _bare(text)
    if said in _NONE:
        return Fault("number_unreadable", "0 / –")
    if len(said) > _LONGEST:
        return _UNREADABLE
    if scientific := _SCIENTIFIC.fullmatch(said):
        return _scientific(scientific)
    match = _NUMBER.fullmatch(said)
    if match is None:
        return _UNREADABLE
    unit = match["unit"]
    percent = unit in _PERCENT
    reading = _digits(match["digits"])
    if reading is None or not (unit is None or percent or unit in _UNITS):
        return _UNREADABLE
    sign = -1 if match["sign"] in ("-", "−") else 1
    if not percent:
        fraction = None if reading.fraction is None else sign * reading.fraction
        return _Reading(sign * reading.value, reading.mark, fraction)
    # A thousand percent is no share: three digits behind the mark are decimals.
    value = reading.value if reading.fraction is None else reading.fraction
    return _Reading(sign * value / 100, reading.mark, percent=True)


def _digits(digits: str) -> _Reading | None:
    if digits.isdecimal():
        return _Reading(Fraction(int(digits)))
    if grouped := _GROUPED.fullmatch(digits):
        return _grouped(grouped)
    decimal = _DECIMAL.fullmatch(digits)
    if decimal is None:
        return None
    return _Reading(_exact(decimal["whole"], decimal["fraction"]), _mark(decimal["decimal"]))


def _grouped(match: re.Match[str]) -> _Reading | None:
    mark, decimal = match["mark"], match["decimal"]
    whole = match["whole"].replace(mark, "")
    if decimal == mark:
        return None
    if decimal is not None:
        return _Reading(_exact(whole, match["fraction"]), _mark(decimal))
    if mark == " ":
        return _Reading(Fraction(int(whole)))
    if match["whole"].count(mark) > 1:
        return _Reading(Fraction(int(whole)), _OTHER[mark])
    return _Reading(Fraction(int(whole)), _mark(mark), Fraction(int(whole), 1000))


def _scientific(match: re.Match[str]) -> _Reading | Fault:
    # A positive exponent is what a sheet shows of a long number: its last digits are lost.
    exponent = int(match["exponent"])
    if exponent > 0:
        return _UNREADABLE
    value = _exact(match["whole"], match["fraction"] or "0") / 10**-exponent
    decimal = None if match["decimal"] is None else _mark(match["decimal"])
    return _Reading(-value if match["sign"] in ("-", "−") else value, decimal)


def _exact(whole: str, fraction: str) -> Fraction:
    return Fraction(int(whole + fraction), 10 ** len(fraction))


def _mark(mark: str) -> Mark:
    return "," if mark == "," else "."
