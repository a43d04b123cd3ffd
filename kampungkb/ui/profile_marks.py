"""Drawings of a line's height: where a value lies on its scale, and how it went.

They are pictures in the address of an ``img``: streamlit takes SVG out of a page's own HTML, and
a browser prints a picture also where it leaves backgrounds out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from kampungkb.charts.theme import Palette, verdict_colour

STRIP: Final = (132, 16)
SPARK: Final = (84, 22)
_EDGE: Final = 5
# As in the trend chart: a step so much longer than usual is a gap, not a line.
_GAP: Final = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An ``img``: its address, and what it shows in words."""

    address: Markup
    alt: str
    width: int
    height: int


def picture(svg: str, alt: str, size: tuple[int, int]) -> Picture:
    """An SVG as a picture.

    The address needs no further escaping: what is not listed here stands there as ``%XX``.
    """
    address = Markup("data:image/svg+xml," + quote(svg, safe=" =:/',.()-;"))
    return Picture(address=address, alt=alt, width=size[0], height=size[1])


def strip_svg(
    value: float, low: float, high: float, target: float, verdict: str, palette: Palette
) -> str:
    """A share on the scale from 0 to 1: its mark, its interval and the target.

    Parameters
    ----------
    low, high, target : float
        NaN leaves out the whisker, or the target's tick.
    verdict : str
        Decides shape and colour of the mark, as everywhere; empty: a grey one.
    """
    width, height = STRIP
    middle = height / 2

    def x(share: float) -> str:
        inside = min(max(share, 0.0), 1.0)
        return f"{_EDGE + inside * (width - 2 * _EDGE):.1f}"

    parts = [_line(x(0), middle, x(1), middle, palette.line, 2)]
    parts += [_line(x(end), middle - 3, x(end), middle + 3, palette.line, 1) for end in (0, 1)]
    colour = verdict_colour(palette, verdict) if verdict else palette.muted
    if not (math.isnan(low) or math.isnan(high)):
        parts.append(_line(x(low), middle, x(high), middle, colour, 3))
    if not math.isnan(target):
        parts.append(_line(x(target), 1, x(target), height - 1, palette.ink, 2))
    parts.append(_mark(x(value), middle, verdict, colour, palette.ground))
    return _svg(STRIP, parts)


def spark_svg(points: Sequence[tuple[date, float]], palette: Palette) -> str:
    """A course in the height of a line, the last point marked.

    Parameters
    ----------
    points : sequence of (day, value)
        The oldest first. A gap in the reports is a gap in the line.
    """
    width, height = SPARK
    days = [day.toordinal() for day, _ in points]
    values = [value for _, value in points]
    span = max(days[-1] - days[0], 1)
    low, high = min(values), max(values)

    def place(day: int, value: float) -> tuple[float, float]:
        along = (day - days[0]) / span if len(days) > 1 else 1.0
        up = 0.5 if high == low else (value - low) / (high - low)
        return _EDGE + along * (width - 2 * _EDGE), height - 4 - up * (height - 8)

    places = [place(day, value) for day, value in zip(days, values, strict=True)]
    lines = [" ".join(f"{x:.1f},{y:.1f}" for x, y in part) for part in _unbroken(days, places)]
    parts = [
        f"<polyline points='{line}' fill='none' stroke='{palette.muted}' stroke-width='1.5'"
        " stroke-linejoin='round' stroke-linecap='round'/>"
        for line in lines
    ]
    x, y = places[-1]
    parts.append(f"<circle cx='{x:.1f}' cy='{y:.1f}' r='2.5' fill='{palette.ink}'/>")
    return _svg(SPARK, parts)


def _unbroken(
    days: Sequence[int], places: Sequence[tuple[float, float]]
) -> list[list[tuple[float, float]]]:
    steps = [after - before for before, after in pairwise(days)]
    usual = median(steps) if steps else 0
    parts = [[places[0]]]
    for step, point in zip(steps, places[1:], strict=True):
        if step > _GAP * usual:
            parts.append([])
        parts[-1].append(point)
    return parts


def _mark(x: str, y: float, verdict: str, colour: str, ground: str) -> str:
    at = float(x)
    line = f"stroke='{ground}' stroke-width='1'"
    if verdict == "below":
        return f"<path d='M{at - 5:.1f} {y - 4}h10l-5 9z' fill='{colour}' {line}/>"
    if verdict == "cannot_tell":
        return (
            f"<path d='M{at:.1f} {y - 5}l5 5-5 5-5-5z' fill='{ground}' stroke='{colour}'"
            " stroke-width='2'/>"
        )
    return f"<circle cx='{x}' cy='{y}' r='4.5' fill='{colour}' {line}/>"


def _line(x1: str, y1: float, x2: str, y2: float, colour: str, width: float) -> str:
    return (
        f"<line x1='{x1}' y1='{y1:g}' x2='{x2}' y2='{y2:g}' stroke='{colour}'"
        f" stroke-width='{width:g}'/>"
    )


def _svg(size: tuple[int, int], parts: Sequence[str]) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {size[0]} {size[1]}'>"
        f"{''.join(parts)}</svg>"
    )
