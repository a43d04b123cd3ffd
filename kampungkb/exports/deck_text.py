"""How wide words of a slide are, and in which size of type they fit."""

import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

# On every Windows and macOS; Liberation Sans, which Linux takes for it, has the same widths.
FAMILY: Final = "Arial"
# From a line to the next, in sizes of the type.
LEADING: Final = 1.2
# Programs differ in how they round: so much of a width is left free.
_SLACK: Final = 1.03
_UNKNOWN: Final = 1.0
_NO_BREAK: Final = {"\N{NO-BREAK SPACE}": 0.278, "\N{FIGURE SPACE}": 0.556}


@cache
def _widths(is_bold: bool) -> dict[str, float]:
    """Width of each sign in sizes of the type: those of Helvetica, which are Arial's."""
    # Slow to import, and only decks need it.
    from fontTools.agl import toUnicode
    from matplotlib import get_data_path

    name = "Helvetica-Bold.afm" if is_bold else "Helvetica.afm"
    lines = Path(get_data_path(), "fonts", "pdfcorefonts", name).read_text("latin-1").splitlines()
    found = dict(_NO_BREAK)
    for line in lines:
        if line.startswith("C "):
            fields = [part.split() for part in line.split(";")]
            found[toUnicode(fields[2][1])] = float(fields[1][1]) / 1000
    return found


def width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Points across of one line."""
    widths = _widths(is_bold)
    return sum(widths.get(sign, _UNKNOWN) for sign in text) * size * _SLACK


def broken(text: str, size: float, room: float, *, is_bold: bool = False) -> list[str]:
    """Lines of a text, as a program breaks them in so many points; at least one."""
    return [
        line
        for paragraph in text.split("\n") or [""]
        for line in _broken(paragraph, size, room, is_bold)
    ]


def _broken(text: str, size: float, room: float, is_bold: bool) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        tried = f"{line} {word}" if line else word
        if width(tried, size, is_bold=is_bold) <= room:
            line = tried
            continue
        if line:
            yield line
        *whole, line = _cut(word, size, room, is_bold)
        yield from whole
    yield line


def _cut(word: str, size: float, room: float, is_bold: bool) -> list[str]:
    """A word that no line holds, cut where the line ends."""
    parts, part = [], ""
    for sign in word:
        if part and width(part + sign, size, is_bold=is_bold) > room:
            parts.append(part)
            part = ""
        part += sign
    return [*parts, part]


def height(text: str, size: float, room: float, *, is_bold: bool = False) -> float:
    """Points from the top of the first line to the bottom of the last."""
    return len(broken(text, size, room, is_bold=is_bold)) * size * LEADING


def fitted(
    text: str, sizes: tuple[float, ...], room: float, high: float, *, is_bold: bool = False
) -> tuple[str, float]:
    """A text and the first of the sizes in which it fits; cut with … if it fits in none."""
    for size in sizes:
        if height(text, size, room, is_bold=is_bold) <= high + 0.01:
            return text, size
    size = sizes[-1]
    return shortened(text, size, room, math.floor(high / (size * LEADING)), is_bold=is_bold), size


def shortened(text: str, size: float, room: float, lines: int, *, is_bold: bool = False) -> str:
    """A text of at most so many lines (one at least); what is more ends with …."""
    if len(broken(text, size, room, is_bold=is_bold)) <= max(lines, 1):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        tried = text[:middle].rstrip() + "…"
        if len(broken(tried, size, room, is_bold=is_bold)) <= max(lines, 1):
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"
