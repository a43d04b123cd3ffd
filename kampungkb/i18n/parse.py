"""Numbers as people type them into a form."""

import re
from decimal import Decimal
from typing import Final

from kampungkb.i18n.languages import Language

_SIGNED: Final = re.compile(r"([+\-\N{MINUS SIGN}]?)([0-9][0-9., \N{NO-BREAK SPACE}]*)")
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?P<mark>[., ])[0-9]{3}(?:(?P=mark)[0-9]{3})*")
_GROUP_MARK: Final = {"id": ".", "en": ","}


def parse_number(text: str, language: Language) -> Decimal | None:
    """The number that a text means; None where it is empty or names no number.

    ``12,5`` and ``12.5`` are 12.5 in both languages, ``1.234,5`` and ``1,234.5`` are 1234.5, and
    ``1.815.551`` is a count. One mark before exactly three digits could be either: there the
    language decides, as its own screen writes it: ``1.234`` is 1234 in Indonesian and 1.234 in
    English. ``0.679`` is below 1 in both, for no thousand starts with 0.

    Parameters
    ----------
    text : str
        As typed, without a unit.
    language : Language
        Of the form.
    """
    match = _SIGNED.fullmatch(text.strip())
    if match is None:
        return None
    digits = _plain(match[2].replace("\N{NO-BREAK SPACE}", " "), language)
    if digits is None:
        return None
    return Decimal(digits) if match[1] in ("", "+") else -Decimal(digits)


def _plain(digits: str, language: Language) -> str | None:
    """The digits with at most one point, the decimal one."""
    whole, mark, fraction = digits, "", ""
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0 and not _is_group_mark(digits, last, language):
        whole, mark, fraction = digits[:last], ".", digits[last + 1 :]
        if not re.fullmatch("[0-9]+", fraction):
            return None
    if re.fullmatch("[0-9]+", whole):
        return whole + mark + fraction
    grouped = _GROUPED.fullmatch(whole)
    if grouped is None or (grouped["mark"] == digits[last : last + 1] and mark):
        return None
    return re.sub("[., ]", "", whole) + mark + fraction


def _is_group_mark(digits: str, last: int, language: Language) -> bool:
    mark = digits[last]
    if digits.count(mark) > 1:
        return True
    return mark == _GROUP_MARK[language] and _GROUPED.fullmatch(digits) is not None
