"""Numbers that a workbook shows as days, times or percentages (ECMA-376 part 1, 18.8.30)."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from kampungkb.intake.sheets import Marker, Value

Shown = Literal["number", "percent", "date", "time"]

_PERCENT: Final = frozenset({9, 10})
_DATES: Final = frozenset({*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59)})
_TIMES: Final = frozenset({18, 19, 20, 21, 32, 33, 45, 46, 47})
# Quoted and escaped text, padding, fillers, conditions, colours and languages.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)

_DAY_SECONDS: Final = 86_400
# 9999-12-31, the last day that a sheet can show.
_LAST: Final = 2_958_465
_1904_OFFSET: Final = 1462
# The sheet's 29 February 1900, a day that never was.
_NO_DAY: Final = 60


def shown_as(number: int, code: str | None) -> Shown:
    """How a number format shows a number.

    Parameters
    ----------
    number : int
        Of the format; those below 164 are built in where `code` is None.
    code : str or None
        Such as ``0.0%`` or ``[$-421]dd mmmm yyyy``; only its first section counts.
    """
    if code is None:
        if number in _PERCENT:
            return "percent"
        if number in _DATES:
            return "date"
        return "time" if number in _TIMES else "number"
    bare = _LITERAL.sub("", code).partition(";")[0].lower()
    if "general" in bare:
        return "number"
    if "%" in bare:
        return "percent"
    # An m stands for months beside days or years, for minutes beside hours or seconds.
    if re.search(r"[dy]|mmm", bare):
        return "date"
    return "time" if re.search(r"[hs]", bare) else "date" if "m" in bare else "number"


def moment(serial: float, *, from_1904: bool) -> Value:
    """The day, or the day and time, of a serial number; to the second.

    Days are counted from 1900 or, in workbooks that began on a Macintosh, from 1904. A number
    that is no day is a marker, as the sheet itself shows only ``#####`` then.
    """
    serial = serial + _1904_OFFSET if from_1904 else serial
    if not 0 <= serial < _LAST + 1:
        return Marker("error", "#####")
    if serial < 1:
        return clock(serial)
    if int(serial) == _NO_DAY:
        return "1900-02-29"
    # Below the day that never was, the count is one short.
    start = datetime(1899, 12, 31 if serial < _NO_DAY else 30)  # noqa: DTZ001  sheets know no zone
    found = start + timedelta(seconds=round(serial * _DAY_SECONDS))
    return found if found.time() != time() else found.date()


def clock(serial: float) -> str:
    """A time of day or a duration as ``13:30:00``."""
    seconds = round(serial * _DAY_SECONDS)
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def iso_moment(text: str) -> Value:
    """The day, or the day and time, that a file writes as ``2026-01-05`` or with a time after it.

    Anything else stays as it is written.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    plain = found.replace(tzinfo=None)
    return plain if plain.time() != time() else date(plain.year, plain.month, plain.day)
