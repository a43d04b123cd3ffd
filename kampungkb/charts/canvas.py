"""What the figures have in common: ground, type, margins, axes of values and of places."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import unescape
from textwrap import wrap
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from kampungkb.analysis.distribution import as_written, nice_steps
from kampungkb.charts.theme import FONT, Palette
from kampungkb.i18n.formats import NO_BREAK_SPACE
from kampungkb.i18n.literal import literal
from kampungkb.i18n.translator import Translator
from kampungkb.model.indicators import Indicator

CLEAR: Final = "rgba(0,0,0,0)"
SIZE: Final = 13
# Pixels of one row of places.
ROW: Final = 22
# A line of words above the plot; that of ticks and that of the target's words.
LINE: Final = 17
TICKS: Final = 22
# Of the mark below the figure.
FOOT: Final = 22
# Between the plot and the words beside it.
_STANDOFF: Final = 6

# Mean width of a character at SIZE in Source Sans, and how many fit across a phone.
_CHARACTER: Final = 6.6
_ACROSS: Final = 58
_LONGEST_NAME: Final = 24

_CORNER: Final = {"xref": "paper", "yref": "paper", "showarrow": False}

# Plotly's names of the shapes in `kampungkb.charts.theme.VERDICT_SHAPES`.
SYMBOLS: Final[Mapping[str, str]] = {
    "met": "circle",
    "below": "triangle-down",
    "cannot_tell": "diamond-open",
    "no_data": "line-ew-open",
}


@dataclass(frozen=True, slots=True)
class Key:
    """What a shape or a colour means, in words."""

    shape: str
    colour: str
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of values with its ticks in words."""

    low: float
    high: float
    ticks: tuple[float, ...]
    words: tuple[str, ...]

    def place(self, value: float) -> float:
        """Where a value lies: 0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def key_lines(keys: Sequence[Key]) -> list[str]:
    """Keys in as few lines as fit across a phone, for `figure_of`."""
    lines: list[list[Key]] = [[]]
    for key in keys:
        # A shape and the space around it are about four characters wide.
        if lines[-1] and sum(len(one.words) + 4 for one in [*lines[-1], key]) > _ACROSS:
            lines.append([])
        lines[-1].append(key)
    return [(NO_BREAK_SPACE * 3).join(map(_key, line)) for line in lines if line]


def wrapped(words: str) -> list[str]:
    """A sentence in lines that fit across a phone, for `figure_of`."""
    return [literal(line) for line in wrap(words, _ACROSS)]


def figure_of(
    traces: Iterable[Any],
    *,
    left: int,
    right: int,
    head: Sequence[str] = (),
    above: int = 0,
    below: int = 0,
    palette: Palette,
    t: Translator,
    mark: str | None,
    name: str,
) -> go.Figure:
    """A figure on the common ground.

    Parameters
    ----------
    traces : iterable of plotly traces
    left, right : int
        Margins in pixels.
    head : sequence of str
        Lines at the top of the figure, as `key_lines` and `wrapped` return them.
    above, below : int
        Pixels between the head and the plot, and between the plot and the mark's line.
    mark : str or None
        Stands in the lower right corner.
    name : str
        Which figure it is: what a reader did to it stays while only its values change.
    """
    figure = go.Figure(list(traces))
    top = LINE * len(head) + above + 6
    bottom = FOOT + below
    figure.update_layout(
        # None would send the 7 KB of plotly's own template.
        template="none",
        # Fixed, so that nothing jumps.
        margin={"l": left, "r": right, "t": top, "b": bottom, "autoexpand": False},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"family": FONT, "size": SIZE, "color": palette.ink},
        hoverlabel={
            "bgcolor": palette.ground,
            "bordercolor": palette.line,
            "font": {"size": 14, "color": palette.ink, "family": FONT},
            "align": "left",
        },
        hovermode="closest",
        barmode="overlay",
        # A finger on the figure scrolls the page.
        dragmode=False,
        showlegend=False,
        uirevision=name,
        separators=",." if t.language == "id" else ".,",
    )
    if head:
        figure.add_annotation(
            **_CORNER, x=0, y=1, xanchor="left", yanchor="top", xshift=-left, yshift=top,
            align="left", text="<br>".join(head), font={"size": SIZE, "color": palette.muted},
        )  # fmt: skip
    if mark:
        figure.add_annotation(
            **_CORNER, x=1, y=0, xanchor="right", yanchor="bottom", xshift=right, yshift=-bottom,
            text=literal(mark), font={"size": SIZE, "color": palette.ink},
        )  # fmt: skip
    return figure


def row_axes(
    figure: go.Figure, names: Sequence[str], words: Sequence[str], *, palette: Palette
) -> None:
    """Give a figure of rows their names at the left and, on the axis y2, words at the right.

    By position and not by name: 16 names of villages occur in more than one district.
    """
    common = {
        # The first row at the top.
        "range": [max(len(names), 1) - 0.5, -0.5],
        "tickvals": list(range(len(names))), "tickfont": {"color": palette.ink}, "ticks": "",
        "ticklabelstandoff": _STANDOFF, "showgrid": False, "showline": False, "zeroline": False,
        "fixedrange": True, "automargin": False, "ticklabeloverflow": "allow",
    }  # fmt: skip
    figure.update_layout(
        yaxis={**common, "ticktext": list(names)},
        yaxis2={**common, "ticktext": list(words), "overlaying": "y", "side": "right"},
    )


def guides(places: Sequence[int], found: Scale, palette: Palette) -> go.Scatter:
    """Lines that lead the eye from a row's name to its mark and its words."""
    return go.Scatter(
        x=[x for _ in places for x in (found.low, found.high, None)],
        y=[y for at in places for y in (at, at, None)],
        mode="lines",
        name="guides",
        hoverinfo="skip",
        line={"color": palette.line, "width": 1, "dash": "dot"},
    )


def row_grips(
    ends: Sequence[float], found: Scale, codes: Sequence[str], hovers: Sequence[str]
) -> go.Bar:
    """What a reader points at and clicks: each row over its whole width.

    Two unseen bars from the edges to the mark of the row, where the hover text appears. A mark
    alone is small for a finger, and the nearest mark may be that of another row.
    """
    rows = list(zip(range(len(ends)), ends, codes, hovers, strict=True))
    bars = [(base, *row) for row in rows for base in (found.low, found.high)]
    return go.Bar(
        base=[base for base, *_ in bars],
        x=[end - base for base, _, end, _, _ in bars],
        y=[at for _, at, *_ in bars],
        width=1,
        orientation="h",
        name="rows",
        customdata=[code for *_, code, _ in bars],
        text=[hover for *_, hover in bars],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
        marker={"color": CLEAR, "line": {"width": 0}},
    )


def mark_row(
    figure: go.Figure,
    codes: Sequence[str],
    names: Sequence[str],
    selected: str | None,
    palette: Palette,
) -> None:
    """Let the row of a code stand out; nothing where no row has it."""
    if selected not in codes:
        return
    at = codes.index(selected)
    figure.add_shape(
        type="rect", xref="paper", x0=0, x1=1, yref="y", y0=at - 0.5, y1=at + 0.5,
        fillcolor=palette.line, opacity=0.5, line={"width": 0}, layer="below",
    )  # fmt: skip
    figure.layout.yaxis.ticktext = [*names[:at], f"<b>{names[at]}</b>", *names[at + 1 :]]


def upright_target(
    figure: go.Figure, target: float, words: str, found: Scale, palette: Palette, *, above: int
) -> None:
    """A target as a vertical line, its words so many pixels above the plot."""
    figure.add_shape(
        type="line", x0=target, x1=target, xref="x", yref="paper", y0=0, y1=1,
        line={"color": palette.ink, "width": 1.5},
    )  # fmt: skip
    place = found.place(target)
    figure.add_annotation(
        x=target, xref="x", y=1, yref="paper", yanchor="bottom", yshift=above,
        # Words stay inside the plot on a phone too.
        xanchor="left" if place < 0.3 else "right" if place > 0.7 else "center",
        text=literal(words), showarrow=False, font={"size": SIZE, "color": palette.ink},
    )  # fmt: skip


def value_axis(found: Scale, *, palette: Palette, side: str) -> dict[str, Any]:
    """The layout of an axis of values."""
    return {
        "range": [found.low, found.high], "tickvals": list(found.ticks),
        "ticktext": list(found.words), "tickfont": {"color": palette.muted}, "side": side,
        "ticks": "", "showgrid": True, "gridcolor": palette.line, "zeroline": False,
        "showline": False, "fixedrange": True, "automargin": False, "ticklabeloverflow": "allow",
    }  # fmt: skip


def short_name(name: str) -> str:
    """A name that fits beside a row, as plotly shows it; the hover text has it whole."""
    cut = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
    return literal(cut)


def width(texts: Iterable[str]) -> int:
    """Pixels that the longest of some texts needs, with the space before it."""
    return (
        round(max((len(unescape(text)) for text in texts), default=0) * _CHARACTER) + _STANDOFF + 6
    )


def floats(column: "pd.Series[Any]") -> list[float]:
    """A column as floats; NaN where it is missing."""
    return [float(one) for one in column.to_numpy(np.float64, na_value=np.nan)]


def there(*columns: Iterable[float | None]) -> list[float]:
    """The numbers among values, without the missing."""
    return [x for column in columns for x in column if x is not None and not math.isnan(x)]


def scale(values: Sequence[float], indicator: Indicator, t: Translator, count: int = 4) -> Scale:
    """An axis that holds all of the values, with at most so many steps between its ticks.

    Without values it runs from 0 to 1, and to 100 for an index of 100.
    """
    whole = 100.0 if indicator.unit == "index_100" else 1.0
    low, high = (min(values), max(values)) if values else (0.0, whole)
    if low == high:
        low, high = low - whole / 20, high + whole / 20
    edge = (high - low) * 0.06
    step = next(nice_steps((as_written(high) - as_written(low)) / count))
    ticks = [
        place * step
        for place in range(math.ceil((low - edge) / step), math.floor((high + edge) / step) + 1)
    ]
    return Scale(
        low=low - edge,
        high=high + edge,
        ticks=tuple(float(tick) for tick in ticks),
        words=tuple(tick_word(t, indicator, tick, step) for tick in ticks),
    )


def count_scale(most: int, t: Translator, count: int = 4) -> Scale:
    """An axis of counts from zero, with whole ticks."""
    step = next(nice_steps(max(Fraction(most, count), Fraction(1))))
    ticks = [int(step * place) for place in range(most // int(step) + 1)]
    return Scale(
        low=0, high=max(most, 1), ticks=tuple(map(float, ticks)), words=tuple(t.numbers(ticks))
    )


def rank_scale(first: int, last: int, t: Translator, count: int = 4) -> Scale:
    """An axis of ranks, its ends among the ticks."""
    step = int(next(nice_steps(max(Fraction(last - first, count), Fraction(1)))))
    between = range((first // step + 1) * step, last, step)
    # Beside an end only where there is room for both.
    ticks = [n for n in between if min(n - first, last - n) * 2 > step]
    ticks = list(dict.fromkeys([first, *ticks, last]))
    edge = max((last - first) * 0.06, 0.5)
    return Scale(
        low=first - edge, high=last + edge, ticks=tuple(map(float, ticks)),
        words=tuple(t.numbers(ticks)),
    )  # fmt: skip


def tick_word(t: Translator, indicator: Indicator, tick: Fraction, step: Fraction) -> str:
    """A tick with just the places that its step needs: ``20 %``, ``2,5 %``, ``0,05``."""
    factor = {"share": 100, "per_1000": 1000}.get(indicator.unit, 1)
    places = next(n for n in range(9) if (step * factor * 10**n).denominator == 1)
    if indicator.unit == "share":
        return t.share(tick, places)
    return t.number(tick * factor, places)


def unit_words(t: Translator, indicator: Indicator) -> str:
    """What the values of an indicator are: unit and base."""
    base = t.words(indicator.denominator)
    return {
        "share": t("chart.unit_share", base=base),
        "per_1000": t("chart.unit_per_1000", base=base),
        "index": t("chart.unit_index"),
        "index_100": t("chart.unit_index_100"),
        "years": t("chart.unit_years"),
        "count": t("chart.unit_count", counted=t.words(indicator.counted)),
    }[indicator.unit]


def _key(key: Key) -> str:
    shape = f'<span style="color:{key.colour};font-size:15px">{key.shape}</span>'
    return shape + NO_BREAK_SPACE + literal(key.words).replace(" ", NO_BREAK_SPACE)
