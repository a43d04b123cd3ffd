"""Axes of a plotly figure in pixels: where a value lies, its ticks, its grid."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np

from kampungkb.exports.picture_canvas import Box, Canvas, Ink, Type
from kampungkb.exports.picture_text import Line, line_width, lines_height, lines_of

Plain = Mapping[str, Any]

# Between the plot and the words of ticks, in pixels of the screen.
_GAP: Final = 6
_TICKS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis: its layout, the values at its ends, and where these lie in pixels."""

    name: str
    layout: Plain
    categories: Mapping[str, int]
    low: float
    high: float
    start: float
    end: float

    def value(self, given: Any) -> float:
        """A value of the figure as a number; NaN where there is none."""
        if isinstance(given, str) and given in self.categories:
            return float(self.categories[given])
        return number(given)

    def place(self, given: Any) -> float:
        """The pixel of a value."""
        value = self.value(given)
        if self.layout.get("type") == "log":
            value = math.log10(value) if value > 0 else math.nan
        whole = self.high - self.low
        return self.start + (value - self.low) / (whole or 1.0) * (self.end - self.start)

    @property
    def side(self) -> str:
        """Where its words stand."""
        return str(self.layout.get("side") or ("bottom" if self.name[0] == "x" else "left"))


def number(given: Any) -> float:
    """A number, or the days of a date; NaN for anything else."""
    if given is None:
        return math.nan
    if isinstance(given, bool | int | float | np.number | Fraction | Decimal):
        return float(given)
    if isinstance(given, np.datetime64):
        given = given.astype("datetime64[s]").item()
    if isinstance(given, str):
        try:
            given = datetime.fromisoformat(given)
        except ValueError:
            return math.nan
    if isinstance(given, datetime):
        since = given.replace(tzinfo=None) - datetime(1, 1, 1)  # noqa: DTZ001 (no clock's time)
        return since.total_seconds() / 86_400 + 1
    return float(given.toordinal()) if isinstance(given, date) else math.nan


def axis_of(name: str, layout: Plain, traces: Sequence[Plain], ends: tuple[float, float]) -> Axis:
    """The axis of a figure that traces lie on, between two pixels.

    Parameters
    ----------
    name : str
        ``x``, ``x2``, ``y``, ``y2``.
    layout : mapping
        Of the figure.
    traces : sequence of mapping
        Those on this axis.
    ends : (float, float)
        Pixels of its low and high end.
    """
    own: Plain = layout.get(key_of(name), {})
    letter = name[0]
    given = [one for trace in traces for one in values_of(trace.get(letter))]
    words = [one for one in given if isinstance(one, str) and math.isnan(number(one))]
    categories = {one: at for at, one in enumerate(dict.fromkeys(words))}
    low, high = _range(own, letter, traces, categories)
    return Axis(
        name=name, layout=own, categories=categories, low=low, high=high,
        start=ends[0], end=ends[1],
    )  # fmt: skip


def key_of(name: str) -> str:
    """The layout's key of an axis: ``yaxis2`` of ``y2``."""
    return f"{name[0]}axis{name[1:]}"


def values_of(given: Any) -> list[Any]:
    """A column of a trace as a list; none where there is none."""
    return [] if given is None else list(given)


def ticks_of(axis: Axis, layout: Plain) -> list[tuple[float, list[Line]]]:
    """Values of an axis with their words."""
    if axis.layout.get("showticklabels") is False and not axis.layout.get("showgrid"):
        return []
    values, words = axis.layout.get("tickvals"), axis.layout.get("ticktext")
    if values is None and axis.categories:
        values, words = list(axis.categories.values()), list(axis.categories)
    if values is None:
        values = _round_ticks(axis)
    if words is None:
        words = [_written(axis.value(one), axis, layout) for one in values]
    return [
        (axis.value(value), lines_of(str(text)))
        for value, text in zip(values, words, strict=False)
        if min(axis.low, axis.high) - 1e-9 <= axis.value(value) <= max(axis.low, axis.high) + 1e-9
    ]


def type_size(axis: Axis, layout: Plain) -> float:
    """Pixels of the screen of the words of an axis."""
    base = layout.get("font", {}).get("size", 12)
    return float(axis.layout.get("tickfont", {}).get("size") or base)


def words_width(axis: Axis, layout: Plain) -> float:
    """Pixels of the screen that upright words of ticks need beside the plot."""
    if axis.layout.get("showticklabels") is False:
        return 0.0
    size = type_size(axis, layout)
    widths = [line_width(line, size) for _, lines in ticks_of(axis, layout) for line in lines]
    return max(widths, default=0.0) + _GAP if any(widths) else 0.0


def draw_grid(canvas: Canvas, axis: Axis, layout: Plain, plot: Box, factor: float) -> None:
    """Draw the lines of an axis over the plot."""
    own = axis.layout
    if not own.get("showgrid", True):
        return
    ink = Ink(line=own.get("gridcolor", "#eeeeee"), width=own.get("gridwidth", 1) * factor)
    for value, _ in ticks_of(axis, layout):
        _across(canvas, axis, value, plot, ink)
    if own.get("zeroline", True) and min(axis.low, axis.high) <= 0 <= max(axis.low, axis.high):
        _across(
            canvas, axis, 0.0, plot, Ink(line=own.get("zerolinecolor", "#444444"), width=factor)
        )


def draw_axis(
    canvas: Canvas, axis: Axis, layout: Plain, plot: Box, factor: float, *, colour: str
) -> None:
    """Draw the line of an axis, its ticks and their words, beside the plot."""
    own, side = axis.layout, axis.side
    edge = getattr(plot, side)
    length = 0.0
    if own.get("showline"):
        ink = Ink(line=own.get("linecolor", colour), width=factor)
        _along(canvas, side, edge, plot, ink)
    if own.get("ticks") == "outside":
        length = float(own.get("ticklen", 5)) * factor
        minor = [axis.value(one) for one in own.get("minor", {}).get("tickvals", ())]
        ink = Ink(line=own.get("tickcolor", colour), width=factor)
        for value in [*minor, *(value for value, _ in ticks_of(axis, layout))]:
            _stub(canvas, axis, value, edge, length, ink)
    if own.get("showticklabels", True):
        _write_ticks(canvas, axis, layout, edge, length, factor, colour)
    if own.get("title", {}).get("text"):
        _write_title(canvas, axis, layout, plot, factor, colour)


def _write_ticks(
    canvas: Canvas, axis: Axis, layout: Plain, edge: float, length: float, factor: float,
    colour: str,
) -> None:  # fmt: skip
    own, side = axis.layout, axis.side
    size = type_size(axis, layout) * factor
    ink = own.get("tickfont", {}).get("color") or colour
    lean = -float(own.get("tickangle") or 0)
    away = length + (_GAP if axis.name[0] == "y" else 3) * factor
    for value, lines in ticks_of(axis, layout):
        at = axis.place(value)
        if side in ("left", "right"):
            x = edge - away if side == "left" else edge + away
            across = "right" if side == "left" else "left"
            canvas.words(
                lines, x, at,
                Type(size=size, colour=ink, across=across, upright="middle"),  # type: ignore[arg-type]
            )  # fmt: skip
        elif lean:
            y = edge - away if side == "top" else edge + away
            canvas.words(lines, at, y, Type(size=size, colour=ink, upright="middle", lean=lean))
        else:
            y = edge - away if side == "top" else edge + away
            upright = "bottom" if side == "top" else "top"
            canvas.words(
                lines, at, y,
                Type(size=size, colour=ink, across="center", upright=upright),  # type: ignore[arg-type]
            )  # fmt: skip


def _write_title(
    canvas: Canvas, axis: Axis, layout: Plain, plot: Box, factor: float, colour: str
) -> None:
    title = axis.layout["title"]
    font = title.get("font", {})
    size = float(font.get("size") or layout.get("font", {}).get("size", 12)) * factor
    ink = font.get("color") or colour
    lines = lines_of(str(title["text"]))
    if axis.name[0] == "y":
        left = plot.left - words_width(axis, layout) * factor - lines_height(lines, size)
        kind = Type(size=size, colour=ink, across="center", upright="middle", lean=90)
        canvas.words(lines, left, (plot.top + plot.bottom) / 2, kind)
        return
    ticks = [lines_height(words, type_size(axis, layout)) for _, words in ticks_of(axis, layout)]
    below = (max(ticks, default=0.0) + 4) * factor
    kind = Type(size=size, colour=ink, across="center", upright="top")
    canvas.words(lines, (plot.left + plot.right) / 2, plot.bottom + below, kind)


def _across(canvas: Canvas, axis: Axis, value: float, plot: Box, ink: Ink) -> None:
    at = axis.place(value)
    if axis.name[0] == "x":
        canvas.line([at, at], [plot.top, plot.bottom], ink)
    else:
        canvas.line([plot.left, plot.right], [at, at], ink)


def _along(canvas: Canvas, side: str, edge: float, plot: Box, ink: Ink) -> None:
    if side in ("left", "right"):
        canvas.line([edge, edge], [plot.top, plot.bottom], ink)
    else:
        canvas.line([plot.left, plot.right], [edge, edge], ink)


def _stub(canvas: Canvas, axis: Axis, value: float, edge: float, length: float, ink: Ink) -> None:
    at, sign = axis.place(value), -1 if axis.side in ("left", "top") else 1
    if axis.name[0] == "x":
        canvas.line([at, at], [edge, edge + sign * length], ink)
    else:
        canvas.line([edge, edge + sign * length], [at, at], ink)


def _range(
    own: Plain, letter: str, traces: Sequence[Plain], categories: Mapping[str, int]
) -> tuple[float, float]:
    if own.get("range") is not None:
        low, high = (number(one) for one in own["range"])
        return low, high
    found = [
        float(categories[one]) if isinstance(one, str) and one in categories else number(one)
        for trace in traces
        for one in _extent(trace, letter)
    ]
    found = [one for one in found if math.isfinite(one)]
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    if categories:
        low, high = -0.5, len(categories) - 0.5
    elif low == high:
        low, high = low - 0.5, high + 0.5
    else:
        edge = (high - low) * 0.05
        low, high = (low if low == 0 else low - edge), high + edge
    return (high, low) if own.get("autorange") == "reversed" else (low, high)


def _extent(trace: Plain, letter: str) -> Iterable[Any]:
    yield from values_of(trace.get(letter))
    is_value = (letter == "x") == (trace.get("orientation") == "h")
    if trace["type"] == "bar" and is_value:
        yield 0.0


def _round_ticks(axis: Axis) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    low, high = sorted((axis.low, axis.high))
    count = int(axis.layout.get("nticks") or _TICKS)
    return [
        float(one)
        for one in MaxNLocator(count, steps=[1, 2, 5, 10]).tick_values(low, high)
        if low <= one <= high
    ]


def _written(value: float, axis: Axis, layout: Plain) -> str:
    """A number in the figure's own marks."""
    if axis.layout.get("tickformat") == "d":
        return f"{value:.0f}"
    marks = str(layout.get("separators") or ".,")
    plain = f"{value:,.6f}".rstrip("0").rstrip(".")
    return plain.translate(str.maketrans(",.-", f"{marks[1:2] or ','}{marks[0]}\N{MINUS SIGN}"))
