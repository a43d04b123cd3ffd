"""Periods as people write them: years, half-years, quarters, months, or a day of the month."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from kampungkb.intake.cell_reading import Fault, fault_finding, nothing, words
from kampungkb.intake.days import MONTHS, read_day, serial_day
from kampungkb.intake.sheets import Marker, Value
from kampungkb.model.findings import Finding, finding

_YEARS: Final = range(2000, 2101)
# 2009 to 2064.
_SERIALS: Final = (40_000, 60_000)
_QUARTER: Final = frozenset(
    {"triwulan", "tw", "trw", "triw", "twl", "kuartal", "kwartal", "q", "quarter", "qtr"}
)
_HALF: Final = frozenset({"semester", "smt", "sem", "s", "half", "h"})
_MONTH: Final = frozenset({"bulan", "bln", "month"})
_NOISE: Final = frozenset(
    {"tahun", "thn", "th", "year", "periode", "period", "ke", "of", "st", "nd", "rd"}
)
_NUMBERS: Final = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4,
    "first": 1, "second": 2, "third": 3, "fourth": 4,
}  # fmt: skip
_ALLOWED: Final = re.compile(r"[a-z0-9 ./,\-–—_()':]*")
_TOKEN: Final = re.compile(r"[a-z]+|[0-9]+")
_GLUED: Final = re.compile(r"(triwulan|tw|trw|q|semester|smt|sem)(i{1,3}|iv)")
_MONTH_FORM: Final = re.compile(r"(?P<m>[0-9]{1,2}) ?[-/.] ?(?P<y>[0-9]{4})")
_YEAR_FORM: Final = re.compile(r"(?P<y>[0-9]{4}) ?[-/.] ?(?P<m>[0-9]{2})")
_YEAR_AS_FLOAT: Final = re.compile(r"([0-9]{4})\.0+")

_UNREADABLE: Final = Fault(
    "period_unreadable", "2026-Q1 / Triwulan I 2026 / 2026-03 / Maret 2026 / 2026-S1 / 2026"
)


def read_period(text: str) -> str | None:
    """The period that a text names, such as ``2026-Q1``; None where it names none.

    ``2026``, ``Tahun 2026``; ``2026-S1``, ``Semester I 2026``; ``2026-Q1``, ``TW1 2026``,
    ``TW.I/2026``, ``Triwulan 1 Tahun 2026``; ``2026-03``, ``03/2026``, ``Maret 2026``,
    ``Mar-26``; a day is read as its month. Years from 2000 to 2100.
    """
    said = words(text).lstrip("'")
    if match := _YEAR_AS_FLOAT.fullmatch(said):
        said = match[1]
    if re.fullmatch(r"[0-9]{5}", said):
        return _month_of(serial_day(int(said), *_SERIALS))
    if match := _MONTH_FORM.fullmatch(said) or _YEAR_FORM.fullmatch(said):
        return _month(int(match["y"]), int(match["m"]))
    day = read_day(said)
    if day is not None:
        return _month_of(day)
    return _spelt(said) if _ALLOWED.fullmatch(said) else None


def read_periods(
    columns: Sequence[Sequence[Value]],
    rows: Sequence[int],
    *,
    sheet: str | None,
    headers: Sequence[str],
) -> tuple[tuple[str | None, ...], tuple[Finding, ...]]:
    """The period of each row.

    Parameters
    ----------
    columns : sequence of sequences, each parallel to `rows`
        One column, or several that say it together, such as ``Tahun`` and ``Triwulan``.
    rows : sequence of int
        The sheet's own numbers, from 1.
    headers : sequence of str, parallel to `columns`
        A bare 1 or I below ``Triwulan`` is a quarter.

    Returns
    -------
    tuple
        The periods, None where one of the errors says why: ``period_unreadable`` by row,
        ``period_missing`` once per column with blanks, ``formula_without_value``.
    """
    units = [_unit(header) for header in headers]
    cache: dict[tuple[tuple[type, Value], ...], str | Fault | int] = {}
    values: list[str | None] = []
    findings: list[Finding] = []
    blank: dict[int, list[int]] = {}
    for row, *cells in zip(rows, *columns, strict=True):
        key = tuple((type(cell), cell) for cell in cells)
        if key not in cache:
            cache[key] = _joined(cells, units)
        found = cache[key]
        values.append(found if isinstance(found, str) else None)
        if isinstance(found, int):
            blank.setdefault(found, []).append(row)
        elif isinstance(found, Fault):
            findings.append(_row_finding(found, cells, row, sheet, headers))
    for at, missing in sorted(blank.items()):
        findings.append(
            finding(
                "period_missing", "error", sheet=sheet, row=missing[0], column=headers[at],
                expected=_UNREADABLE.expected, n=len(missing), where=missing[0],
            )
        )  # fmt: skip
    return tuple(values), tuple(findings)


def _row_finding(
    fault: Fault, cells: Sequence[Value], row: int, sheet: str | None, headers: Sequence[str]
) -> Finding:
    if fault is _UNREADABLE and len(cells) > 1:
        typed = " / ".join(_as_text(cell) for cell in cells)
        return fault_finding(fault, typed, row, sheet=sheet, column=headers[0])
    at = next((at for at, cell in enumerate(cells) if isinstance(cell, Marker)), 0)
    return fault_finding(fault, cells[at], row, sheet=sheet, column=headers[at])


def _joined(cells: Sequence[Value], units: Sequence[str | None]) -> str | Fault | int:
    """The period of one row, its fault, or which of its cells is blank."""
    for at, cell in enumerate(cells):
        if nothing(cell) is not None:
            return at
        if isinstance(cell, Marker):
            return Fault("formula_without_value")
    parts = [_as_text(cell) for cell in cells]
    alone = [read_period(part) for part in parts]
    if len(parts) > 1:
        # "TW I 2026" beside 2026 says the year twice, and must say the same one.
        full = {one for one in alone if one is not None and len(one) > len("2026")}
        years = {one for one in alone if one is not None and len(one) == len("2026")}
        if None not in alone and len(full) == 1:
            period = next(iter(full))
            return period if years <= {period[:4]} else _UNREADABLE
    elif alone[0] is not None:
        return alone[0]
    named = [
        f"{unit} {part}" if unit is not None and not _has_word(part) else part
        for part, unit in zip(parts, units, strict=True)
    ]
    return read_period(" ".join(named)) or _UNREADABLE


def _as_text(cell: Value) -> str:
    if isinstance(cell, bool) or cell is None or isinstance(cell, Marker):
        return "?"
    if isinstance(cell, date):
        return f"{cell.year:04}-{cell.month:02}-{cell.day:02}"
    if isinstance(cell, (int, float)):
        # Serials with a time of day keep their day.
        whole = int(cell)
        return str(whole) if cell == whole or _SERIALS[0] <= cell <= _SERIALS[1] else str(cell)
    return cell


def _has_word(part: str) -> bool:
    """Whether a cell says itself what it counts."""
    tokens = _tokens(words(part))
    return any(one in _QUARTER | _HALF | _MONTH or one in MONTHS for one in tokens)


def _unit(header: str) -> str | None:
    tokens = _tokens(words(header))
    for unit, known in (("triwulan", _QUARTER), ("semester", _HALF), ("bulan", _MONTH)):
        if any(one in known for one in tokens if len(one) > 1):
            return unit
    return None


def _tokens(said: str) -> list[str]:
    return [one for one in _TOKEN.findall(_GLUED.sub(r"\1 \2", said)) if one not in _NOISE]


def _spelt(said: str) -> str | None:
    """A period of words: the year first or last, what is left names the part of it."""
    tokens = _tokens(said)
    if len(tokens) == 1:
        year = _year(tokens[0])
        return None if year is None else str(year)
    if len(tokens) not in (2, 3):
        return None
    for year_token, rest in ((tokens[-1], tokens[:-1]), (tokens[0], tokens[1:])):
        year = _year(year_token)
        if year is not None:
            return _part(year, rest)
    # "Mar-26".
    if len(tokens) == 2 and tokens[0] in MONTHS and re.fullmatch(r"[0-9]{2}", tokens[1]):
        return _month(2000 + int(tokens[1]), MONTHS[tokens[0]])
    return None


def _part(year: int, rest: Sequence[str]) -> str | None:
    named = [one for one in rest if one in MONTHS]
    others = [one for one in rest if one not in MONTHS and one not in _MONTH]
    if named:
        return _month(year, MONTHS[named[0]]) if len(named) == 1 and not others else None
    if len(rest) != 2:
        return None
    forms: tuple[tuple[frozenset[str], Callable[[int, int], str | None]], ...] = (
        (_QUARTER, lambda year, number: f"{year}-Q{number}" if 1 <= number <= 4 else None),
        (_HALF, lambda year, number: f"{year}-S{number}" if 1 <= number <= 2 else None),
        (_MONTH, _month),
    )
    for word, number in (rest, rest[::-1]):
        for known, form in forms:
            if word in known and number not in known:
                value = _NUMBERS.get(number) or (int(number) if number.isdecimal() else 0)
                return form(year, value)
    return None


def _year(token: str) -> int | None:
    return int(token) if re.fullmatch(r"[0-9]{4}", token) and int(token) in _YEARS else None


def _month(year: int, month: int) -> str | None:
    return f"{year}-{month:02}" if year in _YEARS and 1 <= month <= 12 else None


def _month_of(day: date | None) -> str | None:
    return None if day is None else _month(day.year, day.month)
