"""Where the words of a trend stand: on their lines, and not on others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final, Literal

import plotly.graph_objects as go

from kampungkb.charts.canvas import SIZE, Scale, short_name
from kampungkb.charts.theme import Palette
from kampungkb.charts.trend_lines import Line, Point, TrendLines
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator
from kampungkb.i18n.values import shown_value
from kampungkb.model.indicators import Indicator

Spot = tuple[float, float]

# Parts of a figure on a phone: a line of words is so high, a value and a name are so wide.
_HIGH: Final = 0.09
_VALUE: Final = 0.2
_NAME: Final = 0.42
# From a point to the middle of its value, and from that to anything else.
_AWAY: Final = (0.075, 0.13)
_CLEAR: Final = 0.06
# Points of a line between two of its periods.
_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class Space:
    """The plot as a square from 0 to 1, and what is in it already."""

    span: tuple[date, date]
    upright: Scale
    taken: list[Spot] = field(default_factory=list)

    @classmethod
    def of(cls, lines: TrendLines, span: tuple[date, date], upright: Scale) -> "Space":
        """The space around the lines."""
        space = cls(span, upright)
        drawn = [*lines.runs, *(line for _, around in lines.others for line in around)]
        for line in (*drawn, lines.way, lines.ahead):
            space.taken.extend(_dense([space.spot(point) for point in line]))
        return space

    def spot(self, point: Point) -> Spot:
        """Where a point lies."""
        first, last = self.span
        return (point[0] - first) / (last - first), self.upright.place(point[1])

    def room(self, left: float, right: float, middle: float) -> float:
        """How far words at a height are from what is there; less than 0: they leave the plot."""
        if not _HIGH / 2 <= middle <= 1 + _HIGH / 2:
            return -1.0
        return min((abs(y - middle) for x, y in self.taken if left <= x <= right), default=1.0)

    def take(self, left: float, right: float, middle: float) -> None:
        """Put words there."""
        self.taken.extend((left + (right - left) * at / _STEPS, middle) for at in range(_STEPS + 1))


def write_labels(
    figure: go.Figure,
    lines: TrendLines,
    space: Space,
    target_words: str | None,
    palette: Palette,
    indicator: Indicator,
    t: Translator,
) -> None:
    """Write names, the target's words, the last value and the value at the deadline."""
    _name_others(figure, lines, space, palette)
    if lines.goal is not None and target_words is not None:
        _write_target(figure, lines.goal, target_words, space, palette)
    strong = palette.sequential[5]
    if lines.last is not None:
        anchor: Literal["center", "right"] = "center" if lines.ahead else "right"
        _write_value(figure, lines.last, anchor, space, strong, indicator, t)
    for end in lines.ahead[1:]:
        _write_value(figure, end, "right", space, strong, indicator, t)


def _dense(line: list[Spot]) -> Iterable[Spot]:
    yield from line[:1]
    for (x0, y0), (x1, y1) in pairwise(line):
        for at in range(1, _STEPS + 1):
            yield x0 + (x1 - x0) * at / _STEPS, y0 + (y1 - y0) * at / _STEPS


def _name_others(figure: go.Figure, lines: TrendLines, space: Space, palette: Palette) -> None:
    """Names at the ends of the lines around."""
    ends: list[tuple[Line, str]] = [(runs[-1], name) for name, runs in lines.others if runs]
    ends.sort(key=lambda end: (end[0][-1][1], end[1]))
    heights = _apart([space.upright.place(line[-1][1]) for line, _ in ends])
    for (line, name), height in zip(ends, heights, strict=True):
        x, _ = space.spot(line[-1])
        space.take(x, x + _NAME, height)
        # In parts of the plot: beyond the axis plotly would leave the words out.
        figure.add_annotation(
            x=line[-1][0].isoformat(), y=height, yref="paper", xanchor="left",
            yanchor="middle", xshift=6, showarrow=False, text=short_name(name),
            font={"size": SIZE, "color": palette.muted}, bgcolor=palette.ground, borderpad=0,
        )  # fmt: skip


def _apart(heights: list[float]) -> list[float]:
    """Heights, the lowest first: pushed up where they would overlap, and down from the top."""
    heights = list(heights)
    for at in range(1, len(heights)):
        heights[at] = max(heights[at], heights[at - 1] + _HIGH)
    top = 1.0
    for at in reversed(range(len(heights))):
        heights[at] = min(heights[at], top)
        top = heights[at] - _HIGH
    return heights


def _write_value(
    figure: go.Figure,
    point: Point,
    anchor: Literal["center", "right"],
    space: Space,
    colour: str,
    indicator: Indicator,
    t: Translator,
) -> None:
    x, y = space.spot(point)
    left, right = (x - _VALUE, x) if anchor == "right" else (x - _VALUE / 2, x + _VALUE / 2)
    # Near its point, and farther away where that is taken.
    heights = [y + side * away for away in _AWAY for side in (1, -1)]
    free = [height for height in heights if space.room(left, right, height) >= _CLEAR]
    middle = free[0] if free else max(heights, key=lambda height: space.room(left, right, height))
    space.take(left, right, middle)
    figure.add_annotation(
        x=point[0].isoformat(), y=middle, yref="paper", xanchor=anchor, yanchor="middle",
        text=f"<b>{shown_value(t, indicator, point[1])}</b>", showarrow=False,
        font={"size": SIZE, "color": colour},
    )  # fmt: skip


def _write_target(
    figure: go.Figure, goal: float, words: str, space: Space, palette: Palette
) -> None:
    """The target's line, its words at the end and on the side that has the most room."""
    figure.add_shape(
        type="line", xref="paper", x0=0, x1=1, y0=goal, y1=goal,
        line={"color": palette.ink, "width": 1.5},
    )  # fmt: skip
    y = space.upright.place(goal)
    places = [(left, y + side * _HIGH / 2, side) for left in (1 - _NAME, 0.0) for side in (1, -1)]
    left, middle, side = max(places, key=lambda at: space.room(at[0], at[0] + _NAME, at[1]))
    space.take(left, left + _NAME, middle)
    space.take(0, 1, y)
    figure.add_annotation(
        x=1 if left else 0, xref="paper", xanchor="right" if left else "left", y=goal,
        yanchor="bottom" if side == 1 else "top", text=literal(words), showarrow=False,
        font={"size": SIZE, "color": palette.ink},
    )  # fmt: skip
