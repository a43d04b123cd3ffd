"""Numbers and dates as people write them, in the locale of a language.

Babel gives the marks and the names of the months. Rounding is half up on the shortest decimal
that names the same float (``repr``), so that 46.525 % is 46,53 % as on a pocket calculator.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from babel import Locale
from pandas.api.typing import NaTType, NAType

from kampungkb.i18n.languages import LOCALES, Language

Figure = int | float | Decimal | Fraction | np.integer[Any] | np.floating[Any] | NAType | None

DASH: Final = "–"
MINUS: Final = "\N{MINUS SIGN}"
NO_BREAK_SPACE: Final = "\N{NO-BREAK SPACE}"

# Waktu Indonesia Barat has had no summer time since 1964; a fixed offset needs no zone database,
# which Windows lacks.
WIB: Final = dt.timezone(dt.timedelta(hours=7), "WIB")

_STEPS: Final = tuple(Decimal(1).scaleb(-decimals) for decimals in range(10))


@dataclass(frozen=True, slots=True)
class _Conventions:
    """What Babel knows of a locale, looked up once: asking it each time takes 20 us a number."""

    marks: Mapping[int, str]
    percent: str
    clock: str
    months: Mapping[int, str]
    months_short: Mapping[int, str]


@cache
def _conventions(language: Language) -> _Conventions:
    locale = Locale.parse(LOCALES[language])
    symbols = locale.number_symbols["latn"]
    months = locale.months["format"]
    return _Conventions(
        marks={ord(","): symbols["group"], ord("."): symbols["decimal"]},
        # Babel writes 46,53% in both; an Indonesian letter sets it apart, and it must not break.
        percent=f"{NO_BREAK_SPACE}%" if language == "id" else "%",
        clock=symbols.get("timeSeparator", ":"),
        months=dict(months["wide"]),
        months_short=dict(months["abbreviated"]),
    )


def exact(x: Figure) -> Decimal | None:
    """The decimal that a figure stands for; None where it is missing (None, NaN, ``pd.NA``).

    Raises
    ------
    ValueError
        The figure is infinite.
    TypeError
        It is no number.
    """
    if isinstance(x, float):
        # Not repr(x): numpy's subclass of float puts its own name around the digits.
        value = Decimal(float.__repr__(x))
    elif x is None or x is pd.NA:
        return None
    elif isinstance(x, Decimal):
        value = x
    elif isinstance(x, int | np.integer):
        return Decimal(int(x))
    elif isinstance(x, Fraction):
        return Decimal(x.numerator) / x.denominator
    elif isinstance(x, np.floating):
        value = Decimal(str(x))
    else:
        raise TypeError(f"{x!r} is no number")
    if value.is_finite():
        return value
    if value.is_nan():
        return None
    raise ValueError(f"{x!r} cannot be shown as a number")


@dataclass(frozen=True, slots=True)
class Formats:
    """How one language writes figures. A missing figure or date is a dash.

    Parameters
    ----------
    language : Language
        ``id`` follows ``id_ID``, ``en`` follows ``en_GB``.
    """

    language: Language

    def number(self, x: Figure, decimals: int = 0) -> str:
        """``1.815.551`` or ``1,815,551``."""
        value = exact(x)
        return DASH if value is None else self._text(_rounded(value, decimals), decimals)

    def numbers(self, values: Iterable[Figure], decimals: int = 0) -> list[str]:
        """`number` of each value, such as those of a column."""
        return [self.number(value, decimals) for value in values]

    def signed(self, x: Figure, decimals: int = 0) -> str:
        """``+12``, ``−12``, and ``0`` without a sign, also for what rounds to it."""
        value = exact(x)
        if value is None:
            return DASH
        rounded = _rounded(value, decimals)
        return ("+" if rounded > 0 else "") + self._text(rounded, decimals)

    def share(self, x: Figure, decimals: int = 2) -> str:
        """A share of 1 as a percentage: ``46,53 %`` with a no-break space, or ``46.53%``.

        Rounding never reaches an end that the value has not: a share below 1 is at most
        ``99,99 %``, and one above 0 is at least ``<0,01 %``.
        """
        value = exact(x)
        if value is None:
            return DASH
        rounded = _rounded(value.scaleb(2), decimals)
        below = ""
        if value < 1 and rounded >= 100:
            rounded = 100 - _STEPS[decimals]
        elif value > 0 and rounded == 0:
            below, rounded = "<", _STEPS[decimals]
        return below + self._text(rounded, decimals) + _conventions(self.language).percent

    def shares(self, values: Iterable[Figure], decimals: int = 2) -> list[str]:
        """`share` of each value, such as those of a column."""
        return [self.share(value, decimals) for value in values]

    def index(self, x: Figure) -> str:
        """An index between 0 and 1 with the four decimals it is published with: ``0,6792``."""
        return self.number(x, 4)

    def per_1000(self, x: Figure, decimals: int = 1) -> str:
        """A share of 1 as a rate per 1,000: 0.0139 is ``13,9``."""
        value = exact(x)
        return self.number(None if value is None else value.scaleb(3), decimals)

    def date(self, day: dt.date | NaTType | NAType | None) -> str:
        """``3 Juli 2026`` or ``3 July 2026``."""
        if isinstance(day, NaTType | NAType | None):
            return DASH
        return f"{day.day} {_conventions(self.language).months[day.month]} {day.year}"

    def date_short(self, day: dt.date | NaTType | NAType | None) -> str:
        """``03/07/2026`` in both languages."""
        return DASH if isinstance(day, NaTType | NAType | None) else f"{day:%d/%m/%Y}"

    def datetime(self, moment: dt.datetime | NaTType | NAType | None) -> str:
        """A moment on the clock of Serang: ``3 Juli 2026 14.05 WIB`` or ``3 July 2026 14:05 WIB``.

        Parameters
        ----------
        moment : datetime
            In UTC where it names no zone, as the store keeps it.
        """
        if isinstance(moment, NaTType | NAType | None):
            return DASH
        aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        local = aware.astimezone(WIB)
        clock = _conventions(self.language).clock
        return f"{self.date(local)} {local.hour:02}{clock}{local.minute:02} WIB"

    def month(self, day: dt.date) -> str:
        """``Juli 2026``."""
        return f"{_conventions(self.language).months[day.month]} {day.year}"

    def month_short(self, day: dt.date) -> str:
        """``Jul 2026``."""
        return f"{_conventions(self.language).months_short[day.month]} {day.year}"

    def _text(self, rounded: Decimal, decimals: int) -> str:
        text = f"{abs(rounded):,.{decimals}f}".translate(_conventions(self.language).marks)
        return MINUS + text if rounded < 0 else text


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(_STEPS[decimals], ROUND_HALF_UP)
