"""Codes of villages as spreadsheets hand them on.

Two schemes have ten digits: the official one of the Ministry of Home Affairs (``36.04.23.2015``)
and that of BPS (``3604080010``, printed ``36.04.080.010``). One code does not always tell which it
is, a column does: `scheme_of` decides once, and `read_code` reads each code by it.
"""

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Scheme = Literal["official", "bps", "mixed", "bps_unmapped"]
CodeHow = Literal["code", "code_normalised", "code_restored", "bps_code"]
Fault = Literal["unknown", "ambiguous", "other_regency"]

_WIDTHS: Final = (2, 2, 2, 4)
_DIGITS: Final = sum(_WIDTHS)
_OFFICIAL: Final = (2, 2, 2, 4)
_BPS: Final = (2, 2, 3, 3)
_EXACT: Final = re.compile(r"\d{2}\.\d{2}\.\d{2}\.\d{4}", re.ASCII)
_NOTHING: Final = frozenset({"", "-", "–", "—", "n/a", "#n/a", "nan", "none", "null"})


@dataclass(frozen=True, slots=True)
class Typed:
    """A code as it was typed, in parts."""

    # Empty when the text is no code at all.
    parts: tuple[str, ...]
    # Whether it is letter for letter the official form.
    exact: bool = False

    @property
    def digits(self) -> str:
        """All parts together."""
        return "".join(self.parts)

    @property
    def widths(self) -> tuple[int, ...]:
        """How many digits each part has."""
        return tuple(map(len, self.parts))


@dataclass(frozen=True, slots=True)
class Read:
    """What a code was read as: a village and how, or a fault."""

    code: str | None
    how: CodeHow | None = None
    fault: Fault | None = None
    # Codes of the register that an ambiguous one could be, ordered.
    readings: tuple[str, ...] = ()


def typed_code(text: str | None) -> Typed | None:
    """The parts of a code; None where the cell holds nothing.

    Dots, spaces, hyphens and slashes separate; what Excel makes of a number (``3604232015.0``,
    ``3.604.232.015``, ``3,604232015E+09``) is undone where no digit was lost.
    """
    if text is not None and _EXACT.fullmatch(text):
        return Typed(tuple(text.split(".")), exact=True)
    tidy = "" if text is None else unicodedata.normalize("NFKC", text).strip(" '’`\t\r\n.")
    if tidy.casefold() in _NOTHING:
        return None
    if number := re.fullmatch(r"(\d{1,2}(?:[.,]\d+)?)[eE]\+?0*(\d)", tidy):
        return Typed(_written_out(number[1], int(number[2])))
    if number := re.fullmatch(r"(\d{7,10})[.,]0+", tidy):
        return Typed((number[1],))
    if re.fullmatch(r"\d([.,]\d{3}){3}", tidy):
        return Typed((re.sub(r"\D", "", tidy),))
    parts = tuple(part for part in re.split(r"[.,\-/_\s]+", tidy) if part)
    if not all(part.isascii() and part.isdigit() for part in parts):
        return Typed(())
    return Typed(parts)


def dotted(text: str) -> str:
    """Ten digits in the official form."""
    digits = re.sub(r"\D", "", text)
    return ".".join((digits[:2], digits[2:4], digits[4:6], digits[6:]))


def scheme_of(
    column: Sequence[Typed | None], known: Collection[str], bps: Mapping[str, str]
) -> tuple[Scheme, int, int]:
    """The scheme of a column, and how many of its codes only BPS and only the ministry has.

    Parameters
    ----------
    column
        As typed; None: nothing.
    known
        Official codes of the register.
    bps
        Official code by BPS code; empty where the register has none.

    Returns
    -------
    scheme, n_bps, n_official
        ``mixed`` where both are there. ``bps_unmapped``: most codes have the form that only BPS
        gives, and no village of the register is known by such a code.
    """
    whole = [typed for typed in column if typed is not None and len(typed.digits) == _DIGITS]
    official = [_is_official(typed, known) for typed in whole]
    of_bps = [_is_bps(typed, bps) for typed in whole]
    n_bps = sum(b and not o for o, b in zip(official, of_bps, strict=True))
    n_official = sum(o and not b for o, b in zip(official, of_bps, strict=True))
    if n_bps and n_official:
        return "mixed", n_bps, n_official
    if n_bps:
        return "bps", n_bps, 0
    # The official number of a village begins with 1 or 2.
    formed = sum(typed.widths == _BPS or typed.digits[6] == "0" for typed in whole)
    if not n_official and formed * 2 > len(whole):
        return "bps_unmapped", formed, 0
    return "official", 0, n_official


def read_code(
    typed: Typed,
    scheme: Literal["official", "bps"],
    known: Collection[str],
    bps: Mapping[str, str],
    regencies: Collection[str],
) -> Read:
    """The village of one code.

    A code that is too short is completed with the zeros that spreadsheets drop, at the end of the
    number or beside a part of one, where exactly one village of the register then has it.
    """
    digits = typed.digits
    if len(digits) == _DIGITS:
        if scheme == "bps" and typed.widths != _OFFICIAL and digits in bps:
            return Read(bps[digits], "bps_code")
        code = dotted(digits)
        if scheme == "official" and typed.widths != _BPS and code in known:
            return Read(code, "code" if typed.exact else "code_normalised")
        other = code[:5] not in regencies
        return Read(None, fault="other_regency" if other else "unknown")
    readings = restored(typed, known) if scheme == "official" else ()
    if len(readings) == 1:
        return Read(readings[0], "code_restored")
    return Read(None, fault="ambiguous" if readings else _short_fault(typed, regencies),
                readings=readings)  # fmt: skip


def restored(typed: Typed, known: Collection[str]) -> tuple[str, ...]:
    """Every code of the register that becomes `typed` when zeros get lost, ordered.

    A code in four parts keeps its parts; one in fewer may have lost a zero in any place.
    A code above the villages (``36.1``) is completed when `known` holds such codes.
    """
    if not typed.parts:
        return ()
    alone = len(typed.parts) == 1
    splits: Iterator[tuple[str, ...]] = iter([typed.parts])
    if alone or (len(typed.parts) < len(_WIDTHS) and len(typed.digits) > sum(_WIDTHS[:3])):
        splits = _splits(typed.digits)
    found = {
        code
        for parts in splits
        if len(parts) <= len(_WIDTHS)
        for code in map(".".join, itertools.product(*map(_padded, parts, _WIDTHS)))
        if code in known
    }
    return tuple(sorted(found))


def _splits(digits: str) -> Iterator[tuple[str, ...]]:
    for regency, district in itertools.product((1, 2), repeat=2):
        parts = (digits[:2], digits[2 : 2 + regency], digits[2 + regency : 2 + regency + district])
        last = digits[2 + regency + district :]
        if 1 <= len(last) <= _WIDTHS[-1]:
            yield (*parts, last)


def _padded(part: str, width: int) -> tuple[str, ...]:
    """A part with its zeros in front, and with them behind."""
    if len(part) > width:
        return ()
    return tuple(dict.fromkeys((part.zfill(width), part.ljust(width, "0"))))


def _written_out(mantissa: str, exponent: int) -> tuple[str, ...]:
    """The digits of a number in scientific form; none where it shows fewer than a code has."""
    if len(re.sub(r"\D", "", mantissa)) < _DIGITS:
        return ()
    value = Decimal(mantissa.replace(",", ".")).scaleb(exponent)
    return (str(int(value)),) if value == value.to_integral_value() else ()


def _is_official(typed: Typed, known: Collection[str]) -> bool:
    return typed.widths != _BPS and dotted(typed.digits) in known


def _is_bps(typed: Typed, bps: Mapping[str, str]) -> bool:
    return typed.widths != _OFFICIAL and typed.digits in bps


def _short_fault(typed: Typed, regencies: Collection[str]) -> Fault:
    parts = typed.parts
    full = len(parts) == len(_WIDTHS) and typed.widths[:2] == (2, 2)
    return "other_regency" if full and ".".join(parts[:2]) not in regencies else "unknown"
