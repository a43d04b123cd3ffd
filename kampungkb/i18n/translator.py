"""The translator that travels as ``t``: words, numbers, dates and periods of one language.

There is no current language: one process serves many readers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from babel.lists import format_list
from pandas.api.typing import NAType

from kampungkb.errors import KampungKBError
from kampungkb.i18n.catalogue import shipped_messages
from kampungkb.i18n.formats import DASH, Figure, Formats, exact
from kampungkb.i18n.languages import LANGUAGES, LOCALES, Language
from kampungkb.model.periods import period_end, period_months

__all__ = ["LANGUAGES", "Bilingual", "Language", "Translator", "translator"]


class Bilingual(Protocol):
    """Words that data bring in both languages, such as an indicator's name."""

    @property
    def id(self) -> str:
        """Indonesian."""

    @property
    def en(self) -> str:
        """English."""


class Counting(Protocol):
    """What data count people or things in, such as an indicator."""

    @property
    def counted(self) -> Bilingual:
        """Of many."""

    @property
    def counted_one(self) -> str | None:
        """English for one; None: not known."""


@dataclass(frozen=True, slots=True)
class Translator(Formats):
    """Everything one language puts into words; made by :func:`translator`."""

    def __call__(self, key: str, /, **blanks: object) -> str:
        """One message, its blanks filled.

        Parameters
        ----------
        key : str
            Written out where it is used, so that a search finds it.
        **blanks
            Every blank of the message and no other, as text. Only ``n`` may be a whole number:
            it is shown by `number` and chooses between one and many.

        Raises
        ------
        KeyError
            There is no such message.
        ValueError
            A blank is left open, or a given one is not in the message.
        """
        message = shipped_messages()[key]
        wanted = message.blanks["id"] | message.blanks["en"]
        if wanted != blanks.keys():
            raise ValueError(f"{key} has the blanks {sorted(wanted)}, got {sorted(blanks)}")
        shown = {name: str(value) for name, value in blanks.items()}
        if isinstance(n := blanks.get("n"), int):
            shown["n"] = self.number(n)
        return message.text(self.language, shown.get("n")).format(**shown)

    @property
    def missing(self) -> str:
        """``belum ada data``, for sentences; in columns a missing figure is a dash."""
        return self("common.no_data")

    def words(self, words: Bilingual) -> str:
        """The words of this language."""
        return words.id if self.language == "id" else words.en

    def counted(self, of: Counting, n: int) -> str:
        """What so many are: ``1 child``, ``2 children``; Indonesian has one form for both."""
        if n == 1 and self.language == "en" and of.counted_one is not None:
            return of.counted_one
        return self.words(of.counted)

    def error(self, error: KampungKBError) -> str:
        """The sentence for a refusal.

        Where the refusal knows its ``reason``, the technical detail gives way to words for it.
        """
        blanks = dict(error.blanks)
        reason = blanks.pop("reason", None)
        if reason is not None:
            blanks["detail"] = self(f"error.reason.{reason}")
        return self(error.key, **blanks)

    def points(self, x: Figure, decimals: int = 2) -> str:
        """A difference of two shares of 1: -0.1347 is ``−13,47 poin persen``."""
        value = exact(x)
        if value is None:
            return DASH
        return self("common.points", value=self.number(value.scaleb(2), decimals))

    def listing(self, words: Iterable[str]) -> str:
        """``a, b, dan c`` or ``a, b and c``."""
        return str(format_list(list(words), locale=LOCALES[self.language]))

    def period(self, period: str | float | NAType | None) -> str:
        """``Triwulan III 2026``, ``Semester I 2026``, ``Maret 2026`` or ``2026``.

        Raises
        ------
        BadPeriodError
            The text names no period.
        """
        if isinstance(period, float | NAType | None):  # pandas writes a missing text in each way
            return DASH
        end, months = period_end(period), period_months(period)
        year = str(end.year)
        if months == 12:
            return year
        if months == 1:
            return self.month(end)
        if months == 6:
            return self(f"period.half.{end.month // 6}", year=year)
        return self(f"period.quarter.{end.month // 3}", year=year)

    def period_short(self, period: str | float | NAType | None) -> str:
        """``TW III 2026``, ``Sem. I 2026``, ``Mar 2026`` or ``2026``, for axes and columns."""
        if isinstance(period, float | NAType | None):
            return DASH
        end, months = period_end(period), period_months(period)
        year = str(end.year)
        if months == 12:
            return year
        if months == 1:
            return self.month_short(end)
        if months == 6:
            return self(f"period.half_short.{end.month // 6}", year=year)
        return self(f"period.quarter_short.{end.month // 3}", year=year)


@cache
def translator(language: Language) -> Translator:
    """The translator of a language; the same object for the same language.

    Raises
    ------
    ValueError
        The language is none of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is none of the languages {', '.join(LANGUAGES)}")
    return Translator(language)
