"""Days as sheets and people write them: the day first, the month by name or number."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from kampungkb.intake.cell_reading import Fault, read_cells, words
from kampungkb.intake.serials import moment
from kampungkb.intake.sheets import Value
from kampungkb.model.findings import Finding

# Indonesian and English, whole and short; spellings in use included.
_NAMES: Final = (
    "januari january jan", "februari pebruari february feb peb", "maret march mar mrt",
    "april apr", "mei may", "juni june jun", "juli july jul",
    "agustus august agu agt agst agus aug", "september sept sep", "oktober october okt oct",
    "november nopember nov nop", "desember december des dec",
)  # fmt: skip
MONTHS: Final[Mapping[str, int]] = {
    name: number for number, names in enumerate(_NAMES, 1) for name in names.split()
}
# Days of the programme and its decrees lie between these serials: 1954 to 2064.
_SERIALS: Final = (20_000, 60_000)
_YEARS: Final = range(1900, 2101)

_WEEKDAY: Final = re.compile(
    r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[, ]+"
)
_TIME: Final = r"(?:[t ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?z?)?"
_ISO: Final = re.compile(
    rf"(?P<y>[0-9]{{4}})([-/.])(?P<m>[0-9]{{1,2}})\2(?P<d>[0-9]{{1,2}}){_TIME}"
)
_DAY_FIRST: Final = re.compile(
    rf"(?P<d>[0-9]{{1,2}}) ?([-/. ]) ?(?P<m>[0-9]{{1,2}}) ?\2 ?(?P<y>[0-9]{{4}}){_TIME}"
)
_NAMED: Final = re.compile(r"(?P<d>[0-9]{1,2})[-/. ]{1,2}(?P<m>[a-z]+)[-/., ]{1,2}(?P<y>[0-9]{4})")
_NAME_FIRST: Final = re.compile(r"(?P<m>[a-z]+)\.? (?P<d>[0-9]{1,2}),? (?P<y>[0-9]{4})")
_FORMS: Final = (_ISO, _DAY_FIRST, _NAMED, _NAME_FIRST)

_UNREADABLE: Final = Fault("day_unreadable", "2025-08-17 / 17-08-2025 / 17 Agustus 2025")


def read_days(
    cells: Sequence[Value], rows: Sequence[int], *, sheet: str | None, column: str
) -> tuple[tuple[date | None, ...], tuple[Finding, ...]]:
    """Read a column of days.

    Parameters
    ----------
    cells, rows : sequence, parallel
        The rows are the sheet's own numbers, from 1. A number is a sheet's serial, from 1900.

    Returns
    -------
    tuple
        The days, None where the cell says nothing or where the error ``day_unreadable`` tells
        why: a month or a year alone is no day, nor is a year of two digits.
    """
    read = read_cells(cells, rows, _day, sheet=sheet, column=column)
    return read.values, read.findings


def read_day(text: str) -> date | None:
    """The day that a text names; None where it names none.

    ``2025-08-17``, ``17-08-2025``, ``17/8/2025`` (the day comes first), ``17 Agustus 2025``,
    ``August 17, 2025``; a weekday before and a time after it are ignored.
    """
    said = _WEEKDAY.sub("", words(text).lstrip("'"), count=1)
    for form in _FORMS:
        if match := form.fullmatch(said):
            month = match["m"]
            number = int(month) if month.isdecimal() else MONTHS.get(month, 0)
            return _date(int(match["y"]), number, int(match["d"]))
    return None


def serial_day(number: float, first: int, last: int) -> date | None:
    """The day of a sheet's serial number from `first` to `last`; None outside."""
    if not first <= number <= last:
        return None
    found = moment(number, from_1904=False)
    if isinstance(found, datetime):
        return found.date()
    return found if isinstance(found, date) else None


def _date(year: int, month: int, day: int) -> date | None:
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(cell: Value) -> date | Fault:
    found: date | None = None
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    elif isinstance(cell, str):
        # A text file has its serials as text.
        serial = re.fullmatch(r"[0-9]{5}", cell.strip(), re.ASCII)
        found = serial_day(int(serial[0]), *_SERIALS) if serial else read_day(cell)
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        found = serial_day(cell, *_SERIALS)
    return _UNREADABLE if found is None else found
