"""The head of printed documents: who sends them, and in which colours."""

import re
import tomllib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from kampungkb.errors import LetterheadError, LetterheadFieldError
from kampungkb.i18n.translator import Translator

LogoKind = Literal["png", "jpg", "svg"]
LogoFault = Literal["missing", "too_large", "no_picture"]
MAIN_COLOUR: Final = "#0f5f59"
ACCENT_COLOUR: Final = "#c8442a"

_MOST_BYTES: Final = 2_000_000
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
# What a file begins with decides, not what it is called.
_PNG: Final = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture that stands in the letterhead."""

    content: bytes
    kind: LogoKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who sends a document; an empty text is left out.

    ``colour`` and ``accent`` are ``#rrggbb``.
    """

    government: str = ""
    agency: str = ""
    address: tuple[str, ...] = ()
    logo: Logo | None = None
    place: str = ""
    signatory: str = ""
    colour: str = MAIN_COLOUR
    accent: str = ACCENT_COLOUR
    # Why a logo that was named is not there, and its name; None: nothing is wrong.
    logo_fault: LogoFault | None = None
    logo_name: str = ""


def read_letterhead(path: Path) -> Letterhead:
    """The letterhead of a settings file; without the file, one without any text.

    Parameters
    ----------
    path : Path
        As ``data/letterhead.toml``. A logo that is missing, too large or no picture is no error:
        the letterhead is without it, and ``logo_fault`` says why (`logo_note` in words).

    Raises
    ------
    LetterheadError
        The file is no TOML.
    LetterheadFieldError
        One of its fields is not what it should be.
    """
    try:
        fields = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return Letterhead()
    except (OSError, ValueError) as error:
        raise LetterheadError(path.name, str(error)) from error
    texts = {
        name: _text(fields, name, path)
        for name in ("government", "agency", "place", "signatory", "logo")
    }
    name = texts.pop("logo")
    logo, fault = _logo(path.parent, name) if name else (None, None)
    return Letterhead(
        **texts,
        address=_lines(fields, path),
        logo=logo,
        colour=_colour(fields, "main", MAIN_COLOUR, path),
        accent=_colour(fields, "accent", ACCENT_COLOUR, path),
        logo_fault=fault,
        logo_name=name,
    )


def logo_note(letterhead: Letterhead, t: Translator) -> str:
    """Why the logo is not in the letterhead; empty where nothing is wrong."""
    name = letterhead.logo_name
    if letterhead.logo_fault is None:
        return ""
    if letterhead.logo_fault == "missing":
        return t("brief.logo_missing", file=name)
    if letterhead.logo_fault == "too_large":
        return t("brief.logo_too_large", file=name)
    return t("brief.logo_no_picture", file=name)


def _text(fields: dict[str, Any], name: str, path: Path) -> str:
    found = fields.get(name, "")
    if not isinstance(found, str):
        raise LetterheadFieldError(path.name, name)
    return " ".join(found.split())


def _lines(fields: dict[str, Any], path: Path) -> tuple[str, ...]:
    found = fields.get("address", [])
    lines = [found] if isinstance(found, str) else found
    if not isinstance(lines, list) or not all(isinstance(one, str) for one in lines):
        raise LetterheadFieldError(path.name, "address")
    return tuple(line for one in lines if (line := " ".join(one.split())))


def _colour(fields: dict[str, Any], name: str, usual: str, path: Path) -> str:
    colours = fields.get("colours", {})
    found = colours.get(name, usual) if isinstance(colours, dict) else None
    if not isinstance(found, str) or _COLOUR.fullmatch(found) is None:
        raise LetterheadFieldError(path.name, f"colours.{name}")
    return found.lower()


def _logo(folder: Path, name: str) -> tuple[Logo | None, LogoFault | None]:
    try:
        with (folder / name).open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError):  # a name with a NUL is a ValueError
        return None, "missing"
    if len(content) > _MOST_BYTES:
        return None, "too_large"
    kind = _kind(content)
    return (None, "no_picture") if kind is None else (Logo(content=content, kind=kind), None)


def _kind(content: bytes) -> LogoKind | None:
    """What a picture is; None: none of the three, or not all of it."""
    if content.startswith(_PNG):
        return "png" if _is_whole_png(content) else None
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg" if b"\xff\xd9" in content[-4096:] else None
    try:
        return "svg" if "<svg" in content.decode("utf-8-sig")[:4096] else None
    except UnicodeDecodeError:
        return None


def _is_whole_png(content: bytes) -> bool:
    """Whether every chunk is there and undamaged, the last one included."""
    at = len(_PNG)
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        end = at + 8 + length
        body, check = content[at + 4 : end], content[end : end + 4]
        if len(check) < 4 or zlib.crc32(body) != int.from_bytes(check, "big"):
            return False
        if body.startswith(b"IEND"):
            return True
        at = end + 4
    return False
