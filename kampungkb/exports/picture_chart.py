"""A chart of plotly on a part of the sheet: how large its type can be, and where its plot lies.

The figures are made for screens from a phone upwards, with margins for type of 13 pixels. Here
all of it grows by one factor, the largest at which every name and every row still has its room.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kampungkb.charts.canvas import FOOT, LINE, ROW
from kampungkb.exports.picture_axes import (
    Axis,
    Plain,
    axis_of,
    draw_axis,
    draw_grid,
    key_of,
    ticks_of,
    type_size,
    words_width,
)
from kampungkb.exports.picture_canvas import Box, Canvas, Type
from kampungkb.exports.picture_notes import draw_annotations, draw_shapes
from kampungkb.exports.picture_text import (
    Line,
    Run,
    broken,
    line_width,
    lines_height,
    lines_of,
    plain,
    scaled,
)
from kampungkb.exports.picture_traces import Scene, draw_traces
from kampungkb.i18n.formats import NO_BREAK_SPACE
from kampungkb.i18n.literal import literal

_BETWEEN_KEYS: Final = NO_BREAK_SPACE * 3
# Smaller type cannot be read; rows for which that is not enough are left out, with a word on it.
_LEAST: Final = 0.7
_STEP: Final = 0.04
# A chart without rows was made for about so many pixels.
_HIGH: Final = 330
# Of the height of type: what a row of it needs.
_ROW_OF_TYPE: Final = 1.18
# A row is at most so many times as high as on the screen.
_TALLEST_ROW: Final = 2.6
# The plot gets at least this part of the width.
_PLOT: Final = 0.36
_PANELS: Final = (1, 2, 3, 4)
# More panels only where type grows by so much.
_WORTH: Final = 1.15
_BETWEEN_PANELS: Final = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How large type may be at most (times that of the screen), and the width a chart is for."""

    most: float
    across: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chart:
    traces: Sequence[Plain]
    layout: Plain
    head: tuple[Line, ...]
    notes: tuple[Plain, ...]
    # In pixels of the screen.
    left: float
    right: float
    above: float
    below: float
    rows: int
    # Of rows that are left out.
    note: Line = ()


@dataclass(frozen=True, slots=True)
class _Fit:
    factor: float
    panels: int


def draw_chart(
    canvas: Canvas, figure: Plain, box: Box, *, room: Room, ink: str, mark: str | None,
    cut: Callable[[int, int], str],
) -> None:  # fmt: skip
    """Draw a figure into a box of the sheet.

    Parameters
    ----------
    canvas : Canvas
    figure : mapping
        As ``figure.to_plotly_json()`` returns.
    box : Box
    room : Room
    ink : str
        The colour of words without one.
    mark : str or None
        The figure's own mark of made-up figures, which stands on the sheet already.
    cut : callable
        Says that only the first of so many rows are drawn.
    """
    chart = _chart(figure, mark)
    fit = _fit(chart, box, room)
    if fit is None:
        chart, fit = _crowded(chart, box, cut)
    lines = _head(chart, fit.factor, box.width)
    size = _size(chart) * fit.factor
    canvas.words(lines, box.left, box.top, Type(size=size, colour=_muted(chart, ink)))
    top = box.top + lines_height(lines, size)
    for panel, part in zip(_panels(chart, fit.panels), _parts(box, fit.panels), strict=True):
        _draw_panel(
            canvas, panel, Box(part.left, top, part.right, box.bottom), fit.factor, ink, box
        )


def _chart(figure: Plain, mark: str | None) -> _Chart:
    layout = figure["layout"]
    notes = [one for one in layout.get("annotations") or () if not _is_mark(one, mark)]
    head = next((one for one in notes if _is_head(one)), None)
    margin = layout.get("margin") or {}
    lines = [] if head is None else lines_of(str(head["text"]))
    traces = figure["data"]
    chart = _Chart(
        traces=traces,
        layout=layout,
        head=tuple(lines),
        notes=tuple(one for one in notes if one is not head),
        left=float(margin.get("l", 40)),
        right=float(margin.get("r", 12)),
        above=float(margin.get("t", 20)) - LINE * len(lines),
        below=0.0,
        rows=_rows(layout),
    )
    # The foot is for the figure's own mark, where it keeps that.
    foot = 0 if any(map(_is_at_foot, chart.notes)) else FOOT
    below = max(float(margin.get("b", 24)) - foot, _under(chart))
    left, right = _sides(chart)
    return replace(chart, below=below, left=left, right=right)


def _is_mark(note: Plain, mark: str | None) -> bool:
    return mark is not None and note.get("text") in (mark, literal(mark))


def _is_head(note: Plain) -> bool:
    return (
        note.get("xref") == "paper" and note.get("yref") == "paper"
        and note.get("x") == 0 and note.get("y") == 1
        and note.get("yanchor") == "top" and float(note.get("yshift") or 0) > 0
    )  # fmt: skip


def _is_at_foot(note: Plain) -> bool:
    return note.get("yref") == "paper" and note.get("y") == 0 and note.get("yanchor") == "bottom"


def _rows(layout: Plain) -> int:
    """How many rows of names stand at the left; 0 in a chart without rows."""
    own = layout.get("yaxis") or {}
    ends = own.get("range")
    is_whole = list(own.get("tickvals") or ()) == list(range(len(own.get("ticktext") or ())))
    if not ends or not is_whole or float(ends[0]) < float(ends[1]) or not own.get("tickvals"):
        return 0
    return round(float(ends[0]) - float(ends[1]))


def _axes(chart: _Chart, plot: Box) -> dict[str, Axis]:
    names = {"x": [], "y": []}  # type: dict[str, list[Plain]]
    for trace in chart.traces:
        for letter in "xy":
            names.setdefault(trace.get(f"{letter}axis") or letter, []).append(trace)
    axes = {}
    for name, traces in names.items():
        low, high = (chart.layout.get(key_of(name)) or {}).get("domain") or (0, 1)
        ends = (
            (plot.left + low * plot.width, plot.left + high * plot.width) if name[0] == "x"
            else (plot.bottom - low * plot.height, plot.bottom - high * plot.height)
        )  # fmt: skip
        axes[name] = axis_of(name, chart.layout, traces, ends)
    return axes


def _sides(chart: _Chart) -> tuple[float, float]:
    """Margins that hold the words beside the plot, however wide our letters are."""
    found = {"left": chart.left, "right": chart.right}
    for axis in _axes(chart, Box(0, 0, 1, 1)).values():
        if axis.name[0] == "y":
            side = axis.side
            found[side] = max(found[side], words_width(axis, chart.layout))
    return found["left"], found["right"]


def _under(chart: _Chart) -> float:
    """Pixels of the screen that the words below the plot need."""
    return max(
        (
            max((lines_height(lines, type_size(axis, chart.layout))
                 for _, lines in ticks_of(axis, chart.layout)), default=0.0) + 4
            for axis in _axes(chart, Box(0, 0, 1, 1)).values()
            if axis.name[0] == "x" and axis.side == "bottom"
            and axis.layout.get("showticklabels") is not False
        ),
        default=4.0,
    )  # fmt: skip


def _size(chart: _Chart) -> float:
    return float((chart.layout.get("font") or {}).get("size") or 12)


def _muted(chart: _Chart, ink: str) -> str:
    notes = chart.layout.get("annotations") or ()
    return next(
        (str(one["font"]["color"]) for one in notes if _is_head(one) and one.get("font")), ink
    )


def _head(chart: _Chart, factor: float, width: float) -> list[Line]:
    """The lines above the plot, broken anew: on the screen they are broken for a phone."""
    size = _size(chart) * factor
    sentence: list[Run] = []
    keys: list[Line] = []
    for line in chart.head:
        if any(run.colour for run in line):
            keys.extend(_parted(line))
        else:
            sentence += [*([Run(" ")] if sentence else []), *line]
    lines = broken(tuple(sentence), size, width) if sentence else []
    row: Line = ()
    for key in (scaled(one, factor) for one in keys):
        joined = (*row, Run(_BETWEEN_KEYS), *key) if row else key
        if row and line_width(joined, size) > width:
            lines.append(row)
            joined = key
        row = joined
    if chart.note:
        lines.extend(broken(chart.note, size, width))
    # A key that is alone too wide for a line breaks at its own blanks.
    return [*lines, *broken(_breaking(row, size, width), size, width)] if row else lines


def _breaking(line: Line, size: float, width: float) -> Line:
    if line_width(line, size) <= width:
        return line
    return tuple(replace(run, text=run.text.replace(NO_BREAK_SPACE, " ")) for run in line)


def _parted(line: Line) -> list[Line]:
    """The keys of a line, each a shape with its words."""
    keys: list[list[Run]] = []
    for run in line:
        if run.colour or not keys:
            keys.append([])
        keys[-1].append(run)
    return [
        tuple(replace(run, text=run.text.removesuffix(_BETWEEN_KEYS)) for run in key)
        for key in keys
    ]


def _fit(chart: _Chart, box: Box, room: Room) -> _Fit | None:
    """The largest type and the panels that allow it; None: the rows find no room."""
    best = _Fit(0.0, 1)
    for count in _counts(chart):
        factor = _factor(chart, box, room, count)
        if factor > best.factor * (_WORTH if best.factor else 1):
            best = _Fit(factor, count)
    return best if best.factor else None


def _crowded(chart: _Chart, box: Box, cut: Callable[[int, int], str]) -> tuple[_Chart, _Fit]:
    """The chart with as many of its first rows as there is room for, in the least type."""
    size = _size(chart) * _LEAST
    counts = [n for n in _counts(chart) if _is_wide(chart, _parts(box, n)[0])]
    count = max(counts, default=1)
    head = lines_height(_head(chart, _LEAST, box.width), size) + lines_height([()], size)
    high = box.height - head - (chart.above + chart.below) * _LEAST
    shown = max(int(high // (size * _ROW_OF_TYPE)), 1) * count
    if not chart.rows or shown >= chart.rows:
        return chart, _Fit(_LEAST, 1)
    words = plain(cut(shown, chart.rows))
    return replace(_panels(replace(chart, rows=shown), 1)[0], note=words), _Fit(_LEAST, count)


def _is_wide(chart: _Chart, part: Box) -> bool:
    return _plot(chart, part, _LEAST).width >= _PLOT * part.width


def _counts(chart: _Chart) -> tuple[int, ...]:
    return _PANELS if chart.rows and not _has_sums(chart) else (1,)


def _has_sums(chart: _Chart) -> bool:
    # Sums of all rows would stand below a part of them.
    return "xaxis2" in chart.layout


def _factor(chart: _Chart, box: Box, room: Room, panels: int) -> float:
    """How large type can be; 0: not even the least of it has room."""
    part = _parts(box, panels)[0]
    factor = room.most
    if not chart.rows:
        factor = min(factor, part.width / room.across, part.height / _HIGH)
    while factor >= _LEAST:
        if _fits(chart, part, box, factor, panels):
            return factor
        factor -= _STEP
    return 0.0


def _fits(chart: _Chart, part: Box, box: Box, factor: float, panels: int) -> bool:
    size = _size(chart) * factor
    top = box.top + lines_height(_head(chart, factor, box.width), size)
    plot = _plot(chart, Box(part.left, top, part.right, part.bottom), factor)
    least = -(-chart.rows // panels) * size * _ROW_OF_TYPE if chart.rows else 0.4 * part.height
    if plot.width < _PLOT * part.width or plot.height < least:
        return False
    return all(
        _has_room(axis, chart.layout, factor)
        for axis in _axes(chart, plot).values()
        if axis.name[0] == "x" and axis.layout.get("showticklabels") is not False
    )


def _has_room(axis: Axis, layout: Plain, factor: float) -> bool:
    """Whether words of ticks keep clear of one another."""
    size = type_size(axis, layout) * factor
    leans = bool(axis.layout.get("tickangle"))
    ticks = sorted(
        (axis.place(value), max((line_width(line, size) for line in lines), default=0.0))
        for value, lines in ticks_of(axis, layout)
    )
    return all(
        after - before >= (size * 1.1 if leans else (wide + next_wide) / 2 + 0.7 * size)
        for (before, wide), (after, next_wide) in itertools.pairwise(ticks)
        if leans or (wide and next_wide)
    )


def _parts(box: Box, count: int) -> list[Box]:
    wide = (box.width - _BETWEEN_PANELS * (count - 1)) / count
    return [
        Box(left, box.top, left + wide, box.bottom)
        for left in (box.left + at * (wide + _BETWEEN_PANELS) for at in range(count))
    ]


def _panels(chart: _Chart, count: int) -> list[_Chart]:
    """The chart in parts of its rows, one beside the other."""
    each = -(-chart.rows // count)
    panels: list[_Chart] = []
    # A chart without rows, or one that shows all of them at once, keeps the ends it has.
    if not chart.rows or (count == 1 and not chart.note and _rows(chart.layout) == chart.rows):
        return [chart]
    for at in range(count):
        ends = {"range": [(at + 1) * each - 0.5, at * each - 0.5]}
        layout: dict[str, Any] = dict(chart.layout)
        for key in ("yaxis", "yaxis2"):
            if key in layout:
                layout[key] = {**layout[key], **ends}
        panels.append(replace(chart, layout=layout, rows=each))
    return panels


def _plot(chart: _Chart, box: Box, factor: float) -> Box:
    """The box without its margins."""
    top = box.top + chart.above * factor
    bottom = box.bottom - chart.below * factor
    if chart.rows:
        bottom = min(bottom, top + chart.rows * ROW * factor * _TALLEST_ROW)
    return Box(box.left + chart.left * factor, top, box.right - chart.right * factor, bottom)


def _draw_panel(
    canvas: Canvas, chart: _Chart, box: Box, factor: float, ink: str, sheet: Box
) -> None:
    plot = _plot(chart, box, factor)
    axes: Mapping[str, Axis] = _axes(chart, plot)
    own = (chart.layout.get("font") or {}).get("color") or ink
    scene = Scene(
        canvas=canvas, layout=chart.layout, plot=plot, axes=axes, factor=factor, ink=own,
        size=_size(chart),
    )  # fmt: skip
    for axis in axes.values():
        draw_grid(canvas, axis, chart.layout, plot, factor)
    draw_shapes(scene, "below")
    draw_traces(scene, chart.traces)
    for axis in axes.values():
        draw_axis(canvas, axis, chart.layout, plot, factor, colour=own)
    draw_shapes(scene, "above")
    draw_annotations(scene, chart.notes, sheet)
