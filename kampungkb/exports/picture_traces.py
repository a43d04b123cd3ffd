"""Traces of a plotly figure on the sheet: bars, lines, areas, marks, words and heat maps."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any, Final

from kampungkb.exports.picture_axes import Axis, Plain, number, values_of
from kampungkb.exports.picture_canvas import Anchor, Box, Canvas, Ink, Type, Upright, is_clear
from kampungkb.exports.picture_text import lines_of

# Plotly says where words lie, an anchor where their point is.
_ACROSS: Final[Mapping[str, Anchor]] = {"left": "right", "center": "center", "right": "left"}
_UPRIGHT: Final[Mapping[str, Upright]] = {"top": "bottom", "middle": "middle", "bottom": "top"}
# Between a mark and its words.
_AWAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where traces are drawn: the plot, its axes, and pixels of the sheet for one of the screen."""

    canvas: Canvas
    layout: Plain
    plot: Box
    axes: Mapping[str, Axis]
    factor: float
    ink: str
    size: float

    def of(self, trace: Plain) -> tuple[Axis, Axis]:
        """The two axes of a trace."""
        return self.axes[trace.get("xaxis") or "x"], self.axes[trace.get("yaxis") or "y"]


@dataclass(slots=True)
class _Stacks:
    """How long the bars at a position are already, to either side of zero."""

    up: dict[float, float] = field(default_factory=lambda: defaultdict(float))
    down: dict[float, float] = field(default_factory=lambda: defaultdict(float))

    def put(self, at: float, length: float) -> float:
        """Where a bar begins that is laid on the others."""
        side = self.up if length >= 0 else self.down
        start = side[at]
        side[at] += length
        return start


def draw_traces(scene: Scene, traces: Sequence[Plain]) -> None:
    """Draw the traces in their order; what is clear or left out of the figure is not drawn.

    In an SVG a bar is found as ``trace-2-0`` (the third trace, its first bar), a cell as
    ``cell-1-0`` (row, column).
    """
    bars = [trace for trace in traces if trace["type"] == "bar" and _is_seen(trace)]
    stacks: dict[tuple[str, str], _Stacks] = defaultdict(_Stacks)
    for at, trace in enumerate(traces):
        if not _is_seen(trace):
            continue
        if trace["type"] == "bar":
            _draw_bars(scene, trace, at, bars, stacks)
        elif trace["type"] == "heatmap":
            _draw_cells(scene, trace)
        elif trace["type"] == "scatter":
            _draw_scatter(scene, trace, at)
        else:
            raise ValueError(f"no picture of a {trace['type']}")


def colour_at(scale: Sequence[Sequence[Any]], share: float) -> str:
    """The colour of a scale at a place from 0 to 1; between two of its colours, mixed from both."""
    for (start, colour), (end, after) in pairwise(scale):
        if share <= end and end > start:
            return (
                str(colour)
                if colour == after
                else _mixed(str(colour), str(after), (share - start) / (end - start))
            )
    return str(scale[-1][1])


def share_of(value: float, trace: Plain) -> float:
    """Where a value lies between the ends of a trace's scale, 0 to 1."""
    low, high = number(trace.get("zmin")), number(trace.get("zmax"))
    if math.isnan(low) or math.isnan(high):
        flat = [number(one) for line in trace["z"] for one in _flat(line)]
        known = [one for one in flat if not math.isnan(one)]
        low, high = min(known, default=0.0), max(known, default=1.0)
    return min(max((value - low) / ((high - low) or 1.0), 0.0), 1.0)


def one_of(given: Any, at: int, default: Any) -> Any:
    """The own of a list for each mark, or the one of all."""
    if given is None:
        return default
    if isinstance(given, str | int | float):
        return given
    own = list(given)
    return own[at] if at < len(own) else default


def mark_ink(marker: Plain, at: int, factor: float, colour: str) -> Ink:
    """How the mark of a trace at a place is filled and outlined."""
    line = marker.get("line") or {}
    width = float(one_of(line.get("width"), at, 0))
    fill = one_of(marker.get("color"), at, colour)
    if not width and str(one_of(marker.get("symbol"), at, "")).endswith("-open"):
        width = 1.0
    return Ink(
        fill=fill,
        line=one_of(line.get("color"), at, fill) if width else None,
        width=width * factor,
        opacity=float(one_of(marker.get("opacity"), at, 1.0)),
    )


def _is_seen(trace: Plain) -> bool:
    if trace.get("visible") in (False, "legendonly") or trace.get("opacity") == 0:
        return False
    marker = trace.get("marker") or {}
    is_unseen = is_clear(marker.get("color")) and not (marker.get("line") or {}).get("width")
    return not (trace["type"] == "bar" and is_unseen)


def _draw_bars(
    scene: Scene, trace: Plain, at: int, bars: Sequence[Plain],
    stacks: dict[tuple[str, str], _Stacks],
) -> None:  # fmt: skip
    x_axis, y_axis = scene.of(trace)
    is_flat = trace.get("orientation") == "h"
    along, across = (x_axis, y_axis) if is_flat else (y_axis, x_axis)
    places = [across.value(one) for one in values_of(trace.get("y" if is_flat else "x"))]
    lengths = [number(one) for one in values_of(trace.get("x" if is_flat else "y"))]
    mode = scene.layout.get("barmode", "group")
    laid = stacks[x_axis.name, y_axis.name]
    for n, (place, length) in enumerate(zip(places, lengths, strict=True)):
        # A bar without a length is not there; its outline would be a line.
        if math.isnan(length) or math.isnan(place) or not length:
            continue
        width, shift = _breadth(scene.layout, trace, n, bars, places)
        base = number(one_of(trace.get("base"), n, 0))
        if mode in ("stack", "relative"):
            base = laid.put(place, length)
        middle = place + shift
        ends = along.place(base), along.place(base + length)
        sides = across.place(middle - width / 2), across.place(middle + width / 2)
        box = (
            Box(ends[0], sides[0], ends[1], sides[1]) if is_flat
            else Box(sides[0], ends[0], sides[1], ends[1])
        )  # fmt: skip
        name = f"trace-{at}-{n}"
        scene.canvas.rect(box, _bar_ink(scene, trace, n), within=scene.plot, name=name)
        _write_bar(scene, trace, n, box, is_flat=is_flat)
        _draw_error(scene, trace, n, along, base + length, (sides[0] + sides[1]) / 2)


def _breadth(
    layout: Plain, trace: Plain, n: int, bars: Sequence[Plain], places: Sequence[float]
) -> tuple[float, float]:
    """How wide a bar is, and how far from its place, in the unit of the axis."""
    own = one_of(trace.get("width"), n, None)
    if own is not None:
        return float(own), 0.0
    known = sorted({one for one in places if not math.isnan(one)})
    step = min((b - a for a, b in pairwise(known)), default=1.0)
    width = step * (1 - float(layout.get("bargap", 0.2)))
    if layout.get("barmode", "group") != "group" or len(bars) < 2:
        return width, 0.0
    each = width / len(bars)
    at = next(i for i, one in enumerate(bars) if one is trace)
    inner = each * (1 - float(layout.get("bargroupgap", 0)))
    return inner, each * (at - (len(bars) - 1) / 2)


def _bar_ink(scene: Scene, trace: Plain, n: int) -> Ink:
    marker = trace.get("marker") or {}
    found = mark_ink(marker, n, scene.factor, scene.ink)
    pattern = marker.get("pattern") or {}
    if not pattern.get("shape"):
        return found
    return Ink(
        fill=found.fill, line=found.line, width=found.width, opacity=found.opacity,
        hatch=str(pattern["shape"]) * 2, hatch_colour=pattern.get("fgcolor", scene.ink),
    )  # fmt: skip


def _write_bar(scene: Scene, trace: Plain, n: int, box: Box, *, is_flat: bool) -> None:
    """Words on a bar or behind its end."""
    position = one_of(trace.get("textposition"), n, "auto")
    text = one_of(trace.get("text"), n, None)
    if position == "none" or not text or "texttemplate" in trace:
        return
    font = trace.get("textfont") or {}
    size = float(one_of(font.get("size"), n, scene.size)) * scene.factor
    colour = one_of(font.get("color"), n, scene.ink)
    away = _AWAY * scene.factor
    lines = lines_of(str(text))
    if position == "inside":
        middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        kind = Type(size=size, colour=colour, across="center", upright="middle")
        scene.canvas.words(lines, *middle, kind)
    elif is_flat:
        kind = Type(size=size, colour=colour, upright="middle")
        end = max(box.left, box.right) + away
        scene.canvas.words(lines, end, (box.top + box.bottom) / 2, kind)
    else:
        kind = Type(size=size, colour=colour, across="center", upright="bottom")
        top = min(box.top, box.bottom) - away
        scene.canvas.words(lines, (box.left + box.right) / 2, top, kind)


def _draw_error(scene: Scene, trace: Plain, n: int, along: Axis, end: float, middle: float) -> None:
    own = trace.get("error_x" if along.name[0] == "x" else "error_y") or {}
    up = number(one_of(own.get("array"), n, None))
    if math.isnan(up):
        return
    down = number(one_of(own.get("arrayminus"), n, up))
    ink = Ink(line=own.get("color", scene.ink), width=float(own.get("thickness", 2)) * scene.factor)
    ends = [along.place(end - down), along.place(end + up)]
    x, y = (ends, [middle, middle]) if along.name[0] == "x" else ([middle, middle], ends)
    scene.canvas.line(x, y, ink, within=scene.plot)


def _draw_cells(scene: Scene, trace: Plain) -> None:
    x_axis, y_axis = scene.of(trace)
    rows = [[number(one) for one in line] for line in trace["z"]]
    x = values_of(trace.get("x")) or list(range(max(map(len, rows), default=0)))
    y = values_of(trace.get("y")) or list(range(len(rows)))
    gap_x, gap_y = (float(trace.get(key, 0)) * scene.factor / 2 for key in ("xgap", "ygap"))
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            if math.isnan(value):
                continue
            at_x, at_y = x_axis.value(x[column]), y_axis.value(y[row])
            left, right = sorted((x_axis.place(at_x - 0.5), x_axis.place(at_x + 0.5)))
            top, bottom = sorted((y_axis.place(at_y - 0.5), y_axis.place(at_y + 0.5)))
            box = Box(left + gap_x, top + gap_y, right - gap_x, bottom - gap_y)
            fill = colour_at(trace["colorscale"], share_of(value, trace))
            name = f"cell-{row}-{column}"
            scene.canvas.rect(box, Ink(fill=fill), within=scene.plot, name=name)
            if trace.get("texttemplate") == "%{text}":
                kind = Type(
                    size=scene.size * scene.factor,
                    colour=(trace.get("textfont") or {}).get("color", scene.ink),
                    across="center",
                    upright="middle",
                )
                middle = (left + right) / 2, (top + bottom) / 2
                scene.canvas.words(lines_of(str(trace["text"][row][column])), *middle, kind)


def _draw_scatter(scene: Scene, trace: Plain, at: int) -> None:
    x_axis, y_axis = scene.of(trace)
    x = [x_axis.place(one) for one in values_of(trace.get("x"))]
    y = [y_axis.place(one) for one in values_of(trace.get("y"))]
    mode = trace.get("mode") or "lines+markers"
    within = None if trace.get("cliponaxis") is False else scene.plot
    if trace.get("fill") in ("toself", "tozeroy") and x:
        _draw_area(scene, trace, x, y, y_axis)
    if "lines" in mode:
        _draw_path(scene, trace, at, x, y)
    if "markers" in mode:
        marker = trace.get("marker") or {}
        colour = str((trace.get("line") or {}).get("color") or scene.ink)
        for n, point in enumerate(zip(x, y, strict=True)):
            if not _is_near(scene.plot, point):
                continue
            symbol = str(one_of(marker.get("symbol"), n, "circle"))
            size = float(one_of(marker.get("size"), n, 6)) * scene.factor
            ink = mark_ink(marker, n, scene.factor, colour)
            scene.canvas.mark(*point, symbol, size, ink, within=within, name=f"trace-{at}-{n}")
    if "text" in mode:
        _write_points(scene, trace, x, y)


def _draw_area(
    scene: Scene, trace: Plain, x: Sequence[float], y: Sequence[float], y_axis: Axis
) -> None:
    ink = Ink(fill=trace.get("fillcolor"), opacity=float(trace.get("opacity", 1)))
    ground = min(max(y_axis.place(0), scene.plot.top), scene.plot.bottom)
    for piece in _pieces(x, y):
        if trace["fill"] == "tozeroy":
            piece = [(piece[0][0], ground), *piece, (piece[-1][0], ground)]
        if len(piece) > 2:
            scene.canvas.shape([piece], ink, within=scene.plot)


def _draw_path(scene: Scene, trace: Plain, at: int, x: Sequence[float], y: Sequence[float]) -> None:
    line = trace.get("line") or {}
    width = float(2 if line.get("width") is None else line["width"])
    ink = Ink(
        line=line.get("color", scene.ink), width=width * scene.factor, dash=line.get("dash"),
        opacity=float(trace.get("opacity", 1)),
    )  # fmt: skip
    for place, piece in enumerate(_pieces(x, y)):
        points = _stepped(piece) if line.get("shape") == "hv" else piece
        across, upright = zip(*points, strict=True)
        scene.canvas.line(across, upright, ink, within=scene.plot, name=f"line-{at}-{place}")


def _write_points(scene: Scene, trace: Plain, x: Sequence[float], y: Sequence[float]) -> None:
    font = trace.get("textfont") or {}
    # Words of a line stand beside it, and it may rise through them.
    halo = scene.canvas.ground if "lines" in (trace.get("mode") or "") else None
    for n, point in enumerate(zip(x, y, strict=True)):
        text = one_of(trace.get("text"), n, "")
        if not text or not _is_near(scene.plot, point):
            continue
        size = float(one_of(font.get("size"), n, scene.size)) * scene.factor
        (side, upright), dx, dy = text_place(trace, n, size, scene.factor)
        kind = Type(
            size=size, colour=one_of(font.get("color"), n, scene.ink),
            across=side, upright=upright, halo=halo,
        )  # fmt: skip
        scene.canvas.words(lines_of(str(text)), point[0] + dx, point[1] + dy, kind)


def text_place(
    trace: Plain, n: int, size: float, factor: float
) -> tuple[tuple[Anchor, Upright], float, float]:
    """How words lie at their point, and how far from it so that its mark is free."""
    position = str(one_of(trace.get("textposition"), n, "middle center"))
    over, _, beside = position.partition(" ")
    across, upright = _ACROSS.get(beside, "center"), _UPRIGHT.get(over, "middle")
    has_mark = "markers" in (trace.get("mode") or "")
    mark = float(one_of((trace.get("marker") or {}).get("size"), n, 6)) / 2 if has_mark else 0.0
    away = (mark + (_AWAY if has_mark else 0)) * factor
    dx = {"left": away, "center": 0.0, "right": -away}[across]
    # A line has air above and below its letters.
    air = 0.12 * size
    dy = {"top": away - air, "middle": 0.0, "bottom": air - away}[upright]
    return (across, upright), dx, dy


def _is_near(plot: Box, point: tuple[float, float]) -> bool:
    """Whether a point lies on the plot, and not in another panel of its rows."""
    x, y = point
    return plot.left - 2 <= x <= plot.right + 2 and plot.top - 2 <= y <= plot.bottom + 2


def _pieces(x: Sequence[float], y: Sequence[float]) -> Iterator[list[tuple[float, float]]]:
    """Points that follow one another without a gap."""
    points = zip(x, y, strict=True)
    for is_gap, piece in groupby(points, key=lambda one: any(map(math.isnan, one))):
        if not is_gap:
            yield list(piece)


def _stepped(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    found = [points[0]]
    for (_, before), (x, y) in pairwise(points):
        found += [(x, before), (x, y)]
    return found


def _mixed(colour: str, after: str, share: float) -> str:
    from matplotlib.colors import to_hex, to_rgb

    pairs = zip(to_rgb(colour), to_rgb(after), strict=True)
    red, green, blue = (own * (1 - share) + other * share for own, other in pairs)
    return str(to_hex((red, green, blue)))


def _flat(line: Any) -> list[Any]:
    return [line] if isinstance(line, int | float) else list(line)
